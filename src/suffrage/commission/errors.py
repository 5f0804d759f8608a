"""What is shown instead of a page: one sentence in the reader's language that says what happened and what to do."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from suffrage.commission.api.problems import problem
from suffrage.commission.refused import Refused
from suffrage.commission.words import PROGRAMS, language_of, sentence
from suffrage.words import LANGUAGES

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say why an act was refused (409), or that an address only takes forms (405), where the view has no place for the sentence."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            said = page(request, HTTPStatus.METHOD_NOT_ALLOWED, sentence(language_of(request), "not-a-page"))
            said.headers["Allow"] = response.headers["Allow"]
            return said
        return response

    def process_exception(request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Refused):
            return page(request, HTTPStatus.CONFLICT, problem.say(language_of(request)))
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def page(request: HttpRequest, status: HTTPStatus, said: str) -> HttpResponse:
    """A page with that sentence; for a program, a problem with it."""
    if request.path.startswith(PROGRAMS):
        return problem(request, status, said)
    return render(request, "error.html", {"status": status.value, "said": said}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where more was sent than is taken. Nothing about the request can be trusted, not even its host or its size."""
    large = isinstance(exception, _TOO_MUCH)
    return _bare(
        request,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST,
        "too-large" if large else "bad-request",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """403."""
    return page(request, HTTPStatus.FORBIDDEN, sentence(language_of(request), "forbidden"))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """403: a form that was not made by this site in this browser's session."""
    return page(request, HTTPStatus.FORBIDDEN, sentence(language_of(request), "form-too-old"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """404."""
    return page(request, HTTPStatus.NOT_FOUND, sentence(language_of(request), "not-found"))


def broken(request: HttpRequest) -> HttpResponse:
    """500: the page asks nothing of the database, which may be what is broken."""
    return _bare(request, HTTPStatus.INTERNAL_SERVER_ERROR, "broken")


def _bare(request: HttpRequest, status: HTTPStatus, key: str) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        return problem(request, status, sentence(language_of(request), key))
    language = next((known for known in LANGUAGES if known == request.COOKIES.get("language")), "km")
    return HttpResponse(
        render_to_string("bare.html", {"language": language, "status": status.value, "key": key}), status=status
    )
