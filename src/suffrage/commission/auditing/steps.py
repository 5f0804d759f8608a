"""One step of the table on a tally form, carried out: who may take it, in one transaction, with its act on the trail."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing.models import Sheet, SheetEntry
from suffrage.commission.auditing.states import TABLE, Action, State
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statetable import Step
from suffrage.commission.trail import chain
from suffrage.commission.trail.models import Act

FIRST, SECOND, SETTLED = 1, 2, 3
"""The numbers of entries."""

WITH = ("round__audit__election", "round__contest", "statement__station__area", "statement__contest__election")
"""What is read together with a form."""

_DONE: dict[int | None, Action] = {FIRST: Action.ENTER, SECOND: Action.AGREE, SETTLED: Action.SETTLE}


@contextmanager
def transactions() -> Iterator[None]:
    """A transaction; what the database refuses in it becomes a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        own = "person" in str(problem)
        raise Refused("auditing.own-work" if own else "work.changed-meanwhile") from problem


def lock(sheet_id: int) -> Sheet:
    """A form with its round, station and election, held until the transaction ends."""
    try:
        return Sheet.objects.select_for_update(of=("self",)).select_related(*WITH).get(pk=sheet_id)
    except Sheet.DoesNotExist:
        raise Refused("auditing.no-such-form") from None


def step_for(sheet: Sheet, action: Action, person: Person) -> Step[State, Action]:
    """The step that a person is about to take, or `Refused`: not their area or role, not in this state, or their own work."""
    if not within(person, sheet.statement.station.area):
        raise Refused("auditing.not-your-area")
    if Role(person.role) not in TABLE.roles_of(action):
        raise Refused("work.not-your-role")
    if sheet.round.audit.election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    step = TABLE.lines.get((State(sheet.state), action))
    if step is None:
        raise Refused("auditing.not-in-this-state")
    done = {_DONE[number] for number in finished(sheet).filter(person=person).values_list("number", flat=True)}
    if not done.isdisjoint(step.apart_from):
        raise Refused("auditing.own-work")
    return step


def finished(sheet: Sheet) -> "QuerySet[SheetEntry, SheetEntry]":
    """The finished entries of this attempt at a form."""
    return SheetEntry.objects.filter(
        sheet=sheet, version=sheet.version, attempt=sheet.attempt, finished__isnull=False
    ).order_by("number")


def record(sheet: Sheet, step: Step[State, Action], person: Person, data: Mapping[str, Any]) -> Act:
    """The act of a step on a form, in the trail: an act on the statement of its station."""
    return chain.record(
        f"audit-{step.action}",
        {
            "audit": sheet.round.audit.name,
            "contest": sheet.round.contest.code,
            "station": sheet.statement.station.code,
            "round": f"{sheet.round.first}-{sheet.round.until}",
            "version": sheet.version,
            "attempt": sheet.attempt,
            "state": step.after.value,
            **data,
        },
        person=person,
        election=sheet.round.audit.election,
        statement=sheet.statement,
        area=sheet.statement.station.area,
    )
