"""The forms of an area, part after part, as data for the template and as PDF: the fields of the page of entry, in its order."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import segno
from django.db import transaction
from django.db.models import QuerySet

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.frame import is_generated
from suffrage.commission.paper.models import PrintRun
from suffrage.commission.paper.serials import barcode_of, serial_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area, Election, Option
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.reading import figures_of, form_of
from suffrage.commission.trail import chain
from suffrage.commission.words import names_of, sentence
from suffrage.model import Language
from suffrage.record.protocols.fonts import khmer_font
from suffrage.record.protocols.printing import Printer, Sheet
from suffrage.words.numbers import say_date, say_integer

A_PART = 100
"""Forms in one PDF: some seconds to make, and a file that a printer takes."""
_WORDS = (
    "title",
    "station",
    "contest",
    "serial",
    "figures",
    "votes",
    "number",
    "name",
    "party",
    "how",
    "chair",
    "secretary",
    "member",
    "agent",
    "signature",
    "page",
    "remarks",
    "copies",
)


def begin_printing(election: Election, area: Area | None, language: Language, *, by: Person | None) -> PrintRun:
    """Begin to print the forms of an area (None: of the whole country); the act is in the trail. `by` None: whoever runs the machine.

    `Refused`: the area is not theirs, there is nothing to print, or the result is declared.
    """
    if by is not None and (
        by.role not in (Role.ADMINISTRATOR.value, Role.SUPERVISOR.value) or not _reaches(by, area, election)
    ):
        raise Refused("paper.not-your-area")
    if election.phase == Election.Phase.DECLARED:
        raise Refused("paper.declared")
    number = statements_of(election, area).count()
    if not number:
        raise Refused("paper.nothing")
    with transaction.atomic():
        run = PrintRun.objects.create(election=election, area=area, language=language, person=by, forms=number)
        told = {"run": run.pk, "forms": number, "language": language}
        chain.record("forms-printed", told, person=by, election=election, area=area)
    return run


def statements_of(election: Election, area: Area | None) -> "QuerySet[Statement, Statement]":
    """The statements for whose stations forms are printed, in the order in which they are printed."""
    found = Statement.objects.filter(contest__election=election).order_by("pk")
    return found if area is None else found.filter(station__area__path__startswith=area.path)


@dataclass(frozen=True, slots=True)
class Part:
    """One PDF of a printing: its number, from 1, and its statements."""

    number: int
    statements: Sequence[Statement]

    @property
    def first(self) -> str:
        """The code of its first station."""
        return self.statements[0].station.code

    @property
    def last(self) -> str:
        """The code of its last station."""
        return self.statements[-1].station.code


def number_of_parts(run: PrintRun) -> int:
    """How many PDFs a printing has."""
    return -(-run.forms // A_PART)


def parts_of(run: PrintRun) -> Iterator[Part]:
    """Every part of a printing."""
    return (part_of(run, number) for number in range(1, number_of_parts(run) + 1))


def part_of(run: PrintRun, number: int) -> Part:
    """One part of a printing."""
    found = statements_of(run.election, run.area).select_related("station__area", "contest")
    return Part(number, list(found[(number - 1) * A_PART : number * A_PART]))


class Press:
    """Prints the parts of one printing, one after another: what they share is prepared once."""

    def __init__(self, run: PrintRun, printer: Printer) -> None:
        self._run, self._printer = run, printer
        self._language: Language = next(known for known in ("km", "fr", "en") if known == run.language)
        self._options: dict[int, list[dict[str, str]]] = {}
        self._frame = _frame_of(run.election, self._language)

    def pdf(self, part: Part) -> bytes:
        """A part as PDF."""
        return self._printer.pdf(Sheet("", "form", self.data(part), tagged=False))

    def data(self, part: Part) -> dict[str, Any]:
        """What the template prints."""
        places = _Places(part.statements, self._language)
        forms = [self._form(statement, places) for statement in part.statements]
        contests = {str(statement.contest_id): self._options_of(statement.contest_id) for statement in part.statements}
        return {**self._frame, "forms": forms, "options": contests}

    def _form(self, statement: Statement, places: "_Places") -> dict[str, Any]:
        station, contest = statement.station, statement.contest
        serial = serial_of(self._run.pk, statement.pk)
        return {
            "station": station.code,
            "station_name": names_of(self._language, station, ""),
            "place": places.of(station.area),
            "contest": contest.code,
            "contest_name": names_of(self._language, contest, ""),
            "options": str(contest.pk),
            "serial": serial,
            "qr": qr(barcode_of(station.code, contest.code, serial)),
        }

    def _options_of(self, contest: int) -> list[dict[str, str]]:
        if contest not in self._options:
            self._options[contest] = [_option(option, self._language) for option in Option.objects.filter(contest=contest)]
        return self._options[contest]


@contextmanager
def press(run: PrintRun) -> Iterator[Press]:
    """The press for a printing. `BadInput`: no Khmer font is installed."""
    with Printer(run.election.day, khmer_font(), __package__) as printer:
        yield Press(run, printer)


def qr(text: str) -> str:
    """A QR code as SVG, of which a quarter may be stained or torn."""
    drawn = io.BytesIO()
    segno.make_qr(text, error="q").save(drawn, kind="svg", border=4, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


@dataclass(slots=True)
class _Places:
    """Where stations lie: the names of their areas, the largest first, without the one that is the whole country."""

    statements: Sequence[Statement]
    language: Language
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = {code for statement in self.statements for code in _codes(statement.station.area)}
        election = self.statements[0].contest.election_id if self.statements else None
        for area in Area.objects.filter(election=election, code__in=codes):
            self.names[area.code] = names_of(self.language, area, area.code)

    def of(self, area: Area) -> str:
        """The place of an area."""
        codes = _codes(area)
        return " · ".join(self.names[code] for code in (codes[1:] or codes))


def _codes(area: Area) -> list[str]:
    return area.path.rstrip("/").split("/")


def _option(option: Option, language: Language) -> dict[str, str]:
    """An option as on the ballot: in Khmer where it has a Khmer name, with that of the reader's language beside it."""
    own, shown = names_of(language, option, option.code), option.name_km or names_of(language, option, option.code)
    number = "" if option.ballot_number is None else say_integer(language, option.ballot_number)
    return {"number": number, "name": shown, "second": own if own != shown else "", "party": option.party}


def _frame_of(election: Election, language: Language) -> Mapping[str, Any]:
    """What all forms of an election share."""
    day = election.day
    unreal = [sentence(language, "rehearsal-short")] if election.rehearsal else []
    if is_generated(election.toml):
        unreal.append(sentence(language, "generated-short"))
    return {
        "lang": language,
        "day": [day.year, day.month, day.day],
        "election": f"{names_of(language, election, election.code)} · {say_date(language, day)}",
        "title": sentence(language, "paper.title"),
        "unreal": unreal,
        "not_real": sentence(language, "paper.not-real") if unreal else "",
        "digits": [say_integer(language, digit) for digit in range(10)],
        "words": {word: sentence(language, f"paper.{word}", page="{page}") for word in _WORDS},
        "figures": [sentence(language, f"form.{name}") for name in figures_of(form_of(election.toml))],
    }


def _reaches(person: Person, area: Area | None, election: Election) -> bool:
    """Whether an area, or the whole country, is a person's own or lies below it."""
    if area is None:
        return person.area is None
    return area.election_id == election.pk and within(person, area)
