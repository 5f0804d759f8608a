"""`suffrage count`: an election folder in; findings, totals, seats and the reasons out."""

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage count elections/fr-2024-legislatives --explain 8004 --lang fr")(count)


def count(
    folder: Path = typer.Argument(..., help="The election: a folder with election.toml and the canonical tables."),
    as_json: bool = typer.Option(False, "--json", help="Write the whole result as JSON (see `suffrage schema`)."),
    explain: str | None = typer.Option(
        None, "--explain", metavar="CONTEST", help="Print the full calculation of one contest, each step with its article."
    ),
    html: Path | None = typer.Option(None, "--html", help="Also write all calculations as one HTML page into this file."),
    contest: str | None = typer.Option(None, "--contest", metavar="CONTEST", help="Show only this contest, with every option."),
    level: str | None = typer.Option(None, "--level", metavar="LEVEL", help="Show the totals of the areas of this level."),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Count an election: check every statement, add up, and declare under its law.

    Exit code 0: complete. 3: something is pending or in error. 2: bad input.
    """
    from suffrage.cli import console as screen
    from suffrage.cli.report import Report
    from suffrage.jobs import count_with_labels

    tongue = screen.language(lang)
    with screen.stages(tongue) as progress:
        result, labels = count_with_labels(folder, progress=progress)
    if html:
        from suffrage.words.page import Chapter, explanation_page

        chapters = [
            Chapter(each, labels.contest_name(each.contest_id, tongue), labels.option_names(each.contest_id, tongue))
            for each in result.contests
        ]
        html.write_text(explanation_page(chapters, tongue), "utf-8")
    if as_json:
        screen.write_json(result)
    else:
        report = Report(screen.console, tongue, result, labels)
        if explain:
            report.explain(explain)
        else:
            report.show(contest=contest, level=level)
    raise typer.Exit(0 if result.is_complete else 3)
