"""Every sentence that a template or a refusal of the site asks for by its name is there, in every language."""

import re
from pathlib import Path

import pytest

from suffrage.words import LANGUAGES, messages

SITE = Path(__file__).parents[2] / "src/suffrage/commission"
SAID = re.compile(r"""{%\s*say\s+["']([\w.-]+)["']""")
REFUSED = re.compile(r"""\b(?:Refused|refuse|Unconfirmed)\(\s*(?:None,\s*|"\w+",\s*)?"([a-z][\w-]*\.[\w-]+)\"""")

BARE_NUMBER = re.compile(r"""(?<!["'-]){{\s*[\w.]*\b(?:ballot_number|number|position|counter)\b[^}]*}}""")


def asked():
    for file in sorted(SITE.rglob("*.html")):
        yield from ((file.name, key) for key in SAID.findall(file.read_text("utf-8")))
    for file in sorted(SITE.rglob("*.py")):
        yield from ((file.name, key) for key in REFUSED.findall(file.read_text("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_is_asked_for_is_there(language):
    found = list(asked())
    assert len(found) > 200
    known = messages(language)
    missing = [(file, key) for file, key in found if (key if "." in key else f"commission.{key}") not in known]
    assert missing == []


def test_numbers_are_written_in_the_reader_s_digits():
    """A template says a number (`{% said … %}`), it does not print it; attributes of a tag may have it bare."""
    bare = [
        (file.name, found) for file in sorted(SITE.rglob("*.html")) for found in BARE_NUMBER.findall(file.read_text("utf-8"))
    ]
    assert bare == []
