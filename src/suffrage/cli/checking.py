"""`suffrage verify`, `verify-station`, `protocol`, `match`, `diff`: a record in the hands of those who check it."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from suffrage.model import Finding, Language
    from suffrage.record.notes import PublicKey
    from suffrage.record.verify import Verification

NOT_VALID = 4
KEY = typer.Option(..., "--pubkey", metavar="KEY", help="The commission's public key, or the file that holds it.")
LANG = typer.Option("en", "--lang", help="The language of the report: en, fr or km.")
AS_JSON = typer.Option(False, "--json", help="Write what was found as JSON.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: suffrage verify record --pubkey nec.key.pub --since checkpoint-of-yesterday")(verify)
    app.command("verify-station", epilog="Example: suffrage verify-station record 29019_0101 --pubkey nec.key.pub")(
        verify_station
    )
    app.command(epilog="Example: suffrage protocol record area:12 --pubkey nec.key.pub --lang km --into phnom-penh.pdf")(
        protocol
    )
    app.command(epilog="Example: suffrage match record my-forms.csv --pubkey nec.key.pub")(match)
    app.command(epilog="Example: suffrage diff record-of-sunday record-of-tuesday")(diff)


def public_key(text: str) -> "PublicKey":
    """A public key, given as itself or as the file that holds it."""
    from suffrage.record.notes import PublicKey

    file = Path(text)
    return PublicKey.parse(file.read_text("utf-8") if file.is_file() else text)


def verify(
    record: Path = typer.Argument(..., help="The record's folder."),
    pubkey: str = KEY,
    since: Path | None = typer.Option(
        None, "--since", metavar="CHECKPOINT", help="A checkpoint that you kept (log/checkpoint of an older state)."
    ),
    witness: list[str] = typer.Option([], "--witness", metavar="KEY", help="A witness whose cosignature must be there."),
    pages: bool = typer.Option(True, "--pages/--no-pages", help="Make every page, export and protocol again, and compare."),
    as_json: bool = AS_JSON,
    lang: str = LANG,
) -> None:
    """Verify a record, trusting nothing in it but the public key: signatures, log, tables, count, law, pages, protocols.

    Exit code 0: nothing wrong was found. 4: something was, and where.
    """
    from suffrage.cli import console as screen
    from suffrage.record.verify import verify as run

    tongue = screen.language(lang)
    log, witnesses = public_key(pubkey), [public_key(text) for text in witness]
    with screen.stages(tongue) as progress:
        found = run(
            record, log, since=since.read_bytes() if since else None, witnesses=witnesses, pages=pages, progress=progress
        )
    if as_json:
        screen.write_json(
            {"valid": found.is_valid, "checked": found.checked, "left_out": found.left_out}
            | {"failures": found.failures, "notes": found.notes}
        )
    else:
        report(found, tongue)
    raise typer.Exit(0 if found.is_valid else NOT_VALID)


def report(found: "Verification", tongue: "Language") -> None:
    """What was checked and how many of each, then what is wrong and where."""
    from rich.table import Table

    from suffrage.cli.console import console
    from suffrage.record.verify import CHECKS
    from suffrage.words import say

    table = Table(box=None, show_header=False)
    for check in CHECKS:
        number = found.checked.get(check)
        said = say(tongue, "record.left-out") if number is None else say(tongue, "record.number", number=number)
        table.add_row(say(tongue, f"check-record.{check}"), said)
    console.print(table)
    for name in found.strangers:
        console.print(say(tongue, "record.stranger", name=name))
    show_findings([*found.failures, *found.notes], tongue)
    console.print(say(tongue, "record.valid" if found.is_valid else "record.not-valid"), style="bold")


def show_findings(findings: "Sequence[Finding]", tongue: "Language", shown: int = 200) -> None:
    """Findings as sentences, one a line; of very many the first."""
    from suffrage.cli.console import console
    from suffrage.words import say
    from suffrage.words.findings import say_finding

    for finding in findings[:shown]:
        console.print(f"· {say_finding(tongue, finding)}", soft_wrap=True, markup=False)
    if len(findings) > shown:
        console.print(say(tongue, "record.more", number=len(findings) - shown))


def verify_station(
    record: Path = typer.Argument(..., help="The record's folder, or only the file of its checkpoint when --qr is given."),
    station: str | None = typer.Argument(None, help="The station's code."),
    pubkey: str = KEY,
    qr: str | None = typer.Option(None, "--qr", metavar="TEXT", help="The text of the station's QR code, to check it offline."),
    as_json: bool = AS_JSON,
    lang: str = LANG,
) -> None:
    """Verify one station: that its statement stands in the signed log, as it was read from the record or from a QR code."""
    from suffrage.cli import console as screen
    from suffrage.model import BadInput
    from suffrage.record.notes import Checkpoint, Note
    from suffrage.record.reading import read_record
    from suffrage.record.station import Proof, proofs_of_station
    from suffrage.words import say

    tongue, key = screen.language(lang), public_key(pubkey)
    if qr:
        note = Note.parse((record / "log" / "checkpoint" if record.is_dir() else record).read_bytes(), "The checkpoint")
        note.check(key, "The checkpoint")
        checkpoint, proofs = Checkpoint.parse(note.body, "The checkpoint"), [Proof.parse(qr)]
    elif station:
        reading = read_record(record, key)
        checkpoint, proofs = reading.checkpoint, proofs_of_station(reading, station)
    else:
        raise BadInput("Give a station's code, or the text of its QR code with --qr.")
    entries = [(proof, proof.check(checkpoint)) for proof in proofs]
    if as_json:
        screen.write_json([{"number": p.number, "size": p.size, "entry": e, "qr": p.text()} for p, e in entries])
        return
    for proof, entry in entries:
        screen.console.print(say(tongue, "record.station", number=proof.number, size=proof.size), style="bold")
        for name, value in entry.items():
            screen.console.print(f"  {name}: {value}", markup=False)


def protocol(
    record: Path = typer.Argument(..., help="The record's folder."),
    which: str = typer.Argument(..., help="declaration, country, contest:CODE or area:CODE."),
    pubkey: str = KEY,
    into: Path = typer.Option(..., "--into", metavar="FILE", help="Where the PDF goes."),
    lang: str = typer.Option("en", "--lang", help="The language of the protocol: en, fr or km."),
) -> None:
    """Print one protocol of a record as PDF, after verifying the record: a declaration, a calculation, an area and its stations.

    Exit code 4: the record is not valid, and nothing was printed.
    """
    from suffrage.cli import console as screen
    from suffrage.record.protocols.making import print_one
    from suffrage.record.reading import open_view
    from suffrage.record.verify import verify as run
    from suffrage.words import say

    tongue, log = screen.language(lang), public_key(pubkey)
    with screen.stages(tongue) as progress:
        found = run(record, log, pages=False, progress=progress)
        if not found.is_valid:
            report(found, tongue)
            raise typer.Exit(NOT_VALID)
        progress("protocols")
        with open_view(record, log) as view:
            print_one(view, which, tongue, into)
    screen.console.print(say(tongue, "record.protocol-written", file=str(into)))


def match(
    record: Path = typer.Argument(..., help="The record's folder."),
    copies: Path = typer.Argument(..., help="Your copies: a CSV file with the columns station_id, contest_id, item, number."),
    pubkey: str = KEY,
    as_json: bool = AS_JSON,
    lang: str = LANG,
) -> None:
    """Compare your own copies of the forms with the record: equal, different, missing; and whether a seat could turn on it.

    `item` is an option's code, or registered, voters, ballots, blank, null or valid. Exit code 4: something differs.
    """
    from suffrage.cli import console as screen
    from suffrage.record.match import match as run
    from suffrage.record.match import read_copies
    from suffrage.record.reading import read_record
    from suffrage.words import say

    tongue = screen.language(lang)
    found = run(read_record(record, public_key(pubkey)), read_copies(copies))
    if as_json:
        screen.write_json({"equal": found.equal, "findings": found.findings, "turned": found.turned})
    else:
        screen.console.print(say(tongue, "record.equal", number=found.equal))
        show_findings([*found.findings, *found.turned], tongue)
    raise typer.Exit(NOT_VALID if any(finding.severity == "error" for finding in found.findings) else 0)


def diff(
    old: Path = typer.Argument(..., help="The older record's folder."),
    new: Path = typer.Argument(..., help="The newer record's folder."),
    as_json: bool = AS_JSON,
    lang: str = LANG,
) -> None:
    """Say what changed between two states of a record, entry by entry, and which seats moved."""
    from suffrage.cli import console as screen
    from suffrage.record.changes import changes
    from suffrage.record.reading import read_record
    from suffrage.words import say

    tongue = screen.language(lang)
    found = changes(read_record(old), read_record(new))
    if as_json:
        screen.write_json(found)
    elif found:
        show_findings(found, tongue)
    else:
        screen.console.print(say(tongue, "record.no-changes"))
