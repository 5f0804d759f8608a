"""The election at home: counted under its own law, with the votes of its first round as any other law may read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from suffrage import law
from suffrage.intake.canonical import open_election
from suffrage.intake.tables import Tables
from suffrage.jobs import Labels, Progress, count_tables, read_labels
from suffrage.law.catalogue import Law
from suffrage.model import Area, BadInput, Contest, ContestResult, Election, Result


@dataclass(frozen=True, slots=True)
class StationVotes:
    """What was voted in one station for one contest: its registered voters, and option → votes."""

    station_id: str
    registered: int | None
    votes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Home:
    """An election and its votes.

    `result`: as counted under its own `law` · `contests`: first-round contests by code, as the tables have them · `later`: the contests
    of later rounds, each with that of the first round in the same area · `areas`: the area tree · `stations`: contest → its stations
    in the order of their codes (empty unless asked for).
    """

    result: Result
    labels: Labels
    law: Law
    contests: Mapping[str, Contest]
    later: Mapping[str, str]
    areas: Mapping[str, Area]
    stations: Mapping[str, tuple[StationVotes, ...]] = field(default_factory=dict)

    @property
    def election(self) -> Election:
        """The election."""
        if self.result.election is None:
            raise ValueError("a result without its election cannot be compared")
        return self.result.election

    @property
    def first_round(self) -> tuple[ContestResult, ...]:
        """The contests of the first round, counted."""
        return tuple(contest for contest in self.result.contests if contest.contest_id in self.contests)

    def party(self, contest_id: str, option_id: str) -> str:
        """An option's party; one without a party is a party of its own (by its option code where there is a single contest)."""
        label = self.labels.options.get((contest_id, option_id))
        if label and label.party_id:
            return label.party_id
        return option_id if len(self.contests) == 1 else f"{contest_id}/{option_id}"

    def path(self, area_id: str) -> tuple[str, ...]:
        """An area and all those that it lies in, itself first."""
        path = [area_id]
        while (above := self.areas[path[-1]].parent_id) is not None:
            path.append(above)
        return tuple(path)


def open_home(folder: str | Path, *, stations: bool = False, progress: Progress | None = None) -> Home:
    """Count the election in `folder` and keep what a comparison needs; `stations`: also the votes of each station.

    Errors are those of `suffrage.count`. `BadInput` too: there is no contest, or one of them has no votes.
    """
    with open_election(Path(folder)) as tables:
        result = count_tables(tables, steps=False, progress=progress)
        _check_votes(result, folder)
        contests = tables.contests()
        first = min((contest.round for contest in contests), default=1)
        in_area = {contest.area_id: contest.contest_id for contest in contests if contest.round == first}
        ruling = tables.election.law
        return Home(
            result=result,
            labels=read_labels(tables),
            law=law.at(ruling.code, ruling.date),
            contests={contest.contest_id: contest for contest in contests if contest.round == first},
            later={contest.contest_id: in_area[contest.area_id] for contest in contests if contest.round > first},
            areas={area.area_id: area for area in tables.areas()},
            stations=_station_votes(tables, first) if stations else {},
        )


def _check_votes(result: Result, folder: str | Path) -> None:
    if not result.contests:
        raise BadInput(f"{folder} has no contest; there is nothing to compare.")
    for contest in result.contests:
        if not sum(contest.totals.votes.values()):
            raise BadInput(f"Contest {contest.contest_id} of {folder} has no votes yet; compare when its statements are in.")


def _station_votes(tables: Tables, first: int) -> dict[str, tuple[StationVotes, ...]]:
    """The statements that count, contest by contest, station by station."""
    rows = tables.connection.execute(
        "SELECT CAST(n.contest_id AS VARCHAR), n.station_id, n.registered, n.on_the_list, v.option_id, v.votes FROM newest n "
        "JOIN contests c ON c.contest_id = CAST(n.contest_id AS VARCHAR) AND c.round = ? "
        "JOIN votes v ON v.station_id = n.station_id AND v.contest_id = CAST(n.contest_id AS VARCHAR) AND v.version = n.version "
        "ORDER BY 1, 2, v.option_id",
        [first],
    ).fetchall()
    found: dict[str, dict[str, StationVotes]] = {}
    for contest, station, registered, on_the_list, option, votes in rows:
        here = found.setdefault(contest, {})
        if station not in here:
            here[station] = StationVotes(station, on_the_list if registered is None else registered, {})
        here[station].votes[option] = votes  # type: ignore[index]
    return {contest: tuple(stations.values()) for contest, stations in found.items()}
