"""Audits on pages: the rounds and their pull lists, opening a round, finding a form by its code, and the table of what is taken."""

from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission.accounts.access import for_roles, within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing.export import audit_of, counts_csv
from suffrage.commission.auditing.finding import (
    LONGEST_CODE,
    by_area,
    by_round,
    for_code,
    numbers_by_state,
    own_work,
    sheet_of,
    sheets_of,
)
from suffrage.commission.auditing.models import Round, Sheet
from suffrage.commission.auditing.opening import LARGEST, File, open_rounds
from suffrage.commission.auditing.states import OPENING, READING, TABLE, Action, State
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.statements.finding import LONGEST_SEARCH
from suffrage.commission.statements.work import serial_of
from suffrage.commission.words import language_of

A_PAGE = 50
FINDING = (Role.CLERK, Role.SUPERVISOR, Role.VERIFIER)
"""Who opens a form by its code."""


@for_roles()
@require_GET
def audits(request: HttpRequest) -> HttpResponse:
    """The rounds that are open, how far they are in each area, and the pull list with where each form stands."""
    return _page(request, cast("Person", request.user))


@for_roles(*FINDING)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Open the form whose code was scanned or typed: to enter it, or (who decides) to look at it."""
    person, code = cast("Person", request.user), request.POST.get("code", "").replace("\0", "")[:LONGEST_CODE]
    try:
        found = for_code(person, code)
    except Refused as refused:
        return _page(request, person, code=code, said=refused)
    return redirect("audit-entry" if person.role == Role.CLERK.value else "audit-sheet", found.pk)


@for_roles(*OPENING)
@require_http_methods(["GET", "POST"])
def open_round(request: HttpRequest) -> HttpResponse:
    """Open rounds from the files that `suffrage audit forms` wrote."""
    person, said = cast("Person", request.user), ""
    election = election_of(person)
    if election is None:
        raise Http404
    if request.method == "POST":
        try:
            sent = [File(upload.name or "", upload.read(LARGEST + 1)) for upload in request.FILES.getlist("files")]
            open_rounds(sent, election, by=person)
        except Refused as refused:
            said = refused.say(language_of(request))
        else:
            return redirect("audits")
    return render(request, "auditing/open.html", {"said": said}, status=422 if said else 200)


@for_roles(*READING)
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """What is taken, as the table that `suffrage audit enter` takes; of an audit by its name, or of the one opened last."""
    person = cast("Person", request.user)
    election = election_of(person)
    audit = audit_of(election, request.GET.get("audit", "").replace("\0", "")[:16])
    if election is None or audit is None:
        raise Refused("auditing.none-open")
    name = f"{'rehearsal-' if election.rehearsal else ''}audit-{audit.name}.csv"
    answer = HttpResponse(counts_csv(audit, person.area), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(request: HttpRequest, person: Person, *, code: str = "", said: Refused | None = None) -> HttpResponse:
    every = sheets_of(person)
    rounds = by_round(every)
    number, state, search = _number(request, "round"), request.GET.get("state", ""), _search(request)
    found = every.filter(round=number) if number else every
    above = _area(request, person)
    if above is not None:
        found = found.filter(statement__station__area__path__startswith=above.path)
    numbers = numbers_by_state(found)
    areas = list(by_area(found, above)) if above else []
    if state in list(State):
        found = found.filter(state=state)
    if search:
        found = found.filter(statement__station__code__istartswith=search)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    own = own_work(shown.object_list, person)
    more = {
        "rounds": rounds,
        "round": number,
        "above": above,
        "areas": areas,
        "numbers": list(numbers.items()),
        "state": state,
        "search": search,
        "shown": shown,
        "rows": [(one, "" if one.pk in own else _to_do(one, person)) for one in shown],
        "audits": list(dict.fromkeys(each.about.audit for each in rounds if isinstance(each.about, Round))),
        "done": _done(request, person),
        "code": code,
        "said": said.say(language_of(request)) if said else "",
        "may_open": Role(person.role) in OPENING,
        "may_find": Role(person.role) in FINDING and bool(rounds),
        "may_read": Role(person.role) in READING,
    }
    return render(request, "auditing/list.html", more, status=422 if said else 200)


def _to_do(sheet: Sheet, person: Person) -> str:
    """What the person may go on to do with a form, as far as its state tells."""
    actions = TABLE.actions_of(State(sheet.state), Role(person.role))
    if Action.ENTER in actions or Action.DIFFER in actions:
        return "enter"
    return "decide" if Action.SETTLE in actions else ""


def _area(request: HttpRequest, person: Person) -> Area | None:
    """The area whose parts are counted: the one that is asked for, else the person's own, else the top one."""
    number = _number(request, "area")
    asked = Area.objects.select_related("election").filter(pk=number).first() if number else None
    if asked is not None and asked.election == election_of(person) and within(person, asked):
        return asked
    return person.area or Area.objects.filter(election=election_of(person), parent=None).first()


def _done(request: HttpRequest, person: Person) -> Sheet | None:
    """The form whose entry was just finished."""
    number = _number(request, "done")
    try:
        return sheet_of(person, number) if number else None
    except Http404:
        return None


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _search(request: HttpRequest) -> str:
    return serial_of(request.GET.get("search", "").replace("\0", ""))[:LONGEST_SEARCH]
