"""The election calendar on a page and as iCalendar, for everybody who is signed in."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from suffrage import law
from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.frame import election_of
from suffrage.commission.setup.loading import election_of_toml
from suffrage.commission.setup.models import Election
from suffrage.commission.words import language_of, sentence
from suffrage.law.calendar import calendar as deadlines_of
from suffrage.law.calendar import zone_of
from suffrage.model import Deadline, LawNotKnown
from suffrage.record.exports.deadlines import as_icalendar


@for_roles()
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Each deadline with its day, its hour and its article."""
    election = election_of(cast("Person", request.user))
    code = law_of(election) if election else ""
    shown = {
        "deadlines": calendar_of(election) if election else (),
        "zone": zone_of(code) if code else "",
        "dissolves": code == "fr.national-assembly",
    }
    return render(request, "setup/calendar.html", shown)


@for_roles()
@require_GET
def icalendar(request: HttpRequest) -> HttpResponse:
    """The same for a calendar application."""
    election, language = election_of(cast("Person", request.user)), language_of(request)
    code = law_of(election) if election else ""
    if election is None or not code:
        raise Http404
    title = sentence(
        language, "calendar.of", date=election.day, body=law.at(code, election.day).body.names.text(language, code)
    )
    made = as_icalendar(
        calendar_of(election),
        language,
        zone=zone_of(code),
        of=election.code,
        title=title,
        polling=election.day,
        rehearsal=election.rehearsal,
    )
    name = f"{'rehearsal-' if election.rehearsal else ''}calendar.ics"
    return HttpResponse(
        made,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def law_of(election: Election) -> str:
    """The code of the body that is elected, without the reading of its law; empty where no law is known on polling day."""
    try:
        return law.at(election_of_toml(election)["law"]["code"], election.day).code
    except LawNotKnown:
        return ""


def calendar_of(election: Election) -> tuple[Deadline, ...]:
    """An election's deadlines; none where its law is not known."""
    code = law_of(election)
    return deadlines_of(code, election.day) if code else ()
