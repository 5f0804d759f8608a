"""Who may open what: one line for each address of the site. A test fails for an address without a line; add yours here.

`roles`: None for people who are not signed in · `arguments`: from an area, the address's arguments for something in that area; where
there are none, the address is the same for everybody, and has no "other area" · `form`: what is posted · `first_factor`: also before
the second.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from suffrage.audit.codes import FormCode
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing.models import Audit, Round, Sheet
from suffrage.commission.complaints.models import Complaint, Evidence
from suffrage.commission.copies.models import Copy, CopyPhoto
from suffrage.commission.declaring.models import Drawing, Removal, Sitting
from suffrage.commission.paper.models import PrintRun
from suffrage.commission.setup.models import Draft, Option
from suffrage.commission.statements.models import Scan, Statement
from suffrage.commission.statements.scans import path_of

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
ENTERING = frozenset({Role.CLERK})
WATCHED = {"progress": EVERYBODY} | dict.fromkeys(
    ("late", "rates", "results", "turnout", "findings", "wall"), EVERYBODY - {Role.CLERK}
)
PRINTING = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
DECIDING = frozenset({Role.SUPERVISOR, Role.VERIFIER})
WATCHING = frozenset({Role.AGENT, Role.OBSERVER})
OF_COMPLAINTS = DECIDING | WATCHING | {Role.COMMISSIONER}
DECLARING = frozenset({Role.COMMISSIONER})
READING = EVERYBODY - ENTERING


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


def complaint_in(area):
    """The number of a complaint about the area: its observer's, and its agent's party's."""
    observer = Person.objects.get(username=f"observer-{area.code}")
    given = {"area": area, "party": "A", "grounds": "x", "filed": datetime.now(UTC), "late": False, "number": int(area.code)}
    return [Complaint.objects.get_or_create(election=area.election, person=observer, defaults=given)[0].id]


def evidence_in(area):
    """The number of a piece of evidence of a complaint about the area."""
    (scan,) = scan_in(area)
    given = Scan.objects.values("sha256", "kind", "size", "person_id").get(id=scan)
    return [Evidence.objects.get_or_create(complaint_id=complaint_in(area)[0], defaults=given)[0].id]


def run_in(area):
    """The number of a printing of forms for the area."""
    return [PrintRun.objects.get_or_create(election=area.election, area=area, language="en", forms=2)[0].id]


def copy_in(area):
    """The number of a copy of a statement of the area: of its agent's party, and given by its observer."""
    (number,) = statement_in(area)
    observer = Person.objects.get(username=f"observer-{area.code}")
    given = {"election": area.election, "person": observer, "figures": {"A": 1}, "sha256": "x"}
    return [Copy.objects.get_or_create(statement_id=number, owner="party A", replaced=False, defaults=given)[0].id]


def photo_in(area):
    """The number of a photo of a copy of a statement of the area."""
    (scan,) = scan_in(area)
    given = Scan.objects.values("sha256", "kind", "size", "person_id").get(id=scan)
    return [CopyPhoto.objects.get_or_create(copy_id=copy_in(area)[0], defaults=given)[0].id]


def table_for(area):
    """The token of a table of copies that the first area's agent and observer have sent."""
    token = "C" * 22
    folder = settings.HOME / "incoming-copies"
    folder.mkdir(parents=True, exist_ok=True)
    for person in Person.objects.filter(role__in=["agent", "observer"], area__code="01"):
        (folder / f"{person.id}-{token}.csv").write_text("station_id,contest_id,item,number\n01-1,01,A,7\n")
    return [token if area.code == "01" else "D" * 22]


def contest_in(area):
    """The number of the contest in which the area votes."""
    return [Statement.objects.filter(station__area=area).first().contest_id]


def removal_in(area):
    """The number of an entry of somebody in the area who no longer stands."""
    (number,) = contest_in(area)
    option = Option.objects.filter(contest=number).first()
    given = {"contest_id": number, "kind": "struck", "day": datetime.now(UTC).date(), "source": "x", "reason": "x"}
    return [Removal.objects.get_or_create(option=option, position=1, defaults=given)[0].id]


def drawing_in(area):
    """The number of a question that is open in the area."""
    given = {"contest_id": contest_in(area)[0], "kind": "lot", "subject": "elected"}
    return [Drawing.objects.get_or_create(**given)[0].id]


def sheet_in(area):
    """The number of an audit's tally form of a station of the area."""
    statement = Statement.objects.select_related("contest", "station").filter(station__area=area).first()
    given = {"method": "stations", "seed": "3" * 20}
    audit, _ = Audit.objects.get_or_create(election=area.election, name="0123456789abcdef", defaults=given)
    given = {"until": 2, "head": "0" * 64, "options": [["1", "A"], ["2", "B"], ["3", "C"]], "sha256": "0" * 64}
    by = Person.objects.get(username="verifier-all")
    opened, _ = Round.objects.get_or_create(audit=audit, contest=statement.contest, after=0, defaults=given | {"person": by})
    code = str(FormCode(audit.name, statement.contest.code, statement.station.code, 1))
    given = {"place": 1, "code": code, "draws": [[1, 0]]}
    return [Sheet.objects.get_or_create(round=opened, statement=statement, defaults=given)[0].id]


