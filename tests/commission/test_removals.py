"""Who no longer stands: entered by one commissioner, confirmed by another, and counted by the law, in the record as on the site."""

import re
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.declarations import KEY, accept_all, carried, commission, counted, declared, refused, under
from tests.commission.elections import reading
from tests.commission.test_declaring_published import second_verifier, signed
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import drawings, publishing, removals
from suffrage.commission.declaring.drawings import Question
from suffrage.commission.declaring.export import export
from suffrage.commission.declaring.models import Removal, RemovalStep
from suffrage.commission.declaring.obstacles import obstacles
from suffrage.commission.declaring.removal_states import TABLE, Action, State
from suffrage.commission.setup.models import Candidate, Contest
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act
from suffrage.intake.canonical import open_election
from suffrage.model import Struck, Withdrawal
from suffrage.record.verify import verify
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db

COURT = removals.Given("struck", "A", 1, date(2023, 7, 25), "Court of Phnom Penh, no. 12/2023", "sentenced")


@pytest.fixture
def members(people):
    return commission(people)


@pytest.fixture
def lists(election):
    """Four candidates on each list."""
    for candidate in list(Candidate.objects.all()):
        for position in (2, 3, 4):
            code = f"{candidate.code[:-1]}{position}"
            Candidate.objects.create(option=candidate.option, position=position, code=code, name_en=f"Name {code}")
    return election


def contest(code="01"):
    return Contest.objects.select_related("election").get(code=code)


def struck(members, given=COURT):
    """Entered by one member and confirmed by the other."""
    one, other = members
    removal = removals.propose(contest(), given, by=one)
    return removals.take(removal.pk, Action.CONFIRM, "", by=other)


def elected(found, code="01"):
    row, result = found.of(contest(code))
    assert row
    return [(each.option_id, each.position) for each in result.outcome.elected]


def test_those_behind_move_up_once_two_say_so(lists, people, members):
    accept_all(people, c01=reading(a=200, b=50, c=50))
    assert elected(counted(lists, people)) == [("A", 1), ("A", 2), ("A", 3)]
    removal = removals.propose(contest(), COURT, by=members[0])
    assert elected(counted(lists, people)) == [("A", 1), ("A", 2), ("A", 3)]
    assert "removal.open" in [each.key for each in obstacles(lists)]
    removals.take(removal.pk, Action.CONFIRM, "", by=members[1])
    assert "declaring.old-count" in [each.key for each in obstacles(lists)]
    found = counted(lists, people)
    assert elected(found)[:2] == [("A", 2), ("A", 3)]
    assert ("A", 1) not in elected(found)
    assert "removal.open" not in [each.key for each in obstacles(lists)]


def test_it_is_lifted_as_it_was_entered(lists, people, members):
    accept_all(people, c01=reading(a=200, b=50, c=50))
    one, other = members
    removal = struck(members)
    removals.take(removal.pk, Action.LIFT, "set aside on appeal", by=other)
    assert [row["rank"] for row in removals.decision_rows(lists)] == [1], "until another says so, it stands"
    with refused("removal.own"):
        removals.take(removal.pk, Action.CONFIRM_LIFT, "set aside on appeal", by=other)
    removals.take(removal.pk, Action.KEEP, "the appeal is not decided", by=other)
    removals.take(removal.pk, Action.LIFT, "set aside on appeal", by=one)
    removals.take(removal.pk, Action.CONFIRM_LIFT, "set aside on appeal", by=other)
    assert list(removals.decision_rows(lists)) == []
    assert elected(counted(lists, people)) == [("A", 1), ("A", 2), ("A", 3)]
    assert struck(members).state == "stands", "and it can be entered again"


def test_a_withdrawal_between_the_rounds_under_a_law_that_has_them(election, people, members, monkeypatch):
    """President: of the two first, one withdraws, and the third goes to the second round."""
    accept_all(people, c01=reading(a=140, b=100, c=60))
    under("fr.president", seats=1)
    election.refresh_from_db()
    assert removals.kinds_of(election) == ("withdrawal", "impediment")
    row = counted(election, people).of(contest())
    assert row[1].outcome.next_round == ("A", "B")
    given = removals.Given("withdrawal", "B", None, COURT.day, "Declaration before the council", "withdrew")
    removal = removals.propose(contest(), given, by=members[0])
    with refused("removal.already"):
        removals.propose(contest(), given, by=members[1])
    removals.take(removal.pk, Action.CONFIRM, "", by=members[1])
    row = counted(election, people).of(contest())
    assert row[1].outcome.next_round == ("A", "C")
    assert signed(election, people).state == "done"
    record = publishing.record_folder(election)
    assert not verify(record, KEY.public()).failures
    assert second_verifier(record, monkeypatch) == 0
    with open_election(record / "election") as tables:
        assert tables.decisions() == [Withdrawal(contest_id="01", option_id="B")]


