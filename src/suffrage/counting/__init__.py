"""The count: statements in, totals and findings out. It never sees a law."""

from suffrage.counting.checks import CHECKS, Check
from suffrage.counting.duck import Counted, count_votes

__all__ = ["CHECKS", "Check", "Counted", "count_votes"]
