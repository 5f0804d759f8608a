"""Hostile text in every field, too much of everything, and the application's own account against the database's rules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.commission.conftest import signed_in
from tests.commission.databases import ON_POSTGRESQL
from tests.commission.test_attacks import Eye
from tests.commission.tiny import text_of

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.guards import aside
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import State, changes
from suffrage.commission.trail.chain import check, record
from suffrage.commission.trail.models import Act

pytestmark = pytest.mark.django_db
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE accounts_person; --",
    "1 OR 1=1",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "ស្រី‌សុខ ឧ. ១២៣ ៚",
    "مرحبا \u202eabc\u202c שלום",
    "a" * 200,
    "\x01\x7f\ufeff",
]
ADDRESSES = (
    "/people?search=",
    "/people?role=",
    "/people?page=",
    "/trail?person=",
    "/trail?kind=",
    "/trail?statement=",
    "/trail?before=",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_it_is_and_shown_as_text(people, text):
    browser = signed_in(people[Role.ADMINISTRATOR, None])
    form = {"username": "sok", "full_name": text, "role": "agent", "party": text[:64], "area": "01", "language_of_site": "km"}
    assert browser.post("/people/invite", form).status_code == 200
    made = Person.objects.get(username="sok")
    assert (made.full_name, made.party) == (text.strip(), text[:64].strip())
    for where in (f"/people/{made.id}", "/people", "/trail", "/"):
        page = browser.get(where)
        eye = Eye()
        eye.feed(page.content.decode())
        assert eye.found == []
        assert "<script>alert" not in page.content.decode()
        if where == "/people":
            assert made.full_name in text_of(page)
    agent = signed_in(made)
    assert f"<bdi>{made.full_name}</bdi>" in text_of(agent.get("/account/password"))


@pytest.mark.parametrize("text", [*HOSTILE, "\0", "-1", "9" * 40, "%"])
@pytest.mark.parametrize("where", ADDRESSES)
def test_hostile_text_in_an_address(people, where, text):
    answer = signed_in(people[Role.ADMINISTRATOR, None]).get(
        where.partition("?")[0], {where.partition("?")[2].rstrip("="): text}
    )
    assert answer.status_code == 200
    eye = Eye()
    eye.feed(answer.content.decode())
    assert eye.found == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["username", "full_name", "role", "party", "area", "language_of_site"]), st.text(max_size=80)
    )
)
def test_any_text_is_met_by_a_page(people, form):
    with transaction.atomic():
        assert signed_in(people[Role.ADMINISTRATOR, None]).post("/people/invite", form).status_code in (200, 422)
        transaction.set_rollback(True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(max_size=400))
def test_any_name_and_password_is_met_by_a_page(db, name, password):
    with transaction.atomic():
        assert Client().post("/sign-in", {"username": name, "password": password}).status_code in (422, 429)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "form", [{"username": "x", "password": "y" * (1 << 21)}, {f"field{number}": "" for number in range(2500)}]
)
def test_too_much_is_refused(db, form):
    browser = Client(raise_request_exception=False)
    answer = browser.post(
        "/sign-in",
        "&".join(f"{name}={value}" for name, value in form.items()),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_another_host_is_refused(db):
    answer = Client(raise_request_exception=False).get("/sign-in", headers={"host": "evil.example"})
    assert answer.status_code == 400


FORBIDDEN = {
    "an act is changed": "UPDATE trail_act SET kind = 'nothing'",
    "an act is deleted": "DELETE FROM trail_act",
    "a second end of the trail": "INSERT INTO trail_tip (id, number, digest) VALUES (2, 0, '0')",
    "a statement is deleted": "DELETE FROM statements_statement",
    "a statement jumps": "UPDATE statements_statement SET state = 'accepted'",
    "an unknown state": "UPDATE statements_statement SET state = 'burnt'",
    "a role is changed": "UPDATE accounts_person SET role = 'commissioner' WHERE role = 'clerk'",
    "a name is changed": "UPDATE accounts_person SET username = 'x' WHERE username = 'clerk-01'",
    "a person is deleted": "DELETE FROM accounts_person",
    "an unknown role": "UPDATE accounts_person SET role = 'king'",
    "an agent without a party": "UPDATE accounts_person SET party = '' WHERE role = 'agent'",
}


@pytest.mark.parametrize("act", FORBIDDEN)
def test_the_database_refuses(people, act):
    record("training-made", {}, person=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORBIDDEN[act])
    assert check().broken is None


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["trail_act", "statements_accepted", "accounts_person"])
def test_no_table_is_emptied(people, table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_the_database_refuses_every_change_of_state_that_the_table_does_not_have(people, before, after):
    if before is after or (before, after) in set(changes()):
        return
    statement = Statement.objects.first()
    held = {"holder": people[Role.CLERK, "01"]} if before in (State.FIRST, State.SECOND) else {}
    with aside():
        made = Statement.objects.create(
            station=statement.station, contest=Statement.objects.last().contest, state=before, **held
        )
    holder = people[Role.CLERK, "01"].id if after in (State.FIRST, State.SECOND) else None
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(id=made.id).update(state=after, holder=holder)


def test_a_changed_trail_is_seen(people):
    for number in range(5):
        record("training-made", {"number": number}, person=None)
    assert check().acts == 5
    assert check().broken is None
    acts = list(Act.objects.order_by("number"))
    from suffrage.commission.trail.chain import first_broken

    acts[2].data = '{"number":7}'
    assert first_broken(acts) == 3
    assert first_broken(acts[:2] + acts[3:]) == 3
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_tip SET number = 6")
    assert check().broken == 6


def test_django_finds_nothing_to_say_about_a_site_with_tls(tmp_path):
    source = Path(__file__).parents[2] / "src"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(source), "SUFFRAGE_HOME": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "suffrage.commission.settings"
    command = [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
