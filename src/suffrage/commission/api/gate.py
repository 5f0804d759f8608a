"""The API's door: who comes with which token, whether it is for this, and whether not too often. Cookies open nothing here."""

import math
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from suffrage.commission.api.models import Token
from suffrage.commission.api.problems import refusal
from suffrage.commission.api.purposes import MAY, Purpose, roles_of
from suffrage.commission.api.throttle import THROTTLE
from suffrage.commission.api.tokens import admitted
from suffrage.commission.refused import Refused
from suffrage.commission.statements.scans import LARGEST
from suffrage.commission.words import language_of, sentence

_SCHEME = "bearer "
_AROUND_A_FILE = 1 << 16
"""So many bytes may stand around a scan in the form that brings it."""

View = Callable[..., HttpResponseBase]


def by_token(view: View, purposes: frozenset[Purpose], kind: str) -> View:
    """A view of the API, opened by tokens for one of these purposes. `kind`: the content type of what it takes, "" for nothing."""

    def checked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        token = _token_in(request)
        if token is None:
            return _refused(request, "api.not-admitted", {"WWW-Authenticate": 'Bearer realm="suffrage"'})
        if wait := THROTTLE.wait(token.pk):
            return _refused(request, "api.too-often", {"Retry-After": str(math.ceil(wait))})
        if not any(token.person.role in MAY[purpose] for purpose in purposes.intersection(token.opens)):
            return _refused(
                request, "api.not-for-this", {"WWW-Authenticate": 'Bearer realm="suffrage", error="insufficient_scope"'}
            )
        if request.method == "POST" and kind and request.content_type != kind:
            return refusal(request, Refused("api.other-kind", kind=kind))
        if _size_of(request) > LARGEST + _AROUND_A_FILE:
            return refusal(request, Refused("scan.too-large"))
        if twice := sorted(name for name, values in request.GET.lists() if len(values) > 1):
            return _repeated(request, twice)
        request.token = token  # type: ignore[attr-defined]
        answer = view(request, *arguments, **named)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return _refused(request, "api.not-this-method", {"Allow": answer.headers["Allow"]})
        return answer

    checked.roles, checked.by_token, checked.purposes = roles_of(purposes), True, purposes  # type: ignore[attr-defined]
    checked.csrf_exempt = checked.by_itself = True  # type: ignore[attr-defined] # no browser sends a token by itself
    return checked


def token_of(request: HttpRequest) -> Token:
    """The token with which the door was opened."""
    token: Token = request.token  # type: ignore[attr-defined]
    return token


def _token_in(request: HttpRequest) -> Token | None:
    given = request.headers.get("Authorization", "")
    return admitted(given[len(_SCHEME) :].strip()) if given.lower().startswith(_SCHEME) else None


def _refused(request: HttpRequest, key: str, headers: dict[str, str]) -> HttpResponseBase:
    return refusal(request, Refused(key), headers=headers)


def _repeated(request: HttpRequest, names: list[str]) -> HttpResponseBase:
    """A parameter that is given more than once is none: which one is meant would be a guess."""
    said = sentence(language_of(request), "field.invalid")
    errors = [{"code": "repeated", "field": f"query.{name}", "detail": said} for name in names]
    return refusal(request, Refused("api.invalid"), errors=errors)


def _size_of(request: HttpRequest) -> int:
    """How many bytes were announced; what was not announced is not read."""
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(announced) if announced.isdecimal() and len(announced) < 18 else LARGEST * 2
