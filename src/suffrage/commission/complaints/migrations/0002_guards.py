"""A complaint's state changes only as the table says; what was filed, heard and decided is not changed; nobody decides alone.

SQLite drops a table's triggers when a later migration alters the table: such a migration must make them anew (a test looks).
"""

from django.db import migrations

from suffrage.commission.guards import append_only, refuse, state_changes

CHANGES = [
    ("filed", "summoned"),
    ("filed", "proposed"),
    ("filed", "withdrawn"),
    ("summoned", "heard"),
    ("summoned", "withdrawn"),
    ("heard", "proposed"),
    ("heard", "withdrawn"),
    ("proposed", "upheld"),
    ("proposed", "ordered"),
    ("proposed", "dismissed"),
    ("proposed", "out-of-time"),
    ("proposed", "filed"),
    ("proposed", "heard"),
    ("ordered", "upheld"),
]
"""As `suffrage.commission.complaints.states.TABLE.changes` had them when this migration was written; a test compares."""

_FROZEN = """
NEW.election_id <> OLD.election_id OR NEW.number <> OLD.number OR NEW.area_id <> OLD.area_id
OR COALESCE(NEW.station_id, 0) <> COALESCE(OLD.station_id, 0) OR COALESCE(NEW.statement_id, 0) <> COALESCE(OLD.statement_id, 0)
OR NEW.party <> OLD.party OR NEW.signed_by <> OLD.signed_by OR NEW.person_id <> OLD.person_id OR NEW.grounds <> OLD.grounds
OR NEW.filed <> OLD.filed OR NEW.late <> OLD.late
"""
_UNDECIDED = """
OLD.state = 'proposed' AND NEW.state IN ('upheld', 'ordered', 'dismissed', 'out-of-time') AND NOT EXISTS (
    SELECT 1 FROM complaints_decision d WHERE d.complaint_id = NEW.id AND d.confirmed
      AND (NEW.state = 'upheld' AND d.outcome = 'upheld' AND d.remedy = 'none'
        OR NEW.state = 'ordered' AND d.outcome = 'upheld' AND d.remedy <> 'none'
        OR NEW.state = 'dismissed' AND d.outcome = 'dismissed'
        OR NEW.state = 'out-of-time' AND d.outcome = 'out-of-time' AND NEW.late))
"""
_UNPROPOSED = """
OLD.state <> 'proposed' AND NEW.state = 'proposed' AND NOT EXISTS (
    SELECT 1 FROM complaints_decision d WHERE d.complaint_id = NEW.id AND d.decided IS NULL)
"""
_UNHEARD = """
OLD.state <> 'heard' AND NEW.state = 'heard' AND NOT EXISTS (
    SELECT 1 FROM complaints_hearing h, complaints_sitting s
    WHERE h.complaint_id = NEW.id AND h.held IS NOT NULL AND s.hearing_id = h.id)
"""
_NOT_CARRIED_OUT = """
OLD.state = 'ordered' AND NEW.state = 'upheld' AND NOT EXISTS (
    SELECT 1 FROM complaints_carriedout l WHERE l.complaint_id = NEW.id)
"""
_OWN_PROPOSAL = """
EXISTS (SELECT 1 FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.person_id = NEW.proposer_id)
"""
_UPHELD_UNHEARD = """
NEW.outcome = 'upheld' AND NOT EXISTS (
    SELECT 1 FROM complaints_hearing h WHERE h.complaint_id = NEW.complaint_id AND h.held IS NOT NULL)
"""
_OWN_DECISION = """
NEW.decider_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.person_id = NEW.decider_id)
"""
_OTHER_DECISION = """
NEW.outcome <> OLD.outcome OR NEW.remedy <> OLD.remedy OR NEW.reasons <> OLD.reasons OR NEW.reference <> OLD.reference
OR NEW.proposer_id <> OLD.proposer_id OR NEW.complaint_id <> OLD.complaint_id
"""
_OTHER_STATEMENT = """
NOT EXISTS (
    SELECT 1 FROM complaints_complaint c, statements_correction k
    WHERE c.id = NEW.complaint_id AND k.id = NEW.correction_id AND k.statement_id = c.statement_id)
"""


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("complaints", "0001_initial"), ("statements", "0002_guards")]
    operations = [
        state_changes("complaints_complaint", CHANGES),
        append_only("complaints_evidence"),
        append_only("complaints_hearing", unless="OLD.held IS NULL"),
        append_only("complaints_sitting"),
        append_only("complaints_decision", unless="OLD.decided IS NULL"),
        append_only("complaints_carriedout"),
        append_only("complaints_announcement"),
        refuse("complaint_begins", "INSERT", "complaints_complaint", "NEW.state <> 'filed'", "a complaint begins as filed"),
        refuse("complaint_frozen", "UPDATE", "complaints_complaint", _FROZEN, "what was filed is not changed"),
        refuse("complaint_decided", "UPDATE", "complaints_complaint", _UNDECIDED, "no such decision was confirmed"),
        refuse("complaint_proposed", "UPDATE", "complaints_complaint", _UNPROPOSED, "no decision is proposed"),
        refuse("complaint_heard", "UPDATE", "complaints_complaint", _UNHEARD, "no hearing was held by anybody"),
        refuse("complaint_carried_out", "UPDATE", "complaints_complaint", _NOT_CARRIED_OUT, "no correction was proposed"),
        refuse("decision_proposed_apart", "INSERT", "complaints_decision", _OWN_PROPOSAL, "nobody decides an own complaint"),
        refuse("decision_after_hearing", "INSERT", "complaints_decision", _UPHELD_UNHEARD, "it was not heard"),
        refuse("decision_confirmed_apart", "UPDATE", "complaints_decision", _OWN_DECISION, "nobody decides an own complaint"),
        refuse("decision_frozen", "UPDATE", "complaints_decision", _OTHER_DECISION, "what was proposed is not changed"),
        refuse("carried_out_there", "INSERT", "complaints_carriedout", _OTHER_STATEMENT, "it is about another statement"),
    ]
