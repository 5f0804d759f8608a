"""Who may open which page: nobody without an account, nobody who can change data without a second factor, and each role its own.

A view says with `for_roles` who may use it; a view that says nothing can be opened by nobody (a test walks the URL table). A view
of the API says `by_token`: it is opened by a token, which its own door checks (`suffrage.commission.api.gate`), and never by a cookie.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role

View = Callable[..., HttpResponse]
EVERYBODY = frozenset(Role)


def public(view: View) -> View:
    """A page for people who are not signed in: signing in, an invitation, health."""
    view.roles = None  # type: ignore[attr-defined]
    return view


def for_roles(*roles: Role, first_factor: bool = False, by_itself: bool = False) -> Callable[[View], View]:
    """A page for people of these roles (none named: of any).

    `first_factor`: also before the second factor was given · `by_itself`: a screen asks for it again and again without anybody
    doing anything, so that it does not keep a session from ending.
    """
    allowed = frozenset(roles) or EVERYBODY

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if Role(person_of(request).role) not in allowed:
                raise PermissionDenied
            return view(request, *arguments, **named)

        checked.roles, checked.first_factor, checked.by_itself = allowed, first_factor, by_itself  # type: ignore[attr-defined]
        return checked

    return decorate


def signed_in_and_verified(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send whoever is not signed in to the sign-in page, and whoever lacks the second factor or a password of their own to those."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: View, _arguments: Any, _named: Any) -> HttpResponse | None:
        if getattr(view, "roles", frozenset()) is None:
            return None
        if not hasattr(view, "roles"):
            raise PermissionDenied
        if getattr(view, "by_token", False):
            request.user = AnonymousUser()
            return None
        if not request.user.is_authenticated:
            return _send(request, "sign-in", ended=getattr(request, "ended", ""))
        person = person_of(request)
        if not getattr(view, "first_factor", False):
            if person.must_change_password:
                return _send(request, "password")
            if person.needs_second_factor and not person.is_verified():
                return _send(request, "second-factor")
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _send(request: HttpRequest, name: str, **more: str) -> HttpResponse:
    """Send the reader to another page, and afterwards back; also where htmx asked for a part of a page only."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        more["next"] = request.get_full_path()
    given = {key: value for key, value in more.items() if value and value != "/"}
    address = reverse(name) + (f"?{urlencode(given)}" if given else "")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def person_of(request: HttpRequest) -> Person:
    """Who is signed in; the views of `for_roles` have somebody."""
    person = request.user
    if not isinstance(person, Person):
        raise PermissionDenied
    return person


def within(person: Any, area: Any) -> bool:
    """Whether an area is a person's own or lies below it, in the same election."""
    if person.area_id is None:
        return True
    return bool(area.election_id == person.area.election_id and area.path.startswith(person.area.path))
