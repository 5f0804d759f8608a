"""Who no longer stands in a contest, as its page shows it, and what commissioners send of it."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from suffrage.commission.accounts.access import for_roles, within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import contest_pages, removals
from suffrage.commission.declaring.models import Removal
from suffrage.commission.declaring.pages import posted
from suffrage.commission.declaring.removal_states import Action
from suffrage.commission.forms import plain_digits
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused

NEW = "removal"
"""What names the form for a new one."""


@for_roles(Role.COMMISSIONER)
@require_POST
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Enter from the paper that somebody no longer stands."""
    contest = contest_pages.contest_here(request, number)
    try:
        given = removals.Given(
            kind=posted(request, "kind"),
            option=posted(request, "option"),
            position=_position(posted(request, "position")),
            day=contest_pages.day_of(request, "day"),
            source=posted(request, "source"),
            reason=posted(request, "reason"),
        )
        removals.propose(contest, given, by=cast("Person", request.user))
    except Refused as refused:
        return contest_pages.page(request, contest, said=refused, which=NEW)
    return redirect("declaring-contest", number)


@for_roles(Role.COMMISSIONER)
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm, refuse, lift or keep one."""
    person = cast("Person", request.user)
    removal = Removal.objects.filter(pk=number, contest__election=election_of(person)).select_related("contest__area").first()
    if removal is None or not within(person, removal.contest.area):
        raise Http404
    try:
        removals.take(number, _action(posted(request, "action")), posted(request, "reason"), by=person)
    except Refused as refused:
        contest = contest_pages.contest_here(request, removal.contest_id)
        return contest_pages.page(request, contest, said=refused, which=f"{NEW}-{number}")
    return redirect("declaring-contest", removal.contest_id)


def _position(text: str) -> int | None:
    plain = plain_digits(text)
    if not plain:
        return None
    if not plain.isdecimal() or len(plain) > 4:
        raise Refused("removal.position-needed")
    return int(plain)


def _action(text: str) -> Action:
    try:
        action = Action(text)
    except ValueError:
        raise Refused("work.changed-meanwhile") from None
    if action is Action.PROPOSE:
        raise Refused("work.changed-meanwhile")
    return action


def told(person: Person, contest: Any, *, may: bool) -> dict[str, Any]:
    """What the contest's page shows: each one with what this reader may do with it, and whether a new one can be entered."""
    found = contest.removals.select_related("option").prefetch_related("steps__person", "option__candidates").order_by("-pk")
    lines = []
    for removal in found:
        candidate = next((each for each in removal.option.candidates.all() if each.position == removal.position), None)
        lines.append(
            {
                "removal": removal,
                "candidate": candidate,
                "steps": list(removal.steps.all()),
                "actions": removals.open_to(removal, person) if may else (),
                "name": f"{NEW}-{removal.pk}",
            }
        )
    return {"removals": lines, "removal_kinds": removals.kinds_of(contest.election) if may else ()}
