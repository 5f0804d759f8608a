"""The list of statements, receiving them, and their scans."""

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.statements import scans, work
from suffrage.commission.statements.finding import (
    LONGEST_SEARCH,
    for_barcode,
    numbers_by_state,
    search,
    statement_of,
    statements_of,
    the_one,
)
from suffrage.commission.statements.models import Scan, Statement
from suffrage.commission.statements.states import Action, State, actions_of
from suffrage.commission.words import language_of

A_PAGE = 50
_SAFE = "default-src 'none'; sandbox"


class _Counted(Paginator):  # type: ignore[type-arg]
    """Pages of keys whose number is known already: a far page is found without reading all rows before it."""

    def __init__(self, keys: "QuerySet[Statement, int]", per_page: int, total: int) -> None:
        super().__init__(keys, per_page)
        self.count = total


@for_roles()
@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """The statements of one's area: how many in each state, and a list, by state and by what is searched for.

    Right after an entry only what became of it, and the button to the next: a clerk sees this hundreds of times a day.
    """
    person = cast("Person", request.user)
    if done := _done(request):
        return render(request, "statements/done.html", {"done": done})
    found, asked = statements_of(person), _text(request, "search")
    state = request.GET.get("state", "")
    numbers = numbers_by_state(found)
    total = numbers[State(state)] if state in list(State) else sum(numbers.values())
    if state in list(State):
        found = found.filter(state=state)
    if asked:
        found = search(found, asked)
        total = found.count()
    shown = _Counted(found.values_list("pk", flat=True), A_PAGE, total).get_page(request.GET.get("page"))
    rows = [(one, _to_do(one, person)) for one in statements_of(person).filter(pk__in=list(shown))]
    more = {
        "shown": shown,
        "rows": rows,
        "search": asked,
        "state": state,
        "numbers": list(numbers.items()),
    }
    return render(request, "statements/list.html", more)


@for_roles(Role.CLERK, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Receive papers, one after the other: the barcode, the serial number, Enter. A form's QR code says both, with a tab between."""
    person, said, missed, status = cast("Person", request.user), None, "", 200
    (barcode, _tab, read), serial, got = _post(request, "barcode").partition("\t"), _post(request, "serial"), None
    serial = serial or read
    chosen: list[Statement] = []
    if request.method == "POST":
        chosen = for_barcode(person, barcode)
        try:
            got = work.receive(the_one(chosen).pk, serial, by=person)
            barcode = serial = ""
        except Refused as refused:
            said, status = refused.say(language_of(request)), 422
            missed = "serial" if "serial" in refused.key else "barcode"
    more = {"barcode": barcode, "serial": serial, "said": said, "missed": missed, "got": got, "chosen": chosen}
    return render(request, "statements/receive.html", more, status=status)


@for_roles(Role.CLERK, Role.SUPERVISOR, Role.VERIFIER)
@require_POST
def attach_scan(request: HttpRequest, number: int) -> HttpResponse:
    """Attach a scan to a statement."""
    person = cast("Person", request.user)
    statement = statement_of(person, number)
    upload = request.FILES.get("scan")
    if upload is None:
        raise Refused("scan.none")
    scans.attach(statement.pk, upload, by=person)
    return redirect("statement", number)


@for_roles()
@require_GET
def scan(request: HttpRequest, number: int) -> HttpResponse:
    """A scan, as what it is and nothing else; only to those in whose area its station lies."""
    found = Scan.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    statement_of(cast("Person", request.user), found.statement_id)
    ending = found.kind.rpartition("/")[2]
    answer = HttpResponse(scans.content_of(found), content_type=found.kind)
    answer.headers["Content-Disposition"] = (
        f'{"attachment" if ending == "pdf" else "inline"}; filename="{found.sha256[:16]}.{ending}"'
    )
    answer.headers["Content-Security-Policy"] = _SAFE
    return answer


def _to_do(statement: Statement, person: Person) -> str:
    """What the person may go on to do with a statement, as far as its state tells."""
    actions = actions_of(State(statement.state), Role(person.role))
    if Action.BEGIN_FIRST in actions or Action.BEGIN_SECOND in actions or statement.holder_id == person.pk:
        return "enter"
    return "decide" if {Action.SETTLE, Action.RELEASE, Action.APPROVE} & set(actions) else ""


def _done(request: HttpRequest) -> Statement | None:
    """The statement whose entry was just finished."""
    number = request.GET.get("done", "")
    return (
        statements_of(cast("Person", request.user)).filter(pk=int(number)).first()
        if number.isdecimal() and len(number) < 18
        else None
    )


def _text(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_SEARCH]


def _post(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[: 2 * LONGEST_SEARCH]
