"""The pages of statements: received, entered by keyboard, resumed, compared, decided; nobody sees what they must not."""

import json

import pytest
from django.db import transaction
from tests.commission import elections
from tests.commission.conftest import signed_in
from tests.commission.elections import GOOD, IN_ERROR, ODD, OTHER, typed
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.guards import aside
from suffrage.commission.refused import Refused
from suffrage.commission.statements import work
from suffrage.commission.statements.models import Accepted, Entry, Statement
from suffrage.commission.statements.reading import reading_of
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages
from suffrage.words.findings import say_sentence

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client_of):
    return client_of("clerk")


@pytest.fixture
def other_clerk(people, election):
    return signed_in(elections.second_clerk(election.areas.get(code="01")))


def where(statement, *more):
    return "/".join(["/statements", str(statement.pk), *more])


def entered(browser, statement, given, *confirmed):
    assert browser.post(where(statement, "begin")).status_code == 302
    return browser.post(where(statement, "entry"), typed(given) | {"confirmed": list(confirmed)})


def state_of(statement):
    return Statement.objects.get(pk=statement.pk).state


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_paper_to_accepted(language, clerk, other_clerk):
    clerk.cookies["language"] = other_clerk.cookies["language"] = language
    page = clerk.post("/statements/receive", {"barcode": " ០១-1 ", "serial": "a ១២"})
    assert page.status_code == 200
    assert "A12" in text_of(page)
    statement = elections.statement_of("01-1")
    assert statement.state == "received"
    assert clerk.post("/statements/next").headers["Location"] == where(statement, "entry")
    answer = clerk.post(where(statement, "entry"), typed(GOOD))
    assert answer.headers["Location"] == f"/statements?done={statement.pk}"
    assert messages(language)["statement-state.once"] in text_of(clerk.get(answer.headers["Location"]))
    assert clerk.post("/statements/next").headers["Location"] == "/statements"
    assert other_clerk.post("/statements/next").headers["Location"] == where(statement, "entry")
    other_clerk.post(where(statement, "entry"), typed(GOOD))
    accepted = Accepted.objects.get()
    assert (state_of(statement), reading_of(accepted.entry)) == ("accepted", GOOD)
    assert accepted.figures == GOOD.figures


def test_khmer_digits_and_thousands_in_every_field(clerk, people):
    statement = elections.received("01-1", people)
    khmer = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
    given = elections.reading(1300, 1100, 150, 50, registered=1500)
    fields = {name: f" {int(text):,} ".replace(",", ".").translate(khmer) for name, text in typed(given).items()}
    clerk.post(where(statement, "begin"))
    page = clerk.post(where(statement, "entry"), fields)
    assert page.status_code == 422  # not as many registered as on the list: to be confirmed
    clerk.post(where(statement, "entry"), fields | {"confirmed": "registered-list"})
    assert reading_of(Entry.objects.get()) == given


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "1e3", "٣", "1234567890", "³", "9" * 300, "\0", "<b>"])
def test_what_is_no_number_gets_a_sentence_and_stays(clerk, people, text):
    statement = elections.received("01-1", people)
    clerk.post(where(statement, "begin"))
    page = clerk.post(where(statement, "entry"), typed(GOOD) | {"f.votes.B": text})
    assert page.status_code == 422
    said = text_of(page)
    assert messages("en")["work.not-a-number"] in said or messages("en")["work.too-large"] in said
    assert 'value="100"' in said
    assert "<b>" not in page.content.decode()
    assert state_of(statement) == "first"


def test_what_is_typed_is_kept_and_found_again(clerk, people):
    statement = elections.received("01-1", people)
    clerk.post(where(statement, "begin"))
    before = Act.objects.count()
    assert "Saved" in text_of(clerk.post(where(statement, "draft"), {"f.voters": "3០"}))
    assert "Saved" in text_of(clerk.post(where(statement, "draft"), {"f.votes.A": "12"}))
    assert Act.objects.count() == before
    again = signed_in(people[Role.CLERK, "01"])
    page = text_of(again.get(where(statement, "entry")))
    assert 'value="3០"' in page
    assert 'value="12"' in page
    again.post(where(statement, "leave"))
    again.post(where(statement, "begin"))
    assert 'value="12"' in text_of(again.get(where(statement, "entry")))


@pytest.mark.parametrize("fields", [{"f.nothing": "1"}, {"f.voters": "1" * 400}, {"f.votes.Z": "1"}, {"f.voters": "1\0"}])
def test_a_draft_takes_only_the_fields_of_the_form(clerk, people, fields):
    statement = elections.received("01-1", people)
    clerk.post(where(statement, "begin"))
    assert "not a field" in text_of(clerk.post(where(statement, "draft"), fields))
    assert Entry.objects.get().draft == {}


