"""What the database holds about one station: every row that leads to it, every act of the trail about it, every file.

Rows are found by the relations of the models, not by a list: a room that is added later is in the folder by itself.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Model, Q

from suffrage.commission.accounts.models import Person
from suffrage.commission.setup.models import Election, Station
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.chain import canonical
from suffrage.commission.trail.models import Act, Tip
from suffrage.model import BadInput

_APART = frozenset({"trail.act"})
"""Not a table of its own here: acts are given whole, with their digests."""


@dataclass(slots=True)
class Gathered:
    """All about a station.

    `tables`: model's label → rows by column · `files`: SHA-256 → kind · `chain`: number and digest of every act there is.
    """

    station: Station
    election: Election
    statements: list[Statement]
    tables: dict[str, list[dict[str, Any]]]
    files: dict[str, str]
    acts: list[Act]
    chain: list[tuple[int, str]]
    people: list[Person] = field(default_factory=list)

    @property
    def tip(self) -> str:
        """The digest at the end of the chain."""
        return self.chain[-1][1] if self.chain else "0" * 64

    @property
    def complaints(self) -> list[dict[str, Any]]:
        """The complaints about the station."""
        return self.tables.get("complaints.complaint", [])


def gather(code: str, election: str | None = None) -> Gathered:
    """What is known about the station with this code, in the election with that code or the latest. Call it inside `one_moment`.

    `BadInput`: there is no such station.
    """
    elections = Election.objects.order_by("-id")
    chosen = (elections.filter(code=election) if election else elections).first()
    station = Station.objects.select_related("area", "election").filter(election=chosen, code=code).first()
    if chosen is None or station is None:
        known = f"election {chosen.code}" if chosen else "this site: it has no such election"
        raise BadInput(f"There is no station {code} in {known}; give the code as it stands on the station's form.")
    rows = _about(station)
    statements = [one for one in rows if isinstance(one, Statement)]
    acts = list(
        Act.objects.select_related("person__area", "area", "statement__station", "election")
        .filter(Q(statement__in=statements) | Q(election=chosen, data__contains=f'"station":{canonical(code)}'))
        .order_by("number")
    )
    tip = Tip.objects.get(id=1)
    chain = list(Act.objects.filter(number__lte=tip.number).order_by("number").values_list("number", "digest").iterator())
    tables: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        tables.setdefault(one._meta.label_lower, []).append(_plain_row(one))
    files = {one.sha256: one.kind for one in rows if hasattr(one, "sha256") and hasattr(one, "kind")}
    people = {person.pk: person for one in rows for person in _people_in(one)}
    people |= {act.person.pk: act.person for act in acts if act.person}
    return Gathered(station, chosen, statements, tables, files, acts, chain, [people[pk] for pk in sorted(people)])


def content_of(act: Act) -> dict[str, Any]:
    """An act as its digest covers it, with who it was and in which role."""
    return {
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


def _about(station: Station) -> list[Model]:
    """The station, and every row that leads to it by its relations, in the order in which they are found."""
    found: dict[tuple[str, Any], Model] = {("setup.station", station.pk): station}
    waiting: list[Model] = [station]
    while waiting:
        one = waiting.pop(0)
        for relation in one._meta.related_objects:
            model: Any = relation.related_model
            if model._meta.label_lower in _APART or relation.many_to_many:
                continue
            for other in model._base_manager.filter(**{relation.field.name: one}).order_by("pk"):
                key = (model._meta.label_lower, other.pk)
                if key not in found:
                    found[key] = other
                    waiting.append(other)
    return list(found.values())


def _plain_row(one: Model) -> dict[str, Any]:
    """A row as it is written: other things by their codes, people by their accounts."""
    return {field.name: _plain(getattr(one, field.name)) for field in one._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Person):
        return value.username
    if isinstance(value, Model):
        return getattr(value, "code", value.pk)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _people_in(one: Model) -> Iterator[Person]:
    for each in one._meta.concrete_fields:
        if each.related_model is Person and (person := getattr(one, each.name)):
            yield person
