"""A model of the statements' table walks at random, and services and database are held to it: what may happen does, and nothing else.

Every forbidden act is tried on the service, which must refuse and change nothing; and then on the database itself, past the service.
"""

from dataclasses import dataclass, field, replace
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.commission import tiny

from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.statements import deciding, work
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Accepted, Correction, Entry, EntryVotes, Statement
from suffrage.commission.statements.reading import reading_of
from suffrage.commission.statements.states import TABLE, Action, State, changes
from suffrage.commission.trail.chain import first_broken
from suffrage.commission.trail.models import Act, Tip
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


def reading(valid, a, b, c, *, voters=None, registered=500):
    voters = valid + 5 if voters is None else voters
    return Reading(
        {"registered": registered, "voters": voters, "ballots": voters, "blank": None, "null": 5, "valid": valid},
        {"A": a, "B": b, "C": c},
    )


GOOD, OTHER = reading(300, 100, 150, 50), reading(300, 101, 149, 50)
IN_ERROR, ODD = reading(300, 100, 150, 49), reading(300, 300, 0, 0)
READINGS = {"good": GOOD, "other": OTHER, "in-error": IN_ERROR, "odd": ODD}
BY_READING = {"good": Action.AGREE, "other": Action.AGREE, "in-error": Action.ERR, "odd": Action.STAND_OUT}


SERVICES = {
    Action.RECEIVE: "receive",
    Action.RETURN: "give_back",
    **dict.fromkeys((Action.BEGIN_FIRST, Action.BEGIN_SECOND), "begin"),
    **dict.fromkeys((Action.LEAVE_FIRST, Action.LEAVE_SECOND), "leave"),
    **dict.fromkeys((Action.FINISH_FIRST, Action.AGREE, Action.DIFFER, Action.ERR, Action.STAND_OUT), "finish"),
    **dict.fromkeys((Action.SETTLE, Action.REFER), "settle"),
    Action.SEND_BACK: "send_back",
    Action.RELEASE: "release",
    Action.PROPOSE: "propose",
    **dict.fromkeys((Action.APPROVE, Action.REFUSE), "answer"),
}


@dataclass(frozen=True)
class Modelled:
    """A statement as it should be. `entries`: number → (person's key, reading's name), of the attempt that is under way."""

    area: str
    state: State = State.AWAITED
    version: int = 1
    attempt: int = 1
    serial: str = ""
    holder: str | None = None
    entries: dict = field(default_factory=dict)
    proposer: str | None = None
    accepted: tuple = ()


def step_of(model, action, person):
    """The step, if that person may take it."""
    step = TABLE.get((model.state, action))
    role, area = person.role, person.area.code if person.area else None
    if step is None or Role(role) not in step.roles or area not in (None, model.area):
        return None
    done = {1: Action.FINISH_FIRST, 2: Action.AGREE, 3: Action.SETTLE, 4: Action.RELEASE}
    did = {done[number] for number, (who, _what) in model.entries.items() if who == person.username}
    did |= {Action.PROPOSE} if model.proposer == person.username else set()
    return None if did & set(step.apart_from) else step


def made_people(election):
    """Several people of the roles that work, in both provinces and for the country, and one of each other role."""
    areas = {area.code: area for area in election.areas.select_related("election")}
    one, two = areas["01"], areas["02"]
    wanted = [(Role.CLERK, one), (Role.CLERK, one), (Role.CLERK, None), (Role.CLERK, two), (Role.SUPERVISOR, one)]
    wanted += [(Role.SUPERVISOR, None), (Role.VERIFIER, one), (Role.VERIFIER, None)]
    wanted += [(role, None) for role in (Role.ADMINISTRATOR, Role.COMMISSIONER, Role.AGENT, Role.OBSERVER)]
    return [tiny.person(role, area, suffix=f"-{number}") for number, (role, area) in enumerate(wanted)]


