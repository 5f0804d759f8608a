"""The site: every link leads somewhere, every page is small and whole, and its figures are those of the tables."""

import csv
import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.record import sites
from tests.record.conftest import KEY
from tests.record.pages import pages_of

from suffrage.generate.cambodia import cambodia_2023
from suffrage.record import layout
from suffrage.record.layout import file_name
from suffrage.record.publish import publish
from suffrage.record.reading import read_record
from suffrage.record.site.frame import Part, lay_out
from suffrage.record.site.paths import PAGE_BYTES, station_anchor
from suffrage.record.site.search import SHARD_BYTES, fold
from suffrage.record.station import Proof
from suffrage.record.verify import verify
from suffrage.words import LANGUAGES
from suffrage.words.numbers import say_integer

SHIPPED = Path(__file__).parents[2] / "elections"
NAMES = (
    "tiny",
    "corrected",
    "odd",
    "long",
    "cambodia",
    "fr-2024-legislatives",
    "fr-2024-europeennes",
    "fr-2022-presidentielle",
)


@pytest.fixture(scope="session")
def records(tiny, corrected, tmp_path_factory):
    """Records by name."""
    home = tmp_path_factory.mktemp("sites")
    cambodia_2023(home / "cambodia" / "election", stations=300)
    publish(home / "cambodia" / "election", home / "cambodia" / "record", KEY)
    for name in NAMES[5:]:
        publish(SHIPPED / name, home / name / "record", KEY)
    made = {"tiny": tiny, "corrected": corrected, "odd": sites.odd(home / "odd"), "long": sites.long(home / "long")}
    return {name: made.get(name, home / name / "record") for name in NAMES}


@pytest.fixture(scope="session")
def read(records):
    """The pages of each record, read once."""
    found = {}

    def pages(name):
        if name not in found:
            found[name] = pages_of(records[name])
        return found[name]

    return pages


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_anchor_resolves(records, read, name):
    home, pages = records[name], read(name)
    linked = set()
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("https://", "http://", "data:image/png;base64,")) or link == "data:,":
                continue
            file, _, anchor = link.partition("#")
            target = (home / path).parent / unquote(file) if file else home / path
            assert target.is_file(), (path, link)
            place = target.resolve().relative_to(home.resolve()).as_posix()
            linked.add(place)
            if anchor:
                assert anchor in pages[place].ids, (path, link)
    assert set(pages) - linked <= {"index.html", "site/index.html"}


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_small_and_whole(read, name):
    for path, page in read(name).items():
        tags = [tag for tag, _ in page.tags]
        language = path.split(".")[-2] if "." in path[:-5] else "mul"
        assert page.file.stat().st_size < 100_000, path
        assert page.lang == (language if language in LANGUAGES else "mul"), path
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1), path
        assert len(page.ids) == len(set(page.ids)), path
        assert "{" not in page.text, path
        assert all(
            attributes.get("alt") or attributes.get("aria-label") for tag, attributes in page.tags if tag in ("img", "svg")
        )
        assert not any(attribute.startswith("on") for _, attributes in page.tags for attribute in attributes), path


@pytest.mark.parametrize("name", NAMES)
def test_every_page_stands_in_every_language(read, name):
    paths = {path for path in read(name) if path.startswith("site/") and not path.startswith("site/proof/")}
    stems = {path.rsplit(".", 2)[0] for path in paths - {"site/index.html"}}
    assert paths == {f"{stem}.{language}.html" for stem in stems for language in LANGUAGES} | {"site/index.html"}


