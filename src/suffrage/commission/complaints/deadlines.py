"""By when a complaint must be filed, decided and appealed against: a dated table, each row with its article and where it was read.

Some laws count from polling day, others from the announcement of the preliminary result or from the proclamation, which a commissioner
enters when it happens. Where the table has no row for a body (the commune councils and the Senate of Cambodia, Corsica …), or that
day has not come, the deadline is not known, and nothing is late.
"""

import csv
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.models import Announcement, Event
from suffrage.commission.complaints.steps import transactions
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.trail import chain

Act = Literal["file", "decide", "appeal"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """One row. `figure` hours or days (`unit`) after `counted_from`: poll, preliminary, proclamation, filing or decision.

    `at`: for hours after the poll, when it closes; for days, the time of the last day at which the deadline ends (None: its end) ·
    `before`: the authority to which it is addressed.
    """

    body: str
    step: str
    figure: int
    unit: str
    counted_from: str
    at: time | None
    before: str
    article: str
    since: date
    until: date | None
    source: str
    url: str

    def end(self, start: datetime) -> datetime:
        """When it ends, counted from `start`; a day is one of the site's clock, and the first is not counted."""
        if self.unit == "hours":
            return start + timedelta(hours=self.figure)
        zone = ZoneInfo(settings.TIME_ZONE)
        last = start.astimezone(zone).date() + timedelta(days=self.figure)
        if self.at is None:
            return datetime.combine(last + timedelta(days=1), time(), zone)
        return datetime.combine(last, self.at, zone)


@cache
def table() -> tuple[Deadline, ...]:
    """Every row."""
    text = resources.files(__package__).joinpath("deadlines.csv").read_text("utf-8")
    return tuple(
        Deadline(
            row["body"],
            row["step"],
            int(row["figure"]),
            row["unit"],
            row["counted_from"],
            time.fromisoformat(row["at"]) if row["at"] else None,
            row["before"],
            row["article"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["source"],
            row["url"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def deadline(body: str, step: Act, day: date) -> Deadline | None:
    """The row of a body's law in force on a day; None where it is not known."""
    for row in table():
        if row.body == body and row.step == step and row.since <= day and (row.until is None or day < row.until):
            return row
    return None


def deadline_of(election: Election, step: Act) -> Deadline | None:
    """The row for an election, by the law that it is held under."""
    return deadline(str(tomllib.loads(election.toml)["law"]["code"]), step, election.day)


def end_of_filing(election: Election) -> datetime | None:
    """When the deadline for complaints ends, as far as it is known now."""
    row = deadline_of(election, "file")
    if row is None:
        return None
    start = _poll(election, row) if row.counted_from == "poll" else announced(election, Event(row.counted_from))
    return row.end(start) if start else None


def end_after(election: Election, step: Literal["decide", "appeal"], start: datetime) -> datetime | None:
    """When the time to decide (from the filing) or to appeal (from the decision) ends; None where it is not known."""
    row = deadline_of(election, step)
    return row.end(start) if row else None


def announced(election: Election, event: Event) -> datetime | None:
    """When that was announced, as it was entered last."""
    return Announcement.objects.filter(election=election, event=event).order_by("-pk").values_list("at", flat=True).first()


def announce(election: Election, event: Event, at: datetime, *, by: Person) -> Announcement:
    """Enter when the preliminary result was announced, or the result proclaimed. For a commissioner of the whole country."""
    if Role(by.role) is not Role.COMMISSIONER:
        raise Refused("work.not-your-role")
    if by.area is not None and by.area.parent_id is not None:
        raise Refused("complaint.whole-country")
    if at > datetime.now(UTC):
        raise Refused("complaint.in-future")
    with transactions():
        made = Announcement.objects.create(election=election, event=event, at=at, person=by)
        chain.record("announced", {"event": event.value, "at": at.isoformat()}, person=by, election=election)
        return made


def _poll(election: Election, row: Deadline) -> datetime:
    """Polling day: for hours its close, for days its beginning."""
    hour = row.at if row.unit == "hours" and row.at else time()
    return datetime.combine(election.day, hour, ZoneInfo(settings.TIME_ZONE))
