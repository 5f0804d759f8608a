"""An election brought to where it can be declared: every statement accepted, counted, settled, voted on, by the people of the tests."""

from datetime import date

import pytest
from tests.commission import elections, tiny
from tests.commission.elections import GOOD

from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import drawings, sittings
from suffrage.commission.declaring.counting import asked, count_now, standing
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Contest, Election
from suffrage.commission.trail.models import Act
from suffrage.record.notes import PrivateKey

KEY = PrivateKey("nec.example/kh-test", bytes(range(40, 72)))
WITNESS = PrivateKey("court.example", bytes(range(80, 112)))
TIED = elections.reading(a=200, b=50, c=50)
"""A takes its only candidate's seat; B and C are equal for another."""
DAY = date(2023, 7, 30)
SOURCE = "Phnom Penh, 10:00; Sok Dara, Chan Thy"


def accept_all(people, **given):
    """Every statement is entered twice: as `given` for a contest (c01, c02), else GOOD."""
    for station in ("01-1", "01-2", "02-1", "02-2"):
        reading = given.get(f"c{station[:2]}", GOOD)
        assert elections.twice(station, people, reading, reading).state == "accepted"


def under(law, *, seats=2):
    """Another law for the tiny election, and so many seats in contest 01."""
    election = Election.objects.get()
    election.toml = election.toml.replace('"kh.national-assembly"', f'"{law}"')
    election.save(update_fields=["toml"])
    Contest.objects.filter(code="01").update(seats=seats)
    return election


def commission(people):
    """The members: the one of the fixture, and another."""
    from suffrage.commission.accounts.models import Person

    other = Person.objects.filter(username="commissioner-all-other").first()
    return people[Role.COMMISSIONER, None], other or tiny.person(Role.COMMISSIONER, None, suffix="-other")


def counted(election, people):
    """The election, counted now."""
    count_now(election, by=people[Role.VERIFIER, None])
    return standing(election)


def question_of(election, code="01"):
    """The first question of a contest that can be answered."""
    contest = Contest.objects.get(election=election, code=code)
    return asked(standing(election).of(contest)[1], contest)[0]


def drawn_by_two(question, answer, people, *, second=None):
    """Both members enter what was drawn."""
    one, other = commission(people)
    drawings.enter(question, answer, day=DAY, source=SOURCE, by=one)
    return drawings.enter(question, second or answer, day=DAY, source=SOURCE, by=other)


def carried(election, people, text="The result is declared."):
    """Both members vote for it, and the sitting is closed."""
    one, other = commission(people)
    sitting = sittings.open_sitting(election, text, by=one)
    for member in (one, other):
        sittings.vote(sitting.pk, "for", by=member)
    return sittings.close(sitting.pk, by=other)


def declared(election, people, **given):
    """The whole way, where nothing has to be settled."""
    accept_all(people, **given)
    counted(election, people)
    carried(election, people)
    election.refresh_from_db()
    return election


def refused(key):
    class Context:
        def __enter__(self):
            self.raised = pytest.raises(Refused)
            self.caught = self.raised.__enter__()

        def __exit__(self, *problem):
            done = self.raised.__exit__(*problem)
            assert self.caught.value.key == key
            return done

    return Context()


def kinds():
    return set(Act.objects.values_list("kind", flat=True))
