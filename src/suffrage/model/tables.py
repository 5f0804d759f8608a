"""The canonical tables: their columns, types and keys, in one place for readers, writers, SQL and docs.

An election folder holds `election.toml` and each table as `NAME.csv` or `NAME.parquet`, with the same columns. CSV is UTF-8,
comma-separated, `"`-quoted, LF, with a heading; an empty cell is a value that is not known.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "count", "date"]
"""code: an official identifier, as text · text · count: a whole number from 0 to `LARGEST_COUNT` · date: YYYY-MM-DD."""

LARGEST_COUNT = 999_999_999
"""No statement anywhere bears a billion: a larger number is a slip of the pen or a damaged file, and is refused."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `required`: no cell may be empty. `optional`: the whole column may be missing from a file."""

    name: str
    kind: Kind
    required: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table. `key`: the columns whose values together occur once. `needed`: an election cannot do without it."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    needed: bool = True

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names in their order."""
        return tuple(column.name for column in self.columns)


def _code(name: str) -> Column:
    return Column(name, "code", required=True)


_NAMES = tuple(Column(name, "text", optional=True) for name in ("name", "name_km", "name_fr", "name_en"))
_CONTEST, _OPTION, _STATION, _AREA = _code("contest_id"), _code("option_id"), _code("station_id"), _code("area_id")
_VERSION = Column("version", "count", required=True)

AREAS = Table("areas", (_AREA, Column("parent_id", "code"), Column("level", "text", required=True), *_NAMES), ("area_id",))
CONTESTS = Table(
    "contests",
    (
        _CONTEST,
        _AREA,
        Column("round", "count", required=True),
        Column("seats", "count"),
        Column("population", "count", optional=True),
        *_NAMES,
    ),
    ("contest_id",),
)
OPTIONS = Table(
    "options",
    (_CONTEST, _OPTION, Column("ballot_number", "count"), Column("party_id", "code"), *_NAMES),
    ("contest_id", "option_id"),
)
CANDIDATES = Table(
    "candidates",
    (
        _CONTEST,
        _OPTION,
        Column("position", "count", required=True),
        Column("candidate_id", "code", required=True),
        *_NAMES,
        Column("sex", "text", optional=True),
        Column("birth_date", "date", optional=True),
    ),
    ("contest_id", "option_id", "position"),
    needed=False,
)
STATIONS = Table("stations", (_STATION, _AREA, Column("registered", "count"), *_NAMES), ("station_id",))
STATEMENTS = Table(
    "statements",
    (
        _STATION,
        _CONTEST,
        _VERSION,
        *(Column(figure, "count") for figure in ("registered", "voters", "ballots", "blank", "null", "valid")),
        Column("form_sha256", "text", optional=True),
    ),
    ("station_id", "contest_id", "version"),
)
VOTES = Table(
    "votes",
    (_STATION, _CONTEST, _VERSION, _OPTION, Column("votes", "count", required=True)),
    ("station_id", "contest_id", "version", "option_id"),
)
DECISIONS = Table(
    "decisions",
    (
        _CONTEST,
        Column("kind", "text", required=True),
        Column("subject", "text"),
        _OPTION,
        Column("rank", "count"),
        Column("source", "text", optional=True),
    ),
    ("contest_id", "kind", "subject", "option_id", "rank"),
    needed=False,
)
"""Withdrawals and impediments (`kind` withdrawal, impediment), candidates struck off (`kind` struck: `rank` is the position on the
list), lots and rulings (`kind` lot or ruling: `subject`, and `rank` 1, 2 … as drawn)."""

ACTS = Table(
    "acts",
    (
        _code("act_id"),
        Column("kind", "text", required=True),
        Column("contest_id", "code"),
        Column("station_id", "code"),
        Column("version", "count"),
        Column("day", "date"),
        Column("text", "text", required=True),
        Column("source", "text", optional=True),
    ),
    ("act_id",),
    needed=False,
)
"""What the commission did and why, in its own words (`suffrage.model.Act` has the kinds): the reason of a correction or withdrawal
(`version`: that of the corrected or withdrawn statement), a complaint and its outcome, a recount, an age settled."""

TABLES = {table.name: table for table in (AREAS, CONTESTS, OPTIONS, CANDIDATES, STATIONS, STATEMENTS, VOTES, DECISIONS, ACTS)}
"""Every canonical table by name."""
