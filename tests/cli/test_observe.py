"""`suffrage quickcount` and `suffrage forensics` as observers meet them."""

import csv
import json
import re
import sys
from pathlib import Path

import pytest

from suffrage import cli
from suffrage.generate import generate

ELECTIONS = Path(__file__).parents[2] / "elections"
SEED = "4163524163524163524163524"


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["suffrage", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return end.value.code or 0, printed.out, printed.err

    return command


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """600 generated stations."""
    into = tmp_path_factory.mktemp("observed") / "kh"
    generate("kh-2023", into, stations=600, as_parquet=False)
    return into


@pytest.fixture
def desk(folder, tmp_path, run):
    """A design, a sample and its seal, and the sample's reports."""
    assert run("quickcount", "design", folder, "--units", 120, "--into", tmp_path / "design.json")[0] == 0
    code, out, _ = run(
        "quickcount", "draw", folder, "--design", tmp_path / "design.json", "--seed", SEED, "--into", tmp_path / "sample.json",
        "--json",
    )  # fmt: skip
    assert code == 0
    seal = json.loads(out)["seal"]
    drawn = {station for _, station in json.loads((tmp_path / "sample.json").read_text("utf-8"))["stations"]}
    lines = ["station_id,contest_id,item,number"]
    with (folder / "votes.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["station_id"] in drawn]
    lines += [f"{row['station_id']},{row['contest_id']},{row['option_id']},{row['votes']}" for row in rows]
    (tmp_path / "reports.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path, seal


def test_the_whole_way(folder, desk, run):
    here, seal = desk
    arguments = ("quickcount", "estimate", folder, "--sample", here / "sample.json", "--reports", here / "reports.csv")
    code, out, err = run(*arguments, "--seal", seal, "--every", 60)
    assert (code, err) == (0, "")
    assert "The sample has the published seal" in out
    assert "After 60 reports" in out
    assert "120 of 120 stations" in out
    assert "Cambodian People's Party (CPP) 12" in out
    assert "\nBanteay Meanchey (01)\n" in out
    assert "not added up" not in out
    assert "120 of 120 stations are equal" in out
    code, out, _ = run(*arguments, "--json")
    found = json.loads(out)
    assert found["sealed"] is False
    assert len(found["contests"]) == 25
    assert found["official"]["equal"] == 120


def test_seats_are_not_added_up_where_a_contest_cannot_be_told(folder, desk, run):
    here, _ = desk
    lines = (here / "reports.csv").read_text("utf-8").splitlines(keepends=True)
    (here / "few.csv").write_text("".join(line for line in lines if line.split(",")[1] != "12"), "utf-8")
    arguments = ("quickcount", "estimate", folder, "--sample", here / "sample.json", "--reports", here / "few.csv")
    out = run(*arguments)[1]
    assert "Seats by party are not added up: too little has come from Phnom Penh (12).\n" in out
    assert "Seats by party\n" not in out


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Siège 1 : "), ("km", "អាសនៈទី ១")])
def test_in_other_languages(folder, desk, run, language, sentence):
    here, _ = desk
    code, out, _ = run(
        "quickcount",
        "estimate",
        folder,
        "--sample",
        here / "sample.json",
        "--reports",
        here / "reports.csv",
        "--lang",
        language,
    )
    assert code == 0
    assert sentence in out
    code, out, _ = run("forensics", folder, "--simulations", 99, "--lang", language)
    assert code == 0


def test_a_page_with_the_checklist(folder, desk, run):
    here, _ = desk
    first = json.loads((here / "sample.json").read_text("utf-8"))["stations"][:9]
    (here / "checklist.csv").write_text(
        "question_id,stage,in_order,name_en\nsealed,opening,yes,Was the box <sealed>?\n", "utf-8"
    )
    answers = "".join(f"{station},{contest},sealed,yes\n" for contest, station in first)
    (here / "answers.csv").write_text(f"station_id,contest_id,question_id,answer\n{answers}", "utf-8")
    (here / "incidents.csv").write_text(
        f"station_id,time,place,severity,text\n{first[0][1]},2028-07-23T09:10,booth,grave,Two in one booth\n", "utf-8"
    )
    arguments = ["quickcount", "report", folder, "--sample", here / "sample.json", "--reports", here / "reports.csv"]
    more = ["--checklist", here / "checklist.csv", "--answers", here / "answers.csv", "--incidents", here / "incidents.csv"]
    code, out, _ = run(*arguments, *more, "--into", here / "page.html")
    page = (here / "page.html").read_text("utf-8").replace("\u00a0", " ")
    assert (code, "written" in out) == (0, True)
    assert "Was the box &lt;sealed&gt;?" in page
    assert "Two in one booth" in page
    assert "GENERATED FIGURES" in page
    assert "95 % interval" in page
    assert page.count("<svg") == 26
    assert "src=" not in page
    assert "http" not in page.replace("http://www.w3.org/", "")
    code, out, _ = run(*arguments, *more, "--into", here / "second.html", "--json")
    assert json.loads(out)["checklist"][0]["answered"] == 9
    code, _, err = run(*arguments, "--into", here / "page.html")
    assert (code, "exists" in err) == (2, True)
    code, _, err = run(*arguments, "--checklist", here / "checklist.csv", "--into", here / "third.html")
    assert (code, "go together" in err) == (2, True)


def test_what_is_changed_after_the_seal_is_refused(folder, desk, run):
    here, seal = desk
    text = (here / "sample.json").read_text("utf-8")
    (here / "changed.json").write_text(text.replace(SEED, "5" * 25), "utf-8")
    arguments = ("quickcount", "estimate", folder, "--sample", here / "changed.json", "--reports", here / "reports.csv")
    code, _, err = run(*arguments, "--seal", seal)
    assert (code, "not the published one" in err) == (2, True)
    code, _, err = run(*arguments)
    assert (code, "not the one that its seed gives" in err) == (2, True)


class TestDesign:
    def test_by_seats_and_by_margin(self, folder, run, tmp_path):
        code, out, _ = run("quickcount", "design", folder, "--seats", "--into", tmp_path / "seats.json")
        assert (code, "Hardest to tell: seat" in out) == (0, True)
        code, out, _ = run(
            "quickcount", "design", folder, "--margin", 0.01, "--size-classes", 2, "--into", tmp_path / "margin.json", "--json"
        )
        assert json.loads(out)["design"]["size_classes"] == 2

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ([], "Give one of"),
            (["--margin", "3"], "between 0 and 1"),
            (["--units", "9", "--by", "planet"], "has the level"),
            (["--units", "9", "--round", "4"], "no contest of round 4"),
        ],
    )
    def test_what_cannot_be_designed(self, folder, run, tmp_path, more, said):
        code, _, err = run("quickcount", "design", folder, *more, "--into", tmp_path / "design.json")
        assert (code, said in err) == (2, True)

    def test_files_that_are_no_design(self, folder, run, tmp_path):
        (tmp_path / "design.json").write_text("{}", "utf-8")
        arguments = ("quickcount", "draw", folder, "--seed", SEED, "--into", tmp_path / "sample.json", "--design")
        code, _, err = run(*arguments, tmp_path / "design.json")
        assert (code, "not a design" in err) == (2, True)
        (tmp_path / "design.json").write_text("{", "utf-8")
        assert run(*arguments, tmp_path / "design.json")[0] == 2
        code, _, err = run("quickcount", "design", folder, "--units", 60, "--into", tmp_path / "nowhere" / "design.json")
        assert (code, "make it first" in err) == (2, True)


class TestForensics:
    def test_a_clean_election(self, folder, run):
        code, out, _ = run("forensics", folder, "--simulations", 99)
        assert code == 0
        assert "600 of 600 stations" in out
        assert "GENERATED FIGURES" in out
        assert "no proof of anything" in out
        assert "This says nothing about fraud" in out
        _, out, _ = run("forensics", folder, "--simulations", 99, "--json")
        found = json.loads(out)
        assert sum(map(sum, found["picture"]["counts"])) == 600
        assert found["election"] == []

    @pytest.mark.parametrize("language", ["en", "fr", "km"])
    def test_the_page(self, folder, run, tmp_path, language):
        code, _, _ = run("forensics", folder, "--simulations", 99, "--into", tmp_path / "page.html", "--lang", language)
        page = (tmp_path / "page.html").read_text("utf-8")
        assert code == 0
        assert f'<html lang="{language}">' in page
        assert sum(map(int, re.findall(r"<title>(\d+)</title></rect>", page))) == 600
        assert "http" not in page.replace("http://www.w3.org/", "")
        code, _, err = run("forensics", folder, "--simulations", 99, "--into", tmp_path / "page.html")
        assert (code, "exists" in err) == (2, True)

    def test_a_sheet_copied_over_its_neighbours(self, folder, run, tmp_path):
        copy = tmp_path / "spoilt"
        copy.mkdir()
        for file in folder.iterdir():
            copy.joinpath(file.name).write_bytes(file.read_bytes())
        with (copy / "statements.csv").open(encoding="utf-8") as stream:
            first, *others = [row["station_id"] for row in csv.DictReader(stream) if row["contest_id"] == "12"][:3]
        for name in ("statements", "votes"):
            lines = (copy / f"{name}.csv").read_text("utf-8").splitlines()
            kept = [line for line in lines if not any(code in line for code in others)]
            kept += [line.replace(first, code) for code in others for line in lines if first in line]
            (copy / f"{name}.csv").write_text("\n".join(kept) + "\n", "utf-8")
        code, out, _ = run("forensics", copy, "--past", folder, "--simulations", 99, "--limit", 1)
        assert code == 0
        assert "3 stations have the same votes for every option" in out
        assert "12.001" in out

    def test_two_rounds(self, run):
        code, out, _ = run("forensics", ELECTIONS / "fr-2022-presidentielle", "--simulations", 99)
        assert code == 0
        assert "No station stands out" in out