class Walk(RuleBasedStateMachine):
    """The walk. `people`, `keys`: made once for all walks; every walk is rolled back."""

    people: tuple = ()
    keys: tuple = ()
    taken: set = set()  # noqa: RUF012 - what all walks together did

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.acts = Act.objects.count()
        self.model = {key: Modelled(area) for key, area in self.keys}

    def teardown(self):
        assert first_broken(Act.objects.all()) is None
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def try_it(self, key, person, action, do, **after):
        """Do it; it must happen exactly if the model allows it, and then the model moves."""
        self.attempted(key, step_of(self.model[key], action, person), do, **after)

    def attempted(self, key, step, do, **after):
        if step is None:
            with pytest.raises(Refused) as refused:
                do()
            assert all(f"{refused.value.key}" in messages(language) for language in LANGUAGES)
        else:
            do()
            self.acts += 1
            self.taken.add(step.action)
            self.model[key] = replace(self.model[key], **{"holder": None, "state": step.after, **after})

    @rule(data=st.data(), number=st.integers(1, 8))
    def several_people_do_what_they_may(self, data, number):
        for _ in range(number):
            possible = [
                (action, key, person)
                for action in Action
                for key, model in self.model.items()
                for person in self.people
                if step_of(model, action, person) and model.holder in (None, person.username)
            ]
            action = data.draw(st.sampled_from(sorted({action for action, _key, _person in possible})), label="action")
            key, person = data.draw(st.sampled_from([pair for known, *pair in possible if known is action]), label="who")
            self.act(action, key, person, data)

    @rule(data=st.data(), action=st.sampled_from(Action))
    def somebody_tries_anything(self, data, action):
        key = data.draw(st.sampled_from(list(self.model)), label="statement")
        self.act(action, key, data.draw(st.sampled_from(self.people), label="person"), data)

    def act(self, action, key, person, data):
        """Ask the service for such an act."""
        getattr(self, SERVICES[action])(data, key, person, action)

    def receive(self, data, key, person, _action):
        serial = data.draw(st.sampled_from(["1", "2", "3", " ៣ "]))
        plain = serial.strip().replace("៣", "3")
        model = self.model[key]
        taken = any(other.serial == plain and other.area == model.area for k, other in self.model.items() if k != key)
        step = None if taken else step_of(model, Action.RECEIVE, person)
        self.attempted(key, step, lambda: work.receive(key, serial, by=person), serial=plain)

    def give_back(self, _data, key, person, action):
        self.try_it(key, person, action, lambda: work.give_back(key, "a mistake", by=person), serial="")

    def begin(self, _data, key, person, _action):
        model = self.model[key]
        if model.state in (State.FIRST, State.SECOND):
            if model.holder == person.username:
                assert work.begin(key, by=person).person_id == person.pk
            else:
                with pytest.raises(Refused):
                    work.begin(key, by=person)
            return
        action = Action.BEGIN_SECOND if model.state is State.ONCE else Action.BEGIN_FIRST
        self.try_it(key, person, action, lambda: work.begin(key, by=person), holder=person.username)

    def leave(self, _data, key, person, _action):
        model = self.model[key]
        action = Action.LEAVE_SECOND if model.state is State.SECOND else Action.LEAVE_FIRST
        step = step_of(model, action, person)
        if person.role == "clerk" and model.holder != person.username:
            step = None
        self.attempted(key, step, lambda: work.leave(key, by=person))

    def finish(self, data, key, person, _action):
        model = self.model[key]
        first = model.entries.get(1, (None, None))[1]
        name = data.draw(st.sampled_from([*READINGS] + [first or "good"] * 4), label="reading")
        second = BY_READING[name] if first == name else Action.DIFFER
        action = Action.FINISH_FIRST if model.state is State.FIRST else second
        step = step_of(model, action, person) if model.holder == person.username else None
        number = 1 if model.state is State.FIRST else 2
        after = {"entries": {**model.entries, number: (person.username, name)}}
        if action is Action.AGREE:
            after["accepted"] = (*model.accepted, name)
        confirmed = ["votes-sum", "one-sided"]
        self.attempted(key, step, lambda: work.finish(key, READINGS[name], by=person, confirmed=confirmed), **after)

    def settle(self, data, key, person, _action):
        chosen = data.draw(st.sampled_from([1, 2, *READINGS]), label="chosen")
        model = self.model[key]
        name = model.entries.get(chosen, (None, "good"))[1] if chosen in (1, 2) else chosen
        was_read = name in {what for _who, what in model.entries.values()}
        action = Action.SETTLE if was_read and name != "odd" else Action.REFER
        after = {"entries": {**model.entries, 3: (person.username, name)}}
        if action is Action.SETTLE:
            after["accepted"] = (*model.accepted, name)
        given = chosen if chosen in (1, 2) else READINGS[chosen]
        self.try_it(key, person, action, lambda: deciding.settle(key, given, "seen on the scan", by=person), **after)

    def send_back(self, _data, key, person, action):
        do = lambda: deciding.send_back(key, "not legible", by=person)  # noqa: E731
        self.try_it(key, person, action, do, attempt=self.model[key].attempt + 1, entries={})

    def release(self, _data, key, person, action):
        model = self.model[key]
        name = (model.entries.get(3) or model.entries.get(1) or (None, None))[1]
        after = {"entries": {**model.entries, 4: (person.username, name)}, "accepted": (*model.accepted, name)}
        self.try_it(key, person, action, lambda: deciding.release(key, "as on the paper", by=person), **after)

    def propose(self, _data, key, person, action):
        do = lambda: deciding.propose(key, "recounted", by=person)  # noqa: E731
        self.try_it(key, person, action, do, proposer=person.username)

    def answer(self, _data, key, person, action):
        model, after = self.model[key], {"proposer": None}
        do = deciding.approve if action is Action.APPROVE else deciding.refuse
        if action is Action.APPROVE:
            after |= {"version": model.version + 1, "attempt": model.attempt + 1, "entries": {}}
        self.try_it(key, person, action, lambda: do(key, "so it is", by=person), **after)

    @invariant()
    def the_database_is_as_the_model_says(self):
        for statement in Statement.objects.select_related("holder").filter(pk__in=self.model):
            model = self.model[statement.pk]
            holder = statement.holder.username if statement.holder else None
            found = (statement.state, statement.version, statement.attempt, statement.serial, holder)
            assert found == (model.state, model.version, model.attempt, model.serial, model.holder)
            counting = Accepted.objects.filter(statement=statement).order_by("version")
            assert [reading_of(row.entry) for row in counting] == [READINGS[name] for name in model.accepted]
            assert all(row.figures == row.entry.figures for row in counting)
        assert Act.objects.count() == self.acts == Tip.objects.get().number

    @precondition(lambda _self: Entry.objects.filter(finished__isnull=False).exists())
    @rule(data=st.data())
    def past_the_service_nobody_does_two_parts(self, data):
        entry = self.draw_entry(data)
        statement, number = entry.statement, data.draw(st.sampled_from([1, 2, 3, 4]))
        same = {"statement": statement, "version": entry.version, "attempt": entry.attempt}
        self.refused(lambda: Entry.objects.create(**same, number=number, person=entry.person, reason="mine"))

    @precondition(lambda _self: Entry.objects.filter(finished__isnull=False).exists())
    @rule(data=st.data())
    def past_the_service_what_is_finished_stays(self, data):
        entry = self.draw_entry(data)
        mine = Entry.objects.filter(pk=entry.pk)
        self.refused(lambda: mine.update(valid=7))
        self.refused(lambda: mine.update(finished=None))
        self.refused(lambda: mine._raw_delete(mine.db))
        votes = EntryVotes.objects.filter(entry=entry)
        if entry.number != 4:
            self.refused(lambda: votes.update(votes=7))
            self.refused(lambda: votes._raw_delete(votes.db))
        self.refused(lambda: EntryVotes.objects.create(entry=entry, option=votes.model.option.get_queryset().first(), votes=1))
        for table in (Accepted.objects.all(), Act.objects.all(), Statement.objects.all()):
            if table.exists():
                self.refused(lambda table=table: table._raw_delete(table.db))
        for table, change in ((Accepted, {"valid": 7}), (Act, {"data": "{}"})):
            if table.objects.exists():
                self.refused(lambda table=table, change=change: table.objects.update(**change))

    @rule(data=st.data())
    def past_the_service_states_change_as_the_table_says(self, data):
        key = data.draw(st.sampled_from(list(self.model)))
        model, before, person = self.model[key], self.model[key].state, self.people[0]
        known = set(changes())
        for after in State:
            holder = person.pk if after in (State.FIRST, State.SECOND) else None
            change = {"state": after.value, "holder": holder}
            # What the table allows needs its work all the same: figures, a release, an approved correction.
            has_none = after is State.ACCEPTED and before not in (State.ACCEPTED, State.RECALLED)
            if (
                (before is not after and (before, after) not in known)
                or has_none
                or (before, after)
                == (
                    State.RECALLED,
                    State.RECEIVED,
                )
            ):
                self.refused(lambda change=change: Statement.objects.filter(pk=key).update(**change))
        self.refused(lambda: Statement.objects.filter(pk=key).update(version=model.version + 1))
        self.refused(lambda: Statement.objects.filter(pk=key).update(attempt=model.attempt - 1))
        begun = Statement.objects.get(pk=key)
        self.refused(lambda: Statement.objects.create(station=begun.station, contest=begun.contest, state="accepted"))

    @rule()
    def past_the_service_nothing_counts_that_two_did_not_read(self):
        for entry in Entry.objects.select_related("statement"):
            model = self.model[entry.statement_id]
            under_way = (entry.version, entry.attempt) == (model.version, model.attempt)
            if under_way and not {1, 2} <= set(model.entries):
                row = {"statement": entry.statement, "version": entry.version, "entry": entry}
                self.refused(lambda row=row: Accepted.objects.create(**row))

    @precondition(lambda self: any(model.proposer for model in self.model.values()))
    @rule(approved=st.booleans())
    def past_the_service_nobody_approves_an_own_proposal(self, approved):
        for open_one in Correction.objects.filter(decided=None):
            row = Correction.objects.filter(pk=open_one.pk)
            decided = {"decider": open_one.proposer, "approved": approved, "decided": open_one.proposed, "answer": "mine"}
            self.refused(lambda row=row, decided=decided: row.update(**decided))
            self.refused(lambda row=row: row.update(approved=True))

    def draw_entry(self, data):
        entries = Entry.objects.filter(finished__isnull=False).select_related("statement", "person").order_by("pk")
        return data.draw(st.sampled_from(list(entries)))

    def refused(self, do):
        with pytest.raises(IntegrityError), transaction.atomic():
            do()


