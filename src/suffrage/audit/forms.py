"""What is handed out for an audit and comes back: pull lists and tally forms as CSV, and the counts that are entered from them.

A line of a table that comes back may have, in a column `form`, the code of the printed form from which it was typed; it then says
which contest and station the line is of. A column `why` says what is corrected. A table of the commission's site, which is known by its
column `act`, has all that was taken there so far: what the log says already is passed over.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

from msgspec.structs import replace

from suffrage.audit.acts import Counted, PaperKind, Read
from suffrage.audit.audited import AuditedContest
from suffrage.audit.casefile import Case, tickets
from suffrage.audit.draw import Drawn
from suffrage.audit.handout import LOST, PAPER_TALLY, STATION_TALLY
from suffrage.audit.methods import BY_STATION
from suffrage.audit.pulls import new_draws, read_code
from suffrage.model import BadInput
from suffrage.model.tables import LARGEST_COUNT
from suffrage.record.layout import file_name

SIZES = ("station_id", "size")
PULL = ("contest_id", "draw", "station_id", "paper")


def write_sizes(case: Case) -> None:
    """What goes into the draw of each contest, to be published before the dice are thrown."""
    for contest_id in case.contests:
        contest = case.audited.contest(contest_id)
        _write_new(
            case.folder / f"sizes-{file_name(contest_id)}.csv", _csv(SIZES, tickets(contest, case.opened.method).items())
        )


def write_round(case: Case, contest_id: str, names: Mapping[str, str], *, after: int) -> tuple[Path, Path]:
    """The pull list and the tally forms of what is drawn in a contest beyond the first `after` draws; neither may exist already.

    Stations that are drawn again are on no second list.
    """
    contest, until = case.audited.contest(contest_id), case.progress(contest_id).drawn
    end = f"{file_name(contest_id)}-{after + 1}-{until}.csv"
    pull, tally = case.folder / f"pull-{end}", case.folder / f"tally-{end}"
    new = sorted(new_draws(case, contest_id, after, until), key=lambda drawn: (drawn.station, drawn.paper))
    _write_new(pull, _csv(PULL, ((contest_id, drawn.number, drawn.station, drawn.paper or "") for drawn in new)))
    rows = _station_rows(contest, new, names) if case.opened.method in BY_STATION else _paper_rows(contest_id, new)
    _write_new(tally, _csv(STATION_TALLY if case.opened.method in BY_STATION else PAPER_TALLY, rows))
    return pull, tally


def _station_rows(contest: AuditedContest, new: Sequence[Drawn], names: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    for drawn in new:
        for option in contest.options:
            yield contest.contest_id, drawn.station, "option", option, names.get(option, ""), ""
        yield contest.contest_id, drawn.station, "invalid", "", "", ""


def _paper_rows(contest_id: str, new: Sequence[Drawn]) -> Iterator[tuple[object, ...]]:
    for drawn in new:
        yield contest_id, drawn.number, drawn.station, drawn.paper, "", ""


def read_counts(file: Path, case: Case, *, why: str = "") -> list[Counted | Read]:
    """What a filled-in tally form says that is to be entered. Stations and papers that are wholly empty are not entered yet.

    `why`: what is corrected, where a line does not say so itself. `BadInput`: the file is not such a form, or a cell is not what it
    must be, and where.
    """
    by_station = case.opened.method in BY_STATION
    rows = [(line, _placed(file, line, row, case)) for line, row in _read(file, STATION_TALLY if by_station else PAPER_TALLY)]
    found: list[Counted | Read] = [*(_stations(file, rows, why) if by_station else _papers(file, rows, why))]
    of_site = any("act" in row for _, row in rows)
    return [act for act in found if not (of_site and _is_entered(act, case))]


def _is_entered(act: Counted | Read, case: Case) -> bool:
    """Whether the log's newest count of that station or paper says the same."""
    here = case.progress(act.contest_id)
    newest = here.counted.get(act.station_id) if isinstance(act, Counted) else here.read.get(act.draw)
    return newest is not None and replace(newest, why="") == replace(act, why="")


