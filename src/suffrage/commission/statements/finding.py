"""Which statements somebody may see, and how one is found by its barcode, station or serial number."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from suffrage.commission.accounts.models import Person
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.statements.models import Entry, Statement
from suffrage.commission.statements.states import State
from suffrage.commission.statements.work import serial_of

LONGEST_SEARCH = 64


def statements_of(person: Person) -> QuerySet[Statement]:
    """The statements of a person's area, in the order in which the election was set up (that of the stations' codes)."""
    election = election_of(person)
    found = Statement.objects.select_related("station__area", "contest__election").order_by("pk")
    if person.area is None:
        return found.filter(contest__election=election)
    return found.filter(station__area__election=election, station__area__path__startswith=person.area.path)


def statement_of(person: Person, statement_id: int) -> Statement:
    """One of them; `Http404` for any other, as for one that does not exist."""
    found = statements_of(person).filter(pk=statement_id).first()
    if found is None:
        raise Http404
    return found


def search(found: QuerySet[Statement], text: str) -> QuerySet[Statement]:
    """Those of a station whose code begins so, or with just this serial number. A barcode is the station's code, and may go on
    with a slash and the contest's.
    """
    plain = serial_of(text)[:LONGEST_SEARCH]
    station, _slash, contest = plain.partition("/")
    wanted = Q(station__code__istartswith=station)
    if contest:
        wanted &= Q(contest__code__iexact=contest)
    return found.filter(wanted | Q(serial=plain))


def for_barcode(person: Person, barcode: str) -> list[Statement]:
    """The statements of the station with just this code (and contest): the one that is meant, or those among which to choose."""
    station, _slash, contest = serial_of(barcode).partition("/")
    found = statements_of(person).filter(station__code__iexact=station)
    return list((found.filter(contest__code__iexact=contest) if contest else found)[:20])


def the_one(found: list[Statement], *, awaited: bool = True) -> Statement:
    """The one statement that is awaited (or no longer is), or that is there at all; `Refused` if there is none or a choice."""
    likely = [statement for statement in found if (statement.state == State.AWAITED) is awaited] or found
    if not likely:
        raise Refused("receive.no-such-station")
    if len(likely) > 1:
        raise Refused("receive.which-contest")
    return likely[0]


def numbers_by_state(found: QuerySet[Statement]) -> dict[State, int]:
    """How many stand in each state, in the states' order."""
    numbers = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    return {state: numbers.get(state.value, 0) for state in State}


def next_to_enter(person: Person) -> int | None:
    """What a clerk enters next: what they hold already, else what waits for a second entry by another, else for a first one.

    Inside a transaction the statement is held until its end, and what another clerk is taking at this moment is passed over.
    """
    found = (
        statements_of(person)
        .select_related(None)
        .select_for_update(of=("self",), skip_locked=True)
        .values_list("pk", flat=True)
    )
    held = found.filter(holder=person).first()
    if held is not None:
        return held
    mine = Entry.objects.filter(
        statement=OuterRef("pk"), version=OuterRef("version"), attempt=OuterRef("attempt"), number=1, person=person
    )
    once = found.filter(state=State.ONCE.value).exclude(Exists(mine)).first()
    if once is not None:
        return once
    return found.filter(state=State.RECEIVED.value).first()
