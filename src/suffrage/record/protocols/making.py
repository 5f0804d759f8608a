"""Making the protocols of a record: every document in every language, and the note of what they were made with."""

from collections.abc import Iterator
from pathlib import Path

from suffrage.model import Language
from suffrage.record.layout import PROTOCOLS
from suffrage.record.protocols.documents import documents, one_document
from suffrage.record.protocols.fonts import Font
from suffrage.record.protocols.index import Index
from suffrage.record.protocols.made import MadeWith, made_with
from suffrage.record.protocols.printing import Printer
from suffrage.record.protocols.speech import Speech
from suffrage.record.view import View

NOTE = f"{PROTOCOLS}/made-with.json"


def protocol_files(view: View, made: MadeWith, font: Font | None) -> Iterator[tuple[str, bytes]]:
    """The path and content of each file under `protocols/`."""
    yield NOTE, made.text().encode()
    index = Index(view)
    with Printer(view.election.date, font) as printer:
        for language in made.languages:
            speech = Speech(index, language)
            for document in documents(index):
                content = printer.pdf(document.template, document.data(speech), tagged=document.tagged)
                yield path_of(document.name, language), content


def protocol_paths(view: View, made: MadeWith) -> set[str]:
    """The path of each of these files, without making any."""
    names = [document.name for document in documents(Index(view))]
    return {NOTE, *(path_of(name, language) for name in names for language in made.languages)}


def path_of(name: str, language: Language) -> str:
    """Where a protocol stands in a record."""
    return f"{PROTOCOLS}/{name}.{language}.pdf"


def print_one(view: View, which: str, language: Language, into: Path) -> None:
    """Write one protocol (declaration, country, contest:CODE, area:CODE) to a file. `BadInput`: there is no such one, or no font."""
    index = Index(view)
    document = one_document(index, which)
    _, font = made_with(view.tables, [language])
    with Printer(view.election.date, font) as printer:
        into.write_bytes(printer.pdf(document.template, document.data(Speech(index, language)), tagged=document.tagged))
