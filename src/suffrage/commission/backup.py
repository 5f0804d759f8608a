"""A backup: every table as JSON lines, every upload and the published records' logs, in one file with a manifest of SHA-256.

It is restorable into either database. The tables are read as they stood at one moment, while the site goes on; the records after them,
so that they are never older than what the tables say was published. What is not kept: who is signed in, and failed attempts. The file
holds everything, also what opens accounts: keep it like the ballot papers. The keys that sign records are never in it.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from suffrage import __version__
from suffrage.commission import kept_records
from suffrage.commission.guards import aside
from suffrage.commission.moment import one_moment
from suffrage.commission.trail.chain import check, record
from suffrage.model import BadInput

_NOT_KEPT = frozenset({"contenttypes", "auth", "sessions", "axes"})
_MANIFEST = "manifest.json"
_CHUNK, _ROWS = 1 << 20, 2000


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds: how many rows each table has, the published records, and what is missing of these and why."""

    rows: dict[str, int]
    records: Sequence[kept_records.Record]
    lacks: Sequence[kept_records.Lack] = ()


def backup(file: Path, *, whole: bool = False) -> Kept:
    """Write a backup to `file`, which must not exist. Nothing stands there before all is written.

    `whole`: with all the pages of the published records, which else are made again by the next publication.
    """
    if file.exists():
        raise BadInput(f"{file} exists; a backup replaces nothing. Give another name.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as beside:
        folder = Path(beside)
        (folder / "tables").mkdir()
        rows = {}
        with one_moment():
            done = sorted(map(list, MigrationRecorder.Migration.objects.values_list("app", "name")))
            for model in _models():
                rows[model._meta.label_lower] = _write(model, folder / "tables" / f"{model._meta.label_lower}.jsonl")
        records, lacks = kept_records.keep(folder / "records", whole=whole)
        working = folder / "working.tar"
        working.touch(0o600)
        manifest = {"version": __version__, "made": datetime.now(UTC).isoformat(), "migrations": done, "rows": rows}
        with working.open("wb") as out:
            _pack(out, folder, manifest | {"records": kept_records.said_of(records)})
            out.flush()
            os.fsync(out.fileno())
        working.rename(file)
    return Kept(rows, records, lacks)


def restore(file: Path) -> Kept:
    """Put a backup into this site's database and uploads, which must be empty, and its records. All of it or nothing.

    `BadInput`: the file is no whole backup, comes from another version of the tables, or something is here already.
    """
    uploads = _uploads()
    if uploads.exists() and any(uploads.iterdir()):
        raise BadInput(f"{uploads} is not empty; a restore replaces nothing. Give another home.")
    if filled := [model._meta.label for model in _models() if _is_filled(model)]:
        raise BadInput(f"The database is not empty ({filled[0]} has rows); a restore replaces nothing. Give another database.")
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix=".restore-") as beside:
        folder = Path(beside)
        manifest = _unpack(file, folder)
        ours = sorted(map(list, MigrationRecorder.Migration.objects.values_list("app", "name")))
        if manifest["migrations"] != ours:
            raise BadInput(
                f"{file} was made by suffrage {manifest['version']}, whose tables are not those of {__version__}; restore it with that "
                "version, and upgrade afterwards."
            )
        records = kept_records.said_in(manifest)
        moves = [(folder / "uploads", uploads), *kept_records.to_lay(records, folder / "records")]
        with ExitStack() as undone:
            with transaction.atomic():
                with aside():
                    rows = _load(folder / "tables")
                _hold(file, manifest, rows)
                record("restored", {"made": manifest["made"], "version": manifest["version"]}, person=None)
                for source, target in moves:
                    _lay(source, target, undone)
            undone.pop_all()
    return Kept(rows, records)


def _lay(source: Path, target: Path, undone: ExitStack) -> None:
    """Bring a folder to its place, onto another disk too; whoever closes `undone` takes it away again."""
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rmdir()  # it is empty
    beside = target.with_name(f".{target.name}.restored")
    shutil.rmtree(beside, ignore_errors=True)
    undone.callback(shutil.rmtree, beside, ignore_errors=True)
    shutil.move(source, beside)
    beside.rename(target)
    undone.callback(shutil.rmtree, target, ignore_errors=True)


