"""A party's or an observer group's own copies of the forms, held against the record.

The copies are a CSV file with the columns station_id, contest_id, item, number: `item` is an option's code, or one of registered,
voters, ballots, blank, null, valid. What the copies do not say is not compared.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from suffrage import law
from suffrage.model import BadInput, Finding, LawError, Place
from suffrage.record.entries import FIGURES, newest_statements
from suffrage.record.reading import Reading

COLUMNS = ["station_id", "contest_id", "item", "number"]
Copies = dict[tuple[str, str], dict[str, int]]
"""(contest, station) → item → number."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How many stations agree, and a finding for each that does not, or that one side lacks; the contests whose seats turn on it."""

    equal: int
    findings: list[Finding]
    turned: list[Finding]


def read_copies(file: Path) -> Copies:
    """The copies in `file`; `BadInput` says which line is wrong."""
    copies: Copies = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        heading = next(rows, None)
        if heading != COLUMNS:
            raise BadInput(f"{file}, line 1: the columns are {', '.join(heading or [])}; write {', '.join(COLUMNS)}.")
        for line, row in enumerate(rows, start=2):
            if len(row) != len(COLUMNS) or not row[3].isdecimal() or not row[3].isascii():
                raise BadInput(f"{file}, line {line}: {','.join(row)!r} was found; {', '.join(COLUMNS)} were expected.")
            own = copies.setdefault((row[1], row[0]), {})
            if row[2] in own:
                raise BadInput(f"{file}, line {line}: {row[2]} of station {row[0]} in contest {row[1]} stands there twice.")
            own[row[2]] = int(row[3])
    return copies


def match(record: Reading, copies: Copies) -> Matched:
    """Compare each copied statement with the newest one of the record."""
    published = _newest(record)
    equal, findings, moved = 0, [], dict[str, dict[str, int]]()
    for (contest, station), own in sorted(copies.items()):
        place = Place(contest_id=contest, station_id=station)
        theirs = published.get((contest, station))
        if theirs is None:
            findings.append(Finding(code="match-not-in-record", severity="error", place=place))
            continue
        different = differing(own, theirs)
        equal += not different
        for item, (mine, number) in different.items():
            operands: dict[str, int | str | None] = {
                "item": item,
                "mine": mine,
                "record": number,
                "difference": mine - (number or 0),
            }
            findings.append(Finding(code="match-differs", severity="error", place=place, operands=operands))
            if item not in FIGURES:
                votes = moved.setdefault(contest, {})
                votes[item] = votes.get(item, 0) + mine - (number or 0)
    for contest, station in sorted(set(published) - set(copies)):
        place = Place(contest_id=contest, station_id=station)
        findings.append(Finding(code="match-no-copy", severity="note", place=place))
    return Matched(equal, findings, _turned(record, moved))


def differing(own: Mapping[str, int], theirs: Mapping[str, int | None]) -> dict[str, tuple[int, int | None]]:
    """Item → (own number, theirs), where the two are not the same; what the own copy does not say is not compared.

    >>> differing({"A": 7, "valid": 9}, {"A": 7, "B": 3, "valid": 10})
    {'valid': (9, 10)}
    """
    return {item: (number, theirs.get(item)) for item, number in own.items() if theirs.get(item) != number}


def _newest(record: Reading) -> dict[tuple[str, str], dict[str, int | None]]:
    """(contest, station) → item → number, of the newest statements."""
    return {
        key: {name: entry.get(name) for name in FIGURES} | entry["votes"]
        for key, entry in newest_statements(record.state).items()
    }


def _turned(record: Reading, moved: Mapping[str, Mapping[str, int]]) -> list[Finding]:
    """The contests that would give other seats, or send others to round 2, if the copies were right."""
    election = record.result.election
    found = []
    for contest in record.result.contests:
        change = moved.get(contest.contest_id)
        if not change or election is None:
            continue
        votes = {option: max(0, number + change.get(option, 0)) for option, number in contest.totals.votes.items()}
        valid = None if contest.totals.valid is None else contest.totals.valid + sum(change.values())
        totals = msgspec.structs.replace(contest.totals, votes=votes, valid=valid, sections={})
        place = Place(contest_id=contest.contest_id)
        try:
            outcome = law.at(election.law.code, election.law.date).declare(totals, steps=False)
        except LawError:
            found.append(Finding(code="match-cannot-tell", severity="error", place=place))
            continue
        if (outcome.seats, outcome.next_round) != (contest.outcome.seats, contest.outcome.next_round):
            seats = ", ".join(f"{option}: {number}" for option, number in outcome.seats.items() if number)
            found.append(Finding(code="match-turns", severity="error", place=place, operands={"seats": seats or "—"}))
    return found
