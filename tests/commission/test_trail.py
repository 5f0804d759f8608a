"""Who reads which acts, and how they are found."""

import re

import pytest
from django.db import transaction
from tests.commission import tiny
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statements import work
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.chain import record
from suffrage.commission.trail.details import details
from suffrage.commission.trail.reading import OF_ACCOUNTS
from suffrage.commission.trail.views import A_PAGE
from suffrage.words import LANGUAGES, messages, say

pytestmark = pytest.mark.django_db
READING = Reading(
    {"registered": 500, "voters": 400, "ballots": 400, "blank": None, "null": 10, "valid": 390}, {"A": 200, "B": 100, "C": 90}
)


def numbers(page):
    return [int(found) for found in re.findall(r'<th scope="row" class="n">(\d+)</th>', text_of(page))]


@pytest.fixture
def acts(people):
    """Acts: 1 a sign-in in 01 · 2–3 a statement of 01 received, begun (and 4 entered) · 5 received in 02 · 6 of nobody, nowhere."""
    clerk, other = people[Role.CLERK, "01"], people[Role.CLERK, "02"]
    statements = {code: Statement.objects.get(station__code=code) for code in ("01-1", "02-1")}
    with transaction.atomic():
        record("sign-in", {}, person=people[Role.OBSERVER, "01"], area=people[Role.OBSERVER, "01"].area)
    work.receive(statements["01-1"].id, "SERIAL-7", by=clerk)
    work.begin(statements["01-1"].id, by=clerk)
    work.finish(statements["01-1"].id, READING, by=clerk, confirmed=["turnout", "votes-all"])
    work.receive(statements["02-1"].id, "SERIAL-8", by=other)
    with transaction.atomic():
        record("training-made", {}, person=None)
    return statements


SEEN = {
    (Role.ADMINISTRATOR, None): [6, 5, 4, 3, 2, 1],
    (Role.ADMINISTRATOR, "01"): [4, 3, 2, 1],
    (Role.COMMISSIONER, "01"): [4, 3, 2, 1],
    (Role.COMMISSIONER, "02"): [5],
    (Role.SUPERVISOR, "01"): [4, 3, 2],
    (Role.VERIFIER, None): [6, 5, 4, 3, 2],
    (Role.CLERK, "01"): [4, 3, 2],
    (Role.CLERK, "02"): [5],
    (Role.CLERK, None): [],
    (Role.OBSERVER, "01"): [4, 3, 2, 1],  # the sign-in is the observer's own
    (Role.OBSERVER, "02"): [5],
    (Role.AGENT, "01"): [4, 3, 2],
}


@pytest.mark.parametrize(("role", "area"), SEEN)
def test_each_reads_what_the_role_and_the_area_allow(acts, client_of, role, area):
    assert numbers(client_of(role, area).get("/trail")) == SEEN[role, area]


@pytest.mark.parametrize(
    ("role", "shown"),
    [(Role.ADMINISTRATOR, False), (Role.AGENT, False), (Role.OBSERVER, False), (Role.SUPERVISOR, True), (Role.CLERK, True)],
)
def test_details_of_an_entry_are_not_for_everybody(acts, client_of, role, shown):
    assert ("SERIAL-7" in text_of(client_of(role).get("/trail"))) == shown


def test_observers_read_the_details_when_the_figures_count(acts, people, client_of):
    second, statement = tiny.person(Role.CLERK, people[Role.CLERK, "01"].area, suffix="-b"), acts["01-1"]
    work.begin(statement.id, by=second)
    work.finish(statement.id, READING, by=second, confirmed=["turnout", "votes-all"])
    assert Statement.objects.get(id=statement.id).state == "accepted"
    assert "SERIAL-7" in text_of(client_of(Role.OBSERVER).get("/trail"))
    assert "SERIAL-7" not in text_of(client_of(Role.ADMINISTRATOR).get("/trail"))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"statement": "01-1"}, [4, 3, 2]),
        ({"person": "clerk-02"}, [5]),
        ({"kind": "sign-in"}, [1]),
        ({"kind": "receive", "person": "clerk-01"}, [2]),
        ({"before": "3"}, [2, 1]),
        ({"statement": "none"}, []),
    ],
)
def test_acts_are_found_by_statement_person_and_kind(acts, client_of, asked, found):
    assert numbers(client_of(Role.COMMISSIONER, None).get("/trail", asked)) == found


def test_a_long_trail_has_pages(election, client_of):
    with transaction.atomic():
        for number in range(A_PAGE + 5):
            record("training-made", {"stations": number}, person=None)
    browser = client_of(Role.COMMISSIONER, None)
    first = browser.get("/trail?kind=training-made")
    assert numbers(first) == list(range(A_PAGE + 5, 5, -1))
    onward = re.search(r'rel="next" href="([^"]+)"', text_of(first)).group(1)
    second = browser.get(f"/trail{onward}")
    assert numbers(second) == [5, 4, 3, 2, 1]
    assert 'rel="next"' not in text_of(second)


