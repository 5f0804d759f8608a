"""The forms of a report: a page, a PDF, and a folder with both and the CSV files, written whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from suffrage.compare.comparison import Comparison
from suffrage.compare.report.document import document
from suffrage.compare.report.extras import NO_EXTRAS, Extras
from suffrage.compare.report.maps import Outlines, read_outlines, shapes
from suffrage.compare.report.tables import write_tables
from suffrage.documents.blocks import Document, Picture
from suffrage.documents.page import page
from suffrage.documents.printed import printed
from suffrage.intake.folder import new_folder
from suffrage.model import Language


def report_page(
    comparison: Comparison, extras: Extras = NO_EXTRAS, language: Language = "en", outlines: Outlines | None = None
) -> str:
    """The report of a comparison in one language. Its CSV files are named as files beside it."""
    return _with_maps(document(comparison, extras, language, outlines), outlines)


def report_pdf(
    comparison: Comparison, extras: Extras = NO_EXTRAS, language: Language = "en", outlines: Outlines | None = None
) -> bytes:
    """The report of a comparison in one language as a PDF. `BadInput`: it is in Khmer, and no Khmer font is installed."""
    return printed(document(comparison, extras, language, outlines), comparison.home.election.date)


def write_report(
    comparison: Comparison,
    extras: Extras,
    folder: Path,
    languages: Sequence[Language],
    *,
    outlines: tuple[Path, str] | None = None,
    pdf: bool = True,
) -> None:
    """Write `report.LANGUAGE.html`, `report.LANGUAGE.pdf` and the CSV files into a new folder.

    `outlines`: a GeoJSON file and the property in which it has the code of a constituency, for maps · `pdf` False leaves the PDFs out.
    `BadInput`: the folder is there and not empty, the outlines are none, or there is no font for the Khmer of a PDF.
    """
    outlined = read_outlines(*outlines) if outlines else None
    with new_folder(folder) as working:
        write_tables(comparison, extras, working)
        for language in languages:
            report = document(comparison, extras, language, outlined)
            (working / f"report.{language}.html").write_text(_with_maps(report, outlined), "utf-8")
            if pdf:
                (working / f"report.{language}.pdf").write_bytes(printed(report, comparison.home.election.date))


def _with_maps(report: Document, outlines: Outlines | None) -> str:
    """The page of a report, with the shapes of its maps if it has any."""
    pictures = (block for section in report.sections for block in section.blocks if isinstance(block, Picture))
    maps = outlines is not None and any('class="map"' in picture.on_page for picture in pictures)
    return page(report, shapes(outlines) if outlines and maps else "")
