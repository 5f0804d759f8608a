"""The operations of the API. Each says what a token must be for; what it does, the services of the site do."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Header, NinjaAPI, Query
from ninja.errors import HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from suffrage import __version__
from suffrage.commission.accounts.models import Person
from suffrage.commission.api import reading, shapes
from suffrage.commission.api.entering import enter
from suffrage.commission.api.gate import token_of
from suffrage.commission.api.problems import findings_said, refusal
from suffrage.commission.api.purposes import ANY, Purpose
from suffrage.commission.api.repeats import once
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.statements import work
from suffrage.commission.statements.finding import for_barcode, the_one
from suffrage.commission.statements.scans import attach
from suffrage.commission.statements.states import State
from suffrage.commission.words import language_of, sentence

JSON, PARTS = "application/json", "multipart/form-data"
READ = frozenset({Purpose.READ})


class Bearer(HttpBearer):
    """The token that the door has admitted; without one no operation runs."""

    def __call__(self, request: HttpRequest) -> Any:
        """The token."""
        return getattr(request, "token", None)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Nobody asks here: the door does it (`suffrage.commission.api.gate`)."""
        raise NotImplementedError


class Plain(JSONRenderer):
    """Letters as they are, Khmer too."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="suffrage: the commission's site",
    version=__version__,
    description="Receiving papers, scans, entries by machine, and what has been counted. Tokens are made on the site.",
    docs_url=None,
    openapi_url=None,
    auth=Bearer(),
    urls_namespace="api",
    renderer=Plain(),
)
PURPOSES: dict[str, frozenset[Purpose]] = {}
"""For each operation, by its name: what a token must be for, one of these."""
TAKES: dict[str, str] = {}
"""For each operation, by its name: the content type of what it takes; "" for nothing."""

Limit = Annotated[int, Query(ge=1, le=reading.LARGEST_PAGE, description="How many at most.")]
After = Annotated[int, Query(ge=0, le=shapes.FURTHEST, description="`next` of the piece before; 0: from the beginning.")]
Wanted = Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$", description="A code; empty: all.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9._-]+$",
        description="A name of your own for this request. Sent again with the same key, it is answered as before, and nothing happens.",
    ),
]


def operation(
    method: str, path: str, purposes: frozenset[Purpose], answer: type, takes: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An operation of the API: named for its function, described by its words in English."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__.replace("_", "-")
        PURPOSES[name], TAKES[name] = purposes, takes
        register = api.api_operation(
            [method],
            path,
            response={HTTPStatus.OK: answer},
            operation_id=name,
            url_name=f"api-{name}",
            summary=sentence("en", f"api-operation.{name}"),
            description=" ",
        )
        registered: Callable[..., Any] = register(function)
        return registered

    return decorate


@operation("GET", "/token", ANY, shapes.TokenSeen)
def token(request: HttpRequest) -> dict[str, Any]:
    """What the token is, and for whom it acts."""
    known = token_of(request)
    election = election_of(known.person)
    return {
        "name": known.name,
        "username": known.person.username,
        "role": known.person.role,
        "area": known.area.code if known.area else None,
        "purposes": list(known.opens),
        "expires": known.expires,
        "election": election.code if election else None,
        "day": election.day if election else None,
        "phase": election.phase if election else None,
        "rehearsal": election.rehearsal if election else None,
    }


@operation("GET", "/contests", ANY, shapes.Contests)
def contests(request: HttpRequest) -> dict[str, Any]:
    """The contests, and the fields of their forms."""
    return reading.contests(_person(request))


@operation("GET", "/statements", ANY, shapes.Statements)
def statements(
    request: HttpRequest,
    state: Annotated[State | None, Query(description="Only those that stand here.")] = None,
    station: Wanted = "",
    contest: Wanted = "",
    after: After = 0,
    limit: Limit = reading.A_PAGE,
) -> dict[str, Any]:
    """Where the statements stand."""
    return reading.statements(_person(request), state=state, station=station, contest=contest, after=after, limit=limit)


@operation("GET", "/stations", READ, shapes.Stations)
def stations(request: HttpRequest, after: After = 0, limit: Limit = reading.A_PAGE) -> dict[str, Any]:
    """The polling stations."""
    return reading.stations(_person(request), after=after, limit=limit)


@operation("GET", "/figures", READ, shapes.FiguresPage)
def figures(request: HttpRequest, contest: Wanted = "", after: After = 0, limit: Limit = reading.A_PAGE) -> dict[str, Any]:
    """The figures that count."""
    return reading.figures(_person(request), contest=contest, after=after, limit=limit)


@operation("GET", "/totals", READ, shapes.Totals)
def totals(request: HttpRequest, contest: Wanted = "") -> dict[str, Any]:
    """The sums of what counts."""
    return reading.totals(_person(request), contest=contest)


@operation("POST", "/receive", frozenset({Purpose.RECEIVE}), shapes.StatementSeen, JSON)
def receive(request: HttpRequest, response: HttpResponse, given: shapes.Paper, idempotency_key: Key) -> dict[str, Any]:
    """A paper has come."""
    person = _person(request)

    def act() -> dict[str, Any]:
        return _seen(work.receive(the_one(for_barcode(person, given.barcode)).pk, given.serial, by=person))

    return _once(request, response, idempotency_key, act)


@operation("POST", "/entries", frozenset({Purpose.ENTER}), shapes.StatementSeen, JSON)
def entries(request: HttpRequest, response: HttpResponse, given: shapes.MachineEntry, idempotency_key: Key) -> dict[str, Any]:
    """What a machine read, as one of the two entries."""
    person = _person(request)

    def act() -> dict[str, Any]:
        statement = the_one(for_barcode(person, given.barcode), awaited=False)
        return _seen(enter(statement, given.figures, given.votes, by=person, confirmed=given.confirmed))

    return _once(request, response, idempotency_key, act)


@operation("POST", "/scans", frozenset({Purpose.SCAN}), shapes.ScanSeen, PARTS)
def scans(
    request: HttpRequest, barcode: Annotated[shapes.Barcode, Form()], scan: Annotated[UploadedFile, File()]
) -> dict[str, Any]:
    """A scan of a paper that has come; the same bytes once more are the same scan."""
    person = _person(request)
    kept = attach(the_one(for_barcode(person, barcode), awaited=False).pk, scan, by=person)
    return {"statement": kept.statement_id, "sha256": kept.sha256, "kind": kept.kind, "size": kept.size}


def _person(request: HttpRequest) -> Person:
    """For whom the token acts, bound to its area."""
    return token_of(request).person


def _once(request: HttpRequest, response: HttpResponse, key: str, act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    answer, again = once(request, key, act)
    if again:
        response.headers["Idempotency-Replayed"] = "true"
    return answer


def _seen(statement: Any) -> dict[str, Any]:
    """Where a statement stands, as it can be kept."""
    return reading.statement_seen(statement) | {"changed": statement.changed.isoformat()}


@api.exception_handler(Refused)
def refused(request: HttpRequest, problem: Refused) -> HttpResponse:
    """An act that the site refuses."""
    if isinstance(problem, work.Unconfirmed):
        return refusal(request, problem, errors=findings_said(request, problem.findings))
    return refusal(request, problem)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """What was sent does not have the shape that the document gives."""
    language = language_of(request)
    errors = [
        {
            "code": found["type"],
            "field": ".".join(map(str, found["loc"])),
            "detail": sentence(language, "field.required" if found["type"] == "missing" else "field.invalid"),
        }
        for found in problem.errors
    ]
    return refusal(request, Refused("api.invalid"), errors=errors)


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """The body cannot be read as JSON; nothing else in Ninja raises this here."""
    key = "api.not-admitted" if problem.status_code == HTTPStatus.UNAUTHORIZED else "api.not-json"
    return refusal(request, Refused(key))
