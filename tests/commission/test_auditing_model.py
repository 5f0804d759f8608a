"""A model of the table of an audit's forms walks at random, and the services are held to it: what may happen does, and nothing else."""

import contextlib
import json
from dataclasses import dataclass, field, replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.commission.audits import begun, sheets

from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing import entering
from suffrage.commission.auditing.models import Sheet, Taken
from suffrage.commission.auditing.states import TABLE, Action, State
from suffrage.commission.refused import Refused
from suffrage.commission.trail.chain import first_broken
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
READINGS = {
    "lost": {"lost": "1"},
    "one": {"votes.1": "1", "votes.2": "2", "votes.3": "3", "invalid": "0"},
    "other": {"votes.1": "១", "votes.2": "2", "votes.3": "4", "invalid": "0"},
}


@dataclass(frozen=True)
class Modelled:
    """A form as it should be. `entries`: number → (who, what), of the attempt that is under way · `taken`: what stands, by version."""

    state: State = State.OUT
    version: int = 1
    attempt: int = 1
    entries: dict = field(default_factory=dict)
    taken: tuple = ()


class Walk(RuleBasedStateMachine):
    """The walk. `people`, `keys`: made once for all walks; every walk is rolled back."""

    people: tuple = ()
    keys: tuple = ()
    seen: set = set()  # noqa: RUF012 - what all walks together did

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.acts = Act.objects.count()
        self.model = {key: Modelled() for key in self.keys}

    def teardown(self):
        assert first_broken(Act.objects.all()) is None
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempted(self, key, action, person, do, **after):
        """Do it; it must happen exactly if the model allows it, and then the model moves."""
        model = self.model[key]
        step = TABLE.lines.get((model.state, action))
        did = {who for who, _what in model.entries.values()}
        lies = person.area is None or person.area.code == "01"
        may = step and Role(person.role) in step.roles and lies and not (step.apart_from and person.username in did)
        if not may:
            with pytest.raises(Refused) as refused:
                do()
            assert all(refused.value.key in messages(language) for language in LANGUAGES)
            return
        do()
        self.acts += 1
        self.seen.add(action)
        self.model[key] = replace(model, state=step.after, **after)

    @rule(key=st.integers(0, 1), who=st.integers(0, 9), what=st.sampled_from(list(READINGS)))
    def somebody_enters(self, key, who, what):
        key, person = self.keys[key], self.people[who]
        model = self.model[key]
        first = model.entries.get(1, (None, None))[1]
        action = Action.ENTER if first is None else Action.AGREE if first == what else Action.DIFFER
        after = {"entries": {**model.entries, len(model.entries) + 1: (person.username, what)}}
        if action is Action.AGREE:
            after["taken"] = (*model.taken, what)
        self.attempted(key, action, person, lambda: entering.enter(key, READINGS[what], by=person), **after)

    @rule(key=st.integers(0, 1), who=st.integers(0, 9), chosen=st.sampled_from([1, 2]))
    def somebody_settles(self, key, who, chosen):
        key, person = self.keys[key], self.people[who]
        model = self.model[key]
        what = model.entries.get(chosen, (None, None))[1]
        after = {"entries": {**model.entries, 3: (person.username, what)}, "taken": (*model.taken, what)}
        self.attempted(key, Action.SETTLE, person, lambda: entering.settle(key, chosen, "seen", by=person), **after)

    @rule(key=st.integers(0, 1), who=st.integers(0, 9))
    def somebody_sends_it_back(self, key, who):
        key, person = self.keys[key], self.people[who]
        after = {"entries": {}, "attempt": self.model[key].attempt + 1}
        self.attempted(key, Action.SEND_BACK, person, lambda: entering.send_back(key, "illegible", by=person), **after)

    @rule(key=st.integers(0, 1), who=st.integers(0, 9))
    def somebody_reopens_it(self, key, who):
        key, person = self.keys[key], self.people[who]
        model = self.model[key]
        after = {"entries": {}, "attempt": model.attempt + 1, "version": model.version + 1}
        self.attempted(key, Action.REOPEN, person, lambda: entering.reopen(key, "wrong", by=person), **after)

    @rule(key=st.integers(0, 1), moves=st.lists(st.tuples(st.sampled_from(list(READINGS)), st.booleans()), max_size=6))
    def people_do_what_is_next(self, key, moves):
        """One clerk, another, and whoever decides."""
        for what, is_settled in moves:
            model = self.model[self.keys[key]]
            if model.state in (State.OUT, State.ONCE):
                self.somebody_enters(key, 1 if model.state is State.OUT else 2, what)
            elif model.state is State.TAKEN:
                self.somebody_reopens_it(key, 6)
            elif is_settled:
                self.somebody_settles(key, 5, 1)
            else:
                self.somebody_sends_it_back(key, 5)

    @rule(key=st.integers(0, 1), who=st.integers(1, 3))
    def a_clerk_types_and_leaves(self, key, who):
        with contextlib.suppress(Refused):
            entering.save_draft(self.keys[key], {"votes.1": "7"}, by=self.people[who])

    @invariant()
    def the_database_is_as_the_model_says(self):
        for sheet in Sheet.objects.filter(pk__in=self.model):
            model = self.model[sheet.pk]
            assert (sheet.state, sheet.version, sheet.attempt) == (model.state, model.version, model.attempt)
            found = Taken.objects.filter(sheet=sheet).order_by("version")
            assert [self.name_of(json.loads(row.counts)) for row in found] == list(model.taken)
        assert Act.objects.count() == self.acts

    @staticmethod
    def name_of(counts):
        return "lost" if counts.get("lost") else {3: "one", 4: "other"}[counts["votes"]["3"]]


def test_services_and_table_agree_on_every_walk(tmp_path):
    desk = begun(tmp_path)
    Walk.people = tuple(desk.people.values())
    assert len(Walk.people) == 10
    Walk.keys = tuple(sheet.pk for sheet in sheets()[:2])
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=20, stateful_step_count=30, suppress_health_check=list(HealthCheck), deadline=None)
    )
    assert Walk.seen == set(Action)
