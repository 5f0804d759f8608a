"""Pieces of HTML that all pages share. HTML lets a row, a cell and an item end by themselves: on 100,000 pages that is much."""

from collections.abc import Iterable, Sequence

from suffrage.record.site.frame import Part


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "", texts: int = 0, last: int = 0, kind: str = ""
) -> Part:
    """A table as a part that may be divided. Everything is HTML already.

    The first column names the row. `texts`: how many columns after it hold text, not numbers; `last`: how many at the end do.
    `kind`: the class of the table.
    """
    width = len(head)
    marks = [' class="t"' if column <= texts or column >= width - last else "" for column in range(width)]
    heading = "".join(f'<th scope="col"{mark}>{words}' for mark, words in zip(marks, head, strict=True))
    items = [
        '<tr><th scope="row">' + row[0] + "".join([f"<td{mark}>{cell}" for mark, cell in zip(marks[1:], row[1:], strict=True)])
        for row in rows
    ]
    opening = f'<table class="{kind}">' if kind else "<table>"
    return Part(
        f'{title}<div class="wide" tabindex="0">{opening}<thead><tr>{heading}</thead><tbody>', items, "</tbody></table></div>"
    )


def text(html: str) -> Part:
    """A piece that is not divided."""
    return Part("", [html])


def heading(words: str) -> str:
    """A section's heading."""
    return f"<h2>{words}</h2>"


def bullets(items: Iterable[str], title: str = "") -> Part:
    """A list as a part that may be divided."""
    return Part(f"{title}<ul>", [f"<li>{item}" for item in items], "</ul>")
