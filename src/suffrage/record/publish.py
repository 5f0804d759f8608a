"""`publish`: from an election folder to a record, or to the next state of one that is there."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

import duckdb
from msgspec import UNSET

from suffrage.intake.canonical import open_election
from suffrage.intake.folder import election_toml
from suffrage.intake.tables import Tables
from suffrage.jobs import count_tables, read_labels
from suffrage.model import BadInput, Election, Language, Result
from suffrage.model.jsonio import to_json
from suffrage.model.tables import TABLES, Table
from suffrage.record import layout
from suffrage.record.derived import derived_files
from suffrage.record.entries import Entry, State, act_entries, canonical, decision_entries, new_entries, statement_entries
from suffrage.record.merkle import Tree, leaf_hash
from suffrage.record.notes import Checkpoint, Note, NoteError, PrivateKey
from suffrage.record.protocols.made import made_with
from suffrage.record.protocols.making import protocol_files
from suffrage.record.swap import replaced
from suffrage.record.tiles import entry_bundles, hash_tiles, read_entries
from suffrage.record.view import View

SETUP_TABLES = ("areas", "contests", "options", "candidates", "stations")
RESULT_TABLES = ("statements", "votes", "decisions", "acts")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What a run wrote: the checkpoint, how many entries of the log are new, and how many files the record has."""

    checkpoint: Checkpoint
    new: int
    files: int
    result: Result


def publish(
    folder: Path,
    record: Path,
    key: PrivateKey,
    *,
    forms: Path | None = None,
    protocols: Sequence[Language] = (),
    progress: Say | None = None,
) -> Published:
    """Write the election in `folder` as the record `record`, or extend the record that is there.

    `forms`: a folder of scans; those whose SHA-256 a statement bears are published. `protocols`: the languages in which protocols are
    printed. The old record stands until the new one is whole.
    `BadInput`, `LawError`: as for a count, or there is no font to print protocols with · `NoteError`: the record that is there is not
    of this key, or the election contradicts it.
    """
    say = progress or (lambda _stage: None)
    with open_election(folder) as tables:
        made, font = made_with(tables, protocols) if protocols else (None, None)
        result = count_tables(tables, progress=progress)
        _check_status(tables.election, result)
        before, note = _standing(record, key)
        with replaced(record) as work:
            say("writing")
            digests = write_tables(tables, work)
            text = (to_json(result, indent=1) + "\n").encode()
            (work / layout.RESULT).write_bytes(text)
            entries = _extended(before, tables, digests, layout.digest_of(text))
            view = _write_log(work, entries, key, note, tables, result, _copy_forms(forms, record, work, tables))
            say("pages")
            for path, content in derived_files(view):
                _write(work / path, content)
            if made:
                say("protocols")
                for path, content in protocol_files(view, made, font):
                    _write(work / path, content)
            say("signing")
            manifest = layout.Manifest(view.checkpoint, {path: layout.digest(work / path) for path in layout.files_of(work)})
            body = manifest.text()
            (work / layout.MANIFEST).write_text(f"{body}\n{key.sign(body)}", "utf-8")
        return Published(view.checkpoint, len(entries) - len(before), len(manifest.files) + 2, result)


def write_tables(tables: Tables, work: Path) -> dict[str, str]:
    """Write `election.toml` and every table as CSV and Parquet, rows by key; the SHA-256 of each file of the election folder."""
    election, parquet = work / layout.ELECTION, work / layout.PARQUET
    election.mkdir()
    parquet.mkdir()
    (election / "election.toml").write_text(election_toml(tables.election), "utf-8")
    run = tables.connection
    run.execute("SET preserve_insertion_order = true")
    for table in TABLES.values():
        columns = used_columns(tables, table)
        if columns is None:
            continue
        query = f"SELECT {columns} FROM {table.name} ORDER BY {', '.join(table.key)}"
        for file, how in (
            (election / f"{table.name}.csv", "FORMAT csv, HEADER"),
            (parquet / f"{table.name}.parquet", "FORMAT parquet, COMPRESSION zstd"),
        ):
            quoted = str(file).replace("'", "''")
            try:
                run.execute(f"COPY ({query}) TO '{quoted}' ({how})")
            except duckdb.IOException as problem:
                raise OSError(_reason(problem)) from None
    return {file.name: layout.digest(file) for file in sorted(election.iterdir())}


def _reason(problem: duckdb.IOException) -> str:
    """What the system said, without the database's wrapping and the name of a working file."""
    return next((text for text in map(os.strerror, (ENOSPC, EDQUOT, EFBIG)) if text in str(problem)), str(problem))


