"""The report in a real browser: on a phone and a desktop, in three languages, from a disk, light and dark, and printed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from tests.compare import reports

from suffrage.compare.report import write_report
from suffrage.words import LANGUAGES

VIEWPORTS = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")
LONG = "A party with a name that does not end soon and has one AbsurdlyLongWordWithoutAnyGapInIt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A report with a map, long names, everything optional, and generated figures, so that each thing that can be shown is."""
    home = tmp_path_factory.mktemp("browser")
    head = "contest_id,option_id,ballot_number,party_id,name\n"
    options = head + "".join(f"{code},9,9,FUN,{LONG}\n{code},18,18,CPP,حزب\n" for code in ("01", "23"))
    toml = reports.TOML.replace("[law]", "generated = true\n[law]")
    found = reports.comparison(home / "election", toml=toml, options=options)
    outlines = reports.outlines(home / "map.geojson", codes=("01", "elsewhere"))
    write_report(found, reports.extras(found), home / "report", LANGUAGES, outlines=(outlines, "code"), pdf=False)
    return home / "report"


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, folder):
    """Open the report of a language; whatever it complains of, and whatever it asks for beyond its own file, is an error at the end."""
    complaints, contexts = [], []

    def opened(language, **more):
        address = (folder / f"report.{language}.html").as_uri()
        contexts.append(browser.new_context(**more))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.on("request", lambda request: complaints.append(request.url) if request.url not in (address, "data:,") else None)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_all_can_use_it(open_page, language, viewport, scheme):
    page = open_page(language, viewport=VIEWPORTS[viewport], color_scheme=scheme)
    expect(page.locator("h1")).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")] == []


def test_its_contents_lead_to_its_sections(open_page):
    page = open_page("en", viewport=VIEWPORTS["phone"])
    for link in page.locator(".toc a").all():
        link.click()
        expect(page.locator(page.url[page.url.index("#") :])).to_be_in_viewport()


def test_pictures_have_size_and_colour(open_page):
    page = open_page("en", viewport=VIEWPORTS["desktop"])
    for kind in ("seats", "map", "plot"):
        box = page.locator(f"svg.{kind}").first.bounding_box()
        assert box["width"] > 200
        assert box["height"] > 40
    fill = "element => getComputedStyle(element).fill"
    assert page.locator("svg.map use").first.evaluate(fill).startswith('url("#m-c1")')


def test_plots_can_be_read_in_the_dark(open_page):
    page = open_page("km", viewport=VIEWPORTS["phone"], color_scheme="dark")
    fill = page.locator("svg.plot text").first.evaluate("element => getComputedStyle(element).fill")
    assert fill == page.evaluate("getComputedStyle(document.body).color") == "rgb(232, 232, 230)"


def test_it_prints(open_page):
    page = open_page("fr", viewport=VIEWPORTS["desktop"])
    page.emulate_media(media="print")
    expect(page.locator("nav")).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
