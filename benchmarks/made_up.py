"""A made-up election of any size, by a fixed seed, for the benchmarks that need one."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from suffrage.intake.folder import write_election
from suffrage.model import Election, Form, LawInForce

SLICE = 50_000
"""Stations whose votes are written together."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `law`: the body whose contests they are; each contest has the same number of stations, or nearly."""

    stations: int
    options: int
    contests: int
    communes: int
    law: LawInForce = LawInForce(code="kh.national-assembly", date=date(2023, 7, 23))  # noqa: RUF009 — a frozen value
    seats: int = 5


def folder_of(home: Path, size: Size, *, as_parquet: bool) -> tuple[Path, int]:
    """The election's folder under `home`, made if it is not there, and the sum of all its votes."""
    folder, mark = home / "election", home / "total.txt"
    if not mark.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        mark.write_text(str(_write(folder, size, as_parquet=as_parquet)))
    return folder, int(mark.read_text())


def _write(folder: Path, size: Size, *, as_parquet: bool) -> int:
    votes = np.random.default_rng(2023).integers(0, 60, (size.stations, size.options))
    valid = votes.sum(axis=1)
    commune = np.arange(size.stations) * size.communes // size.stations
    contest_of_commune = np.arange(size.communes) * size.contests // size.communes
    contests = [f"{number + 1:04d}" for number in range(size.contests)]
    communes = [f"c{number + 1:05d}" for number in range(size.communes)]
    stations = pa.array([f"s{number:07d}" for number in range(size.stations)])
    voted_in = pa.array(contests).take(pa.array(contest_of_commune[commune]))
    areas = [{"area_id": "XX", "level": "country", "name": "Example"}]
    areas += [{"area_id": code, "parent_id": "XX", "level": "province", "name": f"Province {code}"} for code in contests]
    areas += [
        {"area_id": code, "parent_id": contests[home], "level": "commune", "name": f"Commune of Example {code}"}
        for code, home in zip(communes, contest_of_commune, strict=True)
    ]
    one = np.ones(size.stations, dtype=np.int64)
    figures = {
        "registered": valid + 100,
        "voters": valid + 3,
        "ballots": valid + 3,
        "blank": one,
        "null": 2 * one,
        "valid": valid,
    }
    tables = {
        "areas": areas,
        "contests": [
            {"contest_id": code, "area_id": code, "round": 1, "seats": size.seats, "name": f"Contest {code}"}
            for code in contests
        ],
        "options": [
            {"contest_id": code, "option_id": str(o + 1), "party_id": f"P{o + 1}", "name": f"List number {o + 1} of Example"}
            for code in contests
            for o in range(size.options)
        ],
        "stations": iter(
            [
                pa.table(
                    {"station_id": stations, "area_id": pa.array(communes).take(pa.array(commune)), "registered": valid + 100}
                )
            ]
        ),
        "statements": iter([pa.table({"station_id": stations, "contest_id": voted_in, "version": one, **figures})]),
        "votes": _votes(votes, stations, voted_in),
    }
    election = Election(election_id="made-up", date=size.law.date, law=size.law, form=Form(), generated=True)
    write_election(folder, election, tables, as_parquet=as_parquet)
    return int(votes.sum())


def _votes(votes: np.ndarray, stations: pa.Array, voted_in: pa.Array) -> Iterator[pa.Table]:
    """The votes, a slice of stations at a time: they are many."""
    number, options = votes.shape
    codes = pa.array([str(option + 1) for option in range(options)])
    for first in range(0, number, SLICE):
        last = min(first + SLICE, number)
        rows = pa.array(np.repeat(np.arange(first, last), options))
        yield pa.table(
            {
                "station_id": stations.take(rows),
                "contest_id": voted_in.take(rows),
                "version": np.ones(len(rows), dtype=np.int64),
                "option_id": codes.take(pa.array(np.tile(np.arange(options), last - first))),
                "votes": votes[first:last].reshape(-1),
            }
        )
