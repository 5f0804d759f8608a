"""Attacks on a record, each made twice: by somebody without the key, and by a dishonest holder of the key who signs the change.

The second verifier, which shares no code with the package, must find them too.
"""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.folders import edit, write
from tests.record.conftest import KEY, OTHER, WITNESS, correction, replace, resign

from suffrage.record import layout
from suffrage.record.publish import publish
from suffrage.record.tiles import read_entries
from suffrage.record.verify import verify

SECOND = Path(__file__).parents[2] / "verifier" / "verify_record.py"


def codes(record, **more):
    found = verify(record, KEY.public(), **more)
    assert found.is_valid == (not found.failures)
    return {failure.code.removeprefix("record-"): failure for failure in found.failures}


def second(record, since=None):
    """The second verifier's exit code and output, as somebody else would run it."""
    command = [sys.executable, "-I", str(SECOND), str(record), str(KEY.public()), *([str(since)] if since else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def caught_by_both(record, code, *, since=None):
    found = codes(record, since=since.read_bytes() if since else None)
    assert code in found, found
    assert second(record, since)[0] == 4
    return found[code]


def entries_of(record):
    return read_entries(record / layout.LOG, int((record / layout.CHECKPOINT).read_text().splitlines()[1]))


def test_an_honest_record_is_valid(tiny, corrected):
    for record in (tiny, corrected):
        assert codes(record) == {}
        assert second(record)[0] == 0, second(record)[1]
    assert codes(corrected, since=(tiny / layout.CHECKPOINT).read_bytes()) == {}
    assert second(corrected, tiny / layout.CHECKPOINT)[0] == 0


class TestInTheTables:
    def test_one_vote_moved_between_parties(self, record):
        replace(record / "election/votes.csv", "0101,01,1,18,300", "0101,01,1,18,299")
        replace(record / "election/votes.csv", "0101,01,1,9,40", "0101,01,1,9,41")
        assert caught_by_both(record, "changed-file").place.file == "election/votes.csv"
        resign(record)
        found = caught_by_both(record, "differs-from-log")
        assert (found.place.station_id, found.place.contest_id) == ("0101", "01")
        assert found.operands["fields"] == "votes 18: 300 ≠ 299; votes 9: 40 ≠ 41"

    def test_a_station_swapped_with_another(self, record):
        for table in ("statements", "votes"):
            file = record / f"election/{table}.csv"
            text = file.read_text().replace("0101,01,", "X,01,").replace("0102,01,", "0101,01,").replace("X,01,", "0102,01,")
            file.write_text(text)
        caught_by_both(record, "changed-file")
        resign(record)
        assert caught_by_both(record, "differs-from-log").place.station_id in ("0101", "0102")

    def test_a_station_dropped(self, record):
        for table in ("statements", "votes"):
            file = record / f"election/{table}.csv"
            file.write_text("".join(line for line in file.read_text().splitlines(True) if not line.startswith("0102")))
        resign(record)
        assert caught_by_both(record, "not-in-tables").place.station_id == "0102"

    def test_a_station_added(self, record):
        replace(record / "election/stations.csv", "2301,23,200", "2301,23,200\n2302,23,100")
        replace(record / "election/statements.csv", "2301,23,1,", "2302,23,1,90,80,80,,0,80\n2301,23,1,")
        replace(record / "election/votes.csv", "2301,23,1,9,", "2302,23,1,9,80\n2302,23,1,18,0\n2301,23,1,9,")
        resign(record)
        assert caught_by_both(record, "not-logged").place.station_id == "2302"
        assert "setup" in codes(record)

    def test_a_parquet_table_that_says_something_else(self, record):
        import pyarrow.parquet as pq

        file = record / "parquet/votes.parquet"
        table = pq.read_table(file)
        votes = table["votes"].to_pylist()
        pq.write_table(table.set_column(4, "votes", [[votes[0] + 1, *votes[1:]]]), file)
        assert "changed-file" in codes(record)
        resign(record)
        assert codes(record)["parquet"].operands == {"rows": 2}


class TestInTheResult:
    def test_a_total_edited(self, record):
        result = json.loads((record / layout.RESULT).read_text())
        result["contests"][0]["totals"]["votes"]["9"] += 1
        (record / layout.RESULT).write_text(json.dumps(result))
        caught_by_both(record, "changed-file")
        resign(record)
        caught_by_both(record, "declaration")
        found = codes(record)["result"]
        assert (found.place.contest_id, found.operands["what"]) == ("01", "totals votes 9")
        assert (found.operands["published"], found.operands["counted"]) == ("66", "65")

    def test_a_seat_edited(self, record):
        result = json.loads((record / layout.RESULT).read_text())
        seats = result["contests"][0]["outcome"]["seats"]
        seats["9"], seats["18"] = seats["9"] + 1, seats["18"] - 1
        (record / layout.RESULT).write_text(json.dumps(result))
        resign(record)
        found = [f for f in verify(record, KEY.public()).failures if f.code == "record-result"]
        assert {f.operands["what"] for f in found} == {"outcome seats 9", "outcome seats 18"}
        assert "seats" in second(record)[1]
        assert second(record)[0] == 4

    def test_a_seat_edited_in_a_log_that_was_rewritten_for_it(self, record, tiny):
        """The key's holder rewrites the declaration too: the count and the law still find it, and so does an old checkpoint."""
        test = TestInTheResult()
        test.test_a_seat_edited(record)
        entries = entries_of(record)
        declaration = json.loads(entries[-1])
        declaration["result"] = layout.digest(record / layout.RESULT)
        forged = json.dumps(declaration, sort_keys=True, separators=(",", ":")).encode()
        resign(record, entries=[*entries[:-1], forged])
        assert "declaration" not in codes(record)
        caught_by_both(record, "result")
        caught_by_both(record, "forked", since=tiny / layout.CHECKPOINT)

    def test_a_page_edited(self, record):
        page = next((record / layout.SITE).glob("index*.html"))
        replace(page, "</html>", "<!-- --></html>")
        assert caught_by_both(record, "changed-file").place.file.startswith("site/index")
        resign(record)
        assert codes(record)["page"].place.file.startswith("site/index")

    def test_a_file_added(self, record):
        (record / "site/extra.html").write_text("more")
        assert caught_by_both(record, "stray-file").place.file == "site/extra.html"
        resign(record)
        assert codes(record)["stray-file"].place.file == "site/extra.html"

    def test_a_link_to_another_folder(self, record, tmp_path):
        (record / "site/more").symlink_to(tmp_path)
        assert caught_by_both(record, "stray-file").place.file == "site/more"

    def test_a_file_that_is_a_link(self, record, tmp_path):
        kept = tmp_path / "kept"
        (record / "election/votes.csv").rename(kept)
        (record / "election/votes.csv").symlink_to(kept)
        assert caught_by_both(record, "missing-file").place.file == "election/votes.csv"


class TestInTheLog:
    def test_a_correction_hidden_by_rewriting_history(self, record, tmp_path):
        """The record is published anew as if the first statement had always been the corrected one."""
        hidden = tmp_path / "hidden"
        folder = write(
            tmp_path / "as-if", **edit("votes", "0102,01,1,9,25\n0102,01,1,18,170", "0102,01,1,9,20\n0102,01,1,18,175")
        )
        publish(folder, hidden, KEY)
        assert codes(hidden) == {}
        caught_by_both(hidden, "forked", since=record / layout.CHECKPOINT)
        publish(write(tmp_path / "more", **extra(folder)), hidden, KEY)
        caught_by_both(hidden, "rewritten", since=record / layout.CHECKPOINT)

    def test_a_fork_shown_to_different_people(self, record, tmp_path, corrected):
        other = tmp_path / "other"
        shutil.copytree(record, other)
        changed = correction()
        changed["votes"] = changed["votes"].replace("0102,01,2,9,20\n0102,01,2,18,175", "0102,01,2,9,30\n0102,01,2,18,165")
        publish(write(tmp_path / "election", **changed), other, KEY)
        assert codes(other, since=(record / layout.CHECKPOINT).read_bytes()) == {}
        caught_by_both(other, "forked", since=corrected / layout.CHECKPOINT)

    def test_an_old_record_replayed_as_new(self, record, corrected):
        found = caught_by_both(record, "rolled-back", since=corrected / layout.CHECKPOINT)
        assert (found.operands["older"], found.operands["size"]) == (7, 5)

    def test_a_signature_by_another_key(self, record):
        resign(record, entries=entries_of(record), key=OTHER)
        assert "is not signed by nec.example/tiny" in str(caught_by_both(record, "damaged").operands["detail"])

    def test_a_manifest_of_one_state_with_the_log_of_another(self, record, corrected):
        shutil.copy(corrected / layout.MANIFEST, record / layout.MANIFEST)
        assert "is of the state with 7 entries" in str(caught_by_both(record, "damaged").operands["detail"])

    @pytest.mark.parametrize("tile", ["tile/entries/000.p/5", "tile/0/000.p/5"])
    def test_a_truncated_tile(self, record, tile):
        file = record / layout.LOG / tile
        file.write_bytes(file.read_bytes()[:-1])
        assert caught_by_both(record, "changed-file").place.file == f"log/{tile}"
        resign(record)
        caught_by_both(record, "damaged" if "entries" in tile else "log-tile")

    def test_an_older_checkpoint_that_is_not_one(self, record, tmp_path):
        file = tmp_path / "checkpoint"
        file.write_text("no note")
        assert "is not a signed note" in str(caught_by_both(record, "damaged", since=file).operands["detail"])
        body = "nec.example/tiny\n1\nAAAA\n"
        file.write_text(f"{body}\n{OTHER.sign(body)}")
        assert "is not signed by" in str(caught_by_both(record, "damaged", since=file).operands["detail"])

    def test_a_witness_who_did_not_sign(self, record):
        assert codes(record, witnesses=[WITNESS.public()])["not-witnessed"].operands == {"name": "mission.example"}


def extra(folder):
    """The tables of a folder with one more, late version of a statement."""
    tables = {name: (folder / f"{name}.csv").read_text() for name in ("statements", "votes")}
    tables["statements"] += "2301,23,2,200,151,151,,0,151\n"
    tables["votes"] += "2301,23,2,9,51\n2301,23,2,18,100\n"
    return tables


class TestActs:
    @pytest.fixture
    def acted(self, record, tmp_path):
        heading = "act_id,kind,contest_id,station_id,version,day,text\n"
        acts = heading + "1,correction,01,0102,2,2023-07-25,Five ballots lay with another party\n"
        publish(write(tmp_path / "election", **correction(), acts=acts), record, KEY)
        assert second(record)[0] == 0
        return record

    def test_a_reason_edited_or_taken_away(self, acted):
        replace(acted / "election/acts.csv", "Five", "Fifty")
        assert caught_by_both(acted, "changed-file").place.file == "election/acts.csv"
        resign(acted)
        caught_by_both(acted, "act")
        assert "Fifty" in second(acted)[1]
        (acted / "election/acts.csv").unlink()
        resign(acted)
        assert "Five" in str(caught_by_both(acted, "act").operands["detail"])


class TestScans:
    @pytest.fixture
    def scanned(self, tmp_path):
        scan = b"%PDF a scan"
        (tmp_path / "scans").mkdir()
        (tmp_path / "scans/0101.PDF").write_bytes(scan)
        (tmp_path / "scans/other.pdf").write_bytes(b"of no statement")
        digest = layout.digest_of(scan)
        statements = (
            "station_id,contest_id,version,registered,voters,ballots,blank,null,valid,form_sha256\n"
            f"0101,01,1,400,350,350,,10,340,{digest}\n0102,01,1,300,200,200,,5,195,\n2301,23,1,200,150,150,,0,150,\n"
        )
        folder = write(tmp_path / "election", statements=statements)
        publish(folder, tmp_path / "record", KEY, forms=tmp_path / "scans")
        return tmp_path / "record", f"forms/{digest}.pdf"

    def test_published_with_the_record(self, scanned):
        record, form = scanned
        assert [path for path in layout.files_of(record) if path.startswith("forms")] == [form]
        assert verify(record, KEY.public()).checked["forms"] == 1
        assert second(record)[0] == 0

    def test_replaced(self, scanned):
        record, form = scanned
        (record / form).write_bytes(b"%PDF another")
        assert caught_by_both(record, "changed-file").place.file == form
        resign(record)
        assert caught_by_both(record, "form").place.file == form


def flip(record, path, bit):
    content = bytearray((record / path).read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    (record / path).write_bytes(content)


@pytest.mark.parametrize("seed", range(10))
def test_a_bit_flipped_anywhere_is_never_accepted(record, seed):
    """1,000 times in all, over all files in proportion to their size, with fixed seeds."""
    dice = random.Random(seed)
    paths = [*layout.files_of(record), layout.MANIFEST, layout.CHECKPOINT]
    sizes = [(record / path).stat().st_size for path in paths]
    for path in dice.choices(paths, sizes, k=100):
        bit = dice.randrange(8 * (record / path).stat().st_size)
        flip(record, path, bit)
        assert not verify(record, KEY.public(), pages=False).is_valid, (path, bit)
        flip(record, path, bit)
    assert verify(record, KEY.public()).is_valid


def test_a_bit_flipped_in_each_signature_is_never_accepted(record):
    for path in (layout.MANIFEST, layout.CHECKPOINT):
        size = 8 * (record / path).stat().st_size
        for bit in range(max(0, size - 8 * 140), size):
            flip(record, path, bit)
            assert not verify(record, KEY.public(), pages=False).is_valid, (path, bit)
            flip(record, path, bit)
