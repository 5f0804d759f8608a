"""What was corrected: the versions of a statement side by side, from the log, with what changed from each to the next."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from suffrage.model import FIGURES
from suffrage.record.site.book import Book
from suffrage.record.site.voice import Voice

CHANGED = "●"
"""Marks a figure that differs from the version before; the difference stands beside it."""


def versions_table(voice: Voice, contest: str, station: str, up: str = "") -> str:
    """Every version of one statement as a table; figures that changed are marked, with the difference."""
    book = voice.book
    versions = [
        (version, number, json.loads(book.view.state.contents[number])) for version, number in book.versions[station, contest]
    ]
    names = "".join(
        f'<th scope="col">{voice.say("site.version-entry", version=version, entry=number)}'
        + _withdrawn(voice, contest, station, version)
        for version, number, _ in versions
    )
    rows = "".join(_rows(voice, contest, [entry for *_, entry in versions], up))
    caption = f"<caption>{voice.contest(contest)}</caption>"
    return (
        f'<div class="wide" tabindex="0"><table class="v">{caption}<thead><tr><th scope="col">{voice.say("site.figure")}{names}</thead>'
        f"<tbody>{rows}</tbody></table></div>{_reasons(voice, contest, station)}"
    )


def _reasons(voice: Voice, contest: str, station: str) -> str:
    """What the log says about why."""
    return "".join(
        f'<p class="why">{voice.act(number, entry)}</p>' for number, entry in voice.book.reasons.get((station, contest), ())
    )


def _withdrawn(voice: Voice, contest: str, station: str, version: int) -> str:
    number = voice.book.withdrawals.get((contest, station, version))
    return "" if number is None else f'<br><span class="miss">{voice.say("site.withdrawn", entry=number)}</span>'


def _rows(voice: Voice, contest: str, entries: Sequence[Mapping[str, Any]], up: str) -> Iterator[str]:
    for figure in FIGURES:
        if any(figure in entry for entry in entries):
            yield _row(voice, voice.say(f"site.{figure}"), [entry.get(figure) for entry in entries])
    for option, name in voice.options(contest):
        yield _row(voice, name, [entry["votes"].get(option) for entry in entries])
    if any("form_sha256" in entry for entry in entries):
        yield f'<tr><th scope="row">{voice.say("site.scan")}' + "".join(
            _scan(voice, voice.book, entry, up) for entry in entries
        )


def _row(voice: Voice, name: str, numbers: Sequence[int | None]) -> str:
    cells = [f"<td>{voice.number(numbers[0])}"]
    for before, after in pairwise(numbers):
        cells.append(f"<td>{voice.number(after)}" if before == after else f'<td class="chg">{_change(voice, before, after)}')
    return f'<tr><th scope="row">{name}{"".join(cells)}'


def _change(voice: Voice, before: int | None, after: int | None) -> str:
    """The new number, its mark, and the difference where both are known."""
    if before is None or after is None:
        return f"{CHANGED} {voice.number(after)}"
    sign = "+" if after > before else "−"
    return f"{CHANGED} {voice.number(after)} <small>({sign}{voice.number(abs(after - before))})</small>"


def _scan(voice: Voice, book: Book, entry: Mapping[str, Any], up: str) -> str:
    form = book.view.forms.get(entry.get("form_sha256", ""))
    return f'<td><a href="{up}../{form}">{voice.say("site.open")}</a>' if form else "<td>—"
