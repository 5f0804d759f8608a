"""Large tables as Parquet: nothing is taken on trust, whichever way the votes are added up."""

import struct
from pathlib import Path

import duckdb
import pytest
from tests.folders import TABLES, write

import suffrage
from suffrage.counting import count_votes
from suffrage.intake.canonical import open_election
from suffrage.model import BadInput
from suffrage.model.tables import TABLES as CANONICAL

MARK = -40_404_041
SQL_TYPES = {"code": "VARCHAR", "text": "VARCHAR", "count": "BIGINT"}


def as_parquet(folder: Path, table: str, query: str = "SELECT * FROM source") -> Path:
    """The table's CSV file rewritten as Parquet, by a query over `source`."""
    csv, parquet = folder / f"{table}.csv", folder / f"{table}.parquet"
    heading = csv.read_text("utf-8").splitlines()[0].split(",")
    kinds = {column.name: SQL_TYPES[column.kind] for column in CANONICAL[table].columns}
    typed = ", ".join(f'CAST("{name}" AS {kinds[name]}) AS "{name}"' for name in heading)
    with duckdb.connect() as run:
        run.execute(f"CREATE VIEW source AS SELECT {typed} FROM read_csv('{csv}', all_varchar = true)")
        run.execute(f"COPY ({query}) TO '{parquet}' (FORMAT parquet)")
    csv.unlink()
    return parquet


def large_tables_as_parquet(folder: Path, **queries: str) -> Path:
    for table in ("stations", "statements", "votes"):
        as_parquet(folder, table, queries.get(table, "SELECT * FROM source"))
    return folder


def change(column: str, value: str, where: str = "station_id = '0101'") -> str:
    return f'SELECT * REPLACE (CASE WHEN {where} THEN {value} ELSE "{column}" END AS "{column}") FROM source'


def doubled(where: str) -> str:
    return f"SELECT * FROM source UNION ALL SELECT * FROM source WHERE {where}"


