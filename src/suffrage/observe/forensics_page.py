"""Forensics as a document: the fingerprint as a picture, the reasons of the whole election, the list of stations."""

from suffrage.documents.blocks import Block, Bullets, Cell, Document, Paragraph, Picture, Section, Table
from suffrage.model import Language
from suffrage.observe.forensics import Forensics
from suffrage.observe.naming import Naming
from suffrage.observe.page import drawn
from suffrage.observe.telling import forensics_lines, say_reason
from suffrage.words import say
from suffrage.words.numbers import say_integer

_CELL = 8


def forensics_document(found: Forensics, title: str, tongue: Language, names: Naming, *, generated: bool = False) -> Document:
    """The document: every station of the list, with all its reasons."""
    intro: list[Block] = [Paragraph(say(tongue, "report.generated"), mark=True)] if generated else []
    intro.append(Bullets([(line, "") for line in forensics_lines(tongue, found)]))
    wide = Bullets([(say_reason(tongue, reason), "") for reason in (*found.election, *found.clear)])
    named: Block = Paragraph(say(tongue, "forensics.nothing"))
    if found.suspects:
        heads = [say(tongue, f"forensics-report.{key}") for key in ("contest", "station", "reasons")]
        rows = [
            [
                Cell(names.contest(own.contest_id) if place == 0 else ""),
                Cell(own.station_id if place == 0 else ""),
                Cell(say_reason(tongue, reason)),
            ]
            for own in found.suspects
            for place, reason in enumerate(own.reasons)
        ]
        named = Table("", heads, rows, texts=2)
    sections = [
        Section("picture", say(tongue, "forensics-report.picture"), [_picture(found, tongue)]),
        Section("election", say(tongue, "forensics.election"), [wide]),
        Section("stations", say(tongue, "forensics.list"), [named]),
    ]
    mark = say(tongue, "study.generated-mark") if generated else ""
    return Document(tongue, say(tongue, "forensics.title", name=title), mark, intro, sections)


def _picture(found: Forensics, tongue: Language) -> Picture:
    """Stations by turnout (to the right) and winner's share (upwards); the more stations a cell has, the darker it is.

    The words stand above it: Typst does not shape Khmer inside a drawing.
    """
    counts = found.picture.counts
    side, most = len(counts) * _CELL, max(float(counts.max()), 1.0)
    cells = []
    for right, column in enumerate(counts.tolist()):
        for up, number in enumerate(column):
            if number:
                x, y = right * _CELL, side - (up + 1) * _CELL
                # The root, so that a cell with one station can still be seen beside one with a thousand.
                opacity = 0.15 + 0.85 * (number / most) ** 0.5
                cells.append(
                    f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" fill="#2b5d8a" fill-opacity="{opacity:.2f}">'
                    f"<title>{int(number)}</title></rect>"
                )
    hundred = f"{say_integer(tongue, 100)} %"
    parts = (
        f'<rect width="{side}" height="{side}" fill="none" stroke="#999"/>{"".join(cells)}'
        f'<text x="-4" y="{side + 16}" font-size="13" text-anchor="end">{say_integer(tongue, 0)}</text>'
        f'<text x="{side}" y="{side + 16}" font-size="13" text-anchor="end">{hundred}</text>'
        f'<text x="-4" y="12" font-size="13" text-anchor="end">{hundred}</text>'
    )
    label = say(tongue, "forensics-report.picture-label")
    return drawn(f"-48 -4 {side + 56} {side + 28}", parts, label, label)
