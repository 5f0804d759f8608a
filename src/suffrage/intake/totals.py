"""Totals alone, as any program can write them: one CSV row per option, for `suffrage declare`.

Columns: contest_id, option_id, votes; optional: round, registered, voters, valid, seats, population (the same on every row of a
contest, or on one of them), candidates (the number on the option's list) and birth_date (of its candidates in list order, separated
by `;`). With a column section, there is one row per option and section, and the votes are added up.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from suffrage.intake.decisions import DecisionRow, gather_decisions
from suffrage.model import BadInput, Candidate, Decision, Slates, Totals
from suffrage.model.tables import LARGEST_COUNT

_NEEDED = ("contest_id", "option_id", "votes")
_OF_CONTEST = ("round", "registered", "voters", "valid", "seats", "population")
_OF_OPTION = ("candidates", "birth_date", "section")
_DECISION = ("contest_id", "kind", "option_id")
_LONGEST_LIST = 10_000


@dataclass(frozen=True, slots=True)
class ContestTotals:
    """One contest's totals, and what is known of its candidates."""

    totals: Totals
    slates: Slates


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a CSV file, that can say where it is when something in it is wrong."""

    file: Path
    line: int
    cells: Mapping[str, str]

    def bad(self, column: str, found: str, wanted: str) -> BadInput:
        return BadInput(f"{self.file}, line {self.line}, column {column}: {found!r} was found; {wanted}.")

    def code(self, column: str) -> str:
        text = self.cells[column].strip()
        if not text:
            raise self.bad(column, text, "give the official code")
        return text

    def count(self, column: str, largest: int = LARGEST_COUNT) -> int | None:
        """A count, or None where the cell is empty or the column is missing."""
        text = self.cells.get(column, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise self.bad(column, text, "give a whole number, 0 or more, without signs, points or spaces")
        if len(text) > 20 or int(text) > largest:
            raise self.bad(column, text, f"the largest accepted here is {largest}")
        return int(text)

    def dates(self, column: str) -> list[date]:
        text = self.cells.get(column, "").strip()
        try:
            return [date.fromisoformat(part.strip()) for part in text.split(";")] if text else []
        except ValueError:
            raise self.bad(column, text, "give dates as YYYY-MM-DD, separated by semicolons") from None


@dataclass(slots=True)
class _Contest:
    """A contest while its rows are read."""

    figures: dict[str, int] = field(default_factory=dict)
    votes: dict[str, int] = field(default_factory=dict)
    slates: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)
    sections: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, contest: str, row: _Row) -> None:
        option, votes = row.code("option_id"), row.count("votes")
        if votes is None:
            raise row.bad("votes", "", "give the votes (0 where there are none)")
        section = row.cells.get("section", "").strip()
        if option in (self.sections.get(section, {}) if section else self.votes):
            raise row.bad("option_id", option, f"contest {contest} already has this option on an earlier line; keep one")
        if bool(section) != bool(self.sections) and self.votes:
            raise row.bad("section", section, f"every row of contest {contest} has a section, or none has")
        self.votes[option] = self.votes.get(option, 0) + votes
        if section:
            self.sections.setdefault(section, {})[option] = votes
        for column in _OF_CONTEST:
            figure = row.count(column)
            if figure is not None and self.figures.setdefault(column, figure) != figure:
                raise row.bad(column, str(figure), f"an earlier line of contest {contest} says {self.figures[column]}")
        if slate := _slate(contest, option, row):
            self.slates[option] = slate


def read_totals(file: Path) -> list[ContestTotals]:
    """The contests of a totals file, in its order. `BadInput` says which line and column are wrong, and what to give."""
    contests: dict[str, _Contest] = {}
    for row in _rows(file, _NEEDED, _OF_CONTEST + _OF_OPTION):
        contest = row.code("contest_id")
        contests.setdefault(contest, _Contest()).add(contest, row)
    return [
        ContestTotals(
            Totals(contest_id=code, votes=contest.votes, sections=contest.sections, **contest.figures), contest.slates
        )
        for code, contest in contests.items()
    ]


def read_decisions(file: Path) -> list[Decision]:
    """Withdrawals, lots and rulings from a file with the columns of the canonical table `decisions`."""
    return gather_decisions(
        DecisionRow(
            f"{row.file}, line {row.line}",
            row.code("contest_id"),
            row.code("kind"),
            row.cells.get("subject", "").strip(),
            row.code("option_id"),
            row.count("rank"),
        )
        for row in _rows(file, _DECISION, ("subject", "rank", "source"))
    )


def _slate(contest: str, option: str, row: _Row) -> tuple[Candidate, ...]:
    births, number = row.dates("birth_date"), row.count("candidates", largest=_LONGEST_LIST)
    if number is None:
        number = len(births)
    if number < len(births):
        raise row.bad("birth_date", row.cells["birth_date"], f"the list has only {number} candidate(s)")
    known: Sequence[date | None] = [*births, *([None] * (number - len(births)))]
    return tuple(
        Candidate(contest_id=contest, option_id=option, position=position, birth_date=born)
        for position, born in enumerate(known, start=1)
    )


def _rows(file: Path, needed: Sequence[str], optional: Sequence[str]) -> Iterator[_Row]:
    """The rows of a small CSV file, strictly read."""
    lines = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    number = 0
    try:
        heading = [name.strip() for name in next(lines, [])]
        _check_heading(file, heading, needed, optional)
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(heading):
                raise BadInput(
                    f"{file}, line {lines.line_num}: {len(cells)} cells were found; the heading has {len(heading)} columns."
                )
            number += 1
            yield _Row(file, lines.line_num, dict(zip(heading, cells, strict=True)))
    except csv.Error as problem:
        raise BadInput(f"{file}, line {lines.line_num}: this is not CSV ({problem}).") from None
    if not number:
        raise BadInput(f"{file} has a heading and no rows; there is nothing to count.")


def _text(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise BadInput(f"{file} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError as problem:
        raise BadInput(f"{file} is not UTF-8 text (byte {problem.start} cannot be read); save it as a CSV in UTF-8.") from None
    if not text.strip():
        raise BadInput(f"{file} is empty; give a CSV file with a heading and one row per option.")
    if "\0" in text:
        raise BadInput(f"{file} holds NUL bytes; it is not a text file.")
    return text


def _check_heading(file: Path, heading: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    wanted = f"give {', '.join(needed)}, and if known {', '.join(optional)}, separated by commas"
    if len(heading) == 1 and any(separator in heading[0] for separator in ";\t|"):
        raise BadInput(f"{file}, line 1: the columns are not separated by commas; {wanted}.")
    for name in needed:
        if name not in heading:
            raise BadInput(f"{file}, line 1: the column {name} is missing; {wanted}.")
    for name in heading:
        if name not in (*needed, *optional):
            raise BadInput(f"{file}, line 1: the column {name!r} is not known; {wanted}.")
        if heading.count(name) > 1:
            raise BadInput(f"{file}, line 1: the column {name} stands there more than once; keep one.")
