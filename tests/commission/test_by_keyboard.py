"""Statements entered in a real browser by keyboard alone, in Khmer; what was typed survives a browser that dies."""

import os
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from tests.commission import elections
from tests.commission.conftest import signed_in
from tests.commission.elections import GOOD

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statements.models import Accepted, Entry
from suffrage.commission.statements.reading import reading_of
from suffrage.commission.statements.states import State
from suffrage.words import messages

pytestmark = pytest.mark.django_db(transaction=True)
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
LAST = urlencode({"f.valid": "៣០០"})


@pytest.fixture(scope="module")
def chrome(chromium):
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread; the database is ours alone
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_of(chrome, live_server):
    """A function (person, language) → a page of a browser of their own, in which they are signed in."""
    opened = []

    def page(person, language="km", width=1280):
        context = chrome.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
        context.set_default_timeout(10_000)
        cookies = {"sessionid": signed_in(person).cookies["sessionid"].value, "language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        opened.append(context)
        return context.new_page()

    yield page
    for context in opened:
        context.close()


def type_in(page, given, upto=None):
    """The form's fields in their order, each followed by Enter, as a clerk reads them from the paper."""
    numbers = list(elections.typed(given).values())
    for number in numbers[:upto]:
        page.keyboard.type(number.translate(KHMER))
        page.keyboard.press("Enter")


def test_two_clerks_without_a_mouse(page_of, people, election):
    first = page_of(people[Role.CLERK, "01"])
    first.goto("/statements/receive")
    first.keyboard.type("01-1")
    first.keyboard.press("Enter")
    first.keyboard.type("A77")
    first.keyboard.press("Enter")
    first.keyboard.press("Enter")
    expect(first.locator(".said.good")).to_be_visible()
    first.goto("/statements")
    first.keyboard.press("Enter")
    first.wait_for_url("**/entry")
    with first.expect_response(lambda answer: answer.url.endswith("/draft") and LAST in (answer.request.post_data or "")):
        type_in(first, GOOD, upto=5)
    first.context.close()  # a power cut

    again = page_of(people[Role.CLERK, "01"])
    again.goto("/statements")
    again.keyboard.press("Enter")
    again.wait_for_url("**/entry")
    expect(again.locator("[name='f.valid']")).to_have_value("៣០០")
    for _ in range(5):
        again.keyboard.press("ArrowDown")
    for number in ("100", "150", "49"):
        again.keyboard.type(number)
        again.keyboard.press("ArrowDown")
    again.keyboard.press("Enter")
    expect(again.locator("fieldset.found")).to_contain_text("២៩៩")
    again.locator("[name='f.votes.C']").focus()
    again.keyboard.press("Control+a")
    again.keyboard.type("50")
    again.keyboard.press("Enter")
    again.keyboard.press("Enter")
    again.wait_for_url("**/statements?done=*")
    assert reading_of(Entry.objects.get()) == GOOD

    second = page_of(elections.second_clerk(election.areas.get(code="01")))
    second.goto("/statements")
    second.keyboard.press("Enter")
    second.wait_for_url("**/entry")
    type_in(second, GOOD)
    second.keyboard.press("Enter")
    second.wait_for_url("**/statements?done=*")
    assert reading_of(Accepted.objects.get().entry) == GOOD


def test_a_connection_that_drops_is_said(page_of, people):
    statement = elections.received("01-1", people)
    page = page_of(people[Role.CLERK, "01"], "fr")
    page.goto("/statements")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    page.context.set_offline(True)
    page.keyboard.type("12")
    expect(page.locator("#unsaved")).to_be_visible()
    expect(page.locator("#unsaved")).to_have_text(messages("fr")["entry.not-saved"])
    page.context.set_offline(False)
    with page.expect_response(lambda answer: "f.registered=123" in (answer.request.post_data or "")):
        page.keyboard.type("3")
    expect(page.locator("#unsaved")).to_be_hidden()
    expect(page.locator("#saved .good")).to_be_visible()
    assert Entry.objects.get(statement=statement).draft["registered"] == "123"


@pytest.mark.looks
@pytest.mark.parametrize(("language", "width"), [("km", 1280), ("fr", 360), ("en", 1280)])
def test_the_pages_can_be_used_by_everybody(page_of, people, language, width):
    differing = elections.twice("01-1", people, GOOD, elections.OTHER)
    open_one = elections.received("01-2", people)
    clerk, supervisor = people[Role.CLERK, "01"], people[Role.SUPERVISOR, "01"]
    from suffrage.commission.statements import work

    work.begin(open_one.pk, by=clerk)
    looks = [(clerk, "/statements"), (clerk, "/statements/receive"), (clerk, f"/statements/{open_one.pk}/entry")]
    looks += [(supervisor, f"/statements/{differing.pk}"), (supervisor, "/statements")]
    pages = {}
    for number, (person, where) in enumerate(looks):
        page = pages.get(person) or pages.setdefault(person, page_of(person, language, width))
        page.goto(where)
        if folder := os.environ.get("SUFFRAGE_LOOK"):
            page.screenshot(path=f"{folder}/{language}-{width}-{number}.png", full_page=True)
        grave = [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
        assert grave == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    assert differing.state == State.DIFFERING
