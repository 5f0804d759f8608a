"""Statements brought as far as a test needs them, by the people of the tiny election and through the services."""

from tests.commission import tiny

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statements import work
from suffrage.commission.statements.checking import Reading
from suffrage.commission.statements.models import Statement

CONFIRMED = (
    "votes-sum",
    "papers-sum",
    "one-sided",
    "registered-list",
    "full-turnout",
    "many-null",
    "all-zero",
    "voters-registered",
)


def reading(valid=300, a=100, b=150, c=50, *, registered=500, null=5):
    """What a statement of the tiny election says; as it is by default, nothing is odd about it."""
    papers = valid + null
    figures = {"registered": registered, "voters": papers, "ballots": papers, "blank": None, "null": null, "valid": valid}
    return Reading(figures, {"A": a, "B": b, "C": c})


GOOD, OTHER = reading(), reading(b=149, c=51)
IN_ERROR, ODD = reading(c=49), reading(a=300, b=0, c=0)


def typed(given):
    """The fields of a form that says so."""
    figures = {f"f.{name}": str(number) for name, number in given.figures.items() if number is not None}
    return figures | {f"f.votes.{code}": str(number) for code, number in given.votes.items()}


def statement_of(station, contest=None):
    """A station's statement."""
    return Statement.objects.get(station__code=station, contest__code=contest or station.partition("-")[0])


def second_clerk(area):
    """Another clerk of that area."""
    from suffrage.commission.accounts.models import Person

    name = f"clerk-{area.code}-second"
    return Person.objects.filter(username=name).first() or tiny.person(Role.CLERK, area, suffix="-second")


def received(station, people):
    """A statement whose paper has come."""
    found = statement_of(station)
    work.receive(found.pk, f"S-{station}", by=people[Role.CLERK, found.station.area.code])
    return found


def once(station, people, given=GOOD):
    """A statement that was entered once."""
    found = received(station, people)
    clerk = people[Role.CLERK, found.station.area.code]
    work.begin(found.pk, by=clerk)
    return work.finish(found.pk, given, by=clerk, confirmed=CONFIRMED)


def twice(station, people, first=GOOD, second=GOOD):
    """A statement that was entered twice, by two people: accepted, or where the two readings lead it."""
    found = once(station, people, first)
    clerk = second_clerk(found.station.area)
    work.begin(found.pk, by=clerk)
    return work.finish(found.pk, second, by=clerk, confirmed=CONFIRMED)
