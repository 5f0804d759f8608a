"""From the last statement to a signed, verified record: the count, a tie by lot, an age, the decision, and publication as one log."""

import json
from datetime import date
from pathlib import Path

import pytest
from tests.commission import elections, tiny
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
    kinds,
    question_of,
    refused,
    under,
)

from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import drawings, sittings
from suffrage.commission.declaring.counting import count_now, is_needed, standing, unneeded
from suffrage.commission.declaring.export import canonical, export
from suffrage.commission.declaring.models import Drawing, Run
from suffrage.commission.declaring.obstacles import obstacles
from suffrage.commission.setup.models import Candidate, Contest
from suffrage.commission.statements import deciding
from suffrage.commission.statements.models import Scan
from suffrage.commission.trail.models import Act
from suffrage.intake.canonical import open_election
from suffrage.jobs import count
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).parents[2] / "verifier" / "verify_record.py"


def keys_of(election):
    return [obstacle.key for obstacle in obstacles(election)]


class TestExport:
    def test_the_same_as_the_count_of_the_jobs(self, election, people, tmp_path):
        accept_all(people, c01=TIED)
        exported = export(election, tmp_path / "election")
        result = count(tmp_path / "election")
        assert exported.rows["statements"] == 4
        assert exported.number == Act.objects.order_by("-number").first().number
        totals = {contest.contest_id: dict(contest.totals.votes) for contest in result.contests}
        assert totals == {"01": {"A": 400, "B": 100, "C": 100}, "02": {"A": 200, "B": 300, "C": 100}}
        with open_election(tmp_path / "election") as tables:
            assert [c.names.name_km for c in tables.slates("01")["A"]] == ["សុខ"]
            assert tables.connection.execute("SELECT registered FROM stations ORDER BY 1").fetchall() == [(500,)] * 4

    def test_before_anything_is_accepted(self, election, tmp_path):
        assert export(election, tmp_path / "election").rows["votes"] == 0
        assert not any(contest.final for contest in count(tmp_path / "election").contests)

    def test_every_version_with_its_reason_and_its_scan(self, election, people, tmp_path):
        accept_all(people)
        statement = elections.statement_of("01-1")
        supervisor, verifier = people[Role.SUPERVISOR, "01"], people[Role.VERIFIER, "01"]
        clerk, other = people[Role.CLERK, "01"], elections.second_clerk(election.areas.get(code="01"))
        one = Scan.objects.create(statement=statement, version=1, sha256="a" * 64, kind="application/pdf", size=9, person=clerk)
        deciding.propose(statement.pk, "recounted: B had one less", by=supervisor)
        deciding.approve(statement.pk, "the recount's report", by=verifier)
        export(election, tmp_path / "before")
        assert not (tmp_path / "before" / "acts.parquet").exists() or not open_acts(tmp_path / "before")
        from suffrage.commission.statements import work

        for person in (clerk, other):
            work.begin(statement.pk, by=person)
            work.finish(statement.pk, elections.OTHER, by=person, confirmed=elections.CONFIRMED)
        Scan.objects.create(statement=statement, version=2, sha256="b" * 64, kind="application/pdf", size=9, person=clerk)
        export(election, tmp_path / "after")
        (act,) = open_acts(tmp_path / "after")
        assert (act.kind, act.station_id, act.version) == ("correction", "01-1", 2)
        assert "recounted" in act.text
        assert forms_of(tmp_path / "after") == {("01-1", 1): one.sha256, ("01-1", 2): "b" * 64}
        export(election, tmp_path / "logged", logged={("01", "01-1", 1): None, ("01", "01-1", 2): "c" * 64})
        assert forms_of(tmp_path / "logged") == {("01-1", 2): "c" * 64}

    @pytest.mark.parametrize("status", ["preliminary", "final"])
    def test_a_rehearsal_is_named_and_marked_as_one(self, status):
        rehearsal = tiny.election("kh-rehearsal", rehearsal=True)
        known = canonical(rehearsal, status)
        assert (known.rehearsal, known.status, known.election_id) == (True, status, "kh-rehearsal-rehearsal")
        for language in LANGUAGES:
            assert known.names.text(language).startswith(messages(language)["declaring.rehearsal-of"].split("{")[0])


