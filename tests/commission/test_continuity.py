"""One log: what is published goes on from what was published, whatever stands in the folder of records; never a silent fork."""

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from shutil import which

import pytest
from django.core.management import call_command
from tests.commission import elections
from tests.commission.conftest import signed_in
from tests.commission.declarations import (
    DAY,
    KEY,
    TIED,
    WITNESS,
    carried,
    commission,
    counted,
    drawn_by_two,
    question_of,
    refused,
    under,
)
from tests.commission.tiny import text_of

from suffrage.commission import backup as backups
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import continuity, publishing, removals
from suffrage.commission.declaring.cosigning import cosign
from suffrage.commission.declaring.export import export
from suffrage.commission.setup.models import Candidate, Election
from suffrage.commission.statements.models import Accepted, Scan
from suffrage.commission.statements.scans import path_of
from suffrage.commission.trail.models import Act
from suffrage.model import BadInput
from suffrage.record import layout
from suffrage.record.publish import publish
from suffrage.record.reading import read_log
from suffrage.record.verify import verify
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


def signed(people, **more):
    """The election is published as it stands; the run."""
    given = {"scans": False, "protocols": False} | more
    run = publishing.sign(Election.objects.get(), KEY, by=commission(people)[0], **given)
    run.refresh_from_db()
    return run


def published(people):
    """One statement is accepted, and published; the record."""
    elections.twice("01-1", people)
    assert signed(people).state == "done"
    return publishing.record_folder(Election.objects.get())


def standing(record):
    """Every file of a record, with its content."""
    return {path: path.read_bytes() for path in sorted(record.rglob("*")) if path.is_file()}


class TestWhatIsThere:
    def test_a_record_that_is_gone(self, people, tmp_path):
        record = published(people)
        record.rename(tmp_path / "elsewhere")
        acts = Act.objects.count()
        with refused("declaring.record-missing"):
            signed(people)
        assert not record.exists()
        assert Act.objects.count() == acts
        (tmp_path / "elsewhere").rename(record)
        assert signed(people).state == "done"

    def test_a_record_without_its_checkpoint(self, people):
        record = published(people)
        (record / layout.CHECKPOINT).unlink()
        with refused("declaring.record-missing"):
            signed(people)

    def test_an_older_record(self, people, tmp_path):
        record = published(people)
        shutil.copytree(record, tmp_path / "older")
        elections.twice("01-2", people)
        signed(people)
        record.rename(tmp_path / "newer")
        (tmp_path / "older").rename(record)
        before = standing(record)
        with refused("declaring.record-older"):
            signed(people)
        assert standing(record) == before

    @pytest.mark.parametrize("more", [(), ("02-1",)], ids=["as long", "longer"])
    def test_another_log_signed_with_the_same_key(self, election, people, tmp_path, more):
        elections.twice("01-1", people)
        export(election, tmp_path / "with-one")  # another state than the one that is published: no status
        for station in more:
            elections.twice(station, people)
        export(election, tmp_path / "with-more")
        signed(people)
        fork = tmp_path / "fork"
        for state in ("with-one", "with-more") if more else ("with-one",):
            publish(tmp_path / state, fork, KEY)
        record = publishing.record_folder(election)
        shutil.rmtree(record)
        shutil.copytree(fork, record)
        before = standing(record)
        if more:
            run = signed(people)
            assert (run.state, run.problem) == ("failed", "declaring.record-other")
        else:
            with refused("declaring.record-other"):
                signed(people)
        assert standing(record) == before

    def test_a_publication_whose_process_died_after_it_is_gone_on_from(self, election, people, tmp_path):
        record = published(people)
        kept = (record / layout.CHECKPOINT).read_bytes()
        elections.twice("01-2", people)
        export(election, tmp_path / "election", status="preliminary")
        publish(tmp_path / "election", record, KEY)  # and nobody tells the database
        elections.twice("02-1", people)
        assert signed(people).state == "done"
        assert verify(record, KEY.public(), since=kept).is_valid

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_page_says_what_to_do(self, people, language):
        record = published(people)
        shutil.rmtree(record)
        member = signed_in(commission(people)[0])
        member.cookies["language"] = language
        answer = member.post("/publishing/sign", {"key_text": KEY.secret_text()})
        assert answer.status_code == 422
        said = text_of(answer)
        assert str(record) in said
        assert messages(language)["declaring.record-missing"].split("{folder}")[1] in said


