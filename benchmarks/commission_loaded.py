"""A site with a whole country in it: every statement entered twice and counted but a few, put into the tables without the services.

The guards are set aside for it, as for a backup; the trail has its acts, but their chain is not made.
"""

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import transaction

from benchmarks.made_up import Size, folder_of
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.guards import aside
from suffrage.commission.setup.loading import set_up
from suffrage.commission.setup.models import Contest, Election, Option
from suffrage.commission.statements.models import Accepted, Entry, EntryVotes, Statement
from suffrage.commission.trail.models import Act, Tip
from suffrage.commission.watching import tally

CONTESTS, COMMUNES, LEFT, BATCH = 25, 1652, 2200, 1000
STEPS = ("receive", "begin-first", "finish-first", "begin-second", "agree")
PARTLY = {"receive": "received", "begin-first": "first", "finish-first": "once", "begin-second": "second", "agree": "accepted"}


@dataclass
class Loaded:
    """`observer`: somebody who may see everything · `areas`: the country, a province and a commune · `clerks`: who entered."""

    election: Election
    observer: Person
    clerks: tuple[Person, Person]
    areas: tuple[str, ...]

    def count(self, number: int) -> None:
        """Let so many more statements count, if as many are left."""
        left = list(Statement.objects.filter(contest__election=self.election, state="awaited")[:number])
        _enter(self, left)


def load(home: Path, *, stations: int, options: int) -> Loaded:
    """Fill the site's empty database, and bring the tally up."""
    size = Size(stations=stations, options=options, contests=CONTESTS, communes=COMMUNES)
    folder, _total = folder_of(home / "made", size, as_parquet=True)
    administrator = _person("administrator", Role.ADMINISTRATOR)
    election = set_up(folder, by=administrator, rehearsal=True)
    Election.objects.filter(pk=election.pk).update(phase=Election.Phase.COUNTING)
    clerks = (_person("clerk-a", Role.CLERK), _person("clerk-b", Role.CLERK))
    loaded = Loaded(election, _person("observer", Role.OBSERVER), clerks, ("XX", "0007", "c00101"))
    awaited = list(Statement.objects.filter(contest__election=election).order_by("pk")[: stations - LEFT])
    for first in range(0, len(awaited), BATCH):
        _enter(loaded, awaited[first : first + BATCH])
    tally.bring_up(election)
    return loaded


def _enter(loaded: Loaded, statements: list[Statement]) -> None:
    drawn = random.Random(statements[0].pk if statements else 0)
    votes_of = {statement.pk: [drawn.randrange(60) for _ in range(40)] for statement in statements}
    options: dict[int, list[Option]] = {}
    for option in Option.objects.filter(contest__election=loaded.election):
        options.setdefault(option.contest_id, []).append(option)
    with transaction.atomic(), aside():
        entries = []
        for statement in statements:
            valid = sum(votes_of[statement.pk][: len(options[statement.contest_id])])
            figures = {
                "registered": valid + 100,
                "voters": valid + 3,
                "ballots": valid + 3,
                "blank": 1,
                "null": 2,
                "valid": valid,
            }
            entries += [
                Entry(
                    statement=statement,
                    version=1,
                    attempt=1,
                    number=place,
                    person=clerk,
                    finished=datetime.now(UTC),
                    confirmed=["one-sided"] if statement.pk % 50 == 0 else [],
                    **figures,
                )
                for place, clerk in enumerate(loaded.clerks, start=1)
            ]
        entries = Entry.objects.bulk_create(entries, BATCH)
        EntryVotes.objects.bulk_create(
            (
                EntryVotes(entry=entry, option=option, votes=votes_of[entry.statement_id][place])
                for entry in entries
                for place, option in enumerate(options[entry.statement.contest_id])
            ),
            BATCH,
        )
        firsts = [entry for entry in entries if entry.number == 1]
        Accepted.objects.bulk_create((Accepted(statement=e.statement, version=1, entry=e, **e.figures) for e in firsts), BATCH)
        Statement.objects.filter(pk__in=[statement.pk for statement in statements]).update(state="accepted")
        _tell(loaded, firsts, options, votes_of)


def _tell(loaded: Loaded, entries: list[Entry], options: dict[int, list[Option]], votes_of: dict[int, list[int]]) -> None:
    """The acts of receiving and entering these statements."""
    tip = Tip.objects.get()
    areas = dict(Statement.objects.filter(pk__in=[e.statement_id for e in entries]).values_list("pk", "station__area"))
    codes = dict(Contest.objects.filter(election=loaded.election).values_list("pk", "code"))
    acts, number = [], tip.number
    now = datetime.now(UTC) - timedelta(hours=8)
    for place, entry in enumerate(entries):
        for kind in STEPS:
            number += 1
            told = {"contest": codes[entry.statement.contest_id], "version": 1, "attempt": 1, "state": PARTLY[kind]}
            if kind == "agree":
                own = options[entry.statement.contest_id]
                votes = {option.code: votes_of[entry.statement_id][at] for at, option in enumerate(own)}
                told |= {"figures": entry.figures, "votes": votes, "findings": entry.confirmed}
            acts.append(
                Act(
                    number=number,
                    at=now + timedelta(seconds=place * 8 * 3600 // max(1, len(entries))),
                    person=loaded.clerks[0],
                    kind=kind,
                    election=loaded.election,
                    statement_id=entry.statement_id,
                    area_id=areas[entry.statement_id],
                    data=json.dumps(told),
                    previous="0" * 64,
                    digest=f"{number:064d}",
                )
            )
    Act.objects.bulk_create(acts, BATCH)
    Tip.objects.update(number=number)


def _person(name: str, role: Role) -> Person:
    return Person.objects.create(
        username=name, full_name=name, role=role.value, language="en", must_change_password=False, session_key=""
    )
