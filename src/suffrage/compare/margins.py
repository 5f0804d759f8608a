"""What could change hands in one contest, and by how few voters: each seat, the majority of round 1, each place in round 2.

Definitions, and why the numbers are exact: docs/closest.md.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from suffrage.compare.possible import REMAINDERS, Law
from suffrage.compare.reach import NotExact, Reach, Wish
from suffrage.law.shapes import Shape
from suffrage.model import FrozenDict, Outcome, Totals

Kind = Literal["seat", "elected", "next-round"]
"""A seat · the majority of round 1, which elects there (or shares the seats out) · the right to stand in round 2."""


@dataclass(frozen=True, slots=True)
class Margin:
    """`keeps` has something by so few voters that `takes` could have it.

    `votes`: the fewest voters who, voting for another option of the contest, give it to `takes` outright, no tie left ·
    `tied`: the fewest after which a tie could be settled so (as many as `votes` where no tie comes before) · `added`: the fewest
    further votes for `takes`, all others as they are, after which it has it whatever becomes of a tie; None where no number does,
    where nobody in particular takes it, and for quotas that can ask for a seat too many · `keeps` None: nobody has it so far, or
    nobody has to lose it · `takes` None: nobody in particular has it then.
    """

    contest_id: str
    round: int
    kind: Kind
    keeps: str | None
    takes: str | None
    votes: int
    tied: int
    added: int | None = None


@dataclass(frozen=True)
class Counted:
    """One contest as counted, and its law.

    `seats`: how many the contest has · `outcome`: as declared, its ties settled; where the votes leave no tie it can be left out ·
    `parties`: option → party; an option that is not in it is a party of its own.
    `ValueError`: the valid votes are not the sum of the votes; a tie without an outcome; an outcome that the law does not give.
    """

    totals: Totals
    shape: Shape
    seats: int
    outcome: Outcome | None = None
    parties: Mapping[str, str] = field(default_factory=FrozenDict)

    def __post_init__(self) -> None:
        if self.totals.valid_votes != sum(self.totals.votes.values()):
            raise self.error(
                f"the valid votes are {self.totals.valid_votes}, and the options' votes add up to {sum(self.totals.votes.values())}; "
                "a margin needs every valid vote to be an option's."
            )
        if not self.totals.valid_votes or self.seats < 1:
            raise self.error("it has no valid vote or no seat; nothing in it is close.")

    def error(self, sentence: str) -> ValueError:
        """An error that names the contest."""
        return ValueError(f"Contest {self.totals.contest_id}: {sentence}")

    @cached_property
    def law(self) -> Law:
        """The figures of the law for this contest."""
        return Law(self.shape, self.seats, self.totals.round, self.totals.registered)

    @cached_property
    def reach(self) -> Reach:
        """The search for the fewest voters."""
        try:
            return Reach(self.law, self.totals.votes)
        except NotExact as why:
            raise NotExact(f"Contest {self.totals.contest_id}: {why}.") from None

    @cached_property
    def held(self) -> Mapping[str, int]:
        """Option → seats, as declared, or where no tie is left as the law gives them."""
        possible = self.law.possibilities(self.totals.votes)
        if self.outcome is None:
            if len(possible) > 1 or possible[0].tie:
                raise self.error("a tie is not settled; give the outcome as it was declared.")
            return possible[0].seats
        held = {option: self.outcome.seats.get(option, 0) for option in self.totals.votes}
        if not any(each.allows(held, held) for each in possible):
            given = ", ".join(f"{option}: {number}" for option, number in held.items() if number) or "none"
            raise self.error(f"the law in these figures does not give the seats declared ({given}).")
        return held

    @cached_property
    def goes_on(self) -> Mapping[str, bool]:
        """Option → whether it may stand in round 2, as declared, or where no tie is left as the law says; all no where one is elected."""
        votes = self.totals.votes
        certain = {option: self.law.goes_on(votes, option, certain=True) for option in votes}
        possible = {option: self.law.goes_on(votes, option, certain=False) for option in votes}
        if self.outcome is None:
            if certain != possible:
                raise self.error("a tie for round 2 is not settled; give the outcome as it was declared.")
            return certain
        declared = {option: option in self.outcome.next_round for option in votes}
        if any(declared[option] < certain[option] or declared[option] > possible[option] for option in votes):
            raise self.error(
                f"the law in these figures does not send {', '.join(self.outcome.next_round) or 'nobody'} to round 2."
            )
        return declared

    def fewest(self, least: Wish, most: Wish, *, ties: bool = False) -> int | None:
        """The fewest voters who, voting otherwise, give options at `least` and at `most` so many seats; None: no votes do."""
        try:
            moved = self.reach.seats(least, most, ties=ties)
        except NotExact as why:
            raise NotExact(f"Contest {self.totals.contest_id}: {why}.") from None
        return moved.voters if moved else None


def margins(counted: Counted) -> tuple[Margin, ...]:
    """Everything in a contest that could change hands, closest first.

    A seat: every option that has one, and every other that could take it. Round 1 of two: the majority, and where nobody has it every
    option's place in round 2, gained or lost. `NotExact` (a `ValueError`): figures of a law for which no exact number is known.
    """
    counted.reach  # noqa: B018 a law without exact margins is refused before anything else
    found = [*_seats(counted), *_round_1(counted)]
    return tuple(
        sorted(found, key=lambda margin: (margin.votes, margin.tied, margin.kind, margin.keeps or "", margin.takes or ""))
    )


def narrowest(counted: Counted) -> Margin | None:
    """The fewest voters after whom the seats of anybody are others, outright: the margin of the contest; None: no votes change them.

    `keeps` loses a seat; who has it then may be any of several, so that `takes` is None.
    """
    law, held = counted.law, counted.held
    if law.is_first_of_two and not any(held.values()):
        return min(_round_1(counted), key=lambda margin: margin.votes, default=None)
    found = [
        _margin(counted, "seat", option, None, counted.fewest({}, {option: number - 1}), {}, {option: number - 1})
        for option, number in held.items()
        if number
    ]
    return min((margin for margin in found if margin), key=lambda margin: margin.votes, default=None)


def _seats(counted: Counted) -> Iterator[Margin]:
    held, law = counted.held, counted.law
    if law.is_first_of_two and law.shape.kind == "majority":
        return
    losers = [option for option, number in held.items() if number]
    added = {option: _added_for_a_seat(counted, option) for option, number in held.items() if losers and number < counted.seats}
    for keeps in losers:
        for takes in held:
            if takes != keeps:
                least, most = {takes: held[takes] + 1}, {keeps: held[keeps] - 1}
                margin = _margin(counted, "seat", keeps, takes, counted.fewest(least, most), least, most, added.get(takes))
                if margin:
                    yield margin


def _margin(
    counted: Counted,
    kind: Kind,
    keeps: str | None,
    takes: str | None,
    votes: int | None,
    least: Wish,
    most: Wish,
    added: int | None = None,
) -> Margin | None:
    if votes is None:
        return None
    tied = counted.fewest(least, most, ties=True)
    return Margin(
        counted.totals.contest_id, counted.totals.round, kind, keeps, takes, votes, votes if tied is None else tied, added
    )


def _added_for_a_seat(counted: Counted, option: str) -> int | None:
    law, wanted = counted.law, counted.held[option] + 1
    quota = REMAINDERS.get(law.shape.formula)
    if quota and quota.more and not quota.next_whole:
        return None

    def certain(votes: Mapping[str, int]) -> bool:
        return all(each.seats[option] >= wanted for each in law.possibilities(votes))

    # A whole quota goes up by one with every so many votes; just before it does, the option stands best.
    stride = counted.seats - law.bonus + 1 if quota and quota.next_whole else 1
    return _fewest_added(counted, option, certain, stride)


def _fewest_added(counted: Counted, option: str, certain: Callable[[Mapping[str, int]], bool], stride: int = 1) -> int | None:
    """The fewest further votes for an option that make it certain; None: not even a great many do."""
    votes = counted.totals.votes
    offset = stride - 1 - counted.totals.valid_votes % stride

    def enough(added: int) -> bool:
        return certain({**votes, option: votes[option] + added})

    # The last number of added votes in the stride numbered 0, 1, 2 …
    low, high = 0, 1
    most = 100 * (counted.totals.valid_votes + (counted.totals.registered or 0) + 1) * (counted.seats + 1)
    while not enough(offset + high * stride):
        low, high = high + 1, high * 2
        if high * stride > most:
            return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(offset + middle * stride) else (middle + 1, high)
    last = offset + low * stride
    first = max(0, last - stride + 1)
    return next(added for added in range(first, last + 1) if enough(added))


def _round_1(counted: Counted) -> Iterator[Margin]:
    """The majority of round 1 of two, and where nobody has it the places in round 2. Bars leave no ties."""
    law, votes = counted.law, counted.totals.votes
    if not law.is_first_of_two or len(votes) < 2:
        return
    contest, valid = counted.totals.contest_id, counted.totals.valid_votes
    elects = law.votes_to_elect(valid)
    front = next((option for option, number in votes.items() if number >= elects), None)
    if front is not None and len(votes) * (elects - 1) >= valid:
        less = votes[front] - elects + 1
        yield Margin(contest, 1, "elected", front, None, less, less)
    for option, number in votes.items() if elects <= valid else ():
        if option != front:
            added = _fewest_added(
                counted, option, lambda now, option=option: now[option] >= law.votes_to_elect(sum(now.values()))
            )  # type: ignore[misc]
            yield Margin(contest, 1, "elected", front, option, elects - number, elects - number, added)
    if front is None:
        yield from _places_in_round_2(counted, elects)


def _places_in_round_2(counted: Counted, elects: int) -> Iterator[Margin]:
    law, votes, contest = counted.law, counted.totals.votes, counted.totals.contest_id
    valid = counted.totals.valid_votes
    bar = law.votes_over(law.shape.bar, valid) if law.shape.bar else valid + 1
    for option, goes_on in counted.goes_on.items():
        others = sorted((number for other, number in votes.items() if other != option), reverse=True)
        if not goes_on:
            enters = min(bar, elects) - votes[option] if min(bar, elects) <= valid else valid + 1
            strict, tied = (
                _enters(votes[option], others, law.shape.least_in_round_2, enters, ties=ties) for ties in (False, True)
            )
            added = _fewest_added(counted, option, lambda now, option=option: law.goes_on(now, option, certain=True))  # type: ignore[misc]
            if strict <= valid:
                yield Margin(contest, 1, "next-round", None, option, strict, tied, added)
        elif bar > 0:
            elsewhere = elects - max(others) if elects <= valid else valid + 1
            strict, tied = (
                _leaves(votes[option], others, law.shape.least_in_round_2, bar, elsewhere, ties=ties) for ties in (False, True)
            )
            if strict <= valid:
                yield Margin(contest, 1, "next-round", option, None, strict, tied)


def _enters(own: int, others: list[int], places: int, known: int, *, ties: bool) -> int:
    """The fewest voters after whom an option has one of the first `places`, or else those `known` to let it in.

    All who move vote for it; those whom it has to leave behind are the ones with fewest votes.
    """

    def behind(moved: int) -> bool:
        most = own + moved - (not ties)
        return sum(max(0, number - most) for number in others[places - 1 :]) <= moved

    return _bisect(behind, known) if places else known


def _leaves(own: int, others: list[int], places: int, bar: int, known: int, *, ties: bool) -> int:
    """The fewest voters after whom an option is neither over the `bar` nor among the first `places`, or else those `known`.

    All who move leave it; those who pass it are the ones with most votes.
    """

    def passed(moved: int) -> bool:
        left = max(0, own - moved)
        ahead = others[:places]
        short = sum(max(0, left + (not ties) - number) for number in ahead)
        return left < bar and len(ahead) == places and short <= moved

    return _bisect(passed, known)


def _bisect(true: Callable[[int], bool], known: int) -> int:
    """The first number below `known` of which it is true, as of all after it; `known` if it is true of none."""
    low, high = 0, max(known, 0)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if true(middle) else (middle + 1, high)
    return low
