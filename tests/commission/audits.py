"""An audit under way: its folder as the command line makes it, its election on the site, and people who enter its forms."""

import csv
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from django.db import transaction
from tests.audit.province import province
from tests.commission import tiny
from tests.commission.conftest import signed_in

from suffrage.audit.acts import Round as Drawn
from suffrage.audit.acts import Seeded
from suffrage.audit.casefile import Case, begin_case, open_case
from suffrage.audit.pulls import read_places, round_bounds
from suffrage.audit.sheets import write_handout
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing.models import Sheet
from suffrage.commission.auditing.opening import File, open_rounds
from suffrage.commission.guards import aside
from suffrage.commission.setup.loading import set_up
from suffrage.commission.setup.models import Area, Election
from suffrage.words import messages

SEED = "27182818284590452353"


@dataclass
class Desk:
    """What an audit's test has: the election's folder, the audit's, and everybody on the site, by a short name."""

    election: Path
    audit: Path
    people: dict = field(default_factory=dict)

    def case(self) -> Case:
        """The audit, replayed."""
        return open_case(self.audit, self.election)

    def draw(self, number: int) -> Path:
        """Draw so many in all, and write the file that opens the round."""
        case = self.case()
        case.add(Drawn(contest_id="01", drawn=number))
        return write_handout(case, "01", read_places(self.election), round_bounds(case, "01"), self.audit / "papers")

    def open(self, file: Path):
        """Open a round on the site."""
        found = File(file.name, file.read_bytes())
        return open_rounds([found], Election.objects.get(), by=self.people["verifier"])

    def browser(self, name: str):
        """A browser of one of the people."""
        return signed_in(self.people[name])

    def reported(self, station: str) -> dict[str, str]:
        """What the station reported, as the fields of its form."""
        with (self.election / "votes.csv").open() as lines:
            votes = {row["option_id"]: row["votes"] for row in csv.DictReader(lines) if row["station_id"] == station}
        return {f"f.votes.{code}": number for code, number in votes.items()} | {"f.invalid": "4"}


def begun(folder: Path, method: str = "stations", *, drawn: int = 6, rehearsal: bool = False, stations: int = 40) -> Desk:
    """An audit of contest 01 with a first round, open on the site; two clerks, a supervisor, a verifier and watchers in province 01."""
    desk = Desk(province(folder / "election", stations), folder / "audit")
    administrator = tiny.person(Role.ADMINISTRATOR, None)
    election = set_up(desk.election, by=administrator, rehearsal=rehearsal)
    if rehearsal:  # as the site exports it
        toml = desk.election / "election.toml"
        toml.write_text(toml.read_text("utf-8").replace('"tiny"', '"tiny-rehearsal"'), "utf-8")
    case = begin_case(desk.audit, desk.election, ["01"], limit=Fraction(1, 20), method=method)
    case.add(Seeded(seed=SEED))
    with transaction.atomic(), aside():
        election.phase = Election.Phase.COUNTING
        election.save()
    area, other = (Area.objects.select_related("election").get(code=code) for code in ("01", "23"))
    desk.people = {
        "administrator": administrator,
        "one": tiny.person(Role.CLERK, area, suffix="-one"),
        "two": tiny.person(Role.CLERK, area, suffix="-two"),
        "three": tiny.person(Role.CLERK, area, suffix="-three"),
        "elsewhere": tiny.person(Role.CLERK, other),
        "supervisor": tiny.person(Role.SUPERVISOR, area),
        "verifier": tiny.person(Role.VERIFIER, None),
        "commissioner": tiny.person(Role.COMMISSIONER, None),
        "agent": tiny.person(Role.AGENT, area, party="P1"),
        "observer": tiny.person(Role.OBSERVER, area),
    }
    desk.open(desk.draw(drawn))
    return desk


def sheets() -> list[Sheet]:
    """The forms, in the order of the pull list."""
    return list(Sheet.objects.select_related("round__audit", "round__contest", "statement__station").order_by("round", "place"))


def said(key: str, **operands: object) -> str:
    """A sentence in English."""
    return str(messages("en")[key]).format(**operands)
