"""The draw: by hand, by the program and by a second program; in proportion to size; and never by the order of rows."""

import csv
import importlib.util
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage.audit.draw import Urn
from suffrage.model import BadInput

ROOT = Path(__file__).parents[2]
SEED = "31415926535897932384"


@pytest.fixture(scope="module")
def second():
    """The second implementation."""
    place = importlib.util.spec_from_file_location("draw_stations", ROOT / "verifier" / "draw_stations.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def page():
    """The tables of docs/audit-draw.md, row by row."""
    text = (ROOT / "docs" / "audit-draw.md").read_text("utf-8")
    return [[cell.strip() for cell in row.strip("|\n").split("|")] for row in re.findall(r"^\|.*$", text, flags=re.MULTILINE)]


def test_the_page_done_by_hand_is_the_program_s_draw(page, second):
    sizes = {station: int(size) for _, station, size, _ in (row for row in page if len(row) == 4 and row[1].isdigit())}
    by_hand = [(int(row[0]), row[5]) for row in page if len(row) == 6 and row[0].isdigit()]
    assert len(sizes) == 10
    assert len(by_hand) == 8
    urn = Urn(SEED, "12", sizes)
    assert [(drawn.number, drawn.station) for drawn in urn.stations(8, replacement=True)] == by_hand
    assert [(drawn.number, drawn.station) for drawn in urn.stations(6, replacement=False)] == by_hand[:6]
    assert [(j, station) for j, station, _ in second.draws(SEED, "12", sizes, 8, replacement=True)] == by_hand
    assert urn.papers(1, replacement=False)[0].paper == 87


codes = st.text(st.characters(blacklist_characters="\n\r", blacklist_categories=("Cs",)), min_size=1, max_size=6)


@given(st.data())
def test_two_implementations_agree(second, data):
    import unicodedata

    names = data.draw(st.lists(codes, min_size=1, max_size=8, unique_by=lambda code: unicodedata.normalize("NFC", code)))
    sizes = {unicodedata.normalize("NFC", name): data.draw(st.integers(1, 10**9)) for name in names}
    seed = data.draw(st.text("0123456789", min_size=20, max_size=30))
    replacement, papers = data.draw(st.booleans()), data.draw(st.booleans())
    number = data.draw(st.integers(0, len(sizes)))
    urn = Urn(seed, "ភ្នំពេញ", sizes)
    ours = (urn.papers if papers else urn.stations)(number, replacement=replacement)
    theirs = second.draws(seed, "ភ្នំពេញ", sizes, number, replacement=replacement, papers=papers)
    assert [(drawn.number, drawn.station, drawn.paper) for drawn in ours] == theirs


def test_the_order_of_rows_changes_nothing_and_another_round_goes_on():
    sizes = {f"{n:03}": n % 7 + 1 for n in range(50)}
    here, there = Urn(SEED, "12", sizes), Urn(SEED, "12", dict(reversed(sizes.items())))
    assert here.stations(20, replacement=False) == there.stations(20, replacement=False)
    assert here.stations(10, replacement=False) == here.stations(20, replacement=False)[:10]
    assert here.papers(10, replacement=True) != Urn(SEED, "13", sizes).papers(10, replacement=True)


def test_the_same_code_in_another_form_of_unicode_is_the_same_code():
    found = [Urn(SEED, "12", {code: 3, "x": 1}).papers(3, replacement=False) for code in ("é", "e\u0301")]
    assert [(drawn.number, drawn.paper) for drawn in found[0]] == [(drawn.number, drawn.paper) for drawn in found[1]]
    assert {drawn.station for drawn in found[1]} == {"e\u0301", "x"}
    with pytest.raises(BadInput, match="two stations have the same code"):
        Urn(SEED, "12", {"é": 3, "e\u0301": 1})


def test_stations_are_drawn_in_proportion_to_their_size():
    sizes = {"a": 100, "b": 300, "c": 600, "d": 0}
    seen = Counter(drawn.station for drawn in Urn(SEED, "12", sizes).stations(20_000, replacement=True))
    assert "d" not in seen
    expected = {"a": 2000, "b": 6000, "c": 12_000}
    assert sum((seen[code] - number) ** 2 / number for code, number in expected.items()) < 13.8  # χ², 2 degrees, 0.1 %


def test_what_is_left_is_drawn_in_proportion_to_its_size():
    """Second places without replacement, over many seeds, against what successive draws give."""
    sizes = {"a": 1, "b": 2, "c": 3}
    seen = Counter(
        tuple(drawn.station for drawn in Urn(f"{seed:020}", "12", sizes).stations(2, replacement=False)) for seed in range(6000)
    )
    expected = {
        (first, second): 6000 * sizes[first] / 6 * sizes[second] / (6 - sizes[first])
        for first in sizes
        for second in sizes
        if first != second
    }
    assert sum((seen[pair] - number) ** 2 / number for pair, number in expected.items()) < 20.5  # χ², 5 degrees, 0.1 %


def test_every_paper_is_drawn_once_without_replacement():
    sizes = {"a": 3, "b": 4}
    found = {(drawn.station, drawn.paper) for drawn in Urn(SEED, "12", sizes).papers(7, replacement=False)}
    assert found == {*(("a", n) for n in (1, 2, 3)), *(("b", n) for n in (1, 2, 3, 4))}


@pytest.mark.parametrize(
    ("seed", "sizes", "sentence"),
    [
        ("123", {"a": 1}, "at least 20 throws"),
        ("1234567890123456789x", {"a": 1}, "at least 20 throws"),
        ("१२३४५६७८९०१२३४५६७८९०", {"a": 1}, "at least 20 throws"),
        (SEED, {"a\nb": 1}, "has a line break"),
        (SEED, {"": 1}, "is empty"),
        (SEED, {"a": -1}, "below zero"),
        (SEED, {"a": 0}, "nothing to draw from"),
        (SEED, {}, "nothing to draw from"),
    ],
)
def test_what_cannot_be_drawn_is_refused(seed, sizes, sentence):
    with pytest.raises(BadInput, match=sentence):
        Urn(seed, "12", sizes)


def test_more_than_there_are():
    urn = Urn(SEED, "12", {"a": 2, "b": 0})
    with pytest.raises(BadInput, match="2 stations cannot be drawn from 1"):
        urn.stations(2, replacement=False)
    with pytest.raises(BadInput, match="3 papers cannot be drawn from 2"):
        urn.papers(3, replacement=False)


def test_the_second_program_reads_a_file_and_stands_alone(tmp_path):
    file = tmp_path / "sizes.csv"
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([["station_id", "size"], ["a", 5], ["b", 7]])
    command = [sys.executable, "-I", str(ROOT / "verifier" / "draw_stations.py"), SEED, "12", str(file), "3", "--papers"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    ours = Urn(SEED, "12", {"a": 5, "b": 7}).papers(3, replacement=False)
    assert printed[:3] == [f"{drawn.number} {drawn.station} {drawn.paper}" for drawn in ours]
