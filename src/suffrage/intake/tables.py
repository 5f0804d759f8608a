"""The canonical tables of one election as tables of an in-process database, each cell held to its column's kind."""

import shutil
import tempfile
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_args

import duckdb

from suffrage.intake.csvfile import SHOWN, bad_cells, check_columns, printable, read_heading
from suffrage.intake.decisions import DecisionRow, gather_decisions
from suffrage.model import Act, Area, BadInput, Candidate, Contest, Decision, Election, Finding, Names, Option, Place, Slates
from suffrage.model.decisions import ActKind
from suffrage.model.tables import LARGEST_COUNT, STATEMENTS, STATIONS, TABLES, VOTES, Column, Table

_SQL_TYPES = {"code": "VARCHAR", "text": "VARCHAR", "count": "BIGINT", "date": "DATE"}
_PARQUET_TYPES = {
    "code": {"VARCHAR"},
    "text": {"VARCHAR"},
    "date": {"DATE"},
    "count": {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"},
}

_TRUSTING = "statistics_propagation,join_filter_pushdown,row_group_pruner"
"""What would believe a Parquet file's own statistics: a file that says "no number here is negative" would not be looked at."""

MANY = (STATIONS, STATEMENTS, VOTES)
"""The large tables: what reads them next also sees whether `check_cells` must look for a bad cell, and saves a pass over each."""


class Tables:
    """The canonical tables of one election, in an in-process database (`connection`) under their own names.

    Once they are checked, `lines` stands beside them: each statement with its station and the sum of its votes. Use it in a
    `with` statement: its working files go when it is closed.
    """

    def __init__(self, folder: Path, election: Election) -> None:
        self.folder = folder
        self.election = election
        self._found: dict[str, dict[str, str]] = {}
        self._work = tempfile.mkdtemp(prefix="suffrage-")
        self.connection = duckdb.connect(config={"temp_directory": self._work, "memory_limit": "640MB"})
        self.connection.execute("SET preserve_insertion_order = false")
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute("SET parquet_metadata_cache = true")
        self.connection.execute(f"SET disabled_optimizers = '{_TRUSTING}'")

    def load(self) -> None:
        """Read every table and hold its cells to their columns' kinds."""
        for table in TABLES.values():
            self._load(table)

    def file(self, table: Table) -> Path | None:
        """The table's file; None where the folder has none."""
        found = [path for ending in ("csv", "parquet") if (path := self.folder / f"{table.name}.{ending}").exists()]
        if len(found) == 2:
            raise BadInput(f"{self.folder} has both {found[0].name} and {found[1].name}; keep one.")
        return found[0] if found else None

    def areas(self) -> list[Area]:
        """The tree of areas."""
        rows = self._rows("areas")
        return [Area(area_id=r["area_id"], parent_id=r["parent_id"], level=r["level"], names=_names(r)) for r in rows]

    def contests(self) -> list[Contest]:
        """The contests."""
        return [
            Contest(contest_id=r["contest_id"], area_id=r["area_id"], round=r["round"], seats=r["seats"], names=_names(r))
            for r in self._rows("contests")
        ]

    def options(self) -> list[Option]:
        """The options of all contests."""
        return [
            Option(
                contest_id=r["contest_id"],
                option_id=r["option_id"],
                ballot_number=r["ballot_number"],
                party_id=r["party_id"],
                names=_names(r),
            )
            for r in self._rows("options")
        ]

    def slates(self, contest_id: str) -> Slates:
        """Option → its candidates in list order, for the options of a contest whose candidates are known."""
        return self._slates.get(contest_id, {})

    def decisions(self) -> list[Decision]:
        """Withdrawals, lots and rulings."""
        return gather_decisions(
            DecisionRow(
                f"{self.folder / 'decisions'}, contest {r['contest_id']}",
                r["contest_id"],
                r["kind"],
                r["subject"] or "",
                r["option_id"],
                r["rank"],
            )
            for r in self._rows("decisions")
        )

    def acts(self) -> list[Act]:
        """What the commission did and why; `BadInput` where a kind is not known."""
        known = get_args(ActKind)
        rows = self._rows("acts", order="act_id")
        for row in rows:
            if row["kind"] not in known:
                raise BadInput(
                    f"{self.folder / 'acts'}, act {row['act_id']}, column kind: {row['kind']!r} was found; give {', '.join(known)}."
                )
        return [Act(**row) for row in rows]

    def close(self) -> None:
        """Close the database and remove its working files."""
        self.connection.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _slates(self) -> dict[str, dict[str, tuple[Candidate, ...]]]:
        slates: dict[str, dict[str, tuple[Candidate, ...]]] = {}
        for r in self._rows("candidates", order="contest_id, option_id, position"):
            person = Candidate(
                contest_id=r["contest_id"],
                option_id=r["option_id"],
                position=r["position"],
                candidate_id=r["candidate_id"],
                names=_names(r),
                sex=r["sex"],
                birth_date=r["birth_date"],
            )
            lists = slates.setdefault(r["contest_id"], {})
            lists[r["option_id"]] = (*lists.get(r["option_id"], ()), person)
        return slates

    def _rows(self, table: str, order: str = "ALL") -> list[dict[str, Any]]:
        found = self.connection.execute(f"SELECT * FROM {table} ORDER BY {order}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _load(self, table: Table) -> None:
        file = self.file(table)
        if file is None:
            if table.needed:
                raise BadInput(f"{self.folder / table.name}.csv (or .parquet) is missing; an election cannot do without it.")
            columns = ", ".join(f'"{column.name}" {_SQL_TYPES[column.kind]}' for column in table.columns)
            self.connection.execute(f"CREATE TABLE {table.name} ({columns})")
        elif file.suffix == ".csv":
            self._load_csv(table, file)
        else:
            self._load_parquet(table, file)

    def _load_csv(self, table: Table, file: Path) -> None:
        heading = read_heading(file, table)
        typed = ", ".join(f"'{name}': 'VARCHAR'" for name in heading)
        source = (
            f"read_csv({_quoted(file)}, columns = {{{typed}}}, auto_detect = false, header = true, delim = ',', quote = '\"', "
            "escape = '\"', nullstr = '', allow_quoted_nulls = true, strict_mode = true, parallel = false)"
        )
        columns = ", ".join(_from_text(column) if column.name in heading else _missing(column) for column in table.columns)
        try:
            self.connection.execute(f"CREATE TABLE {table.name} AS SELECT {columns} FROM {source}")
        except duckdb.Error as problem:
            self._refuse(file, list(bad_cells(file, table)))
            raise BadInput(f"{file} cannot be read as CSV: {str(problem).splitlines()[0]}.") from None
        required = " OR ".join(f'"{column.name}" IS NULL' for column in table.columns if column.required)
        if self._any(f"SELECT 1 FROM {table.name} WHERE {required}") or self._any(_fails_cast(table, heading, source)):
            self._refuse(file, list(bad_cells(file, table)))

    def _load_parquet(self, table: Table, file: Path) -> None:
        source = f"read_parquet({_quoted(file)})"
        try:
            found = {name: kind for name, kind, *_ in self.connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
            self._found[table.name] = found
            check_columns(file, table, list(found))
            for column in table.columns:
                if column.name in found and found[column.name] not in (*_PARQUET_TYPES[column.kind], '"NULL"', "NULL"):
                    raise BadInput(
                        f"{file}, column {column.name}: its type is {found[column.name]}; "
                        f"write it as {_SQL_TYPES[column.kind]} ({column.kind})."
                    )
            columns = ", ".join(_from_parquet(column) if column.name in found else _missing(column) for column in table.columns)
            if table not in MANY:
                self.check_cells(table)
            kept = "VIEW" if table in MANY else "TABLE"
            self.connection.execute(f"CREATE {kept} {table.name} AS SELECT {columns} FROM {source}")
        except duckdb.Error as problem:
            raise self.damaged(table, problem) from None

    def check_cells(self, table: Table) -> None:
        """`BadInput` if a Parquet table has an empty cell or a count out of range. (A CSV file's are checked as it is read.)"""
        file, found = self.file(table), self._found.get(table.name)
        if file is None or found is None:
            return
        try:
            wrong = {column: condition for column in table.columns if column.name in found and (condition := _wrong(column))}
            flags = ", ".join(f"coalesce(bool_or({condition}), false)" for condition in wrong.values())
            answers = self.connection.execute(f"SELECT {flags} FROM read_parquet({_quoted(file)})").fetchone() or ()
            findings = []
            for (column, condition), is_wrong in zip(wrong.items(), answers, strict=True):
                if is_wrong:
                    findings += self._bad_cells(file, column, condition)
        except duckdb.Error as problem:
            raise self.damaged(table, problem) from None
        self._refuse(file, findings)

    def damaged(self, table: Table, problem: duckdb.Error) -> BadInput:
        """What to say of a file that the database cannot read."""
        reason = str(problem).splitlines()[0]
        return BadInput(f"{self.file(table)} is not a whole Parquet file (cut short or damaged?): {reason}.")

    def _bad_cells(self, file: Path, column: Column, condition: str) -> list[Finding]:
        """The first cells of a column that meet the condition. As an aggregate: a WHERE may skip what statistics call well."""
        cell = f'CAST("{column.name}" AS VARCHAR)'
        first, *_ = self.connection.execute(
            f"SELECT min_by([CAST(file_row_number AS VARCHAR), {cell}], file_row_number, {SHOWN}) FILTER (WHERE {condition}) "
            f"FROM read_parquet({_quoted(file)}, file_row_number = true)"
        ).fetchone() or ([],)
        expected = f"a whole number from 0 to {LARGEST_COUNT}" if column.kind == "count" else "a value"
        return [
            Finding(
                code="bad-cell",
                severity="error",
                place=Place(file=file.name, line=int(row) + 1, column=column.name),
                operands={"expected": expected, "found": printable(cell or "")},
            )
            for row, cell in first
        ]

    def _any(self, query: str) -> bool:
        return self.connection.execute(f"{query} LIMIT 1").fetchone() is not None

    def _refuse(self, file: Path, findings: list[Finding]) -> None:
        if not findings:
            return
        first = findings[0]
        column = f", column {first.place.column}" if first.place.column else ""
        more = f" (and {len(findings) - 1} more like it)" if len(findings) > 1 else ""
        raise BadInput(
            f"{file}, line {first.place.line}{column}: {first.operands['found']} was found; "
            f"{first.operands['expected']} was expected{more}.",
            findings[:SHOWN],
        )


def _from_text(column: Column) -> str:
    return f'TRY_CAST("{column.name}" AS {_SQL_TYPES[column.kind]}) AS "{column.name}"'


def _from_parquet(column: Column) -> str:
    """A column as it is; where it may be empty, an empty text is an empty cell, as in CSV: a table says the same in both."""
    cell = f'CAST("{column.name}" AS {_SQL_TYPES[column.kind]})'
    empty = not column.required and _SQL_TYPES[column.kind] == "VARCHAR"
    return f"NULLIF({cell}, '') AS \"{column.name}\"" if empty else f'{cell} AS "{column.name}"'


def _missing(column: Column) -> str:
    return f'CAST(NULL AS {_SQL_TYPES[column.kind]}) AS "{column.name}"'


def _fails_cast(table: Table, heading: list[str], source: str) -> str:
    """A query for the rows that have a cell which is not of its column's kind."""
    patterns = {"count": "[0-9]{1,18}", "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}
    conditions = ["false"]
    for column in table.columns:
        if column.name in heading and column.kind in patterns:
            conditions.append(f"NOT regexp_full_match(\"{column.name}\", '{patterns[column.kind]}')")
            if column.kind == "count":
                conditions.append(f'TRY_CAST("{column.name}" AS BIGINT) > {LARGEST_COUNT}')
            else:
                conditions.append(f'("{column.name}" IS NOT NULL AND TRY_CAST("{column.name}" AS DATE) IS NULL)')
    return f"SELECT 1 FROM {source} WHERE {' OR '.join(conditions)}"


def _wrong(column: Column) -> str | None:
    """The condition under which a cell of a Parquet column is not what the column wants."""
    conditions = [f'"{column.name}" IS NULL'] if column.required else []
    if column.kind == "count":
        conditions += [f'"{column.name}" < 0', f'"{column.name}" > {LARGEST_COUNT}']
    elif column.kind == "code" and column.required:
        conditions.append(f"\"{column.name}\" = ''")
    return " OR ".join(conditions) or None


def _quoted(file: Path) -> str:
    text = str(file).replace("'", "''")
    return f"'{text}'"


def _names(row: dict[str, Any]) -> Names:
    return Names(name=row["name"], name_km=row["name_km"], name_fr=row["name_fr"], name_en=row["name_en"])
