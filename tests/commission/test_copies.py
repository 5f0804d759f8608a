"""Copies held against the official figures, and the cases that differences open."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from tests.commission import tiny
from tests.commission.elections import GOOD, OTHER, once, reading, second_clerk, statement_of, twice

from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.models import Complaint
from suffrage.commission.copies import answering, giving
from suffrage.commission.copies.finding import by_area, copies_of, open_cases
from suffrage.commission.copies.matching import refresh
from suffrage.commission.copies.models import Case, Copy
from suffrage.commission.refused import Refused
from suffrage.commission.statements import deciding, work
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act
from suffrage.commission.trail.reading import acts_for

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a copy\n%%EOF\n"


def refused(key, act, *arguments, **named):
    acts = Act.objects.count()
    with pytest.raises(Refused) as problem:
        act(*arguments, **named)
    assert problem.value.key == key
    assert Act.objects.count() == acts


def given(people, figures, station="01-1", role=Role.AGENT):
    area = station.partition("-")[0]
    return giving.give(Statement.objects.get(station__code=station), figures, by=people[role, area])


def seen(copy):
    copy.refresh_from_db()
    return copy.match, copy.differing, copy.matched_version


def test_equal_differing_and_waiting(people, election):
    twice("01-1", people)
    assert seen(given(people, GOOD)) == ("equal", [], 1)
    assert seen(given(people, OTHER, role=Role.OBSERVER)) == ("differing", ["B", "C"], 1)
    waiting = given(people, GOOD, "01-2")
    assert seen(waiting) == ("waiting", [], None)
    assert [case.copy.person.role for case in open_cases(election)] == ["observer"]
    twice("01-2", people, OTHER, OTHER)
    assert seen(waiting) == ("waiting", [], None)  # nobody who enters waits for copies
    assert refresh(election) == 1
    assert seen(waiting) == ("differing", ["B", "C"], 1)
    assert refresh(election) == 0
    assert open_cases(election).count() == 2


def test_what_a_copy_does_not_say_is_not_compared(people):
    twice("01-1", people)
    partly = reading()
    figures = {name: number if name == "valid" else None for name, number in partly.figures.items()}
    copy = given(people, type(partly)(figures, {"A": partly.votes["A"]}))
    assert copy.figures == {"valid": 300, "A": 100}
    assert seen(copy)[0] == "equal"
    refused("copies.nothing", given, people, type(partly)(dict.fromkeys(figures), {}))


def corrected(statement, people, figures, approved=True):
    verifier = people[Role.VERIFIER, "01"]
    if not approved:
        return deciding.refuse(statement.pk, "No.", by=verifier)
    deciding.approve(statement.pk, "Yes.", by=verifier)
    for clerk in (people[Role.CLERK, "01"], second_clerk(statement.station.area)):
        work.begin(statement.pk, by=clerk)
        work.finish(statement.pk, figures, by=clerk)
    return statement


def test_a_case_leads_to_a_correction_and_agrees(people, election):
    statement = twice("01-1", people)
    copy = given(people, OTHER)
    case = Case.objects.get()
    supervisor = people[Role.SUPERVISOR, "01"]
    answering.correct(case.pk, "The copy is clearer.", by=supervisor)
    assert open_cases(election).get().state == "correcting"
    corrected(statement, people, None, approved=False)
    assert open_cases(election).get().state == "open"
    answering.correct(case.pk, "It is really clearer.", by=supervisor)
    corrected(statement, people, OTHER)
    assert not open_cases(election)
    assert seen(copy) == ("equal", [], 2)
    case.refresh_from_db()
    assert case.state == "agreed"
    assert [step.action for step in case.steps.all()] == ["correct", "reopen", "correct", "agree"]
    assert check().broken is None


def test_an_explained_case_opens_again_with_other_figures(people, election):
    statement = twice("01-1", people)
    given(people, OTHER)
    case = Case.objects.get()
    refused("work.not-your-role", answering.explain, case.pk, "x", by=people[Role.COMMISSIONER, None])
    refused("work.not-your-area", answering.explain, case.pk, "x", by=people[Role.SUPERVISOR, "02"])
    refused("work.reason-needed", answering.explain, case.pk, " ", by=people[Role.SUPERVISOR, "01"])
    answering.explain(case.pk, "The agent's copy was written before the recount.", by=people[Role.SUPERVISOR, "01"])
    assert not open_cases(election)
    refused("copies.not-in-this-state", answering.explain, case.pk, "x", by=people[Role.SUPERVISOR, "01"])
    deciding.propose(statement.pk, "Wrong.", by=people[Role.SUPERVISOR, "01"])
    corrected(statement, people, reading(a=101, b=149))
    assert open_cases(election).get() == case


def test_nobody_explains_own_figures(people):
    once("01-1", people)
    statement = statement_of("01-1")
    clerk = second_clerk(statement.station.area)
    work.begin(statement.pk, by=clerk)
    work.finish(statement.pk, OTHER, by=clerk)
    supervisor = people[Role.SUPERVISOR, "01"]
    deciding.settle(statement.pk, 1, "The first is right.", by=supervisor)
    given(people, OTHER)
    refused("work.own-work", answering.explain, Case.objects.get().pk, "x", by=supervisor)
    answering.explain(Case.objects.get().pk, "The scan shows it.", by=people[Role.VERIFIER, "01"])


def test_a_complaint_from_a_case(people, election):
    twice("01-1", people)
    given(people, OTHER)
    case = Case.objects.get()
    refused("copies.not-yours", answering.complain, case.pk, "x", by=people[Role.OBSERVER, "01"])
    complaint = answering.complain(case.pk, "Our copy says otherwise.", by=people[Role.AGENT, "01"])
    assert Complaint.objects.get() == complaint
    assert case.steps.get().complaint == complaint
    assert not open_cases(election)
    told = " ".join(Act.objects.values_list("data", flat=True))
    assert "Our copy says otherwise" not in told


def test_a_later_copy_replaces_an_earlier_one_of_the_party(people, election):
    twice("01-1", people)
    one = given(people, OTHER)
    fellow = tiny.person(Role.AGENT, election.areas.get(code="01"), suffix="-fellow")
    two = giving.give(statement_of("01-1"), GOOD, by=fellow)
    one.refresh_from_db()
    assert (one.replaced, two.match) == (True, "equal")
    assert Case.objects.get().state == "replaced"
    assert not open_cases(election)
    assert list(copies_of(people[Role.AGENT, "01"])) == [two]


def test_who_sees_which_copies_and_their_acts(people, election):
    own, others = given(people, GOOD), given(people, GOOD, role=Role.OBSERVER)
    far = given(people, GOOD, "02-1")
    b = tiny.person(Role.AGENT, election.areas.get(code="01"), suffix="-b", party="B")
    assert set(copies_of(people[Role.VERIFIER, None])) == {own, others, far}
    assert set(copies_of(people[Role.SUPERVISOR, "01"])) == {own, others}
    assert set(copies_of(people[Role.AGENT, "01"])) == {own}
    assert set(copies_of(people[Role.AGENT, None])) == {own, far}
    assert set(copies_of(people[Role.OBSERVER, "01"])) == {others}
    assert not copies_of(b)
    kinds = {act.kind for act in acts_for(b)}
    assert not kinds & {"copy-given", "copies-matched"}
    assert "copy-given" in {act.kind for act in acts_for(people[Role.AGENT, "01"])}
    figures = [act.data for act in Act.objects.filter(kind="copy-given")]
    assert all("100" not in data.partition("sha256")[0] and "valid" not in data for data in figures)


def test_counts_by_area(people, election):
    twice("01-1", people)
    given(people, GOOD)
    given(people, OTHER, role=Role.OBSERVER)
    given(people, GOOD, "02-1")
    copies = copies_of(people[Role.COMMISSIONER, None])
    (country,) = by_area(copies, None, election)
    assert (country.copies, country.equal, country.differing, country.waiting) == (3, 1, 1, 1)
    rows = {row.area.code: row.copies for row in by_area(copies, election.areas.get(code="KH"), election)}
    assert rows == {"01": 2, "02": 1}


def test_giving_is_for_agents_and_observers_in_their_area(people):
    statement = statement_of("01-1")
    refused("work.not-your-role", giving.give, statement, GOOD, by=people[Role.CLERK, "01"])
    refused("work.not-your-area", giving.give, statement, GOOD, by=people[Role.AGENT, "02"])
    copy = given(people, GOOD)
    refused("copies.not-yours", giving.attach, copy.pk, SimpleUploadedFile("x", PDF), by=people[Role.OBSERVER, "01"])
    photo = giving.attach(copy.pk, SimpleUploadedFile("x.svg", PDF), by=people[Role.AGENT, "01"])
    assert photo.kind == "application/pdf"
    assert giving.attach(copy.pk, SimpleUploadedFile("y", PDF), by=people[Role.AGENT, "01"]) == photo
    statement.refresh_from_db()
    assert statement.state == "awaited"


PAST = {
    "other figures": "UPDATE copies_copy SET figures = '{}'",
    "another owner": "UPDATE copies_copy SET owner = 'party B'",
    "another station": "UPDATE copies_copy SET statement_id = statement_id + 1",
    "an older version": "UPDATE copies_copy SET matched_version = NULL, match = 'waiting'",
    "no copy": "DELETE FROM copies_copy",
    "no case": "DELETE FROM copies_case",
    "back from explained": "UPDATE copies_case SET state = 'correcting'",
    "another reason": "UPDATE copies_casestep SET reason = 'none'",
    "no step": "DELETE FROM copies_casestep",
    "no photo": "DELETE FROM copies_copyphoto",
}


@pytest.mark.parametrize("sql", PAST.values(), ids=PAST)
def test_the_database_refuses_what_the_services_never_do(people, sql):
    twice("01-1", people)
    copy = given(people, OTHER)
    giving.attach(copy.pk, SimpleUploadedFile("x", PDF), by=people[Role.AGENT, "01"])
    answering.explain(Case.objects.get().pk, "Because.", by=people[Role.SUPERVISOR, "01"])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_copy_is_current_once(people):
    copy = given(people, GOOD)
    with pytest.raises(IntegrityError), transaction.atomic():
        Copy.objects.create(
            election=copy.election, statement=copy.statement, person=copy.person, owner=copy.owner, figures={}, sha256="x"
        )
