"""What a copy says is not changed, a case's state changes only as the table says, and what was done with it stays.

SQLite drops a table's triggers when a later migration alters the table: such a migration must make them anew (a test looks).
"""

from django.db import migrations

from suffrage.commission.guards import append_only, refuse, state_changes

CHANGES = [
    ("open", "explained"),
    ("open", "correcting"),
    ("open", "complained"),
    ("explained", "complained"),
    ("explained", "open"),
    ("correcting", "open"),
    ("agreed", "open"),
    ("open", "agreed"),
    ("explained", "agreed"),
    ("correcting", "agreed"),
    ("complained", "agreed"),
    ("open", "replaced"),
    ("explained", "replaced"),
    ("correcting", "replaced"),
    ("complained", "replaced"),
    ("agreed", "replaced"),
]
"""As `suffrage.commission.copies.states.TABLE.changes` had them when this migration was written; a test compares."""

_OTHERWISE = """
NEW.sha256 = OLD.sha256 AND NEW.figures = OLD.figures AND NEW.owner = OLD.owner AND NEW.person_id = OLD.person_id
AND NEW.statement_id = OLD.statement_id AND NEW.election_id = OLD.election_id AND NEW.at = OLD.at
AND NEW.file_sha256 = OLD.file_sha256 AND (NEW.replaced OR NOT OLD.replaced)
AND COALESCE(NEW.matched_version, 0) >= COALESCE(OLD.matched_version, 0)
"""


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("copies", "0001_initial")]
    operations = [
        append_only("copies_copy", unless=_OTHERWISE),
        append_only("copies_copyphoto"),
        state_changes("copies_case", CHANGES),
        append_only("copies_casestep"),
        refuse("case_begins", "INSERT", "copies_case", "NEW.state <> 'open'", "a case begins as open"),
    ]
