"""The first page after signing in, and the choice of a language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from suffrage.commission.accounts.access import for_roles, public
from suffrage.words import LANGUAGES

_A_YEAR = 365 * 24 * 3600


@for_roles()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What the person who is signed in can do here."""
    return render(request, "home.html")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in this browser, and show the same page again."""
    response = redirect(onward(request))
    if request.POST.get("language") in LANGUAGES:
        response.set_cookie(
            "language", request.POST["language"], max_age=_A_YEAR, secure=settings.HTTPS, httponly=True, samesite="Strict"
        )
    return response


def onward(request: HttpRequest, otherwise: str = "home") -> str:
    """Where the reader wanted to go, as the form says it, if that is on this site."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=settings.HTTPS) else otherwise
