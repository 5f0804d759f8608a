"""Every message that a page asks for by its key is there (the languages are held to each other elsewhere)."""

import re
from pathlib import Path

import pytest

import suffrage.commission
from suffrage.words import messages

PAGES = Path(suffrage.commission.__file__).with_name("templates")
SAID = re.compile(r"""{% say(_in_group)? ["']([a-z-]+(?:\.[a-z-]+)?)["']""")


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda page: str(page.relative_to(PAGES)))
def test_the_page_s_messages_are_there(page):
    known = messages("en")
    groups = {key.partition(".")[0] for key in known}
    for in_group, key in SAID.findall(page.read_text("utf-8")):
        if in_group:
            assert key in groups
        else:
            assert (key if "." in key else f"commission.{key}") in known
