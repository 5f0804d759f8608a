"""Seats one by one to the highest claim: the engine under every proportional method.

A method says what an option's claim to its next seat is worth, as a whole number (so every comparison is exact). The engine
gives each seat to the highest claim, keeps to the length of the lists, and stops at a tie: it never chooses among equals.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Award:
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
    allocation = Allocation({option: start.get(option, 0) for option in votes})
    held = allocation.seats
    left = seats - sum(held.values())
    if left < 0:
        raise ValueError(f"{seats} seats cannot hold the {seats - left} given at the start")
    options = [option for option, number in votes.items() if number]
    if limits:
        options = [option for option in options if not _ended(option, held, limits, allocation)]
    claims = [claim(votes[option], held[option]) for option in options]
    while left and options:
        highest = max(claims)
        winners = [index for index, value in enumerate(claims) if value == highest]
        if len(winners) > left:
            allocation.tie = Unsettled(tuple(options[index] for index in winners), left)
            return allocation
        for index in winners:
            option = options[index]
            allocation.awards.append(Award(seats - left + 1, option, held[option]))
            held[option] += 1
            left -= 1
            claims[index] = claim(votes[option], held[option])
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
