"""Bad reports through the command: not estimable with the reason; no exception, and no margin of nothing."""

import csv
import json
import re
import sys

import pytest

from suffrage import cli
from suffrage.generate import generate

SEED = "4163524163524163524163524"


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["suffrage", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return end.value.code or 0, re.sub(r"\s+", " ", printed.out), re.sub(r"\s+", " ", printed.err)

    return command


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    into = tmp_path_factory.mktemp("observed") / "kh"
    generate("kh-2023", into, stations=300, as_parquet=False)
    return into


@pytest.fixture
def desk(folder, tmp_path, run):
    """A sample, and its reports as lines by station."""
    run("quickcount", "design", folder, "--units", 75, "--into", tmp_path / "design.json")
    more = ("--design", tmp_path / "design.json", "--seed", SEED, "--into", tmp_path / "sample.json")
    assert run("quickcount", "draw", folder, *more)[0] == 0
    drawn = [tuple(pair) for pair in json.loads((tmp_path / "sample.json").read_text("utf-8"))["stations"]]
    lines = {pair: [] for pair in drawn}
    with (folder / "votes.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if (row["contest_id"], row["station_id"]) in lines:
                lines[row["contest_id"], row["station_id"]].append(
                    f"{row['station_id']},{row['contest_id']},{row['option_id']},{row['votes']}"
                )
    return tmp_path, lines


def estimate(run, folder, here, lines, *more):
    text = "\n".join(line for own in lines.values() for line in own)
    (here / "reports.csv").write_text(f"station_id,contest_id,item,number\n{text}\n", "utf-8")
    arguments = ("--sample", here / "sample.json", "--reports", here / "reports.csv")
    return run("quickcount", "estimate", folder, *arguments, *more)


def margins(found):
    """Every interval of a share that is given."""
    counts = [*found["contests"], *([found["whole"]] if found["whole"] else [])]
    return [share["interval"] for count in counts for share in count["shares"] if share["interval"]]


def test_nothing_has_come(folder, desk, run):
    here, _ = desk
    code, out, _ = estimate(run, folder, here, {})
    assert (code, "Not estimable: no station of the sample has reported." in out) == (0, True)
    code, out, _ = estimate(run, folder, here, {}, "--json")
    found = json.loads(out)
    assert margins(found) == []
    assert {count["reason"] for count in found["contests"]} == {"nothing-reported"}
    assert found["parties"] == []


def test_a_contest_and_a_stratum_without_reports(folder, desk, run):
    here, lines = desk
    of_12 = {pair: own for pair, own in lines.items() if pair[0] == "12"}
    code, out, _ = estimate(run, folder, here, of_12, "--json")
    found = json.loads(out)
    assert code == 0
    by_code = {count["contest_id"]: count for count in found["contests"]}
    assert by_code["12"]["shares"]
    assert {count["reason"] for code, count in by_code.items() if code != "12"} == {"nothing-reported"}
    assert all(low < high for low, high in margins(found))
    one = dict(list(of_12.items())[:1])
    _, out, _ = estimate(run, folder, here, one, "--json")
    found = json.loads(out)
    assert margins(found) == []
    assert {count["reason"] for count in found["contests"]} == {"nothing-reported", "too-few-reported"}


def test_reports_that_cannot_be_used_are_named_and_left_out(folder, desk, run):
    here, lines = desk
    first, second, third, fourth = [pair for pair in lines if pair[0] == "12"][:4]
    lines[first].append(f"{first[1]},12,18,99999")
    lines[second] = [re.sub(r"\d+$", "9999", line) for line in lines[second]]
    lines[third][0] = re.sub(r"\d+$", "-4", lines[third][0])
    lines[fourth] = lines[fourth][1:]
    lines["12", "nowhere"] = ["nowhere,12,18,4"]
    code, out, _ = estimate(run, folder, here, lines)
    assert code == 0
    for sentence in (
        "Two different numbers were reported for the same figure",
        "More votes were reported than voters are registered.",
        "This line of the reports cannot be read",
        "The votes of some option are missing.",
        "This station is not one of the election.",
    ):
        assert sentence in out
    _, out, _ = estimate(run, folder, here, lines, "--json")
    found = json.loads(out)
    (count,) = (each for each in found["contests"] if each["contest_id"] == "12")
    assert count["drawn"] - count["reported"] == 4
    assert all(0 <= low < high <= 1 for low, high in margins(found))


def test_looks_that_cannot_be(folder, desk, run):
    here, lines = desk
    code, _, err = estimate(run, folder, here, lines, "--looked-at", 75)
    assert (code, "more reports than at the one before" in err) == (2, True)
    code, _, err = estimate(run, folder, here, lines, "--looked-at", 30, "--every", 30)
    assert (code, "not both" in err) == (2, True)


@pytest.mark.parametrize(
    ("language", "sentence", "first"),
    [
        ("en", "hold together with 95 %: earlier looks were after 30, 50 reports", "will hold together with 95 %"),
        ("fr", "sont justes ensemble à 95 % : les précédents ont eu lieu après 30, 50 rapports", "seront justes ensemble"),
        ("km", "៣០, ៥០", "លើកទីមួយ"),
    ],
)
def test_many_looks_are_said(folder, desk, run, language, sentence, first):
    here, lines = desk
    code, out, _ = estimate(run, folder, here, lines, "--looked-at", 30, "--looked-at", 50, "--lang", language)
    assert (code, sentence in out.replace("\u00a0", " ")) == (0, True)
    some = dict(list(lines.items())[:30])
    assert first in estimate(run, folder, here, some, "--together", "--lang", language)[1]


def test_a_report_of_arrivals_as_page_and_pdf(folder, desk, run, font):
    here, lines = desk
    estimate(run, folder, here, lines)
    arguments = ("--sample", here / "sample.json", "--reports", here / "reports.csv", "--every", 40, "--together")
    for name in ("report.html", "report.pdf"):
        assert run("quickcount", "report", folder, *arguments, "--into", here / name, "--lang", "km")[0] == 0
    page = (here / "report.html").read_text("utf-8")
    assert 'id="arrivals"' in page
    assert "<script" not in page
    assert (here / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "end it with .html or .pdf" in run("quickcount", "report", folder, *arguments, "--into", here / "report.doc")[2]
    assert run("forensics", folder, "--simulations", 99, "--into", here / "look.pdf", "--lang", "km")[0] == 0
    assert (here / "look.pdf").read_bytes().startswith(b"%PDF")
