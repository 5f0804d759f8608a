"""What a law in figures makes of votes, by the law's own methods: the seats, and every tie that it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass

from suffrage.compare.closest.prices import votes_for
from suffrage.law.formulas import DIVISORS, REMAINDERS, share
from suffrage.law.majority import MORE_THAN_HALF
from suffrage.law.methods import (
    HARE,
    Allocation,
    Unsettled,
    averages_once,
    highest_averages,
    largest_remainders,
    leaders,
    whole_quotas,
)
from suffrage.model import Shape
from suffrage.model.shapes import Bar

Votes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Possibility:
    """`seats` that are certain, and the `tie` for the last ones, which each of its winners has one more of."""

    seats: Mapping[str, int]
    tie: Unsettled | None = None

    def allows(self, least: Mapping[str, int], most: Mapping[str, int]) -> bool:
        """Whether the tie can be settled so that options have at `least` and at `most` so many seats."""
        tied = self.tie.among if self.tie else ()
        short = [option for option, number in least.items() if self.seats[option] < number]
        if any(option not in tied or self.seats[option] + 1 < least[option] for option in short):
            return False
        if any(self.seats[option] > number for option, number in most.items()):
            return False
        if self.tie is None:
            return True
        refused = [option for option in tied if option in most and self.seats[option] == most[option]]
        places = self.tie.places
        return not set(short) & set(refused) and len(short) <= places <= len(tied) - len(refused)


@dataclass(frozen=True, slots=True)
class Law:
    """A shape for one contest: its `seats`, its `round`, and the `registered` where a bar asks for them.

    `beside`: by how many the valid votes as stated are more than the sum of the options' votes.
    """

    shape: Shape
    seats: int
    round: int = 1
    registered: int | None = None
    beside: int = 0

    @property
    def is_first_of_two(self) -> bool:
        """Round 1 of two, in which a majority is needed."""
        return self.shape.rounds == 2 and self.round == 1

    @property
    def bonus(self) -> int:
        """The seats that the list in front has first."""
        down = self.shape.bonus_down or self.seats < self.shape.bonus_down_below
        return share(self.shape.bonus, self.seats, down=down) if self.shape.kind == "lists" else 0

    def votes_over(self, bar: Bar | None, votes: int) -> int:
        """The fewest votes that reach a bar, of so many `votes` for all options; 0 without one.

        `ValueError`: it is a share of registered who are not known.
        """
        if bar is None:
            return 0
        base = votes + self.beside if bar.of == "valid" else self.registered
        if base is None:
            raise ValueError("a bar of this law is a share of the registered; give their number with the totals")
        return votes_for(bar.share, base, strict=bar.strict)

    def votes_to_elect(self, votes: int) -> int:
        """The fewest votes that elect in round 1 of two, of so many for all options: the majority, and the quorum."""
        bars = (self.shape.majority or MORE_THAN_HALF, self.shape.quorum)
        return max(1, *(self.votes_over(bar, votes) for bar in bars))

    def possibilities(self, votes: Votes) -> list[Possibility]:
        """What can become of the votes: one possibility, or one for each option that could be the first of equals."""
        able = votes
        if self.is_first_of_two:
            elects = self.votes_to_elect(sum(votes.values()))
            able = {option: number for option, number in votes.items() if number >= elects}
        first = leaders({option: number for option, number in able.items() if number}, 1)
        fronts = first.tie.among if first.tie else first.certain
        if self.shape.kind == "majority" or not fronts:
            return [Possibility({option: int(option in first.certain) for option in votes}, first.tie)]
        if not self.bonus:
            return [self._shared(votes, None)]
        return [self._shared(votes, option) for option in fronts]

    def _shared(self, votes: Votes, front: str | None) -> Possibility:
        bonus = self.bonus if front is not None else 0
        bar = self.votes_over(self.shape.threshold, sum(votes.values()))
        admitted = {option: number for option, number in votes.items() if number >= bar}
        given = allocate(self.shape.formula, admitted, self.seats - bonus)
        seats = {option: given.seats.get(option, 0) + (bonus if option == front else 0) for option in votes}
        return Possibility(seats, given.tie)

    def goes_on(self, votes: Votes, option: str, *, certain: bool) -> bool:
        """Whether an option may stand in round 2, or is elected in round 1: `certain`, or by some settlement of a tie."""
        every = sum(votes.values())
        elects, most = self.votes_to_elect(every), max(votes.values())
        if most >= elects:
            equals = [other for other, number in votes.items() if number == most]
            return option in equals and (len(equals) == 1 or not certain)
        if self.shape.bar is not None and votes[option] >= self.votes_over(self.shape.bar, every):
            return True
        before = sum(
            number > votes[option] or (certain and number == votes[option])
            for other, number in votes.items()
            if other != option
        )
        return before < self.shape.least_in_round_2


def allocate(formula: str, votes: Votes, seats: int) -> Allocation:
    """The seats of lists by the name of a formula."""
    if formula in DIVISORS:
        return highest_averages(votes, seats, DIVISORS[formula])
    if formula in REMAINDERS:
        return largest_remainders(votes, seats, REMAINDERS[formula])
    return averages_once(votes, seats, start=whole_quotas(votes, seats, HARE).seats)