def emptied():
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(publishing.settings.STORAGES["default"]["OPTIONS"]["location"], ignore_errors=True)
    shutil.rmtree(publishing.settings.RECORDS, ignore_errors=True)


def again(people):
    """The people of before, read from the database that was restored."""
    return {key: Person.objects.get(pk=person.pk) for key, person in people.items()}


@pytest.mark.django_db(transaction=True)
class TestBackups:
    def test_publishing_goes_on_from_the_same_log(self, people, tmp_path):
        record = published(people)
        cosign(Election.objects.get(), WITNESS, by=commission(people)[0])
        checkpoint = (record / layout.CHECKPOINT).read_bytes()
        before = standing(record)
        kept = backups.backup(tmp_path / "kept.tar")
        assert ([each.whole for each in kept.records], list(kept.lacks)) == ([False], [])
        emptied()
        assert backups.restore(tmp_path / "kept.tar").records == kept.records
        assert (record / layout.CHECKPOINT).read_bytes() == checkpoint
        assert messages("en")["declaring.log-alone"] in text_of(signed_in(commission(again(people))[0]).get("/publishing"))
        size = str(kept.records[0].size)
        assert signed(again(people), newest=size).told["new"] == 0
        # The same state again is the same record to the byte, with the cosignature.
        assert standing(record) == before
        elections.twice("01-2", again(people))
        assert signed(again(people)).state == "done"
        found = verify(record, KEY.public(), since=checkpoint)
        assert found.is_valid, found.failures

    def test_the_record_alone_is_lost_and_taken_out_of_a_backup(self, people, tmp_path):
        record = published(people)
        checkpoint = (record / layout.CHECKPOINT).read_bytes()
        backups.backup(tmp_path / "kept.tar")
        shutil.rmtree(record)
        with refused("declaring.record-missing"):
            signed(people)
        subprocess.run([which("tar"), "-xf", tmp_path / "kept.tar", "-C", publishing.settings.HOME, "records"], check=True)
        elections.twice("01-2", people)
        assert signed(people).state == "done"
        assert verify(record, KEY.public(), since=checkpoint).is_valid

    def test_the_whole_record_where_it_is_asked_for(self, people, tmp_path):
        record = published(people)
        before = standing(record)
        assert [each.whole for each in backups.backup(tmp_path / "kept.tar", whole=True).records] == [True]
        emptied()
        backups.restore(tmp_path / "kept.tar")
        assert standing(record) == before
        assert verify(record, KEY.public()).is_valid

    @pytest.mark.parametrize("whole", [False, True])
    def test_no_key_is_in_it(self, people, settings, tmp_path, whole):
        record = published(people)
        settings.KEYS = settings.RECORDS / "keys"
        for place in (settings.KEYS, record, record / "log", record / "election", settings.HOME):
            place.mkdir(exist_ok=True)
            (place / "nec.key").write_text(KEY.secret_text(), "utf-8")
        backups.backup(tmp_path / "kept.tar", whole=whole)
        (settings.HOME / "nec.key").unlink()
        content = (tmp_path / "kept.tar").read_bytes()
        assert KEY.secret_text().encode() not in content
        assert KEY.secret_text().rsplit("+", 1)[1].encode() not in content
        with tarfile.open(tmp_path / "kept.tar") as tar:
            assert not [name for name in tar.getnames() if "key" in name.rpartition("/")[2]]

    def test_a_scan_that_only_the_record_has(self, people, tmp_path):
        from django.core.files.base import ContentFile
        from django.core.files.storage import default_storage

        elections.twice("01-1", people)
        content = b"\x89PNG scan"
        digest = layout.digest_of(content)
        default_storage.save(path_of(digest), ContentFile(content))
        clerk = people[Role.CLERK, "01"]
        statement = elections.statement_of("01-1")
        Scan.objects.create(statement=statement, version=1, sha256=digest, kind="image/png", size=9, person=clerk)
        signed(people, scans=True)
        name = f"records/kh-test/forms/{digest}.png"
        backups.backup(tmp_path / "with-uploads.tar")
        default_storage.delete(path_of(digest))
        backups.backup(tmp_path / "without.tar")
        held = []
        for file in ("with-uploads.tar", "without.tar"):
            with tarfile.open(tmp_path / file) as tar:
                held.append(name in tar.getnames())
        assert held == [False, True]

    def test_a_record_that_is_gone_or_damaged_is_said(self, people, tmp_path):
        record = published(people)
        (record / layout.ELECTION / "votes.csv").write_text("other", "utf-8")
        kept = backups.backup(tmp_path / "damaged.tar")
        assert "votes.csv" in kept.lacks[0].why.operands["detail"]
        assert len(kept.records) == 1  # its log can still be gone on from
        shutil.rmtree(record / "log" / "tile")
        kept = backups.backup(tmp_path / "no-log.tar")
        assert (len(kept.records), len(kept.lacks)) == (0, 1)
        shutil.rmtree(record)
        kept = backups.backup(tmp_path / "gone.tar")
        assert (len(kept.records), kept.lacks[0].why.key) == (0, "declaring.record-missing")
        emptied()
        backups.restore(tmp_path / "damaged.tar")
        assert signed(again(people), newest=str(_size(record))).state == "done"
        assert verify(record, KEY.public()).is_valid

    def test_a_state_that_changes_while_it_is_read_is_read_again(self, people, tmp_path, monkeypatch):
        from suffrage.commission import kept_records

        record = published(people)
        old = tmp_path / "old"
        shutil.copytree(record, old)
        elections.twice("01-2", people)
        signed(people)
        new = record.rename(tmp_path / "new")
        shutil.copytree(old, record)
        copy, copied = kept_records._copy, []

        def exchanged(source, into, path):
            copy(source, into, path)
            copied.append(path)
            if len(copied) == 1:
                shutil.rmtree(record)
                shutil.copytree(new, record)

        monkeypatch.setattr(kept_records, "_copy", exchanged)
        monkeypatch.setattr(kept_records, "_PAUSE", 0)
        monkeypatch.setattr(kept_records, "hold_checkpoint", lambda *_: None)
        kept = backups.backup(tmp_path / "kept.tar")
        assert (kept.records[0].size, list(kept.lacks)) == (_size(record), [])
        assert copied.count(layout.MANIFEST) == 2


