"""A commission at work, as a test plays it: the site as its own command serves it, and each person in a browser of their own.

Entry is by keyboard alone; elsewhere people click, as they do.
"""

import base64
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp
from playwright.sync_api import Browser, Page, expect

from suffrage.words import messages

SOURCE = Path(__file__).parents[2] / "src"
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
PASSWORD = "seven blue rivers run"


@contextmanager
def served(home: Path, **environment: str) -> Iterator[tuple[str, str]]:
    """The site, served by its command: its address, and what was printed before it was ready."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"} | environment
    arguments = [sys.executable, "-m", "suffrage", "commission", "--home", str(home), "--port", str(port)]
    with subprocess.Popen(arguments, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            printed = [server.stdout.readline()]
            while "The site is at" not in printed[-1]:
                assert printed[-1], printed
                printed.append(server.stdout.readline())
            yield f"http://127.0.0.1:{port}", "".join(printed)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)


@dataclass
class Office:
    """The site at `address`, read in `language`, and everybody's browser. `said`: what the consoles of their browsers said."""

    browser: Browser
    address: str
    language: str
    desks: dict[str, Page] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def desk(self, name: str) -> Page:
        """A browser for one person, who keeps it."""
        if name not in self.desks:
            context = self.browser.new_context(base_url=self.address, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(20_000)
            context.add_cookies([{"name": "language", "value": self.language, "url": self.address}])
            page = self.desks[name] = context.new_page()
            page.on("console", lambda message: self.said.append(f"{name}: {message.text}"))
        return self.desks[name]

    def says(self, key: str) -> str:
        """A message in the language of this office."""
        return str(messages(self.language)[key])

    def close(self) -> None:
        """Everybody goes home."""
        for page in self.desks.values():
            page.context.close()

    def first_administrator(self, printed: str) -> Page:
        """The administrator whom the site made: the printed password, a password of their own, the second factor."""
        found = re.search(r"one-time password (\S+)", printed)
        page = self.desk("administrator")
        page.goto("/sign-in")
        fill(page, username="administrator", password=found.group(1))
        page.wait_for_url("**/account/password*")
        fill(page, old_password=found.group(1), new_password=PASSWORD, again=PASSWORD)
        second_factor(page)
        return page

    def join(self, name: str, role: str, *, area: str = "", party: str = "") -> Page:
        """Somebody is invited by the administrator, and comes in by the link, in a browser of their own."""
        office = self.desk("administrator")
        office.goto("/people/invite")
        office.fill("#id_username", name)
        office.fill("#id_full_name", name.replace("-", " ").title())
        office.select_option("#id_role", role)
        office.fill("#id_area", area)
        if party:
            office.fill("#id_party", party)
        office.select_option("#id_language_of_site", self.language)
        office.click("main form button")
        link = office.inner_text("code.secret")
        page = self.desk(name)
        page.goto(link)
        fill(page, new_password=PASSWORD, again=PASSWORD)
        if "second-factor" in page.url:
            second_factor(page)
        return page

    def look(self, name: str, folder: str | None = os.environ.get("SUFFRAGE_LOOK")) -> None:
        """The page before a person has no serious fault of access, and nothing wider than the screen."""
        page = self.desks[name]
        faults = [each["id"] for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
        assert faults == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
        if folder:
            number = len(list(Path(folder).glob(f"{self.language}-*.png")))
            page.screenshot(path=f"{folder}/{self.language}-{number:02d}-{name}.png", full_page=True)


def fill(page: Page, **fields: str) -> None:
    """Fill the fields of the page's form, and send it by Enter in the last one."""
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    with page.expect_navigation():
        page.press(f"main [name={name}]", "Enter")


def second_factor(page: Page) -> None:
    """Set up the second factor that the site asks for, and keep the backup codes."""
    page.wait_for_selector("code.secret")
    key = base64.b32decode(page.inner_text("code.secret").replace(" ", ""))
    page.locator("main form input:visible").first.focus()
    page.keyboard.type(f"{totp(key):06d}")
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes")
    page.click("main a.button")


def receive(page: Page, barcode: str, serial: str) -> None:
    """A paper is received by keyboard, as by a scanner that ends with Enter."""
    page.goto("/statements/receive")
    expect(page.locator("#barcode")).to_be_focused()
    page.keyboard.type(barcode)
    page.keyboard.press("Enter")
    page.keyboard.type(serial)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".said.good")).to_be_visible()


def enter(page: Page, numbers: list[int]) -> None:
    """The next statement is entered by keyboard alone: every number in the order of the form, in Khmer digits, each with Enter."""
    page.goto("/statements")
    expect(page.locator("form[action='/statements/next'] button")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entry")
    expect(page.locator("input[inputmode=numeric]").first).to_be_focused()
    for number in numbers:
        page.keyboard.type(str(number).translate(KHMER))
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statements?done=*")
