"""Election folders that are not what they say to be: one sentence, the right place, and nothing left behind."""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest
from tests.folders import TABLES, edit, write

import suffrage
from suffrage.model import BadInput

BAD = {
    "empty file": ({"votes": ""}, r"votes\.csv is empty"),
    "semicolons": ({"votes": TABLES["votes"].replace(",", ";")}, "line 1: the columns are not separated by commas"),
    "tabs": ({"areas": TABLES["areas"].replace(",", "\t")}, "line 1: the columns are not separated by commas"),
    "latin-1": ({"areas": TABLES["areas"].replace("One", "Préah").encode("latin-1")}, "is not UTF-8 text"),
    "latin-1 heading": ({"areas": "érea_id".encode("latin-1")}, "is not UTF-8 text"),
    "negative count": (
        edit("votes", "9,40", "9,-40"),
        r"votes\.csv, line 2, column votes: '-40' was found; a whole number from 0",
    ),
    "fraction": (edit("votes", "9,40", "9,40.5"), "line 2, column votes: '40.5'"),
    "a billion votes": (edit("votes", "9,40", "9,1000000000"), "line 2, column votes: '1000000000'"),
    "thousands mark": (edit("votes", "9,40", '9,"1,040"'), "line 2, column votes: '1,040'"),
    "no count": (edit("votes", "9,40", "9,"), "line 2, column votes: '' was found; a value was expected"),
    "exponent": (edit("statements", ",10,340", ",1e1,340"), r"statements\.csv, line 2, column null: '1e1'"),
    "missing column": ({"votes": TABLES["votes"].replace("option_id", "option")}, "the column option_id is missing"),
    "unknown column": ({"stations": TABLES["stations"].replace("registered", "registered,", 1)}, "is not known"),
    "column twice": ({"areas": TABLES["areas"].replace("level,name", "level,level")}, "stands there twice"),
    "ragged row": (edit("votes", "0101,01,1,9,40", "0101,01,1,9"), "line 2: 4 cells was found; 5 cells was expected"),
    "duplicate station": (
        {"stations": TABLES["stations"] + "0101,01,400\n"},
        r"stations\.csv, line 5, station_id: 0101 stands there more",
    ),
    "voted twice": (
        {"statements": TABLES["statements"] + "0101,01,1,400,350,350,,10,340\n"},
        "line 5, .*0101, 01, 1 stands there more",
    ),
    "duplicate votes": (
        {"votes": TABLES["votes"] + "0101,01,1,9,40\n"},
        r"votes\.csv, line 8.*0101, 01, 1, 9 stands there more",
    ),
    "unknown option": (
        edit("votes", "0101,01,1,9,", "0101,01,1,99,"),
        "line 2, .*: 01, 99 is not in the table options",
    ),
    "unknown station": (edit("statements", "0102,01", "0199,01"), "line 3, station_id: 0199 is not in the table stations"),
    "unknown area": (edit("stations", "0102,01", "0102,77"), "line 3, area_id: 77 is not in the table areas"),
    "unknown contest": (edit("options", "23,18", "24,18"), "contest_id: 24 is not in the table contests"),
    "votes without statement": (edit("votes", "0101,01,1,9,", "0101,01,2,9,"), "0101, 01, 2 has no row in statements"),
    "area in itself": (edit("areas", "KH,,", "KH,01,"), "lies within itself"),
    "missing table": ({"votes": None}, r"votes\.csv \(or \.parquet\) is missing"),
    "bad TOML": ({"toml": "election_id = "}, r"election\.toml cannot be read"),
    "TOML without law": ({"toml": 'election_id = "x"\ndate = 2023-07-23\n'}, "missing required field"),
    "TOML with unknown keys": ({"toml": 'election = "x"\n'}, r"election\.toml cannot be read"),
    "bad decision": (
        {"decisions": "contest_id,kind,subject,option_id,rank\n01,wish,elected,9,1\n"},
        "give withdrawal, impediment, struck, lot or ruling",
    ),
    "decision on nobody": (
        {"decisions": "contest_id,kind,subject,option_id,rank\n01,lot,elected,7,1\n"},
        "01, 7 is not in the table",
    ),
    "bad birth date": (
        {"candidates": "contest_id,option_id,position,candidate_id,birth_date\n01,9,1,a,1970-02-30\n"},
        "line 2, column birth_date: '1970-02-30'",
    ),
    "random bytes": ({"votes": random.Random(1).randbytes(10_000_000)}, "not UTF-8 text|is missing"),
}


