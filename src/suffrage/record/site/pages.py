"""All files of the site, made from the view of a record alone: `verify` makes them again and compares the bytes."""

from collections.abc import Iterator
from importlib import resources

from suffrage.record.layout import SITE
from suffrage.record.site.area import area_pages
from suffrage.record.site.book import Book
from suffrage.record.site.check import check_pages
from suffrage.record.site.contest import contest_pages, list_pages
from suffrage.record.site.home import home_pages
from suffrage.record.site.lists import lists
from suffrage.record.site.proofs import proofs_by_area
from suffrage.record.site.search import search_files
from suffrage.record.site.voice import Voice
from suffrage.record.view import View
from suffrage.words import LANGUAGES

ASSETS = ("style.css", "search.js", "check.js", "proof.js")


def site(view: View) -> Iterator[tuple[str, bytes]]:
    """The path and content of every file of the site.

    The areas come first: where a long one is cut decides the addresses of its stations, which other pages link to.
    """
    book = Book(view)
    voices = [Voice(language, book) for language in LANGUAGES]
    for area, proofs in proofs_by_area(book):
        yield from area_pages(book, voices, area, proofs)
    for result in view.result.contests:
        yield from contest_pages(book, voices, result)
    yield from list_pages(voices)
    yield from lists(voices)
    yield from home_pages(voices)
    yield from check_pages(voices)
    yield from search_files(book)
    for name in ASSETS:
        yield f"{SITE}/{name}", resources.files(__package__).joinpath(name).read_bytes()
