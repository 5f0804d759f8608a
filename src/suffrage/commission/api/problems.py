"""What a program is answered instead of what it wanted: RFC 9457, `application/problem+json`, with the sentences of the site."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from suffrage.commission.refused import Refused
from suffrage.commission.words import language_of
from suffrage.model import Finding
from suffrage.words.findings import say_sentence

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:suffrage:problem:"

_STATUS = {
    "api.invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "api.key-of-another": HTTPStatus.UNPROCESSABLE_ENTITY,
    "work.unconfirmed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "work.not-a-field": HTTPStatus.UNPROCESSABLE_ENTITY,
    "work.serial-needed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "work.not-your-role": HTTPStatus.FORBIDDEN,
    "work.not-your-area": HTTPStatus.FORBIDDEN,
    "api.not-for-this": HTTPStatus.FORBIDDEN,
    "receive.no-such-station": HTTPStatus.NOT_FOUND,
    "work.no-such-statement": HTTPStatus.NOT_FOUND,
    "not-found": HTTPStatus.NOT_FOUND,
    "api.not-admitted": HTTPStatus.UNAUTHORIZED,
    "api.too-often": HTTPStatus.TOO_MANY_REQUESTS,
    "api.not-json": HTTPStatus.BAD_REQUEST,
    "api.other-kind": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "scan.too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "scan.too-many-pixels": HTTPStatus.UNPROCESSABLE_ENTITY,
    "scan.not-a-scan": HTTPStatus.UNPROCESSABLE_ENTITY,
    "api.not-this-method": HTTPStatus.METHOD_NOT_ALLOWED,
}
"""The status of a refusal, by its key; any other says that the statement, or something else, does not stand so (409)."""


def refusal(request: HttpRequest, refused: Refused, *, headers: Mapping[str, str] | None = None, **more: Any) -> JsonResponse:
    """The answer to an act that was refused; `more`: members beside the sentence."""
    status = _STATUS.get(refused.key, HTTPStatus.CONFLICT)
    return problem(request, status, refused.say(language_of(request)), key=refused.key, headers=headers, **more)


def problem(
    request: HttpRequest, status: HTTPStatus, said: str, *, key: str = "", headers: Mapping[str, str] | None = None, **more: Any
) -> JsonResponse:
    """A problem with that sentence. Its `type` says for a program which one it is; without a `key` it is just the status."""
    content = {"type": _TYPE + key if key else "about:blank", "title": status.phrase, "status": status.value, "detail": said}
    given = {"Content-Language": language_of(request), "Vary": "Accept-Language", **(headers or {})}
    plain = {"ensure_ascii": False}
    return JsonResponse(content | more, status=status, content_type=MEDIA_TYPE, headers=given, json_dumps_params=plain)


def findings_said(request: HttpRequest, found: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as members of a problem: code, severity, verdict, and the sentence."""
    language = language_of(request)
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "verdict": finding.verdict,
            "detail": say_sentence(language, finding),
        }
        for finding in found
    ]
