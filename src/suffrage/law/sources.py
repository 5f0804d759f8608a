"""Dated figures beside the law: small CSV tables in which each row names its source and the days between which it holds."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """A `figure` for a `code`, in force from `since` until the day before `until` (None: still), with its `source`."""

    code: str
    figure: int
    since: date
    until: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether the figure is in force on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


@cache
def dated_figures(package: str, file: str) -> tuple[DatedFigure, ...]:
    """The rows of the table `file` (columns code, figure, since, until, source; others are for the reader)."""
    text = resources.files(package).joinpath(file).read_text("utf-8")
    return tuple(
        DatedFigure(
            row["code"],
            int(row["figure"]),
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@cache
def figures_on(package: str, file: str, day: date) -> dict[str, int]:
    """Code → figure, of the rows in force on `day`."""
    return {row.code: row.figure for row in dated_figures(package, file) if row.holds(day)}
