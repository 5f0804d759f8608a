"""Seats one by one to the highest claim: the engine under every proportional method.

A method says what an option's claim to its next seat is worth, as a whole number (so every comparison is exact). The engine
gives each seat to the highest claim, keeps to the length of the lists, and stops at a tie: it never chooses among equals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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

    `seats`: every option → its seats so far · `awards`: the seats given by claims, in their order (seats held from the start
    are not among them) · `tie`: equal claims to the last seats, which the law, not the method, must settle; each winner gets
    one seat more · `exhausted`: options whose list ended while seats were left · `vacant`: seats that no list could take.
    """

    seats: dict[str, int]
    awards: list[Award] = field(default_factory=list)
    tie: Unsettled | None = None
    exhausted: list[str] = field(default_factory=list)
    vacant: int = 0


def fill(
    votes: Mapping[str, int],
    seats: int,
    claim: Callable[[int, int], int],
    *,
    start: Mapping[str, int],
    limits: Mapping[str, int],
) -> Allocation:
    """Give the seats that `start` leaves of `seats`, one by one, to the option with the highest `claim(votes, seats held)`.

    `claim` must fall (or stay) as seats are won; then a tie of more options than there are seats left decides all that is left,
    and is handed back. Options without a vote never get a seat. `limits`: the length of a list; no entry means long enough.
    """
    held = dict.fromkeys(votes, 0)
    if start.keys() <= held.keys():
        held.update(start)
    else:
        held.update((option, start[option]) for option in held if option in start)
    allocation = Allocation(held)
    awards = allocation.awards
    left = seats - sum(held.values())
    if left < 0:
        raise ValueError(f"{seats} seats cannot hold the {seats - left} given at the start")
    options = list(votes)
    if limits or not all(votes.values()):
        options = [option for option in options if votes[option] and not _ended(option, held, limits, allocation)]
    claims = list(map(claim, map(votes.__getitem__, options), map(held.__getitem__, options)))
    while left and options:
        highest = max(claims)
        equals = claims.count(highest)
        if equals > left:
            tied = (option for option, value in zip(options, claims, strict=True) if value == highest)
            allocation.tie = Unsettled(tuple(tied), left)
            return allocation
        at = -1
        for _ in range(equals):
            at = claims.index(highest, at + 1)
            option = options[at]
            before = held[option]
            awards.append(Award(seats - left + 1, option, before))
            held[option] = before + 1
            left -= 1
            claims[at] = claim(votes[option], before + 1)
        if limits:
            open_lists = [index for index, option in enumerate(options) if not _ended(option, held, limits, allocation)]
            options, claims = [options[index] for index in open_lists], [claims[index] for index in open_lists]
    allocation.vacant = left
    return allocation


def _ended(option: str, held: Mapping[str, int], limits: Mapping[str, int], allocation: Allocation) -> bool:
    if held[option] < limits.get(option, held[option] + 1):
        return False
    allocation.exhausted.append(option)
    return True
