"""Filing a complaint, giving evidence for it, and withdrawing it.

After the deadline a complaint is taken too, and says that it is late: whether it is out of time, two commissioners decide.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.deadlines import end_of_filing
from suffrage.commission.complaints.models import Complaint, Evidence
from suffrage.commission.complaints.states import FINISHED, Action
from suffrage.commission.complaints.steps import is_own, lock, may_file, record, step_for, take, told, transactions
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area, Election, Station
from suffrage.commission.statements.models import Statement
from suffrage.commission.uploads import MOST, keep

_LONGEST_NAME = 200


def file(about: Area | Station | Statement, grounds: str, *, by: Person, signed_by: str = "") -> Complaint:
    """File a complaint about an area, a station or one statement. `signed_by`: who signed it, where it came on paper."""
    text = told(grounds)
    statement = about if isinstance(about, Statement) else None
    station = statement.station if statement else about if isinstance(about, Station) else None
    area = station.area if station else about
    if not isinstance(area, Area):
        raise TypeError("a complaint is about an area, a station or a statement")
    if not may_file(by):
        raise Refused("work.not-your-role")
    if not within(by, area):
        raise Refused("complaint.not-your-area")
    on_paper = by.role == Role.SUPERVISOR.value
    signer = told(signed_by, _LONGEST_NAME, "complaint.signer-needed") if on_paper else ""
    with transactions():
        election = Election.objects.select_for_update().get(pk=area.election_id)
        if election.phase == Election.Phase.SETUP:
            raise Refused("work.not-counting")
        now, due = datetime.now(UTC), end_of_filing(election)
        last = Complaint.objects.filter(election=election).aggregate(last=Max("number"))["last"]
        made = Complaint.objects.create(
            election=election,
            number=(last or 0) + 1,
            area=area,
            station=station,
            statement=statement,
            party=by.party if by.role == Role.AGENT.value else "",
            signed_by=signer,
            person=by,
            grounds=text,
            filed=now,
            due=due,
            late=due is not None and now > due,
        )
        record(
            "complaint-filed",
            made,
            by,
            {
                "grounds_sha256": hashlib.sha256(text.encode()).hexdigest(),
                "due": due.isoformat() if due else None,
                "late": made.late,
                "on_paper": on_paper,
            },
        )
        return made


def attach(complaint_id: int, upload: "UploadedFile[Any]", *, by: Person) -> Evidence:
    """Give a document or picture as evidence: whoever filed the complaint, until it is decided; and a commissioner (at a hearing)."""
    kept = keep(upload)
    with transactions():
        complaint = lock(complaint_id)
        if not within(by, complaint.area):
            raise Refused("complaint.not-your-area")
        if by.role != Role.COMMISSIONER.value and not is_own(complaint, by):
            raise Refused("complaint.not-yours")
        if complaint.state in FINISHED:
            raise Refused("complaint.not-in-this-state")
        if known := Evidence.objects.filter(complaint=complaint, sha256=kept.sha256).first():
            return known
        if complaint.evidence.count() >= MOST:
            raise Refused("complaint.too-many-files", most=MOST)
        made = Evidence.objects.create(complaint=complaint, sha256=kept.sha256, kind=kept.kind, size=kept.size, person=by)
        record("evidence-attached", complaint, by, {"sha256": kept.sha256, "kind": kept.kind, "size": kept.size})
        return made


def withdraw(complaint_id: int, reason: str, *, by: Person) -> Complaint:
    """Withdraw an own complaint, before a decision on it is proposed."""
    because = told(reason, 2000, "work.reason-needed")
    with transactions():
        complaint = lock(complaint_id)
        step = step_for(complaint, Action.WITHDRAW, by)
        return take(complaint, step, by, {"reason_sha256": hashlib.sha256(because.encode()).hexdigest()})
