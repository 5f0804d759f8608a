"""An election of the site's database, written as a folder of canonical tables, as it stood at one moment.

What the log of a record already holds is written as it stands there: a scan that came later does not change a published statement.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from django.db.models import QuerySet

from suffrage.commission.declaring import acts, removals
from suffrage.commission.declaring.drawings import birth_dates, decision_rows
from suffrage.commission.moment import one_moment
from suffrage.commission.setup.models import Area, Candidate, Contest, Election, Option, Station
from suffrage.commission.statements.models import Accepted, EntryVotes, Scan
from suffrage.commission.trail.models import Tip
from suffrage.commission.words import sentence
from suffrage.intake.folder import write_election
from suffrage.model import FIGURES, Language, Names
from suffrage.model import Election as Canonical
from suffrage.model.election import Status
from suffrage.words import LANGUAGES

Logged = Mapping[tuple[str, str, int], str | None]
"""(contest, station, version) → the SHA-256 of the form, of every statement that stands in a record's log."""

_CHUNK = 50_000
_AT_ONCE = 900
"""SQLite takes so many parameters in one statement, whatever it was built with."""
_NAMES = ("name", "name_km", "name_fr", "name_en")


@dataclass(frozen=True, slots=True)
class Exported:
    """How far the trail went at that moment, and how many rows each table has."""

    number: int
    rows: Mapping[str, int]


def export(election: Election, folder: Path, *, status: Status | None = None, logged: Logged | None = None) -> Exported:
    """Write `election` into `folder`, which must not exist: every accepted version of every statement, decisions and acts.

    `status`: what the publisher says of the result · `logged`: what a record already holds.
    """
    with one_moment():
        number = Tip.objects.values_list("number", flat=True).get(id=1)
        contests = dict(Contest.objects.filter(election=election).values_list("pk", "code"))
        stations = dict(Station.objects.filter(election=election).values_list("pk", "code"))
        accepted = _Accepted(election, contests, stations, logged or {})
        rows = write_election(
            folder,
            canonical(election, status),
            {
                "areas": _areas(election),
                "contests": _contests(election),
                "options": _options(election, contests),
                "candidates": _candidates(election),
                "stations": _stations(election),
                "statements": accepted.statements(),
                "votes": accepted.votes(),
                "decisions": [*decision_rows(election), *removals.decision_rows(election)],
                "acts": acts.rows_of(election),
            },
            as_parquet=True,
        )
    return Exported(number, rows)


def canonical(election: Election, status: Status | None = None) -> Canonical:
    """The election's `election.toml` as it is published: with its status, and, where it is a rehearsal, so named and marked."""
    known = msgspec.toml.decode(election.toml, type=Canonical)
    if status is not None:
        known = msgspec.structs.replace(known, status=status)
    if not election.rehearsal:
        return known
    said: dict[Language, str] = {
        language: sentence(language, "declaring.rehearsal-of", name=known.names.text(language, known.election_id))
        for language in LANGUAGES
    }
    names = Names(name=said["en"], name_km=said["km"], name_fr=said["fr"], name_en=said["en"])
    return msgspec.structs.replace(known, election_id=f"{known.election_id}-rehearsal", names=names, rehearsal=True)


class _Accepted:
    """The accepted versions of an election's statements, with their votes, as Arrow tables one after another."""

    def __init__(self, election: Election, contests: Mapping[int, str], stations: Mapping[int, str], logged: Logged) -> None:
        self.election, self.contests, self.stations, self.logged = election, contests, stations, logged
        self.of_entry: dict[int, tuple[str, str, int]] = {}

    def statements(self) -> Iterator[pa.Table]:
        """The table `statements`. Fills `of_entry`, which `votes` needs."""
        forms = _newest_scans(self.election)
        found = (
            Accepted.objects.filter(statement__contest__election=self.election)
            .order_by("pk")
            .values_list("entry_id", "statement_id", "statement__station_id", "statement__contest_id", "version", *FIGURES)
        )
        names = ("station_id", "contest_id", "version", *FIGURES, "form_sha256")
        for rows in _chunks(found):
            lines = []
            for entry, statement, station_key, contest_key, version, *figures in rows:
                station, contest = self.stations[station_key], self.contests[contest_key]
                self.of_entry[entry] = (station, contest, version)
                key = (contest, station, version)
                form = self.logged[key] if key in self.logged else forms.get((statement, version))
                lines.append((station, contest, version, *figures, form))
            yield _table(names, lines)

    def votes(self) -> Iterator[pa.Table]:
        """The table `votes`. Millions of rows: codes are looked up by Arrow, in whole columns."""
        known = dict(Option.objects.filter(contest__election=self.election).values_list("pk", "code"))
        of_option, of_entry = _Lookup(known), _Lookup(self.of_entry)
        stations, contests, versions = zip(*self.of_entry.values(), strict=True) if self.of_entry else ((), (), ())
        columns = {"station_id": pa.array(stations, pa.string()), "contest_id": pa.array(contests, pa.string())}
        columns["version"] = pa.array(versions, pa.int64())
        codes = pa.array(known.values(), pa.string())
        for entries, options, votes in self._votes():
            places = of_entry.places(entries)
            yield pa.table(
                {name: column.take(places) for name, column in columns.items()}
                | {"option_id": codes.take(of_option.places(options)), "votes": pa.array(votes, pa.int64())}
            )

    def _votes(self) -> Iterator[tuple[tuple[int, ...], ...]]:
        """Entry, option and votes, in columns, of every entry that counts: entry by entry, as the index has them."""
        entries = list(self.of_entry)
        for start in range(0, len(entries), _AT_ONCE):
            found = EntryVotes.objects.filter(entry__in=entries[start : start + _AT_ONCE])
            rows = found.values_list("entry_id", "option_id", "votes")
            if columns := tuple(zip(*rows, strict=True)):
                yield columns


