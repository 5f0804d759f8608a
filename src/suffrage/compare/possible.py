"""What a law in figures makes of votes, by the law's own methods: the seats, and every tie that it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from suffrage.compare.prices import votes_for
from suffrage.law.methods import (
    D_HONDT,
    HARE,
    Allocation,
    Unsettled,
    divisors,
    highest_averages,
    largest_remainders,
    leaders,
    quotas,
    whole_quotas,
)
from suffrage.law.shapes import Bar, Shape

Votes = Mapping[str, int]

DIVISORS = {method.name: method for method in divisors.ALL}
"""The formulas of highest averages."""
REMAINDERS = {f"{quota.name}-remainders": quota for quota in quotas.ALL}
"""The formulas of largest remainders."""


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
    """A shape for one contest: its `seats`, its `round`, and the `registered` where a bar asks for them."""

    shape: Shape
    seats: int
    round: int = 1
    registered: int | None = None

    @property
    def is_first_of_two(self) -> bool:
        """Round 1 of two, in which a majority is needed."""
        return self.shape.rounds == 2 and self.round == 1

    @property
    def bonus(self) -> int:
        """The seats that the list in front has first."""
        part = self.shape.bonus * self.seats
        return min(self.seats, floor(part) if self.shape.bonus_down else ceil(part))

    def votes_over(self, bar: Bar | None, valid: int) -> int:
        """The fewest votes that reach a bar; 0 without one. `ValueError`: it is a share of registered who are not known."""
        if bar is None:
            return 0
        base = valid if bar.of == "valid" else self.registered
        if base is None:
            raise ValueError("a bar of this law is a share of the registered; give their number with the totals")
        return votes_for(bar.share, base, strict=bar.strict)

    def votes_to_elect(self, valid: int) -> int:
        """The fewest votes that elect in round 1 of two: the majority, and the quorum."""
        return max(1, self.votes_over(self.shape.majority or _HALF, valid), self.votes_over(self.shape.quorum, valid))

    def possibilities(self, votes: Votes) -> list[Possibility]:
        """What can become of the votes: one possibility, or one for each option that could be the first of equals."""
        if self.is_first_of_two:
            elects = self.votes_to_elect(sum(votes.values()))
            front = [option for option, number in votes.items() if number >= elects]
            if not front:
                return [Possibility(dict.fromkeys(votes, 0))]
            if self.shape.kind == "majority":
                return [Possibility({option: int(option in front) for option in votes})]
            return [self._shared(votes, front[0])]
        if self.shape.kind == "majority":
            first = leaders({option: number for option, number in votes.items() if number}, self.seats)
            return [Possibility({option: int(option in first.certain) for option in votes}, first.tie)]
        if not self.bonus:
            return [self._shared(votes, None)]
        most = max(votes.values())
        return [self._shared(votes, option) for option, number in votes.items() if number == most]

    def _shared(self, votes: Votes, front: str | None) -> Possibility:
        bonus = self.bonus if front is not None else 0
        bar = self.votes_over(self.shape.threshold, sum(votes.values()))
        admitted = {option: number for option, number in votes.items() if number >= bar}
        given = allocate(self.shape.formula, admitted, self.seats - bonus)
        seats = {option: given.seats.get(option, 0) + (bonus if option == front else 0) for option in votes}
        return Possibility(seats, given.tie)

    def goes_on(self, votes: Votes, option: str, *, certain: bool) -> bool:
        """Whether an option may stand in round 2, or is elected in round 1: `certain`, or by some settlement of a tie."""
        valid = sum(votes.values())
        if any(number >= self.votes_to_elect(valid) for number in votes.values()):
            return votes[option] >= self.votes_to_elect(valid)
        if self.shape.bar is not None and votes[option] >= self.votes_over(self.shape.bar, valid):
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
    if formula != "averages-once":
        raise ValueError(f"lists cannot share seats by the formula {formula}")
    whole = whole_quotas(votes, seats, HARE)
    return highest_averages(
        votes, seats, D_HONDT, start=whole.seats, limits={option: held + 1 for option, held in whole.seats.items()}
    )


_HALF = Bar(Fraction(1, 2), strict=True)
