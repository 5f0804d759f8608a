"""A database of the previous version, brought up to this one: every row as before, the trail whole, every guard in its place."""

import json
import sqlite3
import subprocess
import sys
from contextlib import nullcontext

import pytest
from django.core.management import call_command
from tests.commission.databases import ON_POSTGRESQL, own_database
from tests.commission.live.server import Server


@pytest.fixture
def site(tmp_path):
    """A site's folder and database, with nothing in it yet."""
    (tmp_path / "site").mkdir()
    with own_database("upgrade") if ON_POSTGRESQL else nullcontext() as url:
        yield Server(tmp_path / "site", url)


def command(site, *arguments):
    """`suffrage commission …` on a site."""
    line = [sys.executable, "-m", "suffrage", "commission", *arguments]
    return subprocess.run(line, env=site.environment, capture_output=True, text=True, check=False)


def started(site):
    """The site started once, which brings its tables up to date."""
    site.start()
    site.stop()


def look(site, what, tmp_path):
    """What stands in the database."""
    site.run("previous", what, str(tmp_path / "seen.json"))
    return json.loads((tmp_path / "seen.json").read_text("utf-8"))


def test_an_upgrade_keeps_every_row_and_every_guard(site, tmp_path):
    before = look(site, "make", tmp_path)
    assert {table: len(rows) for table, rows in before["rows"].items() if len(rows) > 3} == {
        "accounts.Person": 4,
        "statements.EntryVotes": 4,
        "trail.Act": 9,
    }
    started(site)
    after = look(site, "look", tmp_path)
    assert after["rows"] == before["rows"]
    assert len(after["guards"]) >= len(before["guards"]) > 10
    whole = command(site, "check")
    assert (whole.returncode, "chain of 9 acts is whole" in whole.stdout) == (0, True), whole.stderr
    (tmp_path / "fresh").mkdir()
    with own_database("upgrade") if ON_POSTGRESQL else nullcontext() as url:
        fresh = Server(tmp_path / "fresh", url)
        started(fresh)
        assert look(fresh, "look", tmp_path)["guards"] == after["guards"]


@pytest.mark.django_db
def test_the_migrations_are_those_of_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_database_newer_than_the_program_is_refused(site):
    started(site)
    newer = (
        "INSERT INTO django_migrations (app, name, applied) VALUES ('statements', '0999_from_the_future', CURRENT_TIMESTAMP)"
    )
    if site.database:
        import psycopg

        with psycopg.connect(site.database, autocommit=True) as server:
            server.execute(newer)
    else:
        with sqlite3.connect(site.home / "commission.sqlite3") as file:
            file.execute(newer)
        file.close()
    for arguments in ((), ("check",), ("backup", str(site.home / "kept.tar"))):
        refused = command(site, *arguments)
        assert refused.returncode == 2, (arguments, refused.stdout, refused.stderr)
        assert refused.stderr.count("\n") == 1
        assert "statements 0999_from_the_future" in refused.stderr
        assert "newer" in refused.stderr
