"""Several people at the same moment: each act is done by one of them, and the others get a sentence."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.commission import audits, elections, tiny
from tests.commission.databases import ON_POSTGRESQL
from tests.commission.elections import GOOD

from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing import entering
from suffrage.commission.auditing.models import Taken
from suffrage.commission.refused import Refused
from suffrage.commission.statements import work
from suffrage.commission.statements.models import Accepted, Entry, EntryVotes, Statement
from suffrage.commission.trail.chain import first_broken
from suffrage.commission.trail.models import Act

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite in memory has one writer"),
]
CLERKS = 6


@pytest.fixture
def clerks(election):
    """Clerks of the whole country."""
    return [tiny.person(Role.CLERK, None, suffix=f"-{number}") for number in range(CLERKS)]


def together(acts):
    """Start all acts at the same moment; how each ended: "done", or the key of the sentence."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            act()
        except Refused as refused:
            return refused.key
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def whole():
    return first_broken(Act.objects.all()) is None


def test_one_of_many_begins(clerks):
    statement = elections.statement_of("01-1")
    work.receive(statement.pk, "1", by=clerks[0])
    ended = together([lambda clerk=clerk: work.begin(statement.pk, by=clerk) for clerk in clerks])
    assert ended == {"done": 1, "work.held-by-another": CLERKS - 1}
    assert (Entry.objects.count(), whole()) == (1, True)


def test_a_form_sent_several_times_counts_once(clerks):
    statement = elections.statement_of("01-1")
    work.receive(statement.pk, "1", by=clerks[0])
    for clerk in clerks[:2]:
        work.begin(statement.pk, by=clerk)
        ended = together([lambda clerk=clerk: work.finish(statement.pk, GOOD, by=clerk)] * CLERKS)
        assert ended["done"] == 1
        assert ended.total() == CLERKS
    assert (Accepted.objects.count(), Entry.objects.count(), EntryVotes.objects.count()) == (1, 2, 6)
    assert (Statement.objects.get(pk=statement.pk).state, whole()) == ("accepted", True)


def test_one_serial_number_for_two_papers(clerks):
    first, second = elections.statement_of("01-1"), elections.statement_of("01-2")
    ended = together([lambda number=number: work.receive(number.pk, "7", by=clerks[0]) for number in (first, second)])
    assert ended["done"] == 1
    assert set(ended) <= {"done", "work.serial-taken", "work.serial-of-another"}
    assert Statement.objects.filter(serial="7").count() == 1


def test_many_at_work_on_many_statements(clerks):
    statements = list(Statement.objects.order_by("pk"))
    for number, statement in enumerate(statements):
        work.receive(statement.pk, str(number), by=clerks[0])

    def enter_all(clerk):
        for statement in statements:
            try:
                work.begin(statement.pk, by=clerk)
                work.finish(statement.pk, GOOD, by=clerk)
            except Refused:
                continue

    for _ in range(3):
        together([lambda clerk=clerk: enter_all(clerk) for clerk in clerks])
    assert set(Statement.objects.values_list("state", flat=True)) == {"accepted"}
    assert (Accepted.objects.count(), Entry.objects.count(), whole()) == (4, 8, True)


def test_of_many_who_enter_a_form_of_an_audit_two_do(tmp_path):
    desk = audits.begun(tmp_path)
    sheet = audits.sheets()[0]
    area = sheet.statement.station.area
    clerks = [tiny.person(Role.CLERK, area, suffix=f"-{number}") for number in range(CLERKS)]
    form = {name.removeprefix("f."): number for name, number in desk.reported(sheet.statement.station.code).items()}
    ended = together([lambda clerk=clerk: entering.enter(sheet.pk, form, by=clerk) for clerk in clerks])
    assert ended == {"done": 2, "auditing.not-in-this-state": CLERKS - 2}
    assert (Taken.objects.count(), whole()) == (1, True)


def test_one_person_twice_at_once_enters_once(tmp_path):
    desk = audits.begun(tmp_path)
    sheet = audits.sheets()[0]
    form = {name.removeprefix("f."): number for name, number in desk.reported(sheet.statement.station.code).items()}
    ended = together([lambda: entering.enter(sheet.pk, form, by=desk.people["one"])] * CLERKS)
    assert ended == {"done": 1, "auditing.own-work": CLERKS - 1}
    assert (Taken.objects.count(), whole()) == (0, True)
