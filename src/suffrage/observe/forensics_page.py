"""Forensics as a document: the fingerprint as a picture, the reasons of the whole election, the list of stations."""

from html import escape

from suffrage.documents.blocks import Block, Bullets, Cell, Document, Paragraph, Picture, Section, Table
from suffrage.model import Language
from suffrage.observe.forensics import Forensics
from suffrage.observe.page import FONT, drawn
from suffrage.observe.telling import forensics_lines, say_reason
from suffrage.words import say

_CELL = 8


def forensics_document(found: Forensics, title: str, tongue: Language, *, generated: bool = False) -> Document:
    """The document: every station of the list, with all its reasons."""
    intro: list[Block] = [Paragraph(say(tongue, "report.generated"), mark=True)] if generated else []
    intro.append(Bullets([(line, "") for line in forensics_lines(tongue, found)]))
    wide = Bullets([(say_reason(tongue, reason), "") for reason in (*found.election, *found.clear)])
    named: Block = Paragraph(say(tongue, "forensics.nothing"))
    if found.suspects:
        heads = [say(tongue, f"forensics-report.{key}") for key in ("contest", "station", "reasons")]
        rows = [
            [
                Cell(own.contest_id if place == 0 else ""),
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
    """Stations by turnout (to the right) and winner's share (upwards); the more stations a cell has, the darker it is."""
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
    across, upward = (say(tongue, key) for key in ("quickcount.turnout", "forensics.winner-share"))
    parts = (
        f'<rect width="{side}" height="{side}" fill="none" stroke="#999"/>{"".join(cells)}'
        f'<text x="{side / 2}" y="{side + 20}" font-size="14" text-anchor="middle" {FONT}>{escape(across)} (0–100 %)</text>'
        f'<text transform="rotate(-90)" x="{-side / 2}" y="-8" font-size="14" text-anchor="middle" {FONT}>{escape(upward)} '
        "(0–100 %)</text>"
    )
    return drawn(f"-24 -4 {side + 32} {side + 32}", parts, say(tongue, "forensics-report.picture-label"))
