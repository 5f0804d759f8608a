"""What supervisors and verifiers decide: differences and errors, what stands out, and corrections, each with a reason."""

from datetime import UTC, datetime
from typing import Any

from suffrage.commission.accounts.models import Person
from suffrage.commission.refused import Refused
from suffrage.commission.statements import checking
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Correction, Entry, Statement
from suffrage.commission.statements.reading import differences, paper_of, reading_of
from suffrage.commission.statements.states import TABLE, Action
from suffrage.commission.statements.steps import (
    FIRST,
    RELEASED,
    SECOND,
    SETTLED,
    accept,
    digest,
    finished,
    lock,
    reason_of,
    step_for,
    take,
    transactions,
)
from suffrage.commission.statements.work import write


def settle(statement_id: int, chosen: Reading | int, reason: str, *, by: Person) -> Statement:
    """Decide what a statement says, where the two entries differ or contain an error.

    `chosen`: 1 or 2, one of the two entries, or the supervisor's own reading. What neither of the two read, and what stands out,
    goes on to a verifier; the rest counts from now on, even with an error that the paper itself contains.
    """
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.SETTLE, by)
        readings = {entry.number: reading_of(entry) for entry in finished(statement).filter(number__in=(FIRST, SECOND))}
        if isinstance(chosen, int) and chosen not in readings:
            raise Refused("work.no-such-entry")
        reading = readings[chosen] if isinstance(chosen, int) else chosen
        found = checking.findings(paper_of(statement), reading)
        was_read = any(not differences(reading, other) for other in readings.values())
        entry = Entry.objects.create(
            statement=statement,
            version=statement.version,
            attempt=statement.attempt,
            number=SETTLED,
            person=by,
            reason=because,
        )
        write(entry, reading, checking.codes(found))
        told: dict[str, Any] = {"sha256": digest(reading), "findings": checking.codes(found), "reason": because}
        if not was_read or checking.quarantined(found):
            return take(statement, TABLE[step.before, Action.REFER], by, told)
        return take(statement, step, by, told | accept(statement, entry))


def send_back(statement_id: int, reason: str, *, by: Person) -> Statement:
    """Have a statement entered anew by two people; the entries of this attempt are void, and stay where they are."""
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.SEND_BACK, by)
        statement.attempt += 1
        return take(statement, step, by, {"reason": because})


def release(statement_id: int, reason: str, *, by: Person) -> Statement:
    """Let a statement that stood out count as it is."""
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.RELEASE, by)
        entry = finished(statement).filter(number=SETTLED).first() or finished(statement).get(number=FIRST)
        Entry.objects.create(
            statement=statement,
            version=statement.version,
            attempt=statement.attempt,
            number=RELEASED,
            person=by,
            reason=because,
            finished=datetime.now(UTC),
        )
        return take(statement, step, by, {"reason": because} | accept(statement, entry))


def propose(statement_id: int, reason: str, *, by: Person) -> Statement:
    """Propose that an accepted statement be entered anew, after a recount or because it is wrong. It counts until then."""
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.PROPOSE, by)
        Correction.objects.create(statement=statement, version=statement.version, proposer=by, reason=because)
        return take(statement, step, by, {"reason": because})


def approve(statement_id: int, reason: str, *, by: Person) -> Statement:
    """Approve a correction that another person proposed: the statement is entered anew, as its next version.

    The figures of the version before count until the new ones are accepted.
    """
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.APPROVE, by)
        _decide(statement, by, because, approved=True)
        statement.version += 1
        statement.attempt += 1
        return take(statement, step, by, {"reason": because})


def refuse(statement_id: int, reason: str, *, by: Person) -> Statement:
    """Refuse a correction that another person proposed: the statement counts as before."""
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.REFUSE, by)
        _decide(statement, by, because, approved=False)
        return take(statement, step, by, {"reason": because})


def _decide(statement: Statement, by: Person, answer: str, *, approved: bool) -> None:
    correction = Correction.objects.select_for_update().get(statement=statement, decided=None)
    correction.decider, correction.approved, correction.answer, correction.decided = by, approved, answer, datetime.now(UTC)
    correction.save()
