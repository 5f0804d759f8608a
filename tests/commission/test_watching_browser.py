"""The pages of watching in a real browser: no fault of access, nothing too wide, and parts that come by themselves."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.elections import IN_ERROR, ODD, OTHER, reading, twice

from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup.models import Area
from suffrage.commission.watching import pages
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db(transaction=True)
VIEWS = {"km": {"width": 360, "height": 740}, "fr": {"width": 1280, "height": 900}, "en": {"width": 1920, "height": 1080}}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture
def people(transactional_db):
    election = tiny.election(rehearsal=True, generated=True)
    areas = {area.code: area for area in Area.objects.filter(election=election).select_related("election")}
    return {(role, code): tiny.person(role, areas[code]) for role in Role for code in ("01", "02")}


@pytest.fixture
def browser(chromium, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield found
        found.close()


def opened(browser, live_server, language, **more):
    inside = signed_in(tiny.person(Role.COMMISSIONER, None))
    context = browser.new_context(viewport=VIEWS[language], **more)
    cookies = {"sessionid": inside.cookies["sessionid"].value, "language": language}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    return context.new_page()


@pytest.mark.looks
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_is_looked_at(people, live_server, browser, language, colours):
    twice("01-1", people)
    twice("01-2", people, second=OTHER)
    twice("02-1", people, ODD, ODD)
    twice("02-2", people, IN_ERROR, IN_ERROR)
    page = opened(browser, live_server, language, color_scheme=colours)
    said = []
    page.on("console", lambda message: said.append(message.text))
    for name in pages.ROLES:
        for area in ("KH", "01"):
            page.goto(f"{live_server.url}/watch/{name}?area={area}")
            assert page.locator("#watch").is_visible()
            faults = [
                fault["id"] for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")
            ]
            assert faults == [], (name, area)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
            if name == "wall" and language == "en":
                assert page.evaluate("document.documentElement.scrollHeight <= document.documentElement.clientHeight")
    assert said == []


def test_the_wall_and_a_page_renew_themselves_and_the_focus_stays(people, live_server, browser, monkeypatch):
    monkeypatch.setattr("suffrage.commission.watching.scope.look", pages_look)
    monkeypatch.setitem(pages.EVERY, "wall", 1)
    monkeypatch.setitem(pages.EVERY, "progress", 1)
    page = opened(browser, live_server, "en")
    page.goto(f"{live_server.url}/watch/progress")
    page.focus("#a-01")
    wall = page.context.new_page()
    wall.goto(f"{live_server.url}/watch/wall")
    assert messages("en")["watch.no-votes"] in wall.inner_text("#watch")
    twice("01-1", people, *[reading(300, 250, 30, 20)] * 2)
    wall.wait_for_selector("text=83.33%")
    page.bring_to_front()
    page.wait_for_selector("text=25.00%")
    assert page.evaluate("document.activeElement.id") == "a-01"
    page.keyboard.press("Enter")
    page.wait_for_selector("#p-" + str(first_statement()))


def pages_look(election):
    from suffrage.commission.watching.tally import look

    return look(election, pause=0)


def first_statement():
    from suffrage.commission.statements.models import Statement

    return Statement.objects.get(station__code="01-1").pk
