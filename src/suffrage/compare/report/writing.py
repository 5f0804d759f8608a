"""Writing a report into a folder: the pages, the PDFs and the CSV files, whole or not at all."""

from collections.abc import Sequence
from pathlib import Path

from suffrage.compare.comparison import Comparison
from suffrage.compare.report.document import document
from suffrage.compare.report.extras import Extras
from suffrage.compare.report.maps import read_outlines
from suffrage.compare.report.page import page
from suffrage.compare.report.printed import printed
from suffrage.compare.report.tables import write_tables
from suffrage.intake.folder import new_folder
from suffrage.model import Language


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
    shapes = read_outlines(*outlines) if outlines else None
    with new_folder(folder) as working:
        write_tables(comparison, extras, working)
        for language in languages:
            report = document(comparison, extras, language, shapes)
            (working / f"report.{language}.html").write_text(page(report, shapes), "utf-8")
            if pdf:
                (working / f"report.{language}.pdf").write_bytes(printed(report, comparison.home.election.date))
