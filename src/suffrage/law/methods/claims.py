"""Seats one by one to the highest claim: the engine under every proportional method.

A method says what an option's claim to its next seat is worth, as a whole number (so every comparison is exact). The engine
gives each seat to the highest claim, keeps to the length of the lists, and stops at a tie: it never chooses among equals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple


class Award(NamedTuple):
    """Seat number `seat` (counted from 1 over the whole contest) goes to an option that held `before` seats."""

    seat: int
    option_id: str
    before: int


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Equal claims of `among` (in the order of the codes) to `places` seats, fewer than they are."""

    among: tuple[str, ...]
    places: int


@dataclass(slots=True)
class Allocation:
    """What a method gives, and what it cannot decide.

    `seats`: every option → its seats so far · `order`: the options in the order in which claims won them a seat (seats held
    from the start are not among them) · `tie`: equal claims to the last seats, which the law, not the method, must settle;
    each winner gets one seat more · `exhausted`: options whose list has ended · `vacant`: seats that no list could take.
    """

    seats: dict[str, int]
    order: list[str] = field(default_factory=list)
    tie: Unsettled | None = None
    exhausted: list[str] = field(default_factory=list)
    vacant: int = 0

    @property
    def awards(self) -> list[Award]:
        """The seats given by claims, in their order."""
        held = dict(self.seats)
        for option in self.order:
            held[option] -= 1
        awards = []
        for seat, option in enumerate(self.order, start=sum(held.values()) + 1):
            awards.append(Award(seat, option, held[option]))
            held[option] += 1
        return awards


@dataclass(frozen=True, slots=True)
class Claims:
    """What an option's claim to its next seat is worth: votes × `scale[held]` + `offset[held]`, held being its seats so far.

    Both have an entry for every number of seats from 0 to the whole house (`offset` None: all 0), and claims fall as seats are
    won. `power` 2: the votes are squared.
    """

    scale: Sequence[int]
    offset: Sequence[int] | None = None
    power: int = 1

    def of(self, votes: int, held: int) -> int:
        """The claim of an option with `votes` that holds `held` seats."""
        worth: int = votes**self.power * self.scale[held]
        return worth + self.offset[held] if self.offset else worth


def fill(
    votes: Mapping[str, int], seats: int, worth: Claims, *, start: Mapping[str, int], limits: Mapping[str, int]
) -> Allocation:
    """Give the seats that `start` leaves of `seats`, one by one, to the option with the highest claim.

    Equal claims to more seats than are left decide all that is left, and are handed back. Options without a vote never get a
    seat. `limits`: the length of a list; no entry means long enough.
    """
    options, numbers = list(votes), list(votes.values())
    held = dict(start) if list(start) == options else {option: start.get(option, 0) for option in options}
    left = seats - sum(held.values())
    if left < 0:
        raise ValueError(f"{seats} seats cannot hold the {seats - left} given at the start")
    # Votes × scale is by far the commonest form, and simulations ask for it a million times.
    scale = worth.scale if worth.offset is None and worth.power == 1 else ()
    so_far = held.values()
    if scale:
        claims = [number * scale[seats_so_far] for number, seats_so_far in zip(numbers, so_far)]  # noqa: B905 of the same options
    else:
        claims = list(map(worth.of, numbers, so_far))
    if limits or 0 in numbers:
        able = [bool(votes[option]) and held[option] < limits.get(option, held[option] + 1) for option in options]
        options, numbers, claims = list(compress(options, able)), list(compress(numbers, able)), list(compress(claims, able))
    order: list[str] = []
    last = 0
    while left and claims:
        last = max(claims)
        at = claims.index(last)
        option = options[at]
        order.append(option)
        held[option] = now = held[option] + 1
        left -= 1
        if limits and now == limits.get(option):
            del options[at], numbers[at], claims[at]
        else:
            claims[at] = numbers[at] * scale[now] if scale else worth.of(numbers[at], now)
    allocation = Allocation(held, order, None, [], left)
    if limits:
        allocation.exhausted = [option for option in votes if votes[option] and held[option] >= limits.get(option, seats + 1)]
    if order and not left and last in claims:
        equals = [option for option, value in zip(options, claims, strict=True) if value == last]
        _take_back(allocation, votes, worth, last, equals)
    return allocation


def _take_back(allocation: Allocation, votes: Mapping[str, int], worth: Claims, last: int, equals: list[str]) -> None:
    """The last seat was won by a claim that others have too: those seats are given back, and tied among all who claim them."""
    tied, places = set(equals), 0
    while allocation.order:
        option = allocation.order[-1]
        before = allocation.seats[option] - 1
        if worth.of(votes[option], before) != last:
            break
        allocation.order.pop()
        allocation.seats[option] = before
        tied.add(option)
        places += 1
    allocation.exhausted = [option for option in allocation.exhausted if option not in tied]
    allocation.tie = Unsettled(tuple(option for option in votes if option in tied), places)
