"""Which tally forms somebody may see, how one is found by its code, and where they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, prefetch_related_objects
from django.http import Http404

from suffrage.audit.codes import parse_code
from suffrage.commission.accounts.models import Person
from suffrage.commission.auditing.models import Round, Sheet, SheetEntry
from suffrage.commission.auditing.states import State
from suffrage.commission.auditing.steps import WITH
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.statements.work import serial_of

LONGEST_CODE = 600


@dataclass(frozen=True, slots=True)
class Counted:
    """A round, or an area, with how many of its forms stand where."""

    about: Round | Area
    numbers: dict[State, int]

    @property
    def forms(self) -> int:
        """All of them."""
        return sum(self.numbers.values())

    @property
    def taken(self) -> int:
        """Those whose count is taken."""
        return self.numbers[State.TAKEN]


def sheets_of(person: Person) -> "QuerySet[Sheet, Sheet]":
    """The forms of a person's area, the latest rounds first, each in the order of its pull list."""
    found = Sheet.objects.select_related(*WITH).order_by("-round__audit", "round__contest", "-round__after", "place")
    if person.area is None:
        return found.filter(round__audit__election=election_of(person))
    area = person.area
    return found.filter(statement__station__area__election=area.election, statement__station__area__path__startswith=area.path)


def sheet_of(person: Person, sheet_id: int) -> Sheet:
    """One of them; `Http404` for any other, as for one that does not exist."""
    found = sheets_of(person).filter(pk=sheet_id).first()
    if found is None:
        raise Http404
    prefetch_related_objects([found.round.contest], "options")  # asked of the database once, for whatever follows
    return found


def for_code(person: Person, text: str) -> Sheet:
    """The form with just this code; or, typed by hand, with the code of a station (a slash, and a contest's), if one is meant.

    `Refused`: it is no code, misread, of another audit, or a choice.
    """
    said = text.strip()[:LONGEST_CODE]
    found = parse_code(said)
    if found is None:
        return _for_station(person, said)
    if not found.sound:
        raise Refused("auditing.misread")
    sheet = sheets_of(person).filter(code=said).first()
    if sheet is None:
        raise Refused("auditing.not-open-here", station=found.station_id, contest=found.contest_id)
    return sheet


def _for_station(person: Person, text: str) -> Sheet:
    station, _slash, contest = serial_of(text).partition("/")
    found = sheets_of(person).filter(statement__station__code__iexact=station) if station else Sheet.objects.none()
    if contest:
        found = found.filter(round__contest__code__iexact=contest)
    likely = list(found.exclude(state=State.TAKEN.value)[:2]) or list(found[:2])
    if not likely:
        raise Refused("auditing.not-a-code")
    if len(likely) > 1:
        raise Refused("auditing.which-form")
    return likely[0]


def own_work(found: Iterable[Sheet], person: Person) -> set[int]:
    """Those forms that this person has entered in the attempt that is under way."""
    done = SheetEntry.objects.filter(
        sheet__in=[sheet.pk for sheet in found], attempt=F("sheet__attempt"), person=person, finished__isnull=False
    )
    return set(done.values_list("sheet", flat=True))


def numbers_by_state(found: "QuerySet[Sheet, Sheet]") -> dict[State, int]:
    """How many stand in each state."""
    numbers = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: numbers.get(state.value, 0) for state in State}


def by_round(found: "QuerySet[Sheet, Sheet]") -> list[Counted]:
    """The rounds of these forms, the latest audit first, with where their forms stand."""
    numbers: dict[int, dict[State, int]] = {}
    for key, state, number in found.order_by().values_list("round", "state").annotate(number=Count("pk")):
        numbers.setdefault(key, dict.fromkeys(State, 0))[State(state)] = number
    rounds = Round.objects.select_related("audit", "contest").filter(pk__in=numbers).order_by("-audit", "contest", "after")
    return [Counted(each, numbers[each.pk]) for each in rounds]


def by_area(found: "QuerySet[Sheet, Sheet]", above: Area) -> Iterator[Counted]:
    """The forms counted by the areas just below `above`, those without any left out."""
    numbers: dict[str, dict[State, int]] = {}
    rows = found.order_by().values_list("statement__station__area__path", "state").annotate(number=Count("pk"))
    for path, state, number in rows:
        numbers.setdefault(path, dict.fromkeys(State, 0))[State(state)] += number
    for area in Area.objects.filter(parent=above).order_by("code"):
        lying = [each for path, each in numbers.items() if path.startswith(area.path)]
        if lying:
            yield Counted(area, {state: sum(each[state] for each in lying) for state in State})
