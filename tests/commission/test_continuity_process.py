"""A failed disk, with the commands of the site in processes of their own: backup, restore on a second machine, publish, verify."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise

from tests.commission.databases import ON_POSTGRESQL, own_database
from tests.commission.declarations import KEY
from tests.commission.office import SOURCE

VERIFIER = SOURCE.parent / "verifier" / "verify_record.py"
MACHINES = ["sqlite", "postgresql", "sqlite"] if ON_POSTGRESQL else ["sqlite", "sqlite"]
"""The databases that the backup goes through, one after another."""

AT_WORK = """
import sys, time
from pathlib import Path
from suffrage.commission.running import Place, configure, prepare

configure(Place(Path(sys.argv[1])))
prepare()
from suffrage.commission.accounts.models import Person
from suffrage.commission.declaring import publishing
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements import work
from suffrage.commission.statements.checking import Reading, codes
from suffrage.commission.statements.models import Entry, EntryVotes, Statement
from suffrage.commission.training import make
from suffrage.model import FIGURES
from suffrage.record.notes import PrivateKey

if not Election.objects.exists():
    make(stations=100, language="en")
election = Election.objects.get()
print(publishing.record_folder(election))


def entered_again(statement):
    entry = Entry.objects.get(statement=statement)
    votes = dict(EntryVotes.objects.filter(entry=entry).values_list("option__code", "votes"))
    reading = Reading({name: getattr(entry, name) for name in FIGURES}, votes)
    clerk = Person.objects.get(username="clerk-b")
    work.begin(statement.pk, by=clerk)
    try:
        return work.finish(statement.pk, reading, by=clerk)
    except work.Unconfirmed as found:
        return work.finish(statement.pk, reading, by=clerk, confirmed=codes(found.findings))


for statement in Statement.objects.filter(state="once").order_by("pk"):
    if entered_again(statement).state == "accepted":
        break
try:
    run = publishing.sign(
        election, PrivateKey.parse(sys.argv[2]), by=Person.objects.get(username="commissioner-a"), scans=False, protocols=False,
        newest=sys.argv[3] if len(sys.argv) > 3 else "",
    )
except Refused as refused:
    raise SystemExit(refused.say("en"))
while not run.finished:
    time.sleep(0.1)
    run.refresh_from_db()
print(run.state, run.told.get("size"), run.told.get("new"), run.problem)
"""


class Machine:
    """A site's folder and database, and the commands that are typed on it."""

    def __init__(self, home, database=None):
        self.home = home
        self.around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)} | ({"DATABASE_URL": database} if database else {})

    def run(self, *command, code=0):
        """A command; what it printed. It must end with `code`."""
        done = subprocess.run(
            [sys.executable, *command], env=self.around, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == code, (command, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def suffrage(self, *command, code=0):
        """A command of the site."""
        return self.run("-m", "suffrage", "commission", *map(str, command), "--home", str(self.home), code=code)

    def publish(self, newest="", code=0):
        """One more statement is accepted, and the election published: the record's folder, its log's size, what was said."""
        said = self.run("-c", AT_WORK, str(self.home), KEY.secret_text(), newest, code=code)
        if code:
            return said
        folder, done = said.splitlines()
        state, size, new, *_ = done.split()
        assert (state, int(new) > 1) == ("done", True), said
        return self.home / "records" / folder.rpartition("/")[2], int(size)


@contextmanager
def machines(tmp_path) -> Iterator[list[Machine]]:
    """Empty machines, with the databases of `MACHINES`."""
    with ExitStack() as made:
        yield [
            Machine(
                tmp_path / f"machine-{number}", made.enter_context(own_database("machine")) if kind == "postgresql" else None
            )
            for number, kind in enumerate(MACHINES)
        ]


def passes(machine, record, since):
    """Both verifiers pass the record, and find that it goes on from the checkpoint of before."""
    key = str(KEY.public())
    machine.run("-m", "suffrage", "verify", str(record), "--pubkey", key, "--since", str(since))
    machine.run(str(VERIFIER), str(record), key, str(since))


def gone(machine, record, tmp_path):
    """The record is gone: every command says so, and nothing is published, until it is back."""
    record.rename(tmp_path / "aside")
    for said in (
        machine.publish(code=1),
        machine.suffrage("check", code=4),
        machine.suffrage("backup", tmp_path / "kept.tar", code=4),
    ):
        assert "was published before, and its record is not in" in said
        assert "Traceback" not in said
    assert not record.exists()
    assert (tmp_path / "kept.tar").is_file()
    (tmp_path / "aside").rename(record)
    machine.suffrage("check")


def test_the_log_goes_on_on_another_machine(tmp_path):
    """The first backup has the record's log alone, the second the whole record."""
    with machines(tmp_path) as line:
        record, size = line[0].publish()
        gone(line[0], record, tmp_path)
        public = tmp_path / "public"
        shutil.copytree(record, public)
        for number, (here, there) in enumerate(pairwise(line)):
            file = tmp_path / f"{number}.tar"
            said = here.suffrage("backup", file, *(["--whole-records"] if number else []))
            assert f"{size} entries" in said.replace(",", "")
            assert KEY.secret_text().rsplit("+", 1)[1].encode() not in file.read_bytes()
            shutil.rmtree(here.home)
            assert f"{size} entries" in there.suffrage("restore", file).replace(",", "")
            there.suffrage("check")
            assert "came back from a backup" in there.publish(code=1)
            record, size = there.publish(newest=str(size))
            passes(there, record, public / "log" / "checkpoint")
            assert there.run("-m", "suffrage", "diff", str(public), str(record)).strip()
            shutil.rmtree(public)
            shutil.copytree(record, public)
