"""Machines at the same moment, over HTTP: each thing is done once, and each who asked is answered."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from tests.commission import elections, tiny
from tests.commission.databases import ON_POSTGRESQL
from tests.commission.elections import GOOD
from tests.commission.programs import Program, secret_for

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.models import Answer
from suffrage.commission.statements import work
from suffrage.commission.statements.models import Entry, Scan, Statement
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite in memory has one writer"),
]
MACHINES = 6


@pytest.fixture
def machines(election):
    """The secrets of tokens of clerks of the whole country, each another person's."""
    people = [tiny.person(Role.CLERK, None, suffix=f"-{number}") for number in range(MACHINES)]
    return [secret_for(person) for person in people]


@pytest.fixture
def received(machines):
    statement = elections.statement_of("01-1")
    clerk = tiny.person(Role.CLERK, None, suffix="-receiving")
    work.receive(statement.pk, "1", by=clerk)
    return statement


def together(secrets, ask):
    """Let all ask at the same moment; their answers."""
    start = Barrier(len(secrets))

    def run(secret):
        of = Program(secret)
        try:
            start.wait()
            return ask(of)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(secrets)) as pool:
        return list(pool.map(run, secrets))


def kinds(answers):
    return Counter(answer.json().get("type", "").rpartition(":")[2] or answer.json()["state"] for answer in answers)


def test_of_many_machines_one_enters(machines, received):
    found = kinds(together(machines, lambda of: of.enter("01-1", GOOD)))
    assert found == {"once": 1, "work.machine-once": MACHINES - 1}
    assert (Entry.objects.count(), Statement.objects.get(pk=received.pk).state) == (1, "once")
    assert check().broken is None


def test_of_many_machines_one_finishes_what_a_person_began(machines, received):
    clerk = tiny.person(Role.CLERK, None, suffix="-by-hand")
    work.begin(received.pk, by=clerk)
    work.finish(received.pk, GOOD, by=clerk)
    found = kinds(together(machines, lambda of: of.enter("01-1", GOOD)))
    assert found == {"accepted": 1, "work.not-in-this-state": MACHINES - 1}
    assert Entry.objects.filter(by_machine=True).count() == 1
    assert check().broken is None


def test_a_request_sent_several_times_at_once_is_done_once_and_answered_each_time(machines, received):
    answers = together(machines[:1] * MACHINES, lambda of: of.enter("01-1", GOOD, key="k"))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == MACHINES - 1
    assert (Entry.objects.count(), Answer.objects.count()) == (1, 1)


def test_a_paper_read_by_several_scanners_at_once_is_received_once(machines):
    found = kinds(together(machines, lambda of: of.post("/receive", {"barcode": "01-1", "serial": "7"})))
    assert found == {"received": 1, "work.not-in-this-state": MACHINES - 1}
    assert Act.objects.filter(kind="receive").count() == 1


def test_the_same_scan_several_times_at_once_is_kept_once(machines, received):
    answers = together(machines, lambda of: of.scan("01-1"))
    assert {answer.status_code for answer in answers} == {200}
    assert Scan.objects.count() == 1


def test_no_more_tokens_than_there_may_be(election):
    from suffrage.commission.api.tokens import MOST
    from suffrage.commission.refused import Refused

    person = tiny.person(Role.CLERK, None)
    for _ in range(MOST - 1):
        secret_for(person)

    def make(_of):
        try:
            return bool(secret_for(person))
        except Refused:
            return False

    assert Counter(together([""] * MACHINES, make)) == {True: 1, False: MACHINES - 1}
    assert person.tokens.count() == MOST