def test_a_ruling_that_does_not_fit_leaves_the_struck_off(lists, people, members):
    """Where the law refuses a ruling, the result is shown without it; who is struck off stays so."""
    Candidate.objects.filter(position=4).delete()
    accept_all(people, c01=reading(a=200, b=50, c=50))
    struck(members)
    asked = Question(contest(), "ruling", "last-seats", among=("A", "B"), places=1)  # the tie is between B and C
    for member in members:
        drawings.enter(asked, ["A"], day=COURT.day, source="nobody asked", by=member)
    found = counted(lists, people)
    assert "A" in found.run.told["law_problem"]
    assert elected(found) == [("A", 2), ("A", 3)]


def test_the_whole_table_and_nothing_else(lists, members):
    """Every action in every state, by somebody who took no part: what the table has happens, and nothing else does."""
    other = tiny.person(Role.COMMISSIONER, None, suffix="-third")
    ways = {
        State.PROPOSED: (),
        State.STANDS: (Action.CONFIRM,),
        State.REFUSED: (Action.REFUSE,),
        State.LIFTING: (Action.CONFIRM, Action.LIFT),
        State.LIFTED: (Action.CONFIRM, Action.LIFT, Action.CONFIRM_LIFT),
    }
    for place, (state, action) in enumerate(product(State, [each for each in Action if each is not Action.PROPOSE])):
        given = removals.Given("struck", "ABC"[place % 3], place % 3 + 1, COURT.day, COURT.source, COURT.reason)
        with transaction.atomic():
            removal = removals.propose(contest("02" if place % 2 else "01"), given, by=members[0])
            for turn, way in enumerate(ways[state]):
                removals.take(removal.pk, way, "because", by=members[(turn + 1) % 2])
            step = TABLE.lines.get((state, action))
            if step is None:
                with refused("work.changed-meanwhile"):
                    removals.take(removal.pk, action, "because", by=other)
            else:
                assert removals.take(removal.pk, action, "because", by=other).state == step.after.value
            transaction.set_rollback(True)


def test_the_guards_have_the_changes_of_the_table():
    guards = import_module("suffrage.commission.declaring.migrations.0004_removal_guards")
    assert sorted(guards.CHANGES) == sorted((one.value, other.value) for one, other in TABLE.changes())


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"kind": "withdrawal"}, "removal.kind-needed"),
        ({"kind": "x"}, "removal.kind-needed"),
        ({"option": "Z"}, "removal.option-needed"),
        ({"position": None}, "removal.position-needed"),
        ({"position": 0}, "removal.position-needed"),
        ({"position": 5}, "removal.position-needed"),
        ({"source": " "}, "removal.source-needed"),
        ({"source": "x" * 301}, "removal.source-needed"),
        ({"reason": " "}, "work.reason-needed"),
        ({"day": date.today() + timedelta(2)}, "declaring.day-to-come"),  # noqa: DTZ011
    ],
)
def test_what_does_not_fit_is_said(lists, members, changed, key):
    with refused(key):
        removals.propose(contest(), replace(COURT, **changed), by=members[0])
    assert not Removal.objects.exists()


def test_who_may_and_when(lists, people, members):
    one, _other = members
    for role in Role:
        if role is not Role.COMMISSIONER:
            with refused("work.not-your-role"):
                removals.propose(contest(), COURT, by=people[role, "01"])
    with refused("work.not-your-area"):
        removals.propose(contest("02"), COURT, by=people[Role.COMMISSIONER, "01"])
    removal = removals.propose(contest(), COURT, by=one)
    with refused("removal.own"):
        removals.take(removal.pk, Action.CONFIRM, "", by=one)
    with refused("removal.already"):
        removals.propose(contest(), COURT, by=one)
    with refused("removal.none"):
        removals.take(0, Action.REFUSE, "x", by=one)
    assert removals.open_to(removal, one) == (Action.REFUSE,)
    removals.take(removal.pk, Action.REFUSE, "another person of that name", by=one)
    declared(lists, people)
    with refused("work.not-counting"):
        removals.propose(contest(), COURT, by=one)


def refuses(*statements):
    for statement in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert check().broken is None


STEP = (
    "INSERT INTO declaring_removalstep (removal_id, action, person_id, reason, at) VALUES ({}, '{}', {}, '', CURRENT_TIMESTAMP)"
)


