"""An audit's forms in a real browser: entered by keyboard alone, by two people, and every page on a phone and a desktop."""

import os
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from tests.commission.audits import begun, sheets
from tests.commission.conftest import signed_in
from tests.commission.test_auditing import twice
from tests.commission.test_browser import VIEWS, browser, looked_at  # noqa: F401 - fixture

from suffrage.commission.auditing import entering
from suffrage.commission.auditing.models import SheetEntry, Taken
from suffrage.commission.auditing.states import State
from suffrage.commission.setup.models import Option
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("SUFFRAGE_SHOTS", "")
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


@pytest.fixture
def at_work(live_server, monkeypatch, tmp_path):
    """An audit by station or by paper, on a site over HTTP."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test

    def begin(method="stations", **more):
        desk = begun(tmp_path, method, rehearsal=True, **more)
        Option.objects.filter(code="1").update(name_km="គណបក្សទីមួយ")
        return desk

    return begin


@pytest.fixture
def page_of(browser, live_server):  # noqa: F811
    """A function (person, language, view) → a page of a browser of their own."""
    opened = []

    def page(person, language, view):
        context = browser.new_context(viewport=view, base_url=live_server.url)
        context.set_default_timeout(15_000)
        cookies = {"sessionid": signed_in(person).cookies["sessionid"].value, "language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        opened.append(context)
        return context.new_page()

    yield page
    for context in opened:
        context.close()


def shown(page, name, language):
    looked_at(page)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{language}-{page.viewport_size['width']}.png"), full_page=True)


def saved(page, name, text):
    """What is typed is saved, up to this field; until then nothing else is asked of the one connection of the tests."""
    typed = urlencode({name: text})
    return page.expect_response(lambda answer: answer.url.endswith("/draft") and typed in (answer.request.post_data or ""))


def scan(page, code):
    """A scanner types the code and Enter."""
    page.goto("/audits")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    expect(page.locator("[autofocus]")).to_be_focused()  # what is typed before goes nowhere


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_people_without_a_mouse(at_work, page_of, language):
    desk = at_work()
    sheet = sheets()[0]
    numbers = list(desk.reported(sheet.statement.station.code).values())
    for name in ("one", "two"):
        page = page_of(desk.people[name], language, VIEWS[language])
        scan(page, sheet.code)
        with saved(page, "f.invalid", numbers[-1].translate(KHMER)):
            for number in numbers:
                page.keyboard.type(number.translate(KHMER))
                page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_url("**/audits?done=*")
        shown(page, f"done-{name}", language)
        sheet.refresh_from_db()
    assert sheet.state == State.TAKEN
    assert Taken.objects.count() == 1


def test_a_power_cut_loses_nothing(at_work, page_of):
    desk = at_work()
    sheet = sheets()[0]
    page = page_of(desk.people["one"], "km", VIEWS["km"])
    scan(page, sheet.statement.station.code)
    with saved(page, "f.votes.1", "១២៣"):
        page.keyboard.type("១២៣")
    page.context.close()
    again = page_of(desk.people["one"], "km", VIEWS["km"])
    scan(again, sheet.code)
    assert again.input_value("[name='f.votes.1']") == "១២៣"
    assert SheetEntry.objects.get().number is None


def walk_through(page_of, desk, walks, language, width):
    """Every page of each walk looked at, at that width."""
    for name, walk in walks.items():
        page = page_of(desk.people[name], language, {"width": width, "height": 800})
        for where in walk:
            page.goto(where)
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            shown(page, f"{name}{where.replace('/', '-').replace('?', '-')}", language)
        page.context.close()


def sent_wrong(page, sheet, language):
    """The form is sent with what cannot be read."""
    page.goto(f"/audits/forms/{sheet.pk}/entry")
    with saved(page, page.locator(":focus").get_attribute("name"), "x"):
        page.keyboard.type("x")
    page.click("form.paper button")
    page.wait_for_selector(".wrong")
    shown(page, f"wrong-{sheet.round.audit.method}", language)
    assert messages(language)["entry.wrong"] in page.inner_text("main")


@pytest.mark.looks
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_can_be_used_by_everybody(at_work, page_of, language):
    desk = at_work()
    differing, taken, again, lost, fresh = sheets()[:5]
    form = desk.reported(differing.statement.station.code)
    twice(desk, differing, form, form | {"f.votes.2": "1", "f.invalid": "1234"})
    for each in (taken, again):
        twice(desk, each, desk.reported(each.statement.station.code))
    entering.reopen(again.pk, "A pile of papers was found behind the shelf. រកឃើញសន្លឹកឆ្នោតមួយគំនរ", by=desk.people["verifier"])
    twice(desk, lost, {"f.lost": "1"})
    walks = {
        "one": ["/audits", f"/audits/forms/{fresh.pk}/entry"],
        "supervisor": ["/audits?state=differing", f"/audits/forms/{differing.pk}", f"/audits/forms/{taken.pk}"],
        "verifier": ["/audits", "/audits/open", f"/audits/forms/{again.pk}"],
        "observer": ["/audits", f"/audits/forms/{again.pk}", f"/audits/forms/{lost.pk}"],
    }
    for width in (360, 1280):
        walk_through(page_of, desk, walks, language, width)
    page = page_of(desk.people["one"], language, VIEWS[language])
    page.goto("/audits")
    page.keyboard.type("nowhere")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said.bad")
    shown(page, "not-a-code", language)
    sent_wrong(page, fresh, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_of_single_papers(at_work, page_of, language):
    desk = at_work("polling", stations=6)
    differing, fresh = sheets()[:2]
    papers = {f"f.paper.{number}": "1" for number, _paper in differing.draws}
    twice(desk, differing, papers, dict.fromkeys(papers, "0"))
    walks = {"one": [f"/audits/forms/{fresh.pk}/entry"], "supervisor": [f"/audits/forms/{differing.pk}"]}
    walk_through(page_of, desk, walks, language, VIEWS[language]["width"])
    sent_wrong(page_of(desk.people["one"], language, VIEWS[language]), fresh, language)
