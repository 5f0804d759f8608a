"""What changed between two states of a record: from preliminary to final, entry by entry, with the seats that moved."""

import json
from collections.abc import Iterator
from typing import Any

from suffrage.model import Finding, Place
from suffrage.record.compare import differences
from suffrage.record.entries import key_of
from suffrage.record.notes import NoteError
from suffrage.record.reading import Reading

_ABOUT = {"type", "version", "station_id", "contest_id"}


def changes(old: Reading, new: Reading) -> list[Finding]:
    """Each change as a finding of severity note. `NoteError`: the new record does not extend the old one."""
    if new.checkpoint.origin != old.checkpoint.origin:
        raise NoteError(f"These are records of two logs: {old.checkpoint.origin} and {new.checkpoint.origin}.")
    if new.checkpoint.size < old.checkpoint.size:
        raise NoteError(f"The second record is older: {new.checkpoint.size} entries after {old.checkpoint.size}.")
    if new.tree.root(old.checkpoint.size) != old.checkpoint.root:
        raise NoteError("The second record does not extend the first: its history was rewritten.")
    found = [
        _said(json.loads(content), number, new)
        for number, content in enumerate(new.entries[old.checkpoint.size :], start=old.checkpoint.size)
    ]
    return found + list(_seats(old, new))


def _said(entry: dict[str, Any], number: int, record: Reading) -> Finding:
    place = Place(contest_id=entry.get("contest_id"), station_id=entry.get("station_id"))
    operands: dict[str, int | str | None] = {"entry": number, "version": entry.get("version")}
    if entry["type"] == "correction":
        contest, station, version = key_of(entry)
        _, before = record.state.statements.get((contest, station, version - 1), (0, b"{}"))
        parts = differences(before, json.dumps(entry))
        operands["fields"] = "; ".join(f"{name}: {one} → {other}" for name, one, other in parts if name not in _ABOUT)
    elif entry["type"] == "act":
        return Finding(
            code=f"change-act-{entry['kind']}", severity="note", place=place, operands=operands | {"text": entry["text"]}
        )
    elif entry["type"] == "declaration" and entry.get("status"):
        return Finding(code=f"change-declaration-{entry['status']}", severity="note", place=place, operands=operands)
    elif entry["type"].startswith("decision"):
        operands["detail"] = ", ".join(f"{name} {value}" for name, value in entry.items() if name not in ("type", "contest_id"))
    return Finding(code=f"change-{entry['type']}", severity="note", place=place, operands=operands)


def _seats(old: Reading, new: Reading) -> Iterator[Finding]:
    before = {contest.contest_id: contest.outcome.seats for contest in old.result.contests}
    for contest in new.result.contests:
        for option, seats in contest.outcome.seats.items():
            had = before.get(contest.contest_id, {}).get(option, 0)
            if had != seats:
                place = Place(contest_id=contest.contest_id, option_id=option)
                yield Finding(code="change-seats", severity="note", place=place, operands={"before": had, "after": seats})
