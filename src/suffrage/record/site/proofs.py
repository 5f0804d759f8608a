"""The proofs of the stations of an area: their text and QR code. They have no language, and so stand once, beside the pages that do."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from suffrage.record.layout import SITE, file_name
from suffrage.record.site.book import Book
from suffrage.record.site.frame import Part, lay_out, opening
from suffrage.record.site.paths import numbered
from suffrage.record.site.qr import qr_code
from suffrage.record.station import proof_of
from suffrage.words import LANGUAGES, say


@dataclass(frozen=True, slots=True)
class Proofs:
    """The proof pages of one area: their files, and for each entry's number the address of its proof, seen from an area's page."""

    files: list[tuple[str, bytes]]
    addresses: dict[int, str]


def proofs_by_area(book: Book) -> Iterator[tuple[str, Proofs]]:
    """The proof pages of every area, in the order of the areas."""
    for area in book.areas:
        yield area, _area(area, list(_texts(book, area)))


def _texts(book: Book, area: str) -> Iterator[tuple[str, str, int, str]]:
    """(station, contest, entry, proof) of each newest statement of an area's stations."""
    view = book.view
    for station in book.stations_of.get(area, ()):
        for contest, number, content in book.newest.get(station.station_id, ()):
            yield station.station_id, contest, number, proof_of(view.tree, content, number).text()


def _area(area: str, texts: Sequence[tuple[str, str, int, str]]) -> Proofs:
    if not texts:
        return Proofs([], {})
    bodies, places = lay_out([[Part("", [_proof(*text) for text in texts])]])
    path = f"proof/{file_name(area)}"
    addresses = {
        number: f"../{numbered(path, page)}.html#e{number}" for (_, _, number, _), page in zip(texts, places[0], strict=True)
    }
    return Proofs([_page(area, path, page, len(bodies), body[0]) for page, body in enumerate(bodies, start=1)], addresses)


def _proof(station: str, contest: str, number: int, text: str) -> str:
    """One proof. A text that is too long for a QR code stands without one."""
    title = f"{number} · {escape(station)}" + (f" · {escape(contest)}" if contest != station else "")
    code = qr_code(text)
    picture = base64.b64encode(code).decode() if code else ""
    image = f'<img class="qr" alt="QR {number}" src="data:image/png;base64,{picture}">' if code else ""
    return f'<section id="e{number}"><h2>{title}</h2>{image}<code>{text}</code></section>'


def _page(area: str, path: str, page: int, pages: int, body: str) -> tuple[str, bytes]:
    own = path.rsplit("/", 1)[-1]
    up = "".join(
        f'<li lang="{language}">{escape(say(language, "site.proofs-say"))} '
        f'<a href="../area/{own}.{language}.html">{escape(say(language, "site.stations"))}</a> · '
        f'<a class="check" href="../check.{language}.html">{escape(say(language, "site.check"))}</a>'
        for language in LANGUAGES
    )
    turns = "".join(
        f' <a rel="{rel}" href="{numbered(own, other)}.html">{sign} {other}</a>'
        for rel, sign, other in (("prev", "←", page - 1), ("next", "→", page + 1))
        if 1 <= other <= pages
    )
    turning = f'\n<nav class="turn" aria-label="{page} / {pages}">{page} / {pages}{turns}</nav>' if turns else ""
    content = (
        f"{opening('mul', '../', escape(area))}<main><h1>{escape(area)}</h1><ul>{up}</ul>\n{body}{turning}\n</main>"
        '<script src="../proof.js"></script></body></html>\n'
    )
    return f"{SITE}/{numbered(path, page)}.html", content.encode()
