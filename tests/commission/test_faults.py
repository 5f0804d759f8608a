"""The site under faults, in real processes: killed, its database restarted, its disk full, a clerk's connection dropped.

Afterwards every entry that was confirmed is there once, none half, the trail is whole, and the record published from it verifies.
SUFFRAGE_FAULTS says how many times the server is killed (50 in `python -m benchmarks --only faults`).
"""

import asyncio
import os
import random
import subprocess
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from tests.commission.live import trouble
from tests.commission.live.cluster import DURABLE, cluster, initdb

KILLS = int(os.environ.get("SUFFRAGE_FAULTS", "4"))
PAPERS = 20 + 5 * KILLS

on_both = pytest.mark.parametrize(
    "database",
    [
        "sqlite",
        pytest.param("postgresql", marks=pytest.mark.skipif(initdb() is None, reason="PostgreSQL is not installed: apt-get")),
    ],
)
only_postgresql = pytest.mark.skipif(initdb() is None, reason="PostgreSQL is not installed: apt-get")
pytestmark = [
    pytest.mark.xdist_group("faults"),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes databases of its own, of both kinds: run with the others"),
]


@contextmanager
def database_of(kind, folder=None):
    """A cluster of its own, or None for SQLite."""
    with cluster(DURABLE, folder=folder) if kind == "postgresql" else nullcontext() as made:
        yield made


def assert_all_is_there(found, worked):
    """Nothing is wrong, (nearly) everything was entered in the end, and the record says the same.

    What is entered once when the last of the others has gone home stays so.
    """
    assert found["wrong"] == []
    assert found["failures"] == []
    assert 2 * PAPERS >= found["entries"] >= 2 * PAPERS - len(worked.office.clerks)
    assert found["statements"] == found["accepted"] > PAPERS * 0.7
    assert sum(worked.office.sheet.sent.values()) > PAPERS


@on_both
def test_killed_at_any_moment(database):
    drawn = random.Random(6)
    with database_of(database) as made, trouble.site(made and made.url, papers=PAPERS) as (server, prepared):
        worked, found = trouble.through(server, prepared, trouble.kills(KILLS, lambda: drawn.randrange(1, 100)))
    assert_all_is_there(found, worked)
    assert worked.office.sheet.lost >= 1


@only_postgresql
def test_postgresql_loses_power():
    with cluster(DURABLE) as made, trouble.site(made.url, papers=PAPERS) as (server, prepared):

        async def events(at_work):
            for _ in range(2):
                await at_work.after(60)
                at_work.in_order.clear()
                await asyncio.to_thread(made.stop, "immediate")
                await asyncio.to_thread(made.start)
                await at_work.again()

        worked, found = trouble.through(server, prepared, events)
    assert_all_is_there(found, worked)


@pytest.fixture
def small_disk():
    """A disk of 160 MB, as a file system in memory: what is full there is really full."""
    disk = Path(tempfile.mkdtemp(prefix="suffrage-disk-"))
    mounted = subprocess.run(
        ["/usr/bin/mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        disk.rmdir()
        pytest.skip("this user may not mount a small disk; the size of SQLite's file is limited in another test")
    disk.chmod(0o755)
    yield disk
    subprocess.run(["/usr/bin/umount", "-l", disk], check=True)
    disk.rmdir()


def fill(disk):
    """Use up all that is left of a disk."""
    with (disk / "ballast").open("ab", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    ballast.write(bytes(size))
            except OSError:
                continue


@on_both
def test_the_disk_is_full(database, small_disk):
    for name in ("site", "postgresql"):
        (small_disk / name).mkdir()
    with (
        database_of(database, small_disk / "postgresql") as made,
        trouble.site(made and made.url, papers=PAPERS, home=small_disk / "site") as (server, prepared),
    ):

        async def events(at_work):
            await at_work.after(10)  # before SQLite's log has grown so far that it is used again
            await at_work.failing(lambda: fill(small_disk))
            at_work.in_order.clear()
            (small_disk / "ballast").unlink()
            if made and not made.is_running():
                await asyncio.to_thread(made.start)
            await at_work.again()

        worked, found = trouble.through(server, prepared, events)
        said = server.said.read_text("utf-8") + (Path(made.folder, "log").read_text("utf-8") if made else "")
    assert_all_is_there(found, worked)
    assert "database or disk is full" in said or "No space left on device" in said


def test_sqlite_may_grow_no_further():
    """Where no disk can be mounted: SQLite's own limit gives the same error, until it is lifted."""
    with trouble.site(None, papers=PAPERS) as (server, prepared):
        limited = {"DJANGO_SETTINGS_MODULE": "tests.commission.live.small"}

        async def events(at_work):
            await at_work.after(60)
            at_work.in_order.clear()
            server.more = limited
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            at_work.in_order.set()
            await at_work.failing()
            at_work.in_order.clear()
            server.more = {}
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(server.start)
            await at_work.again()

        worked, found = trouble.through(server, prepared, events)
        assert "database or disk is full" in server.said.read_text("utf-8")
    assert_all_is_there(found, worked)


@on_both
def test_connections_drop_in_mid_save(database):
    with database_of(database) as made, trouble.site(made and made.url, papers=PAPERS) as (server, prepared):

        async def events(at_work):
            await trouble.drop_saves(at_work, at_work.office.clerks[0], (0.1, 0.6, 0.9, 0.99, 1, 1, 1))

        worked, found = trouble.through(server, prepared, events, apart=1)
    assert_all_is_there(found, worked)
