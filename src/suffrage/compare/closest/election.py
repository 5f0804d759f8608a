"""The closest seats of a whole election, and the fewest voters nationwide who decide its majority."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from suffrage.compare.closest.counted import Counted, Margin
from suffrage.compare.closest.margins import margins
from suffrage.compare.closest.moves import IMPOSSIBLE
from suffrage.compare.closest.reach import NotExact


@dataclass(frozen=True, slots=True)
class Shift:
    """In one contest: so many `seats` of a party that change by so few `votes`."""

    contest_id: str
    seats: int
    votes: int


@dataclass(frozen=True, slots=True)
class MajorityMargin:
    """`votes`: the fewest voters who, voting otherwise in their own contests, make a party lose, or win, more than half of the seats.

    `seats`: how many it has to lose or win for that · `where`: one way in which so few voters do it, contest by contest.
    """

    party: str
    change: Literal["lost", "won"]
    seats: int
    votes: int
    where: tuple[Shift, ...]


def closest(contests: Iterable[Counted]) -> tuple[Margin, ...]:
    """All that could change hands in an election, closest first. `ValueError` as `margins`."""
    found = [margin for counted in contests for margin in margins(counted)]
    return tuple(sorted(found, key=lambda margin: (margin.votes, margin.tied)))


def seats_by_party(contests: Iterable[Counted]) -> dict[str, int]:
    """Party → its seats, of the parties with an option anywhere."""
    seats: dict[str, int] = {}
    for counted in contests:
        for option, number in counted.held.items():
            party = counted.parties.get(option, option)
            seats[party] = seats.get(party, 0) + number
    return seats


def majority_lost(contests: Sequence[Counted]) -> MajorityMargin | None:
    """The fewest voters who take the majority from the party that has it. None: no party has one, or no votes do it."""
    total = sum(counted.seats for counted in contests)
    for party, number in seats_by_party(contests).items():
        if 2 * number > total:
            return _majority(contests, party, "lost", number - total // 2)
    return None


def majority_won(contests: Sequence[Counted], party: str) -> MajorityMargin | None:
    """The fewest voters who give a party the majority. None: it has it, or no votes do it. `ValueError`: no such party."""
    seats = seats_by_party(contests)
    if party not in seats:
        raise ValueError(f"no option is of the party {party}; it cannot win a majority.")
    missing = sum(counted.seats for counted in contests) // 2 + 1 - seats[party]
    return _majority(contests, party, "won", missing) if missing > 0 else None


def _majority(contests: Sequence[Counted], party: str, change: Literal["lost", "won"], seats: int) -> MajorityMargin | None:
    """The cheapest seats over all contests that add up to `seats`: whoever votes elsewhere cannot, so that the costs add up."""
    best: list[int] = [0, *[IMPOSSIBLE] * seats]
    chosen: list[list[int]] = []
    # A single contest has to bring all of them: what fewer would cost is not asked.
    fewest = seats if len(contests) == 1 else 1
    costs = [_costs(counted, party, change, range(fewest, seats + 1)) for counted in contests]
    for own in costs:
        now, choice = best[:], [0] * (seats + 1)
        for number, cost in enumerate(own, start=1):
            for done in range(number, seats + 1):
                if best[done - number] + cost < now[done]:
                    now[done], choice[done] = best[done - number] + cost, number
        best = now
        chosen.append(choice)
    if best[seats] >= IMPOSSIBLE:
        return None
    where, left = [], seats
    for counted, own, choice in zip(reversed(contests), reversed(costs), reversed(chosen), strict=True):
        if number := choice[left]:
            where.append(Shift(counted.totals.contest_id, number, own[number - 1]))
            left -= number
    where.sort(key=lambda shift: (shift.votes, shift.contest_id))
    return MajorityMargin(party, change, seats, best[seats], tuple(where))


def _costs(counted: Counted, party: str, change: Literal["lost", "won"], numbers: range) -> list[int]:
    """The fewest voters for 1, 2 … seats of the party lost or won in a contest, for those of `numbers` that can be."""
    own = [option for option in counted.held if counted.parties.get(option, option) == party]
    held = {option: counted.held[option] for option in own}
    ways: list[int | None]
    if not own:
        return []
    if len(own) == 1:
        option, number = own[0], held[own[0]]
        if change == "lost":
            ways = [counted.fewest({}, {option: number - less}) for less in numbers if less <= number]
        else:
            ways = [counted.fewest({option: number + more}, {}) for more in numbers if number + more <= counted.seats]
        ways = [*[None] * (numbers.start - 1), *ways]
    elif counted.seats > 1:
        raise NotExact(
            f"Contest {counted.totals.contest_id}: the party {party} has several options for several seats, and their seats "
            "together have no exact margin; give each a party of its own."
        )
    elif change == "won":
        ways = [_least(counted.fewest({option: 1}, {}) for option in own)] if not any(held.values()) else []
    else:
        ways = [_lost_to_another(counted, own)] if any(held.values()) else []
    return [IMPOSSIBLE if way is None else way for way in ways]


def _lost_to_another(counted: Counted, own: Sequence[str]) -> int | None:
    """The fewest voters after whom the one seat is none of the party's options'."""
    found = _least(counted.fewest({option: 1}, {}) for option in counted.held if option not in own)
    if counted.law.is_first_of_two:
        nobody = counted.fewest({}, dict.fromkeys(counted.held, 0))
        return _least((found, nobody))
    return found


def _least(numbers: Iterable[int | None]) -> int | None:
    return min((number for number in numbers if number is not None), default=None)
