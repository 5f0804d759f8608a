"""One contest as it was counted last: its seats, the calculation in words, what was found, and what is drawn or read by two people."""

import json
from datetime import date
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles, within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import drawings, removal_pages
from suffrage.commission.declaring.counting import asked, is_needed, standing
from suffrage.commission.declaring.drawings import Question
from suffrage.commission.declaring.models import Drawing
from suffrage.commission.declaring.pages import READERS, at_work, may_count, posted
from suffrage.commission.forms import plain_digits
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Candidate, Contest, Election, Option
from suffrage.commission.statements.models import Statement
from suffrage.commission.words import language_of
from suffrage.model import ContestResult, Finding, Language, Names
from suffrage.model.jsonio import from_json
from suffrage.words.explain import explain
from suffrage.words.findings import say_finding


@for_roles(*READERS)
@require_GET
def contest(request: HttpRequest, number: int) -> HttpResponse:
    """A contest's result now."""
    return page(request, contest_here(request, number))


@for_roles(Role.COMMISSIONER)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """One person's entry of what was drawn, ruled or read."""
    contest = contest_here(request, number)
    which = posted(request, "which")
    try:
        question = next((each for each in _questions(contest) if name_of(each) == which), None)
        if question is None:
            raise Refused("declaring.not-asked")
        given, day, source = _given(request, question)
        drawings.enter(question, given, day=day, source=source, by=cast("Person", request.user))
    except Refused as refused:
        return page(request, contest, said=refused, which=which)
    return redirect("declaring-contest", number)


@for_roles(Role.COMMISSIONER)
@require_POST
def void(request: HttpRequest, number: int) -> HttpResponse:
    """Put aside an answer that the count does not ask for any more."""
    drawing = Drawing.objects.filter(pk=number).select_related("contest__area", "contest__election").first()
    if drawing is None:
        raise Http404
    contest = contest_here(request, drawing.contest_id)
    try:
        found = standing(contest.election)
        needed = is_needed(found, drawing)
        drawings.make_void(number, posted(request, "reason"), needed=needed, by=cast("Person", request.user))
    except Refused as refused:
        return page(request, contest, said=refused, which=f"void-{number}")
    return redirect("declaring-contest", contest.pk)


def name_of(question: Question) -> str:
    """What names a question in a form."""
    return f"{question.kind}/{question.candidate.pk if question.candidate else question.subject}"


def contest_here(request: HttpRequest, number: int) -> Contest:
    """A contest of the reader's area; `Http404` for any other."""
    person = cast("Person", request.user)
    found = Contest.objects.select_related("area", "election").filter(pk=number, election=election_of(person)).first()
    if found is None or not within(person, found.area):
        raise Http404
    return found


def _questions(contest: Contest) -> list[Question]:
    found = standing(contest.election)
    counted = found.of(contest) if found else None
    return asked(counted[1], contest) if counted else []


def _given(request: HttpRequest, question: Question) -> tuple[list[str] | date, date, str]:
    """The answer, its day, and where it comes from, as they were typed."""
    if question.candidate is not None:
        return day_of(request, "born"), timezone.localdate(), posted(request, "document")
    told = [posted(request, name) for name in ("place", "hour", "witnesses")]
    if not all(told):
        raise Refused("declaring.source-needed")
    drawn = [code for code in request.POST.getlist("drawn") if code]
    return drawn, day_of(request, "day"), "{}, {}; {}".format(*told)


def day_of(request: HttpRequest, name: str) -> date:
    """A day that was typed; `Refused` where it is none."""
    try:
        return date.fromisoformat(plain_digits(posted(request, name)))
    except ValueError:
        raise Refused("declaring.day-needed") from None


