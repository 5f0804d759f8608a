"""The seats so far: what the law would make of the sums as they stand, and by how few votes the closest of them are held."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import msgspec

from suffrage import law
from suffrage.commission.setup.loading import election_of_toml
from suffrage.commission.setup.models import Contest, Election, Option
from suffrage.commission.watching.models import AreaTally
from suffrage.commission.watching.scope import Scope, contests_within
from suffrage.commission.watching.sums import Known, known_of
from suffrage.compare.closest import Counted, Margin, losses, taker
from suffrage.model import LawError, LawNotKnown, Outcome, Totals
from suffrage.model.statements import FIGURES

BUDGET = 0.04
"""Seconds that one look may spend on searching the closest seats anew; the contests searched longest ago come first."""
EVERY = 30.0
"""Seconds: so long the closest seats of a contest stand, although votes came in."""
SHOWN = 15
KEPT = 4_000


@dataclass(frozen=True, slots=True)
class Close:
    """A seat that is held by few votes. `keeps`, `takes`: option codes · `out`: how many are registered at stations not counted."""

    contest: Contest
    keeps: str
    takes: str | None
    votes: int
    out: int


@dataclass(frozen=True, slots=True)
class _Declared:
    """A contest with votes: its totals, what the law makes of them, and how many are registered at stations that do not count."""

    contest: Contest
    totals: Totals
    outcome: Outcome
    out: int


@dataclass(frozen=True, slots=True)
class SeatsSoFar:
    """`parties`: (code, seats), most seats first · `contests`: how many, of which `begun` have votes and `whole` are all counted ·
    `pending`: in how many a tie or a figure is open · `close`: the closest seats · `searched`: whether they
    were looked for everywhere, and `current`: by the votes as they stand now · `known`: whether the law is.
    """

    parties: tuple[tuple[str, int], ...] = ()
    contests: int = 0
    begun: int = 0
    whole: int = 0
    pending: int = 0
    close: tuple[Close, ...] = ()
    searched: bool = True
    current: bool = True
    known: bool = True

    @property
    def given(self) -> int:
        """How many seats are given so far."""
        return sum(seats for _party, seats in self.parties)


def seats_so_far(scope: Scope) -> SeatsSoFar:
    """The seats so far of the contests whose whole area is looked at."""
    known = contests_within(scope)
    contests = list(Contest.objects.filter(election=scope.election, code__in=known).order_by("round", "pk"))
    chosen = election_of_toml(scope.election)["law"]
    try:
        ruling = law.at(chosen["code"], chosen["date"])
    except LawNotKnown:
        return SeatsSoFar(contests=len(contests), known=False)
    parties = _parties(scope.election)
    given: dict[str, int] = {}
    results: list[_Declared] = []
    begun = whole = pending = 0
    for contest in contests:
        sums = known[contest.code].contests[contest.code]
        whole += sums.counted == sums.statements
        totals = totals_of(contest, known[contest.code], sections=_sections(contest) if ruling.period.by_section else {})
        outcome = _declared(ruling.code, ruling.day, ruling.variant, msgspec.json.encode(totals)) if sums.counted else None
        if outcome is None:
            continue
        begun += 1
        pending += not outcome.is_complete
        for option, seats in outcome.seats.items():
            if seats:
                party = parties.get((contest.code, option), option)
                given[party] = given.get(party, 0) + seats
        results.append(_Declared(contest, totals, outcome, sums.on_lists - sums.listed))
    close, searched, current = _closest(scope.election, ruling, results)
    return SeatsSoFar(
        parties=tuple(sorted(given.items(), key=lambda each: (-each[1], len(each[0]), each[0]))),
        contests=len(contests),
        begun=begun,
        whole=whole,
        pending=pending,
        close=close,
        searched=searched,
        current=current,
    )


def totals_of(contest: Contest, known: Known, *, sections: Mapping[str, Mapping[str, int]]) -> Totals:
    """A contest's totals so far, as the law sees them; an option that nobody chose yet has none."""
    sums = known.contests[contest.code]
    votes = {option.code: sums.votes.get(option.code, 0) for option in contest.options.all()} if not sums.votes else sums.votes
    return Totals(
        contest_id=contest.code,
        votes=votes,
        round=contest.round,
        seats=contest.seats,
        population=contest.population,
        sections=sections,
        **{name: sums.figure(name) for name in FIGURES},
    )


