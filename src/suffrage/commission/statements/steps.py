"""One step of the table, carried out: who may take it, in one transaction, with its act in the trail last."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Accepted, Correction, Entry, Statement
from suffrage.commission.statements.states import TABLE, Action, State, Step
from suffrage.commission.trail import chain

FIRST, SECOND, SETTLED, RELEASED = 1, 2, 3, 4
"""The numbers of entries."""

_DONE = {
    FIRST: {Action.FINISH_FIRST},
    SECOND: {Action.AGREE, Action.DIFFER, Action.ERR, Action.STAND_OUT},
    SETTLED: {Action.SETTLE, Action.REFER},
    RELEASED: {Action.RELEASE},
}
_SENTENCES = {"serial": "work.serial-taken", "person": "work.own-work", "machine": "work.machine-once", "_two": "work.own-work"}
"""What stands in the database's complaint → the sentence."""


@contextmanager
def transactions() -> Iterator[None]:
    """A transaction; what the database refuses in it becomes a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        said = str(problem)
        raise Refused(next((key for part, key in _SENTENCES.items() if part in said), "work.changed-meanwhile")) from problem


def lock(statement_id: int) -> Statement:
    """A statement with its station, area, contest and election, held until the transaction ends."""
    try:
        return (
            Statement.objects.select_for_update(of=("self",))
            .select_related("station__area", "contest__election")
            .get(pk=statement_id)
        )
    except Statement.DoesNotExist:
        raise Refused("work.no-such-statement") from None


def step_for(statement: Statement, action: Action, person: Person) -> Step:
    """The step that a person is about to take, or `Refused`: not their role, area, state of the statement, or their own work."""
    if not within(person, statement.station.area):
        raise Refused("work.not-your-area")
    roles = {role for step in TABLE.values() if step.action is action for role in step.roles}
    if Role(person.role) not in roles:
        raise Refused("work.not-your-role")
    if statement.contest.election.phase != Election.Phase.COUNTING:
        raise Refused("work.not-counting")
    step = TABLE.get((State(statement.state), action))
    if step is None:
        raise Refused("work.not-in-this-state")
    if Role(person.role) not in step.roles:
        raise Refused("work.not-your-role")
    if step.apart_from and not done_by(person, statement, step.apart_from).isdisjoint(step.apart_from):
        raise Refused("work.own-work")
    return step


def done_by(person: Person, statement: Statement, asked: Collection[Action] = frozenset(Action)) -> set[Action]:
    """What a person did on this attempt at a statement (and whether they proposed the correction that is open); of what is `asked`."""
    numbers = finished(statement).filter(person=person).values_list("number", flat=True)
    done = {action for number in numbers for action in _DONE[number]}
    if Action.PROPOSE in asked and Correction.objects.filter(statement=statement, decided=None, proposer=person).exists():
        done.add(Action.PROPOSE)
    return done


def finished(statement: Statement) -> QuerySet[Entry]:
    """The finished entries of this attempt at a statement."""
    return Entry.objects.filter(
        statement=statement, version=statement.version, attempt=statement.attempt, finished__isnull=False
    ).order_by("number")


def take(
    statement: Statement, step: Step, person: Person, data: Mapping[str, Any], *, holder: Person | None = None
) -> Statement:
    """Change the state, and record the act with its data; the last thing in a transaction."""
    statement.state, statement.holder = step.after.value, holder
    statement.save()
    chain.record(
        step.action.value,
        {
            "station": statement.station.code,
            "contest": statement.contest.code,
            "version": statement.version,
            "attempt": statement.attempt,
            "state": step.after.value,
            **data,
        },
        person=person,
        election=statement.contest.election,
        statement=statement,
        area=statement.station.area,
    )
    return statement


def accept(statement: Statement, entry: Entry) -> dict[str, Any]:
    """Make an entry's figures count for this version; what the trail says of it."""
    Accepted.objects.create(statement=statement, version=statement.version, entry=entry, **entry.figures)
    votes = dict(entry.votes.order_by("option__place").values_list("option__code", "votes"))
    return {"entry": entry.number, "figures": entry.figures, "votes": votes}


def digest(reading: Reading) -> str:
    """The SHA-256 of what somebody read: the trail bears it before the figures may be seen by whoever enters them again."""
    plain: Mapping[str, Any] = {"figures": dict(reading.figures), "votes": dict(reading.votes)}
    return hashlib.sha256(chain.canonical(plain).encode()).hexdigest()


def reason_of(text: str) -> str:
    """A reason that somebody gave, or `Refused`."""
    reason = " ".join(text.split())
    if not reason or len(reason) > 2000:
        raise Refused("work.reason-needed")
    return reason
