"""States change only as the table says; what was entered and accepted is not changed; nothing counts on one person's word.

SQLite drops a table's triggers when a later migration alters the table: such a migration must make them anew (a test looks).
"""

from django.db import migrations

from suffrage.commission.guards import append_only, refuse, state_changes

CHANGES = [
    ("awaited", "received"),
    ("received", "awaited"),
    ("received", "first"),
    ("first", "received"),
    ("first", "once"),
    ("once", "second"),
    ("second", "once"),
    ("second", "accepted"),
    ("second", "differing"),
    ("second", "in-error"),
    ("second", "quarantined"),
    ("differing", "accepted"),
    ("differing", "quarantined"),
    ("differing", "received"),
    ("in-error", "accepted"),
    ("in-error", "quarantined"),
    ("in-error", "received"),
    ("quarantined", "accepted"),
    ("quarantined", "received"),
    ("accepted", "recalled"),
    ("recalled", "received"),
    ("recalled", "accepted"),
]
"""As `suffrage.commission.statements.states.changes` had them when this migration was written; a test compares."""

_TWO_READ_IT = """
NOT EXISTS (
    SELECT 1 FROM statements_entry e, statements_entry f, statements_entry s
    WHERE s.id = NEW.entry_id AND s.statement_id = NEW.statement_id AND s.version = NEW.version AND s.finished IS NOT NULL
      AND e.statement_id = s.statement_id AND e.version = s.version AND e.attempt = s.attempt AND e.number = 1
      AND f.statement_id = s.statement_id AND f.version = s.version AND f.attempt = s.attempt AND f.number = 2
      AND e.finished IS NOT NULL AND f.finished IS NOT NULL)
"""
_WITHOUT_FIGURES = """
NEW.state = 'accepted' AND OLD.state NOT IN ('accepted', 'recalled') AND NOT EXISTS (
    SELECT 1 FROM statements_accepted a WHERE a.statement_id = NEW.id AND a.version = NEW.version)
"""
_UNSEEN = """
NEW.state = 'accepted' AND OLD.state = 'quarantined' AND NOT EXISTS (
    SELECT 1 FROM statements_entry e
    WHERE e.statement_id = NEW.id AND e.version = NEW.version AND e.attempt = NEW.attempt AND e.number = 4 AND e.finished IS NOT NULL)
"""
_UNAPPROVED = """
NEW.version <> OLD.version AND NOT (
    NEW.version = OLD.version + 1 AND OLD.state = 'recalled' AND NEW.state = 'received' AND EXISTS (
        SELECT 1 FROM statements_correction c WHERE c.statement_id = NEW.id AND c.version = OLD.version AND c.approved))
OR NEW.version = OLD.version AND OLD.state = 'recalled' AND NEW.state = 'received'
"""


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("statements", "0001_initial")]
    operations = [
        state_changes("statements_statement", CHANGES),
        append_only("statements_entry", unless="OLD.finished IS NULL"),
        append_only("statements_entryvotes"),
        append_only("statements_accepted"),
        append_only("statements_correction", unless="OLD.decided IS NULL"),
        append_only("statements_scan"),
        refuse("statement_begins", "INSERT", "statements_statement", "NEW.state <> 'awaited'", "a statement begins as awaited"),
        refuse(
            "votes_before_finish",
            "INSERT",
            "statements_entryvotes",
            "EXISTS (SELECT 1 FROM statements_entry e WHERE e.id = NEW.entry_id AND e.finished IS NOT NULL)",
            "this entry is finished",
        ),
        refuse("accepted_read_twice", "INSERT", "statements_accepted", _TWO_READ_IT, "two people must have entered it"),
        refuse("statement_has_figures", "UPDATE", "statements_statement", _WITHOUT_FIGURES, "it has no accepted figures"),
        refuse("statement_looked_at", "UPDATE", "statements_statement", _UNSEEN, "no verifier has released it"),
        refuse("statement_corrected_by_two", "UPDATE", "statements_statement", _UNAPPROVED, "no correction was approved"),
        refuse(
            "statement_attempts",
            "UPDATE",
            "statements_statement",
            "NEW.attempt < OLD.attempt OR NEW.station_id <> OLD.station_id OR NEW.contest_id <> OLD.contest_id",
            "attempts only go up, and a statement stays with its station",
        ),
    ]
