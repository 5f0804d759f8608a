"""What is taken, as the table that `suffrage audit enter` takes: all of it each time; there, only what is new is entered."""

import csv
import io

from django.db.models import OuterRef, QuerySet, Subquery

from suffrage.audit.handout import BY_FORM, PAPER_TALLY, STATION_TALLY
from suffrage.commission.auditing.counts import rows
from suffrage.commission.auditing.models import Audit, Reopening, Taken
from suffrage.commission.setup.models import Area, Election


def audit_of(election: Election | None, name: str = "") -> Audit | None:
    """The audit of that name, or the one that was opened last; None: there is none."""
    found = Audit.objects.filter(election=election).order_by("-pk")
    return (found.filter(name=name) if name else found).first()


def taken_of(audit: Audit) -> "QuerySet[Taken, Taken]":
    """The counts that stand: of each form the newest that was taken."""
    newest = Taken.objects.filter(sheet=OuterRef("sheet")).order_by("-version").values("version")[:1]
    return Taken.objects.filter(sheet__round__audit=audit, version=Subquery(newest))


def counts_csv(audit: Audit, area: Area | None = None) -> str:
    """The counts that were taken, in the order of the pull lists (of an area: its stations' alone).

    A line names the form, not the person: `act` is the number of the act on the trail.
    """
    columns = [column for column in (*BY_FORM[:1], *(PAPER_TALLY if audit.by_paper else STATION_TALLY)) if column not in _TOLD]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns, *BY_FORM[1:]], restval="", lineterminator="\n")
    writer.writeheader()
    found = taken_of(audit).select_related("sheet__round", "act")
    if area is not None:
        found = found.filter(sheet__statement__station__area__path__startswith=area.path)
    reasons = Reopening.objects.filter(sheet__round__audit=audit).values_list("sheet", "version", "reason")
    why = {(sheet, version + 1): reason for sheet, version, reason in reasons}
    for taken in found.order_by("sheet__round__contest", "sheet__round__after", "sheet__place").iterator(chunk_size=2000):
        same = {
            "form": taken.sheet.code,
            "why": _as_text(why.get((taken.sheet_id, taken.version), "")),
            "act": taken.act.number,
        }
        papers = dict(taken.sheet.draws)
        for row in rows(taken.counts):
            paper = {"paper": papers[int(str(row["draw"]))]} if audit.by_paper else {}
            writer.writerow({**same, **row, **paper})
    return text.getvalue()


_TOLD = frozenset({"contest_id", "station_id"})
"""What the form's code says."""


def _as_text(reason: str) -> str:
    """A reason that no spreadsheet takes for a formula."""
    return f"'{reason}" if reason.startswith(("=", "+", "-", "@")) else reason
