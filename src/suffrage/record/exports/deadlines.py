"""The election calendar as iCalendar (RFC 5545), for calendars of people; the same bytes whenever it is written.

An hour stands in the time zone of the place, whose rules are in the file; a deadline without an hour is a whole day. What has no
day yet is left out.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from suffrage.model import Deadline, Language
from suffrage.words import say

_NAMESPACE = uuid.UUID("6f6b2c0e-5c0a-5f0e-9a55-3d6f0f6f7a10")


def as_icalendar(
    deadlines: Sequence[Deadline],
    language: Language,
    *,
    zone: str,
    of: str,
    title: str,
    polling: date,
    rehearsal: bool = False,
) -> bytes:
    """The calendar as the bytes of an .ics file.

    `of`: whose calendar it is, from which the events' UIDs are made (an event keeps its UID when its day moves) · `polling`: the day
    from which everything was counted, which is the DTSTAMP, so that no clock decides a byte · `rehearsal`: every event says that it is
    one, and is private.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//suffrage//election calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = _marked(language, title, rehearsal=rehearsal)
    calendar.add("name", name)
    calendar["x-wr-calname"] = vText(name)
    for deadline in deadlines:
        if deadline.day is not None:
            calendar.add_component(_event(deadline, deadline.day, language, zone, of, polling, rehearsal=rehearsal))
    calendar.add_missing_timezones(first_date=polling - timedelta(days=366), last_date=polling + timedelta(days=366))
    return bytes(calendar.to_ical())


def moment(day: date, hour: str, zone: str) -> datetime:
    """An hour of a day in a time zone; "24:00" is the beginning of the next day.

    >>> from datetime import date
    >>> moment(date(2024, 6, 17), "24:00", "Europe/Paris").isoformat()
    '2024-06-18T00:00:00+02:00'
    """
    hours, minutes = (int(part) for part in hour.split(":"))
    return datetime.combine(day + timedelta(days=hours // 24), time(hours % 24, minutes), ZoneInfo(zone))


def _event(deadline: Deadline, day: date, language: Language, zone: str, of: str, polling: date, *, rehearsal: bool) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(_NAMESPACE, f"{of}/{deadline.code}")))
    event.add("dtstamp", datetime.combine(polling, time(), UTC))
    event.add("summary", _marked(language, say(language, f"deadline.{deadline.code}"), rehearsal=rehearsal))
    if deadline.hour is None:
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        event.add("dtstart", moment(day, deadline.hour, zone))
    if deadline.source is not None:
        read_in = say(language, "calendar.read-in", source=deadline.source.title)
        event.add("description", f"{deadline.article}\n{read_in}")
        if deadline.source.url:
            event.add("url", deadline.source.url)
    event.add("class", "PRIVATE" if rehearsal else "PUBLIC")
    event.add("transp", "TRANSPARENT")
    return event


def _marked(language: Language, text: str, *, rehearsal: bool) -> str:
    return say(language, "calendar.rehearsal", what=text) if rehearsal else text
