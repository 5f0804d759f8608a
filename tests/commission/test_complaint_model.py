"""A model of the tables of complaints and cases: a random walk holds services and database to the table, and the docs show it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.commission import tiny
from tests.commission.elections import twice

from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import carrying, deadlines, deciding, filing
from suffrage.commission.complaints.models import Complaint, Decision, Event
from suffrage.commission.complaints.open import open_complaints
from suffrage.commission.complaints.states import TABLE, Action, Outcome, Remedy, State
from suffrage.commission.copies import states as cases
from suffrage.commission.refused import Refused
from suffrage.commission.statements import deciding as statements
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.chain import first_broken
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
ROOMS = {"complaints": TABLE, "copies": cases.TABLE}
ENDING = {Outcome.UPHELD: Action.UPHOLD, Outcome.DISMISSED: Action.DISMISS, Outcome.OUT_OF_TIME: Action.FIND_LATE}
DECISIONS = [
    (Outcome.OUT_OF_TIME, Remedy.NONE),
    (Outcome.DISMISSED, Remedy.NONE),
    (Outcome.UPHELD, Remedy.NONE),
    (Outcome.UPHELD, Remedy.CORRECTION),
    (Outcome.UPHELD, Remedy.RECOUNT),
    (Outcome.DISMISSED, Remedy.RECOUNT),
]


@dataclass
class Modelled:
    """A complaint as it should be. `links`: what became of each correction that it led to (None: not decided)."""

    filer: str
    party: str
    late: bool
    state: State = State.FILED
    heard: bool = False
    proposer: str = ""
    decision: tuple = (Outcome.DISMISSED, Remedy.NONE)
    links: list = field(default_factory=list)


def step_of(model, action, person):
    """The step that this person may take, as the table and the rules beside it have it; None: none."""
    step = TABLE.lines.get((model.state, action))
    if step is None or Role(person.role) not in step.roles or (person.area and person.area.code != "01"):
        return None
    did = {Action.FILE} if person.username == model.filer else set()
    did |= {Action.PROPOSE} if person.username == model.proposer else set()
    if did & set(step.apart_from):
        return None
    if action is Action.WITHDRAW and person.username != model.filer and (person.role != "agent" or person.party != model.party):
        return None
    return step


class Walk(RuleBasedStateMachine):
    """The walk. `people`, `statement`, `complaints`: made once for all walks; every walk is rolled back."""

    people: tuple = ()
    statement: int = 0
    complaints: tuple = ()
    other: object = None  # a verifier who does nothing else
    taken: set = set()  # noqa: RUF012 - what all walks together did

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.acts = Act.objects.count()
        self.model = {
            one.pk: Modelled(one.person.username, one.party, one.late)
            for one in Complaint.objects.filter(pk__in=self.complaints).select_related("person")
        }
        self.statement_state = "accepted"

    def teardown(self):
        assert first_broken(Act.objects.all()) is None
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempted(self, key, step, do, *, acts=1, **after):
        if step is None:
            with pytest.raises(Refused) as refused:
                do()
            assert all(refused.value.key in messages(language) for language in LANGUAGES)
            return
        do()
        self.acts += acts
        self.taken.add(step.action)
        for name, value in {"state": step.after, **after}.items():
            setattr(self.model[key], name, value)

    @rule(data=st.data(), number=st.integers(2, 12))
    def several_people_do_what_they_may(self, data, number):
        for _ in range(number):
            possible = [
                (action, key, person)
                for (key, model), action, person in product(self.model.items(), Action, self.people)
                if step_of(model, action, person)
            ]
            on = [each for each in possible if each[0] is not Action.WITHDRAW]
            if on and data.draw(st.integers(0, 3)):  # few are withdrawn, so that walks go far
                possible = on
            if not possible:
                return
            action = data.draw(st.sampled_from(sorted({action for action, _key, _person in possible})), label="action")
            key, person = data.draw(st.sampled_from([pair for known, *pair in possible if known is action]), label="who")
            self.act(action, key, person, data)

    @rule(data=st.data(), action=st.sampled_from([action for action in Action if action is not Action.FILE]))
    def somebody_tries_anything(self, data, action):
        key = data.draw(st.sampled_from(list(self.model)), label="complaint")
        self.act(action, key, data.draw(st.sampled_from(self.people), label="person"), data)

    @rule(approve=st.booleans())
    def a_verifier_answers_the_correction(self, approve):
        if self.statement_state == "recalled":
            (statements.approve if approve else statements.refuse)(self.statement, "seen", by=self.other)
            self.acts += 1
            self.statement_state = "received" if approve else "accepted"
            for model in self.model.values():
                model.links = [approve if one is None else one for one in model.links]

    def act(self, action, key, person, data):
        model = self.model[key]
        step = step_of(model, action, person)
        if action is Action.SUMMON:
            self.attempted(key, step, lambda: deciding.summon(key, datetime.now(UTC), "Here", by=person))
        elif action is Action.HEAR:
            self.attempted(key, step, lambda: deciding.hear(key, "Said.", [self.people[0]], by=person), heard=True)
        elif action is Action.PROPOSE:
            self.propose(key, person, step, data)
        elif action in (Action.REFUSE, Action.REFUSE_HEARD):
            real = Action.REFUSE_HEARD if model.heard else Action.REFUSE
            self.attempted(key, step_of(model, real, person), lambda: deciding.refuse(key, "No.", by=person), proposer="")
        elif action is Action.WITHDRAW:
            self.attempted(key, step, lambda: filing.withdraw(key, "Settled.", by=person))
        elif action is Action.CARRY_OUT:
            self.carry_out(key, person, step)
        else:
            outcome, remedy = model.decision
            real = Action.ORDER if remedy is not Remedy.NONE else ENDING[outcome]
            self.attempted(key, step_of(model, real, person), lambda: deciding.confirm(key, by=person), proposer="")

    def propose(self, key, person, step, data):
        model = self.model[key]
        outcome, remedy = data.draw(st.sampled_from(DECISIONS), label="decision")
        impossible = (
            (outcome is Outcome.UPHELD and not model.heard)
            or (outcome is Outcome.OUT_OF_TIME and not model.late)
            or (remedy is not Remedy.NONE and outcome is not Outcome.UPHELD)
        )
        do = lambda: deciding.propose(key, outcome, "Because.", by=person, remedy=remedy)  # noqa: E731
        self.attempted(key, None if impossible else step, do, proposer=person.username, decision=(outcome, remedy))

    def carry_out(self, key, person, step):
        model = self.model[key]
        again = bool(model.links) and all(one is False for one in model.links)
        possible = self.statement_state == "accepted" and (model.state is State.ORDERED or again)
        links = [*model.links, None]
        do = lambda: carrying.carry_out(key, "As decided.", by=person)  # noqa: E731
        self.attempted(key, step if possible else None, do, acts=2, links=links)
        if step and possible:
            self.statement_state = "recalled"

    @invariant()
    def the_database_is_as_the_model_says(self):
        for one in Complaint.objects.filter(pk__in=self.model):
            assert one.state == self.model[one.pk].state
        open_ones = {
            key
            for key, model in self.model.items()
            if model.state in (State.FILED, State.SUMMONED, State.HEARD, State.PROPOSED, State.ORDERED)
            or (model.state is State.UPHELD and model.links and all(one is False for one in model.links))
        }
        assert {one.pk for one in open_complaints(Complaint.objects.all()[0].election)} == open_ones
        assert Statement.objects.get(pk=self.statement).state == self.statement_state
        assert Act.objects.count() == self.acts

    @rule(data=st.data())
    def past_the_service_states_change_as_the_table_says(self, data):
        key = data.draw(st.sampled_from(list(self.model)))
        known = set(TABLE.changes())
        for after in State:
            if (before := self.model[key].state) is not after and (before, after) not in known:
                self.refused(lambda after=after: Complaint.objects.filter(pk=key).update(state=after.value))
        self.refused(lambda: Complaint.objects.filter(pk=key).update(grounds="other"))

    @rule()
    def past_the_service_nobody_decides_alone(self):
        for decision in Decision.objects.filter(decided=None).select_related("complaint"):
            mine = Decision.objects.filter(pk=decision.pk)
            given = {"confirmed": True, "decided": decision.proposed}
            self.refused(lambda mine=mine, given=given, who=decision.proposer_id: mine.update(decider=who, **given))
            self.refused(lambda mine=mine, given=given, who=decision.complaint.person_id: mine.update(decider=who, **given))
            self.refused(lambda mine=mine: mine.update(reasons="other"))
            for after in ("upheld", "ordered", "dismissed", "out-of-time"):
                self.refused(
                    lambda after=after, key=decision.complaint_id: Complaint.objects.filter(pk=key).update(state=after)
                )

    def refused(self, do):
        with pytest.raises(IntegrityError), transaction.atomic():
            do()


def test_services_table_and_database_agree_on_every_walk(people, election):
    commissioner, statement = people[Role.COMMISSIONER, None], twice("01-1", people)
    in_time = filing.file(statement, "x", by=people[Role.AGENT, "01"])
    deadlines.announce(election, Event.PRELIMINARY, datetime(2023, 8, 1, tzinfo=UTC), by=commissioner)
    late = filing.file(statement, "x", by=people[Role.OBSERVER, "01"])
    others = [tiny.person(Role.COMMISSIONER, None, suffix="-second"), tiny.person(Role.AGENT, None, suffix="-b", party="B")]
    roles = (Role.SUPERVISOR, Role.AGENT, Role.OBSERVER, Role.VERIFIER, Role.COMMISSIONER)
    Walk.people = (commissioner, *others, *(people[role, "01"] for role in roles), people[Role.COMMISSIONER, "02"])
    Walk.statement, Walk.complaints, Walk.other = statement.pk, (in_time.pk, late.pk), people[Role.VERIFIER, None]
    walks = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        phases=[Phase.generate],  # a walk is short enough to be read; making it shorter takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Walk, settings=walks)
    assert Walk.taken == set(Action) - {Action.FILE}


@pytest.mark.parametrize("room", ROOMS)
def test_the_guards_of_the_database_are_the_table(room):
    written = import_module(f"suffrage.commission.{room}.migrations.0002_guards").CHANGES
    assert sorted(written) == sorted((before.value, after.value) for before, after in ROOMS[room].changes())


@pytest.mark.parametrize("room", ROOMS)
def test_the_diagram_is_drawn_from_the_table(room):
    page = Path(__file__).parents[2] / "docs" / "commission-cases.md"
    assert f"```mermaid\n{ROOMS[room].diagram()}\n```" in page.read_text("utf-8")


def test_every_guard_stands_in_the_database(db):
    """A migration that alters a table on SQLite drops its triggers; then they must be made anew."""
    of = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {'name' if connection.vendor == 'sqlite' else 'tgname'} FROM {of}")
        found = {name for (name,) in cursor.fetchall()}
    kept = ["evidence", "hearing", "sitting", "decision", "carriedout", "announcement"]
    kept = [f"complaints_{table}" for table in kept] + ["copies_copy", "copies_copyphoto", "copies_casestep"]
    assert {f"{table}_{what}" for table in kept for what in ("kept", "unchanged")} <= found
    assert {f"{table}_{what}" for table in ("complaints_complaint", "copies_case") for what in ("kept", "states")} <= found
    assert {f"complaint_{what}" for what in ("begins", "frozen", "decided", "proposed", "heard", "carried_out")} <= found
    assert {f"decision_{what}" for what in ("proposed_apart", "after_hearing", "confirmed_apart", "frozen")} <= found
    assert {"carried_out_there", "case_begins"} <= found
