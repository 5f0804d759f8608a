"""The pages about tokens, one's own and those of a person in one's area; and the API's documentation, for people and programs."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from suffrage.commission.accounts import second
from suffrage.commission.accounts.access import for_roles, person_of, public
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.people import area_of
from suffrage.commission.accounts.people_views import person_in_reach
from suffrage.commission.accounts.roles import Role
from suffrage.commission.api import tokens
from suffrage.commission.api.document import described, document
from suffrage.commission.api.forms import MakeToken
from suffrage.commission.api.models import Token
from suffrage.commission.refused import Refused
from suffrage.commission.words import language_of

_SHOWN = 200


@for_roles()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens: make one, which is shown this once, or take one back."""
    person = person_of(request)
    if "end" in request.POST:
        return _end(request, person.tokens.all(), "tokens")
    initial = {"area": person.area.code if person.area else "", "days": tokens.DAYS[1]}
    form = MakeToken(language_of(request), person, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            return _made(request, person, form.cleaned_data)
        except Refused as refused:
            field = {"account.wrong-code": "code", "people.no-such-area": "area", "api.not-your-area": "area"}.get(refused.key)
            form.refuse(field, refused.key, **refused.operands)
    more = {
        "form": form,
        "tokens": _rows(person.tokens.all()),
        "enrolled": second.enrolled(person),
        "ticked": form["purposes"].value() or (),
    }
    return render(request, "api/tokens.html", more, status=422 if form.is_bound else 200)


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def tokens_of_person(request: HttpRequest, number: int) -> HttpResponse:
    """A person's tokens, for an administrator to take back."""
    found = person_in_reach(request, number)
    if request.method == "POST":
        return _end(request, found.tokens.all(), "person-tokens", number)
    return render(request, "api/tokens-of-person.html", {"found": found, "tokens": _rows(found.tokens.all())})


@public
@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """What the API can do, for people."""
    return render(request, "api/documentation.html", {"operations": described()})


@public
@require_GET
def openapi(_request: HttpRequest) -> HttpResponse:
    """What the API can do, for programs."""
    return JsonResponse(document())


@sensitive_variables()
def _made(request: HttpRequest, person: Person, given: dict[str, Any]) -> HttpResponse:
    """The new token, if the second factor is right; its secret is on this page and nowhere else."""
    wanted: dict[str, Any] = {"purposes": given["purposes"], "area": area_of(person, given["area"]), "days": given["days"]}
    tokens.check(person, **wanted)  # before the code, which opens only once
    second.check(request, given["code"])
    token, secret = tokens.make(person, name=given["name"], **wanted)
    return render(request, "api/token.html", {"token": token, "secret": secret, "here": reverse("tokens")})


def _end(request: HttpRequest, known: "QuerySet[Token]", name: str, *arguments: int) -> HttpResponse:
    asked = request.POST.get("end", "")
    if not (asked.isdecimal() and len(asked) < 18 and known.filter(pk=int(asked)).exists()):
        raise Refused("api.no-such-token")
    tokens.end(int(asked), by=person_of(request))
    return redirect(name, *arguments)


def _rows(known: "QuerySet[Token]") -> list[Token]:
    """The latest tokens, those in force first."""
    latest = known.select_related("area", "ended_by").order_by(F("ended").desc(nulls_first=True), "-pk")[:_SHOWN]
    return sorted(latest, key=lambda token: not token.is_in_force)
