"""Every station of one round as arrays: what is known of it beforehand, and the official figures as far as there are any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from suffrage.intake.canonical import open_election
from suffrage.intake.tables import Tables
from suffrage.model import BadInput
from suffrage.model.base import FrozenDict
from suffrage.model.totals import code_order
from suffrage.record.layout import ELECTION

Counts = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

NOT_KNOWN = -1
"""Stands for a count that is not known."""
FIGURES = ("registered", "voters", "ballots", "blank", "null", "valid")


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """The figures of S stations. Each count is `NOT_KNOWN` where nobody has said it; `votes` (S × P) then too."""

    registered: Counts
    voters: Counts
    ballots: Counts
    blank: Counts
    null: Counts
    valid: Counts
    votes: Counts

    @classmethod
    def unknown(cls, stations: int, options: int) -> Self:
        """Nothing known of so many stations."""
        figures = {name: np.full(stations, NOT_KNOWN, dtype=np.int64) for name in FIGURES}
        return cls(**figures, votes=np.full((stations, options), NOT_KNOWN, dtype=np.int64))

    def part(self, chosen: Counts | Flags | slice) -> Self:
        """Those of some stations."""
        return type(self)(*(getattr(self, name)[chosen] for name in (*FIGURES, "votes")))

    @property
    def valid_votes(self) -> Counts:
        """Valid votes as stated, or else the sum of the votes; `NOT_KNOWN` where neither is whole."""
        sums = np.where((self.votes == NOT_KNOWN).any(axis=1), NOT_KNOWN, self.votes.sum(axis=1))
        return np.where(self.valid == NOT_KNOWN, sums, self.valid)


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest as quick counts need it: its seats (None: the law's own table) and the options that stand, as columns."""

    contest_id: str
    seats: int | None
    columns: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Stations:
    """S stations of one round, in the order of contest and station code, with the votes of P options.

    `contest_of` (S): the place of its contest in `contests` · `levels`: level of area → the code of the area in which each station
    lies (`""`: in none) · `options`: the codes of the columns, the same code being the same column in every contest · `party`:
    (contest, option) → its party, where one is named · `official`: the newest statements · `generated`: no real election.
    """

    codes: tuple[str, ...]
    contests: tuple[Contest, ...]
    contest_of: Counts
    options: tuple[str, ...]
    official: Figures
    levels: Mapping[str, Sequence[str]] = field(default_factory=FrozenDict)
    party: Mapping[tuple[str, str], str] = field(default_factory=FrozenDict)
    election_id: str = ""
    round: int = 1
    generated: bool = False

    @cached_property
    def place_of(self) -> dict[tuple[str, str], int]:
        """(contest, station) → its place."""
        names = [contest.contest_id for contest in self.contests]
        return {(names[c], code): place for place, (c, code) in enumerate(zip(self.contest_of, self.codes, strict=True))}

    def areas(self, level: str | None) -> Counts:
        """A number for the area of each station at this level; 0 for all without a level. `BadInput`: there is no such level."""
        if level is None:
            return np.zeros(len(self.codes), dtype=np.int64)
        if level not in self.levels:
            raise BadInput(f"No area has the level {level!r}; this election has {', '.join(sorted(self.levels)) or 'none'}.")
        return np.unique(np.asarray(self.levels[level], dtype=object).astype(str), return_inverse=True)[1].astype(np.int64)

    def part(self, chosen: Counts | Flags) -> Self:
        """Some stations alone."""
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return replace(
            self,
            codes=tuple(self.codes[place] for place in places),
            contest_of=self.contest_of[places],
            official=self.official.part(places),
            levels={level: [areas[place] for place in places] for level, areas in self.levels.items()},
        )


def election_folder(folder: Path) -> Path:
    """The folder with the canonical tables: the one inside a record, or the folder itself."""
    inside = folder / ELECTION
    return inside if (inside / "election.toml").is_file() else folder


def read_stations(folder: Path, number: int | None = None) -> Stations:
    """The stations of round `number` (if not given, the last that has contests) of an election folder or a record.

    `BadInput`: what `open_election` refuses, or no contest in that round.
    """
    with open_election(election_folder(folder)) as tables:
        rounds = sorted({contest.round for contest in tables.contests()})
        wanted = rounds[-1] if number is None and rounds else number
        if wanted not in rounds:
            raise BadInput(
                f"{folder}: there is no contest of round {wanted}; there are {', '.join(map(str, rounds)) or 'none'}."
            )
        return _read(tables, int(wanted))


