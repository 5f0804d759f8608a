"""The count's own SQL files, run over the bare canonical tables as an auditor would, give what the count gives."""

from pathlib import Path

import pytest
from tests.counting.test_count import FAILS
from tests.folders import TABLES, write

import suffrage.counting
from suffrage.counting import count_votes
from suffrage.intake.canonical import open_election
from suffrage.model.tables import TABLES as CANONICAL

ANSWERS = "SELECT code, station_id, contest_id, a, b, verdict FROM answers ORDER BY ALL"
SUMS = ("contest_votes", "contest_figures", "level_figures", "level_votes", "section_votes")
ELECTIONS = {
    "sound": {},
    "no votes": {"votes": TABLES["votes"].splitlines()[0] + "\n"},
    "two versions": {
        "statements": TABLES["statements"] + "0101,01,2,400,350,350,,10,340\n",
        "votes": TABLES["votes"] + "0101,01,2,9,340\n0101,01,2,18,0\n",
    },
    "two rounds": {
        "contests": TABLES["contests"] + "01-2,01,2,6\n",
        "options": TABLES["options"] + "01-2,9,9,FUN\n",
        "statements": TABLES["statements"] + "0101,01-2,1,400,350,350,,10,340\n0102,01-2,1,300,100,100,,0,100\n",
        "votes": TABLES["votes"] + "0101,01-2,1,9,340\n0102,01-2,1,9,100\n",
    },
} | FAILS


@pytest.mark.parametrize("changed", ELECTIONS.values(), ids=ELECTIONS)
def test_the_files_alone_give_the_same(tmp_path, changed):
    folder = write(tmp_path / "election", **changed)
    with open_election(folder) as ours, open_election(folder) as theirs:
        count_votes(ours)
        mine, plain = ours.connection, theirs.connection
        kept = {*CANONICAL, "within"}
        for (name,) in plain.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            if name not in kept:
                plain.execute(f"DROP TABLE {name}")
        plain.execute(
            "CREATE TABLE form AS SELECT false AS blank_apart, true AS has_ballots, CAST(0 AS BIGINT) AS ballots_over_voters"
        )
        for file in ("inputs", "check", "consolidate"):
            plain.execute(Path(suffrage.counting.__file__).with_name(f"{file}.sql").read_text("utf-8"))
        assert plain.execute(ANSWERS).fetchall() == mine.execute(ANSWERS).fetchall()
        for table in SUMS:
            query = f"SELECT * FROM {table} ORDER BY ALL"
            assert plain.execute(query).fetchall() == mine.execute(query).fetchall()
