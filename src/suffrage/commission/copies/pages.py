"""Copies on pages: how many agree, the list, and giving one or many."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from suffrage.commission.accounts.access import for_roles, within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.copies import giving, tables
from suffrage.commission.copies.finding import SEEING, by_area, copies_of
from suffrage.commission.copies.matching import refresh
from suffrage.commission.copies.states import GIVING, Match, State
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.statements.entry_pages import fields_of, typed_in
from suffrage.commission.statements.finding import LONGEST_SEARCH, statement_of, statements_of
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.reading import NotNumbers, paper_of, read
from suffrage.commission.statements.work import serial_of
from suffrage.commission.words import language_of, sentence
from suffrage.record.match import COLUMNS
from suffrage.words.findings import say_finding

A_PAGE = 50


@for_roles(*SEEING)
@require_GET
def copies(request: HttpRequest) -> HttpResponse:
    """How many copies agree, differ and wait, by area; and a list of them, by match or by the state of their cases."""
    person = cast("Person", request.user)
    election = election_of(person)
    if election is None:
        raise Http404
    refresh(election)
    above = _area(request, person)
    found, show = copies_of(person), request.GET.get("show", "")
    if above is not None:
        found = found.filter(statement__station__area__path__startswith=above.path)
    counts = list(by_area(found, above, election))
    if show in list(Match):
        found = found.filter(match=show)
    elif show.removeprefix("case-") in list(State):
        found = found.filter(case__state=show.removeprefix("case-"))
    more = {
        "counts": counts,
        "above": above,
        "shown": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "show": show,
        "matches": list(Match),
        "states": [state for state in State if state is not State.REPLACED],
        "may_give": Role(person.role) in GIVING,
    }
    return render(request, "copies/list.html", more)


@for_roles(*GIVING)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Which station's copy is given: by its barcode or code."""
    person, said = cast("Person", request.user), ""
    asked = request.GET.get("station", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    chosen: list[Statement] = []
    if asked:
        station, _slash, contest = serial_of(asked).partition("/")
        found = statements_of(person).filter(station__code__iexact=station)
        chosen = list((found.filter(contest__code__iexact=contest) if contest else found)[:20])
        if len(chosen) == 1:
            return redirect("copy-form", chosen[0].pk)
        said = sentence(language_of(request), "copies.which-contest" if chosen else "receive.no-such-station")
    more = {"asked": asked, "chosen": chosen, "said": said}
    return render(request, "copies/choose.html", more, status=422 if said else 200)


@for_roles(*GIVING)
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, number: int) -> HttpResponse:
    """A copy's figures, on a form like the paper, and photos of it."""
    person, language = cast("Person", request.user), language_of(request)
    statement, typed = statement_of(person, number), typed_in(request)
    wrong: dict[str, str] = {}
    said = ""
    if request.method == "POST":
        try:
            made = giving.give(statement, read(paper_of(statement), typed), by=person)
        except NotNumbers as problem:
            wrong = dict(problem.fields)
        except Refused as refused:
            said = refused.say(language)
        else:
            return attach_photos(request, made.pk, person)
    figures, options = fields_of(statement, typed, wrong, language)
    more = {"statement": statement, "figures": figures, "options": options, "wrong": wrong, "said": said}
    return render(request, "copies/form.html", more, status=422 if wrong or said else 200)


@for_roles(*GIVING)
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Send a table of many copies, to be looked at before anything is stored."""
    person, said = cast("Person", request.user), ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Refused("scan.none")
            token = tables.keep(upload, by=person)
            tables.look_at(tables.kept(token, by=person))
        except Refused as refused:
            said = refused.say(language_of(request))
        else:
            return redirect("copies-preview", token)
    more = {"said": said, "columns": ",".join(COLUMNS)}
    return render(request, "copies/file.html", more, status=422 if said else 200)


@for_roles(*GIVING)
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """What a table would store, and all that was found; and, when it is sent, the copies are stored."""
    person, language = cast("Person", request.user), language_of(request)
    try:
        table = tables.read(tables.kept(token, by=person), by=person, checked=request.method != "POST")
    except Refused:
        raise Http404 from None
    said = ""
    if request.method == "POST":
        try:
            giving.give_all(table.copies, by=person, file_sha256=table.sha256)
        except Refused as refused:
            said = refused.say(language)
        else:
            tables.forget(token, by=person)
            return redirect("copies")
    more: dict[str, Any] = {
        "table": table,
        "said": said,
        "number": len(table.copies),
        "problems": [(problem, sentence(language, problem.key, columns=",".join(COLUMNS))) for problem in table.problems],
        "findings": [say_finding(language, finding) for finding in table.findings],
    }
    return render(request, "copies/preview.html", more, status=422 if said else 200)


def attach_photos(request: HttpRequest, copy_id: int, person: Person) -> HttpResponse:
    """Attach the photos that were sent to an own copy, which stands even where one of them cannot be taken."""
    for upload in request.FILES.getlist("photos"):
        try:
            giving.attach(copy_id, upload, by=person)
        except Refused as refused:
            if not refused.key.startswith("scan."):
                raise
            return redirect(f"{reverse('copy', args=[copy_id])}?problem={refused.key}")
    return redirect("copy", copy_id)


def _area(request: HttpRequest, person: Person) -> Area | None:
    """The area that is looked into: one of the reader's, by its number; else the reader's own."""
    number = request.GET.get("area", "")
    if number.isdecimal() and len(number) < 18:
        area = Area.objects.filter(pk=int(number), election=election_of(person)).first()
        if area is not None and within(person, area):
            return area
    return person.area
