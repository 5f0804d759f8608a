"""`suffrage commission station` and `verify-folder`: everything about one station for a court, and its check by whoever gets it."""

from pathlib import Path

import typer

from suffrage.model import BadInput

HOME = typer.Option(None, "--home", metavar="FOLDER", help="The site's folder (default: $SUFFRAGE_HOME, or ./commission).")
LANG = typer.Option("en", "--lang", help="The language of the page and of what is printed: en, fr or km.")


def register(site: typer.Typer) -> None:
    """Add the commands to those of the site."""
    site.command(epilog="Example: suffrage commission station 01.001.001 --into for-the-court --key nec.key --lang fr")(station)
    site.command(
        "verify-folder",
        epilog="Exit codes: 0 whole · 2 it cannot be read · 4 something was changed. Needs no site.",
    )(verify_folder)


def station(
    context: typer.Context,
    code: str = typer.Argument(..., help="The station's code, as on its form."),
    into: Path = typer.Option(..., "--into", metavar="FOLDER", help="Where the folder goes; it must not exist, or be empty."),
    key: Path | None = typer.Option(
        None, "--key", metavar="KEYFILE", help="The commission's private key, which signs the folder."
    ),
    record: Path | None = typer.Option(
        None, "--record", metavar="RECORD", help="The published record: its proofs go in as well."
    ),
    election: str | None = typer.Option(None, "--election", help="The election's code (default: the latest)."),
    home: Path | None = HOME,
    lang: str = LANG,
) -> None:
    """Write everything about one station into one folder: entries, decisions, scans, complaints, and every act with its proof."""
    from suffrage.cli import console as screen
    from suffrage.cli.commission import load_site
    from suffrage.record.notes import PrivateKey
    from suffrage.words import say

    tongue = screen.language(lang)
    signer = PrivateKey.parse(_text_of(key)) if key else None
    load_site(home or context.obj)
    from suffrage.commission.dossier.gathering import gather
    from suffrage.commission.dossier.writing import write
    from suffrage.commission.moment import one_moment

    with one_moment():
        files = write(gather(code, election), into, tongue, key=signer, record=record)
    screen.console.print(say(tongue, "dossier.written", folder=str(into), station=code, files=files), soft_wrap=True)
    if signer is None:
        screen.errors.print(say(tongue, "dossier.not-signed-warning"), soft_wrap=True)


def verify_folder(
    folder: Path = typer.Argument(..., help="The folder that `suffrage commission station` wrote."),
    pubkey: Path | None = typer.Option(
        None, "--pubkey", metavar="FILE", help="The commission's public key, from a place you trust."
    ),
    lang: str = LANG,
) -> None:
    """Check a station's folder: every byte, every act and its place in the trail, and who signed it."""
    from suffrage.cli import console as screen
    from suffrage.commission.dossier.checking import check
    from suffrage.record.notes import PublicKey
    from suffrage.words import say

    tongue = screen.language(lang)
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder; give one that `suffrage commission station` wrote.")
    found = check(folder, PublicKey.parse(_text_of(pubkey)) if pubkey else None)
    for problem in found.problems:
        screen.errors.print(say(tongue, f"dossier.{problem.key}", about=problem.about), soft_wrap=True)
    if found.problems:
        raise typer.Exit(4)
    screen.console.print(say(tongue, "dossier.whole", files=found.files, acts=found.acts), soft_wrap=True)
    said = (
        say(tongue, "dossier.signed", name=", ".join(found.signed_by)) if found.is_signed else say(tongue, "dossier.unchecked")
    )
    screen.console.print(said, soft_wrap=True)


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{file} cannot be read as a key; give a file that `suffrage key` wrote.") from None
