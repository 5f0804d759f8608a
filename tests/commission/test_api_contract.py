"""What each operation of the API does, and what it answers."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.commission import elections, programs, tiny
from tests.commission.conftest import signed_in
from tests.commission.elections import CONFIRMED, GOOD, IN_ERROR, ODD, OTHER
from tests.commission.programs import PDF, program
from tests.commission.test_api_access import is_problem

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api import throttle
from suffrage.commission.api.models import Answer, Token
from suffrage.commission.guards import aside
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area, Election
from suffrage.commission.statements import deciding, scans, work
from suffrage.commission.statements.models import Accepted, Entry, Scan, Statement
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


def problem_of(answer, key, status=409):
    assert is_problem(answer, status)["type"] == f"urn:suffrage:problem:{key}"
    return answer.json()


@pytest.fixture
def clerk(people):
    return program(people[Role.CLERK, "01"])


@pytest.fixture
def observer(people):
    return program(people[Role.OBSERVER, None])


def test_a_token_says_for_whom_it_acts(people, election):
    of = program(people[Role.SUPERVISOR, None], ["read", "receive"], area=election.areas.get(code="01"))
    seen = of.get("/token").json()
    assert (seen.pop("expires")[:2], seen) == (
        "20",
        {
            "name": "a test",
            "username": "supervisor-all",
            "role": "supervisor",
            "area": "01",
            "purposes": ["receive", "read"],
            "election": "kh-test",
            "day": "2023-07-23",
            "phase": "counting",
            "rehearsal": False,
        },
    )


def test_a_token_before_any_election(db):
    of = program(tiny.person(Role.ADMINISTRATOR, None))
    assert of.get("/token").json()["election"] is None
    for path in ("/contests", "/statements", "/stations", "/figures", "/totals"):
        assert of.get(path).json()["items"] == []


def test_the_contests_and_their_forms(clerk, people, election):
    (contest,) = clerk.get("/contests").json()["items"]
    assert contest["figures"] == ["registered", "voters", "ballots", "null", "valid"]
    assert [(option["code"], option["ballot_number"]) for option in contest["options"]] == [("A", 1), ("B", 2), ("C", 3)]
    assert (contest["code"], contest["area"], contest["seats"], contest["name_km"]) == ("01", "01", 3, None)
    below = Area.objects.create(
        election=election, code="01.1", parent=election.areas.get(code="01"), level="commune", path="KH/01/01.1/"
    )
    lower = program(tiny.person(Role.CLERK, below))
    assert [one["code"] for one in lower.get("/contests").json()["items"]] == ["01"]
    assert lower.get("/statements").json()["items"] == []


def test_lists_come_in_pieces(observer, people):
    for path in ("/stations", "/statements"):
        after, pieces = 0, []
        while after is not None:
            piece = observer.get(path, after=after, limit=3).json()
            after = piece["next"]
            pieces.append(piece["items"])
        assert [len(piece) for piece in pieces] == [3, 1]
        whole = observer.get(path).json()
        assert (whole["items"], whole["next"]) == ([*pieces[0], *pieces[1]], None)
    for query in ({"limit": 0}, {"limit": 501}, {"after": -1}, {"after": 2**60}, {"after": "x"}, {"limit": ""}):
        found = problem_of(observer.get("/statements", **query), "api.invalid", 422)
        assert found["errors"][0]["field"] == f"query.{next(iter(query))}"


def test_where_statements_stand(observer, people):
    elections.received("01-1", people)
    elections.once("02-1", people)
    rows = observer.get("/statements", state="once").json()["items"]
    assert [(row["station"], row["contest"], row["state"], row["version"], row["serial"]) for row in rows] == [
        ("02-1", "02", "once", 1, "S-02-1")
    ]
    assert [row["station"] for row in observer.get("/statements", contest="01").json()["items"]] == ["01-1", "01-2"]
    assert [row["station"] for row in observer.get("/statements", station="02-2").json()["items"]] == ["02-2"]
    assert observer.get("/statements", station="'; DROP TABLE--").json()["items"] == []
    problem_of(observer.get("/statements", state="nowhere"), "api.invalid", 422)
    problem_of(observer.get("/statements", station="\0"), "api.invalid", 422)


def test_figures_and_totals_of_what_counts(observer, people):
    elections.once("01-1", people)
    elections.twice("01-2", people)
    elections.twice("02-1", people, OTHER, OTHER)
    rows = observer.get("/figures").json()["items"]
    assert [(row["station"], row["version"], row["votes"]) for row in rows] == [
        ("01-2", 1, {"A": 100, "B": 150, "C": 50}),
        ("02-1", 1, {"A": 100, "B": 149, "C": 51}),
    ]
    assert rows[0]["figures"] == {"registered": 500, "voters": 305, "ballots": 305, "null": 5, "valid": 300}
    assert [row["station"] for row in observer.get("/figures", contest="02").json()["items"]] == ["02-1"]
    first = observer.get("/figures", limit=1).json()
    assert [row["station"] for row in observer.get("/figures", after=first["next"]).json()["items"]] == ["02-1"]
    one, two = observer.get("/totals").json()["items"]
    assert one == {"contest": "01", "statements": 2, "counted": 1, "figures": rows[0]["figures"], "votes": rows[0]["votes"]}
    assert (two["counted"], two["votes"]) == (1, {"A": 100, "B": 149, "C": 51})
    (only,) = observer.get("/totals", contest="02").json()["items"]
    assert only == two
    assert program(people[Role.OBSERVER, "02"]).get("/totals").json()["items"] == [two]


def test_a_correction_counts_when_it_is_accepted(observer, people):
    done = elections.twice("01-2", people)
    deciding.propose(done.pk, "recounted", by=people[Role.SUPERVISOR, "01"])
    deciding.approve(done.pk, "so it is", by=people[Role.VERIFIER, "01"])
    assert observer.get("/totals", contest="01").json()["items"][0]["votes"]["B"] == 150
    for by in (people[Role.CLERK, "01"], elections.second_clerk(done.station.area)):
        work.begin(done.pk, by=by)
        work.finish(done.pk, OTHER, by=by, confirmed=CONFIRMED)
    (row,) = observer.get("/figures").json()["items"]
    (total, _empty) = observer.get("/totals").json()["items"]
    assert (row["version"], row["votes"]["B"], total["votes"]["B"], total["counted"]) == (2, 149, 149, 1)


def test_receiving_by_barcode(clerk):
    answer = clerk.post("/receive", {"barcode": "០១-1/01", "serial": " ១២-a "}, key="k-1")
    assert answer.status_code == 200
    seen = answer.json()
    assert (seen["station"], seen["contest"], seen["state"], seen["serial"]) == ("01-1", "01", "received", "12-A")
    assert seen["number"] == elections.statement_of("01-1").pk
    again = clerk.post("/receive", {"barcode": "០១-1/01", "serial": " ១២-a "}, key="k-1")
    assert again.content == answer.content
    assert (again.headers["Idempotency-Replayed"], answer.headers.get("Idempotency-Replayed")) == ("true", None)
    assert Act.objects.filter(kind="receive").count() == 1
    problem_of(clerk.post("/receive", {"barcode": "01-1", "serial": "12-A"}), "work.not-in-this-state")
    problem_of(clerk.post("/receive", {"barcode": "01-2", "serial": "12-A"}), "work.serial-of-another")
    problem_of(clerk.post("/receive", {"barcode": "01-3", "serial": "1"}), "receive.no-such-station", 404)
    problem_of(clerk.post("/receive", {"barcode": "01-2", "serial": "\u200b"}), "work.serial-needed", 422)
    problem_of(clerk.post("/receive", {"barcode": "01-2", "serial": "7"}, key="k-1"), "api.key-of-another", 422)
    assert Answer.objects.count() == 1


def test_a_refused_request_may_come_again_under_its_key(clerk):
    with aside():
        Election.objects.update(phase="setup")
    problem_of(clerk.post("/receive", {"barcode": "01-1", "serial": "1"}, key="k"), "work.not-counting")
    with aside():
        Election.objects.update(phase="counting")
    assert clerk.post("/receive", {"barcode": "01-1", "serial": "1"}, key="k").status_code == 200


def test_a_key_is_one_token_s_own(clerk, people):
    other = program(people[Role.SUPERVISOR, "01"])
    assert clerk.post("/receive", {"barcode": "01-1", "serial": "1"}, key="k").status_code == 200
    assert other.post("/receive", {"barcode": "01-2", "serial": "2"}, key="k").status_code == 200


def test_one_entry_by_machine_and_one_by_a_person(clerk, people):
    statement = elections.received("01-1", people)
    answer = clerk.enter("01-1", GOOD, key="k")
    assert (answer.status_code, answer.json()["state"]) == (200, "once")
    entry = Entry.objects.get()
    assert (entry.number, entry.by_machine, entry.person, entry.valid) == (1, True, clerk.person, 300)
    assert Act.objects.filter(kind="finish-first", data__contains='"by_machine":true').count() == 1
    assert clerk.enter("01-1", GOOD, key="k").json() == answer.json()
    by_hand = elections.second_clerk(statement.station.area)
    with pytest.raises(Refused, match=r"work\.own-work"):
        work.begin(statement.pk, by=clerk.person)
    work.begin(statement.pk, by=by_hand)
    assert work.finish(statement.pk, GOOD, by=by_hand).state == "accepted"
    assert Entry.objects.filter(by_machine=True).count() == 1


def test_a_machine_may_be_the_second(clerk, people):
    statement = elections.received("01-1", people)
    by_hand = elections.second_clerk(statement.station.area)
    work.begin(statement.pk, by=by_hand)
    work.finish(statement.pk, GOOD, by=by_hand)
    assert clerk.enter("01-1", OTHER).json()["state"] == "differing"


def test_a_machine_is_never_both_not_even_by_tokens_of_two_people(clerk, people):
    statement = elections.received("01-1", people)
    assert clerk.enter("01-1", GOOD).status_code == 200
    other = program(elections.second_clerk(statement.station.area))
    problem_of(other.enter("01-1", GOOD), "work.machine-once")
    problem_of(clerk.enter("01-1", GOOD), "work.own-work")
    assert Statement.objects.get(pk=statement.pk).state == "once"
    # Past the service, the database holds it as well, whoever the person is; and that a person enters once.
    same = {"statement": statement, "version": 1, "attempt": 1, "number": 2}
    for row, rule in (({"person": other.person, "by_machine": True}, "machine"), ({"person": clerk.person}, "person")):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Entry.objects.create(**same, **row)
        assert rule in str(refused.value) or "statement_id, statements_entry.version" in str(refused.value)
    assert Entry.objects.count() == 1


def test_a_machine_takes_over_what_was_left_but_not_what_is_held(clerk, people):
    statement = elections.received("01-1", people)
    work.begin(statement.pk, by=clerk.person)
    problem_of(clerk.enter("01-1", GOOD), "api.held-by-hand")
    other = program(elections.second_clerk(statement.station.area))
    problem_of(other.enter("01-1", GOOD), "work.held-by-another")
    assert not Entry.objects.get().by_machine
    work.leave(statement.pk, by=clerk.person)
    assert other.enter("01-1", GOOD).json()["state"] == "once"
    assert (Entry.objects.get().by_machine, Entry.objects.get().person) == (True, other.person)


def test_findings_are_confirmed_or_nothing_happens(clerk, people):
    elections.received("01-1", people)
    before = Act.objects.count()
    found = problem_of(clerk.enter("01-1", IN_ERROR), "work.unconfirmed", 422)
    assert [(one["code"], one["severity"]) for one in found["errors"]] == [("votes-sum", "error")]
    assert "299" in found["errors"][0]["detail"]
    assert (Act.objects.count(), Entry.objects.count()) == (before, 0)
    assert clerk.enter("01-1", IN_ERROR, ["votes-sum"]).json()["state"] == "once"
    assert Entry.objects.get().confirmed == ["votes-sum"]


def test_what_stands_out_goes_to_a_verifier(clerk, people):
    statement = elections.once("01-2", people, ODD)
    machine = program(elections.second_clerk(statement.station.area))
    assert machine.enter("01-2", ODD, CONFIRMED).json()["state"] == "quarantined"
    assert not Accepted.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"figures": {"valid": "300"}}, "figures.valid"),
        ({"figures": {"valid": 300.0}}, "figures.valid"),
        ({"figures": {"valid": True}}, "figures.valid"),
        ({"figures": {"valid": -1}}, "figures.valid"),
        ({"figures": {"valid": 10**9}}, "figures.valid"),
        ({"figures": {"valid": 10**400}}, "figures.valid"),
        ({"votes": {"A": None}}, "votes.A"),
        ({"votes": [1]}, "votes"),
        ({"votes": "A"}, "votes"),
        ({"confirmed": "votes-sum"}, "confirmed"),
        ({"barcode": 11}, "barcode"),
        ({"barcode": ""}, "barcode"),
        ({"barcode": "01-1\0"}, "barcode"),
        ({"barcode": "\ud800"}, "barcode"),
        ({"by_machine": False}, "by_machine"),
        ({"person": 1}, "person"),
    ],
)
def test_an_entry_of_another_form(clerk, people, change, field):
    elections.received("01-1", people)
    content = {"barcode": "01-1", "figures": {"valid": 1}, "votes": {"A": 1}} | change
    found = problem_of(clerk.post("/entries", content), "api.invalid", 422)
    assert field in found["errors"][0]["field"]
    assert not Entry.objects.exists()


@pytest.mark.parametrize("content", [{"figures": {"blank": 1}}, {"votes": {"D": 1}}, {"figures": {"votes.A": 1}, "votes": {}}])
def test_fields_that_the_form_does_not_have(clerk, people, content):
    elections.received("01-1", people)
    sent = {"barcode": "01-1", "figures": {}, "votes": {}} | content
    answer = clerk.post("/entries", sent)
    if "votes.A" in sent["figures"]:
        is_problem(answer, 422)
    else:
        problem_of(answer, "work.not-a-field", 422)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"barcode": NaN}', b"null", b"[]", b'"x"'])
def test_what_is_no_object_of_json(clerk, body):
    answer = clerk.client.post("/api/v1/receive", body, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert is_problem(answer, answer.status_code)["status"] in (400, 415, 422)


def test_a_key_is_asked_for(clerk):
    for key in ("", "x" * 65, "a b", "ក"):
        answer = clerk.client.post(
            "/api/v1/receive", "{}", content_type="application/json", headers={"Idempotency-Key": key} if key else {}
        )
        fields = [error["field"] for error in problem_of(answer, "api.invalid", 422)["errors"]]
        assert any("Idempotency-Key" in field or "idempotency" in field for field in fields)


def test_other_kinds_of_content(clerk):
    given = {"Idempotency-Key": "k"}
    for kind in ("application/x-www-form-urlencoded", "text/plain", "application/xml"):
        problem_of(clerk.client.post("/api/v1/receive", b"x", content_type=kind, headers=given), "api.other-kind", 415)
    problem_of(clerk.client.post("/api/v1/scans", b"{}", content_type="application/json"), "api.other-kind", 415)
    broken = clerk.client.post("/api/v1/scans", b"x", content_type="multipart/form-data")
    is_problem(broken, 400)


def test_a_scan_is_kept_once(clerk, people):
    problem_of(clerk.scan("01-1"), "work.not-in-this-state")
    statement = elections.received("01-1", people)
    first, again = clerk.scan("01-1"), clerk.scan("01-1/01")
    assert first.status_code == 200
    assert first.json() == again.json()
    assert first.json()["statement"] == statement.pk
    assert scans.content_of(Scan.objects.get()) == PDF
    assert Act.objects.filter(kind="scan-attached").count() == 1
    problem_of(clerk.scan("01-1", b"<script>"), "scan.not-a-scan", 422)
    problem_of(clerk.scan("01-3"), "receive.no-such-station", 404)
    found = problem_of(clerk.client.post("/api/v1/scans", {"barcode": "01-1"}), "api.invalid", 422)
    assert "scan" in found["errors"][0]["field"]


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr", "fr"),
        ("km-KH,en;q=0.5", "km"),
        ("de, fr;q=0.3, en;q=0.7", "en"),
        ("fr-CA", "fr"),
        ("", "km"),
        ("*", "km"),
        ("de", "km"),
        ("x" * 5000, "km"),
    ],
)
def test_sentences_in_the_language_that_is_asked_for(people, asked, language):
    secret = programs.secret_for(people[Role.CLERK, "01"])
    of = programs.Program(secret, language=asked)
    for answer, key in (
        (of.post("/receive", {"barcode": "01-9", "serial": "1"}), "receive.no-such-station"),
        (of.get("/figures"), "api.not-for-this"),
        (programs.Program("", language=asked).get("/token"), "api.not-admitted"),
    ):
        assert answer.json()["detail"] == messages(language)[key]
        assert answer.headers["Content-Language"] == language
        assert "Accept-Language" in answer.headers["Vary"]


def test_a_token_that_asks_too_often_waits(clerk, people, settings, monkeypatch):
    moments = [0.0]
    monkeypatch.setattr(
        "suffrage.commission.api.gate.THROTTLE", throttle.Throttle(throttle.InDatabase(), clock=lambda: moments[0])
    )
    settings.SUFFRAGE_API_BURST, settings.SUFFRAGE_API_RATE = 5, 1
    assert [clerk.get("/token").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    answer = clerk.get("/token")
    problem_of(answer, "api.too-often", 429)
    assert answer.headers["Retry-After"] == "1"
    assert program(people[Role.CLERK, "02"]).get("/token").status_code == 200
    moments[0] = 1.0
    assert [clerk.get("/token").status_code for _ in range(2)] == [200, 429]


def test_no_cookie_says_who_asks(people):
    person = people[Role.CLERK, "01"]
    of = program(person)
    of.client.cookies["language"] = "fr"
    answer = of.get("/figures")
    assert answer.json()["detail"] == messages("en")["api.not-for-this"]
    assert not answer.cookies
    # Who is signed in as somebody else in the same browser is nobody here, and the session goes on as it was.
    supervisor = signed_in(people[Role.SUPERVISOR, "02"])
    of.client.cookies["sessionid"] = supervisor.cookies["sessionid"].value
    assert of.get("/token").json()["username"] == "clerk-01"
    assert of.get("/figures").status_code == 403
    assert supervisor.get("/statements").status_code == 200
    person.refresh_from_db()
    assert person.session_key == ""


def test_the_document_and_its_page(client, db):
    made = client.get("/api/openapi.json")
    assert (made.headers["Content-Type"], made.json()["openapi"]) == ("application/json", "3.1.0")
    for language in LANGUAGES:
        client.cookies["language"] = language
        page = tiny.text_of(client.get("/api"))
        for methods in made.json()["paths"].values():
            for operation in methods.values():
                assert messages(language)[f"api-operation.{operation['operationId']}"] in page
        assert messages(language)["api.how"] in page


def test_what_is_broken_is_a_problem_too(clerk, monkeypatch):
    monkeypatch.setattr("suffrage.commission.api.reading.contests", lambda _person: {}["broken"])
    clerk.client.raise_request_exception = False
    assert is_problem(clerk.get("/contests"), 500)["detail"] == messages("en")["commission.broken"]


def test_the_secret_is_nowhere(clerk, people, caplog):
    elections.received("01-1", people)
    clerk.enter("01-1", GOOD)
    clerk.get("/nowhere")
    clerk.get("/figures")
    kept = json.dumps([list(model.objects.values()) for model in (Token, Answer, Act)], default=str)
    assert clerk.secret not in kept
    assert clerk.secret.removeprefix("suffrage_") not in kept
    assert clerk.secret not in caplog.text
    assert Client().get("/api/v1/token", headers={"Authorization": f"Bearer {clerk.secret}"}).status_code == 200


def test_a_parameter_given_twice_is_refused(clerk):
    found = problem_of(clerk.get("/token?after=1&after=2&limit=5"), "api.invalid", 422)
    assert [(one["code"], one["field"]) for one in found["errors"]] == [("repeated", "query.after")]
    assert clerk.get("/token?after=1&limit=5").status_code == 200
