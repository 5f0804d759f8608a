"""What the database itself refuses about declaring, whoever asks: SQL past every service."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.commission import elections
from tests.commission.declarations import (
    DAY,
    SOURCE,
    TIED,
    accept_all,
    carried,
    commission,
    counted,
    declared,
    drawn_by_two,
    question_of,
    under,
)

from suffrage.commission.declaring import drawings, sittings
from suffrage.commission.trail.chain import check

pytestmark = pytest.mark.django_db


def refuses(*statements):
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert check().broken is None


@pytest.fixture
def tie(election, people):
    under("kh.council")
    accept_all(people, c01=TIED)
    counted(election, people)
    return question_of(election)


ANSWER = (
    "INSERT INTO declaring_drawn (drawing_id, number, person_id, answer, day, source, salt, at) "
    "SELECT drawing_id, 2, {person}, {answer}, day, source, salt, at FROM declaring_drawn WHERE number = 1"
)


def test_a_lot_is_decided_by_two_who_entered_the_same(tie, people):
    one, other = commission(people)
    drawing = drawings.enter(tie, ["C"], day=DAY, source=SOURCE, by=one)
    agree = f"UPDATE declaring_drawing SET state = 'agreed', closed = begun WHERE id = {drawing.pk}"
    refuses(
        agree,
        ANSWER.format(person=one.pk, answer="answer"),
        "UPDATE declaring_drawn SET answer = '[\"B\"]'",
        "DELETE FROM declaring_drawn",
        "DELETE FROM declaring_drawing",
        "UPDATE declaring_drawing SET places = 2",
        "UPDATE declaring_drawing SET subject = 'elected'",
        "UPDATE declaring_drawing SET state = 'void', closed = begun",
    )
    with connection.cursor() as cursor:
        cursor.execute(ANSWER.format(person=other.pk, answer="'[\"B\"]'"))
    refuses(agree)


def test_what_is_decided_stays(tie, people):
    drawing = drawn_by_two(tie, ["C"], people)
    refuses(
        "UPDATE declaring_drawing SET state = 'open', closed = NULL",
        "UPDATE declaring_drawn SET source = 'elsewhere'",
        ANSWER.replace("2,", "1,").format(person=people["clerk", "01"].pk, answer="answer"),
        f"INSERT INTO declaring_drawing (contest_id, kind, subject, among, places, state, reason, begun) SELECT contest_id, kind, "
        f"subject, among, places, 'open', '', begun FROM declaring_drawing WHERE id = {drawing.pk}",
    )


def test_a_count_is_not_changed(election, people):
    accept_all(people)
    counted(election, people)
    refuses(
        "UPDATE declaring_counted SET result = '{}'",
        "DELETE FROM declaring_counted",
        "UPDATE declaring_run SET told = '{}'",
        "DELETE FROM declaring_run",
    )


DECLARE = "UPDATE setup_election SET phase = 'declared'"


def test_only_a_majority_declares(election, people):
    accept_all(people)
    counted(election, people)
    one, other = commission(people)
    refuses(DECLARE)
    sitting = sittings.open_sitting(election, "Declared.", by=one)
    carry = f"UPDATE declaring_sitting SET state = 'carried', closed = opened, closed_by_id = {one.pk} WHERE id = {sitting.pk}"
    refuses(DECLARE, carry)
    sittings.vote(sitting.pk, "for", by=one)
    refuses(
        DECLARE,
        carry,
        "UPDATE declaring_membervote SET choice = 'against' WHERE choice = 'for'",
        f"DELETE FROM declaring_membervote WHERE person_id = {other.pk}",
        f"UPDATE declaring_membervote SET person_id = {people['clerk', '01'].pk} WHERE choice = ''",
        "INSERT INTO declaring_membervote (sitting_id, person_id, choice) VALUES "
        f"({sitting.pk}, {people['clerk', '01'].pk}, '')",
        "UPDATE declaring_sitting SET text = 'Something else.'",
        "DELETE FROM declaring_sitting",
    )
    sittings.vote(sitting.pk, "against", by=other)
    refuses(DECLARE, carry)
    assert sittings.close(sitting.pk, by=one).state == "lost"
    refuses(DECLARE, carry)


def test_a_declared_result_is_touched_by_nobody(election, people):
    under("kh.council")
    accept_all(people, c01=TIED)
    counted(election, people)
    drawn_by_two(question_of(election), ["C"], people)
    counted(election, people)
    statement = elections.statement_of("01-1")
    proposer = people["supervisor", "01"].pk
    carried(election, people)
    refuses(
        "UPDATE statements_statement SET state = 'recalled'",
        "UPDATE statements_statement SET serial = 'X'",
        "INSERT INTO statements_correction (statement_id, version, proposer_id, reason, proposed, answer) VALUES "
        f"({statement.pk}, 1, {proposer}, 'x', CURRENT_TIMESTAMP, '')",
        "INSERT INTO statements_scan (statement_id, version, sha256, kind, size, person_id, at) VALUES "
        f"({statement.pk}, 1, '{'e' * 64}', 'image/png', 1, {proposer}, CURRENT_TIMESTAMP)",
        "UPDATE declaring_drawing SET state = 'void', reason = 'x'",
        "UPDATE setup_election SET phase = 'counting'",
        "UPDATE setup_election SET phase = 'setup'",
    )


def test_a_rehearsal_stays_one(election, people):
    refuses("UPDATE setup_election SET rehearsal = NOT rehearsal", "UPDATE setup_election SET code = 'other'")
    declared(election, people)
    refuses("UPDATE setup_election SET rehearsal = NOT rehearsal")


def test_every_guard_is_there():
    """A migration that alters a table on SQLite drops its triggers; then they must be made anew."""
    wanted = {
        "drawing_by_two",
        "drawing_stays",
        "drawn_while_open",
        "sitting_majority",
        "sitting_stays",
        "member_votes",
        "member_of_sitting",
        "removal_begins",
        "removal_stays",
        "removal_by_two",
        "removal_declared_insert",
        "removal_declared_update",
        "removalstep_declared_insert",
        "election_phases",
        "election_stays_real",
        "election_undeclared",
        "statements_statement_declared_update",
        "statements_entry_declared_insert",
        "statements_entry_declared_update",
        "statements_accepted_declared_insert",
        "statements_correction_declared_insert",
        "statements_correction_declared_update",
        "statements_scan_declared_insert",
    }
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = {name for (name,) in cursor.fetchall()}
    assert wanted <= found
