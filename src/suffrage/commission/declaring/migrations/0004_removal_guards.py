"""Nobody stops standing on one person's word: what is entered is not changed, two people confirm and lift, a declared result stays.

SQLite drops a table's triggers when a later migration alters the table: such a migration must make them anew (a test looks).
"""

from django.db import migrations

from suffrage.commission.guards import append_only, refuse, state_changes

CHANGES = [
    ("proposed", "stands"),
    ("proposed", "refused"),
    ("stands", "lifting"),
    ("lifting", "lifted"),
    ("lifting", "stands"),
]
"""As `suffrage.commission.declaring.removal_states.TABLE.changes` had them when this migration was written; a test compares."""

_FROZEN = """
NEW.contest_id <> OLD.contest_id OR NEW.kind <> OLD.kind OR NEW.option_id <> OLD.option_id
OR COALESCE(NEW.position, 0) <> COALESCE(OLD.position, 0) OR NEW.day <> OLD.day OR NEW.source <> OLD.source
OR NEW.reason <> OLD.reason
"""
_ELSEWHERE = "NOT EXISTS (SELECT 1 FROM setup_option o WHERE o.id = NEW.option_id AND o.contest_id = NEW.contest_id)"
_BY_TWO = """
NOT EXISTS (
    SELECT 1 FROM declaring_removalstep a, declaring_removalstep b
    WHERE a.removal_id = NEW.id AND b.removal_id = NEW.id AND a.person_id <> b.person_id AND b.action = '{second}'
      AND b.id > a.id AND a.id = (
        SELECT MAX(s.id) FROM declaring_removalstep s WHERE s.removal_id = NEW.id AND s.action = '{first}'))
"""
_ALONE = f"""
OLD.state = 'proposed' AND NEW.state = 'stands' AND {_BY_TWO.format(first="propose", second="confirm")}
OR OLD.state = 'lifting' AND NEW.state = 'lifted' AND {_BY_TWO.format(first="lift", second="confirm-lift")}
"""
_IN_CONTEST = """
EXISTS (SELECT 1 FROM setup_contest c, setup_election e
        WHERE c.id = NEW.contest_id AND e.id = c.election_id AND e.phase = 'declared')
"""
_OF_REMOVAL = """
EXISTS (SELECT 1 FROM declaring_removal r, setup_contest c, setup_election e
        WHERE r.id = NEW.removal_id AND c.id = r.contest_id AND e.id = c.election_id AND e.phase = 'declared')
"""
_DECLARED = "the result is declared"
_TABLE = "declaring_removal"


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("declaring", "0003_removals")]
    operations = [
        append_only("declaring_removalstep"),
        state_changes(_TABLE, CHANGES),
        refuse("removal_begins", "INSERT", _TABLE, f"NEW.state <> 'proposed' OR {_ELSEWHERE}", "it begins as proposed"),
        refuse("removal_stays", "UPDATE", _TABLE, _FROZEN, "it stays as it was entered"),
        refuse("removal_by_two", "UPDATE", _TABLE, _ALONE, "two people must say so"),
        refuse("removal_declared_insert", "INSERT", _TABLE, _IN_CONTEST, _DECLARED),
        refuse("removal_declared_update", "UPDATE", _TABLE, _IN_CONTEST, _DECLARED),
        refuse("removalstep_declared_insert", "INSERT", "declaring_removalstep", _OF_REMOVAL, _DECLARED),
    ]