def test_the_database_refuses_what_one_person_says(lists, people, members):
    one, other = members
    removal = removals.propose(contest(), COURT, by=one)
    stand = f"UPDATE declaring_removal SET state = 'stands' WHERE id = {removal.pk}"
    with connection.cursor() as cursor:
        cursor.execute(STEP.format(removal.pk, "confirm", one.pk))
    elsewhere = contest("02").options.get(code="B").pk
    refuses(
        stand,
        "UPDATE declaring_removal SET state = 'lifted'",
        "UPDATE declaring_removal SET position = 2",
        "UPDATE declaring_removal SET reason = 'other'",
        "DELETE FROM declaring_removal",
        f"UPDATE declaring_removalstep SET person_id = {other.pk}",
        "DELETE FROM declaring_removalstep",
        "INSERT INTO declaring_removal (contest_id, kind, option_id, position, day, source, reason, state) SELECT contest_id, kind, "
        "option_id, 2, day, source, reason, 'stands' FROM declaring_removal",
        f"INSERT INTO declaring_removal (contest_id, kind, option_id, position, day, source, reason, state) SELECT contest_id, kind, "
        f"{elsewhere}, 2, day, source, reason, 'proposed' FROM declaring_removal",
        "INSERT INTO declaring_removal (contest_id, kind, option_id, position, day, source, reason, state) SELECT contest_id, kind, "
        "option_id, NULL, day, source, reason, 'proposed' FROM declaring_removal",
    )
    removals.take(removal.pk, Action.CONFIRM, "", by=other)
    removals.take(removal.pk, Action.LIFT, "appeal", by=other)
    with connection.cursor() as cursor:
        cursor.execute(STEP.format(removal.pk, "confirm-lift", other.pk))
    refuses("UPDATE declaring_removal SET state = 'lifted'")
    removals.take(removal.pk, Action.KEEP, "appeal", by=other)
    accept_all(people)
    counted(lists, people)
    carried(lists, people)
    refuses("UPDATE declaring_removal SET state = 'lifting'", STEP.format(removal.pk, "lift", one.pk))


def test_the_record_says_it_and_both_verifiers_agree(lists, people, members, monkeypatch, tmp_path):
    accept_all(people, c01=reading(a=200, b=60, c=40))
    signed(lists, people)
    record = publishing.record_folder(lists)
    removal = struck(members)
    counted(lists, people)
    signed(lists, people)
    removals.take(removal.pk, Action.LIFT, "appeal", by=members[0])
    removals.take(removal.pk, Action.CONFIRM_LIFT, "appeal", by=members[1])
    signed(lists, people)
    struck(members)
    struck(members, replace(COURT, position=3))
    counted(lists, people)
    carried(lists, people)
    lists.refresh_from_db()
    last = signed(lists, people)
    assert (last.state, last.told["status"]) == ("done", "final"), last.told
    found = verify(record, KEY.public())
    assert found.is_valid, found.failures
    assert second_verifier(record, monkeypatch) == 0
    export(lists, tmp_path / "election")
    with open_election(tmp_path / "election") as tables:
        assert tables.decisions() == [Struck(contest_id="01", option_id="A", position=n) for n in (1, 3)]
    acts = list(Act.objects.filter(kind__startswith="removal-").order_by("number").values_list("kind", flat=True))
    once = ["removal-propose", "removal-confirm"]
    assert acts == [*once, "removal-lift", "removal-confirm-lift", *once, *once]


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_page_of_the_contest(language, lists, people, members):
    accept_all(people)
    counted(lists, people)
    one, other = (signed_in(member) for member in members)
    for browser in (one, other):
        browser.cookies["language"] = language
    words, where = messages(language), f"/declaring/contests/{contest().pk}"
    form = {"kind": "struck", "option": "A", "position": "១", "day": "2023-07-25", "source": "Court", "reason": "sentenced"}
    wrong = one.post(f"{where}/removals", form | {"position": "9"})
    assert wrong.status_code == 422
    assert words["removal.position-needed"] in text_of(wrong)
    assert 'value="Court"' in text_of(wrong), "what was typed is still there"
    assert one.post(f"{where}/removals", form).status_code == 302
    removal = Removal.objects.get()
    assert removal.position == 1
    mine, theirs = text_of(one.get(where)), text_of(other.get(where))
    assert f'value="{Action.CONFIRM}"' not in mine
    assert f'value="{Action.CONFIRM}"' in theirs
    assert words["removal-kind.struck"] in theirs
    assert re.search("(sentenced|Court)", text_of(signed_in(people[Role.OBSERVER, None]).get(where)))
    own = one.post(f"/declaring/removals/{removal.pk}", {"action": "confirm"})
    assert own.status_code == 422
    assert words["removal.own"] in text_of(own)
    assert one.post(f"/declaring/removals/{removal.pk}", {"action": "x"}).status_code == 422
    assert other.post(f"/declaring/removals/{removal.pk}", {"action": "confirm"}).status_code == 302
    assert words["removal-state.stands"] in text_of(one.get(where))
    assert RemovalStep.objects.count() == 2


def test_the_diagram_is_drawn_from_the_table():
    page = Path(__file__).parents[2] / "docs" / "commission-declaring.md"
    assert f"```mermaid\n{TABLE.diagram()}\n```" in page.read_text("utf-8")
