"""Everything in a record that follows from its tables and log: pages and exports, each file made from the view alone.

`publish` writes these files, and `verify` makes them again and compares: a page can say nothing that the tables do not.
"""

from collections.abc import Iterator

from suffrage.record.exports.ministry import ministry_csv
from suffrage.record.exports.nist import nist_json, nist_xml
from suffrage.record.layout import EXPORTS
from suffrage.record.site.pages import site
from suffrage.record.view import View


def derived_files(view: View) -> Iterator[tuple[str, bytes]]:
    """The path and content of each of them."""
    yield f"{EXPORTS}/nist-1500-100.json", nist_json(view)
    yield f"{EXPORTS}/nist-1500-100.xml", nist_xml(view)
    yield f"{EXPORTS}/ministere-par-bureau.csv", ministry_csv(view)
    yield from site(view)
