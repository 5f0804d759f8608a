"""One step of the table on a complaint, carried out: who may take it, in one transaction, with its act in the trail last."""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.models import Complaint
from suffrage.commission.complaints.states import FILING, TABLE, Action, State
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statetable import Step
from suffrage.commission.trail import chain

LONGEST = 10_000
"""The most characters of grounds, minutes and reasons."""


@contextmanager
def transactions() -> Iterator[None]:
    """A transaction; what the database refuses in it becomes a sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise Refused("complaint.own" if "_by_two" in str(problem) else "work.changed-meanwhile") from problem


def lock(complaint_id: int) -> Complaint:
    """A complaint with its election, area and statement, held until the transaction ends."""
    found = Complaint.objects.select_for_update(of=("self",)).select_related("election", "area", "station", "statement")
    try:
        return found.get(pk=complaint_id)
    except Complaint.DoesNotExist:
        raise Refused("complaint.none") from None


def step_for(complaint: Complaint, action: Action, person: Person) -> Step[State, Action]:
    """The step that a person is about to take, or `Refused`: not their area or role, not in this state, or their own complaint."""
    if not within(person, complaint.area):
        raise Refused("complaint.not-your-area")
    if Role(person.role) not in TABLE.roles_of(action):
        raise Refused("work.not-your-role")
    if complaint.election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    step = TABLE.lines.get((State(complaint.state), action))
    if step is None:
        raise Refused("complaint.not-in-this-state")
    if action is Action.WITHDRAW and not is_own(complaint, person):
        raise Refused("complaint.not-yours")
    if not set(step.apart_from).isdisjoint(done_by(person, complaint)):
        raise Refused("complaint.own")
    return step


def is_own(complaint: Complaint, person: Person) -> bool:
    """Whether a person filed a complaint, or (an agent) another agent of the same party did."""
    same_party = person.role == Role.AGENT.value and complaint.party != "" and complaint.party == person.party
    return complaint.person_id == person.pk or same_party


def done_by(person: Person, complaint: Complaint) -> set[Action]:
    """What a person did on a complaint that keeps them from another part: filing it, and proposing the decision that is open."""
    done = {Action.FILE} if complaint.person_id == person.pk else set()
    if complaint.decisions.filter(decided=None, proposer=person).exists():
        done.add(Action.PROPOSE)
    return done


def take(complaint: Complaint, step: Step[State, Action], person: Person, data: Mapping[str, Any]) -> Complaint:
    """Change the state, and record the act with its data; the last thing in a transaction."""
    complaint.state = step.after.value
    complaint.save(update_fields=["state"])
    record(f"complaint-{step.action}", complaint, person, data)
    return complaint


def record(kind: str, complaint: Complaint, person: Person, data: Mapping[str, Any]) -> None:
    """An act on a complaint, in the trail."""
    told = {"complaint": complaint.number, "state": complaint.state, "station": complaint.station and complaint.station.code}
    chain.record(
        kind, told | dict(data), person=person, election=complaint.election, statement=complaint.statement, area=complaint.area
    )


def told(text: str, longest: int = LONGEST, key: str = "complaint.text-needed") -> str:
    r"""What somebody wrote, without control characters; `Refused` where there is nothing or too much of it.

    >>> told("One\r\ntwo\x00 ")
    'One\ntwo'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(letter for letter in lines if letter in "\n\t" or unicodedata.category(letter) != "Cc").strip()
    if not plain or len(plain) > longest:
        raise Refused(key, longest=longest)
    return plain


def may_file(person: Person) -> bool:
    """Whether somebody of that role files complaints."""
    return Role(person.role) in FILING
