"""The table `lines`: each statement with its station and the sum of its votes beside it, put together in one pass over each file.

The count reads it, and so do the checks of keys and codes: a join that keeps what has no counterpart shows what is unknown, and
its number of rows what stands there twice.
"""

from collections.abc import Mapping, Sequence

from suffrage.intake.tables import Tables
from suffrage.model.tables import LARGEST_COUNT, STATEMENTS

_CODES = """
CREATE TYPE area_code AS ENUM (SELECT area_id FROM areas ORDER BY area_id);
CREATE TYPE contest_code AS ENUM (SELECT contest_id FROM contests ORDER BY contest_id);
"""
"""A code as one of these is a short number, which is kept, joined and grouped faster than its text; an unknown code is none."""

_OPTIONS_DUE = """
CREATE TABLE options_due AS
SELECT CAST(contest_id AS contest_code) AS contest_id, COUNT(*) AS options FROM options GROUP BY contest_id
"""

_COVERS = """
CREATE TABLE covers AS
SELECT CAST(w.area_id AS area_code) AS area_id, CAST(c.contest_id AS contest_code) AS contest_id
FROM within w JOIN contests c ON c.area_id = w.above_id
"""

_VOTE_SUMS = """
CREATE TABLE vote_sums AS
SELECT {key}, CAST(SUM(v.votes) AS BIGINT) AS votes, {given} AS given, MAX(v.votes) AS largest
FROM votes v
GROUP BY {key}
"""

_MOST_BITS = 62
_ROWS = "COUNT(*)"
_BITS = f"BIT_COUNT(BIT_OR({1 << _MOST_BITS} >> array_position($codes, v.option_id)))"
"""How many rows a sum has, where each is for another known option; fewer where not. Of each option, one bit: where a file names options
by their place in its dictionary, this is worked out once for each of them, not once for each row."""

_EACH_ROW_IS_GOOD = f"""
SELECT COUNT(votes) = COUNT(*) AND COALESCE(MIN(votes) >= 0 AND MAX(votes) <= {LARGEST_COUNT}, true)
       AND COUNT(*) = (SELECT COALESCE(SUM(given), 0) FROM vote_sums)
FROM votes
"""
"""Whether each row of votes has a good number and, if `given` was told by bits, no sum has an option twice or an unknown one."""

_LINES = """
CREATE TABLE lines AS
SELECT COALESCE(s.station_id, l.station_id) AS station_id, s.contest_id, s.version,
       s.registered, s.voters, s.ballots, s.blank, s."null", s.valid,
       v.votes, v.given, v.largest,
       l.area_id, l.registered AS on_the_list,
       o.options, c.contest_id AS covered_by
FROM {joined}
LEFT JOIN options_due o ON o.contest_id = s.contest_id
LEFT JOIN covers c ON c.area_id = l.area_id AND c.contest_id = s.contest_id
LIMIT ?
"""
"""A line without a contest is a station without a statement, or votes without one; a line with a version is a statement. Where a
station and its statement both stand there many times, their product would fill the disk; the limit, which no sound election
reaches, stops it."""

_STATEMENTS = """(
    SELECT * REPLACE (TRY_CAST(contest_id AS contest_code) AS contest_id, COALESCE(version, -1) AS version) FROM statements
) s"""
_STATIONS = "(SELECT * REPLACE (TRY_CAST(area_id AS area_code) AS area_id) FROM stations) l"
_BY_STATION = f"""vote_sums v
LEFT JOIN {_STATEMENTS} ON s.station_id = v.station_id
LEFT JOIN {_STATIONS} ON l.station_id = v.station_id"""
"""One line for each sum of votes, if each has one statement and one station: then, and with as many statements, nothing is left out
but stations without a statement."""
_BY_STATEMENT = f"""{_STATEMENTS}
FULL JOIN vote_sums v ON {" AND ".join(f"v.{name} = s.{name}" for name in STATEMENTS.key)}
FULL JOIN {_STATIONS} ON l.station_id = s.station_id"""
"""Everything, whatever it lacks."""

