"""Publishing: the same bytes for the same input, nothing rewritten, and the old record or the new one, never a part of either."""

import contextlib
import random
import resource
import shutil
import signal
import subprocess
import sys

import pytest
from tests.folders import edit, write
from tests.record.conftest import KEY, OTHER, correction

from suffrage.model import BadInput
from suffrage.record import layout
from suffrage.record.notes import NoteError
from suffrage.record.publish import publish
from suffrage.record.reading import read_record
from suffrage.record.verify import verify


def contents(record):
    return {path: (record / path).read_bytes() for path in [*layout.files_of(record), layout.MANIFEST, layout.CHECKPOINT]}


def test_the_same_input_gives_the_same_bytes(tiny, tmp_path):
    folder = write(tmp_path / "election")
    publish(folder, tmp_path / "record", KEY)
    assert contents(tmp_path / "record") == contents(tiny)
    done = publish(folder, tmp_path / "record", KEY)
    assert done.new == 0
    assert contents(tmp_path / "record") == contents(tiny)


def test_the_order_of_rows_changes_nothing(tiny, tmp_path):
    tables = {}
    for name in ("votes", "statements", "options", "stations"):
        heading, *rows = write(tmp_path / "x").joinpath(f"{name}.csv").read_text().splitlines()
        tables[name] = "\n".join([heading, *reversed(rows)]) + "\n"
    publish(write(tmp_path / "election", **tables), tmp_path / "record", KEY)
    assert contents(tmp_path / "record") == contents(tiny)


def test_a_correction_extends_the_log(tiny, corrected):
    old, new = read_record(tiny, KEY.public()), read_record(corrected, KEY.public())
    assert new.entries[: len(old.entries)] == old.entries
    assert [b'"type":"correction"' in entry for entry in new.entries[len(old.entries) :]] == [True, False]


def test_what_was_published_cannot_be_changed_without_a_new_version(record, tmp_path):
    before = contents(record)
    folder = write(
        tmp_path / "election", **edit("votes", "0102,01,1,9,25\n0102,01,1,18,170", "0102,01,1,9,20\n0102,01,1,18,175")
    )
    with pytest.raises(NoteError, match="station 0102: version 1 differs from entry 2 of the log; give it a new version"):
        publish(folder, record, KEY)
    assert contents(record) == before


def test_withdrawn_statements_and_decisions(record, tmp_path):
    without = {
        **edit("statements", "2301,23,1,200,150,150,,0,150\n", ""),
        **edit("votes", "2301,23,1,9,50\n2301,23,1,18,100\n", ""),
        "decisions": "contest_id,kind,subject,option_id,rank\n23,ruling,elected,18,1\n",
    }
    publish(write(tmp_path / "without", **without), record, KEY)
    kinds = [entry.split(b'"type":"')[1].split(b'"')[0] for entry in read_record(record).entries[5:]]
    assert kinds == [b"withdrawal", b"decision", b"declaration"]
    assert verify(record, KEY.public()).is_valid
    with pytest.raises(NoteError, match="version 1 was withdrawn; give the statement a new version"):
        publish(write(tmp_path / "again"), record, KEY)
    del without["decisions"]
    publish(write(tmp_path / "undecided", **without), record, KEY)
    assert b"decision-withdrawn" in read_record(record).entries[8]
    assert verify(record, KEY.public()).is_valid


def test_another_key_or_another_folder(record, tmp_path):
    folder = write(tmp_path / "election")
    with pytest.raises(NoteError, match=r"is not signed by nec\.example/tiny with the key that you gave"):
        publish(folder, record, OTHER)
    with pytest.raises(BadInput, match="exists and is not a record"):
        publish(folder, folder, KEY)
    with pytest.raises(BadInput, match="is not a folder; give the folder with the scans"):
        publish(folder, tmp_path / "new", KEY, forms=tmp_path / "nowhere")
    assert not (tmp_path / "new").exists()


RUN = "import sys; from suffrage.cli import main; sys.argv[0] = 'suffrage'; main()"


def command(folder, record, key):
    return [sys.executable, "-c", RUN, "publish", str(folder), "--into", str(record), "--key", str(key), "--no-protocols"]


@pytest.mark.parametrize("seed", range(5))
def test_killed_at_any_moment_the_old_record_or_the_new_one_stands(tiny, corrected, tmp_path, seed):
    """50 times in all: killed after a random time of up to a whole run; then a run to the end."""
    key, folder, record = tmp_path / "key", write(tmp_path / "election", **correction()), tmp_path / "record"
    key.write_text(KEY.secret_text())
    old, new = contents(tiny), contents(corrected)
    dice, seen = random.Random(seed), set()
    for _ in range(10):
        if record.exists():
            shutil.rmtree(record)
        shutil.copytree(tiny, record)
        process = subprocess.Popen(command(folder, record, key), stdout=subprocess.DEVNULL, start_new_session=True)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=dice.uniform(0.2, 1.2))
        process.kill()
        process.wait()
        found = contents(record)
        assert found in (old, new)
        seen.add(found == new)
    publish(folder, record, KEY)
    assert contents(record) == new
    assert not list(tmp_path.glob(".record.new-*"))


@pytest.mark.parametrize("room", [100, 500, 1000, 3000])
def test_a_full_disk_leaves_the_old_record_and_says_so(record, tmp_path, room):
    """A limit on the size of files stands for a disk without room: a table, the result, a page … fails half-way."""
    key, folder, before = tmp_path / "key", write(tmp_path / "election", **correction()), contents(record)
    key.write_text(KEY.secret_text())

    def little_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(command(folder, record, key), capture_output=True, text=True, check=False, preexec_fn=little_room)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "could not be written: File too large. Nothing of it was changed; make room" in done.stderr
    assert contents(record) == before
    assert not list(tmp_path.glob(".record.new-*"))


ACTS = "act_id,kind,contest_id,station_id,version,day,text,source\n"


def test_acts_say_why_and_are_never_taken_back(record, tmp_path):
    reason = ACTS + '7/2023,complaint-upheld,01,0102,2,2023-07-25,"Five ballots of party 9 lay with those of 18","decision 7"\n'
    publish(write(tmp_path / "later", **correction(), acts=reason), record, KEY)
    kinds = [entry.split(b'"type":"')[1].split(b'"')[0] for entry in read_record(record).entries[5:]]
    assert kinds == [b"correction", b"act", b"declaration"]
    assert verify(record, KEY.public()).is_valid
    changed = write(tmp_path / "changed", **correction(), acts=reason.replace("Five", "Six"))
    for folder in (changed, write(tmp_path / "without", **correction())):
        with pytest.raises(NoteError, match="Act 7/2023 stands at entry 6 of the log and is never changed"):
            publish(folder, record, KEY)
    with pytest.raises(BadInput, match="act 1, column kind: 'gossip' was found; give correction"):
        publish(write(tmp_path / "odd", acts=ACTS + "1,gossip,,,,,text,\n"), tmp_path / "new", KEY)
    with pytest.raises(BadInput, match="77 is not in the table stations"):
        publish(write(tmp_path / "stray", acts=ACTS + "1,other,,77,,,text,\n"), tmp_path / "new", KEY)
