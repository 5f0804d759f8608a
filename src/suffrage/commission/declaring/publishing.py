"""Publishing: the election as it stands, as a signed record in a folder that any web server can carry. Preliminary until declared.

The commission's key is read from what was sent or from a locked file, opened with a passphrase, used, and forgotten: it stands in no
table, no log and no trail. A record that is there is extended, so that from the first preliminary state to the final one is one log:
where what was published last is not there (`continuity`), nothing is published.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import continuity, runs
from suffrage.commission.declaring.export import Logged, export
from suffrage.commission.declaring.models import Run
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.models import Scan
from suffrage.commission.statements.scans import path_of
from suffrage.model.election import Status
from suffrage.record import layout
from suffrage.record.entries import State
from suffrage.record.locked import WrongPassphrase, unlock
from suffrage.record.notes import Checkpoint, Note, NoteError, PrivateKey, PublicKey
from suffrage.record.publish import publish
from suffrage.record.reading import read_log
from suffrage.words import LANGUAGES

LONGEST_KEY = 4096
"""The most bytes of a key's file."""

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def record_folder(election: Election) -> Path:
    """Where an election's record stands; a rehearsal's bears it in its name."""
    home: Path = settings.RECORDS
    return home / (layout.file_name(election.code) + ("-rehearsal" if election.rehearsal else ""))


def status_of(election: Election) -> Status:
    """What is published now: final once the result is declared, preliminary before."""
    if election.phase == Election.Phase.SETUP:
        raise Refused("work.not-counting")
    return "final" if election.phase == Election.Phase.DECLARED else "preliminary"


def key_names() -> list[str]:
    """The locked keys that stand on the server, by their files' names."""
    folder: Path | None = settings.KEYS
    if folder is None or not folder.is_dir():
        return []
    return sorted(file.name for file in folder.iterdir() if file.is_file() and file.suffix != ".pub")


def key_text(*, sent: str, chosen: str) -> str:
    """The text of a key: what was sent, or that of a file on the server. `Refused`: neither, or there is no such file."""
    if sent.strip():
        return sent
    folder: Path | None = settings.KEYS
    if folder is None or chosen not in key_names():
        raise Refused("declaring.key-needed")
    try:
        return str((folder / chosen).read_bytes()[:LONGEST_KEY].decode("utf-8", "replace"))
    except OSError:
        raise Refused("declaring.key-needed") from None


def open_key(text: str, passphrase: str) -> PrivateKey:
    """The key. `Refused`: the text is none, or the passphrase does not open it; neither is ever said."""
    try:
        return unlock(text, passphrase)
    except WrongPassphrase:
        raise Refused("declaring.wrong-passphrase") from None
    except NoteError:
        raise Refused("declaring.not-a-key") from None


def sign(
    election: Election, key: PrivateKey, *, by: Person, scans: bool = True, protocols: bool = True, newest: str = ""
) -> Run:
    """Publish the election as it stands. `scans`, `protocols`: whether they are published too · `newest`: after a backup came back,
    how many entries the log has that the public has.

    `Refused`: not a member of the commission, not the key of the record that is there, a key that signs real elections and
    rehearsals both, a publication is at work, or the record that is there is not the one that was published last.
    """
    may_sign(by)
    status = status_of(election)
    continuity.hold_checkpoint(election, record_folder(election))
    continuity.hold_newest(election, record_folder(election), newest)
    _is_key_of(election, key)
    asks = {"status": status, "key": str(key.public()), "scans": scans, "protocols": protocols}
    return runs.start(election, Run.Kind.PUBLISH, by=by, secret=key.secret_text(), asks=asks)


def may_sign(by: Person) -> None:
    """`Refused` unless somebody is a member of the commission."""
    if by.role != Role.COMMISSIONER.value:
        raise Refused("work.not-your-role")
    if by.area_id is not None:
        raise Refused("declaring.not-member")


def work(run: Run, secret: str, say: runs.Say) -> runs.Done:
    """Export, publish with the key in `secret`, and say what the record is now."""
    election, key = run.election, PrivateKey.parse(secret)
    status: Status = run.told["status"]
    if status_of(election) != status:
        raise Refused("work.changed-meanwhile")
    record = record_folder(election)
    known = logged(election, record, key.public())
    with tempfile.TemporaryDirectory() as beside:
        say("exporting")
        exported = export(election, Path(beside) / "election", status=status, logged=known)
        forms = _scans(election, Path(beside) / "forms") if run.told["scans"] else None
        done = publish(
            Path(beside) / "election",
            record,
            key,
            forms=forms,
            protocols=LANGUAGES if run.told["protocols"] else (),
            progress=say,
        )
    told = {
        "status": status,
        "size": done.checkpoint.size,
        "new": done.new,
        "files": done.files,
        "root": done.checkpoint.root.hex(),
        "trail": exported.number,
        "rehearsal": election.rehearsal,
    }
    return runs.Done("published", told, number=exported.number)


def logged(election: Election, record: Path, key: PublicKey) -> Logged:
    """The form of every statement that stands in the log of a record that is there.

    `Refused`: that log is not the one that was published last, nor goes on from it; or it has what this database lost.
    """
    continuity.hold_checkpoint(election, record)
    if not (record / layout.MANIFEST).is_file():
        return {}
    log = read_log(record, key)
    continuity.hold_log(election, record, log)
    found: dict[tuple[str, str, int], str | None] = {}
    for place, (_number, content) in State.of(log.entries).statements.items():
        entry: dict[str, Any] = json.loads(content)
        found[place] = entry.get("form_sha256")
    return found


def hold_record(election: Election) -> None:
    """`Refused` where a publication now would not go on from what was published last."""
    record = record_folder(election)
    continuity.hold_checkpoint(election, record)
    if (record / layout.MANIFEST).is_file():
        try:
            continuity.hold_log(election, record, read_log(record))
        except NoteError as problem:
            raise Refused("declaring.problem", detail=str(problem)) from None


def checkpoint_of(election: Election) -> str:
    """The signed checkpoint of the record that is there, with its cosignatures; nothing before the first publication."""
    try:
        return (record_folder(election) / layout.CHECKPOINT).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def is_whole(election: Election) -> bool:
    """Whether the record that is there has its pages; one that came back from a backup has its log alone, until it is published."""
    return (record_folder(election) / layout.RESULT).is_file()


def _is_key_of(election: Election, key: PrivateKey) -> None:
    """The record that is there is of this key, and no key signs both the real thing and rehearsals."""
    mine = str(key.public())
    others = Run.objects.filter(kind=Run.Kind.PUBLISH, election__rehearsal=not election.rehearsal, state=Run.State.DONE)
    if any(told.get("key") == mine for told in others.values_list("told", flat=True)):
        raise Refused("declaring.key-of-rehearsals" if not election.rehearsal else "declaring.key-of-real")
    note = checkpoint_of(election)
    if note:
        try:
            parsed = Note.parse(note.encode(), "The checkpoint")
            parsed.check(key.public(), "The checkpoint")
            Checkpoint.parse(parsed.body, "The checkpoint")
        except NoteError:
            raise Refused("declaring.other-key") from None


def _scans(election: Election, folder: Path) -> Path:
    """The scans as files whose names end as what they are."""
    folder.mkdir()
    found = Scan.objects.filter(statement__contest__election=election).values_list("sha256", "kind").distinct()
    for digest, kind in found:
        if default_storage.exists(path_of(digest)):
            link = folder / f"{digest}{_ENDINGS[kind]}"
            link.unlink(missing_ok=True)
            link.symlink_to(default_storage.path(path_of(digest)))
    return folder
