"""`suffrage generate`: a made-up election that adds up to published figures, for demonstrations and load tests."""

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage generate kh-2023 --into kh-2023 --stations 100000")(generate)


def generate(
    model: str = typer.Argument("kh-2023", help="The model: kh-2023 is Cambodia's National Assembly election of 23 July 2023."),
    into: Path = typer.Option(
        ..., "--into", metavar="FOLDER", help="The election folder to write; it must not exist, or be empty."
    ),
    stations: int | None = typer.Option(
        None, "--stations", help="How many polling stations, up to 1,000,000; figures are scaled."
    ),
    seed: int = typer.Option(2023, "--seed", help="The same seed gives the same figures."),
    csv: bool = typer.Option(False, "--csv", help="Write CSV instead of Parquet."),
    lang: str = typer.Option("en", "--lang", help="The language: en, fr or km."),
) -> None:
    """Write a generated election, marked as generated wherever it shows."""
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.generate import generate as write
    from suffrage.words import say

    tongue = screen.language(lang)
    with screen.measured(model) as progress:
        done = write(model, into, stations=stations, seed=seed, as_parquet=not csv, progress=progress)
    rows = ", ".join(f"{name} {number}" for name, number in done.rows.items())
    screen.console.print(f"[bold yellow]{escape(say(tongue, 'report.generated'))}[/]")
    screen.console.print(escape(say(tongue, "import.written", folder=str(done.folder), rows=rows)), soft_wrap=True)
