"""Complaints as acts of the public record: what was complained of, and its outcome with the commission's reasons.

No person's name, nothing of what the complainant wrote, and no evidence. What stands in the record's log is never changed: a complaint
is one act when it is filed and another when it is decided or withdrawn.
"""

from collections.abc import Iterator

from django.utils import timezone

from suffrage.commission.complaints.models import CarriedOut, Complaint, Decision
from suffrage.commission.complaints.states import Outcome, Remedy, State
from suffrage.commission.setup.models import Election
from suffrage.model import Act, Language
from suffrage.model.decisions import ActKind
from suffrage.words import say

_IN_ORDER: tuple[Language, ...] = ("km", "fr", "en")


def acts_of(election: Election) -> list[Act]:
    """The rows of the canonical table `acts` that tell of an election's complaints, in their order."""
    links = {
        link.complaint_id: link
        for link in CarriedOut.objects.filter(complaint__election=election).select_related("correction").order_by("pk")
    }
    decided = {
        decision.complaint_id: decision
        for decision in Decision.objects.filter(complaint__election=election, confirmed=True).order_by("pk")
    }
    found = Complaint.objects.filter(election=election).select_related("area", "station", "statement__contest")
    return [
        act
        for complaint in found.order_by("number")
        for act in _acts(complaint, decided.get(complaint.pk), links.get(complaint.pk))
    ]


def _acts(complaint: Complaint, decision: Decision | None, link: CarriedOut | None) -> Iterator[Act]:
    code = f"complaint-{complaint.number}"
    contest = complaint.statement.contest.code if complaint.statement else None
    station = complaint.station.code if complaint.station else None
    filed = _said("late" if complaint.late else "filed", complaint)
    yield Act(f"{code}-filed", "other", filed, contest, station, day=timezone.localdate(complaint.filed))
    if decision is not None and decision.decided is not None:
        kind: ActKind = "complaint-upheld" if decision.outcome == Outcome.UPHELD else "complaint-rejected"
        yield Act(
            f"{code}-decided",
            kind,
            f"{_said(decision.outcome, complaint)} {decision.reasons}",
            contest,
            station,
            day=timezone.localdate(decision.decided),
            source=decision.reference or None,
        )
        if link is not None and link.correction.approved and decision.remedy == Remedy.RECOUNT:
            yield Act(
                f"{code}-recount",
                "recount",
                _said("recount", complaint),
                contest,
                station,
                version=link.correction.version,
                day=timezone.localdate(link.correction.decided),
            )
    elif complaint.state == State.WITHDRAWN:
        yield Act(f"{code}-withdrawn", "other", _said("withdrawn", complaint), contest, station)


def _said(key: str, complaint: Complaint) -> str:
    """A sentence in the commission's three languages: the record is read in any of them."""
    place = complaint.station.code if complaint.station else complaint.area.code
    return " · ".join(
        say(language, f"complaint-act.{key}", number=complaint.number, place=place, party=complaint.party or "—")
        for language in _IN_ORDER
    )
