"""`suffrage calendar`: printed, as JSON, as iCalendar, in each language; and what it refuses."""

import json

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from suffrage.cli import app
from suffrage.model import LawNotKnown
from suffrage.words import LANGUAGES, messages

ASKED = ("calendar", "fr.national-assembly", "--day", "2022-06-12")


def run(*arguments):
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True, env={"COLUMNS": "200"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_printed(language):
    said = run(*ASKED, "--lang", language).stdout
    assert messages(language)["deadline.candidacies-close"].split()[0] in said
    assert "L157" in said
    assert "Europe/Paris" in said


def test_a_law_without_deadlines_says_so():
    assert messages("en")["calendar.none-known"] in run("calendar", "kh.senate", "--day", "2024-02-25").stdout


def test_as_json():
    read = json.loads(run(*ASKED, "--proclaimed", "2022-06-20", "--json").stdout)
    assert (read["law"], read["polling"], read["zone"]) == ("fr.national-assembly", "2022-06-12", "Europe/Paris")
    assert {each["code"]: each["day"] for each in read["deadlines"]}["contest"] == "2022-06-30"


def test_as_icalendar(tmp_path):
    done = run(*ASKED, "--ics", str(tmp_path / "calendar.ics"))
    assert done.exit_code == 0, done.output
    assert len(Calendar.from_ical((tmp_path / "calendar.ics").read_bytes()).walk("VEVENT")) == 11


def test_a_law_that_is_not_known_is_refused():
    assert isinstance(run("calendar", "fr.nobody", "--day", "2022-06-12").exception, LawNotKnown)
