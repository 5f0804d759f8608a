"""The commands around a record, as somebody at a terminal uses them."""

import json
import stat

import pytest
from tests.folders import write
from tests.record.conftest import correction

from suffrage.cli import main

TIME = "1720000000"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*words):
        monkeypatch.setattr("sys.argv", ["suffrage", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return call


@pytest.fixture
def published(run, tmp_path):
    write(tmp_path / "election")
    assert run("key", "nec.example/tiny", "--into", "nec.key")[0] == 0
    code, out, _ = run("publish", "election", "--into", "record", "--key", "nec.key", "--no-protocols")
    assert (code, "5 entries in the log (5 new)" in out) == (0, True)
    return tmp_path / "record"


def test_keys_are_secret_and_never_written_over(run, tmp_path):
    code, out, _ = run("key", "nec.example/tiny", "--into", "nec.key")
    assert (code, out.splitlines()[-1]) == (0, (tmp_path / "nec.key.pub").read_text().strip())
    assert stat.S_IMODE((tmp_path / "nec.key").stat().st_mode) == 0o600
    for existing in ("nec.key", "nec.key.pub"):
        (tmp_path / ("nec.key.pub" if existing == "nec.key" else "nec.key")).unlink()
        code, _, error = run("key", "other.example", "--into", "nec.key")
        assert (code, f"{existing} exists; give another name" in error) == (2, True)
        run("key", "nec.example/tiny", "--into", "spare.key")
        (tmp_path / "spare.key").rename(tmp_path / "nec.key")
        (tmp_path / "spare.key.pub").rename(tmp_path / "nec.key.pub")


@pytest.mark.parametrize("lang", ["en", "fr", "km"])
def test_verify(run, published, lang):
    code, out, error = run("verify", published, "--pubkey", "nec.key.pub", "--lang", lang)
    assert (code, error) == (0, "")
    assert len(out.splitlines()) == 12
    (published / "election/votes.csv").write_text("changed")
    code, out, _ = run("verify", published, "--pubkey", "nec.key.pub", "--lang", lang)
    assert (code, "election/votes.csv" in out) == (4, True)
    code, out, _ = run("verify", published, "--pubkey", (published.parent / "nec.key.pub").read_text(), "--json")
    found = json.loads(out)
    assert (code, found["valid"]) == (4, False)
    assert found["failures"][0]["code"] == "record-changed-file"


def test_nobody_is_shown_a_traceback(run, published):
    assert run("verify", published, "--pubkey", "nonsense")[0] == 2
    assert run("verify", "nowhere", "--pubkey", "nec.key.pub")[0] == 4
    assert run("publish", "election", "--into", "record", "--key", "nec.key.pub")[0] == 2
    assert run("publish", "election", "--into", "record", "--key", "nowhere")[0] == 2
    assert run("verify-station", published, "--pubkey", "nec.key.pub")[0] == 2
    assert run("verify-station", published, "9999", "--pubkey", "nec.key.pub")[0] == 2
    assert run("diff", published, "nowhere")[0] == 2


def test_a_witness_and_an_older_checkpoint(run, published, tmp_path):
    run("key", "mission.example", "--into", "mission.key")
    code, out, _ = run("cosign", published, "--key", "mission.key", "--pubkey", "nec.key.pub", "--at", TIME)
    assert (code, "mission.example signed the checkpoint with 5 entries" in out) == (0, True)
    assert run("verify", published, "--pubkey", "nec.key.pub", "--witness", "mission.key.pub")[0] == 0
    assert "which was not checked" in run("verify", published, "--pubkey", "nec.key.pub")[1]
    (tmp_path / "kept").write_bytes((published / "log/checkpoint").read_bytes())
    write(tmp_path / "later", **correction())
    code, out, _ = run("publish", "later", "--into", "record", "--key", "nec.key", "--json", "--no-protocols")
    assert (code, json.loads(out)["new"]) == (0, 2)
    assert run("verify", published, "--pubkey", "nec.key.pub", "--since", "kept")[0] == 0
    assert run("verify", published, "--pubkey", "nec.key.pub", "--witness", "mission.key.pub")[0] == 4
    again = ("cosign", published, "--key", "mission.key", "--pubkey", "nec.key.pub", "--at", TIME, "--since", "kept")
    assert run(*again)[0] == 0
    (published / "result.json").write_text("{}")
    assert run(*again)[0] == 4


def test_one_station_from_the_record_and_from_its_qr_code(run, published):
    code, out, _ = run("verify-station", published, "2301", "--pubkey", "nec.key.pub", "--json")
    (found,) = json.loads(out)
    assert (code, found["entry"]["votes"]) == (0, {"9": 50, "18": 100})
    code, out, _ = run("verify-station", published / "log/checkpoint", "--qr", found["qr"], "--pubkey", "nec.key.pub")
    assert (code, "Entry 3 of 5" in out, "votes: {'18': 100, '9': 50}" in out) == (0, True, True)
    assert run("verify-station", published, "--qr", found["qr"][:-4] + "AAAA", "--pubkey", "nec.key.pub")[0] == 2


def test_what_changed(run, published, tmp_path):
    published.rename(tmp_path / "old")
    reason = "act_id,kind,contest_id,station_id,version,day,text\n1,correction,01,0102,2,2023-07-25,Five lay with party 9\n"
    write(tmp_path / "later", **correction(), acts=reason)
    import shutil

    shutil.copytree(tmp_path / "old", tmp_path / "new")
    run("publish", "later", "--into", "new", "--key", "nec.key", "--no-protocols")
    code, out, _ = run("diff", "old", "new")
    assert code == 0
    assert "station 0102: Entry 5: the statement was corrected, version 2. votes 18: 170 → 175; votes 9: 25 → 20" in out
    assert "Entry 6: why version 2 of the statement replaces the one before: Five lay with party 9" in out
    assert run("diff", "old", "old")[1] == "Nothing changed.\n"
    assert run("diff", "new", "old")[0] == 2
    assert json.loads(run("diff", "old", "new", "--json")[1])[0]["code"] == "change-correction"


def copies(tmp_path, *rows):
    (tmp_path / "mine.csv").write_text("\n".join(["station_id,contest_id,item,number", *rows]) + "\n")
    return "mine.csv"


def test_my_copies_of_the_forms(run, published, tmp_path):
    same = copies(tmp_path, "0101,01,9,40", "0101,01,18,300", "0101,01,valid,340", "2301,23,9,50")
    code, out, _ = run("match", published, same, "--pubkey", "nec.key.pub")
    assert (code, "Statements equal to your copies: 2" in out, "you have no copy of it" in out) == (0, True, True)
    other = copies(tmp_path, "2301,23,9,100", "2301,23,18,50", "0101,01,9,41", "7777,01,9,1")
    code, out, _ = run("match", published, other, "--pubkey", "nec.key.pub", "--json")
    found = json.loads(out)
    assert (code, found["equal"]) == (4, 0)
    differing = {
        (f["place"]["station_id"], f["operands"].get("item")): f["operands"].get("difference") for f in found["findings"]
    }
    assert differing == {("2301", "9"): 50, ("2301", "18"): -50, ("0101", "9"): 1, ("7777", None): None, ("0102", None): None}
    assert [(turn["place"]["contest_id"], turn["operands"]["seats"]) for turn in found["turned"]] == [("23", "9: 1")]


@pytest.mark.parametrize("rows", [["0101,01,9"], ["0101,01,9,many"], ["0101,01,9,1", "0101,01,9,2"]])
def test_copies_that_are_not_ones(run, published, tmp_path, rows):
    code, _, error = run("match", published, copies(tmp_path, *rows), "--pubkey", "nec.key.pub")
    assert (code, f"line {len(rows) + 1}" in error) == (2, True)
    (tmp_path / "mine.csv").write_text("a,b\n")
    assert "line 1: the columns are a, b" in run("match", published, "mine.csv", "--pubkey", "nec.key.pub")[2]


def test_protocols_in_the_languages_that_were_asked_for(run, published, font):
    assert not (published / "protocols").exists()
    for asked, number in (("km,en", 13), ("fr", 7), ("none", 0)):
        assert run("publish", "election", "--into", "record", "--key", "nec.key", "--protocols", asked)[0] == 0
        assert len(list((published / "protocols").glob("*"))) == number
    assert run("publish", "election", "--into", "record", "--key", "nec.key")[0] == 0
    assert {file.name.split(".")[1] for file in (published / "protocols").glob("*.pdf")} == {"en", "fr", "km"}
    assert run("publish", "election", "--into", "record", "--key", "nec.key", "--protocols", "de")[0] == 2


@pytest.mark.parametrize("which", ["declaration", "country", "contest:01", "area:23"])
def test_one_protocol_of_a_verified_record(run, published, which, tmp_path, font):
    run("publish", "election", "--into", "record", "--key", "nec.key", "--protocols", "km")
    code, out, _ = run("protocol", "record", which, "--pubkey", "nec.key.pub", "--lang", "km", "--into", "one.pdf")
    assert (code, "one.pdf" in out) == (0, True)
    own = published / "protocols" / f"{which.replace(':', '-')}.km.pdf"
    assert (tmp_path / "one.pdf").read_bytes() == own.read_bytes()


def test_no_protocol_of_what_is_not_there(run, published, tmp_path):
    for which, said in (
        ("area:99", "This election has no area '99'"),
        ("contest:99", "This election has no contest '99'"),
        ("seats", "'seats' is no protocol; give declaration, country, contest:CODE or area:CODE."),
    ):
        code, _, error = run("protocol", "record", which, "--pubkey", "nec.key.pub", "--into", "one.pdf")
        assert (code, said in error) == (2, True)
    (published / "result.json").write_text("{}")
    code, out, _ = run("protocol", "record", "declaration", "--pubkey", "nec.key.pub", "--into", "one.pdf")
    assert (code, "This record is not valid." in out) == (4, True)
    assert not (tmp_path / "one.pdf").exists()


def test_why_protocols_were_not_checked(run, published, font, monkeypatch):
    from suffrage.record.protocols import made

    run("publish", "election", "--into", "record", "--key", "nec.key", "--protocols", "fr")
    monkeypatch.setattr(made, "version", lambda _package: "99.1")
    code, out, _ = run("verify", "record", "--pubkey", "nec.key.pub")
    assert (code, "The protocols were not made again: they were made with typst" in out) == (0, True)
    assert "not checked" in next(line for line in out.splitlines() if "Protocols made again" in line)
    assert json.loads(run("verify", "record", "--pubkey", "nec.key.pub", "--json")[1])["notes"][0]["severity"] == "note"
