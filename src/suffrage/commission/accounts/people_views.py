"""The administrator's pages: who works here, who is invited, whose account is closed, moved, or has its second factor taken away."""

from collections.abc import Callable
from typing import Any

import segno
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission.accounts import people
from suffrage.commission.accounts.access import for_roles, person_of
from suffrage.commission.accounts.forms import Invite, Move, area_labels, parties_of
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.words import language_of

A_PAGE = 100
MOST_AREAS = 3000
"""So many areas are offered to choose from; another one's code can be typed all the same."""


@for_roles(Role.ADMINISTRATOR)
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody in the administrator's area, and what was searched for among them."""
    found, asked = _in_reach(person_of(request)), request.GET.get("search", "").replace("\0", "").strip()
    role = request.GET.get("role", "")
    if asked:
        found = found.filter(Q(username__icontains=asked) | Q(full_name__icontains=asked) | Q(area__code=asked))
    if role in list(Role):
        found = found.filter(role=role)
    shown = Paginator(found.order_by("username"), A_PAGE).get_page(request.GET.get("page"))
    more = {"found": shown, "search": asked, "role": role, "roles": list(Role)}
    return render(request, "accounts/people.html", more)


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the link is shown this once."""
    administrator, language = person_of(request), language_of(request)
    form = Invite(language, request.POST if request.method == "POST" else None, initial={"language_of_site": language})
    if form.is_valid():
        given = form.cleaned_data
        try:
            area = people.area_of(administrator, given["area"])
        except Refused as refused:
            form.refuse("area", refused.key, **refused.operands)
        else:
            try:
                person, secret = people.invite(
                    administrator,
                    username=given["username"],
                    full_name=given["full_name"],
                    role=given["role"],
                    area=area,
                    party=given["party"],
                    language=given["language_of_site"],
                )
            except Refused as refused:
                form.refuse("username" if refused.key == "people.username-taken" else "area", refused.key, **refused.operands)
            else:
                return _invited(request, person, secret)
    return render(
        request,
        "accounts/invite.html",
        {"form": form, **_choices(administrator, language)},
        status=422 if form.is_bound else 200,
    )


@for_roles(Role.ADMINISTRATOR)
@require_GET
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person, and what can be done with the account."""
    return _one(request, person_in_reach(request, number), Move(language_of(request)))


@for_roles(Role.ADMINISTRATOR)
@require_POST
def invite_again(request: HttpRequest, number: int) -> HttpResponse:
    """A new invitation, instead of a lost one or a forgotten password."""
    found = person_in_reach(request, number)
    return _invited(request, found, people.invite_again(person_of(request), found))


@for_roles(Role.ADMINISTRATOR)
@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close an account."""
    return _done(request, number, lambda administrator, found: people.set_active(administrator, found, active=False))


@for_roles(Role.ADMINISTRATOR)
@require_POST
def open_again(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed account."""
    return _done(request, number, lambda administrator, found: people.set_active(administrator, found, active=True))


@for_roles(Role.ADMINISTRATOR)
@require_POST
def reset_second_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Take a lost second factor away."""
    return _done(request, number, people.reset_second_factor)


@for_roles(Role.ADMINISTRATOR)
@require_POST
def move(request: HttpRequest, number: int) -> HttpResponse:
    """Bind a person to another area."""
    administrator, found = person_of(request), person_in_reach(request, number)
    form = Move(language_of(request), request.POST)
    if form.is_valid():
        try:
            people.move(administrator, found, people.area_of(administrator, form.cleaned_data["area"]))
        except Refused as refused:
            form.refuse("area", refused.key, **refused.operands)
        else:
            return redirect("person", number)
    return _one(request, found, form)


def _in_reach(administrator: Person) -> QuerySet[Person]:
    """The people of an administrator's area."""
    found = Person.objects.select_related("area__election")
    area = administrator.area
    return found if area is None else found.filter(area__election=area.election_id, area__path__startswith=area.path)


def person_in_reach(request: HttpRequest, number: int) -> Person:
    """A person whom the administrator may see; that others exist is not said."""
    found = _in_reach(person_of(request)).filter(id=number).first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, number: int, act: Callable[[Person, Person], None]) -> HttpResponse:
    act(person_of(request), person_in_reach(request, number))
    return redirect("person", number)


def _one(request: HttpRequest, found: Person, form: Move) -> HttpResponse:
    administrator = person_of(request)
    more = {
        "found": found,
        "form": form,
        "manages": people.may_manage(administrator, found),
        "here": reverse("person", args=[found.id]),
        **_choices(administrator, language_of(request)),
    }
    return render(request, "accounts/person.html", more, status=422 if form.is_bound else 200)


def _invited(request: HttpRequest, found: Person, secret: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    more = {
        "found": found,
        "link": link,
        "picture": segno.make(link, error="m").svg_data_uri(scale=4, light="#fff"),
        "here": reverse("person", args=[found.id]),
        "days": people.INVITATION_LASTS.days,
    }
    return render(request, "accounts/invited.html", more)


def _choices(administrator: Person, language: Any) -> dict[str, Any]:
    """The areas and parties to choose from."""
    election = election_of(administrator)
    areas = Area.objects.filter(election=election)
    if administrator.area:
        areas = areas.filter(path__startswith=administrator.area.path)
    return {
        "areas": area_labels(list(areas.order_by("path")[:MOST_AREAS]), language),
        "parties": parties_of(election.id if election else None),
    }
