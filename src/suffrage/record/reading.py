"""Reading a record that somebody else checks: its log and its result, held to each other and to nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from suffrage.intake.canonical import open_election
from suffrage.jobs import count_tables, read_labels
from suffrage.model import Result
from suffrage.model.jsonio import from_json
from suffrage.record import layout
from suffrage.record.entries import State
from suffrage.record.merkle import Tree, leaf_hash
from suffrage.record.notes import Checkpoint, Note, NoteError, PublicKey
from suffrage.record.tiles import read_entries
from suffrage.record.view import View


@dataclass(frozen=True, slots=True)
class Log:
    """A record's log, held to its checkpoint."""

    note: Note
    checkpoint: Checkpoint
    entries: list[bytes]
    tree: Tree


@dataclass(frozen=True, slots=True)
class Reading:
    """A record's log, and what it leads to."""

    note: Note
    checkpoint: Checkpoint
    entries: list[bytes]
    tree: Tree
    state: State
    result: Result


def read_log(record: Path, key: PublicKey | None = None) -> Log:
    """The log of `record` alone; with `key`, the checkpoint must be signed by it. `NoteError` where the log is damaged."""
    note = layout.read_note(record, layout.CHECKPOINT, "The checkpoint")
    if key is not None:
        note.check(key, "The checkpoint")
    checkpoint = Checkpoint.parse(note.body, "The checkpoint")
    entries = read_entries(record / layout.LOG, checkpoint.size)
    tree = Tree(map(leaf_hash, entries))
    if tree.root() != checkpoint.root:
        raise NoteError(f"The log of {record} is damaged: its entries do not give the root of its checkpoint.")
    return Log(note, checkpoint, entries, tree)


def read_record(record: Path, key: PublicKey | None = None) -> Reading:
    """The log and result of `record`; with `key`, the checkpoint must be signed by it. `NoteError` where the log is damaged."""
    log = read_log(record, key)
    result = from_json(Result, (record / layout.RESULT).read_bytes())
    return Reading(log.note, log.checkpoint, log.entries, log.tree, State.of(log.entries), result)


@contextmanager
def open_view(record: Path, key: PublicKey) -> Iterator[View]:
    """What pages and protocols are made from, counted anew from the record's tables. Verify the record first."""
    reading = read_record(record, key)
    with open_election(record / layout.ELECTION) as tables:
        result = count_tables(tables)
        yield View(tables, result, read_labels(tables), reading.state, reading.tree, reading.checkpoint, {})
