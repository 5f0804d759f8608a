"""Pull lists and tally forms: printed, scanned and entered again, as people do it."""

import csv
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
import zxingcpp
from tests.audit.province import province
from tests.conftest import leave_out

from suffrage import cli
from suffrage.audit.casefile import open_case
from suffrage.audit.pulls import form_code, read_code, read_places, round_bounds, units
from suffrage.audit.sheets import marks_of
from suffrage.model import BadInput

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
    return province(tmp_path / "election", 40)


def begun(run, election, audit, number, *more):
    assert run("audit", "plan", election, "--contest", "01", "--into", audit, *more)[0] == 0
    assert run("audit", "draw", audit, election, "--seed", SEED, "--number", number)[0] == 0
    return audit


@pytest.fixture
def audit(run, election, tmp_path):
    """Twelve draws with replacement: some stations are hit twice."""
    return begun(run, election, tmp_path / "audit", 12, "--replacement")


def pulled(audit, election, number=None):
    case = open_case(audit, election)
    return case, units(case, "01", read_places(election), round_bounds(case, "01", number))


def pages_of(pdf, tmp_path):
    """The pages of a PDF as grey pictures."""
    if not shutil.which("pdftoppm"):
        leave_out("pdftoppm", "poppler-utils")
    subprocess.run(["pdftoppm", "-r", "90", "-gray", pdf, tmp_path / "page"], check=True, capture_output=True)  # noqa: S607
    for file in sorted(tmp_path.glob("page-*.pgm")):
        kind, width, height, _, pixels = file.read_bytes().split(maxsplit=4)
        assert kind == b"P5"
        yield np.frombuffer(pixels[-int(width) * int(height) :], dtype=np.uint8).reshape(int(height), int(width))


def votes_of(election, station):
    with (election / "votes.csv").open() as lines:
        return [row["votes"] for row in csv.DictReader(lines) if row["station_id"] == station]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Pull list", "Tally form", "Do not look up")),
        ("fr", ("Liste de retrait", "Feuille de pointage", "Ne pas")),
        ("km", None),
    ],
)
def test_printed_in_three_languages(run, election, audit, tmp_path, font, pdftotext, language, words):
    code, out, _ = run("audit", "forms", audit, election, "--into", tmp_path / "papers", "--lang", language)
    _, there = pulled(audit, election)
    assert code == 0, out
    texts = []
    for kind in ("pull", "tally"):
        file = tmp_path / "papers" / f"{kind}-01-1-12.{language}.pdf"
        assert file.read_bytes().startswith(b"%PDF")
        texts.append(subprocess.run([pdftotext, "-layout", file, "-"], check=True, capture_output=True, text=True).stdout)
    pull, tally = texts
    assert all(unit.station_id in text for unit in there for text in texts)
    assert tally.count("Party 2") == len(there)
    assert SEED in pull
    if words:
        assert words[0] in pull
        assert words[1] in tally
        assert words[2] in tally
    reported = {number for unit in there for number in votes_of(election, unit.station_id) if len(number) == 3}
    assert not reported & set(re.findall(r"(?<![\w.])\d{3}(?![\w.])", tally))
    assert (
        "exists; move it away" in run("audit", "forms", audit, election, "--into", tmp_path / "papers", "--lang", language)[2]
    )


def test_a_form_is_printed_scanned_and_entered(run, election, audit, tmp_path):
    assert run("audit", "forms", audit, election, "--into", tmp_path / "papers")[0] == 0
    _, there = pulled(audit, election)
    scanned = [
        zxingcpp.read_barcodes(page)[0].text for page in pages_of(tmp_path / "papers" / "tally-01-1-12.en.pdf", tmp_path)
    ]
    assert len(scanned) == len(there)
    for code, unit in zip(scanned, there, strict=True):
        figures = " ".join([*votes_of(election, unit.station_id), "4"])
        status, out, _ = run("audit", "enter", audit, election, "--code", code, "--counts", figures)
        assert (status, "1 count entered" in out) == (0, True)
    assert "0 stations or papers are drawn and not entered." in out
    case = open_case(audit, election)
    assert case.contests["01"].counted.keys() == {unit.station_id for unit in there}
    assert case.risks("01").reason is None
    whole = case.risks("01").largest
    assert whole < case.risks("01", 5).largest < 1
    code, _, err = run("audit", "enter", audit, election, "--code", scanned[0], "--counts", "lost")
    assert (code, "is entered already" in err) == (2, True)
    assert run("audit", "enter", audit, election, "--code", scanned[0], "--counts", "lost", "--why", "burnt")[0] == 0
    assert open_case(audit, election).risks("01").largest > whole


