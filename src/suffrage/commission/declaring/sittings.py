"""The commission's decision: a text, the members' votes, each by their own account, and what follows when a majority carries it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.copies.finding import open_cases
from suffrage.commission.declaring.counting import standing
from suffrage.commission.declaring.models import MemberVote, Sitting
from suffrage.commission.declaring.obstacles import obstacles
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.trail import chain

LONGEST = 5000
FEWEST = 2
"""A commission of one could declare on one person's word."""

_QUIET = ("statements_statement", "complaints_complaint", "declaring_drawing", "declaring_run")
_PHASES = {Sitting.Kind.DECLARE.value: Election.Phase.DECLARED, Sitting.Kind.REOPEN.value: Election.Phase.COUNTING}
_ACTS = {Sitting.Kind.DECLARE.value: "election-declared", Sitting.Kind.REOPEN.value: "election-reopened"}


def members() -> QuerySet[Person]:
    """The members of the commission: every active commissioner of the whole country."""
    return Person.objects.filter(role=Role.COMMISSIONER.value, area=None, is_active=True).order_by("full_name", "pk")


def open_sitting(election: Election, text: str, *, by: Person) -> Sitting:
    """Put a text to the members' vote: while the result is counted, to declare it; once it is declared, to open it again.

    `Refused`: not a member, no text, too few members, another sitting is open, or something stands in the way of declaring.
    """
    said = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if not said or len(said) > LONGEST:
        raise Refused("declaring.text-needed")
    _is_member(by)
    open_cases(election)  # which matches every copy first, so that the page shows what a refusal speaks of
    try:
        with _alone(election) as held:
            kind = _kind(held)
            found = standing(held)
            if kind is Sitting.Kind.DECLARE:
                _nothing_in_the_way(held)
            elected = list(members())
            if len(elected) < FEWEST:
                raise Refused("declaring.few-members")
            count = found.run if found and kind is Sitting.Kind.DECLARE else None
            sitting = Sitting.objects.create(election=held, kind=kind.value, text=said, count=count, opened_by=by)
            MemberVote.objects.bulk_create(MemberVote(sitting=sitting, person=person) for person in elected)
            _tell("sitting-opened", sitting, by, {"text": said, "members": [person.username for person in elected]})
            return sitting
    except IntegrityError as problem:
        raise Refused("declaring.sitting-open") from problem


def vote(sitting_id: int, choice: str, *, by: Person) -> MemberVote:
    """A member's vote, given once."""
    if choice not in MemberVote.Choice.values:
        raise Refused("declaring.choose-vote")
    with transaction.atomic():
        sitting = _locked(sitting_id)
        if sitting.state != Sitting.State.OPEN:
            raise Refused("declaring.sitting-closed")
        mine = MemberVote.objects.select_for_update().filter(sitting=sitting, person=by).first()
        if mine is None:
            raise Refused("declaring.not-member")
        if mine.choice:
            raise Refused("declaring.voted")
        mine.choice, mine.at = choice, datetime.now(UTC)
        mine.save()
        _tell("member-voted", sitting, by, {"choice": choice})
        return mine


def close(sitting_id: int, *, by: Person) -> Sitting:
    """End a sitting. A majority of the members for it: what was put holds, and the election is declared, or open again.

    `Refused`: not a member, or something has come in the way of declaring since; then the sitting stays open.
    """
    _is_member(by)
    election_id = Sitting.objects.filter(pk=sitting_id).values_list("election_id", flat=True).first()
    if election_id is None:
        raise Refused("declaring.no-such-sitting")
    election = Election.objects.get(pk=election_id)
    open_cases(election)
    with _alone(election) as held:
        sitting = _locked(sitting_id)
        if sitting.state != Sitting.State.OPEN:
            raise Refused("declaring.sitting-closed")
        numbers = result_of(sitting)
        carried = numbers["for"] * 2 > numbers["members"] >= FEWEST
        if carried and sitting.kind == Sitting.Kind.DECLARE:
            _nothing_in_the_way(held, sitting)
        sitting.state = (Sitting.State.CARRIED if carried else Sitting.State.LOST).value
        sitting.closed, sitting.closed_by = datetime.now(UTC), by
        sitting.save()
        if carried:
            held.phase = _PHASES[sitting.kind]
            held.save(update_fields=["phase"])
        told = {"rehearsal": held.rehearsal, "text": sitting.text, **numbers}
        _tell(_ACTS[sitting.kind] if carried else "sitting-lost", sitting, by, told)
        return sitting


def result_of(sitting: Sitting) -> dict[str, int]:
    """How many members there are, and how many voted how."""
    choices = list(MemberVote.objects.filter(sitting=sitting).values_list("choice", flat=True))
    return {"members": len(choices), **{choice: choices.count(choice) for choice in MemberVote.Choice.values}}


def _kind(election: Election) -> Sitting.Kind:
    if election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    return Sitting.Kind.REOPEN if election.phase == Election.Phase.DECLARED else Sitting.Kind.DECLARE


def _nothing_in_the_way(election: Election, sitting: Sitting | None = None) -> None:
    found = standing(election)
    if next(iter(obstacles(election, matched=True)), None) is not None:
        raise Refused("declaring.obstacles")
    if sitting is not None and (found is None or found.run.pk != sitting.count_id):
        raise Refused("declaring.other-count")


@contextmanager
def _alone(election: Election) -> Iterator[Election]:
    """A transaction in which nobody changes a statement: what is open is looked at, and stays as it was seen until the end."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {', '.join(_QUIET)} IN SHARE ROW EXCLUSIVE MODE")
        yield Election.objects.select_for_update(no_key=True).get(pk=election.pk)


def _is_member(by: Person) -> None:
    if by.role != Role.COMMISSIONER.value:
        raise Refused("work.not-your-role")
    if by.area_id is not None:
        raise Refused("declaring.not-member")


def _locked(sitting_id: int) -> Sitting:
    try:
        return Sitting.objects.select_for_update(of=("self",)).select_related("election").get(pk=sitting_id)
    except Sitting.DoesNotExist:
        raise Refused("declaring.no-such-sitting") from None


def _tell(kind: str, sitting: Sitting, by: Person, data: Mapping[str, Any]) -> None:
    told = {"sitting": sitting.pk, "about": sitting.kind, **data}
    chain.record(kind, told, person=by, election=sitting.election)


def told(sitting: Sitting) -> Iterator[MemberVote]:
    """The members' votes, in the order in which the members were named."""
    yield from MemberVote.objects.filter(sitting=sitting).select_related("person").order_by("pk")
