"""The report of a comparison: what it says, in three languages, as a page, a PDF and CSV files, and nothing that names can spoil."""

import csv
import gzip
import json
import re
import subprocess
from fractions import Fraction
from html import escape
from importlib import resources

import pandas as pd
import polars as pl
import pytest
from tests.compare import reports
from tests.record.pages import Page

from suffrage.compare import frames
from suffrage.compare.closest.close_seats import close_seats
from suffrage.compare.drawn import draw_scenario
from suffrage.compare.report import (
    NO_EXTRAS,
    CloseSeat,
    DrawnParty,
    DrawnScenario,
    Extras,
    report_page,
    report_pdf,
    write_report,
    write_tables,
)
from suffrage.compare.report.found import extras_of
from suffrage.compare.report.maps import draw_map, read_outlines
from suffrage.compare.scenario import Draws
from suffrage.compare.studying import Findings
from suffrage.model import BadInput
from suffrage.record.protocols import fonts
from suffrage.record.site.pictures import PALETTE, half_circle, standing_alone
from suffrage.words import LANGUAGES, messages, say

MARKUP = r'#panic() $x$ *b* _i_ <l> @r \ "q" `c` // [a] = 1'
ARABIC = "حزب\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return reports.comparison(tmp_path_factory.mktemp("report") / "election")


@pytest.fixture(scope="module")
def extras(found):
    return reports.extras(found)


def read(text, tmp_path):
    """A page, read strictly."""
    file = tmp_path / "page.html"
    file.write_text(text, "utf-8")
    return Page(file)


def rows_of(page, head):
    """The rows below the first table with this cell in its head, by their first cell."""
    table = next(table for table in page.tables if table and head in table[0])
    return {row[0]: row[1:] for row in table[1:]}


def lines_of(file):
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


class TestThePage:
    def test_the_seats_of_every_scenario_side_by_side(self, found, tmp_path):
        page = read(report_page(found), tmp_path)
        seats = rows_of(page, "The law in force")
        assert seats["CPP"] == ["83.21%", "7", "6 −1", "6 −1"]
        assert seats["FUN"] == ["16.79%", "0", "1 +1", "1 +1"]
        assert seats["All seats"] == ["", "7", "7", "7"]
        assert seats["Needed for a majority"] == ["", "4", "4", "4"]
        assert sum(("class", "seats") in attributes.items() for tag, attributes in page.tags if tag == "svg") == 3

    def test_what_would_have_to_change_with_the_article_on_both_sides(self, found, tmp_path):
        page = read(report_page(found), tmp_path)
        changes = rows_of(page, "Under this scenario, and the article there")
        [(home, [other])] = changes.items()
        assert home.endswith("LEMNA 2015, art. 135")
        assert "Hare" in other
        assert other.endswith("UN Electoral Law for Cambodia 1992, art. 79")

    def test_constituencies_that_differ_are_a_change_too(self, found, tmp_path):
        page = read(report_page(found), tmp_path)
        assert any(row[0].startswith("2 constituencies, 7 seats in all.") for table in page.tables for row in table if row)

    def test_assumptions_are_whole_sentences(self, found):
        page = report_page(found)
        assert "what this law does with these votes, not what would have happened" in page
        assert "The whole country is one constituency." in page

    def test_who_gains_and_loses_where(self, found, tmp_path):
        page = read(report_page(found), tmp_path)
        where = rows_of(page, "Gains")
        assert where == {"One 01": ["FUN +1 (0\u00a0→\u00a01)", "CPP −1 (6\u00a0→\u00a05)"]}
        assert '<li class="c1"><bdi>01</bdi><b>FUN +1</b>' in report_page(found)

    def test_generated_figures_are_marked(self, found, tmp_path):
        assert "GENERATED" not in report_page(found)
        toml = reports.TOML.replace("[law]", "generated = true\n[law]")
        generated = reports.comparison(tmp_path / "generated", toml=toml)
        for language in LANGUAGES:
            assert say(language, "study.generated") in report_page(generated, NO_EXTRAS, language).replace("\u00a0", " ")
            assert say(language, "study.generated") in generated._repr_html_() or language != "en"

    def test_a_law_without_figures_is_named_with_its_sources(self, tmp_path):
        found = reports.comparison(tmp_path / "e", reports.SENATE)
        assert found.played[1].shape is None
        text = report_page(found)
        assert "cannot be said in a few figures" in text
        assert escape(found.played[1].law.period.sources[0].title) in text

    def test_closest_sweeps_and_draws_are_shown_where_there_are_some(self, found, extras, tmp_path):
        assert "closest.csv" not in report_page(found)
        page = read(report_page(found, extras), tmp_path)
        closest = next(table for table in page.tables if "Would take it" in table[0])
        assert closest[1] == ["One 01", "CPP", "FUN", "12"]
        assert len(closest) == 1 + 20
        assert "2 more stand in closest.csv." in page.text
        assert rows_of(page, "Moved")["+10 %".replace(" ", "\u00a0")] == ["6", "1"]
        assert rows_of(page, "Median")["CPP"] == ["6", "6", "5", "7", "75.00%"]
        assert "1,000 draws, seed 7, engine local" in page.text
        assert "1,234 voters, voting otherwise, would have taken the majority from CPP." in page.text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_is_whole(self, found, extras, language, tmp_path):
        text = report_page(found, extras, language)
        page = read(text, tmp_path)
        assert page.lang == language
        assert len(set(page.ids)) == len(page.ids)
        for key in ("seats", "assumed", "changes", "gains", "measures", "closest", "sweeps", "draws", "warning"):
            assert say(language, f"study.{key}") in page.text.replace("\u00a0", " ")
        assert not re.search(r"\{\w+\}", page.text)
        assert not re.search(r'(?:src|xlink:href)="(?!#)|url\((?!#)|@import', text)

    def test_it_is_the_same_every_time(self, found, extras):
        assert report_page(found, extras) == report_page(found, extras)


