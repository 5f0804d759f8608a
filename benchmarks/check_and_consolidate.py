"""The count of a large election beside bare DuckDB doing one group-by and one arithmetic check over the same files.

1,050,000 stations × 12 options: 12.6 million rows of votes, as Parquet. Ours opens the folder, validates every cell, key and code,
makes every check, and adds up at every level. Each run is a process of its own; the median of three, alternating.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.rows import Row

TITLE = "Check and consolidate 1,050,000 stations × 12 options"
STATIONS, OPTIONS, CONTESTS, COMMUNES = 1_050_000, 12, 25, 1_650
DATA = Path(__file__).parent / "data" / "million"

OURS = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
from suffrage.counting import count_votes
from suffrage.intake.canonical import open_election
with open_election(Path(sys.argv[1])) as tables:
    counted = count_votes(tables)
assert sum(sum(t.votes.values()) for t in counted.totals) == int(sys.argv[2]), "the sums differ"
assert not counted.findings
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
BARE = """
import json, resource, sys, time
start = time.perf_counter()
import duckdb
run = duckdb.connect().execute
votes, statements = f"read_parquet('{sys.argv[1]}/votes.parquet')", f"read_parquet('{sys.argv[1]}/statements.parquet')"
sums = run(f"SELECT contest_id, option_id, SUM(votes) FROM {votes} GROUP BY contest_id, option_id").fetchall()
wrong = run(f"SELECT s.station_id FROM {statements} s JOIN (SELECT station_id, contest_id, version, SUM(votes) AS votes FROM {votes} "
            "GROUP BY station_id, contest_id, version) v USING (station_id, contest_id, version) WHERE v.votes <> s.valid").fetchall()
assert sum(row[2] for row in sums) == int(sys.argv[2]) and not wrong
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def run() -> list[Row]:
    total = _data()
    ours, bare = [], []
    for _ in range(3):
        ours.append(_timed(OURS, total))
        bare.append(_timed(BARE, total))
    mine, theirs = (statistics.median(run["seconds"] for run in runs) for runs in (ours, bare))
    memory = max(run["mib"] for run in ours)
    return [
        Row(
            "check and consolidate 12.6 M rows",
            f"{mine:.2f} s",
            f"bare DuckDB {theirs:.2f} s",
            mine / theirs,
            "≤ 2",
            mine <= 2 * theirs,
        ),
        Row("its memory", f"{memory:.0f} MiB", "1 GiB", memory / 1024, "≤ 1", memory <= 1024),
    ]


def _timed(code: str, total: int) -> dict[str, float]:
    command = [sys.executable, "-c", code, str(DATA), str(total)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _data() -> int:
    """The election folder, made once; the sum of its votes."""
    mark = DATA / "total.txt"
    if mark.exists():
        return int(mark.read_text())
    import shutil
    from datetime import date

    import numpy as np
    import pyarrow as pa

    from suffrage.intake.folder import write_election
    from suffrage.model import Election, Form, LawInForce

    shutil.rmtree(DATA, ignore_errors=True)
    random = np.random.default_rng(2023)
    votes = random.integers(0, 60, (STATIONS, OPTIONS))
    valid = votes.sum(axis=1)
    contest = np.arange(STATIONS) * CONTESTS // STATIONS
    commune = np.arange(STATIONS) * COMMUNES // STATIONS
    contests = [f"{number + 1:02d}" for number in range(CONTESTS)]
    stations = pa.array([f"s{number:07d}" for number in range(STATIONS)])
    of_contest = pa.array(contests).take(pa.array(contest))
    home = commune * CONTESTS // COMMUNES

    def vote_tables():
        for first in range(0, STATIONS, 50_000):
            part = slice(first, first + 50_000)
            rows = np.repeat(np.arange(first, min(first + 50_000, STATIONS)), OPTIONS)
            yield pa.table(
                {
                    "station_id": stations.take(pa.array(rows)),
                    "contest_id": of_contest.take(pa.array(rows)),
                    "version": np.ones(len(rows), dtype=np.int64),
                    "option_id": pa.array([str(o + 1) for o in range(OPTIONS)]).take(
                        pa.array(np.tile(np.arange(OPTIONS), len(rows) // OPTIONS))
                    ),
                    "votes": votes[part].reshape(-1),
                }
            )

    figures = {
        "registered": valid + 100,
        "voters": valid + 3,
        "ballots": valid + 3,
        "blank": np.full(STATIONS, 1),
        "null": np.full(STATIONS, 2),
    }
    areas = [{"area_id": "KH", "level": "country"}]
    areas += [{"area_id": code, "parent_id": "KH", "level": "province"} for code in contests]
    areas += [
        {"area_id": f"c{number:04d}", "parent_id": contests[number * CONTESTS // COMMUNES], "level": "commune"}
        for number in range(COMMUNES)
    ]
    assert (home == contest).all()
    tables = {
        "areas": areas,
        "contests": [{"contest_id": code, "area_id": code, "round": 1, "seats": 5} for code in contests],
        "options": [
            {"contest_id": code, "option_id": str(o + 1), "party_id": f"P{o + 1}"} for code in contests for o in range(OPTIONS)
        ],
        "stations": iter(
            [
                pa.table(
                    {
                        "station_id": stations,
                        "area_id": pa.array([f"c{n:04d}" for n in range(COMMUNES)]).take(pa.array(commune)),
                        "registered": valid + 100,
                    }
                )
            ]
        ),
        "statements": iter(
            [
                pa.table(
                    {
                        "station_id": stations,
                        "contest_id": of_contest,
                        "version": np.ones(STATIONS, dtype=np.int64),
                        **figures,
                        "valid": valid,
                    }
                )
            ]
        ),
        "votes": vote_tables(),
    }
    law = LawInForce(code="kh.national-assembly", date=date(2023, 7, 23))
    election = Election(election_id="million", date=law.date, law=law, form=Form(), generated=True)
    write_election(DATA, election, tables, as_parquet=True)
    mark.write_text(str(int(votes.sum())))
    return int(votes.sum())
