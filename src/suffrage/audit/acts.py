"""The log of an audit: one act a line, each with the SHA-256 of the line before it, so that nothing in it can be changed unseen.

Whoever keeps the digest of the last line can tell later that everything up to it is as it was. The audit is replayed from the log and
the election's tables alone. An act has no time of its own: the digests give the order, and who publishes them says when.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Literal

from suffrage.audit.audited import Bound
from suffrage.audit.methods import Method
from suffrage.model import BadInput
from suffrage.model.base import MappingValue, Value
from suffrage.model.jsonio import from_json, to_json

LOG = "audit.jsonl"
FIRST = "0" * 64
"""Stands for the digest of the line before the first."""

Verdict = Literal["stop", "go-on", "counted-in-full", "count-in-full"]
"""`stop`: the risk is at the limit or below · `go-on`: draw and count more · `counted-in-full`: every paper was counted again, and that
count replaces the result · `count-in-full`: no sample can show what is claimed."""
PaperKind = Literal["option", "invalid", "missing"]


class Opened(MappingValue, frozen=True, tag_field="act", tag="opened", omit_defaults=True):
    """What is audited and how, before any die is thrown. `election`: contest → SHA-256 of its totals, outcome, stations and sizes ·
    `records`: SHA-256 of the records of single papers, where drawn ones are held against them.
    """

    election: Mapping[str, str]
    method: Method
    limit: Fraction
    bet: Fraction
    replacement: bool
    bound: Bound
    records: str = ""


class Seeded(Value, frozen=True, tag_field="act", tag="seeded"):
    """The dice."""

    seed: str


class Round(Value, frozen=True, tag_field="act", tag="round"):
    """So many stations or papers of the contest are drawn now, those of earlier rounds included."""

    contest_id: str
    drawn: int


class Counted(MappingValue, frozen=True, tag_field="act", tag="counted"):
    """A station that was drawn, counted again: option → votes, and the papers for nobody. `lost`: its papers are not there.

    `why`: the reason where it takes the place of an earlier count.
    """

    contest_id: str
    station_id: str
    votes: Mapping[str, int] = {}
    invalid: int = 0
    lost: bool = False
    why: str = ""


class Read(Value, frozen=True, tag_field="act", tag="read"):
    """A paper that was drawn, read: draw number → what it is for. `why`: as in `Counted`."""

    contest_id: str
    draw: int
    kind: PaperKind
    option_id: str | None = None
    why: str = ""


class Assessed(Value, frozen=True, tag_field="act", tag="assessed"):
    """The risk of a contest after what was entered so far. `risk` None: nothing to be computed (a full count)."""

    contest_id: str
    drawn: int
    risk: float | None
    verdict: Verdict
    reason: str | None = None
    where: tuple[str, ...] = ()


Act = Opened | Seeded | Round | Counted | Read | Assessed


class _Line(Value, frozen=True):
    number: int
    before: str
    act: Act


def read_log(folder: Path) -> tuple[list[Act], str]:
    """The acts, and the digest of the last line. `BadInput` where the log is missing, damaged, or was changed."""
    file = folder / LOG
    if not file.is_file():
        raise BadInput(f"{file} is missing; begin an audit with `suffrage audit plan … --into {folder}`.")
    acts, digest = [], FIRST
    for number, text in enumerate(file.read_bytes().splitlines(keepends=True), start=1):
        if not text.endswith(b"\n"):
            raise BadInput(f"{file}, line {number}: it is cut short; take the log from a copy.")
        line = from_json(_Line, text)
        if line.number != number or line.before != digest or _text(line) != text:
            raise BadInput(
                f"{file}, line {number}: it does not follow the line before it; the log was changed. Take it from a copy."
            )
        acts.append(line.act)
        digest = sha256(text).hexdigest()
    return acts, digest


def write_acts(folder: Path, acts: Sequence[Act], *, after: tuple[int, str]) -> str:
    """Append acts `after` so many lines, of which the last has that digest; the new last digest."""
    number, digest = after
    text = b""
    for act in acts:
        number += 1
        line = _text(_Line(number=number, before=digest, act=act))
        digest = sha256(line).hexdigest()
        text += line
    with (folder / LOG).open("ab") as log:
        log.write(text)
    return digest


def digests(acts: Sequence[Act]) -> list[str]:
    """The digest of each act's line in the log, in their order from the first."""
    found: list[str] = []
    for number, act in enumerate(acts, start=1):
        line = _text(_Line(number=number, before=found[-1] if found else FIRST, act=act))
        found.append(sha256(line).hexdigest())
    return found


def digest_of(value: object) -> str:
    """SHA-256 of a value's JSON."""
    return sha256(to_json(value).encode()).hexdigest()


def name_of(opened: Opened) -> str:
    """How an audit is called on its forms: the beginning of the digest of its log's first line."""
    return sha256(_text(_Line(number=1, before=FIRST, act=opened))).hexdigest()[:16]


def _text(line: _Line) -> bytes:
    return to_json(line).encode() + b"\n"
