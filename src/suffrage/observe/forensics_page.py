"""Forensics as one self-contained HTML page: the fingerprint as a picture, the reasons of the whole election, the list of stations."""

from collections.abc import Iterable
from html import escape

from suffrage.model import Language
from suffrage.observe.forensics import Forensics
from suffrage.observe.telling import forensics_lines, say_reason
from suffrage.words import say

_STYLE = (
    "body{font:16px/1.6 'Noto Sans Khmer','Khmer OS','Noto Sans',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "svg{width:28rem;max-width:100%;height:auto}table{border-collapse:collapse;width:100%}"
    "td{border:1px solid #999;padding:.3rem .5rem;vertical-align:top}"
)
_CELL = 8


def forensics_page(found: Forensics, title: str, tongue: Language, *, generated: bool = False) -> str:
    """The page; it needs no network and no script."""
    head = say(tongue, "forensics.title", name=title)
    reasons = [say_reason(tongue, reason) for reason in (*found.election, *found.clear)]
    rows = "".join(
        f"<tr><td>{escape(own.contest_id)}</td><td>{escape(own.station_id)}</td>"
        f"<td>{'<br>'.join(escape(say_reason(tongue, reason)) for reason in own.reasons)}</td></tr>"
        for own in found.suspects
    )
    parts = [
        f"<h1>{escape(head)}</h1>",
        f"<p><strong>{escape(say(tongue, 'report.generated'))}</strong></p>" if generated else "",
        _list(forensics_lines(tongue, found)),
        _picture(found, tongue),
        f"<h2>{escape(say(tongue, 'forensics.election'))}</h2>",
        _list(reasons),
        f"<h2>{escape(say(tongue, 'forensics.list'))}</h2>",
        f"<table>{rows}</table>" if rows else f"<p>{escape(say(tongue, 'forensics.nothing'))}</p>",
    ]
    return (
        f'<!doctype html>\n<html lang="{tongue}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(head)}</title><style>{_STYLE}</style>\n{chr(10).join(parts)}\n</html>\n"
    )


def _picture(found: Forensics, tongue: Language) -> str:
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
    across, upward = (escape(say(tongue, key)) for key in ("quickcount.turnout", "forensics.winner-share"))
    return (
        f'<svg viewBox="-24 -4 {side + 32} {side + 32}" role="img" aria-label="{across}, {upward}">'
        f'<rect width="{side}" height="{side}" fill="none" stroke="#999"/>{"".join(cells)}'
        f'<text x="{side / 2}" y="{side + 20}" font-size="14" text-anchor="middle">{across} (0–100 %)</text>'
        f'<text transform="rotate(-90)" x="{-side / 2}" y="-8" font-size="14" text-anchor="middle">{upward} (0–100 %)</text></svg>'
    )


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
