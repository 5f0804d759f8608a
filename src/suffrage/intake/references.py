"""Keys that occur once, and codes that are known where they are used."""

from collections.abc import Sequence
from typing import Any

from suffrage.intake.csvfile import SHOWN, lines_of
from suffrage.intake.tables import Tables
from suffrage.model import BadInput, Finding, Place
from suffrage.model.tables import TABLES, Table

_BITS = 63
"""Up to this many option codes have their duplicates found by one bit each; elections with more by grouping again."""

OPTION_BITS = f"""
CREATE TABLE option_bits AS
SELECT option_id, CASE WHEN ordinal < {_BITS} THEN CAST(1 AS BIGINT) << ordinal END AS bit
FROM (SELECT option_id, ROW_NUMBER() OVER (ORDER BY option_id) - 1 AS ordinal FROM (SELECT DISTINCT option_id FROM options))
"""

VOTE_SUMS = """
CREATE TABLE vote_sums AS
SELECT v.station_id, v.contest_id, v.version,
       CAST(SUM(v.votes) AS BIGINT) AS votes,
       COUNT(*) AS given,
       MAX(v.votes) AS largest,
       BIT_OR(o.bit) AS bits
FROM votes v
LEFT JOIN option_bits o ON o.option_id = v.option_id
GROUP BY v.station_id, v.contest_id, v.version
"""

SUSPECT_VOTES = """
SELECT 1
FROM (
    SELECT contest_id, BIT_OR(bits) AS bits, BOOL_AND(COALESCE(BIT_COUNT(bits) = given, FALSE)) AS each_once
    FROM vote_sums
    GROUP BY contest_id
) v
LEFT JOIN (
    SELECT p.contest_id, BIT_OR(b.bit) AS bits FROM options p JOIN option_bits b ON b.option_id = p.option_id GROUP BY p.contest_id
) o ON o.contest_id = v.contest_id
WHERE NOT v.each_once OR COALESCE(v.bits | o.bits <> o.bits, TRUE)
LIMIT 1
"""
"""A row if some contest has votes that are not, by their bits, each for another option of its own."""


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
        if table.name not in ("statements", "votes"):
            check_keys(tables, table)
    for name, columns, home in (
        ("areas", ("parent_id",), "areas"),
        ("contests", ("area_id",), "areas"),
        ("options", ("contest_id",), "contests"),
        ("candidates", ("contest_id", "option_id"), "options"),
        ("stations", ("area_id",), "areas"),
        ("statements", ("station_id",), "stations"),
        ("statements", ("contest_id",), "contests"),
        ("decisions", ("contest_id", "option_id"), "options"),
        ("acts", ("contest_id",), "contests"),
        ("acts", ("station_id",), "stations"),
    ):
        _check_reference(tables, TABLES[name], columns, TABLES[home])
    _check_tree(tables)
    _check_votes(tables)


def _check_reference(tables: Tables, table: Table, columns: tuple[str, ...], home: Table) -> None:
    theirs = home.key[: len(columns)]
    same = " AND ".join(f'h."{their}" = t."{own}"' for own, their in zip(columns, theirs, strict=True))
    names = ", ".join(f't."{name}"' for name in columns)
    unknown = tables.connection.execute(
        f'SELECT DISTINCT {names} FROM {table.name} t WHERE t."{columns[0]}" IS NOT NULL '
        f"AND NOT EXISTS (SELECT 1 FROM {home.name} h WHERE {same}) ORDER BY ALL"
    ).fetchall()
    if unknown:
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


def _check_votes(tables: Tables) -> None:
    """One pass over the votes, which are many: their sums for each statement, doubled rows and unknown options."""
    run, votes = tables.connection.execute, TABLES["votes"]
    run(OPTION_BITS)
    run(VOTE_SUMS)
    if run(SUSPECT_VOTES).fetchone():
        _check_reference(tables, votes, ("contest_id", "option_id"), TABLES["options"])
        check_keys(tables, votes)
    alone = run(
        "SELECT v.station_id, v.contest_id, v.version FROM vote_sums v WHERE NOT EXISTS (SELECT 1 FROM statements s "
        "WHERE s.station_id = v.station_id AND s.contest_id = v.contest_id AND s.version = v.version) ORDER BY ALL"
    ).fetchall()
    if alone:
        _refuse(tables, votes, votes.key[:3], alone, "unknown-code", "has no row in statements; add it")
    # As many statements as there are distinct ones with votes, each of which has its statement: none stands there twice.
    if run("SELECT (SELECT COUNT(*) FROM statements) = (SELECT COUNT(*) FROM vote_sums)").fetchone() != (True,):
        check_keys(tables, TABLES["statements"])


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
