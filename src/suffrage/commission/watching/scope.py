"""What somebody looks at: an area of their own, how far the tally has come, and the areas just above and below."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import Length
from django.http import Http404

from suffrage.commission.accounts.models import Person
from suffrage.commission.frame import election_of
from suffrage.commission.setup.models import Area, Election
from suffrage.commission.watching.models import AreaTally, Tally
from suffrage.commission.watching.sums import Known, known_of
from suffrage.commission.watching.tally import look

A_PAGE = 60
"""So many areas stand on a page."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`area` None: the whole election · `above`: the areas around it, from the largest that the person may see · `page`: of the areas
    below it, from 1.
    """

    election: Election
    tally: Tally
    area: Area | None
    above: tuple[Area, ...]
    page: int = 1
    pages: int = field(default=1)

    @property
    def key(self) -> str:
        """The same as long as nothing that is shown has changed."""
        area = self.area.pk if self.area else 0
        return f"{self.election.pk}-{self.election.phase}-{area}-{self.page}-{moment_key(self.tally)}"

    def below(self) -> QuerySet[Area]:
        """The areas just below."""
        return _below(self.election, self.area)

    def rows(self) -> list[tuple[Area, Known]]:
        """The areas just below that stand on this page, each with what is known of it."""
        first = (self.page - 1) * A_PAGE
        found = list(self.below()[first : first + A_PAGE])
        return [(area, known) for area, known in zip(found, _known(found), strict=True)]

    def known(self) -> Known:
        """What is known of the area, or of the whole election."""
        if self.area is not None:
            return _known([self.area])[0]
        whole = Known()
        for known in _known(list(self.below())):
            whole.add(known)
        return whole


def moment_key(tally: Tally) -> str:
    """Another one whenever the tally has changed."""
    return f"{tally.changed}-{int(tally.changed_at.timestamp() * 1_000_000):x}"


def scope_of(person: Person, code: str, page: str = "") -> Scope | None:
    """What a person looks at who asked for the area `code` ("": their own, or the whole); None before the first election.

    `Http404`: there is no such area, or it is not within theirs.
    """
    election = election_of(person)
    if election is None:
        return None
    top = person.area or _only_top(election)
    area = top
    if code and (top is None or code != top.code):
        area = Area.objects.filter(election=election, code=code).first()
        if area is None or (top is not None and not area.path.startswith(top.path)):
            raise Http404
    tally = look(election)
    pages = max(1, -(-_below(election, area).count() // A_PAGE))
    asked = int(page) if page.isdecimal() and len(page) < 6 else 1
    return Scope(election, tally, area, _around(area, top), min(max(asked, 1), pages), pages)


def whole_of(election: Election) -> Scope:
    """The whole election."""
    return Scope(election, look(election), _only_top(election), ())


def contests_within(scope: Scope) -> dict[str, Known]:
    """Contest's code → what is known of its area, of the contests whose whole area is looked at."""
    areas = Area.objects.filter(election=scope.election, contests__isnull=False).distinct()
    if scope.area is not None:
        areas = areas.filter(path__startswith=scope.area.path)
    found = AreaTally.objects.filter(area__in=areas).values_list("known", flat=True)
    return {code: known for known in map(known_of, found) for code in known.contests}


def latest(scope: Scope) -> datetime:
    """When the last act was done that shows here."""
    return scope.tally.changed_at


def _below(election: Election, area: Area | None) -> QuerySet[Area]:
    return Area.objects.filter(election=election, parent=area).order_by(Length("code"), "code")


def _only_top(election: Election) -> Area | None:
    """The one area in which all others lie, if there is one."""
    found = list(Area.objects.filter(election=election, parent=None).annotate(number=Count("pk"))[:2])
    return found[0] if len(found) == 1 else None


def _around(area: Area | None, top: Area | None) -> tuple[Area, ...]:
    """The areas in which an area lies, from `top` down."""
    found: list[Area] = []
    here = area
    while here is not None and here.pk != (top.pk if top else None):
        here = here.parent
        if here is not None:
            found.append(here)
    return tuple(reversed(found))


def _known(areas: Iterable[Area]) -> list[Known]:
    kept = dict(AreaTally.objects.filter(area__in=list(areas)).values_list("area", "known"))
    return [known_of(kept[area.pk]) if area.pk in kept else Known() for area in areas]
