"""Setting an election up from a folder of canonical tables: read and checked first, stored all at once.

Statements that the folder may hold are not taken for what the commission counts: every statement starts as awaited.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import CODE, Area, Candidate, Contest, Election, Option, Station
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail import chain
from suffrage.intake.canonical import open_election
from suffrage.intake.tables import Tables
from suffrage.model import BadInput, Finding
from suffrage.model.tables import AREAS, CANDIDATES, CONTESTS, OPTIONS, STATEMENTS, STATIONS, TABLES

SET_UP = (AREAS, CONTESTS, OPTIONS, CANDIDATES, STATIONS)
"""The tables from which an election is set up."""

_BATCH = 2_000
_NAMES = ("name", "name_km", "name_fr", "name_en")
_LONGEST_NAME, _LONGEST_PATH, _MOST_ROUNDS = 300, 500, 99
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a folder would set up. `rows`: table → its number of rows · `statements`: how many would be awaited, and `given` how
    many the folder holds, which are not taken over · `problem`, `findings`: why it cannot be stored; then nothing else is known.
    """

    code: str = ""
    rows: Mapping[str, int] | None = None
    statements: int = 0
    given: int = 0
    digests: Mapping[str, str] | None = None
    problem: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it can be stored."""
        return not self.problem


def preview(folder: Path) -> Preview:
    """What would be stored from an election folder, or everything that is wrong with it. Nothing is stored."""
    try:
        with open_election(folder) as tables:
            _check_lengths(tables)
            rows = {table.name: _count(tables, table.name) for table in SET_UP}
            return Preview(
                code=tables.election.election_id,
                rows=rows,
                statements=_count(tables, f"({_PAPERS})"),
                given=_count(tables, STATEMENTS.name),
                digests=digests(folder),
            )
    except BadInput as bad:
        return Preview(problem=str(bad), findings=tuple(bad.findings))


def set_up(
    folder: Path, *, by: Person, rehearsal: bool, sources: Mapping[str, str] | None = None, of_format: str = "canonical"
) -> Election:
    """Store an election from its folder, with one statement awaited for each station and contest that covers it.

    `sources`, `of_format`: the files from which the folder was made (name → SHA-256) and their format, for the trail.
    `BadInput`: the folder is not sound. `Refused`: `by` is no administrator of the whole country, or the election is there already.
    """
    if by.role != Role.ADMINISTRATOR.value or by.area_id is not None:
        raise Refused("setup.not-administrator")
    with open_election(folder) as tables:
        _check_lengths(tables)
        try:
            with transaction.atomic():
                return _store(
                    tables, folder, by=by, rehearsal=rehearsal, told={"format": of_format, "sources": dict(sources or {})}
                )
        except IntegrityError:
            if Election.objects.filter(code=tables.election.election_id).exists():
                raise Refused("setup.exists", code=tables.election.election_id) from None
            raise


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of `election.toml` and of every file of a table that an election is set up from, by file name."""
    files = [folder / "election.toml", *(folder / f"{table.name}.{end}" for table in SET_UP for end in ("csv", "parquet"))]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()}


def election_of_toml(election: Election) -> Mapping[str, Any]:
    """The content of an election's `election.toml`."""
    return tomllib.loads(election.toml)


def _store(tables: Tables, folder: Path, *, by: Person, rehearsal: bool, told: Mapping[str, Any]) -> Election:
    known = tables.election
    names = {name: getattr(known.names, name) or "" for name in _NAMES}
    toml = (folder / "election.toml").read_text("utf-8")
    election = Election.objects.create(code=known.election_id, toml=toml, day=known.date, rehearsal=rehearsal, **names)
    areas = _areas(tables, election)
    contests = _contests(tables, election, areas)
    _options(tables, contests)
    stations = _stations(tables, election, areas)
    papers = tables.connection.execute(_PAPERS).fetchall()
    _all(Statement, (Statement(station_id=stations[station], contest_id=contests[contest]) for station, contest in papers))
    chain.record(
        "election-set-up",
        {
            "election": election.code,
            "rehearsal": rehearsal,
            "sha256": digests(folder),
            "stations": len(stations),
            "statements": len(papers),
            **told,
        },
        person=by,
        election=election,
    )
    return election


_PAPERS = (
    "SELECT l.station_id, CAST(c.contest_id AS VARCHAR) FROM stations l JOIN covers c ON CAST(c.area_id AS VARCHAR) = l.area_id "
    "ORDER BY ALL"
)
"""Each station with each contest that it votes in."""


