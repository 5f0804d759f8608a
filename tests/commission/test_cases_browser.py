"""Complaints and copies in a real browser: on a phone and a desktop, in three languages, the copy's form by keyboard alone."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.elections import OTHER, statement_of, twice
from tests.commission.test_browser import VIEWS, browser, looked_at, site  # noqa: F401 - fixtures

from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import deadlines, deciding, filing
from suffrage.commission.complaints.models import Event
from suffrage.commission.complaints.states import Outcome, Remedy
from suffrage.commission.copies import answering, giving
from suffrage.commission.copies.models import Case, Copy
from suffrage.commission.setup.models import Area, Election
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SUFFRAGE_SHOTS", "")
GROUNDS = "នៅការិយាល័យនេះ តួលេខខុសពីច្បាប់ចម្លងរបស់យើង។\nSur notre copie : 149 voix.\n<b>العربية</b> at 17:40."


@pytest.fixture
def watched(site):  # noqa: F811
    """Statements in, a case and complaints in several states; role → a person."""
    areas = {None: None, "01": Area.objects.get(code="01")}
    people = {(role, code): tiny.person(role, area) for role in Role for code, area in areas.items()}
    twice("01-1", people)
    giving.give(statement_of("01-1"), OTHER, by=people[Role.AGENT, "01"])
    giving.give(statement_of("01-2"), OTHER, by=people[Role.AGENT, "01"])
    answering.explain(Case.objects.get().pk, GROUNDS, by=people[Role.SUPERVISOR, "01"])
    one, two = people[Role.COMMISSIONER, None], tiny.person(Role.COMMISSIONER, None, suffix="-second")
    filing.file(statement_of("01-1"), GROUNDS, by=people[Role.AGENT, "01"])
    heard = filing.file(statement_of("01-1"), GROUNDS, by=people[Role.AGENT, "01"])
    deciding.summon(heard.pk, datetime.now(UTC), "ទីស្តីការគណៈកម្មាធិការ ភ្នំពេញ", by=one)
    deciding.hear(heard.pk, GROUNDS, [one, two], by=one)
    deciding.propose(heard.pk, Outcome.UPHELD, "The scan shows 149.", by=one, remedy=Remedy.RECOUNT)
    deciding.refuse(heard.pk, "Read the scan again.", by=two)
    deciding.propose(heard.pk, Outcome.UPHELD, "The scan shows 149.", by=one, remedy=Remedy.RECOUNT)
    deadlines.announce(Election.objects.get(), Event.PRELIMINARY, datetime(2023, 8, 1, 2, tzinfo=UTC), by=one)
    filing.file(Area.objects.get(code="01"), GROUNDS, by=people[Role.AGENT, "01"])
    return site, people | {("second", None): two}, heard


def opened(browser, site, person, language, view):  # noqa: F811
    context = browser.new_context(viewport=view)
    cookies = {"sessionid": signed_in(person).cookies["sessionid"].value, "language": language}
    context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
    return context, context.new_page()


def shown(page, name, language):
    looked_at(page)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{page.viewport_size['width']}.png"), full_page=True)


@pytest.mark.looks
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_complaints_and_copies(watched, browser, language):  # noqa: F811
    site, people, heard = watched  # noqa: F811
    copy = Copy.objects.get(statement__station__code="01-1")
    walks = {
        (Role.COMMISSIONER, None): [
            "/complaints",
            f"/complaints/{heard.pk}",
            f"/complaints/{heard.pk - 1}",
            "/copies",
            "/trail",
        ],
        ("second", None): [f"/complaints/{heard.pk}"],
        (Role.SUPERVISOR, "01"): ["/complaints/new", f"/copies/{copy.pk}", f"/statements/{copy.statement_id}"],
        (Role.AGENT, "01"): [
            "/complaints/new",
            f"/complaints/{heard.pk + 1}",
            "/copies",
            "/copies/new",
            "/copies/new?station=9",
            f"/copies/new/{copy.statement_id}",
            "/copies/file",
            f"/copies/{copy.pk}",
        ],
    }
    for view in (VIEWS[language], {"width": 1280 if VIEWS[language]["width"] == 360 else 360, "height": 800}):
        for who, walk in walks.items():
            context, page = opened(browser, site, people[who], language, view)
            for where in walk:
                page.goto(site.url + where)
                if where.startswith("/complaints/"):
                    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
                shown(page, f"{who[0]}{where.replace('/', '-').replace('?', '-')}", language)
            context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_is_given_by_keyboard(watched, browser, language):  # noqa: F811
    site, people, _heard = watched  # noqa: F811
    context, page = opened(browser, site, people[Role.AGENT, "01"], language, VIEWS[language])
    page.goto(f"{site.url}/copies/new")
    page.keyboard.type("០១-២")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name='f.registered']")
    for number in ("500", "305", "305", "5", "300", "១០០", "150", "x"):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # past the photos, to the button
    page.keyboard.press("Enter")
    page.wait_for_selector(".wrong")
    shown(page, "copy-wrong", language)
    page.focus("[name='f.votes.C']")
    page.keyboard.press("Control+a")
    page.keyboard.type("50")
    for _each in ("photos", "button", "pressed"):
        page.keyboard.press("Enter")
    page.wait_for_selector("table.entries")
    shown(page, "copy-given", language)
    assert messages(language)["copy-match.waiting"] in page.inner_text("h1")
    assert Copy.objects.filter(replaced=False, statement__station__code="01-2").get().figures["C"] == 50
    context.close()