def test_a_draft_left_behind_is_not_shown_to_another(clerk, other_clerk, people):
    statement = elections.received("01-1", people)
    clerk.post(where(statement, "begin"))
    clerk.post(where(statement, "draft"), {"f.voters": "77777"})
    assert other_clerk.post(where(statement, "begin")).status_code == 409
    assert other_clerk.get(where(statement, "entry")).status_code == 409
    clerk.post(where(statement, "leave"))
    assert other_clerk.post(where(statement, "begin")).status_code == 302
    assert "77777" not in text_of(other_clerk.get(where(statement, "entry")))


def test_findings_are_said_and_confirmed_one_by_one(clerk, people):
    statement = elections.received("01-1", people)
    odd_and_wrong = elections.reading(300, 300, 0, 1, registered=400)
    page = entered(clerk, statement, odd_and_wrong)
    assert page.status_code == 422
    said = text_of(page)
    for language in LANGUAGES:
        clerk.cookies["language"] = language
        there = text_of(clerk.post(where(statement, "entry"), typed(odd_and_wrong)))
        for key, operands in (("votes-sum", {"sum": 301, "valid": 300}), ("registered-list", {"registered": 400, "list": 500})):
            from suffrage.model import Finding

            assert say_sentence(language, Finding(code=key, severity="error", operands=operands)) in there
    assert 'name="confirmed" value="votes-sum"' in said
    assert clerk.post(where(statement, "entry"), typed(odd_and_wrong) | {"confirmed": ["votes-sum"]}).status_code == 422
    assert state_of(statement) == "first"
    codes = ["votes-sum", "one-sided", "registered-list"]
    assert clerk.post(where(statement, "entry"), typed(odd_and_wrong) | {"confirmed": codes}).status_code == 302
    assert Entry.objects.get().confirmed == ["votes-sum", "registered-list", "one-sided"]


def test_the_second_clerk_never_sees_the_first_entry(people, other_clerk):
    marked = elections.reading(77321, 77000, 200, 121, registered=78123)
    statement = elections.once("01-1", people, marked)
    other_clerk.post(where(statement, "begin"))
    pages = ["/statements", where(statement), where(statement, "entry"), "/trail", "/statements?search=01-1"]
    shown = "".join(text_of(other_clerk.get(page)) for page in pages)
    for number in ("77321", "77,321", "78123", "78,123"):
        assert number not in shown
    assert "figures" not in "".join(Act.objects.values_list("data", flat=True))


def test_nobody_enters_twice(people, clerk):
    statement = elections.once("01-1", people)
    answer = clerk.post(where(statement, "begin"))
    assert answer.status_code == 409
    assert messages("en")["work.own-work"] in text_of(answer)
    assert state_of(statement) == "once"


def test_a_difference_is_marked_and_decided(people, client_of):
    statement = elections.twice("01-1", people, GOOD, OTHER)
    supervisor = client_of("supervisor")
    page = supervisor.get(where(statement)).content.decode()
    assert page.count('class="differs"') == 2
    assert "≠" in page
    asked = {"act": "settle", "chosen": "1", "reason": " "}
    assert supervisor.post(where(statement, "decide"), asked).status_code == 409
    assert supervisor.post(where(statement, "decide"), asked | {"chosen": "", "reason": "Seen."}).status_code == 409
    answer = supervisor.post(where(statement, "decide"), asked | {"reason": "Seen on the scan."})
    assert answer.headers["Location"] == f"/statements?state=differing&done={statement.pk}"
    assert state_of(statement) == "accepted"
    act = Act.objects.get(kind="settle")
    assert json.loads(act.data)["reason"] == "Seen on the scan."
    assert json.loads(act.data)["votes"] == dict(GOOD.votes)


def test_figures_that_nobody_else_read_go_on_to_a_verifier(people, client_of):
    statement = elections.twice("01-1", people, GOOD, OTHER)
    own = elections.reading(b=148, c=52)
    wrong = {"act": "settle", "chosen": "own", "reason": "Both misread.", **typed(own), "f.valid": "many"}
    page = client_of("supervisor").post(where(statement, "decide"), wrong)
    assert page.status_code == 422
    assert messages("en")["work.not-a-number"] in text_of(page)
    client_of("supervisor").post(where(statement, "decide"), wrong | {"f.valid": "300"})
    assert state_of(statement) == "quarantined"
    verifier = client_of("verifier")
    assert "Both misread." in text_of(verifier.get(where(statement)))
    verifier.post(where(statement, "decide"), {"act": "release", "reason": "It is so."})
    assert state_of(statement) == "accepted"
    assert reading_of(Accepted.objects.get().entry) == own


