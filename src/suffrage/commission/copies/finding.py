"""Which copies somebody may see: agents their party's, observers their own, the commission's people those of their area."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.copies.giving import owner_of
from suffrage.commission.copies.matching import refresh
from suffrage.commission.copies.models import Case, Copy
from suffrage.commission.copies.states import GIVING, Match, State
from suffrage.commission.frame import election_of
from suffrage.commission.setup.models import Area, Election

SEEING = (Role.SUPERVISOR, Role.VERIFIER, Role.COMMISSIONER, Role.AGENT, Role.OBSERVER)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many copies of an area's stations there are, and how they stand to the official figures."""

    area: Area
    equal: int
    differing: int
    waiting: int

    @property
    def copies(self) -> int:
        """All of them."""
        return self.equal + self.differing + self.waiting


def open_cases(election: Election) -> QuerySet[Case]:
    """The cases that await an answer or a correction, after everything was matched with the figures that count now."""
    while refresh(election):
        pass
    return Case.objects.filter(copy__election=election, state__in=[State.OPEN.value, State.CORRECTING.value]).order_by("pk")


def copies_of(person: Person) -> QuerySet[Copy]:
    """The copies that somebody may see and that no later one replaced, the latest first."""
    found = Copy.objects.select_related(
        "election", "person", "case", "statement__station__area", "statement__contest__election"
    )
    found = found.filter(election=election_of(person), replaced=False).order_by("-pk")
    if person.area is not None:
        found = found.filter(statement__station__area__path__startswith=person.area.path)
    return found.filter(_own(person)) if Role(person.role) in GIVING else found


def copy_of(person: Person, copy_id: int) -> Copy:
    """One of them, or one that was replaced; `Http404` for any other, as for one that does not exist."""
    found = Copy.objects.select_related(
        "election", "person", "case", "statement__station__area", "statement__contest__election"
    )
    found = found.filter(pk=copy_id, election=election_of(person))
    if person.area is not None:
        found = found.filter(statement__station__area__path__startswith=person.area.path)
    if Role(person.role) in GIVING:
        found = found.filter(_own(person))
    one = found.first()
    if one is None:
        raise Http404
    return one


def _own(person: Person) -> Q:
    """What somebody gave, or a fellow agent of the same party."""
    return Q(owner=owner_of(person)) | Q(person=person)


def by_area(found: QuerySet[Copy], above: Area | None, election: Election) -> Iterator[Counted]:
    """The copies counted by the areas just below `above` (None: the top ones), those without any left out."""
    numbers: dict[str, dict[str, int]] = {}
    rows = found.order_by().values_list("statement__station__area__path", "match").annotate(number=Count("pk"))
    for path, match, number in rows:
        numbers.setdefault(path, dict.fromkeys(Match, 0))[match] += number
    for area in Area.objects.filter(election=election, parent=above).order_by("code"):
        lying = [each for path, each in numbers.items() if path.startswith(area.path)]
        if lying:
            sums = {match: sum(each[match] for each in lying) for match in Match}
            yield Counted(area, sums[Match.EQUAL], sums[Match.DIFFERING], sums[Match.WAITING])
