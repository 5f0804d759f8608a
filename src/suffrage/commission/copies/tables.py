"""A table of many copies, sent by an agent or observer: read, checked and shown before anything is stored.

Its columns are those of `suffrage match`: station_id, contest_id, item, number. Digits may be Khmer. A wrong line takes its station's
copy out, and nothing else.
"""

import csv
import hashlib
import io
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from suffrage.commission.accounts.models import Person
from suffrage.commission.copies.giving import owner_of
from suffrage.commission.copies.models import Copy
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Option
from suffrage.commission.statements import checking
from suffrage.commission.statements.checking import Paper, Reading
from suffrage.commission.statements.finding import statements_of
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.reading import figures_of, form_of, number_of
from suffrage.model import FIGURES, Finding, Place
from suffrage.record.match import COLUMNS

LARGEST = 64 * 1024 * 1024
"""The most bytes of a table: a whole country's copies are about a third of this."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_KEPT = 24 * 3600
_MOST = 200
"""The most findings that are kept to be shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that cannot be taken: `key` of the sentence, and what was found there."""

    line: int
    key: str
    found: str


@dataclass(slots=True)
class Table:
    """A table that was read: the copies that can be stored, how many replace own earlier ones, and what was found.

    `problems`: the first lines that cannot be taken, of `wrong` in all · `left_out`: stations whose copies cannot be stored ·
    `findings`: the first of what the count's checks say of the copies, of `odd` in all.
    """

    sha256: str
    copies: list[tuple[Statement, dict[str, int]]] = field(default_factory=list)
    replacing: int = 0
    problems: list[Problem] = field(default_factory=list)
    wrong: int = 0
    left_out: int = 0
    findings: list[Finding] = field(default_factory=list)
    odd: int = 0


def keep(upload: "UploadedFile[Any]", *, by: Person) -> str:
    """Keep a table until it is stored, or for a day; the token under which this person finds it."""
    if upload.size is None or upload.size > LARGEST:
        raise Refused("copies.table-too-large")
    _forget_old()
    token = secrets.token_urlsafe(16)
    file = _path(by, token)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("wb") as kept:
        kept.writelines(upload.chunks())
    return token


def kept(token: str, *, by: Person) -> bytes:
    """A table that this person sent; `Refused` if there is none (any more)."""
    if not _TOKEN.fullmatch(token) or not _path(by, token).is_file():
        raise Refused("copies.table-gone")
    return _path(by, token).read_bytes()


def forget(token: str, *, by: Person) -> None:
    """Remove a table that is stored."""
    _path(by, token).unlink(missing_ok=True)


def look_at(content: bytes) -> None:
    """`Refused` where this is not a table with these columns at all."""
    for _row in _rows(content):
        pass


def read(content: bytes, *, by: Person, checked: bool = True) -> Table:
    """What a table holds, and (`checked`) what the checks of the count say of it. `Refused`: it is no table with these columns."""
    table = Table(hashlib.sha256(content).hexdigest())
    statements = {
        (statement.station.code, statement.contest.code): statement for statement in statements_of(by).iterator(chunk_size=2000)
    }
    items = _items(statements.values())
    found: dict[tuple[str, str], dict[str, int]] = {}
    bad: set[tuple[str, str]] = set()
    for line, row in _rows(content):
        key = (row[0].strip(), row[1].strip()) if len(row) == len(COLUMNS) else ("", "")
        problem = _take(row, key, statements.get(key), items, found)
        if problem:
            bad.add(key)
            table.wrong += 1
            if len(table.problems) < _MOST:
                table.problems.append(Problem(line, problem, ", ".join(row)[:120]))
    table.copies = [(statements[key], figures) for key, figures in found.items() if key not in bad]
    table.left_out = len(bad)
    keys = [statement.pk for statement, _figures in table.copies]
    own = Copy.objects.filter(owner=owner_of(by), replaced=False).values_list("statement_id", flat=True)
    table.replacing = len(set(own) & set(keys))
    if checked:
        _check(table)
    return table


def _take(
    row: list[str],
    key: tuple[str, str],
    statement: Statement | None,
    items: dict[int, frozenset[str]],
    found: dict[tuple[str, str], dict[str, int]],
) -> str:
    """Take one row into `found`; the key of the sentence that says why not, or nothing."""
    if len(row) != len(COLUMNS):
        return "copies.columns"
    if statement is None:
        return "copies.unknown-station"
    item = row[2].strip()
    if item not in items[statement.contest_id]:
        return "copies.unknown-item"
    own = found.setdefault(key, {})
    if item in own:
        return "copies.item-twice"
    try:
        number = number_of(row[3])
    except ValueError as problem:
        return f"work.{problem}"
    if number is None:
        return "work.not-a-number"
    own[item] = number
    return ""


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows after the heading, with their lines."""
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        heading = [name.strip() for name in next(rows, [])]
        if heading != COLUMNS:
            raise Refused("copies.heading", columns=",".join(COLUMNS))
        for row in rows:
            if row:
                yield rows.line_num, [text.replace("\0", "") for text in row]
    except (UnicodeDecodeError, csv.Error):
        raise Refused("copies.not-a-table", columns=",".join(COLUMNS)) from None


def _items(statements: "Any") -> dict[int, frozenset[str]]:
    """Contest → the items that a copy of its statements can say."""
    contests = {statement.contest_id: statement.contest for statement in statements}
    options: dict[int, set[str]] = {}
    for contest, code in Option.objects.filter(contest__in=list(contests)).values_list("contest_id", "code"):
        options.setdefault(contest, set()).add(code)
    return {
        key: frozenset(figures_of(form_of(contest.election.toml))) | options.get(key, set())
        for key, contest in contests.items()
    }


def _check(table: Table) -> None:
    """What the count's checks say of the copies; a copy that leaves figures out is not asked for them."""
    papers: dict[int, tuple[str, ...]] = {}
    for statement, figures in table.copies:
        if statement.contest_id not in papers:
            papers[statement.contest_id] = tuple(statement.contest.options.values_list("code", flat=True))
        paper = Paper(form_of(statement.contest.election.toml), papers[statement.contest_id], statement.station.registered)
        votes = {code: figures[code] for code in papers[statement.contest_id] if code in figures}
        reading = Reading({name: figures.get(name) for name in FIGURES}, votes)
        place = Place(station_id=statement.station.code, contest_id=statement.contest.code)
        for finding in checking.findings(paper, reading, place):
            if finding.verdict == "fail":
                table.odd += 1
                if len(table.findings) < _MOST:
                    table.findings.append(finding)


def _path(by: Person, token: str) -> Path:
    home: Path = settings.HOME
    return home / "incoming-copies" / f"{by.pk}-{token}.csv"


def _forget_old() -> None:
    folder = _path(Person(pk=0), "x").parent
    if folder.is_dir():
        for file in folder.iterdir():
            if file.stat().st_mtime < time.time() - _KEPT:
                file.unlink(missing_ok=True)
