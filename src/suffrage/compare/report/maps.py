"""A map from outlines that the user gives (GeoJSON): simplified, drawn as SVG, each outline once in a page.

Every corner is moved to a grid, so that neighbours, which share their corners, still share them; then corners on a straight line go.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from math import cos, isfinite, radians
from pathlib import Path
from statistics import quantiles
from typing import Any

from suffrage.documents.blocks import Picture
from suffrage.model import BadInput
from suffrage.record.site.pictures import PALETTE

Ring = Sequence[tuple[int, int]]

WIDTH = 800
"""Columns of the grid that the corners are moved to."""
KEY, LINE = 190, 32
"""Width of the key beside a map, and height of its lines."""
FAR = 3
"""An outline is drawn if its middle is not farther out than so many times the spread of the middles (overseas areas are)."""
MARKS = {
    "c0": "",
    "c1": "M0 3H6",
    "c2": "M3 0V6",
    "c3": "M0 6L6 0M-1 1L1 -1M5 7L7 5",
    "c4": "M0 0L6 6M-1 5L1 7M5 -1L7 1",
    "c5": "M0 3H6M3 0V6",
    "c6": "M0 0L6 6M0 6L6 0",
    "c7": "M0 0L6 6M-1 5L1 7M5 -1L7 1",
    "cx": "M2.4 3H3.6",
}
"""Class of a colour → the lines drawn upon it, so that the colour is not the only sign."""


@dataclass(frozen=True)
class Outlines:
    """Code → rings of (longitude, latitude)."""

    rings: Mapping[str, Sequence[Sequence[tuple[float, float]]]]

    @cached_property
    def drawn(self) -> Mapping[str, str]:
        """Code → its path on the grid, of the outlines that lie together; those far from all others are left out."""
        near = _near({code: _middle(rings) for code, rings in self.rings.items()})
        points = [point for code in near for ring in self.rings[code] for point in ring]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        narrow = cos(radians((south + north) / 2))
        scale = WIDTH / max((east - west) * narrow, (north - south), 1e-9)
        paths = {}
        for code in near:
            rings = [
                _simple([(round((x - west) * narrow * scale), round((north - y) * scale)) for x, y in ring])
                for ring in self.rings[code]
            ]
            paths[code] = "".join(_path(ring) for ring in rings if len(ring) > 2) or _path(_dot(rings[0]))
        return paths

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height of the map."""
        near = self.drawn.keys()
        points = [point for code in near for ring in self.rings[code] for point in ring]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        across, down = (east - west) * cos(radians((south + north) / 2)), north - south
        longest = max(across, down, 1e-9)
        return max(1, round(WIDTH * across / longest)), max(1, round(WIDTH * down / longest))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Code → the number of its outline in a page."""
        return {code: number for number, code in enumerate(self.drawn)}


def read_outlines(file: Path, code: str) -> Outlines:
    """The outlines in a GeoJSON file (plain or .gz) whose property `code` names the constituency.

    `BadInput`: it is no such file, or an outline has no code or no polygon; the sentence says which one.
    """
    try:
        data = file.read_bytes()
        content = json.loads(gzip.decompress(data) if file.suffix == ".gz" else data)
        features = content["features"]
    except OSError as problem:
        raise BadInput(f"{file} cannot be read as outlines: {problem.strerror or problem}.") from None
    except (ValueError, KeyError, TypeError, EOFError):
        raise BadInput(f"{file} is not GeoJSON with a list of features; give a FeatureCollection, plain or as .gz.") from None
    if not isinstance(features, list) or not features:
        raise BadInput(f"{file} has no features; give a GeoJSON file with an outline for each constituency.")
    found: dict[str, list[list[tuple[float, float]]]] = {}
    for number, feature in enumerate(features, start=1):
        name, rings = _feature(f"{file}, feature {number}", feature, code)
        found.setdefault(name, []).extend(rings)
    return Outlines(found)


def draw_map(outlines: Outlines, colours: Mapping[str, str], label: str, key: Sequence[tuple[str, str]] = ()) -> Picture | None:
    """The map of a scenario. `colours`: contest → the class of its colour, or nothing; `key`: class and its meaning. None if no
    contest has an outline.

    On the page the paths are those of `shapes`, drawn once for all maps.
    """
    codes = [code for code in colours if code in outlines.drawn]
    if not codes:
        return None
    wide, high = outlines.size
    box = f"-4 -4 {wide + (KEY if key else 8)} {max(high, LINE * len(key)) + 8}"
    opening = f'viewBox="{box}" role="img" aria-label="{escape(label)}"'
    uses = "".join(f'<use href="#o{outlines.numbers[code]}"{_class(colours[code])}/>' for code in codes)
    used = sorted({colours[code] for code in codes} - {""})
    marks = "".join(_mark(name, f"m-{name}") for name in used)
    paths = "".join(f'<path d="{outlines.drawn[code]}" {_paint(colours[code])}/>' for code in codes)
    return Picture(
        f'<svg class="map" {opening}>{uses}{_key(key, wide)}</svg>',
        f'<svg xmlns="http://www.w3.org/2000/svg" {opening}><defs>{marks}</defs>'
        f'<g stroke="#444" stroke-width=".6" fill-rule="evenodd">{paths}</g>{_key(key, wide, alone=True)}</svg>',
        label,
    )


def _key(key: Sequence[tuple[str, str]], wide: int, *, alone: bool = False) -> str:
    """Right of the map, a box for each colour with what it means."""
    line_of = ' stroke="#444"'
    font = ' font-family="DejaVu Sans Mono, sans-serif" font-size="19"' if alone else ""
    return "".join(
        f'<rect x="{wide + 10}" y="{line * LINE}" width="26" height="20" '
        f"{_paint(colour) + line_of if alone else _class(colour)}/>"
        f'<text x="{wide + 44}" y="{line * LINE + 17}"{font}>{escape(meaning)}</text>'
        for line, (colour, meaning) in enumerate(key)
    )


def shapes(outlines: Outlines) -> str:
    """The paths and patterns that the maps of a page use, as a drawing that is not seen."""
    paths = "".join(f'<path id="o{outlines.numbers[code]}" d="{path}"/>' for code, path in outlines.drawn.items())
    marks = "".join(_mark(name, f"m-{name}") for name in PALETTE)
    return f'<svg class="store" aria-hidden="true" width="0" height="0"><defs>{marks}{paths}</defs></svg>'


def _mark(name: str, anchor: str) -> str:
    dark = "#fff" if name == "c7" else "#000"
    lines = f'<path d="{MARKS[name]}" stroke="{dark}" stroke-width="1" fill="none"/>' if MARKS[name] else ""
    return (
        f'<pattern id="{anchor}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0H6V6H0Z" fill="{PALETTE[name]}" stroke="none"/>{lines}</pattern>'
    )


def _class(colour: str) -> str:
    return f' class="{colour}"' if colour else ""


def _paint(colour: str) -> str:
    return f'fill="url(#m-{colour})"' if colour else 'fill="#fff"'


def _feature(where: str, feature: Any, code: str) -> tuple[str, list[list[tuple[float, float]]]]:
    properties, geometry = _table(feature, "properties"), _table(feature, "geometry")
    name = properties.get(code)
    if name in (None, ""):
        there = ", ".join(properties) or "none"
        raise BadInput(f"{where}: it has no property {code!r}; its properties are: {there}. Give one of them.")
    kind: Any = geometry.get("type")
    coordinates: Any = geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadInput(f"{where} ({name}): its geometry is {kind!r}; give a Polygon or a MultiPolygon.")
    try:
        polygons = [coordinates] if kind == "Polygon" else coordinates
        rings = [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]
    except (TypeError, ValueError):
        rings = []
    if not rings or not all(rings) or not all(isfinite(x) and isfinite(y) for ring in rings for x, y in ring):
        raise BadInput(f"{where} ({name}): its coordinates are not lists of longitudes and latitudes; correct the file.")
    return str(name), rings


def _table(feature: Any, name: str) -> dict[str, Any]:
    found = feature.get(name) if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _middle(rings: Sequence[Sequence[tuple[float, float]]]) -> tuple[float, float]:
    longest = max(rings, key=len)
    return sum(x for x, _ in longest) / len(longest), sum(y for _, y in longest) / len(longest)


def _near(middles: Mapping[str, tuple[float, float]]) -> list[str]:
    """The codes whose middle is not far out, by the spread of the middle half of them."""
    if len(middles) < 4:
        return list(middles)
    near = set(middles)
    for axis in (0, 1):
        low, _, high = quantiles((middle[axis] for middle in middles.values()), n=4)
        reach = FAR * (high - low)
        near &= {code for code, middle in middles.items() if low - reach <= middle[axis] <= high + reach}
    return [code for code in middles if code in near] or list(middles)


def _simple(ring: Ring) -> Ring:
    """Without corners that fall together or lie on a straight line between their neighbours."""
    corners: list[tuple[int, int]] = []
    for point in ring[:-1] if ring[0] == ring[-1] else ring:
        if corners and point == corners[-1]:
            continue
        while len(corners) > 1 and _straight(corners[-2], corners[-1], point):
            corners.pop()
        corners.append(point)
    return corners


def _straight(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether the middle corner lies on the way from the first to the last."""
    ax, ay, bx, by = middle[0] - first[0], middle[1] - first[1], last[0] - middle[0], last[1] - middle[1]
    return ax * by == ay * bx and ax * bx + ay * by >= 0


def _dot(ring: Ring) -> Ring:
    """A small square for an outline that is smaller than the grid."""
    x, y = ring[0]
    return [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]


def _path(ring: Ring) -> str:
    return f"M{ring[0][0]} {ring[0][1]}" + "".join(_steps(ring)) + "z"


def _steps(ring: Ring) -> Iterator[str]:
    """Lines from corner to corner, as short as SVG lets them be written."""
    for (x, y), (next_x, next_y) in pairwise(ring):
        across, down = next_x - x, next_y - y
        if not down:
            yield f"h{across}"
        elif not across:
            yield f"v{down}"
        else:
            yield f"l{across}{down if down < 0 else f' {down}'}"
