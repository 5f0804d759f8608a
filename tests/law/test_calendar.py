"""The election calendar: days that were lawful in real elections, rules counted anew another way, and rows that can be read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage import law
from suffrage.law.calendar import calendar, counted, table, zone_of
from suffrage.model import LawNotKnown
from suffrage.words import LANGUAGES, messages

COUNTRIES = ("suffrage.law.cambodia", "suffrage.law.france")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

REAL = [
    ("fr.national-assembly", date(2022, 6, 12), "candidacies-close", date(2022, 5, 20), "18:00"),
    ("fr.national-assembly", date(2022, 6, 12), "campaign-opens", date(2022, 5, 30), "00:00"),
    ("fr.national-assembly", date(2022, 6, 12), "second-candidacies-close", date(2022, 6, 14), None),
    ("fr.national-assembly", date(2022, 6, 12), "second-round", date(2022, 6, 19), None),
    ("fr.national-assembly", date(2022, 6, 12), "accounts", date(2022, 8, 19), "18:00"),
    ("fr.national-assembly", date(2024, 6, 30), "accounts", date(2024, 9, 6), "18:00"),
    ("fr.national-assembly", date(2017, 6, 11), "campaign-opens", date(2017, 5, 22), None),
    ("fr.national-assembly", date(1988, 6, 5), "candidacies-close", date(1988, 5, 15), None),
    ("fr.president", date(2022, 4, 10), "presentations-close", date(2022, 3, 4), "18:00"),
    ("fr.president", date(2022, 4, 10), "second-round", date(2022, 4, 24), None),
    ("fr.president", date(1981, 4, 26), "second-round", date(1981, 5, 10), None),
    ("fr.municipal", date(2026, 3, 15), "candidacies-close", date(2026, 2, 26), "18:00"),
    ("fr.municipal", date(2026, 3, 15), "second-round", date(2026, 3, 22), None),
    ("fr.municipal", date(2026, 3, 15), "contest", date(2026, 3, 20), "18:00"),
    ("fr.municipal", date(2026, 3, 15), "second-contest", date(2026, 3, 27), "18:00"),
    ("fr.european-parliament", date(2024, 6, 9), "campaign-opens", date(2024, 5, 27), None),
    ("fr.european-parliament", date(2024, 6, 9), "accounts", date(2024, 8, 16), "18:00"),
    ("kh.national-assembly", date(2018, 7, 29), "campaign-opens", date(2018, 7, 7), None),
    ("kh.national-assembly", date(2018, 7, 29), "campaign-closes", date(2018, 7, 27), "24:00"),
    ("kh.national-assembly", date(2023, 7, 23), "campaign-opens", date(2023, 7, 1), None),
    ("kh.national-assembly", date(2023, 7, 23), "campaign-closes", date(2023, 7, 21), "24:00"),
    ("kh.commune", date(2022, 6, 5), "campaign-closes", date(2022, 6, 3), "24:00"),
    ("kh.council", date(2019, 5, 26), "campaign-opens", date(2019, 5, 17), None),
]
"""What was really so: by the ministry's and the committee's own announcements."""


@pytest.mark.parametrize(("body", "polling", "code", "day", "hour"), REAL)
def test_days_of_real_elections(body, polling, code, day, hour):
    (found,) = [known for known in calendar(body, polling) if known.code == code]
    assert (found.day, found.hour) == (day, hour)
    assert found.article
    assert found.source.url


def test_what_is_counted_from_the_proclamation_waits_for_it():
    waiting = calendar("fr.national-assembly", date(2022, 6, 12))[-1]
    assert (waiting.code, waiting.day) == ("contest", None)
    known = {each.code: each for each in calendar("fr.national-assembly", date(2022, 6, 12), proclaimed=date(2022, 6, 20))}
    assert known["contest"].day == date(2022, 6, 30)


def test_what_is_counted_from_a_second_round_that_no_rule_gives_has_no_day():
    found = {each.code: each.day for each in calendar("fr.municipal", date(2014, 3, 23))}
    assert "second-round" not in found
    assert found["contest"] == date(2014, 3, 28)


def test_a_rule_holds_between_its_days():
    assert [each.code for each in calendar("fr.national-assembly", date(1967, 3, 5))] == ["polling"]
    articles = {each.article for each in calendar("fr.national-assembly", date(2017, 6, 11)) if each.code == "campaign-opens"}
    assert articles == {"Code électoral, L164"}


@pytest.mark.parametrize("body", [body.code for body in law.bodies()])
def test_every_body_has_a_calendar_with_its_polling_day(body):
    day = date(2026, 6, 28)
    found = calendar(body, day)
    assert [each.day for each in found if each.code == "polling"] == [day]
    days = [each.day for each in found if each.day]
    assert days == sorted(days)
    assert zone_of(body) in ("Europe/Paris", "Asia/Phnom_Penh")


def test_another_reading_of_a_law_has_the_same_calendar():
    day = date(1998, 7, 26)
    assert calendar("kh.national-assembly:averages-once", day) == calendar("kh.national-assembly", day)


def test_a_law_that_is_not_known_has_none():
    with pytest.raises(LawNotKnown):
        calendar("fr.president", date(1950, 1, 1))


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_row_can_be_counted_said_and_looked_up(country):
    bodies = {body.code for body in law.bodies()}
    for row in table(country):
        assert set(row.bodies) <= bodies
        assert counted(row.rule, date(2024, 6, 30)) != date(2024, 6, 30)
        assert row.origin in ("polling", "second-round", "proclamation")
        assert row.source.title
        assert row.source.url.startswith("http")
        for language in LANGUAGES:
            assert f"deadline.{row.code}" in messages(language)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_two_rows_give_the_same_deadline_on_a_day(country):
    rows = table(country)
    for day in {row.since for row in rows} | {row.until - timedelta(days=1) for row in rows if row.until}:
        for body in {body for row in rows for body in row.bodies}:
            codes = [row.code for row in rows if row.holds(body, day)]
            assert len(codes) == len(set(codes)), (body, day)


@given(st.dates(date(1960, 1, 1), date(2100, 1, 1)), st.integers(1, 60), st.sampled_from(WEEKDAYS), st.sampled_from("+-"))
def test_weekdays_are_counted_one_by_one(day, number, weekday, sign):
    step, left, found = timedelta(days=1 if sign == "+" else -1), number, day
    while left:
        found += step
        left -= WEEKDAYS[found.weekday()] == weekday
    assert counted(f"{sign}{number} {weekday}", day) == found


@pytest.mark.parametrize("rule", ["", "4 friday", "-4 fridays", "-four friday", "+0.5 day", "-4  friday"])
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(ValueError, match="no rule"):
        counted(rule, date(2024, 6, 30))