OPTION = "station_id = '0101' AND option_id = '9'"
BAD = {
    "votes: no number": ({"votes": change("votes", "NULL", OPTION)}, "votes.parquet, line 1, column votes: '' was found"),
    "votes: below zero": ({"votes": change("votes", "-1", OPTION)}, "line 1, column votes: '-1' was found"),
    "votes: a billion": ({"votes": change("votes", "1000000000", OPTION)}, "line 1, column votes: '1000000000'"),
    "votes: beyond 64 bits": (
        {"votes": "SELECT * REPLACE (18446744073709551615::UBIGINT AS votes) FROM source"},
        "line 1, column votes: '18446744073709551615' was found",
    ),
    "votes: no station": ({"votes": change("station_id", "NULL", OPTION)}, "line 1, column station_id: '' was found"),
    "votes: an empty station": ({"votes": change("station_id", "''", OPTION)}, "line 1, column station_id"),
    "votes: no contest": ({"votes": change("contest_id", "NULL", OPTION)}, "line 1, column contest_id"),
    "votes: no version": ({"votes": change("version", "NULL", OPTION)}, "line 1, column version"),
    "votes: no option": ({"votes": change("option_id", "NULL", OPTION)}, "line 1, column option_id"),
    "votes: unknown station": ({"votes": change("station_id", "'0109'", OPTION)}, "0109, 01, 1 has no row in statements"),
    "votes: unknown option": ({"votes": change("option_id", "'7'", OPTION)}, "01, 7 is not in the table options"),
    "votes: unknown contest": ({"votes": change("contest_id", "'02'", OPTION)}, "02, 9 is not in the table options"),
    "votes: another contest": ({"votes": change("contest_id", "'23'", OPTION)}, "0101, 23, 1 has no row in statements"),
    "votes: another version": ({"votes": change("version", "2", OPTION)}, "0101, 01, 2 has no row in statements"),
    "votes: a row twice": ({"votes": doubled(OPTION)}, "0101, 01, 1, 9 stands there more than once"),
    "votes: one option twice, the other not": (
        {"votes": change("option_id", "'9'")},
        "0101, 01, 1, 9 stands there more than once",
    ),
    "votes: one option twice here, the other twice there": (
        {"votes": change("option_id", "CASE station_id WHEN '0101' THEN '9' ELSE '18' END", "station_id IN ('0101', '0102')")},
        "0101, 01, 1, 9 stands there more than once",
    ),
    "votes: an unknown option twice": ({"votes": change("option_id", "'7'")}, "01, 7 is not in the table options"),
    "statements: below zero": ({"statements": change("ballots", "-1")}, "statements.parquet, line 1, column ballots: '-1'"),
    "statements: a billion": ({"statements": change("valid", "1000000000")}, "line 1, column valid: '1000000000'"),
    "statements: beyond 64 bits": (
        {"statements": "SELECT * REPLACE (18446744073709551615::UBIGINT AS valid) FROM source"},
        "line 1, column valid: '18446744073709551615' was found",
    ),
    "statements: no station": ({"statements": change("station_id", "NULL")}, "line 1, column station_id"),
    "statements: no contest": ({"statements": change("contest_id", "NULL")}, "line 1, column contest_id"),
    "statements: no version": ({"statements": change("version", "NULL")}, "line 1, column version"),
    "statements: a version below zero": (
        {"statements": change("version", "-1", "true"), "votes": change("version", "-1", "true")},
        "statements.parquet, line 1, column version: '-1'",
    ),
    "statements: unknown station": ({"statements": change("station_id", "'0109'")}, "0109 is not in the table stations"),
    "statements: a row twice": ({"statements": doubled("station_id = '0101'")}, "0101, 01, 1 stands there more than once"),
    "statements: one instead of another": (
        {"statements": change("station_id", "'0101'", "station_id = '0102'")},
        "0102, 01, 1 has no row in statements",
    ),
    "stations: below zero": ({"stations": change("registered", "-1")}, "stations.parquet, line 1, column registered: '-1'"),
    "stations: no code": ({"stations": change("station_id", "NULL")}, "line 1, column station_id"),
    "stations: an empty code everywhere": (
        {table: change("station_id", "''") for table in ("stations", "statements", "votes")},
        "stations.parquet, line 1, column station_id",
    ),
    "stations: one more without a code": (
        {
            "stations": "SELECT * FROM source UNION ALL SELECT * REPLACE (NULL AS station_id) FROM source WHERE station_id = '0101'"
        },
        "stations.parquet, line 4, column station_id: '' was found",
    ),
    "statements: one more without contest and version": (
        {
            "stations": "SELECT * FROM source UNION ALL SELECT * REPLACE ('0103' AS station_id) FROM source WHERE station_id = '0101'",
            "statements": "SELECT * FROM source UNION ALL SELECT * REPLACE ('0103' AS station_id, '77' AS contest_id, "
            "NULL AS version) FROM source WHERE station_id = '0101'",
        },
        "statements.parquet, line [0-9]+, column version: '' was found",
    ),
    "stations: no area": ({"stations": change("area_id", "NULL")}, "line 1, column area_id"),
    "stations: unknown area": ({"stations": change("area_id", "'77'")}, "77 is not in the table areas"),
    "stations: a row twice": ({"stations": doubled("station_id = '0101'")}, "0101 stands there more than once"),
    "stations: one without a statement twice": (
        {
            "stations": doubled("station_id = '2301'"),
            "statements": "SELECT * FROM source WHERE station_id <> '2301'",
            "votes": "SELECT * FROM source WHERE station_id <> '2301'",
        },
        "2301 stands there more than once",
    ),
}
SECOND_ROUND = {
    "contests": TABLES["contests"] + "01-2,01,2,6\n",
    "options": TABLES["options"] + "01-2,9,9,FUN\n01-2,18,18,CPP\n",
    "statements": TABLES["statements"] + "0102,01-2,1,300,100,100,,0,100\n",
    "votes": TABLES["votes"] + "0102,01-2,1,9,40\n0102,01-2,1,18,60\n",
}


