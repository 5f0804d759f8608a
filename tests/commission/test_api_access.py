"""Every token tries every operation of the API: of each role and purpose, in the other area, and when no longer in force."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.commission import elections, programs
from tests.commission.access_table import OPERATIONS
from tests.commission.conftest import signed_in
from tests.commission.programs import PDF, V1, Program, forged, program, secret_for
from tests.commission.test_attacks import METHODS, patterns

from suffrage.commission.accounts import people as accounts
from suffrage.commission.accounts.roles import Role
from suffrage.commission.api import tokens
from suffrage.commission.api.document import document
from suffrage.commission.api.purposes import Purpose, purposes_of
from suffrage.commission.statements.models import Entry, Scan, Statement
from suffrage.commission.trail.models import Act

pytestmark = pytest.mark.django_db


def asked(of, name, area="01"):
    line = OPERATIONS[name]
    if line.sent is None:
        return of.get(line.path)
    if "scan" in line.sent(area):
        return of.scan(line.sent(area)["barcode"])
    return of.post(line.path, line.sent(area))


@pytest.fixture
def received(people):
    """One statement in each province whose paper has come."""
    return [elections.received(f"{area}-1", people) for area in ("01", "02")]


def acts():
    """How many acts there are, beside those of making and ending tokens."""
    return Act.objects.exclude(kind__startswith="token-").count()


def untouched(statements, before):
    assert acts() == before
    assert not Entry.objects.exists()
    assert not Scan.objects.exists()
    assert Statement.objects.filter(state="received").count() == len(statements)


def is_problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    content = answer.json()
    assert content["status"] == status
    assert content["detail"]
    return content


def test_every_operation_has_a_line_and_the_document_says_the_same():
    made = {
        f"api-{operation['operationId']}": (method.upper(), path, frozenset(operation["x-purposes"]))
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }
    assert made == {name: (line.method, V1 + line.path, line.purposes) for name, line in OPERATIONS.items()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_opened_by_tokens_alone(name):
    (view,) = [entry.callback for entry in patterns() if entry.name == name]
    assert view.by_token is True
    assert view.roles == OPERATIONS[name].roles
    assert view.purposes == OPERATIONS[name].purposes


def test_nothing_but_the_operations_is_opened_by_tokens_or_leaves_out_the_check_of_forms():
    for entry in patterns():
        assert getattr(entry.callback, "by_token", False) == (entry.name in OPERATIONS)
        assert getattr(entry.callback, "csrf_exempt", False) == (entry.name in OPERATIONS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", OPERATIONS)
def test_each_role_for_each_purpose_in_the_own_and_the_other_area(name, role, people, received):
    line, person, before = OPERATIONS[name], people[role, "01"], acts()
    for purpose in Purpose:
        of = program(person, [purpose]) if purpose in purposes_of(role) else forged(person, [purpose])
        opened = purpose in purposes_of(role) and purpose.value in line.purposes
        if not opened:
            is_problem(asked(of, name), 403)
        elif line.sent:
            is_problem(asked(of, name, "02"), 404)
        else:
            answer = asked(of, name)
            assert answer.status_code == 200
            assert '"02-' not in answer.content.decode()
        untouched(received, before)
    if role in line.roles and line.sent:
        answer = asked(program(person), name)
        assert (answer.status_code, acts() > before) in ((200, True), (422, False))  # 422: what was found is to be confirmed


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_method(name, people):
    of = program(people[Role.CLERK, "01"]) if Role.CLERK in OPERATIONS[name].roles else program(people[Role.OBSERVER, "01"])
    for method in METHODS:
        if method != OPERATIONS[name].method:
            answer = of.client.generic(method, V1 + OPERATIONS[name].path)
            is_problem(answer, 405)
            assert answer.headers["Allow"] == OPERATIONS[name].method


def closed(administrator, person):
    accounts.set_active(administrator, person, active=False)


def closed_and_opened(administrator, person):
    closed(administrator, person)
    accounts.set_active(administrator, person, active=True)


def moved(administrator, person):
    accounts.move(administrator, person, person.area.election.areas.get(code="02"))


def moved_and_back(administrator, person):
    area = person.area
    moved(administrator, person)
    accounts.move(administrator, person, area)


def without_second_factor(administrator, person):
    accounts.reset_second_factor(administrator, person)


def with_another_second_factor(administrator, person):
    accounts.reset_second_factor(administrator, person)
    programs.with_second_factor(person)


def with_another_password(_administrator, person):
    accounts.change_password(person, "five red apples fall")


def invited_again(administrator, person):
    accounts.invite_again(administrator, person)


def taken_back(administrator, person):
    tokens.end(person.tokens.get().pk, by=administrator)


def given_up(_administrator, person):
    tokens.end(person.tokens.get().pk, by=person)


LOST = [
    closed,
    closed_and_opened,
    moved,
    moved_and_back,
    without_second_factor,
    with_another_second_factor,
    with_another_password,
    invited_again,
    taken_back,
    given_up,
]


@pytest.mark.parametrize("lose", LOST, ids=lambda act: act.__name__)
@pytest.mark.parametrize("name", OPERATIONS)
def test_what_a_token_stands_on_must_go_on(name, lose, people, received):
    person = people[min(OPERATIONS[name].roles), "01"]
    of = program(person)
    assert of.get("/token").status_code == 200
    lose(people[Role.ADMINISTRATOR, None], person)
    before = acts()
    answer = asked(of, name)
    is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    untouched(received, before)


@pytest.mark.parametrize("name", OPERATIONS)
def test_not_after_its_end_and_not_by_anything_else(name, people, received):
    person = people[min(OPERATIONS[name].roles), "01"]
    before = acts()
    old = Program(secret_for(person, days=1, now=datetime.now(UTC) - timedelta(days=1, seconds=1)))
    unknown = secret_for(person)
    cookie = Program("")
    cookie.client = signed_in(person)
    made = [old, cookie, Program(""), Program("x"), Program(unknown[:-1] + "~"), Program(unknown.swapcase()), Program("ក" * 52)]
    for of in made:
        is_problem(asked(of, name), 401)
    basic = Client(headers={"Authorization": f"Basic {unknown}"})
    assert basic.generic(OPERATIONS[name].method, V1 + OPERATIONS[name].path).status_code == 401
    untouched(received, before)


def test_the_services_see_the_person_bound_to_the_area_of_the_token(people, election):
    everywhere = people[Role.CLERK, None]
    narrow = program(everywhere, area=election.areas.get(code="01"))
    wide = program(everywhere)
    assert {row["station"] for row in narrow.get("/statements").json()["items"]} == {"01-1", "01-2"}
    assert len(wide.get("/statements").json()["items"]) == 4
    is_problem(narrow.post("/receive", {"barcode": "02-1", "serial": "1"}), 404)
    assert wide.post("/receive", {"barcode": "02-1", "serial": "1"}).status_code == 200
    everywhere.refresh_from_db()
    assert everywhere.area is None


def test_an_address_that_does_not_exist(people):
    of = program(people[Role.CLERK, "01"])
    is_problem(of.get("/nowhere"), 404)
    is_problem(Program("").get("/nowhere"), 404)


def test_what_is_too_large_is_not_read(people, received):
    of = program(people[Role.CLERK, "01"])
    is_problem(of.scan("01-1", PDF + b"0" * (11 << 20)), 413)
    answer = of.post("/entries", {"barcode": "01-1", "figures": {}, "votes": {}, "confirmed": ["x" * 2_000_000]})
    is_problem(answer, 413)
    assert not Scan.objects.exists()
