"""Hostile text in every field of every form of every page: whatever the page offers is filled in and sent; none answers with a fault,
and nothing that was sent comes back as anything but text.

The forms are those that the pages themselves contain, for each role in its own area; a form that is added is tried without being
named here.
"""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from tests.commission.access_table import TABLE
from tests.commission.conftest import signed_in

from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup.models import Area

pytestmark = pytest.mark.django_db
HOSTILE = (
    '"><script>alert(1)</script>',
    "'; DROP TABLE statements_statement; --",
    "مرحبا \u202eabc\u202c שלום ស្រី\u200cសុខ",
    "{{ settings.SECRET_KEY }}{% debug %}\x01\x00",
)
NOT_TEXT = {"hidden", "radio", "checkbox", "submit", "file", "button"}
LEFT_OUT = {"sign-out", "language"}
"""Forms of the frame, which stand on every page, without a text field."""


class Forms(HTMLParser):
    """The forms of a page that are posted: address, fields as they stand (name → value), and the names of those that take text."""

    def __init__(self):
        super().__init__()
        self.found, self.open, self.select = [], None, ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.open = [given.get("action") or "", {}, set()]
            self.found.append(self.open)
        if self.open is None:
            return
        name = given.get("name") or ""
        if tag == "textarea" or (tag == "input" and given.get("type", "text") not in NOT_TEXT):
            self.open[2].add(name)
        elif (tag == "input" and given.get("type") != "file") or (tag == "button" and name):
            self.open[1].setdefault(name, given.get("value") or "on")
        elif tag == "select":
            self.select = name
        elif tag == "option" and given.get("value") and self.select:
            self.open[1].setdefault(self.select, given["value"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""


def forms_on(page):
    """The forms with a text field on a page."""
    reader = Forms()
    reader.feed(page.content.decode())
    return [form for form in reader.found if form[2]]


def harmless(answer, where):
    """No fault, and no text of ours as a tag."""
    assert answer.status_code < 500, where
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        assert "<script>alert" not in answer.content.decode(), where


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("role", list(Role))
def test_whatever_a_page_offers_takes_hostile_text_as_text(role, text, people):
    area = Area.objects.get(code="01")
    browsers = [signed_in(people[role, code]) for code in (None, "01")]
    tried = set()
    for browser in browsers:
        for name, line in TABLE.items():
            if "GET" not in line.methods or role not in (line.roles or ()) or name in LEFT_OUT:
                continue
            address = reverse(name, args=line.arguments(area) if line.arguments else [])
            page = browser.get(address)
            harmless(page, address)
            if not page.headers.get("Content-Type", "").startswith("text/html"):
                continue
            for action, standing, fields in forms_on(page):
                where = urlsplit(action).path or address
                answer = browser.post(where, standing | dict.fromkeys(fields, text))
                harmless(answer, where)
                tried |= {(where, field) for field in fields}
                harmless(browser.get(address), address)
    assert tried or role not in (Role.CLERK, Role.ADMINISTRATOR, Role.COMMISSIONER, Role.SUPERVISOR)