def page(request: HttpRequest, contest: Contest, *, said: Refused | None = None, which: str = "") -> HttpResponse:
    """The page of a contest. `said`: why what was sent was not taken · `which`: the form that it was sent by."""
    person, language = cast("Person", request.user), language_of(request)
    found = standing(contest.election)
    counted = found.of(contest) if found else None
    options = list(contest.options.prefetch_related("candidates"))
    may = person.role == Role.COMMISSIONER.value and contest.election.phase == Election.Phase.COUNTING
    history = list(
        Drawing.objects.filter(contest=contest).select_related("candidate").prefetch_related("drawn__person").order_by("-pk")
    )
    more: dict[str, Any] = {
        "contest": contest,
        "options": options,
        "found": found,
        "said": said.say(language) if said else "",
        "which": which,
        "posted": request.POST,
        "may": may,
        "may_count": may_count(person, contest.election),
        "at_work": at_work(contest.election, language),
        "today": timezone.localdate(),
        "history": [_told(drawing, options) for drawing in history if drawing.state != Drawing.State.OPEN],
    }
    if counted and found:
        row, result = counted
        more |= {
            "row": row,
            "result": result,
            "lines": _lines(result, options),
            "elected": _elected(result, options),
            "steps": explain(result.outcome, language, _names(options, language)),
            "findings": _findings(row.findings, contest, language),
            "more_findings": row.errors + row.warnings > len(row.findings),
            "forms": [_form(question, history, options, person) for question in asked(result, contest)],
            "superfluous": [
                drawing for drawing in history if drawing.state != Drawing.State.VOID and not is_needed(found, drawing)
            ],
        }
    more |= removal_pages.told(person, contest, may=may)
    beside = [form["name"] for form in more.get("forms", ())] + [f"void-{each.pk}" for each in more.get("superfluous", ())]
    beside += [each["name"] for each in more["removals"]] + [removal_pages.NEW]
    more["said_above"] = which not in beside
    return render(request, "declaring/contest.html", more, status=422 if said else 200)


def _lines(result: ContestResult, options: list[Option]) -> list[tuple[Option, int, int]]:
    """Each option with its votes and seats, in the order of the ballot paper."""
    return [(option, result.totals.votes.get(option.code, 0), result.outcome.seats.get(option.code, 0)) for option in options]


def _elected(result: ContestResult, options: list[Option]) -> list[tuple[Option, int, Candidate | None]]:
    """Who is elected: the option, the position on its list, and the candidate where known."""
    by_code = {option.code: option for option in options}
    people = {(option.code, each.position): each for option in options for each in option.candidates.all()}
    return [
        (by_code[each.option_id], each.position, people.get((each.option_id, each.position)))
        for each in result.outcome.elected
        if each.option_id in by_code
    ]


def _names(options: list[Option], language: Language) -> dict[str, str]:
    found = {}
    for option in options:
        names = Names(
            name=option.name or None,
            name_km=option.name_km or None,
            name_fr=option.name_fr or None,
            name_en=option.name_en or None,
        )
        if text := names.text(language):
            found[option.code] = text
    return found


def _findings(kept: list[str], contest: Contest, language: Language) -> list[tuple[Finding, str, int | None]]:
    """Each finding, its sentence, and the number of the statement that it is about."""
    found = [from_json(Finding, text) for text in kept]
    stations = {finding.place.station_id for finding in found if finding.place.station_id}
    numbers = dict(Statement.objects.filter(contest=contest, station__code__in=stations).values_list("station__code", "pk"))
    return [(finding, say_finding(language, finding), numbers.get(finding.place.station_id or "")) for finding in found]


def _form(question: Question, history: list[Drawing], options: list[Option], person: Person) -> dict[str, Any]:
    """A question as the page asks it: whether one person has entered it already, and whether that was the reader."""
    drawing = next(
        (
            each
            for each in history
            if each.state != Drawing.State.VOID
            and (each.kind, each.subject, each.candidate_id)
            == (question.kind, question.subject, question.candidate.pk if question.candidate else None)
        ),
        None,
    )
    entered = list(drawing.drawn.all()) if drawing else []
    return {
        "question": question,
        "name": name_of(question),
        "options": [option for option in options if option.code in question.among],
        "places": range(1, question.places + 1),
        "once": bool(entered) and drawing is not None and drawing.state == Drawing.State.OPEN,
        "agreed": drawing is not None and drawing.state == Drawing.State.AGREED,
        "mine": any(entry.person_id == person.pk for entry in entered),
    }


def _told(drawing: Drawing, options: list[Option]) -> dict[str, Any]:
    """A closed question with what both people entered."""
    by_code = {option.code: option for option in options}
    entries = []
    for entry in drawing.drawn.all():
        content = json.loads(entry.answer)
        is_day = isinstance(content, str)
        entries.append(
            {
                "entry": entry,
                "born": date.fromisoformat(content) if is_day else None,
                "drawn": [] if is_day else [by_code.get(code, code) for code in content],
            }
        )
    return {"drawing": drawing, "entries": entries}
