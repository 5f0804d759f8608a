"""What programs read: stations, where statements stand, the figures that count, and their sums; always of the token's area only.

Lists are read in pieces: `after` is the number at which the piece before ended, and each piece says where the next one begins.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from suffrage.commission.accounts.models import Person
from suffrage.commission.frame import election_of
from suffrage.commission.setup.models import Contest, Option, Station
from suffrage.commission.statements.finding import statements_of
from suffrage.commission.statements.models import Accepted, EntryVotes, Statement
from suffrage.commission.statements.reading import figures_of, form_of
from suffrage.commission.statements.states import State

A_PAGE, LARGEST_PAGE = 100, 500


def statement_seen(statement: Statement) -> dict[str, Any]:
    """Where a statement stands."""
    return {
        "number": statement.pk,
        "station": statement.station.code,
        "contest": statement.contest.code,
        "state": statement.state,
        "version": statement.version,
        "serial": statement.serial or None,
        "changed": statement.changed,
    }


def statements(person: Person, *, state: State | None, station: str, contest: str, after: int, limit: int) -> dict[str, Any]:
    """A piece of the list of statements."""
    found = statements_of(person).filter(pk__gt=after)
    if state is not None:
        found = found.filter(state=state.value)
    if station:
        found = found.filter(station__code=station)
    if contest:
        found = found.filter(contest__code=contest)
    rows = list(found[: limit + 1])
    return {"items": [statement_seen(row) for row in rows[:limit]], "next": _next(rows, limit)}


def stations(person: Person, *, after: int, limit: int) -> dict[str, Any]:
    """A piece of the list of stations."""
    found = Station.objects.filter(election=election_of(person), pk__gt=after).select_related("area").order_by("pk")
    if person.area is not None:
        found = found.filter(area__path__startswith=person.area.path)
    rows = list(found[: limit + 1])
    items = [{"code": row.code, "area": row.area.code, "registered": row.registered, **_names(row)} for row in rows[:limit]]
    return {"items": items, "next": _next(rows, limit)}


def contests(person: Person) -> dict[str, Any]:
    """The contests in which the area votes, with what their forms ask for."""
    found = _contests(person).select_related("area", "election").prefetch_related("options").order_by("pk")
    return {
        "items": [
            {
                "code": contest.code,
                "area": contest.area.code,
                "round": contest.round,
                "seats": contest.seats,
                "figures": list(figures_of(form_of(contest.election.toml))),
                "options": [_option(option) for option in contest.options.all()],
                **_names(contest),
            }
            for contest in found
        ]
    }


def figures(person: Person, *, contest: str, after: int, limit: int) -> dict[str, Any]:
    """A piece of the list of figures that count."""
    found = _counting(person).filter(pk__gt=after).select_related("statement__station", "statement__contest__election")
    if contest:
        found = found.filter(statement__contest__code=contest)
    rows = list(found.order_by("pk")[: limit + 1])
    votes = _votes(row.entry_id for row in rows[:limit])
    items = [
        {
            "station": row.statement.station.code,
            "contest": row.statement.contest.code,
            "version": row.version,
            "figures": {name: row.figures[name] for name in figures_of(form_of(row.statement.contest.election.toml))},
            "votes": votes.get(row.entry_id, {}),
            "accepted": row.at,
        }
        for row in rows[:limit]
    ]
    return {"items": items, "next": _next(rows, limit)}


def totals(person: Person, *, contest: str) -> dict[str, Any]:
    """The sums of each contest over the area's statements that count, and how many of its statements those are."""
    found, counting = _contests(person).select_related("election").prefetch_related("options").order_by("pk"), _counting(person)
    statements_there = statements_of(person).order_by()
    if contest:
        found = found.filter(code=contest)
        counting = counting.filter(statement__contest__code=contest)
        statements_there = statements_there.filter(contest__code=contest)
    numbers = dict(statements_there.values_list("contest").annotate(Count("pk")))
    names = tuple(Accepted().figures)
    sums: dict[int, dict[str, Any]] = {
        row["statement__contest"]: {**row}
        for row in counting.values("statement__contest").annotate(
            counted=Count("pk"), **{f"sum_{name}": Sum(name) for name in names}
        )
    }
    by_option = {
        (of, code): number
        for of, code, number in EntryVotes.objects.filter(entry__accepted__in=counting)
        .values_list("option__contest", "option__code")
        .annotate(Sum("votes"))
    }
    return {
        "items": [
            {
                "contest": each.code,
                "statements": numbers.get(each.pk, 0),
                "counted": sums.get(each.pk, {}).get("counted", 0),
                "figures": {name: sums.get(each.pk, {}).get(f"sum_{name}") for name in figures_of(form_of(each.election.toml))},
                "votes": {option.code: by_option.get((each.pk, option.code), 0) for option in each.options.all()},
            }
            for each in found
        ]
    }


def _counting(person: Person) -> QuerySet[Accepted]:
    """The figures that count now: of each statement those of its highest version that was accepted."""
    newer = Accepted.objects.filter(statement=OuterRef("statement"), version__gt=OuterRef("version"))
    found = Accepted.objects.filter(~Exists(newer), statement__contest__election=election_of(person))
    return found if person.area is None else found.filter(statement__station__area__path__startswith=person.area.path)


def _contests(person: Person) -> QuerySet[Contest]:
    """The contests of areas in the person's, and of those that theirs lies in."""
    found = Contest.objects.filter(election=election_of(person))
    if person.area is None:
        return found
    steps = person.area.path.split("/")[:-1]
    above = ["/".join(steps[: number + 1]) + "/" for number in range(len(steps))]
    return found.filter(Q(area__path__startswith=person.area.path) | Q(area__path__in=above))


def _votes(entries: Iterable[int]) -> dict[int, dict[str, int]]:
    """The votes of entries, by entry and option, in the order of the form."""
    rows = (
        EntryVotes.objects.filter(entry__in=list(entries))
        .order_by("entry", "option__place")
        .values_list("entry", "option__code", "votes")
    )
    return {entry: {code: number for _, code, number in group} for entry, group in groupby(rows, key=lambda row: row[0])}


def _option(option: Option) -> dict[str, Any]:
    return {
        "code": option.code,
        "ballot_number": option.ballot_number,
        "party": option.party or None,
        **_names(option),
    }


def _names(thing: Any) -> dict[str, str | None]:
    return {name: getattr(thing, name) or None for name in ("name", "name_km", "name_fr", "name_en")}


def _next(rows: list[Any], limit: int) -> int | None:
    """The number at which this piece ends, if another follows: one row more than wanted was asked for."""
    return rows[limit - 1].pk if len(rows) > limit else None
