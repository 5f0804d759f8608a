"""The report of a comparison: one page of HTML, a PDF and CSV files, for people who weigh a reform (docs/report.md)."""

from suffrage.compare.report.extras import NO_EXTRAS, CloseSeat, DrawnParty, DrawnScenario, Extras
from suffrage.compare.report.tables import write_tables
from suffrage.compare.report.writing import report_page, report_pdf, write_report

__all__ = [
    "NO_EXTRAS",
    "CloseSeat",
    "DrawnParty",
    "DrawnScenario",
    "Extras",
    "report_page",
    "report_pdf",
    "write_report",
    "write_tables",
]
