"""The frame and the people's pages in a real browser: by keyboard, on a phone and a desktop, in three languages."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import sync_playwright
from tests.commission import tiny
from tests.commission.conftest import signed_in

from suffrage.commission.accounts import people as service
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db(transaction=True)
VIEWS = {"km": {"width": 360, "height": 740}, "fr": {"width": 1280, "height": 900}, "en": {"width": 360, "height": 740}}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
EXPECTED = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture
def site(live_server, monkeypatch):
    """The site with a rehearsal and its administrator, over HTTP."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test
    tiny.election(rehearsal=True, generated=True)
    return live_server


@pytest.fixture
def browser(chromium):
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield found
        found.close()


def looked_at(page):
    """No serious fault of access, nothing wider than the screen, and the sign that it is a rehearsal in sight at the page's end."""
    faults = [fault["id"] for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")]
    assert faults == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    page.keyboard.press("End")
    assert page.locator(".strip").bounding_box()["y"] >= 0, page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invited_clerk_comes_in_by_keyboard(site, browser, language):
    administrator = tiny.person(Role.ADMINISTRATOR, None)
    invited, secret = service.invite(
        administrator, username="sok", full_name="សុខ តារា", role="clerk", area=None, language=language
    )
    context = browser.new_context(viewport=VIEWS[language])
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site.url}/invitation/{secret}")
    page.click(f".languages button[value={language}]")
    assert messages(language)["account.welcome"] in page.inner_text("h1")
    looked_at(page)
    page.focus("#id_new_password")
    page.keyboard.type("short")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_again_error")
    assert messages(language)["field.required"] in page.inner_text("#id_again_error")
    looked_at(page)
    for field in ("#id_new_password", "#id_again"):
        page.focus(field)
        page.keyboard.type("seven blue rivers run")
    page.keyboard.press("Enter")
    page.wait_for_selector("code.secret")
    looked_at(page)
    secret_text = page.inner_text("code.secret").replace(" ", "")
    page.keyboard.type(f"{totp(base64.b32decode(secret_text)):06d}")
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    looked_at(page)
    page.click("main a.button")
    assert messages(language)["role.clerk"] in page.inner_text("h1")
    looked_at(page)
    for where in ("/account", "/account/password", "/trail", "/people", "/nowhere"):
        page.goto(site.url + where)
        looked_at(page)
    assert [text for text in said if EXPECTED not in text] == []
    assert Person.objects.get(id=invited.id).second_factor
    context.close()


@pytest.mark.looks
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_administrator_s_pages(site, browser, language):
    inside = signed_in(tiny.person(Role.ADMINISTRATOR, None))
    tiny.person(Role.CLERK, None)
    context = browser.new_context(viewport=VIEWS[language])
    cookies = {"sessionid": inside.cookies["sessionid"].value, "language": language}
    context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    for where in ("/", "/people", "/people/invite", f"/people/{Person.objects.get(username='clerk-all').id}"):
        page.goto(site.url + where)
        looked_at(page)
    page.goto(f"{site.url}/people/invite")
    page.focus("#id_username")
    page.keyboard.type("new.person")
    page.keyboard.press("Tab")
    page.keyboard.type("ម៉ៅ")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("code.secret")
    looked_at(page)
    assert Person.objects.get(username="new.person").role == "clerk"
    assert said == []
    context.close()
