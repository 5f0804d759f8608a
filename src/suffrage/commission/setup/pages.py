"""Setting an election up, on pages: its files sent and checked, stored, completed, and the count begun."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup import incoming
from suffrage.commission.setup.checklist import begin_counting, checklist
from suffrage.commission.setup.loading import preview, set_up
from suffrage.commission.setup.models import Candidate, Election, Option
from suffrage.commission.words import language_of
from suffrage.words.findings import say_finding

_MOST_FINDINGS = 100


@for_roles(Role.ADMINISTRATOR)
@require_GET
def setup(request: HttpRequest) -> HttpResponse:
    """The election that is worked on, with what it lacks; and a form for the files of another."""
    return _page(request)


@for_roles(Role.ADMINISTRATOR)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep the files of an election, to be looked at before anything is stored."""
    try:
        _may_set_up(request)
        return redirect("setup-new", incoming.take_in(request.FILES.getlist("files")))
    except Refused as refused:
        return _page(request, said=refused)


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, token: str) -> HttpResponse:
    """What the files would set up, or all that is wrong with them; and, when it is sent, the election is stored."""
    try:
        folder = incoming.folder_of(token)
    except Refused:
        raise Http404 from None
    _may_set_up(request)
    language, said = language_of(request), ""
    shown = preview(folder)
    if request.method == "POST" and shown.is_sound:
        try:
            set_up(folder, by=cast("Person", request.user), rehearsal=request.POST.get("kind") != "real")
        except Refused as refused:
            said = refused.say(language)
        else:
            incoming.forget(token)
            return redirect("setup")
    more = {
        "shown": shown,
        "said": said,
        "problem": shown.problem.replace(f"{folder}/", ""),
        "findings": [say_finding(language, finding) for finding in shown.findings[:_MOST_FINDINGS]],
    }
    return render(request, "setup/new.html", more, status=422 if said or not shown.is_sound else 200)


@for_roles(Role.ADMINISTRATOR)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the count of the election that is worked on."""
    person = cast("Person", request.user)
    election = election_of(person)
    if election is None:
        raise Refused("setup.none")
    begin_counting(election.pk, by=person)
    return redirect("setup")


def _may_set_up(request: HttpRequest) -> None:
    if cast("Person", request.user).area_id is not None:
        raise Refused("setup.not-administrator")


def _page(request: HttpRequest, said: Refused | None = None) -> HttpResponse:
    person = cast("Person", request.user)
    election = election_of(person)
    lacking = checklist(election) if election else ()
    more = {
        "lacking": lacking,
        "stopped": any(line.stops for line in lacking),
        "said": said.say(language_of(request)) if said else "",
        "numbers": _numbers(election) if election else {},
        "may": person.area_id is None,
    }
    return render(request, "setup/setup.html", more, status=422 if said else 200)


def _numbers(election: Election) -> dict[str, int]:
    """How much of everything an election has."""
    return {
        "areas": election.areas.count(),
        "contests": election.contests.count(),
        "options": Option.objects.filter(contest__election=election).count(),
        "candidates": Candidate.objects.filter(option__contest__election=election).count(),
        "stations": election.stations.count(),
    }
