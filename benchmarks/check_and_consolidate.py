"""The count of a large election beside bare DuckDB doing one group-by and one arithmetic check over the same files.

1,050,000 stations × 12 options: 12.6 million rows of votes, as Parquet. Ours opens the folder, validates every cell, key and code,
makes every check, and adds up at every level. Each run is a process of its own; the median of nine, alternating.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.made_up import Size, folder_of
from benchmarks.rows import Row

TITLE = "Check and consolidate 1,050,000 stations × 12 options"
MILLION = Size(stations=1_050_000, options=12, contests=25, communes=1_650)
HOME = Path(__file__).parent / "data" / "million"

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
    folder, total = folder_of(HOME, MILLION, as_parquet=True)
    ours, bare = [], []
    for _ in range(9):
        ours.append(_timed(OURS, folder, total))
        bare.append(_timed(BARE, folder, total))
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


def _timed(code: str, folder: Path, total: int) -> dict[str, float]:
    command = [sys.executable, "-c", code, str(folder), str(total)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])  # on a busy machine DuckDB draws its progress before
    return measured
