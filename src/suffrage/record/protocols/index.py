"""An election by its areas: what lies in what, which contests are held where, and each station's newest statements."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from suffrage.model import Area, AreaTotals, ContestResult, Names
from suffrage.model.totals import code_order
from suffrage.record.entries import canonical, newest_statements
from suffrage.record.view import View


class Index:
    """Lookups over a view, each made once for all documents."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.areas = {area.area_id: area for area in view.areas}
        self.below: dict[str | None, list[Area]] = defaultdict(list)
        for area in sorted(view.areas, key=lambda area: code_order(area.area_id)):
            self.below[area.parent_id].append(area)
        self.results = {each.contest_id: each for each in view.result.contests}
        self.area_of = {contest.contest_id: contest.area_id for contest in view.contests}

    @cached_property
    def totals(self) -> dict[tuple[str, int], AreaTotals]:
        """(area, round) → its sums."""
        return {(sums.area_id, sums.round): sums for sums in self.view.result.areas}

    @cached_property
    def rounds(self) -> list[int]:
        """The rounds of the election."""
        return sorted({contest.round for contest in self.view.contests})

    @cached_property
    def stations(self) -> dict[str, list[tuple[str, Names]]]:
        """Area → its own stations with their names."""
        rows = self.view.tables.connection.execute(
            "SELECT area_id, station_id, name, name_km, name_fr, name_en FROM stations ORDER BY ALL"
        )
        found: dict[str, list[tuple[str, Names]]] = defaultdict(list)
        for area, station, name, km, fr, en in rows.fetchall():
            found[area].append((station, Names(name=name, name_km=km, name_fr=fr, name_en=en)))
        for own in found.values():
            own.sort(key=lambda entry: code_order(entry[0]))
        return found

    @cached_property
    def statements(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(contest, station) → the newest statement that stands, with its number in the log as `entry`."""
        numbers = {key: number for key, (number, _) in self.view.state.statements.items()}
        return {
            (contest, station): statement | {"entry": numbers[contest, station, statement["version"]]}
            for (contest, station), statement in newest_statements(self.view.state).items()
        }

    @cached_property
    def declaration(self) -> int:
        """The number in the log of the declaration that holds."""
        contents, declared = self.view.state.contents, canonical(self.view.state.declaration or {})
        return max(number for number, content in enumerate(contents) if content == declared)

    @cached_property
    def _held_at(self) -> dict[str, list[ContestResult]]:
        held: dict[str, list[ContestResult]] = defaultdict(list)
        for contest, area in self.area_of.items():
            held[area].append(self.results[contest])
        return held

    @cached_property
    def _held_within(self) -> dict[str, list[ContestResult]]:
        """Area → the contests that are held in it or in an area within it."""
        within: dict[str, list[ContestResult]] = defaultdict(list)
        for area, contests in self._held_at.items():
            for above in self.line(area):
                within[above] += contests
        return within

    def line(self, area_id: str) -> Iterator[str]:
        """An area, the one that it lies in, and so on to the root."""
        here: str | None = area_id
        while here is not None:
            yield here
            here = self.areas[here].parent_id

    def subtree(self, area: Area, depth: int = 0) -> Iterator[tuple[Area, int]]:
        """An area and all that lie in it, each before those within it, with how deep it lies."""
        yield area, depth
        for each in self.below[area.area_id]:
            yield from self.subtree(each, depth + 1)

    @cached_property
    def size(self) -> dict[str, int]:
        """Area → how many stations lie in it."""
        sizes: dict[str, int] = defaultdict(int)
        for area, own in self.stations.items():
            for above in self.line(area):
                sizes[above] += len(own)
        return sizes

    def contests_of(self, area_id: str, number: int) -> list[ContestResult]:
        """The contests of a round in which an area's own stations vote: those held in it and in the areas that it lies in."""
        held = [contest for area in self.line(area_id) for contest in self._held_at.get(area, ())]
        return [contest for contest in held if contest.round == number]

    def contests_at(self, area_id: str, number: int) -> list[ContestResult]:
        """The contests of a round in which anybody in an area votes: also those held in the areas within it."""
        _, *above = self.line(area_id)
        held = [*self._held_within.get(area_id, ()), *(each for area in above for each in self._held_at.get(area, ()))]
        return [contest for contest in held if contest.round == number]
