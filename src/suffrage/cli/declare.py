"""`suffrage declare`: a law and totals in, the outcome out, so that any program can use the law."""

from datetime import datetime
from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage declare fr.european-parliament --date 2024-06-09 totals.csv --json")(declare)


def declare(
    law: str = typer.Argument(..., help="The code of the law (`suffrage law` lists them)."),
    totals: Path = typer.Argument(
        ...,
        help="CSV with contest_id, option_id, votes; optional round, registered, valid, seats, candidates, birth_date.",
    ),
    date: datetime = typer.Option(..., "--date", formats=["%Y-%m-%d"], help="The day on which the law was in force."),
    decisions: Path | None = typer.Option(
        None, "--decisions", help="CSV of withdrawals, lots and rulings: contest_id, kind, option_id, subject, rank."
    ),
    as_json: bool = typer.Option(False, "--json", help="Write the result as JSON to standard output (see `suffrage schema`)."),
    html: Path | None = typer.Option(None, "--html", help="Also write the calculations as one HTML page into this file."),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Apply a law to totals alone.

    Exit code 0: complete. 3: something is pending. 2: bad input.
    """
    from suffrage.cli import console as screen
    from suffrage.cli.report import Report
    from suffrage.jobs import NO_LABELS
    from suffrage.jobs import declare as apply

    tongue = screen.language(lang)
    result = apply(law, date.date(), totals, decisions=decisions)
    if html:
        from suffrage.words.page import Chapter, explanation_page

        chapters = [Chapter(contest, contest.contest_id, {}) for contest in result.contests]
        html.write_text(explanation_page(chapters, tongue), "utf-8")
    if as_json:
        screen.write_json(result)
    else:
        report = Report(screen.console, tongue, result, NO_LABELS)
        for contest in result.contests:
            report.explain(contest.contest_id)
    raise typer.Exit(0 if result.is_complete else 3)
