"""A rehearsal cannot be mistaken: every page of the table of addresses says so, in words, in its title, for the ear and on paper, and
so does everything that is written out.
"""

import re
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse
from icalendar import Calendar
from playwright.sync_api import sync_playwright
from tests.commission import tiny
from tests.commission.access_table import TABLE
from tests.commission.conftest import signed_in
from tests.commission.elections import once, received, twice
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup.models import Area
from suffrage.words import LANGUAGES, messages, say

pytestmark = pytest.mark.django_db
WRITTEN_OUT = {"application/pdf", "text/calendar; charset=utf-8", "text/csv; charset=utf-8"}
NOT_ABOUT_AN_ELECTION = {"health", "metrics", "api-openapi"}
AS_BROUGHT = {"scan", "copy-photo", "evidence"}
"""What somebody brought is shown as it is."""
PARTS_OF_PAGES = {
    "setup-law",
    "declaring-running",
    *(name for name in TABLE if name.startswith("watch-") and name.endswith("-part")),
}
"""Parts of a page that says so around them."""
SAYS_NOTHING = NOT_ABOUT_AN_ELECTION | AS_BROUGHT | PARTS_OF_PAGES


@pytest.fixture
def election(db):
    return tiny.election(rehearsal=True)


@pytest.fixture
def rehearsal(election):
    return election


def address(name, area):
    line = TABLE[name]
    return reverse(name, args=line.arguments(area) if line.arguments else [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", sorted(name for name, line in TABLE.items() if "GET" in line.methods and name not in SAYS_NOTHING)
)
def test_every_address_says_so(name, language, rehearsal, people, client):
    area = Area.objects.get(code="01")
    once("01-1", people)
    line = TABLE[name]
    roles = sorted(line.roles) if line.roles else [None]
    for role in roles:
        browser = signed_in(people[role, "01"]) if role else client
        browser.cookies["language"] = language
        answer = browser.get(address(name, area), follow=True)
        kind = answer.headers["Content-Type"]
        if kind.startswith("text/html"):
            says_so(answer, language)
        else:
            assert kind in WRITTEN_OUT, "say here how this export shows that it is a rehearsal's"
            assert 'filename="rehearsal-' in answer.headers["Content-Disposition"]


def says_so(answer, language):
    page = text_of(answer)
    short = messages(language)["commission.rehearsal-short"]
    assert f"<title>{short} · " in page
    assert messages(language)["commission.rehearsal"] in page
    assert '<aside class="not-real"' in page
    assert '<p class="strip" aria-hidden="true">' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_do_the_pages_of_an_entry_a_decision_and_a_refusal(language, rehearsal, people, client_of):
    received("01-1", people)
    twice("01-2", people)
    clerk, supervisor = client_of("clerk"), client_of("supervisor")
    for browser in (clerk, supervisor):
        browser.cookies["language"] = language
    numbers = dict(tiny_statements())
    clerk.post(reverse("begin-entry", args=[numbers["01-1"]]))
    for answer in (
        clerk.get(reverse("entry", args=[numbers["01-1"]])),
        supervisor.get(reverse("statement", args=[numbers["01-2"]])),
        clerk.get("/nowhere"),
        clerk.get("/people"),
        clerk.get(reverse("sign-out")),
        supervisor.post(reverse("begin-counting")),
    ):
        says_so(answer, language)


def tiny_statements():
    from suffrage.commission.statements.models import Statement

    return Statement.objects.values_list("station__code", "pk")


def test_the_real_election_says_nothing_of_the_kind(db):
    real = tiny.election()
    page = signed_in(tiny.person(Role.CLERK, real.areas.get(code="01"))).get("/").content.decode()
    assert "not-real" not in page
    assert "Rehearsal" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_of_its_calendar_says_so(language, rehearsal, client_of):
    browser = client_of("observer")
    browser.cookies["language"] = language
    mark = say(language, "calendar.rehearsal", what="")
    events = Calendar.from_ical(browser.get("/calendar.ics").content).walk("VEVENT")
    assert events
    assert all(str(event["summary"]).startswith(mark) for event in events)


@pytest.mark.django_db(transaction=True)
def test_every_sheet_of_a_printed_page_says_so(live_server, chromium, monkeypatch, tmp_path):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    election = tiny.election(rehearsal=True)
    for number in range(120):
        Area.objects.create(election=election, code=f"X{number}", level="x", path=f"X{number}/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.context.add_cookies([{"name": "language", "value": "en", "url": live_server.url}])
        page.goto(live_server.url + "/sign-in")
        page.evaluate(
            "for (let i = 0; i < 90; i++) document.querySelector('main').append(document.createElement('h2'), 'line ' + i)"
        )
        page.pdf(path=tmp_path / "page.pdf", format="A4")
        browser.close()
    done = subprocess.run(["pdftotext", "page.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607
    sheets = done.stdout.decode().split("\f")[:-1]
    assert len(sheets) > 2
    for sheet in sheets:
        assert re.search("rehearsal", sheet, re.IGNORECASE)


def test_the_sheet_for_paper_does_not_hide_it():
    css = (Path(__file__).parents[2] / "src/suffrage/commission/static/commission.css").read_text("utf-8")
    for_print = css[css.index("@media print") :]
    assert not re.search(r"\.(strip|not-real)\{display:none", for_print)


def test_the_roles_are_all_tried():
    assert {role for line in TABLE.values() if line.roles for role in line.roles} == set(Role)