def test_every_assumption_has_its_sentence(found):
    source = (reports.SOURCE / "assumptions.py").read_text("utf-8")
    keys = set(re.findall(r'Assumption\("([\w-]+)"', source)) | {"national", "single-seats"}
    keys |= {f"seats-{kind}" for kind in ("each", "table", "law", "election", "by-registered", "by-valid", "by-population")}
    keys |= {f"{kind}-home" for kind in ("default", "absent")} | {"default-proportional", "absent-rescaled"}
    assert keys <= {key.removeprefix("assumption.") for key in messages("en") if key.startswith("assumption.")}


@pytest.mark.usefixtures("font")
class TestAttacks:
    NAME = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'

    def attacked(self, folder, name):
        quoted = '"' + name.replace('"', '""') + '"'
        rows = [f"{contest},9,9,{quoted},{quoted}\n{contest},18,18,CPP,{quoted}\n" for contest in ("01", "23")]
        options = "contest_id,option_id,ballot_number,party_id,name\n" + "".join(rows)
        areas = f"area_id,parent_id,level,name\nKH,,country,{quoted}\n01,KH,province,{quoted}\n23,KH,province,Kep\n"
        return reports.comparison(folder, options=options, areas=areas)

    @pytest.mark.parametrize("name", [NAME, MARKUP, ARABIC, "=cmd()", "x" * 200])
    def test_names_are_only_names(self, name, tmp_path):
        found = self.attacked(tmp_path / "e", name)
        party = found.parties[1]
        close = (CloseSeat("home", "01", "CPP", party, 3),)
        drawn = DrawnScenario("home", (DrawnParty(party, 1, 0, 2, Fraction(0)),), 1, 10, engine=name)
        extras = Extras(swept=reports.sweep(found, "CPP", party), closest=close, draws=(drawn,))
        page = read(report_page(found, extras), tmp_path)
        assert {tag for tag, _ in page.tags} & {"script", "img"} == set()
        assert name in page.text.replace("\u00a0", " ")
        assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)
        assert report_pdf(found, extras).startswith(b"%PDF")
        assert "<script" not in found._repr_html_() + found.played[1]._repr_html_()

    def test_an_address_that_is_no_web_address_is_not_a_link(self, tmp_path):
        toml = reports.TOML + '[[sources]]\ntitle = "Bad"\nurl = "javascript:alert(1)"\n'
        text = report_page(reports.comparison(tmp_path / "e", toml=toml))
        assert "javascript:" not in text
        assert "<bdi>Bad</bdi>" in text


