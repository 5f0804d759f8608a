"""Making the protocols of a record: every document in every language, and the note of what they were made with."""

from collections.abc import Iterator
from pathlib import Path

from suffrage.model import Language
from suffrage.record.layout import PROTOCOLS
from suffrage.record.protocols.documents import Document, documents, one_document
from suffrage.record.protocols.fonts import Font
from suffrage.record.protocols.index import Index
from suffrage.record.protocols.made import MadeWith, made_with
from suffrage.record.protocols.printing import Printer, Sheet
from suffrage.record.protocols.speech import Speech
from suffrage.record.view import View

NOTE = f"{PROTOCOLS}/made-with.json"


def protocol_files(view: View, made: MadeWith, font: Font | None) -> Iterator[tuple[str, bytes]]:
    """The path and content of each file under `protocols/`."""
    yield NOTE, made.text().encode()
    index = Index(view)
    with Printer(view.election.date, font) as printer:
        yield from printer.print(sheets_of(index, made))


def sheets_of(index: Index, made: MadeWith) -> Iterator[Sheet]:
    """Every protocol in every language, ready to be printed."""
    for language in made.languages:
        speech = Speech(index, language)
        yield from (_sheet(document, speech) for document in documents(index))


def _sheet(document: Document, speech: Speech) -> Sheet:
    path = path_of(document.name, speech.language)
    return Sheet(path, document.template, document.data(speech), document.tagged)


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
        into.write_bytes(printer.pdf(_sheet(document, Speech(index, language))))