_NUMBERS = ("version", "registered", "voters", "ballots", "blank", "null", "valid", "on_the_list")
_SMALLEST, _LARGEST = (", ".join(f'{bound}("{name}")' for name in _NUMBERS) for bound in ("MIN", "MAX"))

_EACH_HAS_ITS_OWN = f"""
SELECT COUNT(contest_id) = sums AND COUNT(version) = sums AND COUNT(given) = sums
       AND COUNT(CASE WHEN contest_id IS NOT NULL THEN given END) = sums
       AND COUNT(area_id) = COUNT(*)
       AND COUNT(CASE WHEN station_id <> '' THEN 1 END) = COUNT(*)
       AND LEAST({_SMALLEST}) >= 0 AND GREATEST({_LARGEST}) <= {LARGEST_COUNT}
FROM lines CROSS JOIN (SELECT COUNT(*) AS sums FROM vote_sums)
GROUP BY sums
"""
"""As many statements as sums of votes, each sum with its statement and each statement with its sum and its station: then no
statement, and no station of one, stands there twice, since each sum stands there once. And no code is
empty, no number out of range (LEAST and GREATEST pass over what is missing)."""

_IDLE_TWICE = """
SELECT 1 FROM lines WHERE contest_id IS NULL GROUP BY station_id HAVING COUNT(*) > 1 LIMIT 1
"""
"""A row if a station without a statement stands there twice."""

_IDLE_ARE_GOOD = f"""
SELECT COUNT(*) = $idle AND COUNT(DISTINCT station_id) = COUNT(*) AND COUNT(CASE WHEN station_id <> '' THEN 1 END) = COUNT(*)
       AND COUNT(TRY_CAST(area_id AS area_code)) = COUNT(*)
       AND COALESCE(MIN(registered) >= 0 AND MAX(registered) <= {LARGEST_COUNT}, true)
FROM stations ANTI JOIN lines USING (station_id)
"""
"""Whether the stations that no line has are so many, each once, with good cells."""


_AREA_SUMS = """
CREATE OR REPLACE TABLE area_sums AS
SELECT l.area_id, v.contest_id, v.option_id, SUM(v.votes) AS votes
FROM votes v
LEFT JOIN {homes} l ON l.station_id = v.station_id
GROUP BY l.area_id, v.contest_id, v.option_id
"""
"""The votes of each area's stations, by option. `homes`: each station with its area, once."""

_HOMES = "(SELECT station_id, TRY_CAST(area_id AS area_code) AS area_id FROM stations)"
"""From the stations' own file; `lines` is at hand sooner, where no station stands in it twice."""

_UNKNOWN_OPTION = """
SELECT 1
FROM area_sums a
LEFT JOIN options o ON o.contest_id = a.contest_id AND o.option_id = a.option_id
WHERE o.option_id IS NULL
LIMIT 1
"""

_SIZES = """
SELECT (SELECT COALESCE(LIST(DISTINCT option_id), []) FROM options),
       (SELECT COUNT(*) - COUNT(DISTINCT area_id) FROM covers),
       (SELECT COUNT(COALESCE(version, -1)) FROM statements),
       (SELECT COUNT(COALESCE(area_id, '')) FROM stations)
"""
"""The codes of all options; how many contests there are beyond the first in which an area votes, statements and stations (counted,
not taken from what a Parquet file says of itself)."""

_OTHER_CONTEST_OR_VERSION = """
SELECT 1
FROM (SELECT MIN(version) AS low, MAX(version) AS high, COUNT(covered_by) = COUNT(contest_id) AS in_place FROM lines) s
CROSS JOIN (SELECT MIN(version) AS low, MAX(version) AS high, COUNT(version) = COUNT(*) AS whole FROM votes) r
CROSS JOIN (SELECT DISTINCT area_id, contest_id FROM area_sums) v
LEFT JOIN covers c ON c.area_id = v.area_id AND c.contest_id = v.contest_id
WHERE NOT s.in_place OR s.low <> s.high OR NOT r.whole OR r.low <> s.low OR r.high <> s.low OR c.contest_id IS NULL
LIMIT 1
"""
"""A row if some statement or row of votes is not for the contest in which its station's area votes, or not of the one version."""