def used_columns(tables: Tables, table: Table) -> str | None:
    """The columns of a table to write: optional ones only where they hold something. None: the table is empty and not needed."""
    optional = [column.name for column in table.columns if column.optional]
    counts = ", ".join(f'COUNT("{name}")' for name in optional)
    rows, *filled = tables.connection.execute(
        f"SELECT COUNT(*){', ' + counts if counts else ''} FROM {table.name}"
    ).fetchone() or (0,)
    if not rows and not table.needed:
        return None
    empty = {name for name, number in zip(optional, filled, strict=True) if not number}
    return ", ".join(f'"{name}"' for name in table.column_names if name not in empty)


def setup_entry(tables: Tables, digests: Mapping[str, str]) -> Entry:
    """The entry that fixes what is voted on, by whom, and under which law."""
    election = tables.election
    return {
        "type": "setup",
        "election_id": election.election_id,
        "date": election.date.isoformat(),
        "law": {"code": election.law.code, "date": election.law.date.isoformat()},
        "files": {
            name: digests[name] for name in ("election.toml", *(f"{table}.csv" for table in SETUP_TABLES)) if name in digests
        },
    }


def declaration_entry(election: Election, digests: Mapping[str, str], result: str) -> Entry:
    """The entry that fixes the result, the tables it came from, and whether it is preliminary or final, where that is said."""
    files = {f"{table}.csv": digests[f"{table}.csv"] for table in RESULT_TABLES if f"{table}.csv" in digests}
    said = {} if election.status is UNSET else {"status": election.status}
    return {"type": "declaration", "files": files, "result": result} | said


def _check_status(election: Election, result: Result) -> None:
    """`BadInput` where a result is called final and is not complete."""
    if election.status == "final" and not result.is_complete:
        raise BadInput(
            "election.toml calls this result final, but a statement is missing or in error, or a question is open. Settle it, or "
            'write status = "preliminary".'
        )


def _standing(record: Path, key: PrivateKey) -> tuple[list[bytes], Note | None]:
    """The entries and the checkpoint note of the record that is there, both held to the key."""
    if not record.exists():
        return [], None
    if not (record / layout.MANIFEST).is_file():
        raise BadInput(f"{record} exists and is not a record; give another folder.")
    note = layout.read_note(record, layout.CHECKPOINT, "The checkpoint")
    note.check(key.public(), "The checkpoint of the record that is there")
    checkpoint = Checkpoint.parse(note.body, "The checkpoint")
    entries = read_entries(record / layout.LOG, checkpoint.size)
    if Tree(map(leaf_hash, entries)).root() != checkpoint.root:
        raise NoteError(
            f"The log of {record} is damaged: its root is not the one of its checkpoint. Verify it before going on."
        )
    return entries, note


def _extended(before: list[bytes], tables: Tables, digests: Mapping[str, str], result: str) -> list[bytes]:
    state = State.of(before)
    setup, decisions, acts = setup_entry(tables, digests), decision_entries(tables), act_entries(tables)
    entries = before + new_entries(state, setup, statement_entries(tables), decisions, acts)
    declaration = declaration_entry(tables.election, digests, result)
    return entries if state.declaration == declaration and len(entries) == len(before) else [*entries, canonical(declaration)]


def _write_log(
    work: Path,
    entries: list[bytes],
    key: PrivateKey,
    before: Note | None,
    tables: Tables,
    result: Result,
    forms: Mapping[str, str],
) -> View:
    tree = Tree(map(leaf_hash, entries))
    checkpoint = Checkpoint(key.name, len(entries), tree.root())
    log = work / layout.LOG
    for path, content in (*entry_bundles(entries), *hash_tiles(tree)):
        _write(log / path, content)
    body = checkpoint.text()
    unchanged = before is not None and before.body == body
    _write(work / layout.CHECKPOINT, (before.text() if before and unchanged else f"{body}\n{key.sign(body)}").encode())
    return View(tables, result, read_labels(tables), State.of(entries), tree, checkpoint, forms)


def _copy_forms(forms: Path | None, record: Path, work: Path, tables: Tables) -> dict[str, str]:
    """Publish the scans that statements name: from `forms`, and those of the record that is there."""
    named = {
        digest for (digest,) in tables.connection.execute("SELECT DISTINCT form_sha256 FROM statements").fetchall() if digest
    }
    published: dict[str, str] = {}
    if forms and not forms.is_dir():
        raise BadInput(f"{forms} is not a folder; give the folder with the scans of the forms.")
    folders = [folder for folder in (forms, record / layout.FORMS) if folder and folder.is_dir()]
    for file in (file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()):
        digest = layout.digest(file)
        if digest in named and digest not in published:
            published[digest] = f"{layout.FORMS}/{digest}{file.suffix.lower()}"
            (work / layout.FORMS).mkdir(exist_ok=True)
            shutil.copyfile(file, work / published[digest])
    return published


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