def rows_of(record, table):
    with (record / layout.ELECTION / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stations_of(page):
    """(station, table number) → row name → cell, from the tables of an area's page."""
    found = {}
    for table in page.tables:
        for column, heading in enumerate(table[0]):
            found[heading] = {row[0]: row[column] for row in table[1:] if len(row) == len(table[0])}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_stations_are_those_of_the_tables(records, read, language):
    record, pages = records["cambodia"], read("cambodia")
    areas = {row["station_id"]: row["area_id"] for row in rows_of(record, "stations")}
    names = {row["option_id"]: row for row in rows_of(record, "options")}
    columns = {
        path: stations_of(page) for path, page in pages.items() if "/area/" in path and path.endswith(f".{language}.html")
    }
    votes = rows_of(record, "votes")
    assert len(votes) == 300 * 18
    for row in votes:
        column = columns[f"site/area/{file_name(areas[row['station_id']])}.{language}.html"][row["station_id"]]
        option = names[row["option_id"]]
        name = (language == "km" and option["name_km"]) or option["name_en"]
        assert column[f"{name} {row['option_id']}"] == say_integer(language, int(row["votes"]))


def test_the_figures_of_the_contests_are_those_of_the_result(records, read):
    for name in ("tiny", "odd", "fr-2024-europeennes", "fr-2024-legislatives"):
        result = json.loads((records[name] / layout.RESULT).read_text("utf-8"))
        for contest in result["contests"]:
            page = read(name)[f"site/contest/{file_name(contest['contest_id'])}.en.html"]
            votes = {row[0].split(" ")[-1]: row[1:] for row in page.tables[0][1:]}
            for option, number in contest["totals"]["votes"].items():
                seats = contest["outcome"]["seats"].get(option, 0)
                assert (votes[option][0], votes[option][2]) == (say_integer("en", number), say_integer("en", seats))


def test_the_result_at_a_glance(records, read):
    result = json.loads((records["cambodia"] / layout.RESULT).read_text("utf-8"))
    seats = dict.fromkeys(("18", "9"), 0)
    for contest in result["contests"]:
        for option, number in contest["outcome"]["seats"].items():
            seats[option] = seats.get(option, 0) + number
    page = read("cambodia")["site/index.en.html"]
    paths = [attributes for tag, attributes in page.tags if tag == "path" and attributes.get("class") != "hole"]
    assert [path["d"].count("h0") for path in paths] == [seats["18"], seats["9"]]
    assert page.tables[0][1][:2] == ["Cambodian People's Party CPP", str(seats["18"])]
    assert page.tables[0][2][:2] == ["FUNCINPEC Party FUN", str(seats["9"])]
    leads = [attributes["class"] for tag, attributes in page.tags if tag == "a" and attributes.get("class") in ("c0", "cx")]
    assert leads == ["c0"] * 25
    assert "12CPP" in page.text
    votes = read("fr-2024-legislatives")["site/index.fr.html"].tables[0]
    assert votes[1][:2] == ["RN", "1"]
    assert all(row[0] and " " not in row[0] for row in votes[1:]), "candidates' names do not stand for their parties"


def test_the_whole_calculation_has_articles_and_averages(records, read):
    page = read("fr-2024-europeennes")["site/contest/FR.fr.html"]
    assert "Loi n° 77-729" in page.text
    result = json.loads((records["fr-2024-europeennes"] / layout.RESULT).read_text("utf-8"))
    steps = [step for step in result["contests"][0]["outcome"]["steps"] if step["kind"] == "average"]
    assert sum(tag == "td" and "won" in attributes.get("class", "") for tag, attributes in page.tags) == len(steps) > 5
    assert all("÷" in cell for row in page.tables[-1] for cell in row[1:])


def test_corrections_show_before_and_after(read):
    for path in ("site/corrections.en.html", "site/area/01.en.html"):
        page = read("corrected")[path]
        table = next(table for table in page.tables if table[0][1:] == ["Version 1, entry 2", "Version 2, entry 5"])
        assert ["9", "25", "● 20 (−5)"] in table
        assert ["18", "170", "● 175 (+5)"] in table
        assert ["Valid", "195", "195"] in [[row[0].removesuffix(" votes"), *row[1:]] for row in table]
    assert "2 statements were corrected" in read("odd")["site/corrections.en.html"].text
    assert "Withdrawn by entry" in read("odd")["site/corrections.en.html"].text


def test_reasons_stand_beside_corrections_and_all_acts_beside_decisions(read):
    pages = read("odd")
    why = "why version 2 of the statement replaces the one before: Six ballots of <9> lay apart · 25 July 2023 · Minutes 3"
    for path in ("site/corrections.en.html", "site/area/0101.en.html", "site/decisions.en.html"):
        assert why in pages[path].text
    assert "a complaint was rejected: No proof" in pages["site/decisions.en.html"].text
    assert "une réclamation a été rejetée : No proof" in pages["site/decisions.fr.html"].text


def test_what_is_missing_is_listed_by_area(read):
    odd = read("odd")["site/missing.en.html"]
    assert "1 statement has not come." in odd.text
    assert f"area/0102.en.html#{station_anchor('01/3')}" in odd.links
    pages = [page for path, page in read("long").items() if re.match(r"site/missing(\.\d)?\.en\.html", path)]
    linked = {link.partition("#")[2] for page in pages for link in page.links}
    assert {station_anchor(f"01{number:04}") for number in range(0, 900, 3)} <= linked
    assert "Not here" in read("long")["site/area/01.en.html"].text


def test_long_lists_are_cut_and_turned(read):
    pages = read("long")
    assert {"site/area/01.2.en.html", "site/findings.2.km.html", "site/proof/01.2.html"} <= set(pages)
    assert "01.2.fr.html" in pages["site/area/01.fr.html"].links
    findings = [page for path, page in pages.items() if re.match(r"site/findings(\.\d+)?\.en\.html", path)]
    assert sum(page.text.count("The statement of this station is missing.") for page in findings) == 301


def test_decisions_and_scans(read):
    page = read("odd")["site/decisions.en.html"]
    assert page.tables[0][1][2] == "Ruling (who is elected)"
    assert page.tables[0][1][5] == "Decision <12> of the court"
    area = read("odd")["site/area/0101.en.html"]
    assert f"../../forms/{layout.digest_of(sites.SCAN)}.pdf" in area.links


def test_names_are_escaped_and_isolated(records, read):
    for path, page in read("odd").items():
        scripts = [attributes for tag, attributes in page.tags if tag == "script"]
        assert all("src" in each or each.get("type") == "application/json" for each in scripts), path
        assert all(attributes.get("class", "").startswith("k ") for tag, attributes in page.tags if tag == "i"), path
    home = (records["odd"] / "site/index.en.html").read_text("utf-8")
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>" in home
    assert f"<bdi>{sites.ARABIC}</bdi>" in home
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>" in home


@pytest.mark.parametrize("name", ["corrected", "odd", "long"])
def test_every_statement_has_its_proof(records, read, name):
    record = read_record(records[name], KEY.public())
    texts = [
        text for path, page in read(name).items() if "/proof/" in path for text in re.findall(r"suffrage:1:\S+", page.text)
    ]
    proved = {(entry["contest_id"], entry["station_id"]) for entry in (Proof.parse(t).check(record.checkpoint) for t in texts)}
    assert proved == {(contest, station) for contest, station, _ in record.state.standing()}
    assert len(texts) == len(proved)


def test_the_search_index_holds_every_area_and_station(records):
    for name in ("odd", "cambodia", "long"):
        folder = records[name] / "site/search"
        pieces = [
            json.loads(re.fullmatch(r"suffrageTerms\(\d+,(.*)\);\n", file.read_text("utf-8"))[1])
            for file in sorted(folder.glob("[0-9]*.js"), key=lambda f: int(f.stem))
        ]
        firsts = json.loads(re.fullmatch(r"suffrageIndex\((.*)\);\n", (folder / "index.js").read_text("utf-8"))[1])
        assert firsts == [piece[0][0] for piece in pieces]
        assert all(file.stat().st_size < SHARD_BYTES + 100 for file in folder.iterdir())
        codes = {row[2] for piece in pieces for row in piece}
        assert codes >= {row["station_id"] for row in rows_of(records[name], "stations")}
        assert codes >= {row["area_id"] for row in rows_of(records[name], "areas")}
    assert fold("Phnom-Penh (ភ្នំពេញ)") == "phnom penh ភ្នំពេញ"


def test_a_site_is_made_again_to_the_byte(records):
    for name in ("odd", "long"):
        found = verify(records[name], KEY.public())
        assert found.is_valid, found.failures


def test_a_page_is_cut_at_the_same_places_in_every_language():
    short = [Part("<h2>", ["a" * 30_000, "b", "c" * 60_000], "</h2>"), Part("alone")]
    longer = [Part("<h2>", ["é" * 30_000, "b", "ç" * 30_000], "</h2>"), Part("alone")]
    pages, places = lay_out([short, longer])
    assert places == [[1, 1, 2], []]
    assert [len(page) for page in pages] == [2, 2]
    assert all(len(body.encode()) <= PAGE_BYTES for page in pages for body in page)
    assert pages[0][0].startswith("<h2>")
    assert pages[1][0].startswith("<h2>\nccc")
    assert pages[1][1].endswith("</h2>\nalone")
    assert lay_out([[Part("", ["x" * 90_000, "y"])]])[1] == [[1, 2]]
