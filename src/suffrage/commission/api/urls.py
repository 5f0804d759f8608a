"""The addresses of the API, its document, and the tokens' pages. An operation of which no purpose is said opens to nobody."""

from django.urls import URLPattern, path

from suffrage.commission.api import pages
from suffrage.commission.api.gate import by_token
from suffrage.commission.api.operations import PURPOSES, TAKES, api
from suffrage.commission.words import PROGRAMS


def _operations() -> list[URLPattern]:
    """The operations' addresses, each behind the door."""
    made = []
    for found in api.urls[0]:
        if not isinstance(found, URLPattern) or found.callback is None:
            continue
        name = str(found.name).removeprefix("api-")
        if name in PURPOSES:
            view = by_token(found.callback, PURPOSES[name], TAKES[name])
            made.append(path(PROGRAMS.lstrip("/") + str(found.pattern), view, name=f"api-{name}"))
    return made


urlpatterns = [
    path("account/tokens", pages.own_tokens, name="tokens"),
    path("people/<int:number>/tokens", pages.tokens_of_person, name="person-tokens"),
    path("api", pages.documentation, name="api-docs"),
    path("api/openapi.json", pages.openapi, name="api-openapi"),
    *_operations(),
]
