"""What a count gives: sums at every level, findings, how many checks passed, and, once the law was applied, who is elected."""

from collections.abc import Mapping

from suffrage.model.base import MappingValue, Value
from suffrage.model.election import Election
from suffrage.model.findings import Finding, Severity
from suffrage.model.outcome import Outcome
from suffrage.model.totals import Totals


class CheckTally(Value, frozen=True):
    """How often one check answered what. `formula` is its rule, as in docs/checks.md."""

    code: str
    severity: Severity
    formula: str
    passed: int
    failed: int
    cannot_tell: int


class AreaTotals(MappingValue, frozen=True):
    """The sums of one area of the tree in one round, over all the stations below it.

    `stations`: those that should report · `reported`: those whose statement is here · a figure is None where one of the
    statements does not have it · `votes`: party code → votes; where the options bear no party code and only one contest is held
    in the area, option code → votes; otherwise empty.
    """

    area_id: str
    level: str
    round: int
    stations: int
    reported: int
    registered: int | None = None
    voters: int | None = None
    ballots: int | None = None
    blank: int | None = None
    null: int | None = None
    valid: int | None = None
    votes: Mapping[str, int] = {}


class ContestResult(Value, frozen=True):
    """One contest, counted and declared. `outcome` is provisional unless `final`: no error, no statement missing."""

    contest_id: str
    round: int
    totals: Totals
    outcome: Outcome
    final: bool = True


class Result(Value, frozen=True):
    """A whole election, counted and declared: what `suffrage count --json` and `suffrage declare --json` write."""

    contests: tuple[ContestResult, ...]
    findings: tuple[Finding, ...] = ()
    election: Election | None = None
    areas: tuple[AreaTotals, ...] = ()
    checks: tuple[CheckTally, ...] = ()

    @property
    def is_complete(self) -> bool:
        """True when every contest is final and nothing is pending."""
        return all(contest.final and contest.outcome.is_complete for contest in self.contests)