def open_acts(folder):
    with open_election(folder) as tables:
        return tables.acts()


def forms_of(folder):
    with open_election(folder) as tables:
        rows = tables.connection.execute("SELECT station_id, version, form_sha256 FROM statements").fetchall()
    return {(station, version): form for station, version, form in rows if form}


class TestTheCount:
    def test_who_may_and_when(self, election, people):
        for role, area in ((Role.ADMINISTRATOR, None), (Role.COMMISSIONER, "01"), (Role.AGENT, None)):
            with refused("declaring.not-yours"):
                count_now(election, by=people[role, area])

    def test_it_says_when_it_is_old(self, election, people):
        accept_all(people)
        found = counted(election, people)
        assert (found.changed, found.run.told["statements"], found.run.told["complete"]) == (0, 4, True)
        assert [row.seats for row in found.contests] == [{"A": 1, "B": 1, "C": 1}] * 2
        statement = elections.statement_of("01-1")
        deciding.propose(statement.pk, "why", by=people[Role.SUPERVISOR, "01"])
        deciding.approve(statement.pk, "yes", by=people[Role.VERIFIER, "01"])
        assert standing(election).changed == 0, "the version before counts"
        from suffrage.commission.statements import work

        for person in (people[Role.CLERK, "01"], elections.second_clerk(election.areas.get(code="01"))):
            work.begin(statement.pk, by=person)
            work.finish(statement.pk, elections.OTHER, by=person, confirmed=elections.CONFIRMED)
        assert standing(election).changed == 1
        assert "declaring.old-count" in keys_of(election)
        assert counted(election, people).changed == 0

    def test_one_at_a_time(self, election, people):
        from datetime import UTC, datetime, timedelta

        verifier = people[Role.VERIFIER, None]
        dead = Run.objects.create(election=election, kind="count", person=verifier, beat=datetime.now(UTC))
        with refused("declaring.at-work"):
            count_now(election, by=verifier)
        Run.objects.filter(pk=dead.pk).update(beat=datetime.now(UTC) - timedelta(minutes=5))
        run = count_now(election, by=verifier)
        dead.refresh_from_db()
        run.refresh_from_db()
        assert (dead.state, dead.problem, run.state) == ("failed", "declaring.interrupted", "done")
        assert {"count-begun", "count-made", "count-failed"} <= kinds()

    def test_a_failure_is_a_sentence(self, election, people):
        under("kh.unknown")
        accept_all(people)
        run = count_now(election, by=people[Role.VERIFIER, None])
        run.refresh_from_db()
        assert (run.state, run.problem) == ("failed", "declaring.problem")
        assert "kh.unknown" in run.told["operands"]["detail"]


