"""Answering a case: an explanation, a correction that is proposed, or the giver's complaint."""

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import filing
from suffrage.commission.complaints.models import Complaint
from suffrage.commission.complaints.steps import told, transactions
from suffrage.commission.copies.giving import owner_of
from suffrage.commission.copies.models import Case, CaseStep
from suffrage.commission.copies.states import TABLE, Action, State
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements import deciding
from suffrage.commission.statements.models import Correction, Entry
from suffrage.commission.statetable import Step
from suffrage.commission.trail import chain

_LONGEST = 2000


def explain(case_id: int, reason: str, *, by: Person) -> Case:
    """Say why the copy and the official figures differ. Who made an entry of this statement cannot."""
    because = told(reason, _LONGEST, "work.reason-needed")
    with transactions():
        case = _lock(case_id)
        step = step_for(case, Action.EXPLAIN, by)
        return _take(case, step, by, because)


def correct(case_id: int, reason: str, *, by: Person) -> Case:
    """Propose that the statement be entered anew; another person approves it."""
    because = told(reason, _LONGEST, "work.reason-needed")
    with transactions():
        case = _lock(case_id)
        step = step_for(case, Action.CORRECT, by)
        deciding.propose(case.copy.statement_id, because, by=by)
        correction = Correction.objects.get(statement=case.copy.statement_id, decided=None)
        return _take(case, step, by, because, correction=correction)


def complain(case_id: int, grounds: str, *, by: Person) -> Complaint:
    """File a complaint about the statement: whoever gave the copy."""
    with transactions():
        case = _lock(case_id)
        step = step_for(case, Action.COMPLAIN, by)
        complaint = filing.file(case.copy.statement, grounds, by=by)
        _take(case, step, by, complaint.grounds[:_LONGEST], complaint=complaint)
        return complaint


def step_for(case: Case, action: Action, person: Person) -> Step[State, Action]:
    """The step that a person is about to take, or `Refused`: not their area, role or copy, not in this state, or their own entry."""
    statement = case.copy.statement
    if not within(person, statement.station.area):
        raise Refused("work.not-your-area")
    if Role(person.role) not in TABLE.roles_of(action):
        raise Refused("work.not-your-role")
    if case.copy.election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    step = TABLE.lines.get((State(case.state), action))
    if step is None:
        raise Refused("copies.not-in-this-state")
    if action is Action.COMPLAIN and case.copy.owner != owner_of(person):
        raise Refused("copies.not-yours")
    version = case.copy.matched_version or 0
    if action is Action.EXPLAIN and Entry.objects.filter(statement=statement, version=version, person=person).exists():
        raise Refused("work.own-work")
    return step


def _lock(case_id: int) -> Case:
    found = Case.objects.select_for_update(of=("self",)).select_related(
        "copy__election", "copy__statement__station__area", "copy__statement__contest__election"
    )
    try:
        return found.get(pk=case_id)
    except Case.DoesNotExist:
        raise Refused("copies.no-such-case") from None


def _take(
    case: Case,
    step: Step[State, Action],
    by: Person,
    reason: str,
    *,
    correction: Correction | None = None,
    complaint: Complaint | None = None,
) -> Case:
    """Change the state, keep why, and record the act; the last thing in a transaction."""
    case.state = step.after.value
    case.save(update_fields=["state"])
    CaseStep.objects.create(
        case=case,
        action=step.action.value,
        person=by,
        reason=reason,
        version=case.copy.matched_version,
        correction=correction,
        complaint=complaint,
    )
    data = {
        "case": case.pk,
        "state": case.state,
        "version": case.copy.matched_version,
        "correction": correction and correction.pk,
        "complaint": complaint and complaint.number,
    }
    if complaint is None:
        data["reason"] = reason
    chain.record(f"case-{step.action}", data, person=by, election=case.copy.election, statement=case.copy.statement)
    return case
