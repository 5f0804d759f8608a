"""The OpenAPI document of the API, and what a page shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.operations import PURPOSES, TAKES, api
from suffrage.commission.api.problems import MEDIA_TYPE
from suffrage.commission.api.purposes import Purpose, roles_of
from suffrage.commission.api.shapes import Problem
from suffrage.commission.words import PROGRAMS

_ALWAYS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
_LATER = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.TOO_MANY_REQUESTS)
_OF_ACTS = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)


@cache
def document() -> dict[str, Any]:
    """The document, with the problems that every operation can answer, and what a token must be for."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PROGRAMS.lstrip("/")))
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    made["components"]["schemas"] |= {**schema.pop("$defs"), "Problem": schema}
    for _path, _method, operation in _operations(made):
        name = operation["operationId"]
        purposes = sorted(PURPOSES[name])
        operation["description"] = "The token is for one of: " + ", ".join(purposes) + "."
        operation["x-purposes"] = purposes
        for status in sorted((*_ALWAYS, *_LATER, *(_OF_ACTS if TAKES[name] else ()))):
            content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            operation["responses"][str(status.value)] = {"description": status.phrase, "content": content}
        operation["responses"] = {str(int(status)): said for status, said in operation["responses"].items()}
    return made


@dataclass(frozen=True, slots=True)
class Field:
    """A field of what is sent: where it stands ("query", "header", "body"), its name, and whether it is needed."""

    place: str
    name: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Described:
    """An operation, as the page shows it."""

    name: str
    method: str
    path: str
    takes: str
    purposes: tuple[Purpose, ...]
    roles: tuple[Role, ...]
    fields: tuple[Field, ...]
    answers: tuple[str, ...]


def described() -> list[Described]:
    """The operations, in the order in which they are written."""
    made = document()
    return [
        Described(
            name=operation["operationId"],
            method=method.upper(),
            path=path,
            takes=TAKES[operation["operationId"]],
            purposes=tuple(purpose for purpose in Purpose if purpose in PURPOSES[operation["operationId"]]),
            roles=tuple(role for role in Role if role in roles_of(PURPOSES[operation["operationId"]])),
            fields=tuple(_fields(made, operation)),
            answers=tuple(sorted(operation["responses"])),
        )
        for path, method, operation in _operations(made)
    ]


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _fields(made: dict[str, Any], operation: dict[str, Any]) -> Iterator[Field]:
    for parameter in operation["parameters"]:
        yield Field(parameter["in"], parameter["name"], parameter["required"])
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        if "$ref" in schema:
            schema = made["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for name in schema["properties"]:
            yield Field("body", name, name in schema.get("required", ()))
