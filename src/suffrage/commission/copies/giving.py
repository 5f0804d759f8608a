"""Giving a copy: its figures, from a form or a row of a table, and photos of it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.steps import transactions
from suffrage.commission.copies.matching import match, step_of_site
from suffrage.commission.copies.models import Case, Copy, CopyPhoto
from suffrage.commission.copies.states import GIVING, Action
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail import chain
from suffrage.commission.uploads import MOST, keep

_AT_ONCE = 500


def owner_of(person: Person) -> str:
    """Whose copies a person gives: an agent the party's, an observer their own.

    >>> owner_of(Person(pk=7, role="agent", party="A")), owner_of(Person(pk=8, role="observer"))
    ('party A', 'person 8')
    """
    return f"party {person.party}" if person.role == Role.AGENT.value else f"person {person.pk}"


def figures_of(reading: Reading) -> dict[str, int]:
    """What a copy says, item by item; what is not on it is left out."""
    return {name: number for name, number in reading.figures.items() if number is not None} | dict(reading.votes)


def give(statement: Statement, reading: Reading, *, by: Person) -> Copy:
    """Give the figures of one copy, which replace those of an earlier one of the same party or observer."""
    return give_all([(statement, figures_of(reading))], by=by)[0]


def give_all(given: Sequence[tuple[Statement, Mapping[str, int]]], *, by: Person, file_sha256: str = "") -> list[Copy]:
    """Give many at once, each of another statement, in one transaction; all or none.

    Those from a form are matched at once; those of a table when somebody looks at them, so that storing them is quick.
    """
    election = _may_give(by, [statement for statement, _figures in given])
    if any(not figures for _statement, figures in given):
        raise Refused("copies.nothing")
    owner = owner_of(by)
    with transactions():
        Election.objects.select_for_update().get(
            pk=election.pk
        )  # one giver after the other: each statement has one current copy
        before = Copy.objects.filter(owner=owner, replaced=False, statement__in=[statement.pk for statement, _ in given])
        _replace(list(before))
        made = Copy.objects.bulk_create(
            [
                Copy(
                    election=election,
                    statement=statement,
                    person=by,
                    owner=owner,
                    figures=dict(figures),
                    sha256=_digest(figures),
                    file_sha256=file_sha256,
                )
                for statement, figures in given
            ],
            batch_size=_AT_ONCE,
        )
        if file_sha256:
            chain.record("copies-given", {"file": file_sha256, "copies": len(made)}, person=by, election=election, area=by.area)
        else:
            chain.record("copy-given", {"sha256": made[0].sha256}, person=by, election=election, statement=made[0].statement)
            match(election, made)
    return made


def attach(copy_id: int, upload: "UploadedFile[Any]", *, by: Person) -> CopyPhoto:
    """Attach a photo to an own copy."""
    kept = keep(upload)
    with transactions():
        copy = (
            Copy.objects.select_for_update(of=("self",)).select_related("statement__station__area", "election").get(pk=copy_id)
        )
        if Role(by.role) not in GIVING or copy.owner != owner_of(by):
            raise Refused("copies.not-yours")
        if known := CopyPhoto.objects.filter(copy=copy, sha256=kept.sha256).first():
            return known
        if copy.photos.count() >= MOST:
            raise Refused("copies.too-many-photos", most=MOST)
        photo = CopyPhoto.objects.create(copy=copy, sha256=kept.sha256, kind=kept.kind, size=kept.size, person=by)
        chain.record(
            "copy-photo-attached",
            {"sha256": kept.sha256, "kind": kept.kind, "size": kept.size},
            person=by,
            election=copy.election,
            statement=copy.statement,
        )
        return photo


def _may_give(by: Person, statements: Sequence[Statement]) -> Election:
    if Role(by.role) not in GIVING:
        raise Refused("work.not-your-role")
    if not statements:
        raise Refused("copies.nothing")
    if any(not within(by, statement.station.area) for statement in statements):
        raise Refused("work.not-your-area")
    election = statements[0].contest.election
    if any(statement.contest.election_id != election.pk for statement in statements):
        raise Refused("work.not-your-area")
    if election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    return election


def _replace(before: list[Copy]) -> None:
    """Set earlier copies aside, and close their cases."""
    Copy.objects.filter(pk__in=[copy.pk for copy in before]).update(replaced=True)
    for case in Case.objects.select_for_update(of=("self",)).filter(copy__in=before):
        step_of_site(case, Action.REPLACE)


def _digest(figures: Mapping[str, int]) -> str:
    return hashlib.sha256(chain.canonical(dict(figures)).encode()).hexdigest()
