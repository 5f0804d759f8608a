"""What two entered is not changed, what the commission decided stands, and a declared result is touched by nobody.

SQLite drops a table's triggers when a later migration alters the table: such a migration must make them anew (a test looks).
"""

from django.db import migrations

from suffrage.commission.guards import append_only, refuse, state_changes

_ALIKE = """
EXISTS (
    SELECT 1 FROM declaring_drawn a, declaring_drawn b
    WHERE a.drawing_id = NEW.id AND b.drawing_id = NEW.id AND a.number = 1 AND b.number = 2
      AND a.person_id <> b.person_id AND a.answer = b.answer)
"""
_MAJORITY = """
(SELECT COUNT(*) FROM declaring_membervote v WHERE v.sitting_id = {sitting}) >= 2
AND 2 * (SELECT COUNT(*) FROM declaring_membervote v WHERE v.sitting_id = {sitting} AND v.choice = 'for')
    > (SELECT COUNT(*) FROM declaring_membervote v WHERE v.sitting_id = {sitting})
"""
_NEWEST = "(SELECT MAX(s.id) FROM declaring_sitting s WHERE s.election_id = NEW.id)"
_DECIDED = f"""
EXISTS (SELECT 1 FROM declaring_sitting s
        WHERE s.id = {_NEWEST} AND s.state = 'carried' AND s.kind = '{{kind}}' AND {_MAJORITY.format(sitting="s.id")})
"""  # noqa: S608 - our own names
_PHASES = f"""
NEW.phase <> OLD.phase AND NOT (
    OLD.phase = 'setup' AND NEW.phase = 'counting'
    OR OLD.phase = 'counting' AND NEW.phase = 'declared' AND {_DECIDED.format(kind="declare")}
    OR OLD.phase = 'declared' AND NEW.phase = 'counting' AND {_DECIDED.format(kind="reopen")})
"""
_IN_CONTEST = """
EXISTS (SELECT 1 FROM setup_contest c, setup_election e
        WHERE c.id = NEW.contest_id AND e.id = c.election_id AND e.phase = 'declared')
"""
_OF_STATEMENT = """
EXISTS (SELECT 1 FROM statements_statement t, setup_contest c, setup_election e
        WHERE t.id = NEW.statement_id AND c.id = t.contest_id AND e.id = c.election_id AND e.phase = 'declared')
"""
_OF_DRAWING = """
EXISTS (SELECT 1 FROM declaring_drawing d, setup_contest c, setup_election e
        WHERE d.id = NEW.drawing_id AND c.id = d.contest_id AND e.id = c.election_id AND e.phase = 'declared')
"""
_DECLARED = "the result is declared"


def _declared(table, *events, condition):
    return [refuse(f"{table}_declared_{event.lower()}", event, table, condition, _DECLARED) for event in events]


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("declaring", "0001_initial"), ("statements", "0002_guards"), ("setup", "0001_initial")]
    operations = [
        append_only("declaring_run", unless="OLD.state IN ('waiting', 'running')"),
        append_only("declaring_counted"),
        append_only("declaring_drawn"),
        append_only("declaring_membervote", unless="OLD.choice = ''"),
        state_changes("declaring_drawing", [("open", "agreed"), ("open", "void"), ("agreed", "void")]),
        state_changes("declaring_sitting", [("open", "carried"), ("open", "lost")]),
        refuse("drawing_begins", "INSERT", "declaring_drawing", "NEW.state <> 'open'", "a question begins as open"),
        refuse(
            "drawing_stays",
            "UPDATE",
            "declaring_drawing",
            "OLD.state = 'void' OR NEW.contest_id <> OLD.contest_id OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject "
            "OR NEW.places <> OLD.places OR COALESCE(NEW.candidate_id, 0) <> COALESCE(OLD.candidate_id, 0)",
            "the question stays as it was asked",
        ),
        refuse(
            "drawing_by_two",
            "UPDATE",
            "declaring_drawing",
            f"NEW.state = 'agreed' AND NOT {_ALIKE}",
            "two people must have entered the same",
        ),
        refuse(
            "drawn_while_open",
            "INSERT",
            "declaring_drawn",
            "NOT EXISTS (SELECT 1 FROM declaring_drawing d WHERE d.id = NEW.drawing_id AND d.state = 'open')",
            "this question is closed",
        ),
        refuse("sitting_begins", "INSERT", "declaring_sitting", "NEW.state <> 'open'", "a sitting begins as open"),
        refuse(
            "sitting_stays",
            "UPDATE",
            "declaring_sitting",
            "OLD.state <> 'open' OR NEW.election_id <> OLD.election_id OR NEW.kind <> OLD.kind OR NEW.text <> OLD.text "
            "OR COALESCE(NEW.count_id, 0) <> COALESCE(OLD.count_id, 0)",
            "what is decided on stays as it was put",
        ),
        refuse(
            "sitting_majority",
            "UPDATE",
            "declaring_sitting",
            f"NEW.state = 'carried' AND NOT ({_MAJORITY.format(sitting='NEW.id')})",
            "no majority of the members voted for it",
        ),
        refuse(
            "member_of_sitting",
            "INSERT",
            "declaring_membervote",
            "NEW.choice <> '' OR EXISTS (SELECT 1 FROM declaring_membervote v WHERE v.sitting_id = NEW.sitting_id "
            "AND v.choice <> '') OR NOT EXISTS (SELECT 1 FROM declaring_sitting s WHERE s.id = NEW.sitting_id AND s.state = 'open')",
            "members are named before anybody votes",
        ),
        refuse(
            "member_votes",
            "UPDATE",
            "declaring_membervote",
            "NEW.person_id <> OLD.person_id OR NEW.sitting_id <> OLD.sitting_id OR NOT EXISTS ("
            "SELECT 1 FROM declaring_sitting s WHERE s.id = NEW.sitting_id AND s.state = 'open')",
            "this sitting is closed",
        ),
        refuse("election_undeclared", "INSERT", "setup_election", "NEW.phase = 'declared'", "an election begins undeclared"),
        refuse(
            "election_phases", "UPDATE", "setup_election", _PHASES, "only a decision of the commission declares or opens again"
        ),
        refuse(
            "election_stays_real",
            "UPDATE",
            "setup_election",
            "NEW.rehearsal <> OLD.rehearsal OR NEW.code <> OLD.code",
            "a rehearsal stays one",
        ),
        *_declared("statements_statement", "UPDATE", condition=_IN_CONTEST),
        *_declared("statements_entry", "INSERT", "UPDATE", condition=_OF_STATEMENT),
        *_declared("statements_accepted", "INSERT", condition=_OF_STATEMENT),
        *_declared("statements_correction", "INSERT", "UPDATE", condition=_OF_STATEMENT),
        *_declared("statements_scan", "INSERT", condition=_OF_STATEMENT),
        *_declared("declaring_drawing", "INSERT", "UPDATE", condition=_IN_CONTEST),
        *_declared("declaring_drawn", "INSERT", condition=_OF_DRAWING),
    ]
