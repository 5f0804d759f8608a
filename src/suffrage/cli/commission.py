"""`suffrage commission`: the commission's site, from one machine for training to the one of election night."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from suffrage.model import BadInput, Language

if TYPE_CHECKING:
    from suffrage.commission.kept_records import Record
    from suffrage.commission.running import Place

HOME = typer.Option(None, "--home", metavar="FOLDER", help="The site's folder (default: $SUFFRAGE_HOME, or ./commission).")
LANG = typer.Option("en", "--lang", help="The language of what is printed: en, fr or km.")
HOST = typer.Option("127.0.0.1", "--host", help="The network address to listen on; another than this machine's own needs TLS.")
PORT = typer.Option(8000, "--port", help="The port to listen on.")
CERTIFICATE = typer.Option(None, "--certificate", metavar="FILE", help="The site's TLS certificate, with those above it.")
KEY = typer.Option(None, "--key", metavar="FILE", help="The key of the certificate.")
WORKERS = typer.Option(None, "--workers", help="Server processes (default: 1 on SQLite, 2 on PostgreSQL).")
THREADS = typer.Option(8, "--threads", help="Threads in each process.")

DATABASE = "SQLite in the site's folder, or PostgreSQL by DATABASE_URL=postgres://user:password@host/name."
site = typer.Typer(
    name="commission",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=f"Example: suffrage commission --home site --port 8000 · {DATABASE}",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    from suffrage.cli import audit_counts, dossier, forms

    forms.register(site)
    dossier.register(site)
    audit_counts.register(site)
    app.add_typer(site)


@site.callback(invoke_without_command=True)
def commission(
    context: typer.Context,
    home: Path = HOME,
    host: str = HOST,
    port: int = PORT,
    certificate: Path = CERTIFICATE,
    key: Path = KEY,
    workers: int = WORKERS,
    threads: int = THREADS,
    lang: str = LANG,
) -> None:
    """Serve the commission's site; the first time, make its tables and an administrator, whose password is printed once."""
    context.obj = home
    if context.invoked_subcommand is None:
        _serve(_place(home, host, port, certificate, key), workers, threads, lang)


@site.command(epilog="Example: suffrage commission demo --home training --stations 100")
def demo(
    context: typer.Context,
    home: Path = HOME,
    stations: int = typer.Option(100, "--stations", help="How many polling stations to make up, from 100."),
    serving: bool = typer.Option(True, "--serve/--no-serve", help="Serve the site afterwards."),
    port: int = typer.Option(None, "--port", help="The port to listen on (default: 8000, or the one given before `demo`)."),
    lang: str = LANG,
) -> None:
    """Make a training election with generated stations and people of every role, print who they are, and serve the site."""
    from rich.table import Table

    from suffrage.cli import console as screen
    from suffrage.commission.running import configure, prepare
    from suffrage.words import say

    tongue = screen.language(lang)
    place = _place(home or context.obj, "127.0.0.1", port or (context.parent or context).params["port"], None, None)
    configure(place)
    prepare()
    from suffrage.commission.refused import Refused
    from suffrage.commission.training import make

    try:
        made = make(stations=stations, language=tongue)
    except Refused as refused:
        raise BadInput(refused.say(tongue)) from None
    table = Table(say(tongue, "people.username"), say(tongue, "people.role"), say(tongue, "people.area"), box=None)
    for person in made.people:
        area = person.area.code if person.area else say(tongue, "people.whole-country")
        table.add_row(person.username, say(tongue, f"role.{person.role}"), area)
    screen.console.print(say(tongue, "running.training", stations=stations))
    screen.console.print(table)
    screen.console.print(say(tongue, "running.password-of-all", password=made.password), soft_wrap=True)
    if serving:
        _serve(place, None, 8, lang)


@site.command(
    epilog="Exit codes: 0 whole · 2 the site cannot work · 4 the trail is broken, or a record is not as it was published."
)
def check(context: typer.Context, home: Path = HOME, lang: str = LANG) -> None:
    """Check that the site can work, that the trail's chain is whole, and that records are there as they were published."""
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue = screen.language(lang)
    load_site(home or context.obj)

    from suffrage.commission.health import faults
    from suffrage.commission.trail.chain import check as chain

    if found := faults():
        screen.errors.print(say(tongue, f"running.fault-{found[0]}"), soft_wrap=True)
        raise typer.Exit(2)
    checked = chain()
    if checked.broken is not None:
        screen.errors.print(say(tongue, "trail.broken", number=checked.broken), soft_wrap=True)
        raise typer.Exit(4)
    screen.console.print(say(tongue, "trail.whole", acts=checked.acts), soft_wrap=True)
    _check_records(tongue)


