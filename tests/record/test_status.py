"""Preliminary or final, and a rehearsal: said in the record where it is verified, and on its pages in three languages."""

import html
import json
import runpy
import sys
from pathlib import Path

import pytest
from tests.folders import TOML, edit, write
from tests.record.conftest import KEY, replace, resign

from suffrage.model import BadInput
from suffrage.record import layout
from suffrage.record.changes import changes
from suffrage.record.notes import Checkpoint, Note
from suffrage.record.publish import publish
from suffrage.record.reading import read_record
from suffrage.record.verify import verify
from suffrage.words import LANGUAGES, messages

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify_record.py"


def saying(**said):
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in said.items())
    return TOML.replace("[law]", lines + "[law]", 1)


def second(record, monkeypatch, capsys):
    """The second verifier's exit code and words."""
    monkeypatch.setattr(sys, "argv", ["verify_record.py", str(record), str(KEY.public())])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(VERIFIER), run_name="__main__")
    return ended.value.code, capsys.readouterr().out


def entries_of(record):
    return [json.loads(entry) for entry in read_record(record).entries]


@pytest.mark.parametrize("status", ["preliminary", "final"])
@pytest.mark.parametrize("rehearsal", [True, False])
def test_every_page_says_so_and_both_verifiers_pass(status, rehearsal, tmp_path, monkeypatch, capsys):
    said = {"status": status} | ({"rehearsal": True} if rehearsal else {})
    record = tmp_path / "record"
    publish(write(tmp_path / "e", toml=saying(**said)), record, KEY)
    assert verify(record, KEY.public()).is_valid
    code, printed = second(record, monkeypatch, capsys)
    assert (code, f"the result is called {status}" in printed) == (0, True)
    assert entries_of(record)[-1]["status"] == status
    for language in LANGUAGES:
        pages = [html.unescape(file.read_text("utf-8")) for file in (record / "site").glob(f"*.{language}.html")]
        assert pages
        for page in pages:
            assert (messages(language)["site.preliminary"] in page) == (status == "preliminary")
            assert (messages(language)["site.rehearsal"] in page) == rehearsal
        home = html.unescape((record / "site" / f"index.{language}.html").read_text("utf-8"))
        assert (messages(language)["site.final"] in home) == (status == "final")


def test_from_preliminary_to_final_is_one_log(tmp_path):
    record = tmp_path / "record"
    publish(write(tmp_path / "e", toml=saying(status="preliminary")), record, KEY)
    before, kept = read_record(record), (record / layout.CHECKPOINT).read_bytes()
    publish(write(tmp_path / "f", toml=saying(status="final")), record, KEY)
    assert verify(record, KEY.public(), since=kept).is_valid
    said = [entry.get("status") for entry in entries_of(record) if entry["type"] == "declaration"]
    assert said == ["preliminary", "final"]
    assert "change-declaration-final" in [finding.code for finding in changes(before, read_record(record))]


def test_a_result_that_is_not_complete_is_not_called_final(tmp_path):
    missing = edit("statements", "2301,23,1,200,150,150,,0,150\n", "")
    votes = edit("votes", "2301,23,1,9,50\n2301,23,1,18,100\n", "")
    with pytest.raises(BadInput, match="final"):
        publish(write(tmp_path / "e", toml=saying(status="final"), **missing, **votes), tmp_path / "record", KEY)
    assert not (tmp_path / "record").exists()


def test_a_preliminary_result_may_lack_all_of_a_contest(tmp_path, monkeypatch, capsys):
    missing = edit("statements", "2301,23,1,200,150,150,,0,150\n", "")
    votes = edit("votes", "2301,23,1,9,50\n2301,23,1,18,100\n", "")
    record = tmp_path / "record"
    publish(write(tmp_path / "e", toml=saying(status="preliminary"), **missing, **votes), record, KEY)
    assert verify(record, KEY.public()).is_valid
    code, printed = second(record, monkeypatch, capsys)
    assert (code, "contest 23: a figure is missing" in printed) == (0, True), printed


def test_a_dishonest_holder_of_the_key_cannot_call_it_final(tmp_path, monkeypatch, capsys):
    """The tables say final, the log preliminary: both verifiers see it, though all of it is signed."""
    record = tmp_path / "record"
    publish(write(tmp_path / "e", toml=saying(status="preliminary")), record, KEY)
    replace(record / "election" / "election.toml", '"preliminary"', '"final"')
    resign(record)
    assert {"record-declaration", "record-setup"} <= {finding.code for finding in verify(record, KEY.public()).failures}
    code, printed = second(record, monkeypatch, capsys)
    assert code == 4
    assert "final" in printed


def test_a_false_final_with_a_false_log_is_still_found(tmp_path, monkeypatch, capsys):
    """The holder of the key rewrites tables, result and log: a missing statement does not become final."""
    record = tmp_path / "record"
    missing = edit("statements", "2301,23,1,200,150,150,,0,150\n", "")
    votes = edit("votes", "2301,23,1,9,50\n2301,23,1,18,100\n", "")
    publish(write(tmp_path / "e", toml=saying(status="preliminary"), **missing, **votes), record, KEY)
    replace(record / "election" / "election.toml", '"preliminary"', '"final"')
    replace(record / layout.RESULT, '"preliminary"', '"final"')
    *entries, last = [json.loads(entry) for entry in read_record_loosely(record)]
    files = {"election.toml": layout.digest(record / "election" / "election.toml")}
    entries = [entry | {"files": entry["files"] | files} if entry["type"] == "setup" else entry for entry in entries]
    last |= {"status": "final", "result": layout.digest(record / layout.RESULT)}
    resign(record, entries=[json.dumps(e, sort_keys=True, separators=(",", ":")).encode() for e in (*entries, last)])
    found = {finding.code for finding in verify(record, KEY.public()).failures}
    assert "record-not-final" in found
    assert found & {"record-declaration", "record-setup"} == set()
    code, printed = second(record, monkeypatch, capsys)
    assert code == 4
    assert "is called final, and this contest is not" in printed


def read_record_loosely(record):
    from suffrage.record.tiles import read_entries

    note = Note.parse((record / layout.CHECKPOINT).read_bytes(), "The checkpoint")
    return read_entries(record / layout.LOG, Checkpoint.parse(note.body, "The checkpoint").size)


def test_a_record_that_says_nothing_is_as_before(tiny, monkeypatch, capsys):
    assert "status" not in json.loads((tiny / layout.RESULT).read_text("utf-8"))["election"]
    assert "status" not in entries_of(tiny)[-1]
    assert second(tiny, monkeypatch, capsys)[0] == 0
