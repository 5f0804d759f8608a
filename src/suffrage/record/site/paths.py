"""Where the pages of the site stand, and how they are cut: the numbers of pages, and the most that one holds."""

from suffrage.record.layout import file_name

PAGE_BYTES = 80_000
"""A page is cut before it exceeds this; with its frame it stays under the 100 kB that a cheap phone loads at once."""


def numbered(path: str, page: int) -> str:
    """The path of a page of several: the first has no number, and a code's file name never has a dot.

    >>> numbered("area/12", 2)
    'area/12.2'
    """
    return path if page == 1 else f"{path}.{page}"


def station_anchor(station: str) -> str:
    """The anchor of a station on its area's page."""
    return f"s-{file_name(station)}"
