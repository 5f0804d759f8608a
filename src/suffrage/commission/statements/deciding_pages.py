"""One statement: where it stands, its scans and figures, and what a supervisor or verifier decides on it."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements import checking, deciding, scans, work
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.entry_pages import fields_of, said_of, typed_in
from suffrage.commission.statements.finding import statement_of
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.reading import NotNumbers, differences, field_names, paper_of, read, reading_of
from suffrage.commission.statements.states import State, actions_of
from suffrage.commission.statements.steps import finished, step_for
from suffrage.commission.words import language_of

_LOOKING = (State.DIFFERING, State.IN_ERROR, State.QUARANTINED)
_SIMPLE: Mapping[str, Callable[..., Statement]] = {
    "send-back": deciding.send_back,
    "release": deciding.release,
    "propose": deciding.propose,
    "approve": deciding.approve,
    "refuse": deciding.refuse,
    "return": work.give_back,
}


@for_roles()
@require_GET
def statement(request: HttpRequest, number: int) -> HttpResponse:
    """Where a statement stands, and what the reader may do with it."""
    person = cast("Person", request.user)
    return _page(request, statement_of(person, number), person)


@for_roles(Role.SUPERVISOR, Role.VERIFIER)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Settle, send back, release, propose, approve, refuse or give back, with the reason that is given."""
    person = cast("Person", request.user)
    found = statement_of(person, number)
    act, reason, before = request.POST.get("act", ""), request.POST.get("reason", "").replace("\0", ""), found.state
    try:
        if act == "settle":
            deciding.settle(number, _chosen(request, found), reason, by=person)
        elif act in _SIMPLE:
            _SIMPLE[act](number, reason, by=person)
        else:
            raise Refused("work.not-in-this-state")
    except NotNumbers as problem:
        return _page(request, found, person, wrong=problem.fields)
    except Refused as refused:
        return _page(request, statement_of(person, number), person, said=refused)
    return redirect(f"{reverse('statements')}?state={before}&done={number}")


def _chosen(request: HttpRequest, found: Statement) -> Reading | int:
    """Which entry the supervisor chose, or the supervisor's own reading."""
    which = request.POST.get("chosen", "")
    if which in ("1", "2"):
        return int(which)
    if which == "own":
        return read(paper_of(found), typed_in(request))
    raise Refused("decide.choose")


def _page(
    request: HttpRequest,
    found: Statement,
    person: Person,
    *,
    wrong: Mapping[str, str] | None = None,
    said: Refused | None = None,
) -> HttpResponse:
    language = language_of(request)
    able, own_work = _able(found, person)
    more = {
        "statement": found,
        "able": able,
        "own_work": own_work,
        "said": said.say(language) if said else "",
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.get("chosen", ""),
        "scans": found.scans.order_by("pk"),
        "may_attach": _may_attach(found, person),
        "corrections": found.corrections.select_related("proposer", "decider").order_by("pk"),
        **(_side_by_side(request, found, wrong or {}) if _may_look(found, person) else {}),
        **(_counting(found) if person.role != Role.CLERK.value else {}),
    }
    return render(request, "statements/statement.html", more, status=422 if wrong else 409 if said else 200)


def _able(found: Statement, person: Person) -> tuple[list[str], bool]:
    """What the person may do with it now, and whether it is only own work that stands in the way of something."""
    able, own_work = [], False
    for action in actions_of(State(found.state), Role(person.role)):
        try:
            step_for(found, action, person)
            able.append(action.value.replace("-", "_"))
        except Refused as refused:
            own_work = own_work or refused.key == "work.own-work"
    return able, own_work


def _may_attach(found: Statement, person: Person) -> bool:
    open_now = found.state != State.AWAITED and found.contest.election.phase == Election.Phase.COUNTING
    return open_now and Role(person.role) in scans.MAY_ATTACH


def _may_look(found: Statement, person: Person) -> bool:
    """Entries are seen by those who decide, once both are made; never by a clerk."""
    return found.state in _LOOKING and person.role in (Role.SUPERVISOR.value, Role.VERIFIER.value)


def _counting(found: Statement) -> dict[str, Any]:
    """The figures that count now."""
    accepted = found.accepted.order_by("-version").select_related("entry").first()
    if accepted is None:
        return {}
    reading = reading_of(accepted.entry)
    return {"counting": _numbers(found, reading), "counting_version": accepted.version}


def _numbers(found: Statement, reading: Reading) -> list[tuple[Any, int | None]]:
    """A reading's numbers beside the fields of the form."""
    values = _by_field(reading)
    figures, options = fields_of(found, {}, {}, "km")
    return [(field, values.get(field.name)) for field in (*figures, *options)]


def _by_field(reading: Reading) -> dict[str, int | None]:
    return {**reading.figures, **{f"votes.{code}": number for code, number in reading.votes.items()}}


def _side_by_side(request: HttpRequest, found: Statement, wrong: Mapping[str, str]) -> dict[str, Any]:
    """Both entries beside each other, with where they differ, and the settled one; what each of them was found to contain."""
    language = language_of(request)
    entries = {entry.number: entry for entry in finished(found)}
    readings = {number: reading_of(entry) for number, entry in entries.items() if number <= 3}
    apart = differences(readings[1], readings[2])
    values = {number: _by_field(reading) for number, reading in readings.items()}
    typed = typed_in(request) or {
        name: str(values[1][name])
        for name in field_names(paper_of(found))
        if name not in apart and values[1].get(name) is not None
    }
    figures, options = fields_of(found, typed, wrong, language)
    paper = paper_of(found)
    return {
        "compared": [
            {
                "field": field,
                "one": values[1].get(field.name),
                "two": values[2].get(field.name),
                "differs": field.name in apart,
                "settled": values.get(3, {}).get(field.name),
            }
            for field in (*figures, *options)
        ],
        "settled": entries.get(3),
        "findings": [
            (number, said_of(language, checking.findings(paper, reading))) for number, reading in sorted(readings.items())
        ],
    }