@pytest.mark.parametrize(("changed", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_is_met_by_a_sentence(tmp_path, changed, sentence):
    with pytest.raises(BadInput, match=sentence):
        suffrage.count(write(tmp_path / "election", **changed))


def test_the_command_says_it_and_leaves_nothing(tmp_path, monkeypatch):
    folder, temporary = write(tmp_path / "election", **edit("votes", "9,40", "9,-40")), tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    done = subprocess.run([sys.executable, "-m", "suffrage", "count", str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("suffrage: ")
    assert "line 2, column votes" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(temporary.iterdir()) == []


def as_parquet(folder: Path, table: str, query: str = "SELECT * FROM source") -> Path:
    csv, parquet = folder / f"{table}.csv", folder / f"{table}.parquet"
    with duckdb.connect() as run:
        run.sql(f"SELECT * FROM read_csv('{csv}', all_varchar = true)").create_view("source")
        typed = query.replace("*", "* REPLACE (CAST(version AS BIGINT) AS version, CAST(votes AS BIGINT) AS votes)", 1)
        run.execute(f"COPY ({typed}) TO '{parquet}' (FORMAT parquet)")
    csv.unlink()
    return parquet


def test_a_truncated_parquet_file(tmp_path):
    folder = write(tmp_path / "election")
    parquet = as_parquet(folder, "votes")
    parquet.write_bytes(parquet.read_bytes()[:-40])
    with pytest.raises(BadInput, match="not a whole Parquet file"):
        suffrage.count(folder)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * REPLACE (-CAST(votes AS BIGINT) AS votes) FROM source", "column votes: '-40' was found"),
        ("SELECT * REPLACE (CAST(votes AS DOUBLE) AS votes) FROM source", "its type is DOUBLE"),
        ("SELECT * REPLACE (NULL AS option_id) FROM source", "column option_id"),
        ("SELECT * REPLACE (1000000000 AS votes) FROM source", "column votes: '1000000000'"),
    ],
)
def test_parquet_cells_are_held_to_the_same_rules(tmp_path, query, sentence):
    folder = write(tmp_path / "election")
    csv, parquet = folder / "votes.csv", folder / "votes.parquet"
    with duckdb.connect() as run:
        source = f"read_csv('{csv}', all_varchar = true)"
        typed = f"(SELECT * REPLACE (CAST(version AS BIGINT) AS version, CAST(votes AS BIGINT) AS votes) FROM {source})"
        run.execute(f"COPY ({query.replace('FROM source', f'FROM {typed}')}) TO '{parquet}' (FORMAT parquet)")
    csv.unlink()
    with pytest.raises(BadInput, match=sentence):
        suffrage.count(folder)


def test_both_forms_of_one_table(tmp_path):
    folder = write(tmp_path / "election")
    text = (folder / "votes.csv").read_text()
    as_parquet(folder, "votes")
    (folder / "votes.csv").write_text(text)
    with pytest.raises(BadInput, match="has both"):
        suffrage.count(folder)


def test_parquet_and_csv_count_alike(tmp_path):
    plain, columns = write(tmp_path / "csv"), write(tmp_path / "parquet")
    as_parquet(columns, "votes")
    assert suffrage.count(plain) == suffrage.count(columns)


def test_not_a_folder(tmp_path):
    with pytest.raises(BadInput, match="is not a folder"):
        suffrage.count(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=r"election\.toml is missing"):
        suffrage.count(tmp_path / "empty")


def test_a_byte_order_mark_and_quoted_cells_are_read(tmp_path):
    marked = write(tmp_path / "election", votes="\ufeff" + TABLES["votes"].replace("0101,01,1,9,40", '"0101","01",1,"9","40"'))
    assert suffrage.count(marked).is_complete


def test_a_path_that_looks_like_sql(tmp_path):
    assert suffrage.count(write(tmp_path / "it's; DROP TABLE votes --")).is_complete


def test_working_files_go_away(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "work"))
    (tmp_path / "work").mkdir()
    suffrage.count(write(tmp_path / "election"))
    assert list((tmp_path / "work").iterdir()) == []
