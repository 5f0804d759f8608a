"""Files that an administrator sends for an election: kept under the SHA-256 of their bytes until the election is stored or given up.

Nothing is believed of a file: its size is counted as it arrives, and what it unpacks to is counted before anything reads it.
"""

import gzip
import hashlib
import os
import secrets
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Draft, DraftFile
from suffrage.intake.formats import CANONICAL
from suffrage.model.tables import TABLES

LARGEST = 200 * 1024 * 1024
"""The most bytes of all files of an election together: the tables of a whole country, without statements, are far smaller."""
LARGEST_UNPACKED = 1024 * 1024 * 1024
"""The most bytes that they may unpack to, all together."""
MOST_ROWS = 10_000_000
"""The most rows of a Parquet table."""
MOST_FILES = 40
LONGEST_NAME = 100
KNOWN = frozenset({"election.toml", *(f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet"))})
"""The files of an election folder; nothing else is taken as canonical tables, under whatever name."""

_CHUNK = 1 << 20


def take_in(draft: Draft, uploads: "Iterable[UploadedFile[Any]]") -> None:
    """Add files to a draft; a file replaces one of the same name. Of a .zip, what is in it is kept.

    `Refused`: a name that the format does not have, one name twice, too much, or a file that unpacks to too much.
    """
    kept: dict[str, tuple[str, int]] = {}
    for name, chunks in _named(draft.format, list(uploads)):
        if name in kept:
            raise Refused("setup.twice", name=name)
        kept[name] = _keep(chunks)
    with transaction.atomic():
        others = Draft.objects.select_for_update().get(pk=draft.pk).files.exclude(name__in=kept)
        if others.count() + len(kept) > MOST_FILES:
            raise Refused("setup.too-many-files", number=MOST_FILES)
        sizes = [*others.values_list("size", flat=True), *(size for _digest, size in kept.values())]
        if sum(sizes) > LARGEST:
            raise Refused("setup.too-much")
        held = [(each.name, each.sha256) for each in others] + [(name, digest) for name, (digest, _size) in kept.items()]
        if sum(unpacked(path_of(digest), name) for name, digest in held) > LARGEST_UNPACKED:
            raise Refused("setup.unpacks-to-too-much")
        replaced = draft.files.filter(name__in=kept)
        old = set(replaced.values_list("sha256", flat=True))
        replaced.delete()
        DraftFile.objects.bulk_create(
            DraftFile(draft=draft, name=name, sha256=digest, size=size) for name, (digest, size) in kept.items()
        )
    _sweep(old)


def remove(draft: Draft, names: Iterable[str]) -> None:
    """Take files out of a draft."""
    gone = draft.files.filter(name__in=list(names))
    digests = set(gone.values_list("sha256", flat=True))
    gone.delete()
    _sweep(digests)


@contextmanager
def as_folder(uploads: "Iterable[UploadedFile[Any]]") -> Iterator[Path]:
    """The folder of an election that was sent to be read once and not kept; the limits and refusals are those of `take_in`."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=home()) as beside:
        folder = Path(beside)
        for name, chunks in _named(CANONICAL, list(uploads)):
            if (folder / name).exists():
                raise Refused("setup.twice", name=name)
            with (folder / name).open("wb") as into:
                _limited(into, chunks)
        held = list(folder.iterdir())
        if sum(file.stat().st_size for file in held) > LARGEST:
            raise Refused("setup.too-much")
        if sum(unpacked(file, file.name) for file in held) > LARGEST_UNPACKED:
            raise Refused("setup.unpacks-to-too-much")
        yield folder


def path_of(digest: str) -> Path:
    """Where the bytes with that SHA-256 are."""
    return home() / "files" / digest[:2] / digest


def home() -> Path:
    """The folder of everything that was sent."""
    found: Path = settings.HOME / "incoming"
    return found


def unpacked(path: Path, name: str) -> int:
    """How many bytes a file unpacks to, counted a little beyond what is allowed. `Refused`: it is damaged, or has too many rows."""
    try:
        if name.endswith(".gz"):
            with gzip.open(path) as content:
                return _counted(content)
        if name.endswith(".parquet"):
            return _of_parquet(path)
    except (OSError, EOFError, zlib.error, pa.ArrowException):
        raise Refused("setup.unreadable", name=name) from None
    return path.stat().st_size


def forget(draft: Draft) -> None:
    """Give a draft up: its rows, what was made of them, and files that no other draft has."""
    digests = set(draft.files.values_list("sha256", flat=True))
    draft.delete()
    _sweep(digests)


def _sweep(digests: set[str]) -> None:
    """Remove bytes that no draft has any more."""
    for digest in digests - set(DraftFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True)):
        path_of(digest).unlink(missing_ok=True)


def _named(form: str, uploads: "list[UploadedFile[Any]]") -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each file's name and its bytes, which are read before the next one's."""
    if len(uploads) > MOST_FILES:
        raise Refused("setup.too-many-files", number=MOST_FILES)
    for upload in uploads:
        name = upload.name or ""
        if form == CANONICAL and name.endswith(".zip"):
            yield from _in_zip(upload, name[:LONGEST_NAME])
        else:
            yield _checked(form, name), upload.chunks(_CHUNK)


def _in_zip(upload: "UploadedFile[Any]", archive_name: str) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of an archive, out of whatever folder they are in. What it says of their sizes is not believed."""
    try:
        with zipfile.ZipFile(upload) as archive:
            members = [member for member in archive.infolist() if not member.is_dir() and not _of_a_system(member.filename)]
            if len(members) > MOST_FILES:
                raise Refused("setup.too-many-files", number=MOST_FILES)
            for member in members:
                name = PurePosixPath(member.filename.replace("\\", "/")).name
                if name not in KNOWN:
                    raise Refused("setup.unknown-file", name=name[:LONGEST_NAME])
                with archive.open(member) as content:
                    yield name, _pieces(content, archive_name)
    except _DAMAGED:
        raise Refused("setup.unreadable", name=archive_name) from None


_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)
"""What reading an archive raises where it is damaged, encrypted, or packed in a way that is not known."""


def _pieces(content: IO[bytes], archive_name: str) -> Iterator[bytes]:
    try:
        while chunk := content.read(_CHUNK):
            yield chunk
    except _DAMAGED:
        raise Refused("setup.unreadable", name=archive_name) from None


def _of_a_system(name: str) -> bool:
    """Whether a member of an archive is what an operating system leaves there."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _checked(form: str, name: str) -> str:
    known = name in KNOWN if form == CANONICAL else name.lower().endswith((".csv", ".csv.gz", ".txt"))
    if not known or not name.isprintable() or len(name) > LONGEST_NAME or name.startswith("."):
        raise Refused("setup.unknown-file" if form == CANONICAL else "setup.not-a-csv", name=name[:LONGEST_NAME])
    return name


def _keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep a file whole under its SHA-256, or not at all."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = home() / f".{secrets.token_hex(8)}"
    try:
        with beside.open("wb") as into:
            _limited(into, chunks)
            into.flush()
            os.fsync(into.fileno())
        with beside.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = beside.stat().st_size
        path_of(digest).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(beside, path_of(digest))
    finally:
        beside.unlink(missing_ok=True)
    return digest, size


def _limited(into: IO[bytes], chunks: Iterable[bytes]) -> None:
    written = 0
    for chunk in chunks:
        written += len(chunk)
        if written > LARGEST:
            raise Refused("setup.too-much")
        into.write(chunk)


def _counted(content: IO[bytes] | gzip.GzipFile) -> int:
    number = 0
    while number <= LARGEST_UNPACKED and (chunk := content.read(_CHUNK)):
        number += len(chunk)
    return number


def _of_parquet(path: Path) -> int:
    """What a Parquet file says that it unpacks to (a reader refuses pages larger than they say), and no more rows than are allowed."""
    with pa.parquet.ParquetFile(path) as file:
        about = file.metadata
        if about.num_rows > MOST_ROWS:
            raise Refused("setup.unpacks-to-too-much")
        return sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
