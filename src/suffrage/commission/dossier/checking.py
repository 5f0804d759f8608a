"""Checking a station's folder: every byte is what was signed, and every act stands where it says in the trail's chain.

Nothing here needs the site: whoever got the folder checks it on a machine of their own.
"""

import csv
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suffrage.record.notes import Checkpoint, Note, NoteError, PublicKey
from suffrage.record.station import Proof

MANIFEST, STATION, ACTS, CHAIN, RECORD = "manifest.txt", "station.json", "acts.json", "chain.csv", "record"
HEAD = "suffrage station folder 1"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be: the key of its sentence in the group `dossier`, and what it is about."""

    key: str
    about: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `signed_by`: the names of all who signed · `is_signed`: the key that was given is one of them."""

    problems: tuple[Problem, ...]
    files: int
    acts: int
    signed_by: tuple[str, ...]
    is_signed: bool


def check(folder: Path, key: PublicKey | None = None) -> Checked:
    """Check a folder, and with `key` its signature."""
    try:
        text = (folder / MANIFEST).read_bytes()
    except OSError:
        return Checked((Problem("no-manifest", str(folder)),), 0, 0, (), is_signed=False)
    problems: list[Problem] = []
    body, signed_by, is_signed = _signatures(text, key, problems)
    expected = _listed(body, problems)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    problems += [Problem("file-missing", name) for name in sorted(set(expected) - found)]
    problems += [Problem("file-strange", name) for name in sorted(found - set(expected))]
    problems += [
        Problem("file-changed", name) for name in sorted(found & set(expected)) if _digest(folder / name) != expected[name]
    ]
    acts = 0
    if not problems:
        acts = _acts(folder, problems)
        _proofs(folder, problems)
    return Checked(tuple(problems), len(expected), acts, signed_by, is_signed)


def _signatures(text: bytes, key: PublicKey | None, problems: list[Problem]) -> tuple[str, tuple[str, ...], bool]:
    """The text that is signed, who signed it, and whether that key did."""
    if b"\n\n" not in text:
        if key is not None:
            problems.append(Problem("not-signed", key.name))
        return text.decode("utf-8", "replace"), (), False
    try:
        note = Note.parse(text, MANIFEST)
        names = tuple(name for name, _signature in note.signatures)
        if key is not None:
            note.check(key, MANIFEST)
    except NoteError:
        problems.append(Problem("not-signed", key.name if key else MANIFEST))
        return text.decode("utf-8", "replace").partition("\n\n")[0] + "\n", (), False
    return note.body, names, key is not None


def _listed(body: str, problems: list[Problem]) -> dict[str, str]:
    """The files that the manifest names, with their digests."""
    head, *lines = body.splitlines()
    parts = [line.partition("  ") for line in lines]
    files = {name: digest for digest, gap, name in parts if gap}
    if head != HEAD or len(files) + 2 != len(lines):
        problems.append(Problem("no-manifest", MANIFEST))
    return files


def _acts(folder: Path, problems: list[Problem]) -> int:
    """Hold every act to its digest, and to its place in the chain; how many there are."""
    acts: list[dict[str, Any]] = json.loads((folder / ACTS).read_text("utf-8"))
    with (folder / CHAIN).open(encoding="utf-8", newline="") as lines:
        chain = {int(number): digest for number, digest in list(csv.reader(lines))[1:]}
    if sorted(chain) != list(range(1, len(chain) + 1)):
        problems.append(Problem("chain-gap", CHAIN))
    tip = json.loads((folder / STATION).read_text("utf-8"))["tip"]
    if tip != chain.get(len(chain), "0" * 64):
        problems.append(Problem("chain-end", CHAIN))
    for act in acts:
        number, content = act["content"]["number"], act["content"]
        digest = hashlib.sha256(_canonical(content).encode()).hexdigest()
        before = chain.get(number - 1, "0" * 64)
        if not digest == act["digest"] == chain.get(number) or content["previous"] != before:
            problems.append(Problem("act-elsewhere", str(number)))
    return len(acts)


def _proofs(folder: Path, problems: list[Problem]) -> None:
    """Hold each proof to the record's checkpoint that stands beside it."""
    for file in sorted((folder / RECORD).glob("proof-*.txt")):
        try:
            note = Note.parse((folder / RECORD / "checkpoint").read_bytes(), "The checkpoint")
            Proof.parse(file.read_text("utf-8")).check(Checkpoint.parse(note.body, "The checkpoint"))
        except (NoteError, OSError):
            problems.append(Problem("proof-wrong", file.name))


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
