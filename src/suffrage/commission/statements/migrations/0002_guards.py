"""States change only as the table says; what was entered and accepted is not changed."""

from django.db import migrations

from suffrage.commission.guards import append_only, state_changes

CHANGES = [
    ("awaited", "received"),
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
    ("differing", "received"),
    ("in-error", "accepted"),
    ("in-error", "received"),
    ("quarantined", "accepted"),
    ("quarantined", "received"),
    ("accepted", "recalled"),
    ("recalled", "received"),
    ("recalled", "accepted"),
]
"""As `suffrage.commission.statements.states.changes` had them when this migration was written; a test compares."""


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("statements", "0001_initial")]
    operations = [
        state_changes("statements_statement", CHANGES),
        append_only("statements_entry", unless="OLD.finished IS NULL"),
        append_only("statements_entryvotes"),
        append_only("statements_accepted"),
    ]