class TestLots:
    def tie(self, election, people):
        under("kh.council")
        accept_all(people, c01=TIED)
        counted(election, people)
        return question_of(election)

    def test_two_enter_the_same_and_it_is_decided(self, election, people, tmp_path):
        question = self.tie(election, people)
        assert (question.kind, set(question.among), question.places) == ("lot", {"B", "C"}, 1)
        assert "declaring.contest-pending" in keys_of(election)
        drawing = drawn_by_two(question, ["C"], people)
        assert drawing.state == "agreed"
        assert "declaring.old-count" in keys_of(election)
        found = counted(election, people)
        assert found.contests[0].seats == {"A": 1, "C": 1}
        assert unneeded(found) == []
        assert keys_of(election) == []
        export(election, tmp_path / "election")
        with open_election(tmp_path / "election") as tables:
            row = tables.connection.execute("SELECT kind, subject, option_id, rank, source FROM decisions").fetchone()
        assert row == ("lot", "last-seats", "C", 1, f"{DAY}, {SOURCE}")

    def test_the_second_does_not_see_the_first(self, election, people):
        question = self.tie(election, people)
        drawings.enter(question, ["C"], day=DAY, source=SOURCE, by=commission(people)[0])
        act = Act.objects.get(kind="drawn-once")
        assert '"C"' not in act.data
        assert SOURCE not in act.data
        entry = Drawing.objects.get().drawn.get()
        assert drawings.digest(entry) in act.data
        assert "declaring.drawing-open" in keys_of(election)

    def test_two_different_are_both_void_and_it_is_drawn_anew(self, election, people):
        question = self.tie(election, people)
        drawing = drawn_by_two(question, ["C"], people, second=["B"])
        assert (drawing.state, drawing.reason) == ("void", "differ")
        told = json.loads(Act.objects.get(kind="drawing-void").data)
        assert [entry["answer"] for entry in told["entries"]] == [["C"], ["B"]]
        assert "declaring.contest-pending" in keys_of(election)
        assert drawn_by_two(question, ["B"], people).state == "agreed"

    def test_what_is_refused(self, election, people):
        question = self.tie(election, people)
        one, _other = commission(people)
        given = {"day": DAY, "source": SOURCE}
        for answer in (["A"], [], ["B", "C"], ["B", "B"]):
            with refused("declaring.wrong-number"):
                drawings.enter(question, answer, by=one, **given)
        with refused("declaring.source-needed"):
            drawings.enter(question, ["B"], by=one, day=DAY, source="  ")
        with refused("declaring.day-to-come"):
            drawings.enter(question, ["B"], by=one, day=date(2999, 1, 1), source=SOURCE)
        with refused("work.not-your-role"):
            drawings.enter(question, ["B"], by=people[Role.VERIFIER, None], **given)
        with refused("work.not-your-area"):
            drawings.enter(question, ["B"], by=people[Role.COMMISSIONER, "02"], **given)
        drawings.enter(question, ["B"], by=one, **given)
        with refused("declaring.entered-already"):
            drawings.enter(question, ["B"], by=one, **given)
        drawings.enter(question, ["B"], by=people[Role.COMMISSIONER, "01"], **given)
        with refused("declaring.answered-already"):
            drawings.enter(question, ["C"], by=commission(people)[1], **given)

    def test_a_lot_that_the_result_rests_on_is_not_drawn_again(self, election, people):
        drawing = drawn_by_two(self.tie(election, people), ["C"], people)
        for _ in range(2):
            assert is_needed(standing(election), drawing)
            counted(election, people)
        with refused("declaring.still-needed"):
            drawings.make_void(drawing.pk, "I liked B better", needed=True, by=commission(people)[0])

    def test_a_lot_that_does_not_fit_any_more_is_put_aside(self, election, people):
        drawing = drawn_by_two(self.tie(election, people), ["C"], people)
        counted(election, people)
        self.corrected(election, people, elections.reading(a=200, b=60, c=40))
        found = counted(election, people)
        assert found.contests[0].seats == {"A": 1, "B": 1}
        assert unneeded(found) == [drawing]
        assert keys_of(election) == ["declaring.drawing-unneeded"]
        drawings.make_void(drawing.pk, "a recount ended the tie", needed=False, by=commission(people)[0])
        counted(election, people)
        assert keys_of(election) == []

    def test_a_lot_that_the_law_refuses_does_not_hide_the_rest(self, election, people):
        """Now A and B are tied: the lot for C is none of them."""
        drawing = drawn_by_two(self.tie(election, people), ["C"], people)
        Candidate.objects.filter(option__contest__code="01").delete()
        counted(election, people)
        equal = elections.reading(a=140, b=140, c=20)
        self.corrected(election, people, equal, "01-1")
        self.corrected(election, people, equal, "01-2")
        Contest.objects.filter(code="01").update(seats=3)
        found = counted(election, people)
        assert "names C" in found.run.told["law_problem"]
        assert found.contests[1].seats
        assert "declaring.law-problem" in keys_of(election)
        assert drawing in unneeded(found)

    def corrected(self, election, people, reading, station="01-1"):
        from suffrage.commission.statements import work

        statement = elections.statement_of(station)
        deciding.propose(statement.pk, "recounted", by=people[Role.SUPERVISOR, "01"])
        deciding.approve(statement.pk, "seen", by=people[Role.VERIFIER, "01"])
        for person in (people[Role.CLERK, "01"], elections.second_clerk(election.areas.get(code="01"))):
            work.begin(statement.pk, by=person)
            work.finish(statement.pk, reading, by=person, confirmed=elections.CONFIRMED)