def lay_out_areas(tables: Tables) -> None:
    """The small tables `within` (each area with each that it lies in, itself included), `covers` and `options_due`."""
    run = tables.connection.execute
    paths = _paths(dict(run("SELECT area_id, parent_id FROM areas ORDER BY ALL").fetchall()))
    run(_CODES)
    columns = [[low for low, _ in paths], [high for _, high in paths]]
    run("CREATE TABLE within AS SELECT UNNEST(?::VARCHAR[]) AS area_id, UNNEST(?::VARCHAR[]) AS above_id", columns)
    run(_COVERS)
    run(_OPTIONS_DUE)


def draw_lines(tables: Tables) -> bool:
    """Make `lines`; whether every cell, key and code of stations, statements and votes is surely well.

    Where each station votes in one contest, votes are added up by station, which is faster; that no row of them names another
    contest is seen afterwards, in the sums of its area.
    """
    run = tables.connection.execute
    codes, further_contests, statements, stations = run(_SIZES).fetchone() or ([], 0, 0, 0)
    most = statements + stations
    if len(codes) <= _MOST_BITS and not further_contests and statements <= stations:
        if (
            _draw(tables, ("station_id",), _BY_STATION, codes, most) == statements
            and (stations == statements or run(_IDLE_ARE_GOOD, {"idle": stations - statements}).fetchone() == (True,))
            and _sums_are_known(tables, "lines")
            and not run(_OTHER_CONTEST_OR_VERSION).fetchone()
        ):
            return True
        run("DROP TABLE lines")
        run("DROP TABLE vote_sums")
    drawn = _draw(tables, STATEMENTS.key, _BY_STATEMENT, codes, most)
    return drawn is not None and run(_IDLE_TWICE).fetchone() is None and _sums_are_known(tables)


def add_up_areas(tables: Tables) -> None:
    """Make `area_sums` anew."""
    tables.connection.execute(_AREA_SUMS.format(homes=_HOMES))


def _draw(tables: Tables, key: Sequence[str], joined: str, codes: Sequence[str], most: int) -> int | None:
    """Make `vote_sums` by the key, and `lines`: how many, if each sum surely has its own, with good cells and its counterparts.

    `joined`: how statements, sums and stations are put together. `codes`: those of all options. `most`: how many lines there may be
    beside one for each sum.
    """
    run, has_bits = tables.connection.execute, len(codes) <= _MOST_BITS
    make_sums = _VOTE_SUMS.format(key=", ".join(f"v.{name}" for name in key), given=_BITS if has_bits else _ROWS)
    (sums,) = run(make_sums, {"codes": codes} if has_bits else None).fetchone() or (0,)
    (lines,) = run(_LINES.format(joined=joined), [most + sums + 1]).fetchone() or (0,)
    is_good = has_bits and run(_EACH_ROW_IS_GOOD).fetchone() == (True,) and run(_EACH_HAS_ITS_OWN).fetchone() == (True,)
    return lines if is_good else None


def _sums_are_known(tables: Tables, homes: str = _HOMES) -> bool:
    """Make `area_sums`; whether all votes are for options of their contest."""
    tables.connection.execute(_AREA_SUMS.format(homes=homes))
    return tables.connection.execute(_UNKNOWN_OPTION).fetchone() is None


def _paths(parents: Mapping[str, str | None]) -> list[tuple[str, str]]:
    """Each area with each area that it lies in, itself included."""
    paths = []
    for area in parents:
        here: str | None = area
        while here is not None:
            paths.append((area, here))
            here = parents[here]
    return paths