def _check_records(tongue: Language) -> None:
    """Say which record is not there as it was published, and exit."""
    from suffrage.cli import console as screen
    from suffrage.commission.declaring.publishing import hold_record
    from suffrage.commission.refused import Refused
    from suffrage.commission.setup.models import Election

    wrong = False
    for election in Election.objects.order_by("pk"):
        try:
            hold_record(election)
        except Refused as refused:
            wrong = True
            screen.errors.print(f"{election.code}: {refused.say(tongue)}", soft_wrap=True, markup=False)
    if wrong:
        raise typer.Exit(4)


@site.command(
    epilog="Example: suffrage commission backup /media/usb/2026-11-25.tar · Exit codes: 0 whole · 4 written, but a record is not as it "
    "was published."
)
def backup(
    context: typer.Context,
    file: Path = typer.Argument(..., help="The file to write; it must not exist."),
    whole: bool = typer.Option(
        False, "--whole-records", help="With all pages of the published records, which the next publication makes again."
    ),
    home: Path = HOME,
    lang: str = LANG,
) -> None:
    """Write everything into one file, while the site goes on: tables, uploads, the published records' logs, SHA-256 of all.

    Keys that sign records are never in it.
    """
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue = screen.language(lang)
    load_site(home or context.obj)

    from suffrage.commission.backup import backup as write

    kept = write(file, whole=whole)
    screen.console.print(say(tongue, "running.backed-up", file=str(file), rows=sum(kept.rows.values())), soft_wrap=True)
    _show_records(kept.records, tongue)
    for lack in kept.lacks:
        screen.errors.print(
            say(tongue, "running.record-lacks", election=lack.election, why=lack.why.say(tongue)), soft_wrap=True, markup=False
        )
    if kept.lacks:
        raise typer.Exit(4)


@site.command(epilog="Example: suffrage commission restore 2026-11-25.tar --home restored")
def restore(
    context: typer.Context,
    file: Path = typer.Argument(..., help="The backup."),
    home: Path = HOME,
    lang: str = LANG,
) -> None:
    """Put a backup into an empty site, on SQLite or PostgreSQL, whichever it came from; nothing is ever replaced."""
    from suffrage.cli import console as screen
    from suffrage.commission.running import configure, prepare
    from suffrage.words import say

    tongue = screen.language(lang)
    if not file.is_file():
        raise BadInput(f"{file} is not a file; give a backup made by `suffrage commission backup`.")
    configure(_place(home or context.obj, "127.0.0.1", 8000, None, None))
    prepare()
    from suffrage.commission.backup import restore as read

    kept = read(file)
    screen.console.print(say(tongue, "running.restored", file=str(file), rows=sum(kept.rows.values())), soft_wrap=True)
    _show_records(kept.records, tongue)
    if kept.records:
        screen.console.print(say(tongue, "running.newest-first"), soft_wrap=True)


def _show_records(records: Sequence["Record"], tongue: Language) -> None:
    """A line for each record of a backup: its log, and whether it has its pages."""
    from suffrage.cli import console as screen
    from suffrage.words import say

    for record in records:
        key = "running.record-whole" if record.whole else "running.record-log"
        said = say(tongue, key, election=record.election, size=record.size, root=record.root)
        screen.console.print(said, soft_wrap=True, markup=False)


def _serve(place: "Place", workers: int | None, threads: int, lang: str) -> None:
    """Prepare the site and serve it."""
    from suffrage.cli import console as screen
    from suffrage.commission import running
    from suffrage.words import say

    tongue = screen.language(lang)
    running.configure(place)
    running.prepare()
    if made := running.first_administrator():
        name, password = made
        screen.console.print(say(tongue, "running.first-administrator", name=name, password=password), soft_wrap=True)
    running.serve(
        place,
        workers=workers or (2 if os.environ.get("DATABASE_URL") else 1),
        threads=threads,
        ready=lambda: screen.console.print(say(tongue, "running.serving", address=place.address), soft_wrap=True),
    )


def _place(home: Path | None, host: str, port: int, certificate: Path | None, key: Path | None) -> "Place":
    """Where the site stands; one sentence where the packages that it needs are not installed."""
    try:
        from suffrage.commission.running import Place
    except ModuleNotFoundError as missing:
        raise BadInput(
            f"The commission's site needs {missing.name}; install it with `pip install 'suffrage[commission]'`."
        ) from None
    if (certificate is None) != (key is None):
        raise BadInput("A certificate needs its key, and a key its certificate; give --certificate and --key.")
    for file in filter(None, (certificate, key)):
        if not file.is_file():
            raise BadInput(f"{file} is not a file; give the certificate and its key as PEM files.")
    return Place(home or Path(os.environ.get("SUFFRAGE_HOME", "commission")), host, port, certificate, key)


def load_site(home: Path | None) -> None:
    """Load a site that is there already."""
    from suffrage.commission.running import configure, hold_version

    place = _place(home, "127.0.0.1", 8000, None, None)
    if not place.home.is_dir() and not os.environ.get("DATABASE_URL"):
        raise BadInput(f"{place.home} is not the folder of a site; give it with --home.")
    configure(place)
    hold_version()
