"""Ballot comparison through the command: papers beside their records, and records that cannot be used."""

import csv
import json
import re
import sys

import pytest
from tests.audit.province import province

from suffrage import cli
from suffrage.audit.casefile import open_case

SEED = "27182818284590452353"


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
    return province(tmp_path / "election", 20)


@pytest.fixture
def records(election, tmp_path):
    """A line for each paper of contest 01, and one of another contest."""
    papers = {}
    with (election / "votes.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row["contest_id"] == "01":
                papers.setdefault(row["station_id"], []).extend([("option", row["option_id"])] * int(row["votes"]))
    file = tmp_path / "papers.csv"
    text = "".join(
        f"01,{station},{number},{kind},{option}\n"
        for station, own in papers.items()
        for number, (kind, option) in enumerate([*own, *[("invalid", "")] * 4], start=1)
    )
    file.write_text(f"contest_id,station_id,paper,kind,option_id\n{text}99,nowhere,1,option,1\n")
    return file


def plan(run, election, audit, records, *more):
    arguments = ("--contest", "01", "--method", "comparison", "--records", records, "--into", audit)
    return run("audit", "plan", election, *arguments, *more)


def enter(run, election, audit, *, wrong=0):
    """Read every paper as it is recorded, but for the first `wrong` ones for option 1, which are for option 2."""
    form = next(audit.glob("tally-*.csv"))
    with (audit / "records.csv").open() as lines:
        recorded = {(row["station_id"], row["paper"]): row for row in csv.DictReader(lines)}
    with form.open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        said = recorded[row["station_id"], row["paper"]]
        row["kind"], row["option_id"] = said["kind"], said["option_id"]
        if wrong and said["option_id"] == "1":
            row["option_id"], wrong = "2", wrong - 1
    with form.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert run("audit", "enter", audit, election, form)[0] == 0
    code, out, _ = run("audit", "assess", audit, election, "--json")
    return code, json.loads(out)[0]


def test_papers_as_recorded_end_the_audit_after_as_many_as_planned(run, election, records, tmp_path):
    code, out, _ = plan(run, election, tmp_path / "a", records)
    assert code == 0, out
    assert run("audit", "draw", tmp_path / "a", election, "--seed", SEED)[0] == 0
    drawn = open_case(tmp_path / "a", election).contests["01"].drawn
    assert 10 < drawn < 200
    code, found = enter(run, election, tmp_path / "a")
    assert (code, found["verdict"]) == (0, "stop")
    assert 0.04 < found["risk"] <= 0.05
    page = tmp_path / "report.html"
    assert run("audit", "report", tmp_path / "a", election, "--into", page)[0] == 0
    assert "each beside its own record" in page.read_text("utf-8")


def test_papers_that_are_not_as_recorded_raise_the_risk(run, election, records, tmp_path):
    plan(run, election, tmp_path / "a", records)
    run("audit", "draw", tmp_path / "a", election, "--seed", SEED)
    code, found = enter(run, election, tmp_path / "a", wrong=2)
    assert (code, found["verdict"]) == (3, "go-on")
    assert found["risk"] > 0.05


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (r"contest_id,station", "contest,station", "the columns are contest, station_id"),
        (r"01,010000,1,option,1", "01,010000,1,option", "4 cells were found"),
        (r"01,010000,1,option,1", "01,nowhere,1,option,1", "not a station of the contest"),
        (r"01,010000,1,option,1", "01,010000,0,option,1", "its papers are numbered from 1"),
        (r"01,010000,1,option,1", "01,010000,2,option,1", "paper 2 has two records"),
        (r"01,010000,1,option,1", "01,010000,1,option,9", "are not what a paper of 01 is for"),
        (r"01,010000,1,option,1", "01,010000,1,vote,1", "are not what a paper of 01 is for"),
        (r"01,010000,1,option,1", "01,010000,1,option,2", "are recorded, and"),
        (r"01,010000,1,option,1\n", "", "needs records that give the result"),
    ],
)
def test_records_that_cannot_be_used(run, election, records, tmp_path, old, new, sentence):
    text = records.read_text()
    records.write_text(re.sub(old, new, text, count=1))
    assert records.read_text() != text
    code, _, err = plan(run, election, tmp_path / "a", records)
    assert (code, sentence in err) == (2, True), err
    assert not (tmp_path / "a").exists()


def test_records_and_method_go_together_and_stay_as_they_were(run, election, records, tmp_path):
    for more in (("--method", "comparison"), ("--method", "polling", "--records", records)):
        code, _, err = run("audit", "plan", election, "--contest", "01", *more, "--into", tmp_path / "a")
        assert (code, "go together" in err) == (2, True)
    assert "is missing; the records" in plan(run, election, tmp_path / "a", tmp_path / "none.csv")[2]
    records.with_name("odd.csv").write_bytes(b"\xff\xfe")
    assert "not a CSV file in UTF-8" in plan(run, election, tmp_path / "a", records.with_name("odd.csv"))[2]
    assert plan(run, election, tmp_path / "a", records)[0] == 0
    kept = tmp_path / "a" / "records.csv"
    kept.write_text(kept.read_text().replace("01,010000,1,option,1", "01,010000,1,option,2"))
    code, _, err = run("audit", "assess", tmp_path / "a", election)
    assert (code, "not the one that the audit was begun with" in err) == (2, True)


def test_where_nobody_knows_how_many_papers_there_are(run, election, records, tmp_path):
    toml = election / "election.toml"
    toml.write_text(toml.read_text().replace('"registered", "voters", "ballots", "null", "valid"', '"registered", "valid"'))
    statements = election / "statements.csv"
    head, *lines = statements.read_text().splitlines()
    bare = [",".join([*(cells := line.split(","))[:4], "", "", "", "", cells[8]]) for line in lines]
    statements.write_text("\n".join([head, *bare]) + "\n")
    code, _, err = plan(run, election, tmp_path / "a", records)
    assert (code, "not known exactly how many papers" in err) == (2, True), err
