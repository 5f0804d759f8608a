"""A clerk's work: receiving a statement, and entering it, the second time by another person who never sees the first entry.

Every function is one transaction, which ends with its act in the trail; `Refused` says why something cannot be done.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.paper.serials import printed_for_another
from suffrage.commission.refused import Refused
from suffrage.commission.statements import checking
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Entry, EntryVotes, Statement
from suffrage.commission.statements.reading import LONGEST_FIELD, differences, field_names, paper_of, reading_of
from suffrage.commission.statements.states import TABLE, Action, State
from suffrage.commission.statements.steps import (
    FIRST,
    SECOND,
    accept,
    digest,
    finished,
    lock,
    reason_of,
    step_for,
    take,
    transactions,
)
from suffrage.model import Finding, Place

_LONGEST_SERIAL = 64
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


class Unconfirmed(Refused):
    """An entry that is not finished: its `findings` are still to be looked at and confirmed."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("work.unconfirmed")
        self.findings = findings


def serial_of(text: str) -> str:
    """A paper's serial number as it is stored: no spaces, Latin digits, capital letters.

    >>> serial_of(" ១២-a 3 ")
    '12-A3'
    """
    return "".join(text.translate(_DIGITS).split()).upper()


def receive(statement_id: int, serial: str, *, by: Person) -> Statement:
    """A paper has come, with this serial number. `Refused` if another statement of the contest came with it, or has it printed."""
    plain = serial_of(serial)
    if not plain or len(plain) > _LONGEST_SERIAL or not plain.isprintable():
        raise Refused("work.serial-needed")
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.RECEIVE, by)
        if printed_for_another(plain, statement):
            raise Refused("work.serial-printed-for-another", serial=plain)
        same = (
            Statement.objects.filter(contest=statement.contest, serial=plain).exclude(pk=statement.pk).select_related("station")
        )
        if other := same.first():
            raise Refused("work.serial-of-another", serial=plain, station=other.station.code)
        statement.serial = plain
        return take(statement, step, by, {"serial": plain})


def give_back(statement_id: int, reason: str, *, by: Person) -> Statement:
    """A paper was received by mistake, or another replaces it: it is awaited again."""
    because = reason_of(reason)
    with transactions():
        statement = lock(statement_id)
        step = step_for(statement, Action.RETURN, by)
        was, statement.serial = statement.serial, ""
        return take(statement, step, by, {"serial": was, "reason": because})


def begin(statement_id: int, *, by: Person, by_machine: bool = False) -> Entry:
    """Begin to enter a statement, the first or the second time as it needs, or go on where the same person left it.

    A draft that somebody else left behind is emptied. `by_machine`: the figures come from a machine; only one of the two may.
    """
    with transactions():
        statement = lock(statement_id)
        if statement.state in (State.FIRST, State.SECOND):
            if statement.holder_id != by.pk:
                raise Refused("work.held-by-another")
            return _open_entry(statement)
        number, action = (SECOND, Action.BEGIN_SECOND) if statement.state == State.ONCE else (FIRST, Action.BEGIN_FIRST)
        step = step_for(statement, action, by)
        if by_machine and finished(statement).filter(by_machine=True).exists():
            raise Refused("work.machine-once")
        which = {"statement": statement, "version": statement.version, "attempt": statement.attempt, "number": number}
        entry = Entry.objects.filter(**which).first()
        if entry is None:
            entry = Entry.objects.create(**which, person=by, by_machine=by_machine)
        else:
            draft = entry.draft if entry.person_id == by.pk and not by_machine else {}
            entry.person, entry.by_machine, entry.draft = by, by_machine, draft
            entry.save()
        take(statement, step, by, {"by_machine": by_machine}, holder=by)
        entry.statement = statement
        return entry


