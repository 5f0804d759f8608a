"""Forms made and fetched on pages, by administrators and supervisors, for their own area."""

from typing import cast

from django import forms as fields
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from suffrage.commission.accounts.access import for_roles
from suffrage.commission.accounts.models import LANGUAGES, Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.forms import Form
from suffrage.commission.frame import election_of
from suffrage.commission.paper.forms import begin_printing, number_of_parts, part_of, press
from suffrage.commission.paper.models import PrintRun
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import CODE, Area, Election
from suffrage.commission.words import language_of
from suffrage.model import BadInput, Language

A_PAGE = 25
PRINTING = (Role.ADMINISTRATOR, Role.SUPERVISOR)


class PrintForm(Form):
    """Which forms are made."""

    group = "paper"
    area = fields.CharField(max_length=CODE, required=False, strip=True)
    language_of_forms = fields.ChoiceField(choices=LANGUAGES)


@for_roles(*PRINTING)
@require_http_methods(["GET", "POST"])
def forms(request: HttpRequest) -> HttpResponse:
    """The printings of one's area, and a form to make another."""
    person, language = cast("Person", request.user), language_of(request)
    election = election_of(person)
    asked = PrintForm(language, request.POST or None, initial={"language_of_forms": language})
    if request.method == "POST" and asked.is_valid() and election is not None:
        chosen = cast("Language", asked.cleaned_data["language_of_forms"])
        try:
            made = begin_printing(election, _area(person, election, asked.cleaned_data["area"]), chosen, by=person)
        except Refused as refused:
            asked.refuse("area", refused.key, **refused.operands)
        else:
            return redirect("forms-run", made.pk)
    shown = Paginator(runs_of(person), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "paper/forms.html", {"form": asked, "shown": shown}, status=422 if asked.errors else 200)


@for_roles(*PRINTING)
@require_GET
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One printing: its files, by the stations that they hold."""
    found = _run(cast("Person", request.user), number)
    shown = Paginator(range(1, number_of_parts(found) + 1), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "paper/run.html", {"run": found, "shown": shown, "parts": [part_of(found, each) for each in shown]})


@for_roles(*PRINTING)
@require_GET
def part(request: HttpRequest, number: int, part: int) -> HttpResponse:
    """One file of a printing, made now; its bytes are the same each time."""
    found = _run(cast("Person", request.user), number)
    if not 1 <= part <= number_of_parts(found):
        raise Http404
    try:
        with press(found) as machine:
            made = machine.pdf(part_of(found, part))
    except BadInput as bad:
        raise Refused("paper.no-font", why=str(bad)) from None
    name = f"forms-{found.pk}-{part:03d}.pdf" if not found.election.rehearsal else f"rehearsal-forms-{found.pk}-{part:03d}.pdf"
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def runs_of(person: Person) -> "QuerySet[PrintRun, PrintRun]":
    """The printings that a person may see: those of their area and of what lies below it, the latest first."""
    found = PrintRun.objects.filter(election=election_of(person)).select_related("election", "area", "person").order_by("-pk")
    return found if person.area is None else found.filter(area__path__startswith=person.area.path)


def _run(person: Person, number: int) -> PrintRun:
    found = runs_of(person).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _area(person: Person, election: Election, code: str) -> Area | None:
    """The area of that code; without one, the person's own."""
    if not code:
        return person.area
    found = Area.objects.filter(election=election, code=code).first()
    if found is None:
        raise Refused("paper.no-such-area", code=code)
    return found
