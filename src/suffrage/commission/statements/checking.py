"""The checks of the count on one statement while it is entered: the same codes, formulas and operands as `check.sql`, in Python.

A test holds the two to each other. A figure that is missing is None, and a check that needs it cannot tell.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings

from suffrage.counting.checks import CHECKS, Check
from suffrage.model import Finding, Form, Place, Severity

Number = int | None
Answer = Literal["pass", "fail", "cannot-tell"]

QUARANTINE: Mapping[str, int] = {"registered-list": 1, "all-zero": 1, "full-turnout": 51, "one-sided": 51, "many-null": 51}
"""Which warnings put a statement in quarantine, and from which size on: for registered-list, by how much the two differ; for the
others, how many people or papers the check is about. The setting `SUFFRAGE_QUARANTINE` gives another table."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody read on the paper: figures by name, and votes by option code; what is not there is None or left out."""

    figures: Mapping[str, Number]
    votes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of a statement before it is read. `on_the_list`: registered at its station before the vote ·
    `options`: the codes of its contest's options · `is_in_place`: its station lies in the contest's area.
    """

    form: Form
    options: tuple[str, ...]
    on_the_list: Number = None
    is_in_place: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A check's answer, with its operands as they stand in its formula."""

    check: Check
    answer: Answer
    a: Number = None
    b: Number = None


@dataclass(slots=True)
class _Facts:
    """All that the checks compare, as the view `facts` has it."""

    paper: Paper
    reading: Reading
    registered: Number = field(init=False)
    voters: Number = field(init=False)
    ballots: Number = field(init=False)
    valid: Number = field(init=False)
    void: Number = field(init=False)
    papers: Number = field(init=False)
    votes: Number = field(init=False)
    largest: Number = field(init=False)

    def __post_init__(self) -> None:
        figure = self.reading.figures.get
        self.registered, self.voters, self.ballots, self.valid = map(figure, ("registered", "voters", "ballots", "valid"))
        blank = figure("blank") if self.paper.form.blank_apart else 0
        self.void = _plus(blank, figure("null"))
        self.papers = _plus(self.void, self.valid)
        votes = self.reading.votes.values()
        self.votes, self.largest = (sum(votes), max(votes)) if votes else (None, None)


def verdicts(paper: Paper, reading: Reading) -> tuple[Verdict, ...]:
    """Every check that is asked of statements on this form, with its answer."""
    facts = _Facts(paper, reading)
    return tuple(_verdict(check, facts) for check in CHECKS if check.is_asked(paper.form))


def findings(paper: Paper, reading: Reading, place: Place = Place()) -> tuple[Finding, ...]:  # noqa: B008 - immutable
    """The answers that are no pass, gravest first; what the form cannot tell at all is no defect of the statement."""
    return tuple(
        Finding(
            code=verdict.check.code,
            severity=verdict.check.severity,
            verdict=verdict.answer,
            place=place,
            formula=verdict.check.formula,
            operands={
                name: value for name, value in ((verdict.check.a, verdict.a), (verdict.check.b, verdict.b)) if name is not None
            },
        )
        for verdict in verdicts(paper, reading)
        if verdict.answer == "fail" or (verdict.answer == "cannot-tell" and _is_defect(verdict.check, paper.form))
    )


def quarantined(found: Iterable[Finding], thresholds: Mapping[str, int] | None = None) -> tuple[Finding, ...]:
    """Those findings for which a verifier looks at a statement before it counts."""
    least = thresholds if thresholds is not None else getattr(settings, "SUFFRAGE_QUARANTINE", QUARANTINE)
    return tuple(finding for finding in found if finding.code in least and _size(finding) >= least[finding.code])


def codes(found: Iterable[Finding], severity: Severity | None = None) -> list[str]:
    """The codes of findings, of one severity if it is given, each once."""
    return list(dict.fromkeys(finding.code for finding in found if severity in (None, finding.severity)))


def _size(finding: Finding) -> int:
    """How much a warning is about: its second operand, or, where two figures should be equal, how far they are apart."""
    a, b = (value if isinstance(value, int) else 0 for value in finding.operands.values())
    return abs(a - b) if finding.code == "registered-list" else b


def _is_defect(check: Check, form: Form) -> bool:
    return check.severity == "error" and check.can_tell(form)


def _verdict(check: Check, facts: _Facts) -> Verdict:
    a, b, passes = _ANSWERS[check.code](facts)
    return Verdict(check, "cannot-tell" if passes is None else "pass" if passes else "fail", a, b)


_Compared = tuple[Number, Number, bool | None]


def _compare(a: Number, b: Number, passes: Callable[[int, int], bool]) -> _Compared:
    return a, b, None if a is None or b is None else passes(a, b)


def _equal(a: Number, b: Number) -> _Compared:
    return _compare(a, b, lambda x, y: x == y)


def _full_turnout(facts: _Facts) -> _Compared:
    return _compare(facts.voters, facts.registered, lambda voters, registered: registered <= 50 or voters < registered)


def _one_sided(facts: _Facts) -> _Compared:
    alone = len(facts.paper.options) == 1
    return _compare(facts.largest, facts.valid, lambda largest, valid: valid <= 50 or alone or largest < valid)


def _ballots_voters(facts: _Facts) -> _Compared:
    over = facts.paper.form.ballots_over_voters
    return _compare(facts.ballots, facts.voters, lambda ballots, voters: ballots <= voters + over)


_ANSWERS: Mapping[str, Callable[[_Facts], _Compared]] = {
    "missing-statement": lambda _facts: (None, None, True),
    "misplaced-statement": lambda facts: (None, None, facts.paper.is_in_place),
    "missing-option": lambda facts: _equal(len(facts.reading.votes), len(facts.paper.options)),
    "votes-sum": lambda facts: _equal(facts.votes, facts.valid),
    "papers-sum": lambda facts: _equal(facts.papers, facts.ballots),
    "papers-voters": lambda facts: _equal(facts.papers, facts.voters),
    "ballots-voters": _ballots_voters,
    "voters-registered": lambda facts: _compare(facts.voters, facts.registered, lambda voters, listed: voters <= listed),
    "registered-list": lambda facts: _equal(facts.registered, facts.paper.on_the_list),
    "all-zero": lambda facts: (facts.valid, facts.registered, None if facts.valid is None else facts.valid > 0),
    "full-turnout": _full_turnout,
    "one-sided": _one_sided,
    "many-null": lambda facts: _compare(facts.void, facts.papers, lambda void, papers: papers <= 50 or 3 * void <= papers),
}


def _plus(a: Number, b: Number) -> Number:
    return None if a is None or b is None else a + b
