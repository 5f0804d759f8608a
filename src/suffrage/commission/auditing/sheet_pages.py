"""One tally form: entering it, seeing where it stands, and deciding between two entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing import counts, entering
from suffrage.commission.auditing.finding import sheet_of
from suffrage.commission.auditing.models import Sheet
from suffrage.commission.auditing.states import READING, TABLE, Action, State
from suffrage.commission.auditing.steps import finished, step_for
from suffrage.commission.copies.matching import official_figures
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Option
from suffrage.commission.statements.entry_pages import typed_in
from suffrage.commission.statements.reading import LONGEST_FIELD, NotNumbers
from suffrage.commission.words import language_of, names_of, sentence
from suffrage.model import Language
from suffrage.words.numbers import say_integer


@dataclass(slots=True)
class Line:
    """A line of the form. `option`, with its `mark` on the ballot; or, of single papers, the `draw` and the `paper`; or the papers for
    nobody. `value`: as typed · `cells`: what was read, in words, by whom it stands beside.
    """

    name: str
    option: Option | None = None
    mark: str = ""
    draw: int = 0
    paper: int = 0
    value: str = ""
    wrong: str = ""
    cells: tuple[str, ...] = ()
    differs: bool = False


@for_roles(Role.CLERK)
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """The form, as this person left it; and its end, when it is sent. Nobody sees what another person entered."""
    person = cast("Person", request.user)
    found = sheet_of(person, number)
    if request.method != "POST":
        entering.step_to_enter(found, person)
        return _form(request, found, entering.draft_of(found, person))
    typed = typed_in(request)
    try:
        done = entering.enter(number, typed, by=person)
    except NotNumbers as problem:
        return _form(request, found, typed, wrong=problem.fields)
    except Refused as refused:
        if refused.key not in ("auditing.lost-and-counted", "auditing.nothing-read"):
            raise
        return _form(request, found, typed, said=refused)
    return redirect(f"{reverse('audits')}?done={done.pk}")


@for_roles(Role.CLERK)
@require_POST
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is typed; asked for by the page while somebody types."""
    person, language = cast("Person", request.user), language_of(request)
    found = sheet_of(person, number)
    try:
        entering.save_draft(found.pk, typed_in(request), by=person)
    except Refused as refused:
        return HttpResponse(format_html('<span class="said bad">{}</span>', refused.say(language)))
    now = timezone.localtime().strftime("%H:%M:%S")
    return HttpResponse(format_html('<span class="said good">{}</span>', sentence(language, "entry.saved", time=now)))


@for_roles()
@require_GET
def sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Where a form stands, what is taken, and what the reader may do with it."""
    person = cast("Person", request.user)
    return _page(request, sheet_of(person, number), person)


@for_roles(Role.SUPERVISOR, Role.VERIFIER)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Decide for an entry, have the form entered anew, or have a count that was taken entered again, with the reason that is given."""
    person = cast("Person", request.user)
    found = sheet_of(person, number)
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "").replace("\0", "")
    chosen = request.POST.get("chosen", "")
    try:
        if act == "settle":
            entering.settle(found.pk, int(chosen) if chosen in ("1", "2") else 0, reason, by=person)
        elif act == "send-back":
            entering.send_back(found.pk, reason, by=person)
        elif act == "reopen":
            entering.reopen(found.pk, reason, by=person)
        else:
            raise Refused("auditing.not-in-this-state")
    except Refused as refused:
        return _page(request, sheet_of(person, number), person, said=refused)
    return redirect("audit-sheet", number)


def lines_of(found: Sheet) -> list[Line]:
    """The lines of a form, in its order."""
    if found.round.audit.by_paper:
        return [Line(f"paper.{number}", draw=number, paper=paper) for number, paper in found.draws]
    known = {option.code: option for option in found.round.contest.options.all()}
    options = [Line(f"votes.{code}", option=known[code], mark=mark) for mark, code in found.round.options]
    return [*options, Line(counts.INVALID)]


def _form(
    request: HttpRequest,
    found: Sheet,
    typed: Mapping[str, str],
    *,
    wrong: Mapping[str, str] | None = None,
    said: Refused | None = None,
) -> HttpResponse:
    language = language_of(request)
    lines = lines_of(found)
    for each in lines:
        each.value = typed.get(each.name, "")
        each.wrong = sentence(language, wrong[each.name]) if wrong and each.name in wrong else ""
    more = {
        "sheet": found,
        "lines": lines,
        "marks": _marks(found) if found.round.audit.by_paper else [],
        "lost": bool(typed.get(counts.LOST)),
        "wrong": bool(wrong),
        "said": said.say(language) if said else "",
        "longest": LONGEST_FIELD,
    }
    return render(request, "auditing/entry.html", more, status=422 if wrong or said else 200)


