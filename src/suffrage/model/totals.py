"""A contest's sums: all that the law sees of an election."""

from collections.abc import Mapping

import msgspec

from suffrage.model.base import FrozenDict, Value
from suffrage.model.statements import FIGURES


def code_order(code: str) -> tuple[int, str]:
    """A fixed order of codes that people expect: "2" before "10". It decides nothing but what is shown first."""
    return len(code), code


class Totals(Value, frozen=True):
    """The sums of one contest in one round.

    `votes`: option code → votes, with a zero for an option nobody chose. `seats` None: the law's own table says how many.
    Any other figure is None where it is not known (one station without it makes the sum unknown); the law then says what it
    misses and decides nothing by it. `valid` None with known votes: their sum is taken. The order in which the options are
    given is forgotten, so that it can never matter. `ValueError`: a figure below zero.

    >>> Totals(contest_id="12", votes={"1": 70, "2": 30}).valid_votes
    100
    """

    contest_id: str
    votes: Mapping[str, int]
    round: int = 1
    seats: int | None = None
    registered: int | None = None
    voters: int | None = None
    ballots: int | None = None
    blank: int | None = None
    null: int | None = None
    valid: int | None = None

    def __post_init__(self) -> None:
        ordered = sorted(self.votes.items(), key=lambda entry: code_order(entry[0]))
        msgspec.structs.force_setattr(self, "votes", FrozenDict(ordered))
        figures = (self.seats, *(getattr(self, figure) for figure in FIGURES), *self.votes.values())
        if any(figure is not None and figure < 0 for figure in figures):
            raise ValueError(f"contest {self.contest_id}: a figure below zero is not a count")

    @property
    def valid_votes(self) -> int:
        """The valid votes as stated, or the sum of the votes where they are not."""
        return sum(self.votes.values()) if self.valid is None else self.valid
