"""Dated figures and what a calculation notes."""

from datetime import date
from pathlib import Path

from suffrage import law
from suffrage.law.sources import dated_figures, figures_on
from suffrage.model import Totals
from suffrage.words.explain import explain


def test_every_dated_figure_has_a_source():
    tables = sorted((Path(law.__file__).parent).glob("*/*/*.csv"))
    assert len(tables) > 8
    for table in tables:
        country, folder = table.parts[-3:-1]
        rows = dated_figures(f"suffrage.law.{country}", f"{folder}/{table.name}")
        assert all(row.source and row.figure > 0 for row in rows), table.name
        assert all(row.until is None or row.since < row.until for row in rows), table.name


def test_no_code_has_two_figures_on_a_day():
    for table in (Path(law.__file__).parent).glob("*/*/*.csv"):
        country, folder = table.parts[-3:-1]
        rows = dated_figures(f"suffrage.law.{country}", f"{folder}/{table.name}")
        for day in {row.since for row in rows}:
            codes = [row.code for row in rows if row.holds(day)]
            assert len(codes) == len(set(codes)), (table.name, day)


def test_a_figure_holds_from_its_first_day_to_the_day_before_its_last():
    file = ("suffrage.law.france", "tables/european_parliament.csv")
    assert figures_on(*file, date(2018, 6, 27)) == {}
    assert figures_on(*file, date(2023, 9, 21)) == {"FR": 79}
    assert figures_on(*file, date(2023, 9, 22)) == {"FR": 81}


def test_every_step_bears_an_article():
    for body in law.bodies():
        ruling = law.at(body.code, body.periods[-1].since)
        options = ("yes", "no") if "referendum" in body.code else ("1", "2")
        votes = dict(zip(options, (30, 20), strict=True))
        totals = Totals(contest_id="12", seats=1, registered=400, voters=300, population=9000, votes=votes)
        outcome = ruling.declare(totals)
        assert outcome.steps
        assert all(line.article for line in explain(outcome, "fr"))
        assert body.periods[-1].sources
        assert body.periods[-1].summary.name_en
        assert all(period.summary.name_fr and period.summary.name_km for period in body.periods)
        assert body.names.name_km


def test_the_docs_have_a_row_for_each_period():
    table = (Path(__file__).parents[2] / "docs" / "bodies.md").read_text("utf-8")
    for body in law.bodies():
        for period in body.periods:
            assert f"| {body.code} | {period.since} | {period.until or 'in force'} |" in table
