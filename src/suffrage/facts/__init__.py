"""The facts on which an outcome hangs: derived from the law in figures, shared by audits, quick counts and the closest seats."""

from suffrage.facts.fact import Assertion, Assorter, Kind, Papers, average
from suffrage.facts.outcome import assertions

__all__ = ["Assertion", "Assorter", "Kind", "Papers", "assertions", "average"]
