"""One copy: its figures beside the official ones, its photos, and its case."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission import uploads
from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.copies import answering
from suffrage.commission.copies.finding import SEEING, copy_of
from suffrage.commission.copies.giving import owner_of
from suffrage.commission.copies.matching import official_figures, refresh
from suffrage.commission.copies.models import Copy, CopyPhoto
from suffrage.commission.copies.pages import attach_photos
from suffrage.commission.copies.states import GIVING, TABLE, Action, State
from suffrage.commission.refused import Refused
from suffrage.commission.statements.entry_pages import fields_of
from suffrage.commission.words import language_of, sentence
from suffrage.words import messages

_SERVICES = {
    Action.EXPLAIN: answering.explain,
    Action.CORRECT: answering.correct,
    Action.COMPLAIN: answering.complain,
}


@for_roles(*SEEING)
@require_GET
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """A copy beside the official figures, and its case."""
    person = cast("Person", request.user)
    found = copy_of(person, number)
    if refresh(found.election):
        found = copy_of(person, number)
    return _page(request, found, person)


@for_roles(*SEEING)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Explain a case, propose a correction, or complain, as the form says."""
    person = cast("Person", request.user)
    found = copy_of(person, number)
    action = next((each for each in _SERVICES if each.value == request.POST.get("act")), None)
    case = getattr(found, "case", None)
    if action is None or case is None:
        raise Refused("copies.not-in-this-state")
    try:
        _SERVICES[action](case.pk, request.POST.get("reason", ""), by=person)
    except Refused as refused:
        return _page(request, copy_of(person, number), person, refused=(action, refused))
    return redirect("copy", number)


@for_roles(*GIVING)
@require_POST
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """Attach photos to an own copy."""
    person = cast("Person", request.user)
    if not request.FILES.getlist("photos"):
        raise Refused("scan.none")
    return attach_photos(request, copy_of(person, number).pk, person)


@for_roles(*SEEING)
@require_GET
def photo(request: HttpRequest, number: int) -> HttpResponse:
    """A photo of a copy, as what it is and nothing else."""
    found = CopyPhoto.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    copy_of(cast("Person", request.user), found.copy_id)
    return uploads.served(found.sha256, found.kind)


def _page(request: HttpRequest, found: Copy, person: Person, *, refused: tuple[Action, Refused] | None = None) -> HttpResponse:
    language = language_of(request)
    case = getattr(found, "case", None)
    problem = request.GET.get("problem", "")
    more = {
        "copy": found,
        "statement": found.statement,
        "lines": _lines(found),
        "case": case,
        "steps": case.steps.select_related("person", "correction", "complaint") if case else [],
        "able": _able(found, person),
        "said": refused[1].say(language) if refused else "",
        "refused": refused[0].value if refused else "",
        "reason": request.POST.get("reason", ""),
        "photos": found.photos.order_by("pk"),
        "scans": found.statement.scans.order_by("pk") if person.role not in GIVING else [],
        "problem": sentence(language, problem) if problem.startswith("scan.") and problem in messages(language) else "",
        "may_attach": Role(person.role) in GIVING and found.owner == owner_of(person),
    }
    return render(request, "copies/copy.html", more, status=409 if refused else 200)


def _able(found: Copy, person: Person) -> list[str]:
    """What the person can do with the copy's case now."""
    case, able = getattr(found, "case", None), []
    if case is None:
        return []
    case.copy = found
    for action in TABLE.actions_of(State(case.state), Role(person.role)):
        try:
            answering.step_for(case, action, person)
            able.append(action.value)
        except Refused:
            continue
    return able


def _lines(found: Copy) -> list[dict[str, Any]]:
    """The fields of the form with what the copy says, and what the official statement does."""
    _version, official = official_figures([found.statement_id]).get(found.statement_id, (None, {}))
    figures, options = fields_of(found.statement, {}, {}, "km")
    lines = []
    for each in (*figures, *options):
        item = each.option.code if each.option else each.name
        own = found.figures.get(item)
        lines.append({"field": each, "own": own, "official": official.get(item), "differs": item in found.differing})
    return lines
