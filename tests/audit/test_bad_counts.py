"""Bad counts through the command: p = 1 or a refusal with the reason; no exception and no negative risk."""

import csv
import json
import re
import sys

import pytest
from tests.audit.province import province

from suffrage import cli

SEED = "27182818284590452353"
DRAWN = 15


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["suffrage", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, re.sub(r"\s+", " ", printed.err)

    return command


@pytest.fixture
def election(tmp_path):
    return province(tmp_path / "election", 40)


@pytest.fixture
def audit(run, election, tmp_path):
    assert run("audit", "plan", election, "--contest", "01", "--into", tmp_path / "audit")[0] == 0
    assert run("audit", "draw", tmp_path / "audit", election, "--seed", SEED, "--number", DRAWN)[0] == 0
    return tmp_path / "audit"


def filled(audit, election):
    """The rows of the tally form, as reported."""
    with (election / "votes.csv").open() as lines:
        votes = {(row["station_id"], row["option_id"]): row["votes"] for row in csv.DictReader(lines)}
    with (audit / f"tally-01-1-{DRAWN}.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row["votes"] = votes.get((row["station_id"], row["option_id"]), "4")
    return rows


def enter(run, election, audit, rows, *more):
    form = audit / "typed.csv"
    with form.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return run("audit", "enter", audit, election, form, *more)


def assessed(run, election, audit):
    code, out, _ = run("audit", "assess", audit, election, "--json")
    (found,) = json.loads(out)
    assert 0 <= found["risk"] <= 1
    return code, found


def test_nothing_entered_is_a_risk_of_one(run, election, audit):
    code, found = assessed(run, election, audit)
    assert (code, found["risk"], found["verdict"]) == (3, 1.0, "go-on")


def test_counts_over_the_bound(run, election, audit):
    rows = filled(audit, election)
    rows[0]["votes"] = "999999"
    assert enter(run, election, audit, rows)[0] == 0
    code, found = assessed(run, election, audit)
    assert (code, found["risk"], found["reason"], found["where"]) == (3, 1.0, "over-bound", [rows[0]["station_id"]])


def test_a_number_that_no_count_can_be(run, election, audit):
    rows = filled(audit, election)
    rows[0]["votes"] = "9" * 30
    code, _, err = enter(run, election, audit, rows)
    assert (code, "give a whole number from 0" in err) == (2, True)


def test_a_station_that_is_not_drawn_or_not_there(run, election, audit):
    drawn = {row["station_id"] for row in filled(audit, election)}
    other = next(f"01{n:04}" for n in range(40) if f"01{n:04}" not in drawn)
    for station in (other, "nowhere"):
        rows = filled(audit, election)
        for row in rows[:4]:
            row["station_id"] = station
        code, _, err = enter(run, election, audit, rows)
        assert (code, f"station {station}: it was not drawn" in err) == (2, True)
    rows = filled(audit, election)
    for row in rows[:4]:
        row["contest_id"] = "99"
    assert "is not audited here" in enter(run, election, audit, rows)[2]


def test_a_sheet_twice_in_one_table_and_in_two(run, election, audit):
    rows = filled(audit, election)
    code, _, err = enter(run, election, audit, rows + rows[:4])
    assert (code, "stands there twice" in err) == (2, True)
    assert enter(run, election, audit, rows)[0] == 0
    _, before = assessed(run, election, audit)
    code, _, err = enter(run, election, audit, rows[:4])
    assert (code, "is entered already; say with --why" in err) == (2, True)
    assert enter(run, election, audit, rows[:4], "--why", "typed again")[0] == 0
    assert assessed(run, election, audit)[1]["risk"] == before["risk"]


def test_a_seed_that_is_changed(run, election, audit):
    code, _, err = run("audit", "draw", audit, election, "--seed", SEED[::-1])
    assert (code, "a seed is never changed" in err) == (2, True)
    log = audit / "audit.jsonl"
    log.write_text(log.read_text().replace(SEED, SEED[::-1]))
    for step in (("assess",), ("draw",), ("forms", "--into", audit / "papers"), ("report", "--into", audit / "r.html")):
        code, _, err = run("audit", step[0], audit, election, *step[1:])
        assert (code, "the log was changed" in err) == (2, True)


def test_everything_lost_is_no_small_risk(run, election, audit):
    rows = filled(audit, election)
    for row in rows:
        row["votes"] = "lost" if row["option_id"] == "1" else ""
    assert enter(run, election, audit, rows)[0] == 0
    code, found = assessed(run, election, audit)
    assert (code, found["risk"]) == (3, 1.0)


def test_a_contest_without_stations_or_votes(run, election, tmp_path):
    empty = province(tmp_path / "empty", 3)
    for table in ("votes", "statements"):
        lines = (empty / f"{table}.csv").read_text().splitlines()
        (empty / f"{table}.csv").write_text("\n".join([lines[0], *(line for line in lines if ",23," in line)]) + "\n")
    code, out, err = run("audit", "plan", empty, "--contest", "01")
    assert code == 0
    assert "count in full" in re.sub(r"\s+", " ", out)
    code, _, err = run("audit", "plan", empty, "--contest", "01", "--into", tmp_path / "b")
    assert (code, "is not complete" in err or "no votes" in err) == (2, True)