_ROWS = """
CREATE TEMP TABLE observed AS
SELECT ROW_NUMBER() OVER (ORDER BY length(v.contest_id::VARCHAR), v.contest_id::VARCHAR, l.station_id) - 1 AS place,
       v.contest_id::VARCHAR AS contest_id, l.station_id, l.area_id::VARCHAR AS area_id, l.registered AS on_the_list
FROM stations l
JOIN covers v ON v.area_id::VARCHAR = l.area_id::VARCHAR
JOIN contests c ON c.contest_id = v.contest_id::VARCHAR
WHERE c.round = ?
"""

_NEWEST = """
CREATE TEMP TABLE newest AS
SELECT * FROM statements
QUALIFY version = MAX(version) OVER (PARTITION BY station_id, contest_id)
"""

_FIGURES = """
SELECT o.contest_id, o.station_id, COALESCE(n.registered, o.on_the_list) AS registered,
       n.voters, n.ballots, n.blank, n."null", n.valid
FROM observed o LEFT JOIN newest n ON n.station_id = o.station_id AND n.contest_id::VARCHAR = o.contest_id
ORDER BY o.place
"""

_VOTES = """
SELECT o.place, c.place AS option_place, v.votes
FROM votes v
JOIN newest n ON n.station_id = v.station_id AND n.contest_id::VARCHAR = v.contest_id::VARCHAR AND n.version = v.version
JOIN observed o ON o.station_id = v.station_id AND o.contest_id = v.contest_id::VARCHAR
JOIN option_places c ON c.option_id = v.option_id::VARCHAR
"""

_OPTION_PLACES = """
CREATE TEMP TABLE option_places AS SELECT UNNEST(?::VARCHAR[]) AS option_id, UNNEST(?::BIGINT[]) AS place
"""

_LEVELS = """
SELECT o.place, a.level, a.area_id
FROM observed o JOIN within w ON w.area_id = o.area_id JOIN areas a ON a.area_id = w.above_id
"""


def _read(tables: Tables, number: int) -> Stations:
    run = tables.connection.execute
    run(_ROWS, [number])
    run(_NEWEST)
    contests = {contest.contest_id: contest for contest in tables.contests() if contest.round == number}
    named = [option for option in tables.options() if option.contest_id in contests]
    codes = tuple(sorted({option.option_id for option in named}, key=code_order))
    column = {code: place for place, code in enumerate(codes)}
    run(_OPTION_PLACES, [list(codes), list(range(len(codes)))])
    rows = run(_FIGURES).fetchall()
    order = tuple(sorted(contests, key=code_order))
    place_of_contest = {code: place for place, code in enumerate(order)}
    standing = {code: tuple(sorted(column[o.option_id] for o in named if o.contest_id == code)) for code in order}
    official = _figures([row[2:] for row in rows], len(codes))
    of_contest = np.array([place_of_contest[row[0]] for row in rows], dtype=np.int64)
    _fill_votes(official, of_contest, [standing[code] for code in order], run(_VOTES).fetchnumpy())
    levels: dict[str, list[str]] = {}
    for place, level, area in run(_LEVELS).fetchall():
        levels.setdefault(level, [""] * len(rows))[place] = area
    return Stations(
        codes=tuple(row[1] for row in rows),
        contests=tuple(Contest(code, contests[code].seats, standing[code]) for code in order),
        contest_of=of_contest,
        options=codes,
        official=official,
        levels=levels,
        party={(o.contest_id, o.option_id): o.party_id for o in named if o.party_id},
        election_id=tables.election.election_id,
        round=number,
        generated=tables.election.generated,
    )


def _figures(rows: Sequence[Sequence[int | None]], options: int) -> Figures:
    table = np.array([[NOT_KNOWN if cell is None else cell for cell in row] for row in rows], dtype=np.int64)
    table = table.reshape(len(rows), len(FIGURES))
    figures = dict(zip(FIGURES, table.T.copy(), strict=True))
    return Figures(**figures, votes=np.full((len(rows), options), NOT_KNOWN, dtype=np.int64))


def _fill_votes(
    official: Figures, contest_of: Counts, standing: Sequence[tuple[int, ...]], found: Mapping[str, NDArray[np.int64]]
) -> None:
    """The votes in their places; an option that does not stand in a station's contest has none."""
    official.votes[found["place"], found["option_place"]] = found["votes"]
    with_votes = np.zeros(len(contest_of), dtype=np.bool_)
    with_votes[found["place"]] = True
    for place, columns in enumerate(standing):
        absent = np.setdiff1d(np.arange(official.votes.shape[1]), columns)
        official.votes[np.ix_(np.flatnonzero((contest_of == place) & with_votes), absent)] = 0
