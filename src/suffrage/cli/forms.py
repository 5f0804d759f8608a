"""`suffrage commission forms`: the result forms of an area's stations, as PDF, for the printer."""

from pathlib import Path

import typer

from suffrage.model import BadInput

_EXAMPLE = "Example: suffrage commission forms --area 12 --into forms --lang km --home site"


def register(site: typer.Typer) -> None:
    """Add the command to those of the site."""
    site.command(epilog=_EXAMPLE)(forms)


def forms(
    context: typer.Context,
    into: Path = typer.Option(..., "--into", metavar="FOLDER", help="The folder to write; it must not exist, or be empty."),
    area: str = typer.Option(
        "", "--area", metavar="CODE", help="The area whose stations get forms (default: the whole country)."
    ),
    election: str = typer.Option("", "--election", metavar="CODE", help="The election (default: the latest)."),
    home: Path = typer.Option(
        None, "--home", metavar="FOLDER", help="The site's folder (default: $SUFFRAGE_HOME, or ./commission)."
    ),
    lang: str = typer.Option("km", "--lang", help="The language of the forms: km, fr or en."),
) -> None:
    """Make the result forms of an area for the printer: a QR code and a serial number on each, 100 forms in a file."""
    from suffrage.cli import console as screen
    from suffrage.cli.commission import load_site
    from suffrage.words import say

    tongue = screen.language(lang)
    load_site(home or context.obj)
    from suffrage.commission.paper.forms import begin_printing, number_of_parts, parts_of, press
    from suffrage.commission.refused import Refused
    from suffrage.commission.setup.models import Area, Election
    from suffrage.intake.folder import new_folder

    found = (Election.objects.filter(code=election) if election else Election.objects.order_by("-pk")).first()
    if found is None:
        raise BadInput(f"There is no election {election!r} here." if election else "No election is set up here yet.")
    place = Area.objects.filter(election=found, code=area).first() if area else None
    if area and place is None:
        raise BadInput(f"The election {found.code} has no area {area!r}.")
    with new_folder(into) as working:
        try:
            run = begin_printing(found, place, tongue, by=None)
        except Refused as refused:
            raise BadInput(refused.say(tongue)) from None
        start = f"{'rehearsal-' if found.rehearsal else ''}forms-{run.pk}"
        with screen.measured(say(tongue, "paper.forms")) as done, press(run) as machine:
            for part in parts_of(run):
                done(part.number - 1, number_of_parts(run))
                (working / f"{start}-{part.number:03d}.pdf").write_bytes(machine.pdf(part))
    said = say(tongue, "paper.written", number=run.forms, parts=number_of_parts(run), folder=str(into))
    screen.console.print(said, soft_wrap=True)
