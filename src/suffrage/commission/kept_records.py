"""Published records in a backup: of each, what cannot be made again, so that publishing goes on from the same log elsewhere.

That is the log (its tiles, its checkpoint with all signatures and cosignatures), the signed list of files, the tables as they were
published, and scans that the uploads do not have: some megabytes. Pages, exports and protocols follow from these with the next
publication, and are kept where the whole record is asked for. Nothing is taken but what a record's own list names: what else lies in
the folder, a key above all, stays where it is.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from suffrage.commission.declaring.continuity import checkpoint_in, hold_checkpoint
from suffrage.commission.declaring.publishing import record_folder
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.scans import path_of
from suffrage.model import BadInput
from suffrage.record import layout
from suffrage.record.notes import NoteError
from suffrage.record.reading import read_log

_NEEDED = (layout.LOG, layout.ELECTION)
_LOG_ALONE = (layout.LOG,)
_TRIES, _PAUSE = 3, 0.5
"""A record that is exchanged for its next state while it is read is read again, so often, after so many seconds."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record in a backup. `folder`: its name in the folder of records · `size`, `root`: of its log · `whole`: with all its pages."""

    election: str
    folder: str
    size: int
    root: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """A record that is not in the backup as it should be, and why. `why`: as a page says it."""

    election: str
    why: Refused


def keep(folder: Path, *, whole: bool) -> tuple[list[Record], list[Lack]]:
    """Copy the record of every election into `folder`; those that are kept, and what is missing of what was published."""
    kept, lacks = [], []
    for election in Election.objects.order_by("pk"):
        record = record_folder(election)
        try:
            hold_checkpoint(election, record)
        except Refused as refused:
            lacks.append(Lack(election.code, refused))
        if not record.exists():
            continue
        try:
            kept.append(_copied(election, record, folder / record.name, None if whole else _NEEDED))
        except (NoteError, OSError) as problem:
            lacks.append(Lack(election.code, Refused("declaring.problem", detail=str(problem))))
            with suppress(NoteError, OSError):  # of a record that is damaged elsewhere, at least what the log goes on from
                kept.append(_copied(election, record, folder / record.name, _LOG_ALONE))
    return kept, lacks


def said_in(manifest: dict[str, Any]) -> list[Record]:
    """The records that a backup's manifest names."""
    return [Record(**said) for said in manifest.get("records", [])]


def said_of(kept: Sequence[Record]) -> list[dict[str, Any]]:
    """What the manifest says of the records."""
    return [asdict(record) for record in kept]


def to_lay(records: Sequence[Record], laid: Path) -> list[tuple[Path, Path]]:
    """From where to where the records of a backup go. One that is there already, and goes on from the backup's, stays.

    `BadInput`: what is there is older, or another one; or the backup lacks a record that it names.
    """
    moves = []
    for record in records:
        source, target = laid / record.folder, settings.RECORDS / record.folder
        if Path(record.folder).name != record.folder or not source.is_dir():
            raise BadInput(f"The backup names a record {record.folder!r} and does not hold it; take another backup.")
        if not target.exists():
            moves.append((source, target))
        elif not _goes_on(target, record):
            raise BadInput(
                f"{target} is there, and does not go on from the log of {record.size} entries in the backup; a restore replaces "
                "nothing. Move that folder aside, and restore again."
            )
    return moves


def _copied(election: Election, record: Path, into: Path, parts: tuple[str, ...] | None) -> Record:
    """One state of a record, each file held to the record's own list: a state that changed meanwhile is read anew."""
    for tries_left in reversed(range(_TRIES)):
        shutil.rmtree(into, ignore_errors=True)
        try:
            return _copied_once(election, record, into, parts)
        except (NoteError, OSError):
            if not tries_left:
                shutil.rmtree(into, ignore_errors=True)
                raise
            time.sleep(_PAUSE)
    raise AssertionError


def _copied_once(election: Election, record: Path, into: Path, parts: tuple[str, ...] | None) -> Record:
    manifest = layout.Manifest.parse(layout.read_note(record, layout.MANIFEST, "The manifest").body)
    for path in (layout.MANIFEST, layout.CHECKPOINT):
        _copy(record, into, path)
    for path in _needed(record, manifest, parts):
        _copy(record, into, path)
        if layout.digest(into / path) != manifest.files[path]:
            raise NoteError(f"{record / path} is not as the record's signed list says; verify the record.")
    log = read_log(into)
    if log.checkpoint != manifest.checkpoint:
        raise NoteError(f"The checkpoint and the signed list of {record} are of two states; verify the record.")
    is_whole = (into / layout.RESULT).is_file()
    return Record(election.code, record.name, log.checkpoint.size, log.checkpoint.root.hex(), is_whole)


def _needed(record: Path, manifest: layout.Manifest, parts: tuple[str, ...] | None) -> Iterator[str]:
    """The files of a record that are kept: all (None), or those of these parts, and scans that nothing else has."""
    is_log_alone = not (record / layout.RESULT).is_file()  # it came back from a backup
    for path in manifest.files:
        if not layout.is_safe(path):
            raise NoteError(f"The signed list of {record} names {path!r}, which is outside of it; verify the record.")
        part, _, name = path.partition("/")
        is_there = (record / path).is_file()
        if is_log_alone and not is_there:
            continue  # what of the log is missing, the log itself says
        is_last_scan = part == layout.FORMS and parts == _NEEDED and is_there and not _is_uploaded(name)
        if parts is None or part in parts or is_last_scan:
            yield path


def _is_uploaded(name: str) -> bool:
    """Whether the uploads have the scan that a record has under this name: its digest, and an ending."""
    return bool(default_storage.exists(path_of(name.partition(".")[0])))


def _copy(record: Path, into: Path, path: str) -> None:
    if (record / path).is_symlink():
        raise NoteError(f"{record / path} is a link; a record has none. Verify the record.")
    (into / path).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(record / path, into / path)


def _goes_on(target: Path, record: Record) -> bool:
    """Whether the record that is there begins with the log of the backup's."""
    there = checkpoint_in(target)
    if there is None or there.size < record.size:
        return False
    try:
        return read_log(target).tree.root(record.size).hex() == record.root
    except NoteError:
        return False