def _size(record):
    return int((record / layout.CHECKPOINT).read_text("utf-8").splitlines()[1])


@pytest.mark.django_db(transaction=True)
class TestAfterABackup:
    """A backup came back; meanwhile more was published than it knows."""

    @pytest.fixture
    def public(self, people, tmp_path):
        """The record as the public has it, newer than the backup that came back; one statement of it is lost."""
        record = published(people)
        backups.backup(tmp_path / "kept.tar")
        elections.twice("01-2", people)
        signed(people)
        shutil.copytree(record, tmp_path / "public")
        emptied()
        backups.restore(tmp_path / "kept.tar")
        return tmp_path / "public"

    def test_who_says_nothing_or_another_size_publishes_nothing(self, people, public):
        record, members = publishing.record_folder(Election.objects.get()), again(people)
        before = standing(record)
        for newest in ("", "many", "9" * 30):
            with refused("declaring.newest-needed"):
                signed(members, newest=newest)
        with refused("declaring.newest-differs"):
            signed(members, newest=str(_size(public)))
        member = signed_in(commission(members)[0])
        assert 'name="newest"' in text_of(member.get("/publishing"))
        answer = member.post("/publishing/sign", {"key_text": KEY.secret_text()})
        assert messages("en")["declaring.newest-needed"] in text_of(answer)
        assert standing(record) == before

    def test_what_the_database_lost_is_entered_again_before_the_log_goes_on(self, people, public):
        record, members = publishing.record_folder(Election.objects.get()), again(people)
        shutil.rmtree(record)
        shutil.copytree(public, record)
        before = standing(record)
        run = signed(members, newest=f"{_size(public)}")
        assert (run.state, run.problem) == ("failed", "declaring.record-ahead")
        assert run.told["operands"] | {"folder": ""} == {
            "folder": "",
            "number": 1,
            "station": "01-2",
            "contest": "01",
            "version": 1,
        }
        assert standing(record) == before
        elections.twice("01-2", members)
        assert signed(members, newest=f" {_size(public)} ").state == "done"
        assert signed(members).state == "done"  # it is asked once
        found = verify(record, KEY.public(), since=(public / layout.CHECKPOINT).read_bytes())
        assert found.is_valid, found.failures
        assert Accepted.objects.count() == 2

    def test_a_restore_replaces_no_record(self, public, tmp_path):
        record = publishing.record_folder(Election.objects.get())
        emptied()
        shutil.copytree(public, record)
        before = standing(record)
        backups.restore(tmp_path / "kept.tar")  # what is there goes on from what the backup has
        assert standing(record) == before
        emptied()
        shutil.copytree(public, record)
        (record / layout.CHECKPOINT).unlink()
        with pytest.raises(BadInput, match="does not go on from the log"):
            backups.restore(tmp_path / "kept.tar")
        assert not Person.objects.exists()

    @pytest.mark.usefixtures("public")
    def test_a_restore_that_fails_leaves_no_record(self, tmp_path, monkeypatch):
        emptied()

        def fail(*_):
            raise OSError("no room")

        laid = backups._lay
        monkeypatch.setattr(backups, "_lay", lambda *given: fail() if given[0].name == "kh-test" else laid(*given))
        with pytest.raises(OSError, match="no room"):
            backups.restore(tmp_path / "kept.tar")
        assert not Person.objects.exists()
        records: Path = publishing.settings.RECORDS
        assert not records.exists() or not list(records.iterdir())


