"""Everything in a record that follows from its tables and log: pages and exports, each file made from the view alone.

`publish` writes these files, and `verify` makes them again and compares: a page can say nothing that the tables do not.
"""

from collections.abc import Iterator

from suffrage.record.view import View


def derived_files(view: View) -> Iterator[tuple[str, bytes]]:
    """The path and content of each of them."""
    yield from ()
