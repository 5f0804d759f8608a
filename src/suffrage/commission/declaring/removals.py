"""Who no longer stands: a candidate struck off a list, an option that withdraws or is hindered between the rounds.

Eligibility is for the courts; what they decide is entered here from the paper, by one commissioner, and confirmed by another
(`removal_states`). What stands is a row of the canonical table `decisions`, and the law of the election says what follows.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from suffrage import law
from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring.models import Removal, RemovalStep
from suffrage.commission.declaring.removal_states import COUNTING, TABLE, WAITING, Action, State
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Contest, Election, Option
from suffrage.commission.statements.steps import reason_of
from suffrage.commission.trail import chain
from suffrage.model import Election as Canonical
from suffrage.model import LawNotKnown

LONGEST = 300
"""The most characters of the name of a document."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a commissioner read on the paper. `position`: of a candidate on the list, None where the whole option is meant ·
    `day`: of the decision or event · `source`: who decided it, and the document's number · `reason`: why.
    """

    kind: str
    option: str
    position: int | None
    day: date
    source: str
    reason: str


def propose(contest: Contest, given: Given, *, by: Person) -> Removal:
    """Enter that somebody no longer stands. It changes nothing until another commissioner confirms it.

    `Refused`: no commissioner of the area, the contest is not being counted, no such option or position, or it is entered already.
    """
    option = _checked(contest, given)
    source, reason = " ".join(given.source.split()), reason_of(given.reason)
    if not source or len(source) > LONGEST:
        raise Refused("removal.source-needed")
    if given.day > datetime.now(UTC).date():
        raise Refused("declaring.day-to-come")
    with _transactions():
        _may(contest, by)
        removal = Removal.objects.create(
            contest=contest,
            kind=given.kind,
            option=option,
            position=given.position,
            day=given.day,
            source=source,
            reason=reason,
        )
        RemovalStep.objects.create(removal=removal, action=Action.PROPOSE.value, person=by, reason=reason)
        _tell(removal, Action.PROPOSE, by, reason)
        return removal


def take(removal_id: int, action: Action, reason: str, *, by: Person) -> Removal:
    """The next step: confirm or refuse what is proposed, propose to lift what stands, confirm that or keep it.

    `Refused`: not a commissioner of the area, not in this state, or the same person twice.
    """
    because = reason_of(reason) if action is not Action.CONFIRM else ""
    with _transactions():
        removal = _locked(removal_id)
        _may(removal.contest, by)
        step = TABLE.lines.get((State(removal.state), action))
        if step is None:
            raise Refused("work.changed-meanwhile")
        if any(_last_of(removal, other) == by.pk for other in step.apart_from):
            raise Refused("removal.own")
        RemovalStep.objects.create(removal=removal, action=action.value, person=by, reason=because)
        removal.state = step.after.value
        removal.save(update_fields=["state"])
        _tell(removal, action, by, because)
        return removal


def open_to(removal: Removal, person: Person) -> tuple[Action, ...]:
    """What a commissioner may do with it now."""
    steps = (TABLE.lines[State(removal.state), action] for action in TABLE.actions_of(State(removal.state), Role(person.role)))
    return tuple(step.action for step in steps if not any(_last_of(removal, other) == person.pk for other in step.apart_from))


def kinds_of(election: Election) -> tuple[str, ...]:
    """What can happen to those who stand, by the election's law; nothing where no law is known."""
    chosen = msgspec.toml.decode(election.toml, type=Canonical).law
    try:
        return law.at(chosen.code, chosen.date).decisions
    except LawNotKnown:
        return ()


def waiting(election: Election) -> Iterator[Removal]:
    """Those for which a second commissioner is awaited."""
    found = Removal.objects.filter(contest__election=election, state__in=[state.value for state in WAITING])
    yield from found.select_related("contest").order_by("pk")


def decision_rows(election: Election) -> Iterator[Mapping[str, Any]]:
    """What stands, as rows of the canonical table `decisions`."""
    found = Removal.objects.filter(contest__election=election, state__in=[state.value for state in COUNTING])
    for removal in found.select_related("contest", "option").order_by("pk"):
        yield {
            "contest_id": removal.contest.code,
            "kind": removal.kind,
            "option_id": removal.option.code,
            "rank": removal.position,
            "source": f"{removal.day.isoformat()}, {removal.source}: {removal.reason}",
        }


def _checked(contest: Contest, given: Given) -> Option:
    """The option that is meant, if it is one, and has that position where its candidates are known."""
    if given.kind not in kinds_of(contest.election):
        raise Refused("removal.kind-needed")
    option = contest.options.filter(code=given.option).first()
    if option is None:
        raise Refused("removal.option-needed")
    if (given.kind == Removal.Kind.STRUCK) != (given.position is not None):
        raise Refused("removal.position-needed")
    if given.position is not None:
        known = set(option.candidates.values_list("position", flat=True))
        if given.position < 1 or (known and given.position not in known):
            raise Refused("removal.position-needed")
    return option


@contextmanager
def _transactions() -> Iterator[None]:
    """A transaction; what the database refuses in it becomes a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        said = str(problem).lower()
        key = "removal.own" if "two people" in said else "removal.already" if "unique" in said else "work.changed-meanwhile"
        raise Refused(key) from problem


def _may(contest: Contest, by: Person) -> None:
    election = Election.objects.select_for_update(no_key=True).get(pk=contest.election_id)
    if by.role != Role.COMMISSIONER.value:
        raise Refused("work.not-your-role")
    if not within(by, contest.area):
        raise Refused("work.not-your-area")
    if election.phase != Election.Phase.COUNTING:
        raise Refused("work.not-counting")


def _locked(removal_id: int) -> Removal:
    found = Removal.objects.select_for_update(of=("self",)).select_related("contest__area", "contest__election", "option")
    try:
        return found.get(pk=removal_id)
    except Removal.DoesNotExist:
        raise Refused("removal.none") from None


def _last_of(removal: Removal, action: Action) -> int | None:
    """Who took that step last."""
    return removal.steps.filter(action=action.value).order_by("-pk").values_list("person_id", flat=True).first()


def _tell(removal: Removal, action: Action, by: Person, reason: str) -> None:
    """An act in the trail."""
    about = {
        "removal": removal.pk,
        "contest": removal.contest.code,
        "kind": removal.kind,
        "option": removal.option.code,
        "position": removal.position,
        "state": removal.state,
    }
    if action is Action.PROPOSE:
        about |= {"day": removal.day.isoformat(), "source": removal.source}
    if reason:
        about["reason"] = reason
    chain.record(f"removal-{action.value}", about, person=by, election=removal.contest.election, area=removal.contest.area)
