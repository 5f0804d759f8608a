"""The drop-in page that checks one station: its proof against a signed checkpoint, in the reader's browser, with no network.

The sums are made by `check.js`; what it says stands in the page as a block of JSON, in the page's language.
"""

import json
from collections.abc import Sequence
from html import escape

from suffrage.record import layout
from suffrage.record.site.frame import Draft, Files, documents
from suffrage.record.site.html import text
from suffrage.record.site.voice import Voice
from suffrage.words import messages
from suffrage.words.numbers import say_integer


def check_pages(voices: Sequence[Voice]) -> Files:
    """The page in every language."""
    yield from documents("check", voices, [_draft(voice) for voice in voices])[0]


def _draft(voice: Voice) -> Draft:
    say = voice.say
    fields = (
        ("proof", 5, "", "site.check-proof"),
        ("note", 6, voice.book.view.checkpoint.text(), "site.check-note"),
        ("key", 2, "", "site.check-key"),
    )
    inputs = "".join(
        f'<label for="{name}">{say(label)}</label>'
        f'<textarea id="{name}" rows="{rows}" spellcheck="false" autocapitalize="off" autocomplete="off">{escape(filled)}</textarea>'
        for name, rows, filled, label in fields
    )
    form = (
        f'<form id="check" hidden>{inputs}<button type="submit">{say("site.check-now")}</button></form>'
        '<div id="verdict" role="status"></div><table id="figures" hidden><tbody></tbody></table>'
    )
    script = f'<script type="application/json" id="words">{_words(voice)}</script><script src="check.js"></script>'
    body = (
        f"<p>{say('site.check-says')}</p><p>{say('site.check-key-says')} "
        f'<a href="../{layout.CHECKPOINT}">{layout.CHECKPOINT}</a></p>'
        f'<p class="mark" id="unscripted">{say("site.check-script")}</p>{form}{script}'
    )
    return Draft(say("site.check"), [text(body)], [("index", voice.title)])


def _words(voice: Voice) -> str:
    """What the script says, as JSON that cannot end its element."""
    language = voice.language
    words = {
        key.removeprefix("check-page."): value for key, value in messages(language).items() if key.startswith("check-page.")
    }
    for key in ("contest", "stations", "version", "entry", "registered", "voters", "ballots", "blank", "null", "valid"):
        words[key] = messages(language)[f"site.{key}"]
    words["digits"] = "".join(say_integer(language, digit) for digit in range(10))
    words["thousands"] = say_integer(language, 1000)[1]
    return json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
