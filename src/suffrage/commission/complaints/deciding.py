"""What commissioners do with a complaint: a hearing, and a decision that one proposes and another confirms."""

from collections.abc import Iterable
from datetime import UTC, datetime

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.models import Complaint, Decision, Hearing, Sitting
from suffrage.commission.complaints.states import Action, Outcome, Remedy, State
from suffrage.commission.complaints.steps import lock, step_for, take, told, transactions
from suffrage.commission.refused import Refused

_CLOSING = {Outcome.UPHELD: Action.UPHOLD, Outcome.DISMISSED: Action.DISMISS, Outcome.OUT_OF_TIME: Action.FIND_LATE}
_LONGEST_PLACE = 300


def summon(complaint_id: int, at: datetime, place: str, *, by: Person) -> Complaint:
    """Set the day and place of the hearing, or move it."""
    where = told(place, _LONGEST_PLACE, "complaint.place-needed")
    with transactions():
        complaint = lock(complaint_id)
        step = step_for(complaint, Action.SUMMON, by)
        if at < complaint.filed:
            raise Refused("complaint.hearing-before")
        Hearing.objects.create(complaint=complaint, at=at, place=where, summoner=by)
        return take(complaint, step, by, {"at": at.isoformat(), "place": where})


def hear(complaint_id: int, minutes: str, sitting: Iterable[Person], *, by: Person) -> Complaint:
    """Say that the hearing was held: who sat, commissioners all, and what was said. The last one that was set is meant."""
    said = told(minutes)
    people = {person.pk: person for person in sitting}
    with transactions():
        complaint = lock(complaint_id)
        step = step_for(complaint, Action.HEAR, by)
        sat = [person for person in people.values() if _may_sit(person, complaint)]
        if not sat or len(sat) != len(people):
            raise Refused("complaint.who-sat")
        hearing = complaint.hearings.order_by("-pk")[0]
        now = datetime.now(UTC)
        if hearing.at > now:
            raise Refused("complaint.not-yet")
        Sitting.objects.bulk_create(Sitting(hearing=hearing, person=person) for person in sat)
        hearing.held, hearing.keeper, hearing.minutes = now, by, said
        hearing.save()
        return take(complaint, step, by, {"sitting": sorted(person.username for person in sat)})


def propose(
    complaint_id: int, outcome: Outcome, reasons: str, *, by: Person, remedy: Remedy = Remedy.NONE, reference: str = ""
) -> Complaint:
    """Propose a decision with its reasons, which are published. `remedy`: what is ordered for the statement, if it is upheld."""
    because = told(reasons)
    judgment = told(reference, 200) if reference.strip() else ""
    with transactions():
        complaint = lock(complaint_id)
        step = step_for(complaint, Action.PROPOSE, by)
        if outcome is Outcome.UPHELD and step.before is not State.HEARD:
            raise Refused("complaint.hear-first")
        if outcome is Outcome.OUT_OF_TIME and not complaint.late:
            raise Refused("complaint.in-time")
        if remedy is not Remedy.NONE and (outcome is not Outcome.UPHELD or complaint.statement is None):
            raise Refused("complaint.no-remedy")
        Decision.objects.create(
            complaint=complaint, outcome=outcome, remedy=remedy, reasons=because, reference=judgment, proposer=by
        )
        return take(
            complaint,
            step,
            by,
            {"outcome": outcome.value, "remedy": remedy.value, "reasons": because, "reference": judgment},
        )


def confirm(complaint_id: int, *, by: Person) -> Complaint:
    """Confirm the decision that another commissioner proposed: from now on it is the commission's."""
    with transactions():
        complaint = lock(complaint_id)
        decision = _open_decision(complaint)
        outcome, remedy = Outcome(decision.outcome), Remedy(decision.remedy)
        action = _CLOSING[outcome] if remedy is Remedy.NONE else Action.ORDER
        step = step_for(complaint, action, by)
        _close(decision, by, "", confirmed=True)
        return take(complaint, step, by, {"outcome": outcome.value, "remedy": remedy.value})


def refuse(complaint_id: int, answer: str, *, by: Person) -> Complaint:
    """Refuse the decision that another commissioner proposed, and say why: the complaint stands where it stood before."""
    because = told(answer)
    with transactions():
        complaint = lock(complaint_id)
        decision = _open_decision(complaint)
        heard = complaint.hearings.filter(held__isnull=False).exists()
        step = step_for(complaint, Action.REFUSE_HEARD if heard else Action.REFUSE, by)
        _close(decision, by, because, confirmed=False)
        return take(complaint, step, by, {"outcome": decision.outcome, "reason": because})


def may_sit_at(complaint: Complaint) -> list[Person]:
    """Everybody who may sit at a complaint's hearing."""
    commissioners = Person.objects.filter(role=Role.COMMISSIONER.value, is_active=True).select_related("area")
    return [person for person in commissioners.order_by("full_name", "pk") if _may_sit(person, complaint)]


def _may_sit(person: Person, complaint: Complaint) -> bool:
    """A commissioner who did not file the complaint, in whose area it lies."""
    is_commissioner = person.role == Role.COMMISSIONER.value
    return is_commissioner and within(person, complaint.area) and person.pk != complaint.person_id


def _open_decision(complaint: Complaint) -> Decision:
    decision = complaint.decisions.select_for_update().filter(decided=None).first()
    if decision is None:
        raise Refused("complaint.not-in-this-state")
    return decision


def _close(decision: Decision, by: Person, answer: str, *, confirmed: bool) -> None:
    decision.decider, decision.confirmed, decision.answer, decision.decided = by, confirmed, answer, datetime.now(UTC)
    decision.save()