def _page(request: HttpRequest, found: Sheet, person: Person, *, said: Refused | None = None) -> HttpResponse:
    language = language_of(request)
    able, own_work = _able(found, person)
    reads = Role(person.role) in READING
    more = {
        "sheet": found,
        "able": able,
        "own_work": own_work,
        "said": said.say(language) if said else "",
        "reason": request.POST.get("reason", ""),
        "chosen": request.POST.get("chosen", ""),
        "reads": reads,
        "reopenings": found.reopenings.select_related("person").order_by("version") if reads else [],
        **(_taken(found, language) if reads else {}),
        **(_side_by_side(found, language) if _may_compare(found, person) else {}),
    }
    return render(request, "auditing/sheet.html", more, status=409 if said else 200)


def _able(found: Sheet, person: Person) -> tuple[list[str], bool]:
    """What the person may do with a form now, and whether it is only own work that stands in the way of something."""
    able, own_work = [], False
    for action in TABLE.actions_of(State(found.state), Role(person.role)):
        try:
            step_for(found, action, person)
            able.append("enter" if action in (Action.AGREE, Action.DIFFER) else action.value.replace("-", "_"))
        except Refused as refused:
            own_work = own_work or refused.key == "auditing.own-work"
    return able, own_work


def _may_compare(found: Sheet, person: Person) -> bool:
    """The two entries are seen where they differ, by those who decide."""
    return found.state == State.DIFFERING and person.role == Role.SUPERVISOR.value


def _side_by_side(found: Sheet, language: Language) -> dict[str, Any]:
    """Both entries beside each other, with where they differ."""
    one, two = (entry.counts for entry in finished(found).filter(number__in=(1, 2)))
    return {"compared": _beside(found, language, [one, two], counts.differences(found, one, two))}


def _taken(found: Sheet, language: Language) -> dict[str, Any]:
    """The count that stands, and beside it the accepted statement's figures, unless it waits to be entered again."""
    taken = found.taken.select_related("act").order_by("-version").first()
    if taken is None:
        return {}
    lines = _beside(found, language, [taken.counts], frozenset())
    accepted = _accepted(found) if found.state == State.TAKEN else {}
    if accepted and not counts.plain(taken.counts).get(counts.LOST):
        here = counts.values(found, taken.counts)
        for each in lines:
            number = accepted[each.name]
            each.cells += ("—" if number is None else say_integer(language, number),)
            each.differs = here[each.name] != number
    return {"taken": taken, "taken_lines": lines, "beside": any(len(each.cells) > 1 for each in lines)}


def _accepted(found: Sheet) -> dict[str, int | None]:
    """Field → what the accepted statement says there. Nothing where none is accepted, and for single papers."""
    _version, figures = official_figures([found.statement_id]).get(found.statement_id, (0, {}))
    if not figures or found.round.audit.by_paper:
        return {}
    votes = {f"votes.{code}": figures.get(code) for _mark, code in found.round.options}
    return votes | {counts.INVALID: (figures.get("blank") or 0) + (figures.get("null") or 0)}


def _beside(found: Sheet, language: Language, read: list[str], apart: frozenset[str]) -> list[Line]:
    """The lines of a form with what each of several counts says there."""
    values = [counts.values(found, each) for each in read]
    lines = lines_of(found)
    for each in lines:
        each.cells = tuple(_said(value.get(each.name), found, language, is_lost=counts.LOST in value) for value in values)
        each.differs = each.name in apart
    return lines


def _said(value: Any, found: Sheet, language: Language, *, is_lost: bool) -> str:
    """What was read in a field, in words."""
    if is_lost:
        return sentence(language, "audit-kind.missing")
    if isinstance(value, int):
        return say_integer(language, value)
    kind, mark = value
    if kind != "option":
        return sentence(language, f"audit-kind.{kind or 'not-yet'}")
    option = dict(_marks(found))[mark]
    return f"{mark} {names_of(language, option, option.code)}"


def _marks(found: Sheet) -> list[tuple[str, Option]]:
    """What is typed for each option."""
    known = {option.code: option for option in found.round.contest.options.all()}
    return [(mark, known[code]) for mark, code in found.round.options]
