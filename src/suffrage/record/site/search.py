"""Search without a server: an index of terms in order, cut into small scripts, of which a search loads one or two.

A term is a code, a name, or a name from one of its later words on, as `fold` writes it. The first terms of all pieces stand in
`search/index.js`; `search.js` finds the pieces that a question can be in, and folds the question in the same way.
"""

import json
import unicodedata
from collections.abc import Iterator, Sequence

from suffrage.model import Names
from suffrage.record.layout import SITE
from suffrage.record.site.book import Book
from suffrage.record.site.frame import Files, Part
from suffrage.record.site.html import text
from suffrage.record.site.voice import Voice

SHARD_BYTES = 60_000
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_APART = " .-_'’,/()\u00a0\u202f"
Row = tuple[str, str, str, str]
"""Term, name as shown, code, and the page: path without language, and anchor."""


def fold(name: str) -> str:
    """A term as it is compared: without case and accents, one space for whatever stands between words, Khmer digits as 0 to 9.

    >>> fold("Saint-Étienne-d'Œuvre")
    'saint etienne d oeuvre'
    """
    plain = (
        unicodedata.normalize("NFKD", name)
        .translate(_ACCENTS)
        .lower()
        .replace("œ", "oe")
        .replace("æ", "ae")
        .replace("\u200b", "")
        .translate(_DIGITS)
    )
    return " ".join(plain.translate(dict.fromkeys(map(ord, _APART), " ")).split())


def search_files(book: Book) -> Files:
    """The pieces of the index, and the list of their first terms."""
    rows = sorted(set(_rows(book)), key=lambda row: (row[0].encode("utf-16-be"), row[2:]))
    firsts: list[str] = []
    for number, piece in enumerate(_cut(rows)):
        firsts.append(piece[0][0])
        yield f"{SITE}/search/{number}.js", f"suffrageTerms({number},{_json(piece)});\n".encode()
    yield f"{SITE}/search/index.js", f"suffrageIndex({_json(firsts)});\n".encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cut(rows: Sequence[Row]) -> Iterator[list[Row]]:
    piece: list[Row] = []
    size = 0
    for row in rows:
        more = len(_json(row).encode()) + 1
        if piece and size + more > SHARD_BYTES:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += more
    if piece:
        yield piece


def _rows(book: Book) -> Iterator[Row]:
    for area in book.areas.values():
        yield from _terms(area.area_id, area.names, book.area_path(area.area_id), "")
    for station in book.stations.values():
        path, anchor = book.station_place(station.station_id)
        around = " · ".join(_distinct(book.areas[station.area_id].names)) if station.area_id in book.areas else ""
        yield from _terms(station.station_id, station.names, f"{path}#{anchor}", around)


def _terms(code: str, names: Names, page: str, around: str) -> Iterator[Row]:
    shown = " · ".join(_distinct(names))
    full = f"{shown}, {around}" if shown and around else shown or around
    yield fold(code), full, code, page
    for name in _distinct(names):
        words = fold(name).split()
        for start in range(len(words)):
            if start == 0 or len(words[start]) > 2:
                yield " ".join(words[start:]), full, code, page


def _distinct(names: Names) -> list[str]:
    every = (names.name, names.name_en, names.name_fr, names.name_km)
    return list(dict.fromkeys(name for name in every if name))


def search_box(voice: Voice) -> Part:
    """The field, hidden where there is no script to answer it."""
    words = {key: voice.say(f"search.{key}") for key in ("none", "more")}
    data = "".join(f' data-{key}="{words[key]}"' for key in words)
    return text(
        f'<form id="search" role="search" hidden data-language="{voice.language}"{data}>'
        f'<label for="q">{voice.say("search.label")}</label><input id="q" type="search" autocomplete="off" spellcheck="false">'
        '<p id="said" role="status"></p><ul id="found"></ul></form><script src="search.js"></script>'
    )
