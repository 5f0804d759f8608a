"""Complaints from filing to what they lead to: who may do what, and what the database refuses past the services."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from tests.commission import tiny
from tests.commission.elections import OTHER, second_clerk, twice

from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import carrying, deadlines, deciding, filing
from suffrage.commission.complaints.finding import complaints_of
from suffrage.commission.complaints.models import CarriedOut, Complaint, Decision, Event
from suffrage.commission.complaints.open import open_complaints
from suffrage.commission.complaints.published import acts_of
from suffrage.commission.complaints.states import Outcome, Remedy
from suffrage.commission.guards import aside
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements import deciding as statements
from suffrage.commission.statements import work
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2023, 7, 24, 12, tzinfo=UTC)


@pytest.fixture
def second(people):
    """Another commissioner of the whole country."""
    return tiny.person(Role.COMMISSIONER, None, suffix="-second")


def filed(people, grounds="The figures of list A were changed.", about=None):
    return filing.file(about or Statement.objects.get(station__code="01-1"), grounds, by=people[Role.AGENT, "01"])


def heard(people, complaint):
    commissioner = people[Role.COMMISSIONER, None]
    deciding.summon(complaint.pk, datetime.now(UTC), "Phnom Penh", by=commissioner)
    return deciding.hear(complaint.pk, "Both sides spoke.", [commissioner], by=commissioner)


def decided(people, second, outcome, *, remedy=Remedy.NONE, **filing):
    complaint = heard(people, filed(people, **filing))
    deciding.propose(complaint.pk, outcome, "The paper shows it.", by=people[Role.COMMISSIONER, None], remedy=remedy)
    return deciding.confirm(complaint.pk, by=second)


def refused(key, act, *arguments, **named):
    acts = Act.objects.count()
    with pytest.raises(Refused) as problem:
        act(*arguments, **named)
    assert problem.value.key == key
    assert Act.objects.count() == acts


def test_upheld_leads_to_a_correction_and_new_figures(people, second, election):
    statement = twice("01-1", people)
    complaint = decided(people, second, Outcome.UPHELD, remedy=Remedy.RECOUNT)
    assert complaint.state == "ordered"
    assert list(open_complaints(election)) == [complaint]
    link = carrying.carry_out(complaint.pk, "Complaint 1: recount.", by=people[Role.SUPERVISOR, "01"])
    assert (link.correction.statement, link.correction.complaint_link) == (statement, link)
    assert not open_complaints(election)
    statements.approve(statement.pk, "Recounted.", by=people[Role.VERIFIER, "01"])
    clerks = [people[Role.CLERK, "01"], second_clerk(statement.station.area)]
    for clerk in clerks:
        work.begin(statement.pk, by=clerk)
        work.finish(statement.pk, OTHER, by=clerk)
    statement.refresh_from_db()
    assert (statement.state, statement.version) == ("accepted", 2)
    acts = acts_of(election)
    assert [(act.act_id, act.kind, act.version) for act in acts] == [
        ("complaint-1-filed", "other", None),
        ("complaint-1-decided", "complaint-upheld", None),
        ("complaint-1-recount", "recount", 1),
    ]
    assert acts[1].text.endswith("The paper shows it.")
    assert check().broken is None


def test_a_refused_correction_opens_the_complaint_again(people, second, election):
    statement = twice("01-1", people)
    complaint = decided(people, second, Outcome.UPHELD, remedy=Remedy.CORRECTION)
    supervisor = people[Role.SUPERVISOR, "01"]
    refused("work.not-your-role", carrying.carry_out, complaint.pk, "x", by=second)
    carrying.carry_out(complaint.pk, "As decided.", by=supervisor)
    refused("complaint.not-in-this-state", carrying.carry_out, complaint.pk, "Again.", by=supervisor)
    statements.refuse(statement.pk, "I see nothing wrong.", by=people[Role.VERIFIER, "01"])
    assert list(open_complaints(election)) == [complaint]
    carrying.carry_out(complaint.pk, "The decision orders it.", by=supervisor)
    assert not open_complaints(election)
    assert CarriedOut.objects.count() == 2


def test_nothing_is_carried_out_on_a_statement_that_does_not_count(people, second):
    complaint = decided(people, second, Outcome.UPHELD, remedy=Remedy.CORRECTION)
    refused("work.not-in-this-state", carrying.carry_out, complaint.pk, "x", by=people[Role.SUPERVISOR, "01"])
    assert Complaint.objects.get().state == "ordered"


def test_nobody_decides_alone_or_an_own_complaint(people, second):
    commissioner = people[Role.COMMISSIONER, None]
    complaint = heard(people, filed(people))
    deciding.propose(complaint.pk, Outcome.DISMISSED, "No proof.", by=commissioner)
    refused("complaint.own", deciding.confirm, complaint.pk, by=commissioner)
    refused("complaint.own", deciding.refuse, complaint.pk, "No.", by=commissioner)
    refused("work.not-your-role", deciding.confirm, complaint.pk, by=people[Role.SUPERVISOR, None])
    agent = people[Role.AGENT, "01"]
    agent.role = Role.COMMISSIONER.value  # as if who filed it had become a commissioner since
    refused("complaint.own", deciding.confirm, complaint.pk, by=agent)
    deciding.refuse(complaint.pk, "Look at the scan again.", by=second)
    refused("complaint.own", deciding.propose, complaint.pk, Outcome.DISMISSED, "x", by=agent)
    assert Complaint.objects.get().state == "heard"


def test_a_hearing_comes_before_it_is_upheld(people, second):
    commissioner = people[Role.COMMISSIONER, None]
    complaint = filed(people)
    refused("complaint.hear-first", deciding.propose, complaint.pk, Outcome.UPHELD, "x", by=commissioner)
    refused("complaint.hearing-before", deciding.summon, complaint.pk, LONG_AGO, "Here", by=commissioner)
    deciding.summon(complaint.pk, datetime.now(UTC) + timedelta(days=1), "Here", by=commissioner)
    refused("complaint.not-yet", deciding.hear, complaint.pk, "x", [commissioner], by=commissioner)
    deciding.summon(complaint.pk, datetime.now(UTC), "Here, earlier", by=commissioner)
    refused("complaint.who-sat", deciding.hear, complaint.pk, "x", [], by=commissioner)
    refused("complaint.who-sat", deciding.hear, complaint.pk, "x", [people[Role.CLERK, None]], by=commissioner)
    deciding.hear(complaint.pk, "Heard.", [commissioner, second], by=commissioner)
    assert complaint.hearings.get(held__isnull=False).sitting.count() == 2
    refused("complaint.in-time", deciding.propose, complaint.pk, Outcome.OUT_OF_TIME, "x", by=commissioner)


def test_late_is_taken_and_says_so(people, second, election):
    deadlines.announce(election, Event.PRELIMINARY, LONG_AGO, by=people[Role.COMMISSIONER, None])
    complaint = filed(people)
    assert (complaint.due, complaint.late) == (LONG_AGO + timedelta(hours=72), True)
    deciding.propose(complaint.pk, Outcome.OUT_OF_TIME, "Filed after 72 hours.", by=people[Role.COMMISSIONER, None])
    assert deciding.confirm(complaint.pk, by=second).state == "out-of-time"
    assert not open_complaints(election)
    assert [act.kind for act in acts_of(election)] == ["other", "complaint-rejected"]


def test_only_who_filed_it_withdraws_it(people, election):
    complaint = filed(people)
    fellow = tiny.person(Role.AGENT, election.areas.get(code="01"), suffix="-fellow")
    other = tiny.person(Role.AGENT, election.areas.get(code="01"), suffix="-other", party="B")
    refused("complaint.not-yours", filing.withdraw, complaint.pk, "x", by=other)
    refused("complaint.not-yours", filing.withdraw, complaint.pk, "x", by=people[Role.SUPERVISOR, "01"])
    refused("complaint.not-your-area", filing.withdraw, complaint.pk, "x", by=people[Role.AGENT, "02"])
    filing.withdraw(complaint.pk, "Settled.", by=fellow)
    assert not open_complaints(election)
    assert [act.act_id for act in acts_of(election)] == ["complaint-1-filed", "complaint-1-withdrawn"]


def test_who_sees_what(people, election):
    one = filed(people)
    two = filing.file(election.areas.get(code="02"), "x", by=people[Role.OBSERVER, "02"])
    paper = filing.file(election.stations.get(code="01-2"), "x", by=people[Role.SUPERVISOR, "01"], signed_by="Sok Dara")
    assert [complaint.number for complaint in (one, two, paper)] == [1, 2, 3]
    assert set(complaints_of(people[Role.COMMISSIONER, None])) == {one, two, paper}
    assert set(complaints_of(people[Role.COMMISSIONER, "01"])) == {one, paper}
    assert set(complaints_of(people[Role.AGENT, "01"])) == {one}
    assert set(complaints_of(people[Role.AGENT, None])) == {one}
    assert set(complaints_of(people[Role.OBSERVER, "02"])) == {two}
    assert not complaints_of(people[Role.OBSERVER, "01"])
    told = " ".join(Act.objects.values_list("data", flat=True))
    assert "Sok Dara" not in told
    assert "changed" not in told  # the grounds stand in the trail by their SHA-256 alone
    assert "Sok Dara" not in " ".join(act.text for act in acts_of(election))


def test_filing_wants_grounds_area_role_and_a_count(people, election):
    statement = Statement.objects.get(station__code="01-1")
    refused("complaint.text-needed", filing.file, statement, " \x00\n", by=people[Role.AGENT, "01"])
    refused("complaint.text-needed", filing.file, statement, "x" * 10_001, by=people[Role.AGENT, "01"])
    refused("complaint.not-your-area", filing.file, statement, "x", by=people[Role.AGENT, "02"])
    refused("work.not-your-role", filing.file, statement, "x", by=people[Role.CLERK, "01"])
    refused("complaint.signer-needed", filing.file, statement, "x", by=people[Role.SUPERVISOR, "01"])
    with aside():
        Election.objects.update(phase=Election.Phase.SETUP)
    refused("work.not-counting", filing.file, statement, "x", by=people[Role.AGENT, "01"])


PHNOM_PENH, PARIS = ZoneInfo("Asia/Phnom_Penh"), ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("body", "day", "start", "end"),
    [
        ("fr.municipal", date(2026, 3, 15), datetime(2026, 3, 15, tzinfo=PARIS), datetime(2026, 3, 20, 18, tzinfo=PARIS)),
        (
            "fr.national-assembly",
            date(2024, 7, 7),
            datetime(2024, 7, 8, 15, tzinfo=PARIS),
            datetime(2024, 7, 18, 18, tzinfo=PARIS),
        ),
        (
            "fr.european-parliament",
            date(2014, 5, 25),
            datetime(2014, 5, 29, 12, tzinfo=PARIS),
            datetime(2014, 6, 9, tzinfo=PARIS),
        ),
        ("fr.president", date(2022, 4, 24), datetime(2022, 4, 24, 20, tzinfo=PARIS), datetime(2022, 4, 26, 20, tzinfo=PARIS)),
        (
            "kh.national-assembly",
            date(2023, 7, 23),
            datetime(2023, 8, 1, 9, tzinfo=PHNOM_PENH),
            datetime(2023, 8, 4, 9, tzinfo=PHNOM_PENH),
        ),
    ],
)
def test_deadlines_as_they_were(settings, body, day, start, end):
    settings.TIME_ZONE = start.tzinfo.key
    assert deadlines.deadline(body, "file", day).end(start) == end


def test_the_table_of_deadlines_is_whole():
    rows = deadlines.table()
    for row in rows:
        assert row.step in ("file", "decide", "appeal")
        assert row.unit in ("hours", "days")
        assert row.counted_from in ("poll", "preliminary", "proclamation", "filing", "decision")
        assert row.article
        assert row.source
        assert row.url.startswith("https://")
        others = [other for other in rows if (other.body, other.step) == (row.body, row.step) and other is not row]
        assert all(other.since >= (row.until or date.max) or row.since >= (other.until or date.max) for other in others)
    assert deadlines.deadline("kh.commune", "file", date(2022, 6, 5)) is None
    assert deadlines.deadline("kh.national-assembly", "decide", date(2013, 7, 28)).figure == 48


PAST = {
    "another state": "UPDATE complaints_complaint SET state = 'upheld'",
    "dismissed without a decision": "UPDATE complaints_complaint SET state = 'dismissed'",
    "other grounds": "UPDATE complaints_complaint SET grounds = 'nothing'",
    "another party": "UPDATE complaints_complaint SET party = 'B'",
    "in time after all": "UPDATE complaints_complaint SET late = NOT late",
    "no complaint": "DELETE FROM complaints_complaint",
    "no announcement": "DELETE FROM complaints_announcement",
    "another announcement": "UPDATE complaints_announcement SET event = 'proclamation'",
    "other minutes": "UPDATE complaints_hearing SET minutes = 'silence'",
    "nobody sat": "DELETE FROM complaints_sitting",
    "other reasons": "UPDATE complaints_decision SET reasons = 'none'",
    "decided by the proposer": "UPDATE complaints_decision SET decider_id = proposer_id, confirmed = (1=1), decided = proposed",
    "no decision": "DELETE FROM complaints_decision",
}


@pytest.mark.parametrize("sql", PAST.values(), ids=PAST)
def test_the_database_refuses_what_the_services_never_do(people, election, sql):
    from django.db import connection

    deadlines.announce(election, Event.PRELIMINARY, LONG_AGO, by=people[Role.COMMISSIONER, None])
    complaint = heard(people, filed(people))
    deciding.propose(complaint.pk, Outcome.DISMISSED, "No proof.", by=people[Role.COMMISSIONER, None])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_a_decision_of_an_own_complaint(people):
    complaint = filed(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(complaint=complaint, outcome="dismissed", reasons="x", proposer=complaint.person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(complaint=complaint, outcome="upheld", reasons="x", proposer=people[Role.COMMISSIONER, None])
