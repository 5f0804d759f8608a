"""The result at a glance: the half circle of seats, and the grid of contests by who leads.

The colours are those of Okabe and Ito, which people with any colour vision tell apart. Even so a colour is never the only sign: beside
it stands the code of the party, and neighbours in the half circle differ in the form of their dots.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from math import cos, pi, sin, sqrt

from suffrage.record.site.voice import Voice

PALETTE = {
    "c0": "#0072b2",
    "c1": "#e69f00",
    "c2": "#009e73",
    "c3": "#cc79a7",
    "c4": "#56b4e9",
    "c5": "#d55e00",
    "c6": "#f0e442",
    "c7": "#5b5b5b",
    "cx": "#d4d4d4",
}
"""Class → colour, as `style.css` has them, for pictures that stand where that file does not reach."""
COLOURS = 8
"""Parties that have a colour of their own; `style.css` has as many classes, c0 to c7. All others share the grey of `cx`."""
MOST_DOTS, MOST_BOXES = 800, 700
"""With more seats or contests the picture is left out; the tables say the same."""
_LETTERS = 6
_OUTER = 170


def colour_class(parties: Sequence[str], party: str | None) -> str:
    """The class of a party's colour: the largest parties have one each."""
    place = parties.index(party) if party and party in parties[:COLOURS] else COLOURS
    return f"c{place}" if place < COLOURS else "cx"


def swatch(parties: Sequence[str], party: str | None) -> str:
    """A small square of a party's colour, to stand before its name."""
    return f'<i class="k {colour_class(parties, party)}"></i>'


def half_circle(seats: Sequence[tuple[str, int]], parties: Sequence[str], label: str) -> str:
    """The seats as dots in a half circle, party by party from the left, each block with its code on the outer edge.

    `label` is HTML, and says where the same figures stand as a table. Nothing where there are too few or too many seats.
    """
    number = sum(count for _, count in seats)
    if not 1 < number <= MOST_DOTS:
        return ""
    dots = sorted(_places(number))
    rows = _rows(number)
    size = min(30.0, 0.82 * _OUTER * min(0.6 / rows, pi * sum(_radii(rows)) / number))
    parts, start = [], 0
    for place, (party, count) in enumerate(seats):
        block = dots[start : start + count]
        parts.append(_block(block, f"{colour_class(parties, party)}{' ring' if place % 2 else ''}", size))
        if count * 25 >= number:
            parts.append(_outer_label(sum(angle for angle, _ in block) / count, size, party or "—"))
        start += count
    return f'<svg class="seats" viewBox="-235 -210 470 230" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def standing_alone(picture: str) -> str:
    """A half circle as an SVG file: its colours written into it, black on white, for a PDF or a page without `style.css`."""
    for name, colour in PALETTE.items():
        drawn = f'<g fill="none" stroke-linecap="round" stroke="{colour}"'
        picture = re.sub(f'<g class="{name}(?: ring)?"', drawn, picture)
    picture = picture.replace('class="hole"', 'stroke="#fff"')
    picture = picture.replace("<text ", '<text font-family="DejaVu Sans Mono, sans-serif" font-size="12" font-weight="600" ')
    return picture.replace('<svg class="seats"', '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def _block(block: Iterable[tuple[float, float]], kind: str, size: float) -> str:
    """Dots as the round ends of lines without length: short to write. A ring is a dot with a smaller one of the ground upon it."""
    path = "".join(f"M{-_OUTER * radius * cos(angle):.1f} {-_OUTER * radius * sin(angle):.1f}h0" for angle, radius in block)
    ring = f'<path class="hole" stroke-width="{size / 2.4:.1f}" d="{path}"/>' if kind.endswith("ring") else ""
    return f'<g class="{kind}"><path stroke-width="{size:.1f}" d="{path}"/>{ring}</g>'


def _outer_label(angle: float, size: float, code: str) -> str:
    """A code beside its block; `angle` runs from the left end to the right one."""
    reach = _OUTER + 10 + size / 2
    x, y = -reach * cos(angle), -reach * sin(angle)
    anchor = "end" if x < -60 else "start" if x > 60 else "middle"
    return f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="{anchor}">{escape(code[:_LETTERS])}</text>'


def _rows(number: int) -> int:
    return max(1, round(sqrt(number / 5)))


def _radii(rows: int) -> list[float]:
    return [0.4 + 0.6 * (row + 1) / rows for row in range(rows)]


def _places(number: int) -> list[tuple[float, float]]:
    """(angle, distance from the middle) of each seat, on rows that each hold seats in proportion to their length."""
    radii = _radii(_rows(number))
    whole = sum(radii)
    counts = [int(number * radius / whole) for radius in radii]
    for row in range(number - sum(counts)):
        counts[-1 - row % len(radii)] += 1
    return [(pi * (seat + 0.5) / count, radius) for radius, count in zip(radii, counts, strict=True) for seat in range(count)]


def grid(voice: Voice, contests: Iterable[tuple[str, str | None]]) -> str:
    """A box for each contest, with its code and the code of who leads there; (contest, party) each, None where nobody leads."""
    book, language = voice.book, voice.language
    boxes = "".join(
        f'<a class="{colour_class(book.parties, party)}" href="{book.contest_path(contest)}.{language}.html">'
        f"{escape(contest)}<b>{escape((party or '—')[:_LETTERS])}</b></a>"
        for contest, party in contests
    )
    return f'<div class="grid">{boxes}</div>'