def test_a_decision_that_the_database_lost(election, people, monkeypatch):
    """The trail knows of the publication before the decision alone; the record goes further."""
    under("kh.council")
    first_on_list = Candidate.objects.get(code="02-A-1")
    Candidate.objects.create(option=first_on_list.option, position=2, code="02-A-2", name_en="Chan A")
    for station in ("01-1", "01-2", "02-1", "02-2"):
        given = TIED if station.startswith("01") else elections.GOOD
        elections.twice(station, people, given, given)
    signed(people)
    counted(election, people)
    drawn_by_two(question_of(election), ["C"], people)
    one, other = commission(people)
    given = removals.Given("struck", "A", 2, DAY, "Constitutional Council, no. 7", "Not on the list of voters.")
    removal = removals.propose(elections.statement_of("02-1").contest, given, by=one)
    removals.take(removal.pk, removals.Action.CONFIRM, "", by=other)
    counted(election, people)
    carried(election, people)
    assert signed(people).state == "done"
    record = publishing.record_folder(election)
    log = read_log(record)
    assert {"decision", "act"} <= {json.loads(entry)["type"] for entry in log.entries}
    first = Act.objects.filter(kind="published").order_by("number").first()
    monkeypatch.setattr(continuity, "_last_act", lambda _election: first)
    continuity.hold_log(election, record, log)  # the database has what the log has
    with monkeypatch.context() as lost:
        lost.setattr(continuity.acts, "rows_of", lambda _election: [])
        with refused("declaring.record-ahead-decided"):
            continuity.hold_log(election, record, log)
    for model in (continuity.Drawing, continuity.Removal):
        with monkeypatch.context() as lost:
            lost.setattr(model.objects, "filter", lambda model=model, **_: model.objects.none())
            with refused("declaring.record-ahead-decided"):
                continuity.hold_log(election, record, log)
