"""The closest seats of each scenario, and the fewest voters who decide its majority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from suffrage.compare.closest import Counted, MajorityMargin, Margin, NotExact, losses, majority_lost, majority_won, taker
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
        found = _closest(counted)
        majority = majority_lost(counted)
        if majority is None and played.seats:
            majority = majority_won(counted, max(played.seats, key=lambda party: (played.seats[party], party)))
    except NotExact as why:
        return CloseSeats(code, not_exact=str(why))
    return CloseSeats(code, found, majority)


def _closest(counted: Sequence[Counted]) -> tuple[Margin, ...]:
    """The seats that the fewest voters would have taken away. Who would have them then is only looked for where it is told."""
    found = [(margin, contest) for contest in counted for margin in losses(contest)]
    found.sort(key=lambda each: (each[0].votes, each[0].tied, each[0].contest_id, each[0].keeps or ""))
    return tuple(replace(margin, takes=taker(contest, margin)) for margin, contest in found[:SHOWN])


def _counted(played: Played, shape: Shape, contest: ContestResult, parties: Mapping[str, str]) -> Counted:
    return Counted(contest.totals, shape, played.house.seats[contest.contest_id], contest.outcome, parties)


def _has_votes(contest: ContestResult) -> bool:
    return any(contest.totals.votes.values()) and bool(contest.totals.seats)
