"""The election calendar as iCalendar: read back by a parser, the same bytes each time, and a rehearsal says that it is one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from suffrage import law
from suffrage.law.calendar import calendar, zone_of
from suffrage.record.exports.deadlines import as_icalendar
from suffrage.words import LANGUAGES, say

DAY = date(2022, 6, 12)
BODY = "fr.national-assembly"


def written(language="en", body=BODY, day=DAY, *, of="fr-2022", rehearsal=False):
    found = calendar(body, day)
    return as_icalendar(
        found, language, zone=zone_of(body), of=of, title="Élection; de, test\\", polling=day, rehearsal=rehearsal
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("body", [body.code for body in law.bodies()])
def test_it_is_read_back_as_it_was_meant(language, body):
    day = date(2026, 6, 28)
    read = Calendar.from_ical(written(language, body, day))
    assert str(read["name"]) == "Élection; de, test\\"
    known = [each for each in calendar(body, day) if each.day]
    events = read.walk("VEVENT")
    assert len(events) == len(known)
    for event, deadline in zip(events, known, strict=True):
        assert str(event["summary"]) == say(language, f"deadline.{deadline.code}")
        assert not event.errors
        start = event["dtstart"].dt
        if deadline.hour is None:
            assert (start, event["dtend"].dt) == (deadline.day, deadline.day + timedelta(days=1))
        else:
            assert start.tzinfo is not None
            hours = int(deadline.hour[:2])
            assert start.replace(tzinfo=None) == datetime.combine(deadline.day, datetime.min.time()) + timedelta(hours=hours)
            assert start.astimezone(UTC) == start.replace(tzinfo=ZoneInfo(zone_of(body))).astimezone(UTC)


def test_lines_are_as_long_as_the_standard_allows_and_end_as_it_says():
    data = written("km")
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    data.decode("utf-8")


def test_no_clock_decides_a_byte_and_an_event_keeps_its_uid():
    assert written() == written()
    first, moved = (
        {str(event["summary"]): str(event["uid"]) for event in Calendar.from_ical(data).walk("VEVENT")}
        for data in (written(), written(day=date(2022, 6, 19)))
    )
    assert first == moved
    other = {str(event["uid"]) for event in Calendar.from_ical(written(of="fr-2027")).walk("VEVENT")}
    assert other.isdisjoint(first.values())
    assert len(other) == len(first)
    stamps = {event["dtstamp"].dt for event in Calendar.from_ical(written()).walk("VEVENT")}
    assert stamps == {datetime(2022, 6, 12, tzinfo=UTC)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rehearsal_says_so_in_every_event(language):
    read = Calendar.from_ical(written(language, rehearsal=True))
    mark = say(language, "calendar.rehearsal", what="")
    assert str(read["name"]).startswith(mark)
    for event in read.walk("VEVENT"):
        assert str(event["summary"]).startswith(mark)
        assert str(event["class"]) == "PRIVATE"
    assert {str(event["class"]) for event in Calendar.from_ical(written()).walk("VEVENT")} == {"PUBLIC"}
