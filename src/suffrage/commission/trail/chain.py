"""Appending to the trail, and checking it: each act's digest covers the one before it, so that none can be changed or left out."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from suffrage.commission.trail.models import Act, Tip


def record(
    kind: str, data: Mapping[str, Any], *, person: Any, election: Any = None, statement: Any = None, area: Any = None
) -> Act:
    """Append an act, in the transaction of what it tells of (there must be one).

    Whoever appends holds the end of the chain until that transaction ends, so that acts stand in one order. An act on a statement
    belongs to its station's area where none is named.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is written in the transaction of what it tells of; there is none")
    if area is None and statement is not None:
        area = statement.station.area
    tip = Tip.objects.select_for_update().get(id=1)
    act = Act(
        number=tip.number + 1,
        at=datetime.now(UTC),
        person=person,
        kind=kind,
        election=election,
        statement=statement,
        area=area,
        data=canonical(data),
        previous=tip.digest,
    )
    act.digest = digest_of(act)
    act.save(force_insert=True)
    tip.number, tip.digest = act.number, act.digest
    tip.save(update_fields=["number", "digest"])
    return act


def digest_of(act: Act) -> str:
    """The SHA-256 of an act's content and of the digest before it, in hexadecimal digits."""
    content = {
        "number": act.number,
        "at": act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "person": act.person_id,
        "kind": act.kind,
        "election": act.election_id,
        "statement": act.statement_id,
        "area": act.area_id,
        "data": act.data,
        "previous": act.previous,
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON in one form only: keys in order, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def first_broken(acts: Iterable[Act]) -> int | None:
    """The number of the first act (in their order, from 1) that does not follow from the one before it; None: the chain is whole."""
    digest = "0" * 64
    for number, act in enumerate(acts, start=1):
        if (act.number, act.previous, act.digest) != (number, digest, digest_of(act)):
            return number
        digest = act.digest
    return None


@dataclass(frozen=True, slots=True)
class Checked:
    """How many acts there are, and the number of the first that does not follow from the one before it (None: all do)."""

    acts: int
    broken: int | None


def check() -> Checked:
    """Check the whole chain as it stands now, and that it reaches its end: an act left out there shows as well."""
    tip = Tip.objects.get(id=1)
    acts = Act.objects.filter(number__lte=tip.number).order_by("number").iterator(chunk_size=5000)
    number, digest = 0, "0" * 64

    def seen() -> Iterator[Act]:
        nonlocal number, digest
        for act in acts:
            number, digest = act.number, act.digest
            yield act

    broken = first_broken(seen())
    if broken is None and (number, digest) != (tip.number, tip.digest):
        broken = number + 1
    return Checked(tip.number, broken)
