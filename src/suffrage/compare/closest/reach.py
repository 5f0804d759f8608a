"""The fewest voters of one contest who, voting otherwise, give its options wanted numbers of seats, under any law in figures.

The formula is one search for a price (`suffrage.compare.closest.moves`). What a law adds are cases: who is in front and has the bonus
or the majority of round 1, nobody elected in round 1, nobody over the threshold. The fewest over all cases are the fewest of all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from heapq import heappop, heappush
from itertools import count
from math import comb

from suffrage.compare.closest import prices
from suffrage.compare.closest.moves import IMPOSSIBLE, Moved, Search, Wanted, every_way
from suffrage.compare.closest.possible import Law
from suffrage.law.formulas import AVERAGES_ONCE, DIVISORS, REMAINDERS
from suffrage.law.methods import D_HONDT

Wish = Mapping[str, int]
"""Option → seats."""

Case = Callable[[int], Moved | None]
"""A number of voters → the fewest below it, if they can be fewer."""


_MOST_SPLITS = 1_000
_MOST_WAYS = 5_000


@dataclass(frozen=True, slots=True)
class Ranges:
    """What each option's votes may be, from `low` to `high`; the option in front has at least `front_low`, no other `front_high`."""

    low: tuple[int, ...]
    high: tuple[int, ...]
    front_low: int
    front_high: int

    def within(self, front: int | None, *, ties: bool) -> tuple[list[int], list[int]]:
        """The least and the most votes of each option."""
        low, high = list(self.low), list(self.high)
        for place in range(len(low)) if front is not None else ():
            if place == front:
                low[place] = max(low[place], self.front_low)
            else:
                high[place] = min(high[place], self.front_high - (not ties))
        return low, high

    def split(self, votes: Sequence[int], front: int | None, bar: int, before: Sequence[int]) -> Iterator["Ranges"]:
        """Two parts: by the votes of the front if another is before it, else at the bar nearest to an option, else by its votes."""
        behind = front is not None and (
            not votes or any(number >= votes[front] for number in (*votes[:front], *votes[front + 1 :]))
        )
        if behind and self.front_low < self.front_high:
            middle = (self.front_low + self.front_high) // 2
            yield replace(self, front_high=middle)
            yield replace(self, front_low=middle + 1)
            return
        crossed = [place for place in range(len(before)) if self.low[place] < bar <= self.high[place]]
        if crossed:
            place = min(crossed, key=lambda each: abs(before[each] - bar))
            at = bar
        else:
            place = max(range(len(before)), key=lambda each: self.high[each] - self.low[each])
            if self.low[place] == self.high[place]:
                return
            at = min(max(before[place], self.low[place] + 1), self.high[place])
            if self.low[place] >= before[place] or self.high[place] < before[place]:
                at = (self.low[place] + self.high[place] + 1) // 2
        yield replace(self, high=(*self.high[:place], at - 1, *self.high[place + 1 :]))
        yield replace(self, low=(*self.low[:place], at, *self.low[place + 1 :]))


class NotExact(ValueError):
    """A combination of figures, or votes, for which no exact answer was found; none other is given."""


