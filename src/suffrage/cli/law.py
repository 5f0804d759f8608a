"""`suffrage law`: whose law is known, from when to when, and where it stands."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage law fr.national-assembly --lang fr")(law)


def law(
    code: str | None = typer.Argument(None, help="Show only this body."),
    lang: str = typer.Option("en", "--lang", help="The language: en or fr."),
    as_json: bool = typer.Option(False, "--json", help="Write the catalogue as JSON."),
) -> None:
    """List the elected bodies whose law is known, with its dates and sources."""
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.law import bodies
    from suffrage.model import LawNotKnown

    tongue = screen.language(lang)
    wanted = [body for body in bodies() if code in (None, body.code)]
    if not wanted:
        raise LawNotKnown(f"No law is known for {code!r}; known are {', '.join(body.code for body in bodies())}.")
    if as_json:
        screen.write_json(
            [
                {
                    "code": body.code,
                    "names": body.names,
                    "periods": [
                        {"since": p.since, "until": p.until, "summary": p.summary, "sources": p.sources} for p in body.periods
                    ],
                }
                for body in wanted
            ]
        )
        return
    for body in wanted:
        screen.console.print(f"[bold]{body.code}[/]  {escape(body.names.text(tongue))}")
        for period in body.periods:
            screen.console.print(f"  {period.since} – {period.until or '…'}  {escape(period.summary.text(tongue))}")
            for source in period.sources:
                screen.console.print(f"    [dim]{escape(source.title)}[/]")
