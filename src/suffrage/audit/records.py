"""What is recorded of single papers, for ballot comparison: a table with a line for each paper, as scanners or a careful count make it.

The records must give every station's reported figures exactly: then the margin of each fact is that of the records, as the test asks
(Stark 2020). A paper of which there is no record is taken for the best that the outcome could wish for, which counts against it when
it is drawn. The file is copied into the audit's folder and its digest stands in the log's first line.
"""

import csv
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from suffrage.audit.audited import AuditedContest
from suffrage.audit.figures import Ints
from suffrage.model import BadInput

COLUMNS = ("contest_id", "station_id", "paper", "kind", "option_id")
FILE = "records.csv"

Records = dict[str, tuple[Ints, ...]]
"""Contest → for each of its stations, in their order, the column of each paper from the top: options, invalid, no record."""


def digest_of_file(file: Path) -> str:
    """SHA-256 of the records."""
    return sha256(file.read_bytes()).hexdigest()


def read_records(file: Path, contests: Sequence[AuditedContest]) -> Records:
    """The records of these contests; lines of others are passed over.

    `BadInput`, with the line or the station: it is not such a table · a station, paper or option that is not there · a paper twice ·
    records that are not the reported figures · a contest in which it is not known how many papers there are.
    """
    if not file.is_file():
        raise BadInput(f"{file} is missing; the records of single papers are what an audit by comparison holds papers against.")
    found = {each.contest_id: _empty(each) for each in contests}
    row = {each.contest_id: {code: place for place, code in enumerate(each.boxes.codes)} for each in contests}
    column = {each.contest_id: {code: place for place, code in enumerate(each.options)} for each in contests}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            if (heading := tuple(next(reader, ()))) != COLUMNS:
                raise BadInput(f"{file}, line 1: the columns are {', '.join(heading) or 'none'}; write {', '.join(COLUMNS)}.")
            for number, cells in enumerate(reader, start=2):
                where = f"{file}, line {number}"
                if len(cells) != len(COLUMNS):
                    raise BadInput(f"{where}: {len(cells)} cells were found, {len(COLUMNS)} were expected.")
                contest, station, paper, kind, option = cells
                if contest in found:
                    width = len(column[contest])
                    options = column[contest] if kind == "option" else {"": width} if kind == "invalid" else {}
                    if option not in options:
                        raise BadInput(f"{where}: kind {kind!r}, option {option!r} are not what a paper of {contest} is for.")
                    place, of = row[contest].get(station, -1), f"{where}, station {station}"
                    _put(found[contest], place, paper, options[option], width + 1, of)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{file} is not a CSV file in UTF-8: {problem}.") from None
    for each in contests:
        _hold_to_report(file, each, found[each.contest_id])
    return {contest: tuple(papers) for contest, papers in found.items()}


def _empty(contest: AuditedContest) -> list[Ints]:
    if contest.boxes.papers.sum() != contest.sorted.population:
        raise BadInput(
            f"Contest {contest.contest_id}: it is not known exactly how many papers its stations hold; audit it by station instead."
        )
    return [np.full(papers, len(contest.options) + 1, dtype=np.int64) for papers in contest.boxes.papers]


def _put(papers: list[Ints], place: int, paper: str, value: int, unknown: int, where: str) -> None:
    if place < 0:
        raise BadInput(f"{where}: this is not a station of the contest.")
    number = int(paper) if paper.isascii() and paper.isdigit() and len(paper) < 10 else 0
    if not 0 < number <= len(papers[place]):
        raise BadInput(f"{where}: paper {paper[:20]!r} was found; its papers are numbered from 1 to {len(papers[place])}.")
    if papers[place][number - 1] != unknown:
        raise BadInput(f"{where}: paper {number} has two records; keep the right one.")
    papers[place][number - 1] = value


def _hold_to_report(file: Path, contest: AuditedContest, papers: Sequence[Ints]) -> None:
    width = len(contest.options) + 1
    for place, own in enumerate(papers):
        counted = np.bincount(own, minlength=width + 1)[:width]
        reported = contest.boxes.votes[place]
        if (counted != reported).any():
            at = int(np.flatnonzero(counted != reported)[0])
            what = f"option {contest.options[at]}" if at < width - 1 else "nobody"
            raise BadInput(
                f"{file}, contest {contest.contest_id}, station {contest.boxes.codes[place]}: {counted[at]} papers for {what} are "
                f"recorded, and {reported[at]} are reported; an audit by comparison needs records that give the result."
            )
