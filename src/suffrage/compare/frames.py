"""A table for people who work with pandas or polars: neither is needed for anything else, so each is asked for by name."""

from importlib import import_module
from typing import Any

import pyarrow as pa


def to_pandas(table: pa.Table) -> Any:
    """The table as a pandas DataFrame. `ImportError` says how to install pandas where it is missing."""
    _library("pandas")
    return table.to_pandas()


def to_polars(table: pa.Table) -> Any:
    """The table as a polars DataFrame. `ImportError` says how to install polars where it is missing."""
    return _library("polars").from_arrow(table)


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise ImportError(f"{name} is not installed; `pip install {name}` brings it.") from None
