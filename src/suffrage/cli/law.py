"""`suffrage law`: whose law is known, from when to when, and where it stands; `law show`: what it says on a day."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from suffrage.law import Body, Law, Period

_LANG = typer.Option("en", "--lang", help="The language: en, fr or km.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands = typer.Typer(invoke_without_command=True, help=law.__doc__, epilog="Example: suffrage law --lang fr")
    commands.callback()(law)
    commands.command(epilog="Example: suffrage law show fr.municipal --date 2026-03-15 --lang fr")(show)
    app.add_typer(commands, name="law")


def law(
    context: typer.Context,
    lang: str = _LANG,
    as_json: bool = typer.Option(False, "--json", help="Write the catalogue as JSON."),
) -> None:
    """List the elected bodies whose law is known, with its dates and sources."""
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.law import bodies

    if context.invoked_subcommand:
        return
    tongue = screen.language(lang)
    if as_json:
        screen.write_json(
            [
                {"code": body.code, "names": body.names, "periods": [_as_json(period) for period in body.periods]}
                for body in bodies()
            ]
        )
        return
    for body in bodies():
        screen.console.print(f"[bold]{body.code}[/]  {escape(body.names.text(tongue))}")
        for period in body.periods:
            screen.console.print(f"  {period.since} – {period.until or '…'}  {escape(period.summary.text(tongue))}")
            for source in period.sources:
                screen.console.print(f"    [dim]{escape(source.title)}[/]")


def show(
    code: str = typer.Argument(..., help="The code of the body (`suffrage law` lists them)."),
    date: datetime = typer.Option(..., "--date", formats=["%Y-%m-%d"], help="The day on which the law was in force."),
    lang: str = _LANG,
    figures: bool = typer.Option(False, "--figures", help="Print the law in figures too, each with its article."),
    as_json: bool = typer.Option(False, "--json", help="Write it as JSON."),
) -> None:
    """Print the law of one body as it was in force on a day: its rules in words, its sources, its table of seats."""
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.law import at
    from suffrage.words import say

    tongue = screen.language(lang)
    ruling = at(code, date.date())
    seats = dict(ruling.seats)
    if as_json:
        screen.write_json(_as_json(ruling.period) | {"code": ruling.code, "names": ruling.body.names, "seats": seats})
        return
    screen.console.print(f"[bold]{escape(_name(ruling.body, tongue))}[/]")
    screen.console.print(escape(say(tongue, "report.law", code=ruling.code, date=ruling.day)))
    screen.console.print(f"\n{escape(ruling.period.summary.text(tongue))}\n")
    for source in ruling.period.sources:
        screen.console.print(f"  [dim]{escape(source.title)}[/]")
    for variant in ruling.period.variants:
        screen.console.print(f"  {ruling.code}:{variant}")
    if figures:
        _print_figures(ruling, tongue)
    for contest, number in seats.items():
        screen.console.print(f"  {escape(contest)}  {number}")


def _print_figures(ruling: "Law", tongue: Any) -> None:
    """Each figure as a sentence with its article, or one sentence where figures alone do not say this law."""
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.words import say
    from suffrage.words.reform import say_shape

    if ruling.shape is None:
        screen.console.print(f"  {escape(say(tongue, 'reform.no-figures'))}")
        return
    for sentence, article in say_shape(tongue, ruling.shape):
        screen.console.print(f"  {escape(sentence)} [dim]{escape(article)}[/]")


def _name(body: "Body", tongue: Any) -> str:
    return body.names.text(tongue, body.code)


def _as_json(period: "Period") -> dict[str, Any]:
    return {
        "since": period.since,
        "until": period.until,
        "summary": period.summary,
        "sources": period.sources,
        "variants": list(period.variants),
    }