def _areas(tables: Tables, election: Election) -> dict[str, int]:
    """Store the areas from the top down; code → primary key."""
    rows = {row["area_id"]: row for row in _rows(tables, "areas")}
    paths: dict[str, str] = {}
    levels: dict[int, list[str]] = {}
    for code in rows:
        line = list(_upwards(rows, code))
        paths[code] = "".join(f"{each}/" for each in reversed(line))
        levels.setdefault(len(line), []).append(code)
    if deep := next((code for code, path in paths.items() if len(path) > _LONGEST_PATH), None):
        raise BadInput(f"{tables.file(AREAS)}: area {deep} lies in too many areas; give fewer levels, or shorter codes.")
    keys: dict[str, int] = {}
    for _depth, codes in sorted(levels.items()):
        made = _all(
            Area,
            (
                Area(
                    election=election,
                    code=code,
                    parent_id=keys.get(rows[code]["parent_id"] or ""),
                    level=rows[code]["level"],
                    path=paths[code],
                    **_names_of(rows[code]),
                )
                for code in codes
            ),
        )
        keys |= {area.code: area.pk for area in made}
    return keys


def _upwards(rows: Mapping[str, Mapping[str, Any]], code: str) -> Iterator[str]:
    """An area's code, then those of the areas that it lies in. (`open_election` has refused areas that lie within themselves.)"""
    here: str | None = code
    while here is not None:
        yield here
        here = rows[here]["parent_id"]


def _contests(tables: Tables, election: Election, areas: Mapping[str, int]) -> dict[str, int]:
    made = _all(
        Contest,
        (
            Contest(
                election=election,
                code=row["contest_id"],
                area_id=areas[row["area_id"]],
                round=row["round"],
                seats=row["seats"],
                population=row["population"],
                **_names_of(row),
            )
            for row in _rows(tables, "contests")
        ),
    )
    return {contest.code: contest.pk for contest in made}


def _options(tables: Tables, contests: Mapping[str, int]) -> None:
    """Store the options, in the order of the ballot paper (those without a number last, by code), and their candidates."""
    places: dict[str, int] = {}
    options = []
    for row in _rows(tables, "options", "contest_id, ballot_number NULLS LAST, LENGTH(option_id), option_id"):
        place = places[row["contest_id"]] = places.get(row["contest_id"], 0) + 1
        options.append(
            Option(
                contest_id=contests[row["contest_id"]],
                code=row["option_id"],
                place=place,
                ballot_number=row["ballot_number"],
                party=row["party_id"] or "",
                **_names_of(row),
            )
        )
    keys = {(option.contest_id, option.code): option.pk for option in _all(Option, options)}
    _all(
        Candidate,
        (
            Candidate(
                option_id=keys[contests[row["contest_id"]], row["option_id"]],
                position=row["position"],
                code=row["candidate_id"],
                sex=row["sex"] or "",
                birth_date=row["birth_date"],
                **_names_of(row),
            )
            for row in _rows(tables, "candidates")
        ),
    )


def _stations(tables: Tables, election: Election, areas: Mapping[str, int]) -> dict[str, int]:
    made = _all(
        Station,
        (
            Station(
                election=election,
                code=row["station_id"],
                area_id=areas[row["area_id"]],
                registered=row["registered"],
                **_names_of(row),
            )
            for row in _rows(tables, "stations")
        ),
    )
    return {station.code: station.pk for station in made}


def _rows(tables: Tables, table: str, order: str = "ALL") -> Iterator[dict[str, Any]]:
    found = tables.connection.execute(f"SELECT * FROM {table} ORDER BY {order}")  # noqa: S608 - our own names
    names = [column[0] for column in found.description]
    return (dict(zip(names, row, strict=True)) for row in found.fetchall())


def _names_of(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row[name] or "" for name in _NAMES}


def _all(model: type[M], made: Iterable[M]) -> list[M]:
    return model._default_manager.bulk_create(made, batch_size=_BATCH)


def _count(tables: Tables, source: str) -> int:
    row = tables.connection.execute(f"SELECT COUNT(*) FROM {source}").fetchone()  # noqa: S608 - our own names
    return int(row[0]) if row else 0


def _check_lengths(tables: Tables) -> None:
    """`BadInput` where a code or name is longer than is stored, or an area's code has the slash that parts a path."""
    for table in (TABLES[each.name] for each in SET_UP):
        for column in table.columns:
            longest = {"code": CODE, "text": CODE if column.name in ("level", "sex") else _LONGEST_NAME}.get(column.kind)
            if longest is None:
                continue
            long = tables.connection.execute(
                f'SELECT "{column.name}" FROM {table.name} WHERE LENGTH("{column.name}") > ? ORDER BY 1 LIMIT 1',  # noqa: S608
                [longest],
            ).fetchone()
            if long:
                raise BadInput(f"{tables.file(table)}, column {column.name}: {long[0]!r} is longer than {longest} characters.")
    rounds = tables.connection.execute("SELECT contest_id, round FROM contests WHERE round > ?", [_MOST_ROUNDS]).fetchone()
    if rounds:
        raise BadInput(f"{tables.file(CONTESTS)}, contest {rounds[0]}, column round: {rounds[1]} was found; give 1, 2 ….")
    slash = tables.connection.execute("SELECT area_id FROM areas WHERE CONTAINS(area_id, '/') ORDER BY 1 LIMIT 1").fetchone()
    if slash:
        raise BadInput(f"{tables.file(AREAS)}, column area_id: {slash[0]!r} contains a slash; give a code without one.")