@dataclass
class Reach:
    """The votes of one contest, and its law."""

    law: Law
    votes: Mapping[str, int]
    options: tuple[str, ...] = field(init=False)
    numbers: Sequence[int] = field(init=False)
    valid: int = field(init=False)

    def __post_init__(self) -> None:
        self.options = tuple(self.votes)
        self.numbers = tuple(self.votes.values())
        self.valid = sum(self.numbers)
        for holds, sentence in self._beyond():
            if holds:
                raise NotExact(f"no exact margin is known {sentence}")

    def _beyond(self) -> list[tuple[bool, str]]:
        """What is beyond reach, and why."""
        law, shape = self.law, self.law.shape
        by_quota = shape.kind == "lists" and shape.formula not in DIVISORS
        return [
            (
                by_quota and shape.threshold is not None and not shape.threshold.is_open,
                f"for {shape.formula} with a threshold: the quota changes with the votes of the lists that take part",
            ),
            (
                by_quota and law.beside != 0,
                "for a quota where the valid votes are not the sum of the options' votes: correct the totals first",
            ),
            (
                shape.kind == "majority" and law.seats != 1,
                f"for {law.seats} seats by majority, where a voter has several votes: give one seat, or a law for lists",
            ),
        ]

    @cached_property
    def threshold(self) -> int:
        """The fewest votes with which an option takes part in the seats."""
        return self.law.votes_over(self.law.shape.threshold, self.valid) if self.law.shape.kind == "lists" else 0

    def seats(self, least: Wish, most: Wish, *, ties: bool = False) -> Moved | None:
        """The fewest voters who, voting otherwise, give options at `least` and at `most` so many seats; None: no votes do.

        Outright: no tie is left in the contest. `ties`: it is enough that the ties left can be settled so.
        `NotExact`: no exact number was found.
        """
        found: Moved | None = None
        try:
            for case in self._cases(least, most, ties=ties):
                moved = case(found.voters if found else self.valid + 1)
                if moved is not None and (found is None or moved.voters < found.voters):
                    found = moved
        except NotExact:
            if comb(self.valid + len(self.options) - 1, self.valid) > _MOST_WAYS:
                raise
            ways = every_way(self.valid, len(self.options))
            reached = (
                Moved(moved_between(self.numbers, way), way) for way in ways if self._attains(way, least, most, ties=ties)
            )
            return min(reached, default=None)
        return found

    def _attains(self, votes: Sequence[int], least: Wish, most: Wish, *, ties: bool) -> bool:
        """The law's own methods give the wanted seats with these votes."""
        possible = self.law.possibilities(dict(zip(self.options, votes, strict=True)))
        if not ties and (len(possible) > 1 or possible[0].tie):
            return False
        return any(each.allows(least, most) for each in possible)

    def _cases(self, least: Wish, most: Wish, *, ties: bool) -> Iterator[Case]:
        """All the ways in which it can come about, each to be asked for less than what is known."""
        law, formula = self.law, self.law.shape.formula
        if law.is_first_of_two and not least:
            yield partial(self._below, law.votes_to_elect(self.valid))
        if self.threshold and not least and not law.bonus:
            yield partial(self._below, self.threshold)
        in_order = sorted(self.options, key=self.votes.__getitem__, reverse=True)
        fronts: Sequence[str | None] = in_order if law.is_first_of_two or law.bonus else [None]
        for front in fronts:
            seats = law.seats - (law.bonus if front is not None else 0)
            wanted = self._wanted(least, most, front, seats)
            if wanted:
                search = self._search(seats, ties=ties)
                attains = partial(self._attains, least=least, most=most, ties=ties)
                yield partial(self._narrowed, search, front, wanted, attains)
                if formula == "imperiali-remainders":
                    search = self._search(seats, ties=ties, beside=1)
                    yield partial(self._narrowed, search, front, wanted, attains, floor=self._too_many_quotas())
        if formula in ("imperiali-remainders", "hagenbach-bischoff-remainders"):
            yield partial(self._whole_quotas, partial(self._attains, least=least, most=most, ties=ties))

    def _below(self, bar: int, limit: int) -> Moved | None:
        """Nobody reaches a bar, so that no seat is given."""
        caps = [min(number, bar - 1) for number in self.numbers]
        voters = self.valid - sum(caps)
        return Moved(voters) if voters < limit and len(caps) * (bar - 1) >= self.valid else None

    def _wanted(self, least: Wish, most: Wish, front: str | None, seats: int) -> Wanted | None:
        """The wishes by place, the bonus taken off the seats of the option in `front`; None: they cannot be met."""
        wanted = Wanted.nothing(len(self.options), seats, self.valid)
        bonus = self.law.seats - seats
        for place, option in enumerate(self.options):
            own = bonus if option == front else 0
            wanted.least_seats[place] = max(0, least.get(option, 0) - own)
            wanted.most_seats[place] = min(seats, most.get(option, self.law.seats) - own)
            if self.law.shape.kind == "majority" and option == front:
                wanted.least_seats[place] = 1
            if wanted.most_seats[place] < wanted.least_seats[place]:
                return None
        return wanted if sum(wanted.least_seats) <= seats else None

    def _search(self, seats: int, *, ties: bool, beside: int | None = None) -> Search:
        key = seats, ties, beside
        if key not in self._searches:
            self._searches[key] = Search(self.numbers, seats, self._prices(seats, beside, ties=ties), ties)
        return self._searches[key]

    @cached_property
    def _searches(self) -> dict[tuple[int, bool, int | None], Search]:
        return {}

    def _prices(self, seats: int, beside: int | None, *, ties: bool) -> prices.Prices:
        """The formula's; `beside`: what the quota is divided by beside the seats, where it is not the formula's own."""
        formula = self.law.shape.formula if seats else D_HONDT.name
        if formula in DIVISORS:
            return prices.averages(DIVISORS[formula], seats, self.valid).from_votes(self.threshold)
        if formula == AVERAGES_ONCE:
            return prices.averages_once(seats, self.valid)
        if formula not in REMAINDERS:
            return prices.most_votes(self.valid)
        quota = REMAINDERS[formula]
        if quota.next_whole:
            return prices.remainders(int(quota.of(self.valid, seats)), 1, seats, self.valid)
        parts = seats + (quota.more if beside is None else beside)
        found = prices.remainders(self.valid, parts, seats, self.valid)
        # Below Hare's, the quota holds as long as no whole quota goes without a seat: the price is a quota at most.
        return found.up_to(self.valid - ties) if quota.more else found

    def _narrowed(
        self,
        search: Search,
        front: str | None,
        wanted: Wanted,
        attains: Callable[[Sequence[int]], bool],
        limit: int,
        *,
        floor: int = 0,
    ) -> Moved | None:
        """The fewest, below `limit`, with `front` in front (None: that gives nothing): branch and bound over the options' votes.

        A search within wider ranges gives a number that none within narrower ones falls below; where its votes keep to the law it is
        reached. Ranges are split until then, those with the lowest numbers first. `floor`: fewer are known not to do.
        """
        place = None if front is None else self.options.index(front)
        elects = self.law.votes_to_elect(self.valid) if self.law.is_first_of_two else 1
        if place is not None and max((max(self.numbers) - self.numbers[place] + 1) // 2, elects - self.numbers[place]) >= limit:
            return None
        order = count()
        heap: list[tuple[int, int, Ranges, Sequence[int]]] = []

        def consider(ranges: Ranges) -> None:
            if sum(ranges.low) > self.valid or sum(ranges.high) < self.valid:
                return
            wanted.least_votes, wanted.most_votes = ranges.within(place, ties=search.ties)
            moved = search.fewest(wanted)
            if moved and max(moved.voters, floor) < limit:
                heappush(heap, (max(moved.voters, floor), next(order), ranges, moved.votes))

        options = len(self.options)
        low = tuple(self.threshold if number else 0 for number in wanted.least_seats)
        consider(Ranges(low, (self.valid,) * options, elects, self.valid))
        for _ in range(_MOST_SPLITS):
            if not heap:
                return None
            voters, _, ranges, votes = heappop(heap)
            if votes and attains(votes) and voters == moved_between(self.numbers, votes):
                return Moved(voters, tuple(votes))
            for part in ranges.split(votes, place, self.threshold, self.numbers):
                consider(part)
        raise NotExact(f"no exact margin was found in {_MOST_SPLITS} steps; none is given")

    def _whole_quotas(self, attains: Callable[[Sequence[int]], bool], limit: int) -> Moved | None:
        """Votes that are whole quotas of votes ÷ (seats + 1) each: they ask for a seat too many, so that Hare's quota is taken."""
        parts = self.law.seats - self.law.bonus + 1

        def points(place: int, left: int, added: int, taken: int) -> Iterator[tuple[int, ...]]:
            if place == len(self.numbers):
                if not left:
                    yield ()
                return
            for whole in range(left + 1):
                votes, rest = divmod(whole * self.valid, parts)
                more, fewer = added + max(0, votes - self.numbers[place]), taken + max(0, self.numbers[place] - votes)
                if not rest and max(more, fewer) < limit:
                    yield from ((votes, *others) for others in points(place + 1, left - whole, more, fewer))

        found = (Moved(moved_between(self.numbers, point), point) for point in points(0, parts, 0, 0) if attains(point))
        return min(found, default=None)

    def _too_many_quotas(self) -> int:
        """No fewer voters make Imperiali's whole quotas ask for more seats than there are, so that another quota is taken."""
        seats = self.law.seats - self.law.bonus
        best = [0, *[IMPOSSIBLE] * (seats + 1)]
        for number in self.numbers:
            costs = [max(0, -(-whole * self.valid // (seats + 2)) - number) for whole in range(seats + 2)]
            best = [min(best[have - whole] + costs[whole] for whole in range(have + 1)) for have in range(len(best))]
        return best[-1]


def moved_between(before: Sequence[int], after: Sequence[int]) -> int:
    """How many voters vote otherwise."""
    return sum(max(0, now - number) for now, number in zip(after, before, strict=True))
