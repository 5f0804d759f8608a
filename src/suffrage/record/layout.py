"""Where everything stands in a record, and the signed list of all its files.

The list (`manifest`) is a signed note: the record's format, the log's checkpoint, and a line `SHA-256  path` for each file, but for the
checkpoint, which bears its own signatures, and for the list itself.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Self

from suffrage.record.notes import Checkpoint, Note, NoteError

FORMAT = "suffrage-record/1"
MANIFEST, CHECKPOINT, RESULT = "manifest", "log/checkpoint", "result.json"
ELECTION, PARQUET, LOG, FORMS, SITE, EXPORTS = "election", "parquet", "log", "forms", "site", "exports"
PROTOCOLS = "protocols"

Progress = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done, and how much it is in all (0: not known)."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of a record's files: path → SHA-256 in hexadecimal digits."""

    checkpoint: Checkpoint
    files: Mapping[str, str]

    def text(self) -> str:
        """The text that is signed."""
        lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(self.files.items()))
        return f"{FORMAT}\n{self.checkpoint.text()}{lines}"

    @classmethod
    def parse(cls, body: str) -> Self:
        """The list in a note's text."""
        head, *lines = body.splitlines()
        if head != FORMAT:
            raise NoteError(f"The record's format is {head[:40]!r}; this program reads {FORMAT}.")
        checkpoint = Checkpoint.parse("".join(f"{line}\n" for line in lines[:3]), "The manifest")
        files = {line[66:]: line[:64] for line in lines[3:] if line[64:66] == "  "}
        manifest = cls(checkpoint, files)
        if manifest.text() != body:
            raise NoteError("The manifest is not written as a record's manifest is.")
        return manifest


def read_note(record: Path, path: str, what: str) -> Note:
    """The signed note at `path` of a record."""
    try:
        content = (record / path).read_bytes()
    except OSError:
        raise NoteError(f"{record / path} is missing; a record has {what.lower()} there.") from None
    return Note.parse(content, what)


def files_of(record: Path) -> Iterator[str]:
    """The path of every file of a record, in order, but for the manifest and the checkpoint. A link to a folder counts as a file."""
    for folder, folders, names in os.walk(record):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *links]):
            path = (Path(folder) / name).relative_to(record).as_posix()
            if path not in (MANIFEST, CHECKPOINT):
                yield path


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def digest_of(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal digits."""
    return sha256(content).hexdigest()


def is_safe(path: str) -> bool:
    """Whether a path of the manifest stays within the record."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path


def file_name(code: str) -> str:
    """A code as the name of a file: letters, digits and - as they are, others by their number, so that no two meet."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}_" for c in code)
