"""Who may open what: one line for each address of the site. A test fails for an address without a line; add yours here.

`roles`: None for people who are not signed in · `arguments`: from an area, the address's arguments for something in that area; where
there are none, the address is the same for everybody, and has no "other area" · `form`: what is posted · `first_factor`: also before
the second.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Line:
    """What is so for one address."""

    roles: frozenset[Role] | None
    methods: str = "GET"
    arguments: Callable[[Any], list[Any]] | None = None
    form: dict[str, str] = field(default_factory=dict)
    first_factor: bool = False


def clerk_of(area):
    """The number of the area's clerk."""
    return [Person.objects.get(username=f"clerk-{area.code}").id]


TABLE: dict[str, Line] = {
    "home": Line(EVERYBODY),
    "language": Line(None, "POST"),
    "health": Line(None),
    "metrics": Line(None),
    "sign-in": Line(None, "GET POST"),
    "sign-out": Line(EVERYBODY, "POST", first_factor=True),
    "account": Line(EVERYBODY),
    "password": Line(EVERYBODY, "GET POST", first_factor=True),
    "second-factor": Line(EVERYBODY, "GET POST", first_factor=True),
    "codes": Line(EVERYBODY, "POST"),
    "invitation": Line(None, "GET POST", lambda _area: ["x"]),
    "people": Line(ADMINISTRATOR),
    "invite": Line(ADMINISTRATOR, "GET POST"),
    "person": Line(ADMINISTRATOR, "GET", clerk_of),
    "invite-again": Line(ADMINISTRATOR, "POST", clerk_of),
    "close-person": Line(ADMINISTRATOR, "POST", clerk_of),
    "open-person": Line(ADMINISTRATOR, "POST", clerk_of),
    "move-person": Line(ADMINISTRATOR, "POST", clerk_of, {"area": "01"}),
    "reset-second-factor": Line(ADMINISTRATOR, "POST", clerk_of),
    "trail": Line(EVERYBODY, "GET POST"),
}