def test_an_age_read_by_two_settles_a_tie(election, people, tmp_path):
    under("fr.european-parliament")
    accept_all(people, c01=TIED)
    counted(election, people)
    for born in (date(1950, 1, 2), date(1960, 3, 4)):
        question = question_of(election)
        assert (question.kind, question.candidate.option.code in ("B", "C")) == ("age", True)
        drawn_by_two(question, born, people)
    found = counted(election, people)
    assert found.contests[0].pending == 0
    export(election, tmp_path / "election")
    with open_election(tmp_path / "election") as tables:
        assert tables.slates("01")["B"][0].birth_date == date(1950, 1, 2)
        assert {act.kind for act in tables.acts()} == {"age"}
        assert tables.acts()[0].source == SOURCE


class TestTheDecision:
    def test_a_majority_of_the_members_declares(self, election, people):
        accept_all(people)
        counted(election, people)
        assert keys_of(election) == []
        sitting = carried(election, people)
        election.refresh_from_db()
        assert (sitting.state, election.phase) == ("carried", "declared")
        assert {"sitting-opened", "member-voted", "election-declared"} <= kinds()

    def test_half_of_the_members_is_not_enough(self, election, people):
        accept_all(people)
        counted(election, people)
        one, other = commission(people)
        sitting = sittings.open_sitting(election, "Declared.", by=one)
        sittings.vote(sitting.pk, "for", by=one)
        sittings.vote(sitting.pk, "abstained", by=other)
        assert sittings.close(sitting.pk, by=one).state == "lost"
        election.refresh_from_db()
        assert election.phase == "counting"
        assert carried(election, people).state == "carried"

    def test_what_is_refused(self, election, people):
        one, other = commission(people)
        with refused("declaring.obstacles"):
            sittings.open_sitting(election, "Declared.", by=one)
        accept_all(people)
        counted(election, people)
        for text, by, key in (
            (" ", one, "declaring.text-needed"),
            ("x" * 5001, one, "declaring.text-needed"),
            ("Declared.", people[Role.VERIFIER, None], "work.not-your-role"),
            ("Declared.", people[Role.COMMISSIONER, "01"], "declaring.not-member"),
        ):
            with refused(key):
                sittings.open_sitting(election, text, by=by)
        sitting = sittings.open_sitting(election, "Declared.", by=one)
        with refused("declaring.sitting-open"):
            sittings.open_sitting(election, "Declared.", by=one)
        with refused("declaring.choose-vote"):
            sittings.vote(sitting.pk, "perhaps", by=one)
        with refused("declaring.not-member"):
            sittings.vote(sitting.pk, "for", by=people[Role.COMMISSIONER, "01"])
        sittings.vote(sitting.pk, "for", by=one)
        with refused("declaring.voted"):
            sittings.vote(sitting.pk, "against", by=one)
        sittings.vote(sitting.pk, "for", by=other)
        deciding.propose(elections.statement_of("01-1").pk, "look again", by=people[Role.SUPERVISOR, "01"])
        with refused("declaring.obstacles"):
            sittings.close(sitting.pk, by=one)
        deciding.refuse(elections.statement_of("01-1").pk, "no", by=people[Role.VERIFIER, "01"])
        assert sittings.close(sitting.pk, by=one).state == "carried"
        for act in (lambda: sittings.vote(sitting.pk, "for", by=one), lambda: sittings.close(sitting.pk, by=one)):
            with refused("declaring.sitting-closed"):
                act()
        with refused("declaring.no-such-sitting"):
            sittings.close(10**6, by=one)

    def test_a_count_that_the_members_did_not_see_is_not_declared(self, election, people):
        accept_all(people)
        counted(election, people)
        one, other = commission(people)
        sitting = sittings.open_sitting(election, "Declared.", by=one)
        for member in (one, other):
            sittings.vote(sitting.pk, "for", by=member)
        counted(election, people)
        with refused("declaring.other-count"):
            sittings.close(sitting.pk, by=one)

    def test_a_commission_of_one_declares_nothing(self, election, people):
        accept_all(people)
        counted(election, people)
        with refused("declaring.few-members"):
            sittings.open_sitting(election, "Declared.", by=people[Role.COMMISSIONER, None])

    def test_opened_again_by_decision_only(self, election, people):
        declared(election, people)
        with refused("work.not-counting"):
            deciding.propose(elections.statement_of("01-1").pk, "look again", by=people[Role.SUPERVISOR, "01"])
        assert carried(election, people, "A court orders a recount.").kind == "reopen"
        election.refresh_from_db()
        assert election.phase == "counting"
        deciding.propose(elections.statement_of("01-1").pk, "look again", by=people[Role.SUPERVISOR, "01"])


