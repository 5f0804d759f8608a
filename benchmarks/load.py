"""The commission's site under load: PostgreSQL, the site and its 200 clerks together on this machine, all over real HTTP.

Both entries of statements at 20 a second for two minutes, among 23,789 stations with 18 parties, with 20 people who watch; afterwards
everything that was confirmed is held against the database. Then more and more entries a second, until 95 of 100 answers no longer come
within a second. LOAD_SECONDS, LOAD_STATIONS, LOAD_CLERKS and LOAD_STEP make it smaller, to try something out; LOAD_WORKERS and
LOAD_THREADS start the server otherwise; LOAD_PROFILE=1 prints the time of each kind of answer.
"""

import asyncio
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commission.live.clerks import Office, Sheet
from tests.commission.live.cluster import DURABLE, Cluster, cluster
from tests.commission.live.server import Server
from tests.commission.live.spent import seconds_of

from benchmarks.rows import Row

TITLE = "200 clerks at the commission's site"
RATE, WATCHERS = 20, 20
SECONDS = float(os.environ.get("LOAD_SECONDS", "120"))
STEP = float(os.environ.get("LOAD_STEP", "20"))
STATIONS = int(os.environ.get("LOAD_STATIONS", "23789"))
CLERKS = int(os.environ.get("LOAD_CLERKS", "200"))
STEPS = (30, 40, 50, 60, 70, 80, 100, 120)
WORKERS, THREADS = int(os.environ.get("LOAD_WORKERS", "2")), int(os.environ.get("LOAD_THREADS", "8"))


def run() -> list[Row]:
    with site() as (server, database, prepared):
        return asyncio.run(_measure(server, database, prepared))


@contextmanager
def site() -> Iterator[tuple[Server, Cluster, Path]]:
    """PostgreSQL and the site, running, and the file that says who can sign in and what the papers say."""
    with tempfile.TemporaryDirectory(prefix="suffrage-load-") as beside, cluster(DURABLE) as database:
        home = Path(beside) / "site"
        home.mkdir()
        server = Server(home, database.url, workers=WORKERS, threads=THREADS)
        prepared = Path(beside) / "prepared.json"
        needed = int(1.5 * (RATE * SECONDS + sum(STEPS) * STEP) / 2) + 2 * CLERKS
        server.run("prepare", *map(str, (STATIONS, min(needed, STATIONS), CLERKS, WATCHERS, prepared)))
        server.start()
        try:
            yield server, database, prepared
        finally:
            server.stop()


async def _measure(server: Server, database: Cluster, prepared: Path) -> list[Row]:
    office = Office(server.port, json.loads(prepared.read_text("utf-8")))
    await office.sign_in()
    office.sheet.timed.clear()
    busy, begun = _used(server, database), time.perf_counter()
    missed = await office.work(RATE, SECONDS)
    took = time.perf_counter() - begun
    ours, site, tables = (now - before for now, before in zip(_used(server, database), busy, strict=True))
    main = Sheet(list(office.sheet.timed), dict(office.sheet.sent), office.sheet.lost)
    if os.environ.get("LOAD_PROFILE"):
        _say(main)
    reached, last = await _limit(office, RATE - missed / SECONDS)
    await office.leave()
    found = _afterwards(server, office.sheet, prepared)
    entries = sum(main.sent.values())
    p95, wanted = _p95(main.seconds()), int(RATE * SECONDS)
    wrong = len(found["wrong"]) + missed + main.lost
    for sentence in found["wrong"][:5]:
        print(sentence)
    what = f"{CLERKS} clerks, {entries:,} entries at {RATE} a second"
    return [
        Row(f"{what}: p95 of {len(main.timed):,} answers", f"{p95 * 1000:.0f} ms", "300 ms", p95 / 0.3, "< 1", p95 < 0.3),
        Row("of them, lost, doubled or not begun", f"{wrong}", f"{found['entries']:,} stored", wrong / wanted, "0", not wrong),
        Row(
            "answers that said 5xx",
            f"{main.broken}",
            f"{len(main.timed):,}",
            main.broken / len(main.timed),
            "0",
            not main.broken,
        ),
        Row(
            "processor time of the site for an entry, all its pages and the watching",
            f"{(site + tables) / entries * 1000:.0f} ms",
            f"site {site / entries * 1000:.0f} + database {tables / entries * 1000:.0f}, of 100 ms on 2 cores at {RATE} a second",
            (site + tables) / entries * RATE / 2,
            "< 1",
            (site + tables) / entries * RATE < 2,
        ),
        Row(
            "the load generator's share", f"{ours / took:.2f} cores", f"{os.cpu_count()} cores", ours / took / 2, "—", met=True
        ),
        Row(
            "entries a second with p95 within 1 s", f"{reached:.0f}", f"{RATE} a second", reached / RATE, "≥ 1", reached >= RATE
        ),
        Row(
            "asked for when p95 passes 1 s",
            f"{last[0]:.0f} a second",
            f"p95 {last[1] * 1000:.0f} ms",
            last[0] / RATE,
            "—",
            met=True,
        ),
    ]


async def _limit(office: Office, reached: float) -> tuple[float, tuple[float, float]]:
    """More entries a second, step by step, until 95 of 100 answers no longer come within one: how many were ended each second before
    that, at most; and what was asked for when they no longer did, with its p95.

    `reached`: what was reached before.
    """
    rate, p95 = float(RATE), _p95(office.sheet.seconds())
    if p95 > 1:
        return 0.0, (rate, p95)
    for rate in STEPS:
        office.sheet.timed.clear()
        missed = await office.work(rate, STEP)
        p95 = _p95(office.sheet.seconds())
        really = rate - missed / STEP
        if os.environ.get("LOAD_PROFILE"):
            print(f"{rate} a second: {really:.1f} reached, p95 {p95 * 1000:.0f} ms, {office.sheet.broken} × 5xx")
        if p95 > 1:
            break
        reached = max(reached, really)
    return reached, (rate, p95)


def _afterwards(server: Server, sheet: Sheet, prepared: Path) -> dict[str, object]:
    sent = prepared.with_name("sent.json")
    sent.write_text(json.dumps([[*which, confirmed] for which, confirmed in sheet.sent.items()]), "utf-8")
    found: dict[str, object] = json.loads(server.run("afterwards", str(sent), str(prepared)))
    return found


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[94]


def _used(server: Server, database: Cluster) -> tuple[float, float, float]:
    """Seconds of processor time used so far: by this process, by the site, by the database."""
    assert server.process is not None
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, seconds_of(server.process.pid), seconds_of(database.process)


def _say(sheet: Sheet) -> None:
    for kind in sorted({kind for kind, _status, _seconds in sheet.timed}):
        seconds = sheet.seconds(kind)
        if len(seconds) > 2:
            print(
                f"{kind:8} {len(seconds):6} median {statistics.median(seconds) * 1000:6.0f} ms  p95 {_p95(seconds) * 1000:6.0f} ms"
            )
    print("statuses", sorted({(kind, status) for kind, status, _seconds in sheet.timed if status not in (200, 302)}))
