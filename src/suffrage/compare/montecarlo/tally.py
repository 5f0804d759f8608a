"""What a number of draws says: counts of draws, which add up, and what is read from them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Counts of some draws: whole numbers, of a size that does not depend on how many draws there are.

    C contests of at most K options; P parties; a house of H seats.

    `draws` · `house` (P × H+1): in how many draws a party has that many seats · `majority` (P): in how many more than half of the
    house · `largest` (P): in how many more than any other party · `given`, `won` (C × K): the seats of each option in all draws
    together; in how many it has at least one · `changed` (C): in how many the contest's seats are not those of the votes as they are ·
    `open` (C): in how many it has a seat that a tie leaves open or that nobody can take · `open_seats`: those seats.
    """

    draws: int
    house: Numbers
    majority: Numbers
    largest: Numbers
    given: Numbers
    won: Numbers
    changed: Numbers
    open: Numbers
    open_seats: int

    def __add__(self, other: "Tally") -> "Tally":
        """The counts of both."""
        return Tally(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)
        )

    __hash__ = None  # type: ignore[assignment] # arrays can change

    @property
    def nbytes(self) -> int:
        """The memory that the counts take, in bytes."""
        return sum(getattr(self, field.name).nbytes for field in fields(self) if field.name not in ("draws", "open_seats"))


class Chances(NamedTuple):
    """An option's draws in one contest: its party, in what share of the draws it has a seat, and its seats in the mean."""

    party: str
    any_seat: Fraction
    seats: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """The draws of one scenario. Every figure is a count of draws, or a fraction of two counts.

    `seed`, `number`: what they can be drawn again with · `party_of` (C × K): as in the field · `as_it_is`: party → its seats by the
    votes as they are, without chance; seats that a tie leaves open are in none of these figures.
    """

    seed: int
    number: int
    parties: tuple[str, ...]
    contests: tuple[str, ...]
    party_of: Numbers
    as_it_is: Mapping[str, int]
    tally: Tally

    def distribution(self, party: str) -> Mapping[int, int]:
        """Seats → in how many draws the party has so many; only those that occur."""
        counts = self.tally.house[self.parties.index(party)]
        return {int(seats): int(counts[seats]) for seats in np.flatnonzero(counts)}

    def quantile(self, party: str, share: Fraction) -> int:
        """The fewest seats that the party does not exceed in at least `share` of the draws: ½ gives the median.

        `ValueError`: a share that is not between 0 and 1.
        """
        if not 0 < share <= 1:
            raise ValueError(f"a quantile is for a share above 0 and at most 1, not {share}")
        below = np.cumsum(self.tally.house[self.parties.index(party)])
        need = -(-share.numerator * self.number // share.denominator)
        return int(np.searchsorted(below, need))

    def interval(self, party: str, share: Fraction = Fraction(9, 10)) -> tuple[int, int]:
        """The seats between which the party is in at least `share` of the draws, with as many draws cut off on either side."""
        tail = (1 - share) / 2
        return self.quantile(party, tail or Fraction(1, self.number)), self.quantile(party, 1 - tail)

    def mean(self, party: str) -> Fraction:
        """The party's seats in the mean of all draws."""
        return Fraction(sum(seats * draws for seats, draws in self.distribution(party).items()), self.number)

    def majority(self, party: str) -> Fraction:
        """In what share of the draws the party has more than half of the seats."""
        return Fraction(int(self.tally.majority[self.parties.index(party)]), self.number)

    def largest(self, party: str) -> Fraction:
        """In what share of the draws the party has more seats than any other."""
        return Fraction(int(self.tally.largest[self.parties.index(party)]), self.number)

    def contest(self, code: str) -> tuple[Chances, ...]:
        """The chances of each option of a contest, in the order of the field's columns; two may have the same party."""
        row = self.contests.index(code)
        return tuple(
            Chances(
                self.parties[party],
                Fraction(int(self.tally.won[row, option]), self.number),
                Fraction(int(self.tally.given[row, option]), self.number),
            )
            for option, party in enumerate(self.party_of[row])
            if party >= 0
        )

    @property
    def no_majority(self) -> Fraction:
        """In what share of the draws no party has more than half of the seats."""
        return 1 - Fraction(int(self.tally.majority.sum()), self.number)

    @property
    def never_change(self) -> tuple[str, ...]:
        """The contests whose seats are the same in every draw as by the votes as they are."""
        return tuple(contest for contest, draws in zip(self.contests, self.tally.changed, strict=True) if not draws)

    def hang(self, least: Fraction = Fraction(1, 20)) -> Mapping[str, Fraction]:
        """The contests whose seats change in at least `least` of the draws, and in what share of them; most first."""
        shares = {
            contest: Fraction(int(draws), self.number) for contest, draws in zip(self.contests, self.tally.changed, strict=True)
        }
        return {
            contest: shares[contest]
            for contest in sorted(shares, key=shares.__getitem__, reverse=True)
            if shares[contest] >= least
        }

    @property
    def open(self) -> Mapping[str, int]:
        """Contest → in how many draws it has a seat that a tie leaves open or that nobody can take; only those that have."""
        return {contest: int(draws) for contest, draws in zip(self.contests, self.tally.open, strict=True) if draws}
