"""A canonical table as CSV: its heading checked before anything is read, its bad cells found with their lines."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from suffrage.model import BadInput, Finding, Place
from suffrage.model.tables import LARGEST_COUNT, Column, Table

SHOWN = 20
"""How many places of one mistake are listed; a sentence gives the number of all."""

_COUNT = re.compile(r"[0-9]{1,18}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_heading(file: Path, table: Table) -> list[str]:
    """The column names of the file's first line; `BadInput` unless they are the table's."""
    with file.open("rb") as stream:
        first = stream.readline(65_536).removeprefix(b"\xef\xbb\xbf")
    if not first.strip():
        raise BadInput(f"{file} is empty; it must begin with the heading {','.join(table.column_names)}.")
    try:
        line = first.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8 text; a canonical table is a CSV file in UTF-8.") from None
    heading = next(csv.reader([line]), [])
    check_columns(file, table, heading)
    return heading


def check_columns(file: Path, table: Table, columns: Sequence[str]) -> None:
    """`BadInput` unless the columns are the table's: none missing but optional ones, none unknown, none twice."""
    wanted = f"the columns of {table.name} are {', '.join(table.column_names)}"
    if len(columns) == 1 and any(separator in columns[0] for separator in ";\t|"):
        raise BadInput(f"{file}, line 1: the columns are not separated by commas; write a CSV file with commas.")
    missing = [column.name for column in table.columns if not column.optional and column.name not in columns]
    unknown = [name for name in columns if name not in table.column_names]
    if missing:
        raise BadInput(f"{file}, line 1: the column {missing[0]} is missing; {wanted}.")
    if unknown:
        raise BadInput(f"{file}, line 1: the column {printable(unknown[0])} is not known; {wanted}.")
    twice = [name for name in columns if columns.count(name) > 1]
    if twice:
        raise BadInput(f"{file}, line 1: the column {twice[0]} stands there twice; keep one.")


def what_is_wrong(column: Column, cell: str) -> str | None:
    """What a cell must be and is not; None where it is well."""
    if not cell:
        return "a value" if column.required else None
    if column.kind == "count" and not (_COUNT.fullmatch(cell) and int(cell) <= LARGEST_COUNT):
        return f"a whole number from 0 to {LARGEST_COUNT}"
    if column.kind == "date" and not _is_date(cell):
        return "a date, YYYY-MM-DD"
    return None


def bad_cells(file: Path, table: Table) -> Iterator[Finding]:
    """Every cell that is not what its column wants, and every line with too few or too many cells, in file order."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream, strict=True)
        try:
            heading = next(lines, [])
            columns = [next(column for column in table.columns if column.name == name) for name in heading]
            for cells in lines:
                if len(cells) != len(columns):
                    yield _finding(file, lines.line_num, None, f"{len(columns)} cells", f"{len(cells)} cells")
                    continue
                for column, cell in zip(columns, cells, strict=True):
                    if wanted := what_is_wrong(column, cell):
                        yield _finding(file, lines.line_num, column.name, wanted, printable(cell))
        except csv.Error as problem:
            yield _finding(file, lines.line_num, None, "CSV", str(problem))
        except UnicodeDecodeError as problem:
            raise BadInput(
                f"{file}, after line {lines.line_num}, is not UTF-8 text ({problem.reason}); a canonical table is CSV in UTF-8."
            ) from None


def lines_of(file: Path, columns: Sequence[str], keys: set[tuple[str, ...]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The lines whose `columns` have one of the `keys`."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream)
        heading = next(lines, [])
        places = [heading.index(column) for column in columns]
        for cells in lines:
            if (key := tuple(cells[place] for place in places)) in keys:
                yield lines.line_num, key


def printable(text: str) -> str:
    """A short, harmless form of what was found."""
    shown = text if len(text) <= 60 else text[:60] + "…"
    return repr(shown)


def _is_date(cell: str) -> bool:
    try:
        return bool(_DATE.fullmatch(cell)) and bool(date.fromisoformat(cell))
    except ValueError:
        return False


def _finding(file: Path, line: int, column: str | None, expected: str, found: str) -> Finding:
    place = Place(file=file.name, line=line, column=column)
    return Finding(code="bad-cell", severity="error", place=place, operands={"expected": expected, "found": found})
