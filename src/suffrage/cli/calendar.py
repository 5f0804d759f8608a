"""`suffrage calendar`: the deadlines of an election, counted from its polling day."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from suffrage.model import Deadline, Language

_EXAMPLE = "Example: suffrage calendar fr.national-assembly --day 2022-06-12 --lang fr --ics calendar.ics"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=_EXAMPLE)(calendar)


def calendar(
    code: str = typer.Argument(..., metavar="LAW", help="The code of the body (`suffrage law` lists them)."),
    day: datetime = typer.Option(..., "--day", formats=["%Y-%m-%d"], help="Polling day, of the first round."),
    proclaimed: datetime = typer.Option(
        None, "--proclaimed", formats=["%Y-%m-%d"], help="The day on which the result was proclaimed, where it is known."
    ),
    as_json: bool = typer.Option(False, "--json", help="Write it as JSON."),
    ics: Path = typer.Option(None, "--ics", metavar="FILE", help="Write it as iCalendar, for a calendar application."),
    lang: str = typer.Option("en", "--lang", help="The language: en, fr or km."),
) -> None:
    """Print the election calendar: each deadline with its article, counted from polling day."""
    from rich.markup import escape
    from rich.table import Table

    from suffrage.cli import console as screen
    from suffrage.law import at
    from suffrage.law.calendar import calendar as deadlines_of
    from suffrage.law.calendar import zone_of
    from suffrage.words import say
    from suffrage.words.numbers import say_date

    tongue = screen.language(lang)
    law = at(code, day.date())
    found = deadlines_of(law.code, day.date(), proclaimed=proclaimed.date() if proclaimed else None)
    title = say(tongue, "calendar.of", date=day.date(), body=law.body.names.text(tongue, law.code))
    if as_json:
        screen.write_json({"law": law.code, "polling": day.date(), "zone": zone_of(law.code), "deadlines": found})
        return
    if ics:
        number = _write(ics, found, tongue, zone=zone_of(law.code), of=f"{law.code}/{day.date()}", title=title, day=day)
        screen.console.print(escape(say(tongue, "calendar.written", file=str(ics), number=number)), soft_wrap=True)
        return
    screen.console.print(f"[bold]{escape(title)}[/]")
    table = Table(*(say(tongue, f"calendar.{column}") for column in ("day", "hour", "what", "article")), box=None)
    for known in found:
        when = say_date(tongue, known.day) if known.day else say(tongue, "calendar.no-day")
        table.add_row(when, known.hour or "", say(tongue, f"deadline.{known.code}"), known.article)
    screen.console.print(table)
    for key in ("none-known",) if len(found) == 1 else ("hours-of", "only-sourced"):
        screen.console.print(f"[dim]{escape(say(tongue, f'calendar.{key}', zone=zone_of(law.code)))}[/]")


def _write(
    file: Path, found: "tuple[Deadline, ...]", tongue: "Language", *, zone: str, of: str, title: str, day: datetime
) -> int:
    """Write the calendar as iCalendar; how many events it has."""
    from suffrage.model import BadInput

    try:
        from suffrage.record.exports.deadlines import as_icalendar
    except ModuleNotFoundError as missing:
        raise BadInput(f"iCalendar needs {missing.name}; install it with `pip install 'suffrage[commission]'`.") from None
    file.write_bytes(as_icalendar(found, tongue, zone=zone, of=of, title=title, polling=day.date()))
    return sum(known.day is not None for known in found)