@pytest.mark.usefixtures("font")
class TestThePdf:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_has_the_same_figures_and_words(self, found, extras, language, pdftotext, tmp_path):
        pdf = report_pdf(found, extras, language)
        assert pdf == report_pdf(found, extras, language)
        (tmp_path / "report.pdf").write_bytes(pdf)
        done = subprocess.run([pdftotext, "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True)
        text = done.stdout.decode().replace("\u00a0", " ")
        number = {"en": "6 −1", "fr": "6 −1", "km": "៦ −១"}[language]
        assert number in text
        assert "LEMNA 2015, art. 135" in text
        assert "UN Electoral Law for Cambodia 1992, art. 79" in text
        head = {"en": "The seats, side by side", "fr": "Les sièges, côte à côte", "km": "អាសនៈ"}[language]
        assert head in text

    def test_every_page_of_generated_figures_says_so(self, tmp_path, pdftotext):
        toml = reports.TOML.replace("[law]", "generated = true\n[law]")
        (tmp_path / "report.pdf").write_bytes(report_pdf(reports.comparison(tmp_path / "e", toml=toml)))
        done = subprocess.run([pdftotext, tmp_path / "report.pdf", "-"], capture_output=True, check=True)
        pages = done.stdout.decode().split("\f")[:-1]
        assert len(pages) > 1
        assert all("GENERATED FIGURES" in page for page in pages)


def test_what_a_study_found_becomes_what_a_report_shows(found):
    study = Findings(found, reports.sweep(found, "CPP", "FUN"), tuple(map(close_seats, found.played)))
    shown = extras_of(study)
    assert shown.swept == study.swept
    seats = [(seat.constituency, seat.keeps) for seat in shown.closest if seat.scenario == "home"]
    assert len(set(seats)) == len(seats) > 0
    closest = next(seat for seat in shown.closest if (seat.scenario, seat.constituency) == ("home", "23"))
    assert (closest.keeps, closest.takes, closest.votes) == ("CPP", "FUN", 26)
    assert {each.scenario for each in shown.majorities} == {"home", "remainders", "national"}


def test_draws_become_a_table(found):
    asked = Draws(number=50, seed=3, swing=0.02)
    drawn = draw_scenario(found.played[1], asked)
    [shown] = extras_of(Findings(found, drawn={"remainders": drawn}), engine="local").draws
    assert (shown.scenario, shown.number, shown.seed) == ("remainders", 50, 3)
    assert all(each.low <= each.median <= each.high for each in shown.parties)
    assert shown.parties[0].party == "CPP"
    assert shown.parties[0].majority == drawn.majority("CPP")


class TestTheTables:
    def test_every_figure_is_in_a_file(self, found, extras, tmp_path):
        written = write_tables(found, extras, tmp_path)
        assert [file.stem for file in written] == [
            "seats", "constituencies", "gains", "measures", "differences", "closest", "sweeps", "draws",
        ]  # fmt: skip
        assert {"scenario": "remainders", "party": "FUN", "votes": "115", "seats": "1"} in lines_of(written[0])
        cells = {"scenario": "home", "constituency": "01", "house": "6", "party": "CPP", "votes": "470", "seats": "6"}
        assert cells in lines_of(written[1])
        assert lines_of(written[2])[0] == {"scenario": "remainders", "place": "01", "party": "CPP", "before": "6", "after": "5"}
        gallagher = next(line for line in lines_of(written[3]) if line["measure"] == "loosemore_hanby")
        assert Fraction(gallagher["exact"]) == Fraction(115, 685)
        assert gallagher["decimal"].startswith("0.16788")
        formula = lines_of(written[4])[0]
        assert (formula["figure"], formula["home"], formula["other"]) == ("formula", "d-hondt", "hare-remainders")
        assert lines_of(written[5])[0]["votes"] == "12"
        assert {line["moved"] for line in lines_of(written[6])} == {"0", "1/10"}
        assert lines_of(written[7])[0]["majority"] == "3/4"

    def test_seats_of_the_tables_add_up(self, found, tmp_path):
        write_tables(found, NO_EXTRAS, tmp_path)
        for scenario in ("home", "remainders", "national"):
            for name in ("seats", "constituencies"):
                lines = [line for line in lines_of(tmp_path / f"{name}.csv") if line["scenario"] == scenario]
                assert sum(int(line["seats"]) for line in lines) == 7

    def test_as_data_frames(self, found):
        table = found.to_arrow()
        assert isinstance(found.to_pandas(), pd.DataFrame)
        assert found.to_pandas().seats.sum() == sum(table.column("seats").to_pylist()) == 21
        assert isinstance(found.to_polars(), pl.DataFrame)
        assert found.to_polars()["seats"].sum() == 21

    @pytest.mark.parametrize("library", ["pandas", "polars"])
    def test_a_missing_library_is_named(self, found, library, monkeypatch):
        monkeypatch.setitem(__import__("sys").modules, library, None)
        with pytest.raises(ImportError, match=f"{library} is not installed; `pip install {library}`"):
            getattr(frames, f"to_{library}")(found.to_arrow())


@pytest.mark.usefixtures("font")
class TestWriting:
    def test_a_folder_with_everything(self, found, extras, tmp_path):
        write_report(found, extras, tmp_path / "out", ["en", "km"])
        names = {file.name for file in (tmp_path / "out").iterdir()}
        assert names >= {"report.en.html", "report.en.pdf", "report.km.html", "report.km.pdf", "seats.csv", "draws.csv"}
        page = Page(tmp_path / "out" / "report.en.html")
        files = {link for link in page.links if link.endswith(".csv")}
        assert files == {name for name in names if name.endswith(".csv")}

    def test_whole_or_not_at_all(self, found, tmp_path, monkeypatch):
        monkeypatch.setattr(fonts, "FOLDERS", (tmp_path / "nowhere",))
        with pytest.raises(BadInput, match="No Khmer font"):
            write_report(found, NO_EXTRAS, tmp_path / "out", ["en", "km"])
        assert list(tmp_path.iterdir()) == []
        write_report(found, NO_EXTRAS, tmp_path / "out", ["km"], pdf=False)
        with pytest.raises(BadInput, match="exists and is not an empty folder"):
            write_report(found, NO_EXTRAS, tmp_path / "out", ["km"], pdf=False)


class TestMaps:
    def test_neighbours_keep_their_common_border(self, tmp_path):
        outlines = read_outlines(reports.outlines(tmp_path / "map.geojson"), "code")
        assert outlines.drawn == {"01": "M0 400h400v-400h-400z", "23": "M400 400h400v-400h-400z"}
        assert outlines.size == (800, 400)

    def test_a_map_with_those_that_have_no_outline_beside_it(self, found, tmp_path):
        outlines = read_outlines(reports.outlines(tmp_path / "map.geojson.gz"), "code")
        text = report_page(found, NO_EXTRAS, "en", outlines)
        assert text.count('<svg class="map"') == 1
        assert '<use href="#o0" class="c1"/><use href="#o1"/>' in text
        assert '<ul class="grid">' not in text
        only = read_outlines(reports.outlines(tmp_path / "one.geojson", codes=("01", "far")), "code")
        text = report_page(found, NO_EXTRAS, "en", only)
        assert "<bdi>23</bdi><b>=</b>" in text
        assert "<bdi>01</bdi><b>" not in text

    def test_outlines_far_from_all_others_are_left_out(self, tmp_path):
        file = tmp_path / "map.geojson"
        squares = [reports.square(str(x), x, 0) for x in range(12)] + [reports.square("far", 150, -20)]
        file.write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
        assert set(read_outlines(file, "code").drawn) == {str(x) for x in range(12)}

    def test_no_map_where_no_code_is_known(self, tmp_path):
        outlines = read_outlines(reports.outlines(tmp_path / "map.geojson"), "code")
        assert draw_map(outlines, {"99": "c0"}, "nothing") is None

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"no json", "is not GeoJSON with a list of features"),
            (b"[]", "is not GeoJSON with a list of features"),
            (b'{"features": []}', "has no features"),
            (b'{"features": [3]}', "feature 1: it has no property 'code'; its properties are: none"),
            (b'{"features": [{"properties": {"name": "a"}}]}', "its properties are: name. Give one of them"),
            (b'{"features": [{"properties": {"code": "a"}, "geometry": null}]}', "its geometry is None; give a Polygon"),
            (
                b'{"features": [{"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [["x"]]}}]}',
                "not lists of longitudes",
            ),
            (
                b'{"features": [{"properties": {"code": "a"}, "geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}]}',
                "not lists of longitudes",
            ),
        ],
    )
    def test_a_file_that_is_none_is_refused(self, content, said, tmp_path):
        file = tmp_path / "map.geojson"
        file.write_bytes(content)
        with pytest.raises(BadInput, match=re.escape(said)):
            read_outlines(file, "code")

    def test_a_file_that_is_not_there_or_no_gzip(self, tmp_path):
        with pytest.raises(BadInput, match="cannot be read as outlines"):
            read_outlines(tmp_path / "none.geojson", "code")
        (tmp_path / "map.gz").write_bytes(gzip.compress(b"{}")[:-4])
        with pytest.raises(BadInput, match="is not GeoJSON"):
            read_outlines(tmp_path / "map.gz", "code")


def test_pictures_that_stand_alone_have_the_colours_of_the_site():
    style = (resources.files("suffrage.record.site") / "style.css").read_text("utf-8")
    assert dict(re.findall(r"\.(c[0-7x])\{--c:(#\w+)", style)) == PALETTE
    parties = list("ABCDEFGHIJ")
    drawn = half_circle([(party, 3) for party in parties], parties, "seats")
    alone = standing_alone(drawn)
    assert drawn.count("class=") == 1 + 10 + 5
    assert "class=" not in alone
    assert set(re.findall(r'stroke="(#\w+)"', alone)) == {*PALETTE.values(), "#fff"}


def test_in_a_notebook(found):
    text = found._repr_html_()
    assert text.count("<svg ") == 3
    assert 'stroke="#0072b2"' in text
    assert "class=" not in text
    assert "<td>6</td>" in found.played[1]._repr_html_()
