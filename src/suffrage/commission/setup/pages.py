"""The election that is set up, on a page: what it has, what it still lacks, and the beginning of its count."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.checklist import begin_counting, checklist
from suffrage.commission.setup.models import Candidate, Draft, Election, Option


@for_roles(Role.ADMINISTRATOR)
@require_GET
def setup(request: HttpRequest) -> HttpResponse:
    """The election that is worked on, with what it lacks; and the drafts of others."""
    person = cast("Person", request.user)
    election = election_of(person)
    lacking = checklist(election) if election else ()
    more = {
        "lacking": lacking,
        "stopped": any(line.stops for line in lacking),
        "numbers": _numbers(election) if election else {},
        "may": person.area_id is None,
        "drafts": Draft.objects.filter(person=person).order_by("pk"),
    }
    return render(request, "setup/setup.html", more)


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


def _numbers(election: Election) -> dict[str, int]:
    """How much of everything an election has."""
    return {
        "areas": election.areas.count(),
        "contests": election.contests.count(),
        "options": Option.objects.filter(contest__election=election).count(),
        "candidates": Candidate.objects.filter(option__contest__election=election).count(),
        "stations": election.stations.count(),
    }
