"""One complaint: what it says, where it stands, and what the reader does with it."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import carrying, deadlines, deciding, filing, forms
from suffrage.commission.complaints.finding import SEEING, complaint_of
from suffrage.commission.complaints.models import Complaint
from suffrage.commission.complaints.states import FINISHED, TABLE, Action, Outcome, Remedy, State
from suffrage.commission.complaints.steps import is_own, step_for
from suffrage.commission.forms import Form
from suffrage.commission.refused import Refused
from suffrage.commission.words import language_of, sentence
from suffrage.model import Language
from suffrage.words import messages

_CONFIRMING = frozenset({Action.UPHOLD, Action.ORDER, Action.DISMISS, Action.FIND_LATE})
_REFUSING = frozenset({Action.REFUSE, Action.REFUSE_HEARD})


@for_roles(*SEEING)
@require_GET
def complaint(request: HttpRequest, number: int) -> HttpResponse:
    """A complaint, with its hearings and decisions."""
    person = cast("Person", request.user)
    return _page(request, complaint_of(person, number), person)


@for_roles(*SEEING)
@require_POST
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Summon, hear, propose, confirm, refuse, withdraw or carry out, as the form says."""
    person, language = cast("Person", request.user), language_of(request)
    found, name = complaint_of(person, number), request.POST.get("act", "")
    if name not in _SERVICES:
        raise Refused("complaint.not-in-this-state")
    form = _bound(name, found, language, request)
    if form is not None and not form.is_valid():
        return _page(request, found, person, bound={name: form})
    try:
        _SERVICES[name](found, form.cleaned_data if form else {}, person)
    except Refused as refused:
        said = refused.say(language)
        return _page(request, complaint_of(person, number), person, bound={name: form} if form else {}, said=said)
    return redirect("complaint", number)


def able(found: Complaint, person: Person) -> frozenset[str]:
    """What a person can do with a complaint now: summon, hear, propose, confirm, refuse, withdraw, carry-out."""
    names = set()
    for action in TABLE.actions_of(State(found.state), Role(person.role)):
        try:
            step_for(found, action, person)
        except Refused:
            continue
        if action is Action.CARRY_OUT and found.state == State.UPHELD and not carrying.may_be_repeated(found):
            continue
        names.add("confirm" if action in _CONFIRMING else "refuse" if action in _REFUSING else action.value)
    return frozenset(names)


def _summon(found: Complaint, given: dict[str, Any], person: Person) -> object:
    return deciding.summon(found.pk, given["when"], given["place"], by=person)


def _hear(found: Complaint, given: dict[str, Any], person: Person) -> object:
    return deciding.hear(found.pk, given["minutes"], Person.objects.filter(pk__in=given["sat"]), by=person)


def _propose(found: Complaint, given: dict[str, Any], person: Person) -> object:
    outcome = Outcome(given["outcome"])
    remedy = Remedy(given.get("remedy") or Remedy.NONE) if outcome is Outcome.UPHELD else Remedy.NONE
    return deciding.propose(found.pk, outcome, given["reasons"], by=person, remedy=remedy, reference=given.get("reference", ""))


_SERVICES: dict[str, Callable[[Complaint, dict[str, Any], Person], object]] = {
    "summon": _summon,
    "hear": _hear,
    "propose": _propose,
    "confirm": lambda found, _given, person: deciding.confirm(found.pk, by=person),
    "refuse": lambda found, given, person: deciding.refuse(found.pk, given["answer"], by=person),
    "withdraw": lambda found, given, person: filing.withdraw(found.pk, given["reason"], by=person),
    "carry-out": lambda found, given, person: carrying.carry_out(found.pk, given["reason"], by=person),
}


def _made(name: str, found: Complaint, language: Language, *arguments: Any) -> Form | None:
    """The form of an act; None where it has no fields. Each has its own prefix, since several stand on one page."""
    if name == "summon":
        return forms.SummonForm(language, *arguments, prefix=name)
    if name == "hear":
        return forms.HearForm(language, *arguments, prefix=name, people=deciding.may_sit_at(found))
    if name == "propose":
        return forms.ProposeForm(language, *arguments, prefix=name, complaint=found)
    if name == "refuse":
        return forms.RefuseForm(language, *arguments, prefix=name)
    if name == "carry-out":
        reason = f"{sentence(language, 'complaint.title', number=found.number)}."
        return forms.ReasonForm(language, *arguments, prefix=name, initial={"reason": reason})
    return forms.ReasonForm(language, *arguments, prefix=name) if name == "withdraw" else None


def _bound(name: str, found: Complaint, language: Language, request: HttpRequest) -> Form | None:
    return _made(name, found, language, request.POST)


def _page(
    request: HttpRequest, found: Complaint, person: Person, *, bound: dict[str, Form] | None = None, said: str = ""
) -> HttpResponse:
    language, bound = language_of(request), bound or {}
    names = able(found, person)
    decision = found.decisions.filter(confirmed=True).first()
    problem = request.GET.get("problem", "")
    more = {
        "complaint": found,
        "acts": [(name, bound.get(name) or _made(name, found, language)) for name in _SERVICES if name in names],
        "opened": next(iter(bound), ""),
        "said": said,
        "problem": sentence(language, problem) if problem.startswith("scan.") and problem in messages(language) else "",
        "evidence": found.evidence.order_by("pk"),
        "hearings": found.hearings.select_related("summoner").prefetch_related("sitting__person").order_by("pk"),
        "decisions": found.decisions.select_related("proposer", "decider").order_by("pk"),
        "links": found.carried_out.select_related("correction", "person").order_by("pk"),
        "may_attach": found.state not in FINISHED and (person.role == Role.COMMISSIONER.value or is_own(found, person)),
        "waits_for_another": found.state == State.PROPOSED
        and person.role == Role.COMMISSIONER.value
        and "confirm" not in names,
        "decide_by": deadlines.end_after(found.election, "decide", found.filed) if found.state not in FINISHED else None,
        "appeal_by": deadlines.end_after(found.election, "appeal", decision.decided) if decision and decision.decided else None,
    }
    return render(request, "complaints/complaint.html", more, status=422 if bound and not said else 409 if said else 200)
