"""A document as a PDF: the same as the page, set by Typst, the same bytes for the same input."""

from datetime import date
from typing import Any

from suffrage.documents.blocks import (
    Block,
    Boxes,
    Bullets,
    Cell,
    Document,
    Gallery,
    Paragraph,
    Picture,
    Table,
    Title,
    unbroken,
)
from suffrage.record.protocols.fonts import khmer_font
from suffrage.record.protocols.printing import Printer, Sheet
from suffrage.record.protocols.speech import breakable
from suffrage.record.site.pictures import PALETTE
from suffrage.words import messages
from suffrage.words.numbers import say_integer

DARK = [PALETTE["c0"], PALETTE["c7"]]
"""Colours upon which letters are white."""


def printed(report: Document, day: date) -> bytes:
    """A document as a PDF that bears the `day` as that of its making.

    `BadInput`: it has Khmer letters, and no Khmer font is installed.
    """
    language = report.language
    data = {
        "lang": language,
        "title": typeset(report.title),
        "mark": report.mark,
        "day": [day.year, day.month, day.day],
        "page": messages(language)["study.page"],
        "digits": [say_integer(language, digit) for digit in range(10)],
        "dark": DARK,
        "intro": [_block(block) for block in report.intro],
        "sections": [
            {"title": typeset(section.title), "blocks": [_block(block) for block in section.blocks]}
            for section in report.sections
        ],
    }
    with Printer(day, khmer_font() if needs_khmer(data) else None, __package__) as printer:
        return printer.pdf(Sheet("", "document", data, tagged=True))


def typeset(text: str) -> str:
    """A text for Typst, which would begin a line with the sign that repeats a Khmer word."""
    return breakable(unbroken(text)).replace("ៗ", "\N{WORD JOINER}ៗ")


def _block(block: Block) -> dict[str, Any]:
    """A block as data for the template."""
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": typeset(block.text), "mark": block.mark}
        case Title():
            return {"kind": "title", "text": typeset(block.text)}
        case Bullets():
            return {"kind": "bullets", "items": [[typeset(text), _address(address)] for text, address in block.items]}
        case Table():
            rows = [[_cell(cell) for cell in row] for row in block.rows]
            head = [typeset(words) for words in block.head]
            kind = {"kind": "table", "texts": block.texts, "stacked": block.form == "stacked"}
            return kind | {"title": typeset(block.title), "head": head, "rows": rows}
        case Picture():
            return {"kind": "picture"} | _picture(block)
        case Gallery():
            return {"kind": "gallery", "pictures": [_picture(picture) for picture in block.pictures]}
        case Boxes():
            return {"kind": "boxes", "label": typeset(block.label), "boxes": [_cell(box) for box in block.boxes]}


def _cell(cell: Cell) -> dict[str, Any]:
    colour = PALETTE.get(cell.colour, "")
    return {"text": typeset(cell.text), "small": typeset(cell.small), "colour": colour, "strong": cell.strong}


def _picture(picture: Picture) -> dict[str, Any]:
    return {"svg": picture.alone, "label": picture.label, "title": typeset(picture.title)}


def _address(address: str) -> str:
    """Only what a reader can open from anywhere."""
    return address if address.startswith(("https://", "http://")) else ""


def needs_khmer(data: Any) -> bool:
    """Whether a Khmer letter stands in it: other languages show names as they are too."""
    if isinstance(data, str):
        return any("\u1780" <= letter <= "\u17ff" for letter in data)
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return any(needs_khmer(value) for value in values)
