"""The closest seats of each scenario, and the fewest voters who decide its majority."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from suffrage.compare.closest import MajorityMargin, closest, majority_lost, majority_won
from suffrage.compare.closest.counted import Counted, Margin
from suffrage.compare.closest.reach import NotExact
from suffrage.compare.playing import Played
from suffrage.model import ContestResult, Shape

SHOWN = 20
"""So many of the closest seats are kept, each with the option that comes closest to it."""


@dataclass(frozen=True, slots=True)
class CloseSeats:
    """What hangs by few voters in a scenario. `keeps` and `takes` of a margin are options; `played.parties` has their parties.

    `majority`: the fewest voters who take it from the party that has it, or, where none has, who give it to the largest ·
    `not_exact`: why there are no exact numbers, where there are none.
    """

    scenario: str
    margins: tuple[Margin, ...] = ()
    majority: MajorityMargin | None = None
    not_exact: str | None = None


def close_seats(played: Played) -> CloseSeats:
    """The closest seats of one scenario, by the votes of the round that gave them (a round that was made counts as made)."""
    code = played.scenario.code
    if played.shape is None:
        return CloseSeats(code, not_exact=f"the law of {played.law.code} is not one that a few figures say")
    parties = {each.code: each.parties for each in played.constituencies}
    last = {contest.contest_id: contest for contest in sorted(played.contests, key=lambda contest: contest.round)}
    try:
        counted = [
            _counted(played, played.shape, contest, parties[contest.contest_id])
            for contest in last.values()
            if _has_votes(contest)
        ]
        found = closest(counted)
        majority = majority_lost(counted)
        if majority is None and played.seats:
            majority = majority_won(counted, max(played.seats, key=lambda party: (played.seats[party], party)))
    except NotExact as why:
        return CloseSeats(code, not_exact=str(why))
    return CloseSeats(code, tuple(islice(_each_seat_once(found), SHOWN)), majority)


def _each_seat_once(margins: Iterable[Margin]) -> Iterator[Margin]:
    """The closest margin of each option's seat; who may stand in round 2 is not a seat."""
    told = set()
    for margin in margins:
        if margin.kind != "next-round" and (margin.contest_id, margin.keeps) not in told:
            told.add((margin.contest_id, margin.keeps))
            yield margin


def _counted(played: Played, shape: Shape, contest: ContestResult, parties: Mapping[str, str]) -> Counted:
    return Counted(contest.totals, shape, played.house.seats[contest.contest_id], contest.outcome, parties)


def _has_votes(contest: ContestResult) -> bool:
    return any(contest.totals.votes.values()) and bool(contest.totals.seats)
