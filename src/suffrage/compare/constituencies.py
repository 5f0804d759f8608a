"""Where seats are given: the votes of the election's contests, put together or parted into the constituencies of a scenario."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from suffrage.compare.home import Home, StationVotes
from suffrage.compare.scenario import Constituencies
from suffrage.model import ContestResult, Totals
from suffrage.model.statements import FIGURES
from suffrage.model.totals import code_order

Refuse = Callable[[str, str], NoReturn]
"""(field of the scenario, sentence): raises the error that names the place in the study."""

Relabel = Callable[[Mapping[str, int], Mapping[str, str]], tuple[dict[str, int], dict[str, str]]]
"""(option → votes, option → party) → the same under the scenario's alliances and splits."""


@dataclass(frozen=True, slots=True)
class Constituency:
    """One constituency's votes: its totals (without seats), option → party, and the contests of the election that it is made of."""

    totals: Totals
    parties: Mapping[str, str]
    parts: tuple[str, ...]

    @property
    def code(self) -> str:
        """Its code."""
        return self.totals.contest_id


def draw(home: Home, how: Constituencies, relabel: Relabel, refuse: Refuse) -> tuple[Constituency, ...]:
    """The constituencies that `how` describes, with the election's votes in them.

    A constituency that is one of the election's contests keeps its options; in any other one, the candidates or lists of one party
    stand as one list, under the party's code.
    """
    if how.merge and how.by != "contest":
        refuse("merge", f"contests are merged, or drawn anew by {how.by}; keep one of the two.")
    if how.by == "contest":
        drawn = list(_merged(home, how.merge, relabel, refuse))
    elif how.by == "national":
        root = next((area.area_id for area in home.areas.values() if area.parent_id is None), "national")
        drawn = [_put_together(root, home.first_round, home, relabel)]
    elif how.by == "single-seats":
        drawn = list(_single_seats(home, relabel, refuse))
    else:
        drawn = list(_by_level(home, how.by, relabel, refuse))
    return tuple(sorted(drawn, key=lambda each: code_order(each.code)))


def _merged(home: Home, merge: Mapping[str, Sequence[str]], relabel: Relabel, refuse: Refuse) -> Iterable[Constituency]:
    contests = {contest.contest_id: contest for contest in home.first_round}
    uses = Counter(code for codes in merge.values() for code in codes)
    for new, codes in merge.items():
        for code in codes:
            if code not in contests:
                refuse(
                    f"merge.{new}",
                    f"there is no contest {code!r} in the election; give the code of one of its {len(contests)}.",
                )
            if uses[code] > 1:
                refuse(f"merge.{new}", f"contest {code} is merged twice; name it once.")
        if new in contests and new not in uses:
            refuse(
                f"merge.{new}", f"{new} is the code of a contest that stays as it is; give the new constituency another code."
            )
        yield _put_together(new, [contests[code] for code in codes], home, relabel)
    for code, contest in contests.items():
        if code not in uses:
            options = {option: home.party(code, option) for option in contest.totals.votes}
            votes, parties = relabel(contest.totals.votes, options)
            yield Constituency(_totals(code, votes, [contest.totals]), parties, (code,))


def _put_together(code: str, contests: Sequence[ContestResult], home: Home, relabel: Relabel) -> Constituency:
    """Several contests as one, party by party."""
    votes = Counter[str]()
    for contest in contests:
        for option, number in contest.totals.votes.items():
            votes[home.party(contest.contest_id, option)] += number
    relabelled, parties = relabel(votes, {party: party for party in votes})
    totals = _totals(code, relabelled, [contest.totals for contest in contests])
    return Constituency(totals, parties, tuple(contest.contest_id for contest in contests))


def _by_level(home: Home, level: str, relabel: Relabel, refuse: Refuse) -> Iterable[Constituency]:
    """The areas of one level of the tree: above the contests, or below them."""
    known = sorted({area.level for area in home.areas.values()})
    areas = [area for area in home.result.areas if area.level == level and area.round == home.first_round[0].round]
    if not areas:
        refuse("by", f"there is no level {level!r}; give contest, national, single-seats or one of {', '.join(known)}.")
    whole = sum(sum(contest.totals.votes.values()) for contest in home.first_round)
    if sum(sum(area.votes.values()) for area in areas) != whole:
        refuse(
            "by", f"the areas of level {level} do not have all the votes by party; give another level, or options a party code."
        )
    for area in areas:
        votes, parties = relabel(area.votes, {party: party for party in area.votes})
        figures = {name: getattr(area, name) for name in FIGURES}
        inside = [code for code, contest in home.contests.items() if area.area_id in home.path(contest.area_id)]
        around = [code for code, contest in home.contests.items() if contest.area_id in home.path(area.area_id)]
        yield Constituency(Totals(contest_id=area.area_id, votes=votes, **figures), parties, tuple(inside or around))


def _single_seats(home: Home, relabel: Relabel, refuse: Refuse) -> Iterable[Constituency]:
    """Each contest in as many constituencies as it has seats, of neighbouring stations (in the order of their codes).

    A station belongs to the part in which the middle one of its registered voters falls, so that the parts have about as many.
    """
    for contest in home.first_round:
        code, stations = contest.contest_id, home.stations.get(contest.contest_id, ())
        seats = home_seats(home, code)
        registered = [station.registered for station in stations]
        if not seats or None in registered or not stations:
            refuse("by", f"contest {code} cannot be parted: its seats or the registered voters of a station are not known.")
        people = [number or 0 for number in registered]
        whole, before, parts = sum(people), 0, [list[StationVotes]() for _ in range(seats)]
        for station, number in zip(stations, people, strict=True):
            parts[min(seats - 1, (2 * before + number) * seats // (2 * whole))].append(station)
            before += number
        for place, part in enumerate(parts, start=1):
            if not part:
                refuse("by", f"contest {code} has too few stations ({len(stations)}) for {seats} single seats.")
            votes = Counter[str]()
            for station in part:
                for option, cast in station.votes.items():
                    votes[home.party(code, option)] += cast
            relabelled, parties = relabel(votes, {party: party for party in votes})
            own = sum(station.registered or 0 for station in part)
            yield Constituency(Totals(contest_id=f"{code}.{place:02d}", votes=relabelled, registered=own), parties, (code,))


def home_seats(home: Home, contest_id: str) -> int | None:
    """The seats of one of the election's contests: as its totals give them, or by the law's table; one in a majority vote."""
    for contest in home.first_round:
        if contest.contest_id == contest_id and contest.totals.seats is not None:
            return contest.totals.seats
    return home.law.seats.get(contest_id)


def _totals(code: str, votes: Mapping[str, int], parts: Sequence[Totals]) -> Totals:
    """The figures of several totals together; one that is not known everywhere is not known."""
    figures: dict[str, Any] = {}
    for name in FIGURES:
        numbers = [getattr(part, name) for part in parts]
        figures[name] = None if None in numbers else sum(numbers)
    return Totals(contest_id=code, votes=votes, **figures)
