"""Several laws, the same votes: a study carried out, its scenarios side by side with the election as it was."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from suffrage.compare.constituencies import Constituency
from suffrage.compare.frames import to_pandas, to_polars
from suffrage.compare.home import Home, open_home
from suffrage.compare.playing import Played, play
from suffrage.compare.scenario import Scenario, Study
from suffrage.compare.studies import NO_FILE, Places, check_study
from suffrage.jobs import Progress
from suffrage.law.differences import differences
from suffrage.model import Difference
from suffrage.model.shapes import NOT_IN_LAW

AT_HOME = "home"
"""The code of the first scenario: the election under its own law."""


@dataclass(frozen=True, slots=True)
class Gain:
    """A party's seats in one place, under the law in force and under another one."""

    place: str
    party: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Structure:
    """Where a law gives how many seats, and the article that says so."""

    constituencies: int
    seats: int
    article: str


@dataclass(frozen=True)
class Comparison:
    """A study carried out. `played`: the law in force first, then the scenarios in the order of the study."""

    home: Home
    study: Study
    played: tuple[Played, ...]

    @property
    def base(self) -> Played:
        """The election under its own law."""
        return self.played[0]

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Every party with a seat in some scenario: most seats at home first, then most votes, then by code."""
        found = {party for each in self.played for party in each.seats}
        votes = Counter[str]()
        for each in reversed(self.played):
            votes |= Counter(each.votes)
        return tuple(sorted(found, key=lambda party: (-self.base.seats.get(party, 0), -votes[party], party)))

    def gains(self, other: Played) -> Iterator[Gain]:
        """Who has more or fewer seats where: by constituency where both scenarios have the same, otherwise by the larger of the two."""
        pieces = Counter(part for each in other.constituencies for part in each.parts)
        before: dict[str, Counter[str]] = {}
        after: dict[str, Counter[str]] = {}
        for each in other.constituencies:
            place = each.parts[0] if len(each.parts) == 1 and pieces[each.parts[0]] > 1 else each.code
            after.setdefault(place, Counter()).update(other.seats_by_constituency[each.code])
            if place in before:
                continue
            before[place] = Counter()
            for part in each.parts:
                before[place].update(self.base.seats_by_constituency[part])
        for place, seats in after.items():
            for party in sorted({*seats, *before[place]}):
                if before[place][party] != seats[party]:
                    yield Gain(place, party, before[place][party], seats[party])

    def differences(self, other: Played) -> tuple[Difference, ...]:
        """What in the law at home would have to change, figure by figure, with the articles; nothing where a law has no figures."""
        if self.base.shape is None or other.shape is None:
            return ()
        return differences(self.base.shape, other.shape)

    def structures(self, other: Played) -> tuple[Structure, Structure] | None:
        """The constituencies and seats at home and in the other scenario; None where they are the same."""
        if self.base.house.seats == other.house.seats:
            return None
        return _structure(self.base, own=True), _structure(other, own=other.house.source == "law")

    def to_arrow(self) -> pa.Table:
        """Every figure as one table: scenario, constituency, party, votes of round 1, seats."""
        rows = [
            {"scenario": each.scenario.code, "constituency": where.code, "party": party, "votes": votes, "seats": seats}
            for each in self.played
            for where in each.constituencies
            for party, votes, seats in _figures(each, where)
        ]
        kinds = [("scenario", pa.string()), ("constituency", pa.string()), ("party", pa.string())]
        return pa.Table.from_pylist(rows, schema=pa.schema([*kinds, ("votes", pa.int64()), ("seats", pa.int64())]))

    def to_pandas(self) -> Any:
        """`to_arrow` as a pandas DataFrame."""
        return to_pandas(self.to_arrow())

    def to_polars(self) -> Any:
        """`to_arrow` as a polars DataFrame."""
        return to_polars(self.to_arrow())

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from suffrage.compare.report.notebook import seats_html  # noqa: PLC0415 — the report imports this module

        return seats_html(self)


def compare(folder: str | Path, study: Study, *, places: Places = NO_FILE, progress: Progress | None = None) -> Comparison:
    """Count the election in `folder`, and carry out the scenarios of `study` on its votes.

    Errors are those of `suffrage.count`; `BadInput` too for a scenario that does not fit the election, with the line of its file.
    """
    check_study(study, places)
    stations = any(scenario.constituencies.by == "single-seats" for scenario in study.scenario)
    home = open_home(folder, stations=stations, progress=progress)
    return compare_with(home, study, places=places, progress=progress)


def compare_with(
    home: Home, study: Study, *, places: Places = NO_FILE, progress: Callable[[str], None] | None = None
) -> Comparison:
    """As `compare`, with an election that is counted already."""
    played = [at_home(home, study, places)]
    for number, scenario in enumerate(study.scenario):
        if progress:
            progress("scenario")
        played.append(play(home, scenario, transfers=study.transfers, places=places, path=f"scenario[{number}]"))
    return Comparison(home, study, tuple(played))


def at_home(home: Home, study: Study, places: Places = NO_FILE) -> Played:
    """The election under its own law: as counted where all its rounds are there, otherwise with round 2 as the study makes it.

    Without transfers the seats that a second round would give stay open.
    """
    scenario = Scenario(code=AT_HOME)
    played = play(home, scenario, transfers=study.transfers, places=places, path="transfers", must_finish=False)
    if not home.later:
        return played
    contests = tuple(
        msgspec.structs.replace(contest, contest_id=home.later.get(contest.contest_id, contest.contest_id))
        for contest in home.result.contests
    )
    return replace(played, contests=contests, moves=None, assumptions=())


def _structure(played: Played, *, own: bool) -> Structure:
    """`own`: the seats are those of the law's own article."""
    article = played.shape.article("seats") if played.shape and own else NOT_IN_LAW
    return Structure(len(played.constituencies), sum(played.house.seats.values()), article)


def _figures(played: Played, where: Constituency) -> Iterator[tuple[str, int, int]]:
    votes = Counter[str]()
    for option, number in where.totals.votes.items():
        votes[where.parties[option]] += number
    seats: Mapping[str, int] = played.seats_by_constituency[where.code]
    for party, number in votes.items():
        yield party, number, seats.get(party, 0)
