"""Signing in and out, one's own account, an invitation, and the second factor."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from suffrage.commission.accounts import people, second
from suffrage.commission.accounts.access import for_roles, person_of, public
from suffrage.commission.accounts.forms import ChangePassword, Code, NewPassword, SignIn
from suffrage.commission.accounts.sessions import hold
from suffrage.commission.errors import page
from suffrage.commission.forms import Form
from suffrage.commission.home import onward
from suffrage.commission.refused import Refused
from suffrage.commission.trail.chain import record
from suffrage.commission.words import language_of, sentence

SECRET = sensitive_post_parameters()


@public
@SECRET
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password. What is wrong is not said, so that nobody learns which names exist; too many attempts are locked out."""
    language = language_of(request)
    form = SignIn(language, request.POST if request.method == "POST" else None)
    if form.is_valid():
        person: Any = authenticate(request, **form.cleaned_data)
        if person is not None:
            login(request, person)
            with transaction.atomic():
                record("sign-in", {}, person=person, area=person.area)
            return redirect(onward(request))
        form.refuse(None, "account.wrong-name-or-password")
    ended = request.GET.get("ended", "")
    more = {"form": form, "ended": ended if ended in ("idle", "elsewhere") else "", "next": _next(request)}
    return render(request, "accounts/sign-in.html", more, status=_status(form))


def locked(request: HttpRequest, *_: object) -> HttpResponse:
    """What somebody sees who tried too many passwords (429)."""
    return page(request, HTTPStatus.TOO_MANY_REQUESTS, sentence(language_of(request), "account.locked"))


@for_roles(first_factor=True)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    person = person_of(request)
    with transaction.atomic():
        record("sign-out", {}, person=person, area=person.area)
    logout(request)
    return redirect("sign-in")


@for_roles()
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what protects the account."""
    return render(request, "accounts/account.html", {"enrolled": second.enrolled(person_of(request))})


@for_roles(first_factor=True)
@SECRET
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; whoever has a second factor shows it first, except where a password must be changed."""
    person = person_of(request)
    if not person.must_change_password and person.needs_second_factor and not person.is_verified():
        return redirect("second-factor")
    form = ChangePassword(language_of(request), person, request.POST if request.method == "POST" else None)
    if form.is_valid():
        people.change_password(person, form.cleaned_data["new_password"])
        update_session_auth_hash(request, person)
        hold(request, person)
        return redirect(onward(request))
    return render(request, "accounts/password.html", {"form": form, "next": _next(request)}, status=_status(form))


@for_roles(first_factor=True)
@SECRET
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the second factor; whoever has none sets one up."""
    person = person_of(request)
    if person.must_change_password:
        return redirect("password")
    if person.is_verified():
        return redirect("home")
    form = Code(language_of(request), request.POST if request.method == "POST" else None)
    has_one = second.enrolled(person)
    if form.is_valid():
        try:
            if has_one:
                second.check(request, form.cleaned_data["code"])
                return redirect(onward(request))
            codes = second.enrol(request, form.cleaned_data["code"])
            return render(request, "accounts/codes.html", {"codes": codes, "next": onward(request, reverse("home"))})
        except Refused as refused:
            form.refuse("code", refused.key, **refused.operands)
    more: dict[str, Any] = {"form": form, "next": _next(request), "has_one": has_one}
    if not has_one:
        device = second.offered(person)
        more |= {"picture": second.picture(device), "secret": second.secret_text(device)}
    return render(request, "accounts/second-factor.html", more, status=_status(form))


@for_roles()
@require_POST
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New backup codes, shown once."""
    person = person_of(request)
    if not second.enrolled(person):
        return redirect("second-factor")
    more = {"codes": second.renew_codes(person), "next": reverse("account"), "here": reverse("account")}
    return render(request, "accounts/codes.html", more)


@public
@SECRET
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """An invited person sets their password, which signs them in."""
    language = language_of(request)
    try:
        found = people.invitation(secret)
        form = NewPassword(language, found.person, request.POST if request.method == "POST" else None)
        if form.is_valid():
            person = people.accept(secret, form.cleaned_data["new_password"])
            login(request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
            return redirect("home")
    except Refused as refused:
        return page(request, HTTPStatus.GONE, refused.say(language))
    return render(request, "accounts/invitation.html", {"form": form, "invited": found.person}, status=_status(form))


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def _status(form: Form) -> int:
    """200, or 422 for a form with something wrong in it."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