def _models() -> list[type[models.Model]]:
    """The models whose rows are kept, those that link two others too."""
    known = apps.get_models(include_auto_created=True)
    return [
        model for model in known if model._meta.app_label not in _NOT_KEPT and model._meta.managed and not model._meta.proxy
    ]


def _fields(model: type[models.Model]) -> list[Any]:
    return list(model._meta.concrete_fields)


def _write(model: type[models.Model], file: Path) -> int:
    """Each row as one line: the values of its columns by name."""
    names = [field.attname for field in _fields(model)]
    number = 0
    with file.open("w", encoding="utf-8") as lines:
        for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=_ROWS):
            line = dict(zip(names, map(_plain, row), strict=True))
            lines.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            number += 1
    return number


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _pack(out: Any, folder: Path, manifest: dict[str, Any]) -> None:
    """Tables, uploads, records, and last the manifest: a file that was cut short has none."""
    digests = {}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for root, name in ((folder / "tables", "tables"), (_uploads(), "uploads"), (folder / "records", "records")):
            for path in sorted(found for found in root.rglob("*") if found.is_file()) if root.exists() else ():
                member = f"{name}/{path.relative_to(root).as_posix()}"
                digests[member] = _digest(path)
                tar.add(path, member)
        said = folder / _MANIFEST
        said.write_text(json.dumps(manifest | {"sha256": digests}, indent=1), "utf-8")
        tar.add(said, _MANIFEST)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Lay a backup's files into `folder`, each held to its digest; the manifest."""
    try:
        found = {}
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                content = tar.extractfile(member)
                if (
                    content is None
                    or path.is_absolute()
                    or ".." in path.parts
                    or path.parts[0] not in ("tables", "uploads", "records", _MANIFEST)
                ):
                    raise BadInput(f"{file}: {member.name} does not belong in a backup.")
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as copy:
                    shutil.copyfileobj(content, copy, _CHUNK)
                found[member.name] = _digest(target)
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, OSError, ValueError) as problem:
        raise BadInput(f"{file} is not a whole backup: {problem}.") from None
    found.pop(_MANIFEST)
    if found != manifest["sha256"]:
        wrong = sorted(name for name in {*found, *manifest["sha256"]} if found.get(name) != manifest["sha256"].get(name))
        raise BadInput(f"{file} is damaged: {wrong[0]} is not what the manifest says; take another backup.")
    return manifest


def _load(folder: Path) -> dict[str, int]:
    """Put the rows into the tables, exactly as they were; relations are checked when the transaction ends."""
    rows = {}
    with connection.cursor() as cursor:
        for model in _models():
            table = connection.ops.quote_name(model._meta.db_table)
            if model._meta.label == "trail.Tip":
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            fields = _fields(model)
            columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
            insert = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
            rows[model._meta.label_lower] = 0
            for batch in _batches(folder / f"{model._meta.label_lower}.jsonl"):
                cursor.executemany(insert, [[_stored(field, line) for field in fields] for line in batch])
                rows[model._meta.label_lower] += len(batch)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    return rows


def _hold(file: Path, manifest: dict[str, Any], rows: dict[str, int]) -> None:
    """What was loaded is what the manifest says, and its trail is whole."""
    if rows != manifest["rows"]:
        raise BadInput(f"{file}: the numbers of rows are not those of its manifest; the backup is damaged.")
    checked = check()
    if checked.broken is not None:
        raise BadInput(f"{file}: the trail in it is broken at act {checked.broken}; nothing was restored.")


def _stored(field: Any, line: dict[str, Any]) -> Any:
    value = line[field.attname]
    plain = value if field.get_internal_type() == "JSONField" else field.to_python(value)
    return field.get_db_prep_save(plain, connection)


def _batches(file: Path) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == _ROWS:
                yield batch
                batch = []
    if batch:
        yield batch


def _is_filled(model: type[models.Model]) -> bool:
    rows = model._base_manager.all()
    if model._meta.label == "trail.Tip":
        rows = rows.exclude(number=0)
    return rows.exists()


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _uploads() -> Path:
    storage: Any = settings.STORAGES["default"]
    return Path(storage["OPTIONS"]["location"])
