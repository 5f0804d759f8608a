"""The election calendar: the days by which something must be done, counted from polling day, each with its article.

The days stand in a dated table of each country (`law/COUNTRY/calendar.csv`; its hours are those of the country's `CALENDAR_ZONE`), one
row for each rule, with the text that it was read in; a deadline whose text could not be read is not there. What a rule may say is in
`counted`. No day is moved because it is a Sunday or a holiday: the texts name their weekdays themselves, and say nothing of a delay.
"""

import csv
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module, resources
from types import ModuleType

from suffrage import law
from suffrage.law.catalogue import at
from suffrage.model import Deadline, Source

POLLING, SECOND_ROUND, PROCLAMATION = "polling", "second-round", "proclamation"
"""What a day can be counted from."""

_RULE = re.compile(r"([+-])(\d{1,3}) (day|monday|tuesday|wednesday|thursday|friday|saturday|sunday)")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a table: for these `bodies` elected on a day from `since` until the day before `until`."""

    bodies: tuple[str, ...]
    code: str
    origin: str
    rule: str
    hour: str | None
    since: date
    until: date | None
    article: str
    source: Source

    def holds(self, body: str, day: date) -> bool:
        """Whether it is a rule for this body on that day."""
        return body in self.bodies and self.since <= day and (self.until is None or day < self.until)


def calendar(code: str, polling: date, *, proclaimed: date | None = None) -> tuple[Deadline, ...]:
    """The calendar of an election of the body `code` on `polling`, its first round, in the order of the days.

    `proclaimed`: the day on which the result was proclaimed; without it, what is counted from it has no day, and stands last.
    A reading of the law (`code:variant`) has the same calendar. `LawNotKnown`: no law is known for that body and day.

    >>> from datetime import date
    >>> [(known.code, str(known.day), known.hour) for known in calendar("fr.national-assembly", date(2022, 6, 12))][:2]
    [('candidacies-close', '2022-05-20', '18:00'), ('campaign-opens', '2022-05-30', '00:00')]
    """
    body = at(code, polling).code
    rows = [row for row in table(_country_of(body).__name__) if row.holds(body, polling)]
    origins: dict[str, date | None] = {POLLING: polling, PROCLAMATION: proclaimed, SECOND_ROUND: None}
    for row in rows:
        if row.code == SECOND_ROUND:
            origins[SECOND_ROUND] = counted(row.rule, polling)
    found = [Deadline(code=POLLING, day=polling), *(_deadline(row, origins[row.origin]) for row in rows)]
    return tuple(sorted(found, key=lambda known: (known.day is None, known.day or polling, known.hour or "", known.code)))


def counted(rule: str, day: date) -> date:
    """The day that a rule means: so many days or weekdays before (-) or after (+) a day, which is never one of them.

    >>> from datetime import date
    >>> str(counted("-4 friday", date(2022, 6, 12))), str(counted("+10 friday", date(2024, 6, 30)))
    ('2022-05-20', '2024-09-06')
    >>> str(counted("+1 sunday", date(2024, 6, 30)))
    '2024-07-07'
    """
    found = _RULE.fullmatch(rule)
    if found is None:
        raise ValueError(f"{rule!r} is no rule of a calendar; write -4 friday, +10 day ….")
    sign, number = (1 if found[1] == "+" else -1), int(found[2])
    if found[3] == "day":
        return day + timedelta(days=sign * number)
    apart = (sign * (_WEEKDAYS.index(found[3]) - day.weekday())) % 7 or 7
    return day + timedelta(days=sign * (apart + 7 * (number - 1)))


def zone_of(code: str) -> str:
    """The time zone in which the hours of a body's calendar are meant, by its IANA name.

    >>> zone_of("fr.president")
    'Europe/Paris'
    """
    zone: str = _country_of(code).CALENDAR_ZONE
    return zone


@cache
def table(country: str) -> tuple[Row, ...]:
    """Every rule of the table of a country, which is given by its package."""
    return tuple(_rows(resources.files(country).joinpath("calendar.csv").read_text("utf-8")))


def _rows(text: str) -> Iterator[Row]:
    for row in csv.DictReader(text.splitlines()):
        yield Row(
            bodies=tuple(row["bodies"].split()),
            code=row["code"],
            origin=row["origin"],
            rule=row["rule"],
            hour=row["hour"] or None,
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            article=row["article"],
            source=Source(title=row["source"], url=row["url"]),
        )


def _deadline(row: Row, origin: date | None) -> Deadline:
    return Deadline(
        code=row.code,
        day=counted(row.rule, origin) if origin else None,
        hour=row.hour,
        article=row.article,
        source=row.source,
    )


@cache
def _country_of(code: str) -> ModuleType:
    """The package in which the law of a body stands."""
    packages = (import_module(f"suffrage.law.{module.name}") for module in pkgutil.iter_modules(law.__path__) if module.ispkg)
    return next(package for package in packages if any(body.code == code for body in getattr(package, "BODIES", ())))
