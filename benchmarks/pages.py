"""Every page of the commission's site, with 23,789 stations × 18 parties nearly all of them counted, on PostgreSQL.

Each address of the table of addresses is opened by somebody who may, first when nothing of it has been asked for, then five times more.
PAGES_STATIONS makes it smaller; LOAD_PROFILE=1 prints the slowest ten.
"""

import json
import os
import tempfile
from pathlib import Path

from tests.commission.live.cluster import DURABLE, cluster
from tests.commission.live.server import Server

from benchmarks.rows import Row

TITLE = "Every page with 23,789 stations"
STATIONS = int(os.environ.get("PAGES_STATIONS", "23789"))
OPTIONS = 18
BOUND = 300
"""Milliseconds."""


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="suffrage-pages-") as beside, cluster(DURABLE) as database:
        home = Path(beside) / "site"
        home.mkdir()
        site = Server(home, database.url)
        found = json.loads(site.run("pages", str(STATIONS), str(OPTIONS)))
    found.sort(key=lambda line: -line[3])
    if os.environ.get("LOAD_PROFILE"):
        for name, status, first, median in found[:10]:
            print(f"{name:24} {status} first {first:6.0f} ms, then {median:6.0f} ms")
    broken = [name for name, status, _first, _median in found if status >= 500]
    slow = [name for name, _status, _first, median in found if median >= BOUND]
    name, _status, _first, worst = found[0]
    cold = max(found, key=lambda line: line[2])
    return [
        Row(
            f"{len(found)} pages, {STATIONS:,} stations: the slowest",
            f"{worst:.0f} ms ({name})",
            f"{BOUND} ms",
            worst / BOUND,
            "< 1",
            not slow,
        ),
        Row("the slowest when first opened", f"{cold[2]:.0f} ms ({cold[0]})", f"{BOUND} ms", cold[2] / BOUND, "—", met=True),
        Row("pages that said 5xx", f"{len(broken)}", f"{len(found)}", float(len(broken)), "0", not broken),
    ]
