"""The commission's site under faults, at full size: killed at 50 random moments under load, on SQLite and on PostgreSQL.

The test suite does the same with fewer kills, and the other faults (tests/commission/test_faults.py).
"""

import random
import time
from contextlib import nullcontext

from tests.commission.live import trouble
from tests.commission.live.cluster import DURABLE, cluster

from benchmarks.rows import Row

TITLE = "The site killed at 50 moments under load, on each database"
KILLS, PAPERS = 50, 300


def run() -> list[Row]:
    drawn, rows = random.Random(2023), []
    for name in ("SQLite", "PostgreSQL"):
        begun = time.perf_counter()
        with (
            cluster(DURABLE) if name == "PostgreSQL" else nullcontext() as made,
            trouble.site(made.url if made else None, papers=PAPERS) as (server, prepared),
        ):
            worked, found = trouble.through(server, prepared, trouble.kills(KILLS, lambda: drawn.randrange(1, 100)))
        for sentence in (*found["wrong"], *found["failures"]):
            print(sentence)
        wrong, sent = len(found["wrong"]) + len(found["failures"]), worked.office.sheet
        what = f"{name}: {KILLS} kills, {sum(sent.sent.values())} entries confirmed, {sent.lost} answers lost"
        beside = f"{found['entries']} stored, {found['acts']:,} acts, {time.perf_counter() - begun:.0f} s"
        rows.append(Row(what, f"{wrong} wrong", beside, float(wrong), "0", not wrong))
    return rows