def _stations(file: Path, rows: Sequence[tuple[int, Mapping[str, str]]], why: str) -> Iterator[Counted]:
    filled: dict[tuple[str, str], list[tuple[int, Mapping[str, str]]]] = {}
    for line, row in rows:
        filled.setdefault((row["contest_id"], row["station_id"]), []).append((line, row))
    for (contest_id, station_id), cells in filled.items():
        texts, because = {row["votes"] for _, row in cells}, cells[0][1].get("why") or why
        if texts == {""}:
            continue
        if LOST in texts:
            if texts - {LOST, ""}:
                raise BadInput(
                    f"{file}, line {cells[0][0]}: station {station_id} is called lost and has votes; write one of the two."
                )
            yield Counted(contest_id=contest_id, station_id=station_id, lost=True, why=because)
            continue
        votes: dict[str, int] = {}
        invalid: int | None = None
        for line, row in cells:
            number = _number(file, line, row["votes"])
            if row["kind"] == "invalid" and invalid is None:
                invalid = number
            elif row["kind"] == "option" and row["option_id"] not in votes:
                votes[row["option_id"]] = number
            else:
                raise BadInput(
                    f"{file}, line {line}: kind {row['kind']!r} {row['option_id']!r} is not one, or stands there twice."
                )
        if invalid is None:
            raise BadInput(
                f"{file}, line {cells[0][0]}: station {station_id} has no line `invalid`; give it, with 0 if there are none."
            )
        yield Counted(contest_id=contest_id, station_id=station_id, votes=votes, invalid=invalid, why=because)


def _papers(file: Path, rows: Sequence[tuple[int, Mapping[str, str]]], why: str) -> Iterator[Read]:
    kinds: dict[str, PaperKind] = {kind: kind for kind in get_args(PaperKind)}
    for line, row in rows:
        if not row["kind"] and not row["option_id"]:
            continue
        if row["kind"] not in kinds:
            raise BadInput(f"{file}, line {line}, column kind: {row['kind']!r} was found; give {', '.join(kinds)}.")
        draw = _number(file, line, row["draw"])
        kind = kinds[row["kind"]]
        option = row["option_id"] if kind == "option" else None
        yield Read(contest_id=row["contest_id"], draw=draw, kind=kind, option_id=option, why=row.get("why") or why)


def _placed(file: Path, line: int, row: dict[str, str], case: Case) -> dict[str, str]:
    """The line with the contest and station of the form from which it was typed, where it names one."""
    if not (code := row.get("form", "")):
        return row
    contest_id, drawn = read_code(code, case)
    theirs = {"contest_id": contest_id, "station_id": drawn.station}
    for column, value in theirs.items():
        if row.get(column, "") not in ("", value):
            raise BadInput(f"{file}, line {line}: the form is of {value}, and {column} is {row[column]}; correct one of them.")
    return row | theirs


def _number(file: Path, line: int, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) > LARGEST_COUNT:
        raise BadInput(
            f"{file}, line {line}: {text[:60]!r} was found; give a whole number from 0 to {LARGEST_COUNT}, or `{LOST}`."
        )
    return int(text)


def _read(file: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8 text; save the form as CSV in UTF-8.") from None
    lines = csv.reader(io.StringIO(text, newline=""))
    heading = next(lines, [])
    told = {"contest_id", "station_id"} if "form" in heading else set()
    if missing := [column for column in columns if column not in heading and column not in told]:
        raise BadInput(f"{file}, line 1: the column {missing[0]} is missing; the columns are {', '.join(columns)}.")
    for cells in lines:
        if len(cells) != len(heading):
            raise BadInput(f"{file}, line {lines.line_num}: {len(cells)} cells were found, {len(heading)} were expected.")
        row = {name: cell.strip() for name, cell in zip(heading, cells, strict=True)}
        yield lines.line_num, dict.fromkeys(columns, "") | row


def _csv(heading: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def _write_new(file: Path, text: str) -> None:
    if file.exists():
        raise BadInput(f"{file} exists; move it away first.")
    file.write_text(text, "utf-8")