def test_every_open_statement_is_an_obstacle(election, people):
    elections.received("01-1", people)
    elections.once("01-2", people)
    elections.twice("02-1", people, elections.GOOD, elections.OTHER)
    elections.twice("02-2", people, elections.IN_ERROR, elections.IN_ERROR)
    found = {key: list(obstacles(election))[at] for at, key in enumerate(keys_of(election))}
    assert {"declaring.open-received", "declaring.open-once", "declaring.open-differing", "declaring.open-in-error"} <= set(
        found
    )
    assert "declaring.no-count" in found
    assert found["declaring.open-once"].address == "/statements?state=once"
    for language in LANGUAGES:
        assert all(obstacle.say(language) for obstacle in found.values())


def test_an_open_complaint_is_an_obstacle_and_both_its_acts_are_published(election, people, tmp_path):
    from datetime import UTC, datetime

    from suffrage.commission.complaints.models import Complaint

    accept_all(people)
    counted(election, people)
    observer = people[Role.OBSERVER, "01"]
    given = {"area": observer.area, "party": "", "grounds": "x", "filed": datetime.now(UTC), "late": False, "number": 1}
    complaint = Complaint.objects.create(election=election, person=observer, **given)
    (obstacle,) = obstacles(election)
    assert (obstacle.key, obstacle.address, obstacle.operands) == ("declaring.open-complaints", "/complaints", {"number": 1})
    Complaint.objects.filter(pk=complaint.pk).update(state="withdrawn")
    assert keys_of(election) == []
    export(election, tmp_path / "election")
    assert [act.act_id for act in open_acts(tmp_path / "election")] == ["complaint-1-filed", "complaint-1-withdrawn"]


def test_a_copy_that_differs_and_has_no_answer_is_an_obstacle(election, people):
    from suffrage.commission.copies.models import Copy

    accept_all(people)
    counted(election, people)
    given = {"person": people[Role.OBSERVER, "01"], "owner": "party A", "figures": {"A": 1}, "sha256": "x"}
    Copy.objects.create(election=election, statement=elections.statement_of("01-1"), replaced=False, **given)
    assert keys_of(election) == [], "not matched yet: the page does not write"
    with refused("declaring.obstacles"):
        sittings.open_sitting(election, "Declared.", by=commission(people)[0])
    assert keys_of(election) == ["declaring.open-cases"]