@pytest.mark.parametrize(("queries", "sentence"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("tables", [{}, SECOND_ROUND], ids=["one contest each", "two rounds"])
def test_each_defect_is_named(tmp_path, tables, queries, sentence):
    folder = large_tables_as_parquet(write(tmp_path / "election", **tables), **queries)
    with pytest.raises(BadInput, match=sentence):
        suffrage.count(folder)


@pytest.mark.parametrize("tables", [{}, SECOND_ROUND], ids=["one contest each", "two rounds"])
def test_parquet_and_csv_count_alike(tmp_path, tables):
    plain, columns = write(tmp_path / "csv", **tables), large_tables_as_parquet(write(tmp_path / "parquet", **tables))
    with open_election(plain) as ours, open_election(columns) as theirs:
        assert count_votes(ours) == count_votes(theirs)


@pytest.mark.parametrize(
    ("table", "column"), [("votes", "votes"), ("statements", "valid"), ("stations", "registered"), ("contests", "seats")]
)
def test_false_statistics_hide_nothing(tmp_path, table, column):
    """A Parquet file says of itself which numbers it holds; one that lies about its smallest is looked at all the same."""
    folder = write(tmp_path / "election")
    key = CANONICAL[table].columns[0].name
    parquet = as_parquet(folder, table, change(column, f"CAST({MARK} AS BIGINT)", f"{key} IN ('0101', '01')"))
    content, true, false = parquet.read_bytes(), struct.pack("<q", MARK), struct.pack("<q", 0)
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    assert true in content[:footer]
    assert true in content[footer:]
    parquet.write_bytes(content[:footer] + content[footer:].replace(true, false))
    with pytest.raises(BadInput, match=f"{table}.parquet, line 1, column {column}: '{MARK}' was found"):
        suffrage.count(folder)


def test_rows_that_stand_there_many_times_do_not_multiply(tmp_path):
    many = "SELECT source.* FROM source CROSS JOIN range(10000)"
    folder = large_tables_as_parquet(write(tmp_path / "election"), stations=many, statements=many)
    with pytest.raises(BadInput, match="0101 stands there more than once"):
        suffrage.count(folder)


def test_votes_without_any_option(tmp_path):
    folder = large_tables_as_parquet(write(tmp_path / "election", options=TABLES["options"].splitlines()[0] + "\n"))
    with pytest.raises(BadInput, match=r"is not in the table options"):
        suffrage.count(folder)


@pytest.mark.parametrize("number", [62, 63, 70])
def test_as_many_options_as_bits_and_more(tmp_path, number):
    codes = [str(code) for code in range(1, number + 1)]
    tables = {
        "options": "contest_id,option_id,ballot_number,party_id\n"
        + "".join(f"{contest},{code},{code},P{code}\n" for contest in ("01", "23") for code in codes),
        "votes": "station_id,contest_id,version,option_id,votes\n"
        + "".join(
            f"{station},{contest},1,{code},{valid if code == codes[-1] else 0}\n"
            for station, contest, valid in (("0101", "01", 340), ("0102", "01", 195), ("2301", "23", 150))
            for code in codes
        ),
    }
    result = suffrage.count(large_tables_as_parquet(write(tmp_path / "good", **tables)))
    assert {check.code for check in result.checks if check.failed} == {"one-sided"}
    assert result.contests[0].totals.votes[codes[-1]] == 535
    tables["votes"] = tables["votes"].replace(f"0101,01,1,{codes[-2]},", f"0101,01,1,{codes[-1]},")
    with pytest.raises(BadInput, match=f"0101, 01, 1, {codes[-1]} stands there more than once"):
        suffrage.count(large_tables_as_parquet(write(tmp_path / "bad", **tables)))


def test_an_empty_text_is_an_empty_cell_as_in_csv(tmp_path):
    """Otherwise a record made from Parquet would say "" in its log where its own CSV tables say nothing."""
    rows = "contest_id,kind,subject,option_id,rank,source\n01,struck,,9,1,court\n01,struck,,9,2,court\n"
    folder = write(tmp_path, decisions=rows)
    as_parquet(folder, "decisions", "SELECT * REPLACE (coalesce(subject, '') AS subject, '' AS source) FROM source")
    with open_election(folder) as tables:
        assert tables.connection.execute("SELECT subject, source FROM decisions").fetchall() == [(None, None)] * 2
        assert [each.position for each in tables.decisions()] == [1, 2]
