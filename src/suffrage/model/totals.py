"""A contest's sums: all that the law sees of an election."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from suffrage.model.base import FrozenDict, Value
from suffrage.model.statements import FIGURES


def code_order(code: str) -> tuple[int, str]:
    """A fixed order of codes that people expect: "2" before "10". It decides nothing but what is shown first."""
    return len(code), code


V = TypeVar("V")

NO_SECTIONS: Mapping[str, Mapping[str, int]] = FrozenDict()
"""A contest that is one whole."""


def _in_order(by_code: Mapping[str, V]) -> FrozenDict[str, V]:
    return FrozenDict(sorted(by_code.items(), key=lambda entry: code_order(entry[0])))


class Totals(Value, frozen=True):
    """The sums of one contest in one round.

    `votes`: option code → votes, with a zero for an option nobody chose. `seats` None: the law's own table says how many.
    Any other figure is None where it is not known (one station without it makes the sum unknown); the law then says what it
    misses and decides nothing by it. `valid` None with known votes: their sum is taken. `population`: where the law asks for it
    (French communes). `sections`: section code → option → votes, where a list's seats are shared out by section (French
    regions); they add up to `votes`. The order in which options and sections are given is forgotten, so that it can never
    matter. `ValueError`: a figure below zero, or sections that do not add up.

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
    population: int | None = None
    sections: Mapping[str, Mapping[str, int]] = NO_SECTIONS

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "votes", _in_order(self.votes))
        sections = {code: _in_order(votes) for code, votes in _in_order(self.sections).items()}
        msgspec.structs.force_setattr(self, "sections", FrozenDict(sections))
        for option, number in self.votes.items() if sections else ():
            if sum(votes.get(option, 0) for votes in sections.values()) != number:
                raise ValueError(f"contest {self.contest_id}: the sections' votes of option {option} do not add up to {number}")
        parts = [number for votes in sections.values() for number in votes.values()]
        figures = (self.seats, self.population, *parts, *(getattr(self, figure) for figure in FIGURES), *self.votes.values())
        if any(figure is not None and figure < 0 for figure in figures):
            raise ValueError(f"contest {self.contest_id}: a figure below zero is not a count")

    @property
    def valid_votes(self) -> int:
        """The valid votes as stated, or the sum of the votes where they are not."""
        return sum(self.votes.values()) if self.valid is None else self.valid