class _Lookup:
    """From a key of the database to its place among others, a whole column at a time."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.place = {key: place for place, key in enumerate(keys)}

    def places(self, keys: Iterable[int]) -> pa.Array:
        """The places of `keys`."""
        return pa.array(map(self.place.__getitem__, keys), pa.int32())


def _newest_scans(election: Election) -> dict[tuple[int, int], str]:
    """(statement, version) → the SHA-256 of its newest scan."""
    found = Scan.objects.filter(statement__contest__election=election).order_by("pk")
    return {
        (statement, version): digest for statement, version, digest in found.values_list("statement_id", "version", "sha256")
    }


def _chunks(found: "QuerySet[Any, Any]") -> Iterator[list[tuple[Any, ...]]]:
    rows: list[tuple[Any, ...]] = []
    for row in found.iterator(chunk_size=10_000):
        rows.append(row)
        if len(rows) == _CHUNK:
            yield rows
            rows = []
    if rows:
        yield rows


_COUNTS = frozenset({"version", "votes", *FIGURES})


def _table(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True)
    return pa.table(
        {
            name: pa.array(column, pa.int64() if name in _COUNTS else pa.string())
            for name, column in zip(names, columns, strict=True)
        }
    )


def _areas(election: Election) -> Iterator[dict[str, Any]]:
    for area in Area.objects.filter(election=election).select_related("parent").order_by("path"):
        yield {
            "area_id": area.code,
            "parent_id": area.parent.code if area.parent else None,
            "level": area.level,
            **_named(area),
        }


def _contests(election: Election) -> Iterator[dict[str, Any]]:
    for contest in Contest.objects.filter(election=election).select_related("area").order_by("pk"):
        yield {
            "contest_id": contest.code,
            "area_id": contest.area.code,
            "round": contest.round,
            "seats": contest.seats,
            "population": contest.population,
            **_named(contest),
        }


def _options(election: Election, contests: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    for option in Option.objects.filter(contest__election=election).order_by("contest", "place"):
        yield {
            "contest_id": contests[option.contest_id],
            "option_id": option.code,
            "ballot_number": option.ballot_number,
            "party_id": option.party or None,
            **_named(option),
        }


def _candidates(election: Election) -> Iterator[dict[str, Any]]:
    """The candidates, with the birth dates that two people entered."""
    settled = birth_dates(election)
    for candidate in (
        Candidate.objects.filter(option__contest__election=election)
        .select_related("option__contest")
        .order_by("option__contest", "option__place", "position")
    ):
        yield {
            "contest_id": candidate.option.contest.code,
            "option_id": candidate.option.code,
            "position": candidate.position,
            "candidate_id": candidate.code,
            "sex": candidate.sex or None,
            "birth_date": settled.get(candidate.pk, candidate.birth_date),
            **_named(candidate),
        }


def _stations(election: Election) -> Iterator[dict[str, Any]]:
    for station in Station.objects.filter(election=election).select_related("area").order_by("pk"):
        yield {
            "station_id": station.code,
            "area_id": station.area.code,
            "registered": station.registered,
            **_named(station),
        }


def _named(thing: Any) -> dict[str, str | None]:
    return {name: getattr(thing, name) or None for name in _NAMES}