def _sections(contest: Contest) -> dict[str, dict[str, int]]:
    """The votes of each area just below a contest's own."""
    rows = AreaTally.objects.filter(area__parent=contest.area_id).values_list("area__code", "known")
    found = {code: known_of(text).contests.get(contest.code) for code, text in rows}
    return {code: sums.votes for code, sums in found.items() if sums is not None and sums.votes}


@lru_cache(maxsize=KEPT)
def _declared(code: str, day: date, variant: str | None, totals: bytes) -> Outcome | None:
    """What the law makes of totals (as JSON); None where it cannot be applied to them (yet)."""
    ruling = law.at(f"{code}:{variant}" if variant else code, day)
    try:
        return ruling.declare(msgspec.json.decode(totals, type=Totals), steps=False)
    except (LawError, ValueError):
        return None


def _parties(election: Election) -> dict[tuple[str, str], str]:
    found = Option.objects.filter(contest__election=election).exclude(party="")
    return {(contest, option): party for contest, option, party in found.values_list("contest__code", "code", "party")}


@dataclass(frozen=True, slots=True)
class _Searched:
    """The closest seats of a contest, for these totals."""

    at: float
    totals: Totals
    margins: tuple[Margin, ...]


_searched: dict[tuple[str, int, str], _Searched] = {}
_searching = threading.Lock()


def _closest(election: Election, ruling: law.Law, results: list[_Declared]) -> tuple[tuple[Close, ...], bool, bool]:
    """The closest seats of all contests that were searched so far; whether all were, and by the votes as they are."""
    if ruling.shape is None:
        return (), True, True
    if _searching.acquire(blocking=False):
        try:
            _search(election, ruling, results)
        finally:
            _searching.release()
    found: list[Close] = []
    searched = current = True
    for each in results:
        if not each.outcome.is_complete:
            continue
        kept = _searched.get((election.code, election.pk, each.contest.code))
        current = current and kept is not None and kept.totals == each.totals
        if kept is None:
            searched = False
            continue
        found += [Close(each.contest, margin.keeps or "", margin.takes, margin.votes, each.out) for margin in kept.margins]
    found.sort(key=lambda close: (close.votes, close.contest.pk, close.keeps))
    return tuple(found[:SHOWN]), searched, current


def _search(election: Election, ruling: law.Law, results: list[_Declared]) -> None:
    """Search anew what has changed, within the time there is."""
    begun = time.monotonic()
    never = _Searched(float("-inf"), Totals(contest_id="", votes={}), ())

    def before(each: _Declared) -> _Searched:
        return _searched.get((election.code, election.pk, each.contest.code), never)

    for each in sorted(results, key=lambda each: before(each).at):
        if time.monotonic() - begun > BUDGET:
            return
        last, totals = before(each), each.totals
        if last.totals == totals or begun - last.at < EVERY or not each.outcome.is_complete:
            continue
        seats = totals.seats if totals.seats is not None else ruling.seats.get(each.contest.code, 0)
        margins = _margins(ruling, totals, each.outcome, seats)
        _searched[election.code, election.pk, each.contest.code] = _Searched(time.monotonic(), totals, margins)
    while len(_searched) > KEPT:
        _searched.pop(next(iter(_searched)))


def _margins(ruling: law.Law, totals: Totals, outcome: Outcome, seats: int) -> tuple[Margin, ...]:
    """The seats of a contest that are held by fewest votes, with who would have them; none where no exact number is known."""
    if ruling.shape is None:
        return ()
    try:
        counted = Counted(totals, ruling.shape, seats, outcome)
        found = sorted(losses(counted), key=lambda margin: (margin.votes, margin.keeps or ""))
        return tuple(replace(margin, takes=taker(counted, margin)) for margin in found[:3])
    except ValueError:
        return ()
