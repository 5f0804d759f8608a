"""What observers report from the sample, in the order in which it arrives: a CSV file of their copies of the forms.

The columns are station_id, contest_id, item, number, as in `suffrage match`: `item` is an option's code, or one of registered,
voters, ballots, blank, null, valid. A report is left out, with its reason, where it cannot be used; none is ever mended or
guessed.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from suffrage.model import BadInput, Finding, Place
from suffrage.model.tables import LARGEST_COUNT
from suffrage.observe.stations import FIGURES, NOT_KNOWN, Counts, Figures, Flags, Stations

COLUMNS = ["station_id", "contest_id", "item", "number"]
Key = tuple[str, str]
"""(contest, station)."""


@dataclass(frozen=True, slots=True)
class Reports:
    """(contest, station) → item → number, in the order of arrival; and what is wrong in the file, line by line."""

    items: Mapping[Key, Mapping[str, int]]
    findings: tuple[Finding, ...] = ()

    def first(self, number: int) -> "Reports":
        """The first so many reports."""
        return Reports(dict(list(self.items.items())[:number]), self.findings)


@dataclass(frozen=True, eq=False)
class Observed:
    """What is known of the sample's n stations. `places` (n): their places among all stations · `figures` (n) · `usable` (n)."""

    places: Counts
    figures: Figures
    usable: Flags
    findings: tuple[Finding, ...]


def read_reports(file: Path) -> Reports:
    """The reports in `file`. `BadInput`: it is not such a file; a bad line alone becomes a finding and spoils its station only."""
    items: dict[Key, dict[str, int]] = {}
    findings: list[Finding] = []
    spoilt: set[Key] = set()
    with file.open(encoding="utf-8-sig", newline="") as stream:
        try:
            rows = csv.reader(stream)
            if (heading := next(rows, [])) != COLUMNS:
                raise BadInput(f"{file}, line 1: the columns are {', '.join(heading) or 'none'}; write {', '.join(COLUMNS)}.")
            for line, row in enumerate(rows, start=2):
                code = _take(row, items)
                if code:
                    place = Place(file=file.name, line=line, station_id=row[0] if row else None)
                    findings.append(Finding(code=code, severity="error", place=place, operands={"found": ",".join(row)[:60]}))
                    spoilt.add((row[1], row[0]) if len(row) > 1 else ("", ""))
        except (UnicodeDecodeError, csv.Error) as problem:
            raise BadInput(f"{file} is not a CSV file in UTF-8: {problem}.") from None
    return Reports({key: own for key, own in items.items() if key not in spoilt}, tuple(findings))


def _take(row: list[str], items: dict[Key, dict[str, int]]) -> str | None:
    """Put one line where it belongs; the code of what is wrong with it, if anything is."""
    if len(row) != len(COLUMNS) or not (row[3].isdecimal() and row[3].isascii()) or int(row[3][:12]) > LARGEST_COUNT:
        return "report-bad-line"
    own = items.setdefault((row[1], row[0]), {})
    if own.get(row[2], int(row[3])) != int(row[3]):
        return "report-twice"
    own[row[2]] = int(row[3])
    return None


def observe(stations: Stations, drawn: list[Key] | tuple[Key, ...], reports: Reports) -> Observed:
    """Lay the reports beside the drawn stations. A report that cannot be used is left out, with its reason, as if it were missing."""
    findings = list(reports.findings)
    places = [stations.place_of[key] for key in drawn if key in stations.place_of]
    findings += [_finding("sample-unknown-station", key) for key in drawn if key not in stations.place_of]
    figures = Figures.unknown(len(places), len(stations.options))
    usable = np.zeros(len(places), dtype=np.bool_)
    order = {place: number for number, place in enumerate(places)}
    column = {code: number for number, code in enumerate(stations.options)}
    for key, own in reports.items.items():
        place = stations.place_of.get(key)
        if place is None or place not in order:
            findings.append(_finding("report-unknown-station" if place is None else "report-not-drawn", key))
            continue
        number, contest = order[place], stations.contests[stations.contest_of[place]]
        standing = {stations.options[at] for at in contest.columns}
        if stray := sorted(set(own) - standing - set(FIGURES)):
            findings.append(_finding("report-unknown-option", key, option=stray[0]))
            continue
        for name in set(FIGURES) & set(own):
            getattr(figures, name)[number] = own[name]
        if standing & set(own):
            figures.votes[number] = [own.get(code, NOT_KNOWN if code in standing else 0) for code in column]
        problem = _problem(figures, number, int(stations.official.registered[place]))
        if problem:
            findings.append(_finding(problem, key))
        usable[number] = problem is None
    return Observed(np.array(places, dtype=np.int64), figures, usable, tuple(findings))


def _problem(figures: Figures, number: int, registered: int) -> str | None:
    votes = figures.votes[number]
    if (votes == NOT_KNOWN).any():
        return "report-incomplete"
    most = max(registered, int(figures.registered[number]))
    if most != NOT_KNOWN and max(int(votes.sum()), int(figures.voters[number])) > most:
        return "report-over-registered"
    if figures.valid[number] not in (NOT_KNOWN, votes.sum()):
        return "report-votes-differ"
    return None


def _finding(code: str, key: Key, **operands: str) -> Finding:
    place = Place(contest_id=key[0], station_id=key[1])
    return Finding(code=code, severity="error", place=place, operands=dict(operands))