def a_sitting(area):
    """The number of a sitting of the national commission, to which nobody of an area belongs."""
    opened_by = Person.objects.get(username="commissioner-all")
    given = {"kind": "reopen", "text": "x", "opened_by": opened_by}
    return [Sitting.objects.get_or_create(election=area.election, defaults=given)[0].id]


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
    "complaints": Line(OF_COMPLAINTS),
    "file-complaint": Line(WATCHING | {Role.SUPERVISOR}, "GET POST"),
    "announce": Line(frozenset({Role.COMMISSIONER}), "POST"),
    "complaint": Line(OF_COMPLAINTS, "GET", complaint_in),
    "complaint-act": Line(OF_COMPLAINTS, "POST", complaint_in, {"act": "summon"}),
    "attach-evidence": Line(WATCHING | {Role.SUPERVISOR, Role.COMMISSIONER}, "POST", complaint_in),
    "evidence": Line(OF_COMPLAINTS, "GET", evidence_in),
    "tokens": Line(EVERYBODY, "GET POST"),
    "person-tokens": Line(ADMINISTRATOR, "GET POST", clerk_of),
    "api-docs": Line(None),
    "api-openapi": Line(None),
    **{f"watch-{page}{part}": Line(roles) for page, roles in WATCHED.items() for part in ("", "-part")},
    "watch-earlier": Line(ADMINISTRATOR, "GET POST"),
    "copies": Line(OF_COMPLAINTS),
    "new-copy": Line(WATCHING),
    "copy-form": Line(WATCHING, "GET POST", statement_in),
    "copies-file": Line(WATCHING, "GET POST"),
    "copies-preview": Line(WATCHING, "GET POST", table_for),
    "copy": Line(OF_COMPLAINTS, "GET", copy_in),
    "copy-act": Line(OF_COMPLAINTS, "POST", copy_in, {"act": "explain"}),
    "attach-copy-photo": Line(WATCHING, "POST", copy_in),
    "copy-photo": Line(OF_COMPLAINTS, "GET", photo_in),
    "declaring": Line(READING),
    "declaring-running": Line(READING),
    "count-now": Line(frozenset({Role.VERIFIER, Role.COMMISSIONER}), "POST"),
    "declaring-contest": Line(READING, "GET", contest_in),
    "declaring-answer": Line(DECLARING, "POST", contest_in, {"which": "lot/elected"}),
    "declaring-void": Line(DECLARING, "POST", drawing_in, {"reason": "x"}),
    "removal-propose": Line(DECLARING, "POST", contest_in, {"kind": "struck"}),
    "removal-take": Line(DECLARING, "POST", removal_in, {"action": "confirm"}),
    "sitting-open": Line(DECLARING, "POST", None, {"text": "x"}),
    "sitting-vote": Line(DECLARING, "POST", a_sitting, {"choice": "for"}),
    "sitting-close": Line(DECLARING, "POST", a_sitting),
    "audits": Line(EVERYBODY),
    "audit-open": Line(frozenset({Role.ADMINISTRATOR, Role.VERIFIER}), "GET POST"),
    "audit-find": Line(ENTERING | DECIDING, "POST", None, {"code": "x"}),
    "audit-counts": Line(READING),
    "audit-sheet": Line(EVERYBODY, "GET", sheet_in),
    "audit-entry": Line(ENTERING, "GET POST", sheet_in),
    "audit-draft": Line(ENTERING, "POST", sheet_in),
    "audit-decide": Line(DECIDING, "POST", sheet_in, {"act": "reopen"}),
    "publishing": Line(READING),
    "sign-record": Line(DECLARING, "POST"),
    "cosign-record": Line(DECLARING, "POST"),
}


@dataclass(frozen=True)
class Operation:
    """What is so for one operation of the API: whose token opens it, for what the token must be, and what is sent for something in an
    area. `sent`: from an area's code, what is posted.
    """

    roles: frozenset[Role]
    purposes: frozenset[str]
    method: str = "GET"
    path: str = ""
    sent: Callable[[str], dict[str, Any]] | None = None


_ANY = frozenset({"receive", "scan", "enter", "read"})
_READING = EVERYBODY - ENTERING

OPERATIONS: dict[str, Operation] = {
    "api-token": Operation(EVERYBODY, _ANY, path="/token"),
    "api-contests": Operation(EVERYBODY, _ANY, path="/contests"),
    "api-statements": Operation(EVERYBODY, _ANY, path="/statements"),
    "api-stations": Operation(_READING, frozenset({"read"}), path="/stations"),
    "api-figures": Operation(_READING, frozenset({"read"}), path="/figures"),
    "api-totals": Operation(_READING, frozenset({"read"}), path="/totals"),
    "api-receive": Operation(
        ENTERING | {Role.SUPERVISOR},
        frozenset({"receive"}),
        "POST",
        "/receive",
        lambda area: {"barcode": f"{area}-2", "serial": "9"},
    ),
    "api-entries": Operation(
        ENTERING,
        frozenset({"enter"}),
        "POST",
        "/entries",
        lambda area: {"barcode": f"{area}-1", "figures": {"valid": 1}, "votes": {"A": 1}},
    ),
    "api-scans": Operation(
        ENTERING | DECIDING, frozenset({"scan"}), "POST", "/scans", lambda area: {"barcode": f"{area}-1", "scan": "file"}
    ),
}
"""The operations of the API, opened by tokens and by nothing else. A test fails for one without a line; add yours here."""
