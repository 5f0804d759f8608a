"""Where the pages of the site stand, and how they are cut: the names of files, and the most that a page holds."""

PAGE_BYTES = 80_000
"""A page is cut before it exceeds this; with its frame it stays under the 100 kB that a cheap phone loads at once."""


def file_name(code: str) -> str:
    """A code as the name of a file: letters, digits and - as they are, others by their number, so that no two meet.

    >>> file_name("12.001")
    '12_2e_001'
    """
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}_" for c in code)


def numbered(path: str, page: int) -> str:
    """The path of a page of several: the first has no number, and a code's file name never has a dot.

    >>> numbered("area/12", 2)
    'area/12.2'
    """
    return path if page == 1 else f"{path}.{page}"


def station_anchor(station: str) -> str:
    """The anchor of a station on its area's page."""
    return f"s-{file_name(station)}"
