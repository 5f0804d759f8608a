"""The one writer of an election folder: whole or not at all."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from suffrage.model import BadInput, Election
from suffrage.model.tables import TABLES, Table

ARROW_TYPES = {"code": pa.string(), "text": pa.string(), "count": pa.int64(), "date": pa.date32()}
"""How the kinds of a canonical column are written."""

ROW_GROUP = 122_880
"""Rows of a Parquet file that stand together: small enough for several readers to share a table of a million rows."""

Rows = Iterable[Mapping[str, Any]]
"""Rows by column name; a missing column is a value that is not known."""


def write_election(
    folder: Path, election: Election, tables: Mapping[str, Rows | Iterator[pa.Table]], *, as_parquet: bool = False
) -> dict[str, int]:
    """Write `election.toml` and the canonical `tables` into `folder`, and return how many rows each has.

    A table is given as rows, or, where it is large, as Arrow tables one after another. Optional columns without a value are
    left out. Everything is written beside the folder first and then moved there, so that nothing half-written ever stands in
    it. `BadInput`: the folder exists and is not empty.
    """
    with new_folder(folder) as working:
        (working / "election.toml").write_text(election_toml(election), "utf-8")
        return {
            name: _write_table(working, TABLES[name], chunks, as_parquet=as_parquet)
            for name, chunks in ((name, _chunks(TABLES[name], content)) for name, content in tables.items())
        }


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A working folder beside `folder` that takes its place when all has gone well, and goes away when it has not."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} exists and is not an empty folder; give another one, or remove it first.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield working
        working.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        working.rename(folder)
    except BaseException:
        shutil.rmtree(working, ignore_errors=True)
        raise


def election_toml(election: Election) -> str:
    """The election as TOML text, which `open_election` reads back to the same value."""
    content = msgspec.to_builtins(election, builtin_types=(date,))
    sources = content.pop("sources")
    groups = {key: value for key, value in content.items() if isinstance(value, dict)}
    parts = [_pairs({key: value for key, value in content.items() if key not in groups})]
    parts += [[f"[{key}]", *pairs] for key, pairs in ((key, _pairs(group)) for key, group in groups.items()) if pairs]
    parts += [["[[sources]]", *_pairs(source)] for source in sources]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _pairs(values: Mapping[str, Any]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]


def _toml(value: Any) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return json.dumps(value)


def _chunks(table: Table, content: Rows | Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The content as Arrow tables with the columns of the canonical table that have a value."""
    rows: list[Mapping[str, Any]] = []
    for item in content:
        if isinstance(item, pa.Table):
            yield item
        else:
            rows.append(item)
    if rows:
        used = [
            column for column in table.columns if not column.optional or any(row.get(column.name) is not None for row in rows)
        ]
        columns = {column.name: pa.array([row.get(column.name) for row in rows], ARROW_TYPES[column.kind]) for column in used}
        yield pa.table(columns)


def _write_table(folder: Path, table: Table, chunks: Iterator[pa.Table], *, as_parquet: bool) -> int:
    first = next(chunks, None)
    if first is None:
        first = pa.table(
            {column.name: pa.array([], ARROW_TYPES[column.kind]) for column in table.columns if not column.optional}
        )
    path, number = folder / f"{table.name}.{'parquet' if as_parquet else 'csv'}", 0
    if as_parquet:
        writer: Any = pa.parquet.ParquetWriter(path, first.schema, compression="zstd")
    else:
        writer = pa.csv.CSVWriter(path, first.schema, write_options=pa.csv.WriteOptions(quoting_style="needed"))
    with writer:
        while first is not None:
            writer.write_table(first, ROW_GROUP) if as_parquet else writer.write_table(first)
            number += first.num_rows
            first = next(chunks, None)
    return number
