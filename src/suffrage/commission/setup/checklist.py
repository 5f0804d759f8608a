"""What an election still lacks before it can be counted, and the beginning of the count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from suffrage import law
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import CHANGING, Role
from suffrage.commission.paper.models import PrintRun
from suffrage.commission.refused import Refused
from suffrage.commission.setup.loading import election_of_toml
from suffrage.commission.setup.models import Area, Contest, Election, Option, Station
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail import chain
from suffrage.model import LawNotKnown
from suffrage.words import LANGUAGES

_SHOWN = 10
WORKING = (Role.CLERK, Role.SUPERVISOR, Role.VERIFIER)
NEEDED = {Role.CLERK: 2, Role.SUPERVISOR: 1, Role.VERIFIER: 2}
"""How many people of a role each contest's area needs: two clerks for two entries, two verifiers for a correction."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of the checklist. `code`: which, for its sentence · `number`: how many, of which `codes` are the first ·
    `stops`: the count cannot begin without it.
    """

    code: str
    number: int
    codes: tuple[str, ...]
    stops: bool = False


def checklist(election: Election) -> tuple[Missing, ...]:
    """Everything that an election lacks, what stops the count first."""
    return tuple(sorted(_missing(election), key=lambda line: not line.stops))


def begin_counting(election_id: int, *, by: Person) -> Election:
    """Let statements be received and entered. `Refused` while something is missing that stops the count."""
    if by.role != Role.ADMINISTRATOR.value or by.area_id is not None:
        raise Refused("setup.not-administrator")
    with transaction.atomic():
        election = Election.objects.select_for_update().get(pk=election_id)
        if election.phase != Election.Phase.SETUP:
            raise Refused("setup.begun-already")
        lacking = checklist(election)
        if any(line.stops for line in lacking):
            raise Refused("setup.not-ready")
        election.phase = Election.Phase.COUNTING
        election.save(update_fields=["phase"])
        chain.record("counting-begun", {"lacking": {line.code: line.number for line in lacking}}, person=by, election=election)
    return election


def _missing(election: Election) -> Iterator[Missing]:
    contests = Contest.objects.filter(election=election)
    options = Option.objects.filter(contest__election=election)
    stations = Station.objects.filter(election=election)
    with_options = contests.annotate(number=Count("options", distinct=True))
    yield from _codes("contests-without-options", with_options.filter(number=0), stops=True)
    yield from _codes("stations-without-contest", stations.filter(statements__isnull=True), stops=True)
    yield from _codes("contests-without-stations", contests.filter(statements__isnull=True), stops=True)
    yield from _names(election)
    options_in_order = options.order_by("contest__code", "place")
    yield from _codes("options-without-name", options_in_order.filter(name="", name_km="", name_fr="", name_en=""))
    yield from _codes("options-without-number", options_in_order.filter(ballot_number__isnull=True))
    yield from _codes("options-without-party", options.filter(party="").order_by("contest__code", "place"))
    yield from _codes("stations-without-registered", stations.filter(registered__isnull=True))
    yield from _law(election, contests)
    yield from _forms(election)
    yield from _people(election)
    yield from _second_factors(election)


def _names(election: Election) -> Iterator[Missing]:
    """The languages in which the election has no name."""
    without = tuple(language for language in LANGUAGES if not getattr(election, f"name_{language}"))
    if without:
        yield Missing("names-of-election", len(without), without)


def _forms(election: Election) -> Iterator[Missing]:
    """Statements for which no form was printed here; a commission may have another printer."""
    statements = Statement.objects.filter(contest__election=election)
    for run in PrintRun.objects.filter(election=election).select_related("area"):
        if run.area is None:
            return
        statements = statements.exclude(station__area__path__startswith=run.area.path)
    if number := statements.count():
        yield Missing("statements-without-form", number, tuple(statements.values_list("station__code", flat=True)[:_SHOWN]))


def _second_factors(election: Election) -> Iterator[Missing]:
    """People of this election, or of all, who can change data and have set up no second factor."""
    people = Person.objects.filter(role__in=CHANGING, is_active=True, second_factor=False).order_by("username")
    people = people.filter(Q(area=None) | Q(area__election=election))
    if number := people.count():
        yield Missing("people-without-second-factor", number, tuple(people.values_list("username", flat=True)[:_SHOWN]))


def _law(election: Election, contests: QuerySet[Contest]) -> Iterator[Missing]:
    """The law on its day, and seats that neither it nor the tables give, or on which the two differ."""
    chosen = election_of_toml(election)["law"]
    day: date = chosen["date"]
    try:
        seats = law.at(chosen["code"], day).seats
    except LawNotKnown:
        yield Missing("law-not-known", 1, (f"{chosen['code']} {day}",), stops=True)
        return
    given = dict(contests.values_list("code", "seats"))
    without = tuple(sorted(code for code, number in given.items() if number is None and code not in seats))
    if without:
        yield Missing("contests-without-seats", len(without), without[:_SHOWN], stops=True)
    other = tuple(sorted(code for code, number in given.items() if number is not None and seats.get(code, number) != number))
    if other:
        yield Missing("seats-not-of-law", len(other), other[:_SHOWN])


def _people(election: Election) -> Iterator[Missing]:
    """Areas of contests in which fewer people of a role work than the work needs."""
    areas = list(Area.objects.filter(Exists(Contest.objects.filter(area=OuterRef("pk"))), election=election).order_by("code"))
    for role in WORKING:
        people = Person.objects.filter(role=role.value, is_active=True).select_related("area")
        everywhere = sum(1 for person in people if person.area is None)
        paths = [person.area.path for person in people if person.area is not None and person.area.election_id == election.pk]
        few = tuple(
            area.code
            for area in areas
            if everywhere + sum(1 for path in paths if area.path.startswith(path) or path.startswith(area.path)) < NEEDED[role]
        )
        if few:
            yield Missing(f"few-{role.value}s", len(few), few[:_SHOWN])


def _codes(
    code: str, found: QuerySet[Contest] | QuerySet[Option] | QuerySet[Station], *, stops: bool = False
) -> Iterator[Missing]:
    number = found.count()
    if number:
        first = found if found.query.order_by else found.order_by("code")
        yield Missing(code, number, tuple(first.values_list("code", flat=True)[:_SHOWN]), stops)
