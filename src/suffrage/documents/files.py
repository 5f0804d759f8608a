"""A document as the content of a file: what it is called says which form it takes."""

from datetime import date
from pathlib import Path

from suffrage.documents.blocks import Document
from suffrage.documents.page import page
from suffrage.documents.printed import printed
from suffrage.model import BadInput


def content_for(file: Path, report: Document, day: date) -> bytes:
    """The document as HTML for a file `….html`, as PDF for `….pdf` (which bears the `day` as that of its making).

    `BadInput`: any other name · a PDF with Khmer letters where no Khmer font is installed.
    """
    if file.suffix.lower() in (".html", ".htm"):
        return page(report).encode()
    if file.suffix.lower() == ".pdf":
        return printed(report, day)
    raise BadInput(f"{file} is neither a page nor a PDF by its name; end it with .html or .pdf.")
