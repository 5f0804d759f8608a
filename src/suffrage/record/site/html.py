"""What all pages share: the frame, tables, and pictures, as HTML that needs no network and no script."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from math import cos, pi, sin

from suffrage.model import Language
from suffrage.words import LANGUAGES, say

STYLE = """
:root{color-scheme:light dark;--line:#8886;--soft:#8882;--link:#0b57a4}
@media(prefers-color-scheme:dark){:root{--link:#8ab8ff}}
body{font:16px/1.5 system-ui,"Noto Sans Khmer","Khmer OS Siemreap","Khmer OS",sans-serif;max-width:62rem;margin:0 auto;padding:1rem}
:lang(km){line-height:1.8}
a{color:var(--link)}h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}
nav{display:flex;gap:1rem;flex-wrap:wrap;border-bottom:1px solid var(--line);padding-bottom:.5rem}
.wide{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0;min-width:20rem}
th,td{border-bottom:1px solid var(--line);padding:.25rem .6rem;text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.mark{background:var(--soft);padding:.5rem .8rem;border-left:.3rem solid #b60}
code{overflow-wrap:anywhere;font-size:.85rem}svg.seats{max-width:32rem;width:100%;height:auto}
@media print{nav{display:none}body{max-width:none}}
"""


def page(language: Language, title: str, path: str, body: Iterable[str], crumbs: Sequence[tuple[str, str]] = ()) -> bytes:
    """A whole page at `path` (of the site, without its language's ending). `crumbs`: the pages above it, as (path, name)."""
    up = "../" * path.count("/")
    links = [f'<a href="{up}{target}.{language}.html">{escape(name)}</a>' for target, name in crumbs]
    own = path.rsplit("/", 1)[-1]
    others = [
        f'<a href="{own}.{other}.html" hreflang="{other}" lang="{other}">{escape(say(other, "site.language"))}</a>'
        for other in LANGUAGES
        if other != language
    ]
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><nav>{' '.join([*links, *others])}</nav>\n"
        f"<main><h1>{escape(title)}</h1>\n{chr(10).join(body)}\n</main></body></html>\n"
    ).encode()


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table; cells are HTML already, those of the columns `numbers` stand to the right."""
    right = set(numbers)
    kinds = [' class="n"' if column in right else "" for column in range(len(head))]
    heading = "".join(f'<th scope="col"{kind}>{escape(text)}</th>' for kind, text in zip(kinds, head, strict=True))
    lines = ["".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True)) for row in rows]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="wide"><table><thead><tr>{heading}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def half_circle(seats: Sequence[tuple[str, int]], label: str) -> str:
    """The seats as dots in a half circle, the options from left to right in the order given; each has its title."""
    number = sum(count for _, count in seats)
    if not 1 < number <= 800:
        return ""
    dots = sorted(_places(number), key=lambda dot: -dot[0])
    radius = min(Fraction(6), Fraction(300, max(50, 2 * number)) * 8)
    parts, start = [], 0
    for place, (name, count) in enumerate(seats):
        hue = (place * 137) % 360
        circles = "".join(
            f'<circle cx="{200 - 180 * r * cos(a):.1f}" cy="{195 - 180 * r * sin(a):.1f}" r="{float(radius):.1f}"/>'
            for a, r in [(pi - angle, r) for angle, r in dots[start : start + count]]
        )
        parts.append(f'<g fill="hsl({hue} 60% 45%)"><title>{escape(name)}: {count}</title>{circles}</g>')
        start += count
    return f'<svg class="seats" viewBox="0 0 400 205" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _places(number: int) -> list[tuple[float, float]]:
    """(angle, distance from the middle) of each seat, on rows that each hold seats in proportion to their length."""
    rows = max(1, round((number / 5) ** 0.5))
    radii = [0.4 + 0.6 * (row + 1) / rows for row in range(rows)] if rows > 1 else [1.0]
    whole = sum(radii)
    counts = [int(number * radius / whole) for radius in radii]
    for row in range(number - sum(counts)):
        counts[-1 - row % rows] += 1
    return [(pi * (seat + 0.5) / count, radius) for radius, count in zip(radii, counts, strict=True) for seat in range(count)]
