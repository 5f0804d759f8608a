"""The vocabulary: what every other room of the house speaks of. No input or output, no clock, no floating-point number."""

from suffrage.model.areas import Area, Contest, Station
from suffrage.model.base import FrozenDict, MappingValue, Value
from suffrage.model.deadlines import Deadline
from suffrage.model.decisions import Act, Decision, Impediment, Lot, Ruling, Struck, Withdrawal
from suffrage.model.election import Election, Form, LawInForce, Source
from suffrage.model.errors import BadInput, LawError, LawNotKnown, SuffrageError
from suffrage.model.findings import Finding, Place, Severity, Verdict
from suffrage.model.names import NO_NAMES, Language, Names
from suffrage.model.options import Candidate, Option, Slates
from suffrage.model.outcome import Elected, Need, Outcome, Pending
from suffrage.model.result import AreaTotals, CheckTally, ContestResult, Result
from suffrage.model.shapes import Difference, Formula, Shape
from suffrage.model.statements import FIGURES, Statement
from suffrage.model.steps import Step
from suffrage.model.totals import Totals

__all__ = [
    "FIGURES",
    "NO_NAMES",
    "Act",
    "Area",
    "AreaTotals",
    "BadInput",
    "Candidate",
    "CheckTally",
    "Contest",
    "ContestResult",
    "Deadline",
    "Decision",
    "Difference",
    "Elected",
    "Election",
    "Finding",
    "Form",
    "Formula",
    "FrozenDict",
    "Impediment",
    "Language",
    "LawError",
    "LawInForce",
    "LawNotKnown",
    "Lot",
    "MappingValue",
    "Names",
    "Need",
    "Option",
    "Outcome",
    "Pending",
    "Place",
    "Result",
    "Ruling",
    "Severity",
    "Shape",
    "Slates",
    "Source",
    "Statement",
    "Station",
    "Step",
    "Struck",
    "SuffrageError",
    "Totals",
    "Value",
    "Verdict",
    "Withdrawal",
]
