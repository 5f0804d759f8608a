"""What stands around every page: whose election it is, whether it is real, who is signed in, and where they can go."""

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from suffrage.commission.accounts.models import Person
from suffrage.commission.setup.models import Election
from suffrage.commission.words import language_of
from suffrage.model import Language
from suffrage.words import LANGUAGES

PAGES = (
    "home",
    "statements",
    "receive",
    "forms",
    "watch-progress",
    "copies",
    "complaints",
    "declaring",
    "publishing",
    "audits",
    "calendar",
    "setup",
    "people",
    "trail",
)
"""The pages of the navigation, by the names of their addresses, in their order. Who sees one is what its view says."""

OWN_NAMES: dict[Language, str] = {"km": "ខ្មែរ", "fr": "Français", "en": "English"}
"""How each language names itself."""


def election_of(person: Any) -> Election | None:
    """The election that somebody works on: that of their area; for the whole country, the latest one. None before the first."""
    area = getattr(person, "area", None)
    return area.election if area else Election.objects.order_by("-id").first()


def pages_of(person: Any) -> Iterator[str]:
    """The names of the pages of the navigation that a person may open."""
    return (name for name in PAGES if person.role in _roles_of(name))


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template can use."""
    person = getattr(request, "user", None)
    known = person if isinstance(person, Person) and person.is_authenticated else None
    election = election_of(known)
    return {
        "language": language_of(request),
        "languages": [(code, OWN_NAMES[code]) for code in reversed(LANGUAGES)],
        "election": election,
        "generated": election is not None and is_generated(election.toml),
        "person": known,
        "pages": list(pages_of(known)) if known and _may_go_on(known) else [],
        "here": request.path,
        "section": section_of(request.path),
    }


def _may_go_on(person: Any) -> bool:
    return not person.must_change_password and (person.is_verified() or not person.needs_second_factor)


def section_of(path: str) -> str:
    """The page of the navigation to whose part of the site an address belongs; "" where it belongs to none.

    That is the page whose address it is or begins with, the longest such; else the page that shares its first step, as all pages of
    watching share `/watch`.
    """
    own = {reverse(name): name for name in PAGES}
    begins = [address for address in own if path == address or (path.startswith(f"{address.rstrip('/')}/") and address != "/")]
    if begins:
        return own[max(begins, key=len)]
    return next(
        (name for address, name in own.items() if _first_step(address) and _first_step(address) == _first_step(path)), ""
    )


def _first_step(address: str) -> str:
    return address.strip("/").partition("/")[0]


@cache
def _roles_of(name: str) -> frozenset[str]:
    try:
        view = resolve(reverse(name)).func
    except NoReverseMatch:
        return frozenset()
    return frozenset(getattr(view, "roles", None) or ())


@cache
def is_generated(toml: str) -> bool:
    """Whether the figures of an election are made up, by its `election.toml`."""
    try:
        return tomllib.loads(toml).get("generated") is True
    except tomllib.TOMLDecodeError:
        return False
