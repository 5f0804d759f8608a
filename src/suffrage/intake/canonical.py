"""An election folder, opened: `election.toml` and the canonical tables, validated, as tables of an in-process database.

Nothing is guessed: every CSV cell is read as text and then held to its column's kind, every code must be known where it is
used, every key must occur once. What is not so is a `BadInput` with the places.
"""

from pathlib import Path

import msgspec

from suffrage.intake.references import check_references
from suffrage.intake.tables import Tables
from suffrage.model import BadInput, Election


def open_election(folder: Path) -> Tables:
    """The election in `folder`, ready to be counted. `BadInput` says which file, line and column are wrong."""
    tables = Tables(folder, read_election(folder))
    try:
        tables.load()
        check_references(tables)
    except BaseException:
        tables.close()
        raise
    return tables


def read_election(folder: Path) -> Election:
    """The content of `election.toml`."""
    file = folder / "election.toml"
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder; give the folder of an election, with its election.toml.")
    if not file.is_file():
        raise BadInput(f"{file} is missing; it says what was voted on, when, and under which law.")
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Election)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as problem:
        raise BadInput(f"{file} cannot be read: {problem}.") from None
