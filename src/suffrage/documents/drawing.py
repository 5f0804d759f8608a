"""Plots by matplotlib: SVG whose texts are texts, the same bytes for the same figures.

Numbers are written in the language's digits, for which matplotlib has no letters; they come from the reader's fonts, and it measures
them only roughly.
"""

import io
import re
import warnings
import zlib
from html import escape
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from suffrage.documents.blocks import Picture

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "suffrage",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.size": 11.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
"""Matplotlib's settings for every plot."""
INK, GREY = "#000000", "#767676"


def new_figure(high: float) -> tuple[Figure, Axes]:
    """An empty figure 5 inches wide and so many high. Use it inside `matplotlib.rc_context(STYLE)`."""
    figure = Figure(figsize=(5, high), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def picture_of(figure: Figure, label: str, title: str = "") -> Picture:
    """The figure as a picture of a document. `label` says what it shows."""
    out = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    drawn = _plain(out.getvalue(), label)
    on_page = drawn.replace("*{stroke", ".plot *{stroke").replace(INK, "currentColor").replace("<svg ", '<svg class="plot" ', 1)
    return Picture(on_page, drawn, label, title)


def _plain(svg: str, label: str) -> str:
    """The drawing alone, whose names do not meet those of another one in the same page."""
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))
    number = f"{abs(_checksum(svg + label)):x}-"
    svg = re.sub(r' id="([^"]*)"', lambda found: f' id="{number}{found[1]}"' if found[1] in used else "", svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{number}", svg)
    size = re.search(r'viewBox="([^"]*)"', svg)
    box = size[1] if size else "0 0 504 302"
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{box}" role="img" '
        f'aria-label="{escape(label)}">'
    )
    return re.sub(r"\s*\n\s*", "\n", opening + svg[svg.index(">") + 1 :]).strip()


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode())
