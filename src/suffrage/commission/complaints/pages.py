"""The list of complaints with their deadlines, and filing one."""

from datetime import UTC, datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission import uploads
from suffrage.commission.accounts.access import for_roles, within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import deadlines, filing
from suffrage.commission.complaints.finding import SEEING, complaint_of, complaints_of
from suffrage.commission.complaints.forms import AnnounceForm, FileForm
from suffrage.commission.complaints.models import Complaint, Event, Evidence
from suffrage.commission.complaints.states import FILING, FINISHED, State
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area, Election, Station
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.work import serial_of
from suffrage.commission.words import language_of

A_PAGE = 50
_BY_COURT = frozenset({"conseil-constitutionnel", "conseil-d-etat", "tribunal-administratif"})


@for_roles(*SEEING)
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints that the reader may see, and by when they are filed."""
    return _list(request)


@for_roles(Role.COMMISSIONER)
@require_POST
def announce(request: HttpRequest) -> HttpResponse:
    """Enter when the preliminary result was announced, or the result proclaimed."""
    person = cast("Person", request.user)
    form = AnnounceForm(language_of(request), request.POST)
    election = election_of(person)
    if not form.is_valid() or election is None:
        return _list(request, form)
    try:
        deadlines.announce(election, Event(form.cleaned_data["event"]), form.cleaned_data["when"], by=person)
    except Refused as refused:
        form.refuse("when", refused.key)
        return _list(request, form)
    return redirect("complaints")


@for_roles(*FILING)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """File a complaint, with its evidence."""
    person, language = cast("Person", request.user), language_of(request)
    on_paper = person.role == Role.SUPERVISOR.value
    election = election_of(person)
    if request.method != "POST":
        where = request.GET.get("where", "").replace("\0", "")[:130]
        form = FileForm(language, on_paper=on_paper, initial={"where": where})
        return _form(request, form, election)
    form = FileForm(language, request.POST, on_paper=on_paper)
    if not form.is_valid():
        return _form(request, form, election)
    given = form.cleaned_data
    try:
        about = _place(person, given["where"])
    except Refused as refused:
        form.refuse("where", refused.key)
        return _form(request, form, election)
    try:
        made = filing.file(about, given["grounds"], by=person, signed_by=given.get("signed_by", ""))
    except Refused as refused:
        form.refuse(None, refused.key, **refused.operands)
        return _form(request, form, election)
    return _with_evidence(request, made, person)


@for_roles(Role.AGENT, Role.OBSERVER, Role.SUPERVISOR, Role.COMMISSIONER)
@require_POST
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """Add evidence to a complaint."""
    person = cast("Person", request.user)
    complaint = complaint_of(person, number)
    if not request.FILES.getlist("evidence"):
        raise Refused("scan.none")
    return _with_evidence(request, complaint, person)


@for_roles(*SEEING)
@require_GET
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """A piece of evidence, as what it is and nothing else."""
    found = Evidence.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    complaint_of(cast("Person", request.user), found.complaint_id)
    return uploads.served(found.sha256, found.kind)


def deadline_shown(election: Election | None) -> dict[str, Any]:
    """What is said about the deadlines of an election."""
    row = deadlines.deadline_of(election, "file") if election else None
    if election is None or row is None:
        return {"row": None}
    return {
        "row": row,
        "end": deadlines.end_of_filing(election),
        "counted": f"complaint.from-{row.counted_from}",
        "by_court": row.before in _BY_COURT,
    }


def _with_evidence(request: HttpRequest, complaint: Complaint, person: Person) -> HttpResponse:
    """Attach the files that were sent; the complaint stands, even where one of them cannot be taken."""
    for upload in request.FILES.getlist("evidence"):
        try:
            filing.attach(complaint.pk, upload, by=person)
        except Refused as refused:
            if not refused.key.startswith("scan."):
                raise
            return redirect(f"{reverse('complaint', args=[complaint.pk])}?problem={refused.key}")
    return redirect("complaint", complaint.pk)


def _place(person: Person, text: str) -> Area | Station | Statement:
    """The station, statement or area that is meant by its code, in the person's own area; `Refused` if there is none."""
    code, slash, contest = serial_of(text).partition("/")
    election = election_of(person)
    station = Station.objects.select_related("area").filter(election=election, code__iexact=code).first()
    if station is not None and within(person, station.area):
        found = list(station.statements.select_related("station__area", "contest").order_by("pk"))
        if slash:
            found = [statement for statement in found if statement.contest.code.upper() == contest]
            if not found:
                raise Refused("complaint.which-statement")
        return found[0] if len(found) == 1 else station
    area = Area.objects.filter(election=election, code__iexact=code).first()
    if area is None or slash or not within(person, area):
        raise Refused("complaint.no-such-place")
    return area


def _form(request: HttpRequest, form: FileForm, election: Election | None) -> HttpResponse:
    more = {"form": form, **deadline_shown(election)}
    end = more.get("end")
    more["is_late"] = end is not None and end < datetime.now(UTC)
    return render(request, "complaints/file.html", more, status=422 if form.is_bound else 200)


def _list(request: HttpRequest, form: AnnounceForm | None = None) -> HttpResponse:
    person = cast("Person", request.user)
    election = election_of(person)
    found, shown = complaints_of(person), request.GET.get("show", "")
    if shown == "open":
        found = found.exclude(state__in=[state.value for state in FINISHED])
    elif shown in list(State):
        found = found.filter(state=shown)
    announcements = election.announcements.select_related("person").order_by("-pk")[:10] if election else []
    more = {
        "shown": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "show": shown,
        "states": list(State),
        "may_file": Role(person.role) in FILING,
        "announcements": announcements,
        "form": (form or AnnounceForm(language_of(request))) if person.role == Role.COMMISSIONER.value else None,
        **deadline_shown(election),
    }
    return render(request, "complaints/list.html", more, status=422 if form else 200)
