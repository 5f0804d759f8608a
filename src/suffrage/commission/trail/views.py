"""The trail's page, and the check of its chain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from suffrage.commission.accounts.access import for_roles, person_of
from suffrage.commission.accounts.roles import Role
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.reading import acts_for, kinds, line
from suffrage.commission.words import language_of

A_PAGE = 100
CHECKERS = frozenset({Role.ADMINISTRATOR, Role.VERIFIER, Role.COMMISSIONER, Role.AGENT, Role.OBSERVER})
_LARGEST = 2**63 - 1


@for_roles()
@require_http_methods(["GET", "POST"])
def trail(request: HttpRequest) -> HttpResponse:
    """The acts that the reader may see, the latest first; POST: also whether the whole chain holds."""
    person = person_of(request)
    language = language_of(request)
    asked = {name: request.GET.get(name, "").replace("\0", "").strip() for name in ("person", "statement", "kind", "before")}
    acts = acts_for(person)
    for name, column in (("person", "person__username"), ("statement", "statement__station__code"), ("kind", "kind")):
        if asked[name]:
            acts = acts.filter(**{column: asked[name]})
    if asked["before"].isdecimal():
        acts = acts.filter(number__lt=min(int(asked["before"]), _LARGEST))
    found = list(acts[: A_PAGE + 1])
    may_check = person.role in CHECKERS
    return render(
        request,
        "trail/trail.html",
        {
            "lines": [line(person, act, language) for act in found[:A_PAGE]],
            "older": found[A_PAGE - 1].number if len(found) > A_PAGE else None,
            "asked": asked,
            "kinds": kinds(language),
            "may_check": may_check,
            "checked": check() if may_check and request.method == "POST" else None,
        },
    )
