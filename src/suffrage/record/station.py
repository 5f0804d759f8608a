"""One station: its entry, the proof that it stands in the log, and the text of its QR code, which is enough to check it offline.

The text: `suffrage:1:` and, separated by colons, the entry's number, the log's size, the entry and the audit path, both in Base64 (URL
alphabet, no padding). With the signed checkpoint of that size, whoever reads it needs nothing else.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from suffrage.model import BadInput
from suffrage.record.entries import Entry, parse
from suffrage.record.merkle import HASH_SIZE, Tree, leaf_hash, root_of_inclusion
from suffrage.record.notes import Checkpoint, NoteError
from suffrage.record.reading import Reading

PREFIX = "suffrage:1"


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry of the log with its audit path in the tree of `size` entries."""

    number: int
    size: int
    entry: bytes
    path: tuple[bytes, ...]

    def text(self) -> str:
        """The text of the QR code."""
        return f"{PREFIX}:{self.number}:{self.size}:{_encode(self.entry)}:{_encode(b''.join(self.path))}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The proof in a QR code's text; `NoteError` where it is not one."""
        parts = text.strip().split(":")
        try:
            head, number, size, entry, path = ":".join(parts[:2]), *parts[2:]
            if head != PREFIX:
                raise ValueError
            joined = _decode(path)
            steps = tuple(joined[i : i + HASH_SIZE] for i in range(0, len(joined), HASH_SIZE))
            return cls(int(number), int(size), _decode(entry), steps)
        except (ValueError, TypeError):
            raise NoteError(
                f"This is not the text of a station's QR code; it begins with {PREFIX}: and has five parts."
            ) from None

    def check(self, checkpoint: Checkpoint) -> Entry:
        """The entry, once it is shown to stand in the log of `checkpoint`; `NoteError` where it does not."""
        if self.size != checkpoint.size:
            raise NoteError(f"The proof is of the log with {self.size} entries, the checkpoint of that with {checkpoint.size}.")
        if root_of_inclusion(leaf_hash(self.entry), self.number, self.size, self.path) != checkpoint.root:
            raise NoteError(f"Entry {self.number} is not the one that stands in the log of this checkpoint.")
        return parse(self.entry, self.number)


def proofs_of_station(record: Reading, station: str) -> list[Proof]:
    """The proof of each of a station's statements that stands, in the order of the log; `BadInput` where there is none."""
    numbers = sorted(number for (_, own, _), (number, _) in record.state.standing().items() if own == station)
    if not numbers:
        raise BadInput(f"The log has no statement of station {station}.")
    return [proof_of(record.tree, record.entries[number], number) for number in numbers]


def proof_of(tree: Tree, entry: bytes, number: int) -> Proof:
    """The proof of one entry in the whole of a tree."""
    return Proof(number, len(tree), entry, tuple(tree.inclusion(number)))


def _encode(content: bytes | Sequence[int]) -> str:
    return base64.urlsafe_b64encode(bytes(content)).decode().rstrip("=")


def _decode(text: str) -> bytes:
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as problem:
        raise ValueError(str(problem)) from None
    if _encode(content) != text:
        raise ValueError("not canonical")
    return content
