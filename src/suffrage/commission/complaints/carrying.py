"""Carrying out what an upheld complaint orders: a correction of the statement, proposed by one person and approved by another."""

from suffrage.commission.accounts.models import Person
from suffrage.commission.complaints.models import CarriedOut, Complaint, Decision
from suffrage.commission.complaints.states import Action, Remedy, State
from suffrage.commission.complaints.steps import lock, step_for, take, transactions
from suffrage.commission.refused import Refused
from suffrage.commission.statements import deciding
from suffrage.commission.statements.models import Correction


def carry_out(complaint_id: int, reason: str, *, by: Person) -> CarriedOut:
    """Propose that the statement be entered anew, as the decision orders; once more where that correction was refused.

    `Refused` also as `statements.deciding.propose` does: the statement does not count yet, or a correction of it is open.
    """
    with transactions():
        complaint = lock(complaint_id)
        step = step_for(complaint, Action.CARRY_OUT, by)
        if complaint.statement is None or (step.before is State.UPHELD and not may_be_repeated(complaint)):
            raise Refused("complaint.not-in-this-state")
        deciding.propose(complaint.statement.pk, reason, by=by)
        correction = Correction.objects.get(statement=complaint.statement, decided=None)
        link = CarriedOut.objects.create(complaint=complaint, correction=correction, person=by)
        take(complaint, step, by, {"version": correction.version, "correction": correction.pk})
        return link


def may_be_repeated(complaint: Complaint) -> bool:
    """Whether a correction was ordered, and every one proposed so far was refused."""
    ordered = Decision.objects.filter(complaint=complaint, confirmed=True).exclude(remedy=Remedy.NONE.value).exists()
    links = complaint.carried_out.all()
    return ordered and links.exists() and not links.exclude(correction__approved=False).exists()