def test_services_table_and_database_agree_on_every_walk(election):
    Walk.people = tuple(made_people(election))
    Walk.keys = tuple(
        (statement.pk, statement.station.area.code)
        for statement in Statement.objects.select_related("station__area").order_by("pk")[1:4]
    )
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=40, stateful_step_count=40, suppress_health_check=list(HealthCheck))
    )
    assert Walk.taken == set(Action)


def test_the_guards_of_the_database_are_the_table():
    from importlib import import_module

    written = import_module("suffrage.commission.statements.migrations.0002_guards").CHANGES
    assert sorted(written) == sorted((before.value, after.value) for before, after in changes())


def test_every_guard_stands_in_the_database(db):
    """A migration that alters a table on SQLite drops its triggers; then they must be made anew."""
    of = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {'name' if connection.vendor == 'sqlite' else 'tgname'} FROM {of}")
        found = {name for (name,) in cursor.fetchall()}
    kept = {
        "statements_entry",
        "statements_entryvotes",
        "statements_accepted",
        "statements_correction",
        "statements_scan",
        "trail_act",
        "api_token",
        "api_answer",
    }
    assert {f"{table}_{what}" for table in kept for what in ("kept", "unchanged")} <= found
    assert {"statements_statement_states", "statements_statement_kept", "statement_begins", "votes_before_finish"} <= found
    assert {"accepted_read_twice", "statement_has_figures", "statement_looked_at", "statement_corrected_by_two"} <= found
    assert "statement_attempts" in found


def test_every_state_and_action_has_its_words():
    for language, (group, words) in product(LANGUAGES, (("statement-state", State), ("act", Action))):
        assert {f"{group}.{word.value}" for word in words} <= set(messages(language))