@pytest.mark.parametrize("role", Role)
def test_the_chain_is_checked_by_those_who_watch(acts, client_of, role):
    said = str(messages("en")["trail.whole"]).format(acts=6)
    assert (said in text_of(client_of(role).post("/trail"))) == (role not in (Role.CLERK, Role.SUPERVISOR))


def test_every_kind_has_words_in_the_list(acts, client_of):
    assert {f"act.{kind}" for kind in OF_ACCOUNTS} <= messages("en").keys()
    assert "Signed in" in text_of(client_of(Role.COMMISSIONER, None).get("/trail"))


ACTS = {
    "settle": (
        {"attempt": 1, "state": "in-error", "by_machine": False, "figures": {"null": 12, "blank": None}, "votes": {"A": 1200}},
        ["1", "statement-state.in-error", "trail.no", "form.null", "12", "form.blank", "—", "A 1,200"],
    ),
    "complaint-hear": ({"state": "heard", "due": "2023-08-04T09:30:00+00:00"}, ["complaint-state.heard", "2023"]),
    "evidence-attached": ({"state": "filed", "kind": "image/png"}, ["complaint-state.filed", "image/png"]),
    "case-correct": ({"state": "correcting", "complaint": None}, ["case-state.correcting", "—"]),
    "complaint-propose": (
        {"outcome": "out-of-time", "remedy": "recount"},
        ["complaint-outcome.out-of-time", "complaint-remedy.recount"],
    ),
    "member-voted": ({"about": "reopen", "choice": "abstained"}, ["sitting.reopen", "vote.abstained"]),
    "drawing-void": (
        {"question": "lot", "reason": "differ", "entries": [{"answer": ["B", "C"], "salt": "5a17", "source": "10:00"}]},
        ["question.lot", "declaring.void-differ", "detail.answer", "B, C", "detail.salt", "5a17", "detail.source"],
    ),
    "differ": ({"findings": ["votes-sum", "one-sided"], "sha256": "ab"}, ["check.votes-sum", "check.one-sided", "ab"]),
    "publish-failed": ({"problem": "declaring.problem", "detail": "No space left."}, ["No space left."]),
    "cosign-failed": ({"problem": "declaring.no-such-key"}, ["declaring.no-such-key"]),
    "audit-agree": (
        {"method": "polling", "state": "taken", "counts": {"votes": {"A": 7}, "invalid": 3}},
        ["audit-method.polling", "A 7", "detail.invalid"],
    ),
    "audit-enter": (
        {"counts": {"papers": {"7": ["option", "A"], "8": ["invalid", ""], "9": ["", ""]}}},
        ["7 A", "audit-kind.invalid", "audit-kind.not-yet"],
    ),
    "token-made": ({"purposes": "scan read", "days": 7}, ["token-purpose.scan", "token-purpose.read", "7"]),
    "forms-printed": ({"language": "km"}, ["ខ្មែរ"]),
    "scan-attached": ({"size": 77}, ["77"]),
    "announced": ({"event": "proclamation", "at": "2023-08-01"}, ["event.proclamation", "2023"]),
    "counting-begun": ({"lacking": {"options-without-name": 4, "of-old": 1}}, ["4", "of-old"]),
    "election-set-up": ({"sources": {"t1.csv": "21f7"}}, ["t1.csv 21f7"]),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ACTS)
def test_what_an_act_holds_is_told_in_words(kind, language):
    content, expected = ACTS[kind]
    told = dict(details(kind, content, language))
    assert list(told) == [messages(language)[f"detail.{name.replace('_', '-')}"] for name in content]
    values = " · ".join(told.values())
    for each in expected:
        if each in messages("en"):
            assert str(messages(language)[each]) in values
        else:
            number = say(language, "trail.value", value=int(each)) if each.isdecimal() and len(each) < 4 else each
            assert number in values or language != "en"


def test_a_name_that_means_two_things_has_two_words():
    said = [next(iter(dict(details(kind, {"size": 7}, "en")))) for kind in ("scan-attached", "published")]
    assert said == ["bytes", "entries of the log"]


def test_digits_of_the_trail_are_the_reader_s(acts, client_of):
    browser = client_of(Role.COMMISSIONER, None)
    browser.cookies["language"] = "km"
    said = text_of(browser.get("/trail?kind=receive"))
    assert '<th scope="row" class="n">៥</th>' in said
    assert messages("km")["statement-state.received"] in said
