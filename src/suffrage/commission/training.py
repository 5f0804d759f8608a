"""A training election: generated stations, and people of every role, so that everybody can try everything."""

import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.loading import set_up
from suffrage.commission.setup.models import Area, Election, Option
from suffrage.commission.statements import work
from suffrage.commission.statements.checking import Reading, codes
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import State
from suffrage.commission.trail.chain import record
from suffrage.generate import generate
from suffrage.intake.canonical import open_election

TRAINER = "trainer"
_FIGURES = ("registered", "voters", "ballots", "blank", "null", "valid")


@dataclass(frozen=True, slots=True)
class Paper:
    """What one station's paper says."""

    station: str
    contest: str
    figures: dict[str, int | None]
    votes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Training:
    """A training election, and who can sign in: everybody with the same `password`."""

    election: Election
    people: tuple[Person, ...]
    password: str


def make(*, stations: int, language: str, seed: int = 2023) -> Training:
    """A training election with that many generated stations. `Refused` where people have accounts here already."""
    if Person.objects.exists():
        raise Refused("training.people-here")
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    with tempfile.TemporaryDirectory() as beside, transaction.atomic():
        folder = Path(beside) / "election"
        generate("kh-2023", folder, stations=stations, seed=seed)
        trainer = _person(TRAINER, Role.ADMINISTRATOR, None, password, language)
        election = set_up(folder, by=trainer, rehearsal=True)
        people = (trainer, *_people(election, password, language))
        election.phase = Election.Phase.COUNTING
        election.save(update_fields=["phase"])
        enter_half(election, people, folder)
        record("training-made", {"stations": stations, "people": len(people)}, person=None, election=election)
    return Training(election, people, password)


def papers(folder: Path) -> Iterator[Paper]:
    """What the papers of an election folder say, station after station."""
    with open_election(folder) as tables:
        run = tables.connection.execute
        votes: dict[tuple[str, str], dict[str, int]] = {}
        for station, contest, option, number in run(
            "SELECT station_id, contest_id, option_id, votes FROM votes ORDER BY ALL"
        ).fetchall():
            votes.setdefault((str(station), str(contest)), {})[str(option)] = number
        columns = ", ".join(f'"{name}"' for name in _FIGURES)
        found = run(f"SELECT station_id, contest_id, {columns} FROM statements ORDER BY ALL").fetchall()  # noqa: S608 - our own names
    for station, contest, *figures in found:
        yield Paper(
            str(station), str(contest), dict(zip(_FIGURES, figures, strict=True)), votes.get((str(station), str(contest)), {})
        )


def enter_half(election: Election, people: tuple[Person, ...], folder: Path) -> int:
    """Enter about half of the papers as two clerks would, and leave a few on the way; how many count afterwards.

    Of every eight papers, four are entered twice, one once, one received only, and two are awaited; every 16th is entered with a slip.
    """
    first, second = (person for person in people if person.role == Role.CLERK and person.area is None)
    statements = {
        (station, contest): key
        for key, station, contest in Statement.objects.filter(contest__election=election).values_list(
            "id", "station__code", "contest__code"
        )
    }
    for number, paper in enumerate(papers(folder)):
        key, turn = statements[paper.station, paper.contest], number % 8
        if turn in (5, 7):
            continue
        work.receive(key, f"T{number:07d}", by=first)
        if turn == 6:
            continue
        reading = Reading(paper.figures, paper.votes)
        _enter(key, reading, first)
        if turn != 4:
            _enter(key, reading if number % 16 else _slip(reading), second)
    return Statement.objects.filter(contest__election=election, state=State.ACCEPTED).count()


def _enter(key: int, reading: Reading, clerk: Person) -> None:
    """One entry, whose warnings the clerk confirms."""
    work.begin(key, by=clerk)
    try:
        work.finish(key, reading, by=clerk)
    except work.Unconfirmed as found:
        work.finish(key, reading, by=clerk, confirmed=codes(found.findings))


def _slip(reading: Reading) -> Reading:
    """The same with one vote too many for one option, as by a slip of the finger."""
    option = next(iter(reading.votes))
    return Reading(reading.figures, {**reading.votes, option: reading.votes[option] + 1})


def _people(election: Election, password: str, language: str) -> Iterator[Person]:
    """Everybody but the trainer: two clerks and a supervisor in each of the first two provinces; the others for the whole country."""
    for area in Area.objects.filter(election=election, level="province").order_by("code")[:2]:
        for name, role in (("clerk-a", Role.CLERK), ("clerk-b", Role.CLERK), ("supervisor", Role.SUPERVISOR)):
            yield _person(f"{name}-{area.code}", role, area, password, language)
    party = (
        Option.objects.filter(contest__election=election)
        .exclude(party="")
        .order_by("place")
        .values_list("party", flat=True)
        .first()
    )
    everywhere = (
        ("clerk-a", Role.CLERK),
        ("clerk-b", Role.CLERK),
        ("supervisor", Role.SUPERVISOR),
        ("verifier-a", Role.VERIFIER),
        ("verifier-b", Role.VERIFIER),
        ("commissioner-a", Role.COMMISSIONER),
        ("commissioner-b", Role.COMMISSIONER),
        ("agent", Role.AGENT),
        ("observer", Role.OBSERVER),
    )
    for name, role in everywhere:
        yield _person(name, role, None, password, language, party=party or "" if role is Role.AGENT else "")


def _person(name: str, role: Role, area: Area | None, password: str, language: str, *, party: str = "") -> Person:
    made = Person(
        username=name, full_name=name.replace("-", " ").title(), role=role.value, area=area, language=language, party=party
    )
    made.must_change_password = False
    made.set_password(password)
    made.save()
    return made
