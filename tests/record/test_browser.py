"""The site in a real browser: on a phone and a desktop, from a disk and over HTTP, in three languages, with and without script."""

import http.server
import re
import threading
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from tests.record import sites
from tests.record.conftest import KEY, OTHER

from suffrage.record import layout
from suffrage.record.station import Proof
from suffrage.words import LANGUAGES

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
KINDS = (
    "index", "contests", "contest/01", "area/01", "area/0101", "missing", "findings", "corrections", "decisions", "check",
)  # fmt: skip
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return sites.odd(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Nothing."""


@pytest.fixture(scope="module")
def served(record):
    """The record on a plain web server: the address of its site."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(record)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/site"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module", params=["disk", "http"])
def base(request, bases):
    return bases[request.param]


@pytest.fixture(scope="module")
def bases(record, served):
    return {"disk": (record / "site").as_uri(), "http": served}


@pytest.fixture
def open_page(browser):
    """Open a page; whatever it complains of is an error at the end."""
    complaints, contexts = [], []

    def opened(address, viewport=PHONE, **more):
        contexts.append(browser.new_context(viewport=viewport, **more))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(f"{address}: {message.text}"))
        page.on("pageerror", lambda problem: complaints.append(f"{address}: {problem}"))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("place", "viewport"), [("disk", PHONE), ("http", DESKTOP)], ids=["disk-phone", "http-desktop"])
