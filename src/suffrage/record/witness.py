"""A witness's signature under a checkpoint."""

from pathlib import Path

from suffrage.record import layout
from suffrage.record.notes import Checkpoint, Note, PrivateKey, PublicKey


def add_cosignature(record: Path, log: PublicKey, witness: PrivateKey, time: int) -> int:
    """Add the witness's line to the record's checkpoint, in place of an older one of the same witness; the log's size."""
    note = layout.read_note(record, layout.CHECKPOINT, "The checkpoint")
    note.check(log, "The checkpoint")
    size = Checkpoint.parse(note.body, "The checkpoint").size
    kept = Note(note.body, tuple(line for line in note.signatures if line[0] != witness.name))
    file = record / layout.CHECKPOINT
    working = file.with_name(".checkpoint.new")
    working.write_text(kept.text() + witness.cosign(note.body, time), "utf-8")
    working.replace(file)
    return size
