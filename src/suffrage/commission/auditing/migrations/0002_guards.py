"""A form's state changes only as the table says; what was entered and taken is not changed; nothing is taken on one person's word.

SQLite drops a table's triggers when a later migration alters the table: such a migration must make them anew (a test looks).
"""

from django.db import migrations

from suffrage.commission.guards import append_only, refuse, state_changes

CHANGES = [
    ("out", "once"),
    ("once", "taken"),
    ("once", "differing"),
    ("differing", "taken"),
    ("differing", "out"),
    ("taken", "out"),
]
"""As `suffrage.commission.auditing.states.TABLE.changes` had them when this migration was written; a test compares."""

_TWO_READ_IT = """
NOT EXISTS (
    SELECT 1 FROM auditing_sheet h, auditing_sheetentry s, auditing_sheetentry e, auditing_sheetentry f
    WHERE h.id = NEW.sheet_id AND s.id = NEW.entry_id AND s.sheet_id = h.id AND s.version = h.version AND s.attempt = h.attempt
      AND NEW.version = h.version AND s.counts = NEW.counts
      AND e.sheet_id = h.id AND e.version = h.version AND e.attempt = h.attempt AND e.number = 1
      AND f.sheet_id = h.id AND f.version = h.version AND f.attempt = h.attempt AND f.number = 2
      AND (s.number IN (1, 2) AND e.counts = f.counts OR s.number = 3 AND s.counts IN (e.counts, f.counts)))
"""
_WITHOUT_COUNT = """
NEW.state = 'taken' AND OLD.state <> 'taken' AND NOT EXISTS (
    SELECT 1 FROM auditing_taken t WHERE t.sheet_id = NEW.id AND t.version = NEW.version)
"""
_WITHOUT_REASON = """
NEW.version <> OLD.version AND NOT (
    NEW.version = OLD.version + 1 AND OLD.state = 'taken' AND NEW.state = 'out' AND NEW.attempt > OLD.attempt AND EXISTS (
        SELECT 1 FROM auditing_reopening r WHERE r.sheet_id = NEW.id AND r.version = OLD.version))
OR NEW.version = OLD.version AND OLD.state = 'taken' AND NEW.state = 'out'
"""
_FROZEN = """
NEW.attempt < OLD.attempt OR NEW.round_id <> OLD.round_id OR NEW.statement_id <> OLD.statement_id OR NEW.code <> OLD.code
OR NEW.place <> OLD.place
"""
_NOT_ENTERED = """
NEW.state = 'once' AND OLD.state = 'out' AND NOT EXISTS (
    SELECT 1 FROM auditing_sheetentry e
    WHERE e.sheet_id = NEW.id AND e.version = NEW.version AND e.attempt = NEW.attempt AND e.number = 1)
OR NEW.state = 'out' AND OLD.state = 'differing' AND NEW.attempt = OLD.attempt
"""
_OTHER_ATTEMPT = """
NOT EXISTS (
    SELECT 1 FROM auditing_sheet h WHERE h.id = NEW.sheet_id AND h.version = NEW.version AND h.attempt = NEW.attempt)
"""


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("auditing", "0001_initial")]
    operations = [
        append_only("auditing_audit"),
        append_only("auditing_round"),
        state_changes("auditing_sheet", CHANGES),
        append_only("auditing_sheetentry", unless="OLD.finished IS NULL"),
        append_only("auditing_taken"),
        append_only("auditing_reopening"),
        refuse("sheet_begins", "INSERT", "auditing_sheet", "NEW.state <> 'out' OR NEW.version <> 1", "a form begins as out"),
        refuse("sheet_has_count", "UPDATE", "auditing_sheet", _WITHOUT_COUNT, "it has no count that was taken"),
        refuse("sheet_reopened", "UPDATE", "auditing_sheet", _WITHOUT_REASON, "nobody said why it is entered anew"),
        refuse("sheet_entered", "UPDATE", "auditing_sheet", _NOT_ENTERED, "nobody entered it, or its entries would stand"),
        refuse("sheet_frozen", "UPDATE", "auditing_sheet", _FROZEN, "attempts only go up, and a form stays what it is"),
        refuse("sheet_entry_of_now", "INSERT", "auditing_sheetentry", _OTHER_ATTEMPT, "it is not of this attempt"),
        refuse("taken_read_twice", "INSERT", "auditing_taken", _TWO_READ_IT, "two people must have read it"),
    ]
