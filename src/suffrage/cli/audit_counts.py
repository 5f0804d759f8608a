"""`suffrage commission audit-counts`: what the site took of an audit, as the table that `suffrage audit enter` takes."""

from pathlib import Path

import typer

from suffrage.model import BadInput

_EXAMPLE = "Example: suffrage commission audit-counts counts.csv --home site"


def register(site: typer.Typer) -> None:
    """Add the command to those of the site."""
    site.command("audit-counts", epilog=_EXAMPLE)(audit_counts)


def audit_counts(
    context: typer.Context,
    file: Path = typer.Argument(..., metavar="FILE", help="The CSV file to write; it must not exist."),
    audit: str = typer.Option("", "--audit", help="The audit's name, as its forms bear it (default: the one opened last)."),
    election: str = typer.Option("", "--election", metavar="CODE", help="The election (default: the latest)."),
    home: Path = typer.Option(
        None, "--home", metavar="FOLDER", help="The site's folder (default: $SUFFRAGE_HOME, or ./commission)."
    ),
    lang: str = typer.Option("en", "--lang", help="The language of what is printed: en, fr or km."),
) -> None:
    """Write what two people each have entered of an audit's forms, for `suffrage audit enter AUDIT ELECTION FILE`."""
    from suffrage.cli import console as screen
    from suffrage.cli.commission import load_site
    from suffrage.words import say

    tongue = screen.language(lang)
    load_site(home or context.obj)
    from suffrage.commission.auditing.export import audit_of, counts_csv, taken_of
    from suffrage.commission.moment import one_moment
    from suffrage.commission.setup.models import Election

    found = (Election.objects.filter(code=election) if election else Election.objects.order_by("-pk")).first()
    if found is None:
        raise BadInput(f"There is no election {election!r} here." if election else "No election is set up here yet.")
    which = audit_of(found, audit)
    if which is None:
        raise BadInput(f"There is no audit {audit!r} here." if audit else f"No audit of {found.code} is open here.")
    if file.exists():
        raise BadInput(f"{file} exists; move it away first.")
    with one_moment():
        text, number = counts_csv(which), taken_of(which).count()
    file.write_text(text, "utf-8")
    screen.console.print(say(tongue, "auditing.written", file=str(file), number=number), soft_wrap=True)
