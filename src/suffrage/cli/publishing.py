"""`suffrage key`, `publish`, `cosign`: from an election folder to a signed record."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from suffrage.record.notes import PrivateKey


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: suffrage key nec.example/2028 --into nec.key")(key)
    app.command(epilog="Example: suffrage publish elections/fr-2024-europeennes --into record --key nec.key")(publish)
    app.command(epilog="Example: suffrage cosign record --key mission.key --pubkey nec.key.pub --at 1721721600")(cosign)


def key(
    name: str = typer.Argument(..., help="Whose key it is: a host and path, without spaces, such as nec.example/2028."),
    into: Path = typer.Option(
        ..., "--into", metavar="FILE", help="Where the private key goes; the public one beside it, as FILE.pub."
    ),
    locked: bool = typer.Option(False, "--locked", help="Ask for a passphrase, without which the file cannot sign."),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Make a pair of keys, to sign a record (the commission) or to cosign one (a party, a court, an observer mission)."""
    import os

    from suffrage.cli import console as screen
    from suffrage.model import BadInput
    from suffrage.record.locked import lock
    from suffrage.record.notes import PrivateKey
    from suffrage.words import say

    tongue = screen.language(lang)
    pair = PrivateKey.generate(name)
    secret = lock(pair, _passphrase(into, again=True)) if locked else pair.secret_text()
    public = into.with_name(into.name + ".pub")
    if public.exists():
        raise BadInput(f"{public} exists; give another name, a key is never written over.")
    try:
        handle = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(f"{into} exists; give another name, a key is never written over.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(secret + "\n")
    public.write_text(f"{pair.public()}\n", "utf-8")
    screen.console.print(say(tongue, "record.key-written", file=str(into), public=str(public)))
    typer.echo(pair.public())


def publish(
    election: Path = typer.Argument(..., help="The election: a folder with election.toml and the canonical tables."),
    into: Path = typer.Option(..., "--into", metavar="RECORD", help="The record's folder; a record that is there is extended."),
    key: Path = typer.Option(..., "--key", metavar="KEYFILE", help="The private key, as `suffrage key` wrote it."),
    forms: Path | None = typer.Option(
        None, "--forms", metavar="FOLDER", help="Scans of the forms; those whose SHA-256 a statement bears are published."
    ),
    protocols: str = typer.Option(
        "km,fr,en", "--protocols", metavar="LANGUAGES", help="The languages of the protocols (PDF), or none."
    ),
    no_protocols: bool = typer.Option(False, "--no-protocols", help="Leave the protocols out; the same as --protocols none."),
    as_json: bool = typer.Option(False, "--json", help="Write the checkpoint and the numbers as JSON."),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Publish an election: count it, log every statement and decision, sign, and write all of it as static files.

    Run again with later statements, it extends the log: nothing that was published is ever rewritten.
    """
    from suffrage.cli import console as screen
    from suffrage.record.publish import publish as run
    from suffrage.words import say

    tongue = screen.language(lang)
    printed = [] if no_protocols or protocols == "none" else [screen.language(code) for code in protocols.split(",")]
    secret = secret_key(key)
    with screen.stages(tongue) as progress:
        done = run(election, into, secret, forms=forms, protocols=printed, progress=progress)
    if as_json:
        screen.write_json(
            {"origin": done.checkpoint.origin, "size": done.checkpoint.size, "root": done.checkpoint.root.hex()}
            | {"new": done.new, "files": done.files, "complete": done.result.is_complete}
        )
    else:
        screen.console.print(
            say(tongue, "record.published", name=str(into), size=done.checkpoint.size, new=done.new, files=done.files)
        )


def cosign(
    record: Path = typer.Argument(..., help="The record's folder."),
    key: Path = typer.Option(..., "--key", metavar="KEYFILE", help="The witness's private key."),
    pubkey: str = typer.Option(..., "--pubkey", metavar="KEY", help="The commission's public key, or its file."),
    at: int = typer.Option(..., "--at", metavar="SECONDS", help="When the witness signs, in seconds since 1970 (date +%s)."),
    since: Path | None = typer.Option(
        None, "--since", metavar="CHECKPOINT", help="The checkpoint that the witness signed before; the log must extend it."
    ),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Sign the record's checkpoint as a witness, after verifying all of the record: "this is the log that I saw"."""
    from suffrage.cli import console as screen
    from suffrage.cli.checking import public_key
    from suffrage.cli.checking import report as show
    from suffrage.record.verify import verify
    from suffrage.record.witness import add_cosignature
    from suffrage.words import say

    tongue = screen.language(lang)
    witness, log = secret_key(key), public_key(pubkey)
    with screen.stages(tongue) as progress:
        found = verify(record, log, since=since.read_bytes() if since else None, progress=progress)
    if not found.is_valid:
        show(found, tongue)
        raise typer.Exit(4)
    size = add_cosignature(record, log, witness, at)
    screen.console.print(say(tongue, "record.cosigned", name=witness.name, size=size))


def secret_key(file: Path) -> "PrivateKey":
    """The private key in a file; where it is locked, after asking for its passphrase."""
    from suffrage.record.locked import is_locked, unlock

    text = file.read_text("utf-8")
    return unlock(text, _passphrase(file) if is_locked(text) else "")


def _passphrase(file: Path, *, again: bool = False) -> str:
    """The passphrase, typed without being shown; a new one twice."""
    return str(typer.prompt(f"{file}", hide_input=True, confirmation_prompt=again))