def test_a_pull_list_is_in_the_order_of_place_with_all_draws(election, audit):
    case, there = pulled(audit, election)
    assert [unit.station_id for unit in there] == sorted(unit.station_id for unit in there)
    assert sum(len(unit.draws) for unit in there) == 12 > len(there)
    assert sorted(drawn.number for unit in there for drawn in unit.draws) == list(range(1, 13))
    assert {area.area_id for unit in there for area in unit.place.areas} == {"01"}
    assert all(read_code(form_code(case, unit), case)[1].station == unit.station_id for unit in there)


def test_a_further_round_has_new_stations_alone(run, election, audit, tmp_path):
    _, first = pulled(audit, election)
    assert run("audit", "draw", audit, election, "--number", 60)[0] == 0
    case, second = pulled(audit, election)
    assert not {unit.station_id for unit in second} & {unit.station_id for unit in first}
    assert pulled(audit, election, 1)[1] == first
    papers = tmp_path / "papers"
    assert run("audit", "forms", audit, election, "--into", papers, "--round", 1)[0] == 0
    assert run("audit", "forms", audit, election, "--into", papers)[0] == 0
    assert {file.name for file in papers.glob("tally*")} == {"tally-01-1-12.en.pdf", "tally-01-13-60.en.pdf"}
    assert "round 3 is not drawn yet; there are 2" in run("audit", "forms", audit, election, "--into", papers, "--round", 3)[2]
    assert run("audit", "draw", audit, election, "--number", 400)[0] == 0
    assert run("audit", "draw", audit, election, "--number", 401)[0] == 0
    assert "there is no form" in run("audit", "forms", audit, election, "--into", papers)[2]
    assert len(case.contests["01"].counted) == 0


def test_before_the_dice_there_is_no_form(run, election, tmp_path):
    assert run("audit", "plan", election, "--contest", "01", "--into", tmp_path / "a")[0] == 0
    code, _, err = run("audit", "forms", tmp_path / "a", election, "--into", tmp_path / "papers")
    assert (code, "round 1 is not drawn yet" in err) == (2, True)
    assert "is not audited here" in run("audit", "forms", tmp_path / "a", election, "--into", tmp_path, "--contest", "23")[2]


def test_what_is_no_form_of_this_audit(run, election, audit, tmp_path):
    case, there = pulled(audit, election)
    code = form_code(case, there[0])
    other = begun(run, election, tmp_path / "other", 12)
    theirs, forms = pulled(other, election)
    not_drawn = form_code(case, there[0].__class__("01", "01X", there[0].place, there[0].draws))
    for text, sentence in (
        ("https://example.org", "is not the code of a tally form"),
        (code.replace("draw=", "draw=1"), "was misread"),
        (form_code(theirs, forms[0]), "it belongs to the audit"),
        (not_drawn, "did not hit it"),
    ):
        assert sentence in run("audit", "enter", audit, election, "--code", text, "--counts", "1 2 3 4")[2]
    for figures, sentence in (
        ("1 2 3", "3 figures were given, and the form has 4"),
        ("1 2 3 -4", "'-4' was found; give a whole number"),
        ("1 2 3 lost", "'lost' was found; give a whole number"),
    ):
        assert sentence in run("audit", "enter", audit, election, "--code", code, "--counts", figures)[2]
    assert "Give a filled-in table, or --code with --counts" in run("audit", "enter", audit, election, "--code", code)[2]
    assert len(open_case(audit, election).acts) == len(case.acts)


def test_a_table_may_name_the_form_in_place_of_the_station(run, election, audit, tmp_path):
    case, there = pulled(audit, election)
    code, form = form_code(case, there[0]), tmp_path / "typed.csv"
    lines = "".join(f"{code},option,{option},{number}\n" for option, number in (("1", 200), ("2", 90), ("3", 10)))
    form.write_text(f"form,kind,option_id,name,votes\n{lines}{code},invalid,,,4\n".replace(",2,90", ",2,,90").replace(
        ",1,200", ",1,,200").replace(",3,10", ",3,,10"))  # fmt: skip
    assert run("audit", "enter", audit, election, form)[0] == 0
    assert open_case(audit, election).contests["01"].counted[there[0].station_id].votes == {"1": 200, "2": 90, "3": 10}
    head = "form,contest_id,station_id,kind,option_id,name,votes\n"
    form.write_text(f"{head}{code},01,{there[1].station_id},invalid,,,4\n")
    assert f"the form is of {there[0].station_id}" in run("audit", "enter", audit, election, form)[2]


