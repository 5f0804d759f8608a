"""The database itself: a form's states change as the table says, what was entered and taken stays, nothing is taken on one's word."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from tests.commission.audits import begun, sheets
from tests.commission.test_auditing import entered, twice

from suffrage.commission.auditing import entering
from suffrage.commission.auditing.models import Audit, Reopening, Round, Sheet, SheetEntry, Taken
from suffrage.commission.auditing.states import TABLE, Action, State
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path):
    return begun(tmp_path)


def refused(do):
    with pytest.raises(IntegrityError), transaction.atomic():
        do()


def row_of(sheet, person, number, counts='{"lost":true}'):
    """An entry past the services."""
    which = {"sheet": sheet, "version": sheet.version, "attempt": sheet.attempt, "person": person}
    given = {"number": number, "counts": counts, "finished": "2026-01-01T00:00Z", "reason": "x"}
    return SheetEntry.objects.create(**which, **given)


def taken_by(sheet, entry, counts=None):
    Taken.objects.create(
        sheet=sheet,
        version=sheet.version,
        entry=entry,
        counts=counts or entry.counts,
        act=Act.objects.order_by("number").last(),
    )


def test_the_guards_are_the_table():
    written = import_module("suffrage.commission.auditing.migrations.0002_guards").CHANGES
    assert sorted(written) == sorted((before.value, after.value) for before, after in TABLE.changes())


def test_every_guard_stands_in_the_database(db):
    """A migration that alters a table on SQLite drops its triggers; then they must be made anew."""
    of = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {'name' if connection.vendor == 'sqlite' else 'tgname'} FROM {of}")
        found = {name for (name,) in cursor.fetchall()}
    kept = {f"auditing_{table}" for table in ("audit", "round", "sheetentry", "taken", "reopening")}
    assert {f"{table}_{what}" for table in kept for what in ("kept", "unchanged")} <= found
    assert {"auditing_sheet_states", "auditing_sheet_kept", "sheet_begins", "sheet_has_count", "sheet_reopened"} <= found
    assert {"sheet_entered", "sheet_frozen", "sheet_entry_of_now", "taken_read_twice"} <= found


def test_every_state_and_action_has_its_words():
    for language in LANGUAGES:
        known = messages(language)
        assert {f"audit-state.{state}" for state in State} | {f"act.audit-{action}" for action in Action} <= known.keys()


@pytest.mark.parametrize("after", State)
def test_a_form_that_nobody_entered_goes_nowhere(desk, after):
    if after is not State.OUT:
        refused(lambda: Sheet.objects.update(state=after.value))


def test_what_is_written_stays(desk):
    sheet = sheets()[0]
    twice(desk, sheet, desk.reported(sheet.statement.station.code))
    entering.reopen(sheet.pk, "x", by=desk.people["verifier"])
    for model, change in (
        (Audit, {"seed": "1"}),
        (Round, {"head": "1"}),
        (SheetEntry, {"counts": "{}"}),
        (SheetEntry, {"person": desk.people["three"]}),
        (Taken, {"counts": "{}"}),
        (Reopening, {"reason": "y"}),
        (Sheet, {"code": "x"}),
        (Sheet, {"place": 7}),
        (Sheet, {"attempt": 0}),
    ):
        refused(lambda model=model, change=change: model.objects.update(**change))
    for model in (Audit, Round, Sheet, SheetEntry, Taken, Reopening):
        refused(lambda model=model: model.objects.all()._raw_delete(model.objects.db))


def test_one_person_does_one_part(desk):
    sheet = sheets()[0]
    entered(desk, "one", sheet, desk.reported(sheet.statement.station.code))
    sheet.refresh_from_db()
    for number in (2, 3):
        refused(lambda number=number: row_of(sheet, desk.people["one"], number))
    refused(lambda: row_of(sheet, desk.people["two"], 1))
    refused(lambda: row_of(sheet, desk.people["two"], 4))
    sheet.attempt = 7
    refused(lambda: row_of(sheet, desk.people["one"], 1))


def test_nothing_is_taken_that_two_did_not_read(desk):
    sheet, people = sheets()[0], desk.people
    entered(desk, "one", sheet, {"f.lost": "1"})
    sheet.refresh_from_db()
    first = SheetEntry.objects.get()
    refused(lambda: taken_by(sheet, first))
    refused(lambda: Sheet.objects.filter(pk=sheet.pk).update(state="taken"))
    second = row_of(sheet, people["two"], 2, '{"invalid":1,"votes":{}}')
    refused(lambda: taken_by(sheet, first))
    refused(lambda: taken_by(sheet, second))
    other = '{"invalid":2,"votes":{}}'
    with transaction.atomic():
        neither = row_of(sheet, people["three"], 3, other)
        refused(lambda: taken_by(sheet, neither))
        transaction.set_rollback(True)
    settled = row_of(sheet, people["three"], 3, first.counts)
    refused(lambda: taken_by(sheet, settled, other))
    taken_by(sheet, settled)


def test_nobody_reopens_without_a_reason(desk):
    sheet = sheets()[0]
    twice(desk, sheet, {"f.lost": "1"})
    mine = Sheet.objects.filter(pk=sheet.pk)
    for change in (
        {"state": "out"},
        {"state": "out", "version": 2},
        {"state": "out", "version": 2, "attempt": 2},
        {"version": 2},
    ):
        refused(lambda change=change: mine.update(**change))
    refused(lambda: Reopening.objects.create(sheet=sheet, version=1, person=desk.people["verifier"], reason=""))
    Reopening.objects.create(sheet=sheet, version=1, person=desk.people["verifier"], reason="x")
    refused(lambda: mine.update(state="out", version=3, attempt=2))
    mine.update(state="out", version=2, attempt=2)


def test_those_who_differ_are_not_entered_again_in_the_same_attempt(desk):
    sheet = sheets()[0]
    form = desk.reported(sheet.statement.station.code)
    assert twice(desk, sheet, form, {"f.lost": "1"}).state == State.DIFFERING
    refused(lambda: Sheet.objects.filter(pk=sheet.pk).update(state="out"))