def save_draft(statement_id: int, typed: Mapping[str, str], *, by: Person) -> None:
    """Keep what was typed so far, as typed; fields that are not named stay as they were. Of this the trail says nothing."""
    with transactions():
        entry = (
            Entry.objects.select_for_update(of=("self",))
            .select_related("statement__contest__election", "statement__station__area")
            .filter(
                statement=statement_id,
                statement__holder=by,
                version=F("statement__version"),
                attempt=F("statement__attempt"),
                person=by,
                finished=None,
            )
            .first()
        )
        if entry is None:
            raise Refused("work.not-in-this-state")
        if not within(by, entry.statement.station.area):
            raise Refused("work.not-your-area")
        known = set(field_names(paper_of(entry.statement)))
        if any(name not in known or len(text) > LONGEST_FIELD or not text.isprintable() for name, text in typed.items()):
            raise Refused("work.not-a-field")
        entry.draft = {**entry.draft, **typed}
        entry.save(update_fields=["draft"])


def leave(statement_id: int, *, by: Person) -> Statement:
    """Leave an entry for later, or (a supervisor) take it from whoever holds it. Its draft waits for the same person."""
    with transactions():
        statement = lock(statement_id)
        action = Action.LEAVE_SECOND if statement.state == State.SECOND else Action.LEAVE_FIRST
        step = step_for(statement, action, by)
        if by.role == Role.CLERK.value and statement.holder_id != by.pk:
            raise Refused("work.held-by-another")
        return take(statement, step, by, {"held_by": statement.holder_id})


def finish(statement_id: int, reading: Reading, *, by: Person, confirmed: Iterable[str] = ()) -> Statement:
    """Finish an entry. The second is compared with the first, and the statement goes where the table says.

    `confirmed`: the codes of the findings that the person looked at and found to be so on the paper. `Unconfirmed`: there are
    others, and nothing has happened yet.
    """
    with transactions():
        statement = lock(statement_id)
        entry = _held(statement, by)
        step = step_for(statement, Action.FINISH_FIRST if statement.state == State.FIRST else Action.DIFFER, by)
        paper = paper_of(statement)
        found = checking.findings(paper, reading, Place(station_id=statement.station.code, contest_id=statement.contest.code))
        if not set(checking.codes(found)) <= {*confirmed}:
            raise Unconfirmed(found)
        write(entry, reading, checking.codes(found))
        told: dict[str, Any] = {
            "entry": entry.number,
            "sha256": digest(reading),
            "findings": checking.codes(found),
            "by_machine": entry.by_machine,
        }
        if entry.number == FIRST:
            return take(statement, step, by, told)
        first = next(entry for entry in finished(statement) if entry.number == FIRST)
        apart = differences(reading_of(first), reading)
        action = _outcome(apart, found)
        if action is Action.AGREE:
            told |= accept(statement, first)
        return take(statement, TABLE[State.SECOND, action], by, told | {"differences": len(apart)})


def write(entry: Entry, reading: Reading, confirmed: list[str]) -> None:
    """Write an entry's figures, and finish it; after this the database refuses to change it."""
    options = {option.code: option.pk for option in entry.statement.contest.options.all()}
    EntryVotes.objects.bulk_create(
        EntryVotes(entry=entry, option_id=options[code], votes=number) for code, number in reading.votes.items()
    )
    for name, number in reading.figures.items():
        setattr(entry, name, number)
    entry.confirmed, entry.draft, entry.finished = confirmed, {}, datetime.now(UTC)
    entry.save()


def _outcome(apart: frozenset[str], found: tuple[Finding, ...]) -> Action:
    """What the end of a second entry means: the fields in which it differs from the first, and what the checks found."""
    if apart:
        return Action.DIFFER
    if checking.codes(found, "error"):
        return Action.ERR
    return Action.STAND_OUT if checking.quarantined(found) else Action.AGREE


def _open_entry(statement: Statement) -> Entry:
    """The entry that is being made."""
    entry = Entry.objects.get(
        statement=statement,
        version=statement.version,
        attempt=statement.attempt,
        number=FIRST if statement.state == State.FIRST else SECOND,
    )
    entry.statement = statement
    return entry


def _held(statement: Statement, by: Person) -> Entry:
    """The open entry, if this person is making it."""
    if statement.state not in (State.FIRST, State.SECOND):
        raise Refused("work.not-in-this-state")
    if statement.holder_id != by.pk:
        raise Refused("work.held-by-another")
    return _open_entry(statement)