def test_what_stands_out_waits_for_a_verifier_who_may_send_it_back(people, client_of, clerk, other_clerk):
    statement = elections.twice("01-1", people, ODD, ODD)
    assert state_of(statement) == "quarantined"
    client_of("verifier").post(where(statement, "decide"), {"act": "send-back", "reason": "Look again."})
    assert state_of(statement) == "received"
    entered(other_clerk, statement, GOOD)
    entered(clerk, statement, GOOD)
    assert state_of(statement) == "accepted"


def test_an_error_in_both_is_a_supervisors_matter(people, client_of):
    statement = elections.twice("01-1", people, IN_ERROR, IN_ERROR)
    assert state_of(statement) == "in-error"
    page = text_of(client_of("supervisor").get(where(statement)))
    assert "The votes of the options add up to 299; the statement says that 300 votes are valid." in page


def test_a_correction_takes_two(people, client_of, clerk, other_clerk):
    statement = elections.twice("01-1", people)
    verifier, second = client_of("verifier"), client_of("verifier", None)
    verifier.post(where(statement, "decide"), {"act": "propose", "reason": "Recounted."})
    own = verifier.post(where(statement, "decide"), {"act": "approve", "reason": "Yes."})
    assert own.status_code == 409
    assert messages("en")["work.own-work"] in text_of(own)
    assert "Recounted." in text_of(second.get(where(statement)))
    second.post(where(statement, "decide"), {"act": "approve", "reason": "The court says so."})
    assert (state_of(statement), Accepted.objects.count()) == ("received", 1)
    entered(clerk, statement, OTHER)
    entered(other_clerk, statement, OTHER)
    assert list(Accepted.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert "149" in text_of(client_of("observer").get(where(statement)))
    verifier.post(where(statement, "decide"), {"act": "propose", "reason": "Again."})
    second.post(where(statement, "decide"), {"act": "refuse", "reason": "No."})
    assert state_of(statement) == "accepted"


def test_a_serial_number_comes_once(clerk, client_of, people):
    elections.received("01-1", people)
    page = clerk.post("/statements/receive", {"barcode": "01-2", "serial": "s-01-1"})
    assert page.status_code == 422
    assert "01-1" in text_of(page)
    assert state_of(elections.statement_of("01-2")) == "awaited"
    first = elections.statement_of("01-1")
    client_of("supervisor").post(where(first, "decide"), {"act": "return", "reason": "Another station's paper."})
    assert clerk.post("/statements/receive", {"barcode": "01-2", "serial": "s-01-1"}).status_code == 200


@pytest.mark.parametrize("barcode", ["", "02-1", "01", "nothing", "01-1/02", "\0", "' OR 1=1"])
def test_a_barcode_of_no_station_here_gets_a_sentence(clerk, barcode):
    page = clerk.post("/statements/receive", {"barcode": barcode, "serial": "1"})
    assert page.status_code == 422
    assert messages("en")["receive.no-such-station"] in text_of(page)


@pytest.mark.parametrize(("asked", "number"), [("01-", 2), ("01-2", 1), ("S-01-1", 1), ("០១-1", 1), ("02", 0), ("%", 0)])
def test_a_search_by_station_or_serial(clerk, people, asked, number):
    elections.received("01-1", people)
    page = clerk.get("/statements", {"search": asked}).content.decode()
    assert page.count('<th scope="row">') == number


def test_the_list_by_state(clerk, people):
    elections.once("01-1", people)
    page = clerk.get("/statements?state=once").content.decode()
    assert page.count('<th scope="row">') == 1
    assert clerk.get("/statements?state=burnt").status_code == 200


def test_a_supervisor_takes_an_entry_from_whoever_holds_it(people, clerk, client_of):
    statement = elections.received("01-1", people)
    clerk.post(where(statement, "begin"))
    client_of("supervisor").post(where(statement, "leave"))
    assert state_of(statement) == "received"
    assert clerk.get(where(statement, "entry")).status_code == 409


def test_nothing_is_entered_before_the_count_or_after_the_declaration(people, election, clerk):
    statement = elections.received("01-1", people)
    with transaction.atomic(), aside():
        election.phase = "declared"
        election.save()
    assert messages("en")["work.not-counting"] in text_of(clerk.post(where(statement, "begin")))


def test_a_machine_makes_one_entry_and_a_person_the_other(people, election):
    statement = elections.received("01-1", people)
    first, second = people[Role.CLERK, "01"], elections.second_clerk(election.areas.get(code="01"))
    work.begin(statement.pk, by=first, by_machine=True)
    work.finish(statement.pk, GOOD, by=first)
    with pytest.raises(Refused) as refused:
        work.begin(statement.pk, by=second, by_machine=True)
    assert refused.value.key == "work.machine-once"
    work.begin(statement.pk, by=second)
    assert work.finish(statement.pk, GOOD, by=second).state == "accepted"
    assert list(Entry.objects.order_by("number").values_list("by_machine", flat=True)) == [True, False]
