"""The fewest voters who, voting otherwise, bring about wanted numbers of seats: exact, by a search for the price of a seat.

An allocation s stands if there is a price that every claim with a seat reaches and none without one does. At a given price an option
has s seats with votes from `fewest(s − 1)` to `fewest(s)` − 1, so that what must be added to it or taken from it is one subtraction. A
higher price never asks to take more and never asks to add less: the best price is where the two meet (docs/closest.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from suffrage.compare.closest.prices import Prices

IMPOSSIBLE = 1 << 200
"""More voters than there can be."""


@dataclass(slots=True)
class Wanted:
    """What must be true of every option in the end: its seats, and its votes, each from the least to the most."""

    least_seats: list[int]
    most_seats: list[int]
    least_votes: list[int]
    most_votes: list[int]

    @classmethod
    def nothing(cls, options: int, seats: int, votes: int) -> "Wanted":
        """No wish at all."""
        return cls([0] * options, [seats] * options, [0] * options, [votes] * options)


class Moved(NamedTuple):
    """`voters`: how many vote otherwise · `votes`: the votes then; empty where there are none known."""

    voters: int
    votes: tuple[int, ...] = ()


class _Ways(NamedTuple):
    """At one price: the votes to add, the votes to take, and each option's seats then."""

    added: int
    taken: int
    seats: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _End:
    """A price and what it asks; None outside the range of prices."""

    price: int
    ways: _Ways | None = None

    @property
    def voters(self) -> int:
        """How many vote otherwise: as many are taken from options as are added to others."""
        return max(self.ways.added, self.ways.taken) if self.ways else IMPOSSIBLE

    @property
    def is_met(self) -> bool:
        """No more is taken than added."""
        return self.ways is not None and self.ways.taken <= self.ways.added


def _between(low: _End, high: _End) -> int:
    """A price strictly between two, where as much would be taken as added if both went in a straight line."""
    middle = (low.price + high.price) // 2
    if low.ways and high.ways and max(*low.ways[:2], *high.ways[:2]) < IMPOSSIBLE:
        over, under = low.ways.taken - low.ways.added, high.ways.added - high.ways.taken
        middle = low.price + (high.price - low.price) * over // (over + under)
    return min(max(middle, low.price + 1), high.price - 1)


