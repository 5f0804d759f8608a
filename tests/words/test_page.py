"""Explanations as HTML: whole, escaped, in each language, with the table of averages."""

from datetime import date

import pytest

from suffrage import law
from suffrage.model import ContestResult, Totals
from suffrage.words import LANGUAGES
from suffrage.words.page import Chapter, averages, explanation_page


def result(**more):
    totals = Totals(contest_id="12", votes={"1": 700, "2": 240, "3": 60}, **more)
    outcome = law.at("kh.national-assembly", date(2023, 7, 23)).declare(totals)
    return ContestResult(contest_id="12", round=1, totals=totals, outcome=outcome)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_in_each_language(language):
    page = explanation_page([Chapter(result(), "Phnom <Penh>", {"1": "<b>A</b>"})], language)
    assert f'lang="{language}"' in page
    assert "LEMNA 2015, art. 135" in page
    assert "Phnom &lt;Penh&gt;" in page
    assert "<b>" not in page
    assert "http" not in page


def test_the_table_of_averages():
    assert averages(result()) == {"2": [(3, True), (4, False)], "1": [(9, True), (10, False)]}
    assert averages(result(seats=1)) == {}
    assert "<h2>" not in explanation_page([Chapter(result(seats=1), "12", {})], "en")
