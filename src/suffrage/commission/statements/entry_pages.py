"""Entering a statement: a page that looks like the paper, used by keyboard, saved as it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from suffrage.commission.accounts.access import for_roles, within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Option
from suffrage.commission.statements import work
from suffrage.commission.statements.finding import next_to_enter, statement_of
from suffrage.commission.statements.models import Entry, Statement
from suffrage.commission.statements.reading import LONGEST_FIELD, NotNumbers, figures_of, paper_of, read
from suffrage.commission.statements.steps import transactions
from suffrage.commission.words import language_of, sentence
from suffrage.model import Finding, Language
from suffrage.words.findings import say_sentence


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form: `option` for an option's votes, else the figure of that `name`."""

    name: str
    key: str
    value: str = ""
    wrong: str = ""
    option: Option | None = None


@for_roles(Role.CLERK)
@require_POST
def enter_next(request: HttpRequest) -> HttpResponse:
    """Begin the next statement that the clerk may enter; what another clerk is about to begin is passed over."""
    person = cast("Person", request.user)
    with transactions():
        following = next_to_enter(person)
        if following is None:
            return redirect("statements")
        work.begin(following, by=person)
    return redirect("entry", following)


@for_roles(Role.CLERK)
@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Begin to enter a statement, or go on with it."""
    person = cast("Person", request.user)
    work.begin(statement_of(person, number).pk, by=person)
    return redirect("entry", number)


@for_roles(Role.CLERK)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """The form, as it was left; and its end, when it is sent."""
    person = cast("Person", request.user)
    held = _held(number, person)
    statement = held.statement
    if request.method != "POST":
        return _form(request, statement, held.draft)
    typed = typed_in(request)
    try:
        reading = read(paper_of(statement), typed)
        done = work.finish(number, reading, by=person, confirmed=request.POST.getlist("confirmed"))
    except NotNumbers as problem:
        return _form(request, statement, typed, wrong=problem.fields)
    except work.Unconfirmed as problem:
        work.save_draft(number, typed, by=person)
        return _form(request, statement, typed, found=problem.findings)
    return redirect(f"{reverse('statements')}?done={done.pk}")


@for_roles(Role.CLERK)
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is typed; asked for by the page while somebody types."""
    person = cast("Person", request.user)
    language = language_of(request)
    try:
        work.save_draft(number, typed_in(request), by=person)
    except Refused as refused:
        statement_of(person, number)  # of what lies elsewhere, not even that it exists is said
        return HttpResponse(_status(refused.say(language), good=False))
    now = timezone.localtime().strftime("%H:%M:%S")
    return HttpResponse(_status(sentence(language, "entry.saved", time=now), good=True))


@for_roles(Role.CLERK, Role.SUPERVISOR)
@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Leave an entry for later."""
    person = cast("Person", request.user)
    work.leave(statement_of(person, number).pk, by=person)
    return redirect("statements")


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What stands in the fields of a form that was sent: those named as a figure or an option's votes are."""
    return {
        name.removeprefix("f."): str(value)[: LONGEST_FIELD + 1]
        for name, value in request.POST.items()
        if name.startswith("f.")
    }


def fields_of(
    statement: Statement, typed: Mapping[str, str], wrong: Mapping[str, str], language: Language
) -> tuple[list[Field], list[Field]]:
    """The fields of a statement's form: its figures, and its options in the order of the ballot paper."""
    said = {name: sentence(language, f"work.{key}") for name, key in wrong.items()}
    figures = [
        Field(name, f"form.{name}", typed.get(name, ""), said.get(name, "")) for name in figures_of(paper_of(statement).form)
    ]
    options = [
        Field(name, "", typed.get(name, ""), said.get(name, ""), option)
        for option in statement.contest.options.all()
        for name in [f"votes.{option.code}"]
    ]
    return figures, options


def said_of(language: Language, found: tuple[Finding, ...]) -> list[tuple[Finding, str]]:
    """Findings with their sentences."""
    return [(finding, say_sentence(language, finding)) for finding in found]


def _form(
    request: HttpRequest,
    statement: Statement,
    typed: Mapping[str, str],
    *,
    wrong: Mapping[str, str] | None = None,
    found: tuple[Finding, ...] = (),
) -> HttpResponse:
    language = language_of(request)
    figures, options = fields_of(statement, typed, wrong or {}, language)
    more = {
        "statement": statement,
        "figures": figures,
        "options": options,
        "wrong": wrong,
        "found": said_of(language, found),
        "confirmed": request.POST.getlist("confirmed"),
        "longest": LONGEST_FIELD,
        "scans": statement.scans.filter(version=statement.version),
    }
    return render(request, "statements/entry.html", more, status=422 if wrong or found else 200)


def _held(number: int, person: Person) -> Entry:
    """The person's open entry of a statement, with all that its form shows."""
    held = (
        Entry.objects.select_related("statement__station__area", "statement__contest__election")
        .filter(
            statement=number,
            statement__holder=person,
            version=F("statement__version"),
            attempt=F("statement__attempt"),
            person=person,
            finished=None,
        )
        .first()
    )
    if held is None or not within(person, held.statement.station.area):
        raise Refused("work.held-by-another" if statement_of(person, number).holder_id else "work.not-in-this-state")
    return held


def _status(said: str, *, good: bool) -> str:
    return format_html('<span class="said {}">{}</span>', "good" if good else "bad", said)