def test_papers_by_the_code_of_their_form(run, election, tmp_path, pdftotext):
    audit = begun(run, election, tmp_path / "audit", 60, "--method", "polling")
    case, there = pulled(audit, election)
    unit = max(there, key=lambda each: len(each.draws))
    assert len(unit.draws) > 2
    words = ["2", "invalid", "missing", *["-"] * (len(unit.draws) - 3)]
    code = form_code(case, unit)
    assert run("audit", "enter", audit, election, "--code", code, "--counts", " ".join(words))[0] == 0
    read = open_case(audit, election).contests["01"].read
    assert [(read[drawn.number].kind, read[drawn.number].option_id) for drawn in unit.draws[:3]] == [
        ("option", "2"), ("invalid", None), ("missing", None),
    ]  # fmt: skip
    assert len(read) == 3
    for text, sentence in (("9 " * len(unit.draws), "'9' is not on the ballot; give 1, 2, 3, invalid"), ("1", "1 papers were")):
        assert sentence in run("audit", "enter", audit, election, "--code", code, "--counts", text)[2]
    assert run("audit", "forms", audit, election, "--into", tmp_path / "papers", "--lang", "en")[0] == 0
    file = tmp_path / "papers" / "tally-01-1-60.en.pdf"
    text = subprocess.run([pdftotext, "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    assert all(re.search(rf"(?m)^\s*{drawn.number}\s+{drawn.paper}\s", text) for each in there for drawn in each.draws)


def test_the_report_is_a_page_or_a_pdf_by_its_name(run, election, audit, tmp_path, font):
    for name in ("report.html", "report.pdf"):
        assert run("audit", "report", audit, election, "--into", tmp_path / name, "--lang", "km")[0] == 0
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count("<svg") == 1
    assert "<script" not in page
    assert "end it with .html or .pdf" in run("audit", "report", audit, election, "--into", tmp_path / "report.docx")[2]


def test_the_form_of_another_scheme_is_not_taken(election, audit):
    case, there = pulled(audit, election)
    with pytest.raises(BadInput, match="scan the square"):
        read_code(form_code(case, there[0]).replace("suffrage-audit:1", "suffrage-audit:9"), case)


def test_a_signed_statement_is_copied_without_strokes_and_long_ballots_stay_whole(run, tmp_path, pdftotext):
    election = province(tmp_path / "e", 12, code="fr.european-parliament")
    audit = begun(run, election, tmp_path / "a", 3)
    assert run("audit", "forms", audit, election, "--into", tmp_path / "papers", "--lang", "fr")[0] == 0
    (file,) = (tmp_path / "papers").glob("tally-*.pdf")
    text = subprocess.run([pdftotext, "-layout", file, "-"], check=True, capture_output=True, text=True).stdout
    assert "procès-verbal signé" in text
    assert "Traits" not in text
    assert text.count("\f") == 3


def test_papers_of_a_further_round_stand_on_forms_of_their_own(run, election, tmp_path):
    audit = begun(run, election, tmp_path / "audit", 60, "--method", "polling")
    assert run("audit", "draw", audit, election, "--number", 120)[0] == 0
    case, second = pulled(audit, election)
    assert sum(len(unit.draws) for unit in second) == 60
    both = next(unit for unit in second for other in pulled(audit, election, 1)[1] if other.station_id == unit.station_id)
    words = " ".join(["1"] * len(both.draws))
    assert run("audit", "enter", audit, election, "--code", form_code(case, both), "--counts", words)[0] == 0
    assert open_case(audit, election).contests["01"].read.keys() == {drawn.number for drawn in both.draws}


def test_ballots_without_numbers_are_known_by_their_codes_and_areas_may_have_no_top(run, tmp_path):
    election = province(tmp_path / "e", 12)
    options = election / "options.csv"
    options.write_text(re.sub(r"01,2,2,", "01,2,,", options.read_text()))
    areas = election / "areas.csv"
    areas.write_text(areas.read_text().replace("KH,,country,Cambodia\n", "").replace(",KH,", ",,"))
    audit = begun(run, election, tmp_path / "a", 3)
    case, there = pulled(audit, election)
    assert marks_of(case.audited.contest("01"), case.audited.labels) == [(code, code) for code in ("1", "2", "3")]
    assert [area.area_id for area in there[0].place.areas] == ["01"]
