"""Entering a tally form, deciding between two entries, and having a count that was taken entered anew.

Every function is one transaction, with its act on the trail; `Refused` says why something cannot be done.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from suffrage.commission.accounts.models import Person
from suffrage.commission.auditing import counts
from suffrage.commission.auditing.models import Reopening, Sheet, SheetEntry, Taken
from suffrage.commission.auditing.states import TABLE, Action, State
from suffrage.commission.auditing.steps import FIRST, SECOND, SETTLED, finished, lock, record, step_for, transactions
from suffrage.commission.refused import Refused
from suffrage.commission.statements.reading import LONGEST_FIELD
from suffrage.commission.statements.steps import reason_of
from suffrage.commission.statetable import Step


def enter(sheet_id: int, typed: Mapping[str, str], *, by: Person) -> Sheet:
    """Finish an entry. The second is compared with the first: the same is taken, else a supervisor decides.

    `NotNumbers`: fields that cannot be read, and nothing has happened.
    """
    with transactions():
        sheet = lock(sheet_id)
        step = step_to_enter(sheet, by)
        read = counts.read(sheet, typed)
        entry = _own_entry(sheet, by)
        first = finished(sheet).filter(number=FIRST).first()
        entry.number = FIRST if first is None else SECOND
        _finish(entry, read)
        told: dict[str, Any] = {"entry": entry.number, "sha256": digest(entry)}
        if first is None:
            _change(sheet, step)
            record(sheet, step, by, told)
            return sheet
        apart = counts.differences(sheet, first.counts, read)
        if not apart:
            return _take(sheet, TABLE.lines[State.ONCE, Action.AGREE], first, by, told)
        _change(sheet, step)
        record(sheet, step, by, told | {"differences": len(apart)})
        return sheet


def step_to_enter(sheet: Sheet, person: Person) -> Step[State, Action]:
    """The step that an entry by this person is, as far as is known before it is compared; `Refused` where there can be none."""
    return step_for(sheet, Action.DIFFER if sheet.state == State.ONCE else Action.ENTER, person)


def save_draft(sheet_id: int, typed: Mapping[str, str], *, by: Person) -> None:
    """Keep what was typed so far, as typed; of this the trail says nothing, and nobody else sees it."""
    with transactions():
        sheet = lock(sheet_id)
        step_to_enter(sheet, by)
        known = {*counts.field_names(sheet), counts.LOST}
        if any(name not in known or len(text) > LONGEST_FIELD or not text.isprintable() for name, text in typed.items()):
            raise Refused("work.not-a-field")
        entry = _own_entry(sheet, by)
        entry.draft = dict(typed)
        entry.save()


def draft_of(sheet: Sheet, person: Person) -> Mapping[str, str]:
    """What this person typed before and did not finish."""
    found: Mapping[str, str] = _own_entry(sheet, person).draft
    return found


def settle(sheet_id: int, chosen: int, reason: str, *, by: Person) -> Sheet:
    """Decide for one of two entries that differ, by its number: it is taken."""
    because = reason_of(reason)
    with transactions():
        sheet = lock(sheet_id)
        step = step_for(sheet, Action.SETTLE, by)
        read = finished(sheet).filter(number__in=(FIRST, SECOND), number=chosen).first()
        if read is None:
            raise Refused("auditing.choose")
        entry = _own_entry(sheet, by)
        entry.number, entry.reason = SETTLED, because
        _finish(entry, read.counts)
        return _take(sheet, step, entry, by, {"entry": chosen, "reason": because})


def send_back(sheet_id: int, reason: str, *, by: Person) -> Sheet:
    """Have a form entered anew by two people; the entries of this attempt are void, and stay where they are."""
    because = reason_of(reason)
    with transactions():
        sheet = lock(sheet_id)
        step = step_for(sheet, Action.SEND_BACK, by)
        sheet.attempt += 1
        _change(sheet, step)
        record(sheet, step, by, {"reason": because})
        return sheet


def reopen(sheet_id: int, reason: str, *, by: Person) -> Sheet:
    """Have a count that was taken entered anew by two people, as the next version; it stands until then."""
    because = reason_of(reason)
    with transactions():
        sheet = lock(sheet_id)
        step = step_for(sheet, Action.REOPEN, by)
        Reopening.objects.create(sheet=sheet, version=sheet.version, person=by, reason=because)
        sheet.version += 1
        sheet.attempt += 1
        _change(sheet, step)
        record(sheet, step, by, {"reason": because})
        return sheet


def digest(entry: SheetEntry) -> str:
    """The SHA-256 of what somebody read, after a salt that only the database has: the trail bears it before a count is taken."""
    return hashlib.sha256(f"{entry.salt}\n{entry.counts}".encode()).hexdigest()


def _take(sheet: Sheet, step: Step[State, Action], entry: SheetEntry, by: Person, told: Mapping[str, Any]) -> Sheet:
    """Make an entry's count the audit's. The row bears the number of the act, which is therefore written first."""
    act = record(sheet, step, by, {**told, "counts": counts.plain(entry.counts)})
    Taken.objects.create(sheet=sheet, version=sheet.version, entry=entry, counts=entry.counts, act=act)
    _change(sheet, step)
    return sheet


def _own_entry(sheet: Sheet, person: Person) -> SheetEntry:
    """The person's row of this attempt: the draft, or a new one that is not stored yet."""
    which = {"sheet": sheet, "version": sheet.version, "attempt": sheet.attempt, "person": person}
    return SheetEntry.objects.filter(**which, finished=None).first() or SheetEntry(**which)


def _finish(entry: SheetEntry, read: str) -> None:
    entry.counts, entry.draft, entry.salt, entry.finished = read, {}, secrets.token_hex(16), datetime.now(UTC)
    entry.save()


def _change(sheet: Sheet, step: Step[State, Action]) -> None:
    sheet.state = step.after.value
    sheet.save()
