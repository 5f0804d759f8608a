"""`suffrage import` and `suffrage formats`: official files in."""

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the commands."""
    example = "Example: suffrage import fr-legislatives-candidats resultats-t1.csv --into legislatives-2024"
    app.command("import", epilog=example)(import_)
    app.command(epilog="Example: suffrage formats --lang fr")(formats)


def import_(
    format_code: str = typer.Argument(..., metavar="FORMAT", help="The format's code (`suffrage formats` lists them)."),
    files: list[Path] = typer.Argument(..., metavar="FILE...", help="The official file or files, in any order."),
    into: Path = typer.Option(
        ..., "--into", metavar="FOLDER", help="The election folder to write; it must not exist, or be empty."
    ),
    encoding: str | None = typer.Option(None, "--encoding", help="The files' encoding, where it cannot be detected."),
    parquet: bool = typer.Option(False, "--parquet", help="Write Parquet instead of CSV (large elections are in any case)."),
    as_json: bool = typer.Option(False, "--json", help="Write the findings as JSON to standard output."),
    lang: str = typer.Option("en", "--lang", help="The language of the findings: en, fr or km."),
) -> None:
    """Turn official files into an election folder, and name every defect.

    A defect never stops the import: it becomes a finding. A file that is not what it says to be does: exit code 2.
    """
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.intake.formats import import_files
    from suffrage.words import say
    from suffrage.words.findings import say_finding

    tongue = screen.language(lang)
    with screen.stages(tongue):
        done = import_files(format_code, files, into, encoding=encoding, as_parquet=parquet)
    if as_json:
        screen.write_json({"folder": str(done.folder), "rows": done.rows, "findings": done.findings})
        return
    for finding in done.findings:
        severity = say(tongue, f"severity.{finding.severity}")
        screen.console.print(f"[dim]{severity:>8}[/]  {escape(say_finding(tongue, finding))}", soft_wrap=True)
    rows = ", ".join(f"{name} {number}" for name, number in done.rows.items())
    screen.console.print(escape(say(tongue, "import.written", folder=str(done.folder), rows=rows)), soft_wrap=True)


def formats(
    lang: str = typer.Option("en", "--lang", help="The language: en, fr or km."),
    as_json: bool = typer.Option(False, "--json", help="Write the list as JSON."),
) -> None:
    """List the official formats that can be imported, with an example each."""
    from rich.markup import escape

    from suffrage.cli import console as screen
    from suffrage.intake.formats import FORMATS
    from suffrage.words import say

    tongue = screen.language(lang)
    titles = {code: say(tongue, f"format.{code}") for code in FORMATS}
    if as_json:
        screen.write_json([{"code": code, "title": titles[code], "example": known.example} for code, known in FORMATS.items()])
        return
    for code, known in FORMATS.items():
        screen.console.print(f"[bold]{code}[/]\n  {escape(titles[code])}\n  [dim]$ {escape(known.example)}[/]", soft_wrap=True)
