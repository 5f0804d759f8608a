"""Who may open what: one line for each address of the site. A test fails for an address without a line; add yours here.

`roles`: None for people who are not signed in · `arguments`: from an area, the address's arguments for something in that area; where
there are none, the address is the same for everybody, and has no "other area" · `form`: what is posted · `first_factor`: also before
the second.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.paper.models import PrintRun
from suffrage.commission.setup.models import Draft
from suffrage.commission.statements.models import Scan, Statement
from suffrage.commission.statements.scans import path_of

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
ENTERING = frozenset({Role.CLERK})
PRINTING = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
DECIDING = frozenset({Role.SUPERVISOR, Role.VERIFIER})


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


def statement_in(area):
    """The number of a statement of the area."""
    return [Statement.objects.filter(station__area=area).first().id]


def draft_in(area):
    """The number of a draft; an administrator of an area sets nothing up, which a page says."""
    return [Draft.objects.get_or_create(person=Person.objects.get(username=f"administrator-{area.code}"))[0].id]


def scan_in(area):
    """The number of a scan of a statement of the area."""
    (number,) = statement_in(area)
    content = b"%PDF-1.7 of " + area.code.encode()
    digest = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(path_of(digest)):
        default_storage.save(path_of(digest), ContentFile(content))
    given = {"version": 1, "kind": "application/pdf", "size": len(content), "person_id": clerk_of(area)[0]}
    return [Scan.objects.get_or_create(statement_id=number, sha256=digest, defaults=given)[0].id]


def run_in(area):
    """The number of a printing of forms for the area."""
    return [PrintRun.objects.get_or_create(election=area.election, area=area, language="en", forms=2)[0].id]


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
    "setup": Line(ADMINISTRATOR),
    "setup-begin": Line(ADMINISTRATOR, "POST"),
    "setup-files": Line(ADMINISTRATOR, "GET POST", draft_in),
    "setup-findings": Line(ADMINISTRATOR, "GET", draft_in),
    "setup-about": Line(ADMINISTRATOR, "GET POST", draft_in),
    "setup-confirm": Line(ADMINISTRATOR, "GET POST", draft_in),
    "setup-give-up": Line(ADMINISTRATOR, "POST", draft_in),
    "setup-law": Line(ADMINISTRATOR),
    "begin-counting": Line(ADMINISTRATOR, "POST"),
    "calendar": Line(EVERYBODY),
    "calendar-ics": Line(EVERYBODY),
    "forms": Line(PRINTING, "GET POST", None, {"area": "", "language_of_forms": "en"}),
    "forms-run": Line(PRINTING, "GET", run_in),
    "forms-part": Line(PRINTING, "GET", lambda area: [*run_in(area), 1]),
    "statements": Line(EVERYBODY),
    "receive": Line(ENTERING | {Role.SUPERVISOR}, "GET POST"),
    "enter-next": Line(ENTERING, "POST"),
    "statement": Line(EVERYBODY, "GET", statement_in),
    "decide": Line(DECIDING, "POST", statement_in),
    "begin-entry": Line(ENTERING, "POST", statement_in),
    "entry": Line(ENTERING, "GET POST", statement_in),
    "draft": Line(ENTERING, "POST", statement_in),
    "leave-entry": Line(ENTERING | {Role.SUPERVISOR}, "POST", statement_in),
    "attach-scan": Line(ENTERING | DECIDING, "POST", statement_in),
    "scan": Line(EVERYBODY, "GET", scan_in),
}