def test_no_page_complains_or_overflows(open_page, bases, language, place, viewport):
    base = bases[place]
    page = open_page(f"{base}/index.{language}.html", viewport)
    for kind in KINDS:
        page.goto(f"{base}/{kind}.{language}.html")
        assert fits(page), kind
        expect(page.locator("h1")).to_be_visible()
    page.goto(f"{base}/proof/0101.html")
    assert fits(page)
    assert (
        page.locator("img.qr").first.evaluate("async picture => { await picture.decode(); return picture.naturalWidth }") > 40
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_with_disabilities_can_use_it(open_page, served, language):
    """All kinds of pages in one language, those that differ most by language and by dark colours in the others."""
    page = open_page(f"{served}/index.html", PHONE, color_scheme="light" if language == "en" else "dark")
    kinds = KINDS if language == "en" else ("index", "area/0101")
    for address in [*(f"{served}/{kind}.{language}.html" for kind in kinds), f"{served}/proof/0101.html"]:
        page.goto(address)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        grave = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
        assert grave == [], address


def test_the_first_view_is_light(browser, served):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    responses = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 — the driver takes no built-in method
    page.goto(f"{served}/index.km.html")
    sizes = [(response.url, len(response.body())) for response in responses]
    context.close()
    assert {address.rsplit("/", 1)[1] for address, _ in sizes} >= {"index.km.html", "style.css", "search.js"}
    assert sum(size for _, size in sizes) < 100_000


@pytest.mark.parametrize(
    ("place", "question", "language", "target"),
    [
        ("http", "saint etienne", "fr", "area/0101.fr.html"),
        ("disk", "ETIENNE", "en", "area/0101.en.html"),
        ("http", "0102", "en", "area/0102.en.html"),
        ("disk", "០១.២", "km", "area/0101.km.html#s-01_2e_2"),
        ("http", "school", "en", "area/0101.en.html#s-01_2e_1"),
        ("disk", "ឃុំពីរ", "km", "area/0102.km.html"),
        ("http", sites.ARABIC, "fr", "area/23.fr.html"),
    ],
)
def test_search_finds_a_station_and_a_commune(open_page, bases, place, question, language, target):
    base = bases[place]
    page = open_page(f"{base}/index.{language}.html")
    page.get_by_role("searchbox").fill(question)
    link = page.locator(f'#found a[href="{target}"]')
    expect(link).to_be_visible()
    link.click()
    expect(page).to_have_url(re.compile(re.escape(target) + "$"))
    if "#" in target:
        expect(page.locator(f"[id={target.split('#')[1]}]")).to_be_in_viewport()


def test_search_says_that_it_found_nothing(open_page, base):
    page = open_page(f"{base}/index.en.html")
    page.get_by_role("searchbox").fill("nowhere at all")
    expect(page.get_by_role("status")).to_have_text("Nothing of this name or code.")
    expect(page.locator("#found li")).to_have_count(0)


def test_without_script_everything_can_be_read(open_page, base):
    page = open_page(f"{base}/index.en.html", java_script_enabled=False)
    expect(page.locator("#search")).to_be_hidden()
    page.locator('main a[href="area/01.en.html"]').click()
    page.locator('a[href="../area/0101.en.html"]').click()
    expect(page.get_by_role("cell", name="176", exact=True)).to_be_visible()
    page.locator('a[href^="../proof/0101.html#"]').first.click()
    expect(page.locator("section code").first).to_contain_text("suffrage:1:")
    page.goto(f"{base}/check.en.html")
    expect(page.get_by_text("needs JavaScript")).to_be_visible()


def test_languages_lead_to_each_other(open_page, base):
    page = open_page(f"{base}/index.html")
    page.get_by_role("link", name="ខ្មែរ").click()
    expect(page.locator("html")).to_have_attribute("lang", "km")
    page.get_by_role("link", name="Français").click()
    expect(page).to_have_url(f"{base}/index.fr.html")


def proof_on(page, base):
    """Open the check page from a station's proof, as a reader would; the text it was given."""
    page.goto(f"{base}/proof/0101.html")
    page.locator("section").first.get_by_role("link", name="Check a station").click()
    expect(page.locator("#proof")).to_have_value(re.compile("^suffrage:1:"))
    return page.locator("#proof").input_value()


def test_the_check_page_accepts_a_station_s_code(open_page, base, record):
    page = open_page(f"{base}/check.en.html")
    text = proof_on(page, base)
    note = (record / layout.CHECKPOINT).read_text("utf-8")
    verdict, button = page.locator("#verdict"), page.get_by_role("button")
    if base.startswith("http"):
        expect(page.locator("#note")).to_have_value(note)
    page.locator("#note").fill(note.split("\n\n")[0])
    button.click()
    expect(verdict).to_contain_text("stands in the log")
    expect(verdict).to_contain_text("no public key was given")
    page.locator("#key").fill(str(KEY.public()))
    button.click()
    expect(verdict).to_contain_text("without its signature lines")
    page.locator("#note").fill(note)
    button.click()
    expect(verdict).to_contain_text("The commission signed this checkpoint")
    expect(verdict).to_have_class("good")
    entry = Proof.parse(text).entry.decode()
    votes = re.search(r'"votes":{"18":(\d+)', entry)[1]
    expect(page.locator("#figures tr", has_text="option 18").locator("td")).to_have_text(votes)


def test_the_check_page_refuses_what_is_wrong(open_page, served, base, record):
    page = open_page(f"{base}/check.en.html")
    text = proof_on(page, base)
    note = (record / layout.CHECKPOINT).read_text("utf-8")
    proof = Proof.parse(text)
    flipped = Proof(proof.number, proof.size, proof.entry.replace(b'"18":3', b'"18":4'), proof.path)
    assert flipped.entry != proof.entry
    body = note.split("\n\n")[0] + "\n"
    signature = note.rsplit(" ", 1)[1]
    damaged = note.replace(signature, signature[:20] + ("A" if signature[20] != "A" else "B") + signature[21:])
    cases = [
        (flipped.text(), note, "does not stand in the log"),
        (Proof(proof.number + 1, proof.size, proof.entry, proof.path).text(), note, "does not stand in the log"),
        (Proof(proof.number, proof.size - 1, proof.entry, proof.path).text(), note, "two states of the log"),
        (text, damaged, "is not signed with the key given"),
        (text, f"{body}\n{OTHER.sign(body)}", "is not signed with the key given"),
        (text[:-1], note, "not the text of a station's QR code"),
        ("suffrage:2:1", note, "not the text of a station's QR code"),
        (text, "three words only", "not a checkpoint"),
    ]
    page.locator("#key").fill(str(KEY.public()))
    for proof_text, note_text, said in cases:
        page.locator("#proof").fill(proof_text)
        page.locator("#note").fill(note_text)
        page.get_by_role("button").click()
        expect(page.locator("#verdict")).to_contain_text(said)
        expect(page.locator("#verdict")).to_have_class("bad")
        expect(page.locator("#figures")).to_be_hidden()
    page.locator("#proof").fill(text)
    page.locator("#note").fill(note)
    page.locator("#key").fill(str(KEY.public()).replace("+", "+0", 1))
    page.get_by_role("button").click()
    expect(page.locator("#verdict")).to_contain_text("not a public key")


def test_it_prints(open_page, served):
    page = open_page(f"{served}/area/0101.en.html")
    page.emulate_media(media="print")
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator("table").first).to_be_visible()
    assert page.pdf().startswith(b"%PDF")
