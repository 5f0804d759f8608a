"""Keys that occur once, and codes that are known where they are used."""

from collections.abc import Sequence
from typing import Any

import duckdb

from suffrage.intake.csvfile import SHOWN, lines_of
from suffrage.intake.lines import add_up_areas, draw_lines, lay_out_areas
from suffrage.intake.tables import MANY, Tables
from suffrage.model import BadInput, Finding, Place
from suffrage.model.tables import TABLES, Table


def check_keys(tables: Tables, table: Table) -> None:
    """`BadInput` if a key occurs twice."""
    key = ", ".join(f'"{name}"' for name in table.key)
    twice = tables.connection.execute(
        f"SELECT {key} FROM {table.name} GROUP BY {key} HAVING COUNT(*) > 1 ORDER BY ALL"
    ).fetchall()
    if twice:
        _refuse(tables, table, table.key, twice, "duplicate-key", "stands there more than once; keep one row for each")


def check_references(tables: Tables) -> None:
    """`BadInput` if a key occurs twice, a code is used that its own table does not know, or the areas are no tree."""
    for table in TABLES.values():
        if table not in MANY and tables.file(table):
            check_keys(tables, table)
    for name, columns, home in (
        ("areas", ("parent_id",), "areas"),
        ("contests", ("area_id",), "areas"),
        ("options", ("contest_id",), "contests"),
        ("candidates", ("contest_id", "option_id"), "options"),
        ("decisions", ("contest_id", "option_id"), "options"),
        ("acts", ("contest_id",), "contests"),
        ("acts", ("station_id",), "stations"),
    ):
        if tables.file(TABLES[name]):
            _check_reference(tables, TABLES[name], columns, TABLES[home])
    _check_tree(tables)
    _check_lines(tables)


def _check_reference(tables: Tables, table: Table, columns: tuple[str, ...], home: Table) -> None:
    theirs = home.key[: len(columns)]
    same = " AND ".join(f'h."{their}" = t."{own}"' for own, their in zip(columns, theirs, strict=True))
    names = ", ".join(f't."{name}"' for name in columns)
    unknown = tables.connection.execute(
        f"SELECT DISTINCT {names} FROM {table.name} t WHERE NOT EXISTS (SELECT 1 FROM {home.name} h WHERE {same}) ORDER BY ALL"
    ).fetchall()
    if any(not code for codes in unknown for code in codes):
        tables.check_cells(table)
    if unknown := [codes for codes in unknown if codes[0] is not None]:
        _refuse(tables, table, columns, unknown, "unknown-code", f"is not in the table {home.name}; add it there or correct it")


def _check_tree(tables: Tables) -> None:
    parents = dict(tables.connection.execute("SELECT area_id, parent_id FROM areas ORDER BY ALL").fetchall())
    safe: set[str | None] = {None}
    for start in parents:
        path: list[str] = []
        here: str | None = start
        while here not in safe:
            if here in path:
                raise BadInput(
                    f"{tables.file(TABLES['areas'])}: area {start} lies within itself ({' → '.join([*path, str(here)])}); "
                    "correct a parent_id."
                )
            path.append(str(here))
            here = parents[here]
        safe.update(path)


def _check_lines(tables: Tables) -> None:
    """Stations, statements and votes, which are many: one pass over each, and one check after the other only if that leaves a doubt."""
    stations, statements, votes = MANY
    lay_out_areas(tables)
    try:
        is_sound = draw_lines(tables)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as problem:
        _check_cells(tables)
        raise tables.damaged(votes, problem) from None
    if not is_sound:
        _check_cells(tables)
        check_keys(tables, stations)
        _check_reference(tables, stations, ("area_id",), TABLES["areas"])
        _check_reference(tables, statements, ("contest_id",), TABLES["contests"])
        _check_reference(tables, statements, ("station_id",), stations)
        _check_reference(tables, votes, ("contest_id", "option_id"), TABLES["options"])
        check_keys(tables, votes)
        _check_that_votes_have_statements(tables)
        check_keys(tables, statements)
        add_up_areas(tables)
    tables.connection.execute("DROP TABLE vote_sums")


def _check_cells(tables: Tables) -> None:
    for table in MANY:
        tables.check_cells(table)


def _check_that_votes_have_statements(tables: Tables) -> None:
    alone = tables.connection.execute(
        "SELECT v.station_id, v.contest_id, v.version FROM vote_sums v WHERE NOT EXISTS (SELECT 1 FROM statements s "
        "WHERE s.station_id = v.station_id AND s.contest_id = v.contest_id AND s.version = v.version) ORDER BY ALL"
    ).fetchall()
    if alone:
        votes = TABLES["votes"]
        _refuse(tables, votes, votes.key[:3], alone, "unknown-code", "has no row in statements; add it")


def _refuse(
    tables: Tables, table: Table, columns: Sequence[str], keys: list[tuple[Any, ...]], code: str, sentence: str
) -> None:
    """Raise `BadInput` that names the first key and where it stands, with the places of the next ones as findings."""
    file = tables.file(table)
    texts = [tuple("" if part is None else str(part) for part in key) for key in keys]
    lines: dict[tuple[str, ...], int] = {}
    if file and file.suffix == ".csv":
        for line, key in lines_of(file, columns, set(texts[:SHOWN])):
            lines[key] = line if code == "duplicate-key" else lines.get(key, line)
    findings = [
        Finding(
            code=code,
            severity="error",
            place=Place(file=file.name if file else None, line=lines.get(key), column=", ".join(columns)),
            operands={"found": ", ".join(key), "table": table.name},
        )
        for key in texts[:SHOWN]
    ]
    where = f", line {lines[texts[0]]}" if texts[0] in lines else ""
    more = f" (and {len(keys) - 1} more)" if len(keys) > 1 else ""
    raise BadInput(f"{file}{where}, {', '.join(columns)}: {', '.join(texts[0])} {sentence}{more}.", findings)