@dataclass(slots=True)
class Search:
    """The votes of one contest and the `prices` of its `seats`. `ties`: equal claims may be settled as it is wanted."""

    votes: Sequence[int]
    seats: int
    prices: Prices
    ties: bool = False
    start: int = field(init=False)
    """The price that decides the votes as they are."""

    def __post_init__(self) -> None:
        def enough(price: int) -> bool:
            return sum(self._claims(number, price, self.seats) for number in self.votes) < self.seats

        self.start = _first(enough, self.prices.bottom, self.prices.top)

    def fewest(self, wanted: Wanted) -> Moved | None:
        """Fewer voters than these cannot bring it about; with `votes`, these can. None: no votes do it.

        (Without: at the best price an option's votes jump over the seats that it should have, or not all votes find a place.)
        """
        low, high = self._around(wanted)
        for turn in count(1):
            # Between the two no price takes less than the higher one does, and none adds less than the lower one.
            ends = [end for end in (low, high) if end.ways]
            voters = min(end.voters for end in ends)
            adjacent = high.price - low.price <= 1
            if adjacent or voters <= max(high.ways.taken if high.ways else 0, low.ways.added if low.ways else 0):
                placed = next(
                    filter(None, (self._placed(end, wanted) for end in ends if end.voters == voters < IMPOSSIBLE)), ()
                )
                if placed or adjacent:
                    return Moved(voters, placed) if voters < IMPOSSIBLE else None
            middle = self._at(_between(low, high) if turn % 3 else (low.price + high.price) // 2, wanted)
            low, high = (low, middle) if middle.is_met else (middle, high)
        raise AssertionError

    def _at(self, price: int, wanted: Wanted) -> "_End":
        return _End(price, self._ways(price, wanted))

    def _around(self, wanted: Wanted) -> tuple["_End", "_End"]:
        """Two prices near the start: at the lower one more is taken than added, at the higher one it is not."""
        bottom, top = self.prices.bottom, self.prices.top
        here = self._at(self.start, wanted)
        step = max(1, abs(self.start - (self.prices.ahead if self.start >= self.prices.ahead else 0)) >> 10)
        while here.is_met:
            if here.price == bottom:
                return _End(bottom - 1), here
            below = self._at(max(bottom, here.price - step), wanted)
            if not below.is_met:
                return below, here
            here, step = below, step * 4
        while here.price < top:
            above = self._at(min(top, here.price + step), wanted)
            if above.is_met:
                return here, above
            here, step = above, step * 4
        return here, _End(top + 1)

    def _claims(self, votes: int, price: int, most: int) -> int:
        """How many claims of an option with `votes` reach the price, `most` of them at most."""
        low, high, fewest = 0, min(most, self.prices.longest), self.prices.fewest
        while low < high:
            middle = (low + high) // 2
            if fewest(middle, price) <= votes:
                low = middle + 1
            else:
                high = middle
        return low

    def _ways(self, price: int, wanted: Wanted) -> _Ways:
        """The fewest votes to add and to take at a price, and the seats of each option then."""
        added = taken = 0
        low, high = [], []
        first, first_sure = self.prices.fewest(0, price), self.prices.fewest(0, price + self.ties)
        for place, number in enumerate(self.votes):
            own = number
            if own < wanted.least_votes[place]:
                own = wanted.least_votes[place]
                added += own - number
            elif own > wanted.most_votes[place]:
                own = wanted.most_votes[place]
                taken += number - own
            sure = self._claims(own, price + self.ties, self.seats) if own >= first_sure else 0
            possible = sure if not self.ties else self._claims(own, price, self.seats) if own >= first else 0
            least, most = wanted.least_seats[place], wanted.most_seats[place]
            if least > possible:
                added += max(0, self._to_add(place, least, price, wanted) - max(0, own - number))
                possible = sure = least
            elif most < sure:
                taken += max(0, self._to_take(place, most, price, wanted) - max(0, number - own))
                possible = sure = most
            low.append(max(least, sure))
            high.append(min(most, possible))
        below, above = sum(low), sum(high)
        if below > self.seats:
            cost, low = self._shift(below - self.seats, low, -1, price, wanted)
            return _Ways(added, taken + cost, tuple(low))
        if above < self.seats:
            cost, high = self._shift(self.seats - above, high, 1, price, wanted)
            return _Ways(added + cost, taken, tuple(high))
        for place in range(len(low)):
            more = min(high[place] - low[place], self.seats - below)
            low[place] += more
            below += more
        return _Ways(added, taken, tuple(low))

    def _to_add(self, place: int, seats: int, price: int, wanted: Wanted) -> int:
        """What an option lacks for so many seats, and for the votes that it must have."""
        asked = max(self.prices.fewest(seats - 1, price) if seats else 0, wanted.least_votes[place])
        return IMPOSSIBLE if asked > wanted.most_votes[place] else max(0, asked - self.votes[place])

    def _to_take(self, place: int, seats: int, price: int, wanted: Wanted) -> int:
        """What an option has too many of for so few seats, and for the votes that it may have."""
        left = wanted.most_votes[place]
        if seats < min(self.seats, self.prices.longest):
            left = min(left, self.prices.fewest(seats, price + self.ties) - 1)
        return IMPOSSIBLE if left < wanted.least_votes[place] else max(0, self.votes[place] - left)

    def _shift(self, number: int, seats: list[int], by: int, price: int, wanted: Wanted) -> tuple[int, list[int]]:
        """The cheapest way to give `number` seats more (`by` 1) or fewer (−1) than `seats`: what it costs, and the seats then."""
        cost_of = self._to_add if by > 0 else self._to_take
        best, chosen = [0, *[IMPOSSIBLE] * number], []
        for place, held in enumerate(seats):
            end = min(wanted.most_seats[place], self.prices.longest) if by > 0 else wanted.least_seats[place]
            now = cost_of(place, held, price, wanted)
            costs = [
                cost_of(place, held + by * step, price, wanted) - now for step in range(1, min(number, by * (end - held)) + 1)
            ]
            better, choice = best[:], [0] * (number + 1)
            for step, cost in enumerate(costs, start=1):
                for done in range(step, number + 1):
                    if best[done - step] + cost < better[done]:
                        better[done], choice[done] = best[done - step] + cost, step
            best = better
            chosen.append(choice)
        if best[number] >= IMPOSSIBLE:
            return IMPOSSIBLE, seats
        after, left = list(seats), number
        for place in reversed(range(len(seats))):
            step = chosen[place][left]
            after[place] += by * step
            left -= step
        return best[number], after

    def _placed(self, end: _End, wanted: Wanted) -> tuple[int, ...]:
        """The votes with which the options have their seats at a price, near to those that they have; () if there are none."""
        price, seats = end.price, end.ways.seats if end.ways else ()
        last = min(self.seats, self.prices.longest)
        lows = [
            max(self.prices.fewest(held - 1, price) if held else 0, least)
            for held, least in zip(seats, wanted.least_votes, strict=True)
        ]
        highs = [
            min(self.prices.fewest(held, price + self.ties) - 1 if held < last else most, most)
            for held, most in zip(seats, wanted.most_votes, strict=True)
        ]
        if any(low > high for low, high in zip(lows, highs, strict=True)):
            return ()
        placed = [min(max(number, low), high) for number, low, high in zip(self.votes, lows, highs, strict=True)]
        over = sum(placed) - sum(self.votes)
        for place in range(len(placed)):
            change = min(over, placed[place] - lows[place]) if over > 0 else -min(-over, highs[place] - placed[place])
            placed[place] -= change
            over -= change
        return () if over else tuple(placed)


def _first(true: Callable[[int], bool], low: int, high: int) -> int:
    """The first number from `low` to `high` of which it is true, and of all after it; `high` if it is true of none before."""
    while low < high:
        middle = (low + high) // 2
        if true(middle):
            high = middle
        else:
            low = middle + 1
    return low


def every_way(voters: int, options: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many voters can vote for so many options."""
    if options == 1:
        yield (voters,)
        return
    for first in range(voters + 1):
        yield from ((first, *others) for others in every_way(voters - first, options - 1))
