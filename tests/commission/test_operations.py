"""Backup and restore, health and figures, and the command that brings the site up."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.databases import ON_POSTGRESQL, own_database
from tests.commission.office import served
from tests.commission.tiny import text_of

from suffrage.commission import backup as backups
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.health import faults
from suffrage.commission.running import Place, configure, first_administrator
from suffrage.commission.trail.chain import check, record
from suffrage.commission.trail.models import Act, Tip
from suffrage.model import BadInput

SOURCE = Path(__file__).parents[2] / "src"
UPLOADS = Path(settings.STORAGES["default"]["OPTIONS"]["location"])


@pytest.fixture
def uploads():
    """The folder of uploads, empty before and after."""
    shutil.rmtree(UPLOADS, ignore_errors=True)
    yield UPLOADS
    shutil.rmtree(UPLOADS, ignore_errors=True)


@pytest.fixture
def filled(transactional_db, uploads):
    """A site with an election, people, acts and an upload."""
    from django.db import transaction

    from suffrage.commission.statements import work
    from suffrage.commission.statements.checking import Reading
    from suffrage.commission.statements.models import Statement

    election = tiny.election()
    people = [tiny.person(role, area) for role in Role for area in (None, election.areas.get(code="01"))]
    signed_in(people[0]).get("/")
    with transaction.atomic():
        record("training-made", {"stations": ["ខ្មែរ", 1, None]}, person=people[0], election=election)
        record("sign-out", {}, person=people[1], area=people[1].area)
    clerks = [tiny.person(Role.CLERK, None, suffix=suffix) for suffix in ("-a", "-b")]
    figures = {"registered": 500, "voters": 400, "ballots": 400, "blank": None, "null": 10, "valid": 390}
    key = Statement.objects.first().id
    work.receive(key, "7", by=clerks[0])
    for clerk in clerks:
        work.begin(key, by=clerk)
        work.finish(key, Reading(figures, {"A": 200, "B": 100, "C": 90}), by=clerk, confirmed=["turnout", "votes-all"])
    assert Statement.objects.get(id=key).state == "accepted"
    (UPLOADS / "scans").mkdir(parents=True)
    (UPLOADS / "scans" / "ស្កេន.jpg").write_bytes(b"\xff\xd8\x00")
    return election


def everything():
    return {model: list(model._base_manager.order_by("pk").values()) for model in backups._models()}


def emptied():
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(UPLOADS)


def test_what_was_kept_comes_back(filled, tmp_path):
    before = everything()
    rows = backups.backup(tmp_path / "kept.tar").rows
    assert rows["accounts.person"] == 16
    assert (tmp_path / "kept.tar").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["kept.tar"]
    emptied()
    assert not Person.objects.exists()
    assert backups.restore(tmp_path / "kept.tar").rows == rows
    after = everything()
    assert after[Act].pop()["kind"] == "restored"
    assert {model: found for model, found in before.items() if model is not Tip} == {
        model: found for model, found in after.items() if model is not Tip
    }
    assert check().acts == 8
    assert check().broken is None
    assert (UPLOADS / "scans" / "ស្កេន.jpg").read_bytes() == b"\xff\xd8\x00"
    tiny.person(Role.CLERK, None, suffix="-new")  # new rows go on after the old ones
    assert signed_in(Person.objects.get(username="clerk-all-new")).get("/").status_code == 200


def test_a_backup_replaces_nothing(filled, tmp_path):
    (tmp_path / "there").write_text("something", "utf-8")
    with pytest.raises(BadInput, match="exists"):
        backups.backup(tmp_path / "there")
    assert (tmp_path / "there").read_text("utf-8") == "something"
    backups.backup(tmp_path / "kept.tar")
    with pytest.raises(BadInput, match="not empty"):
        backups.restore(tmp_path / "kept.tar")
    call_command("flush", interactive=False, verbosity=0)
    with pytest.raises(BadInput, match="is not empty; a restore replaces nothing"):
        backups.restore(tmp_path / "kept.tar")


def rewritten(file, change):
    """The backup with its members changed: name → bytes."""
    with tarfile.open(file) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    change(members)
    other = file.with_name("other.tar")
    with tarfile.open(other, "w") as tar:
        for name, content in members.items():
            path = file.with_name("member")
            path.write_bytes(content)
            tar.add(path, name)
    return other


def forged(members):
    """A changed act whose digest was put right in the manifest."""
    import hashlib

    name = "tables/trail.act.jsonl"
    members[name] = members[name].replace(b"sign-out", b"sign-off")
    manifest = json.loads(members["manifest.json"])
    manifest["sha256"][name] = hashlib.sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


def older(members):
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].pop()
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda members: members.update({"tables/setup.area.jsonl": b""}), "damaged: tables/setup.area.jsonl"),
        (lambda members: members.pop("tables/trail.tip.jsonl"), "damaged: tables/trail.tip.jsonl"),
        (lambda members: members.pop("manifest.json"), "not a whole backup"),
        (lambda members: members.update({"../outside": b"x"}), "does not belong in a backup"),
        (lambda members: members.update({"uploads/more": b"x"}), "damaged: uploads/more"),
        (forged, "broken at act 2"),
        (older, "another version|are not those of"),
    ],
)
def test_a_damaged_backup_restores_nothing(filled, tmp_path, change, sentence):
    backups.backup(tmp_path / "kept.tar")
    emptied()
    with pytest.raises(BadInput, match=sentence):
        backups.restore(rewritten(tmp_path / "kept.tar", change))
    assert not Person.objects.exists()
    assert not list(UPLOADS.rglob("*"))
    assert not (tmp_path.parent / "outside").exists()


def test_what_is_no_backup_is_a_sentence(transactional_db, uploads, tmp_path):
    (tmp_path / "no.tar").write_bytes(b"nothing of the kind")
    with pytest.raises(BadInput, match="not a whole backup"):
        backups.restore(tmp_path / "no.tar")


@pytest.mark.django_db
def test_health(client, monkeypatch):
    assert client.get("/health").json() == {"status": "ok", "faults": []}
    Tip.objects.all().delete()
    assert faults() == ["trail"]
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["faults"]) == (503, ["trail"])


def test_health_without_a_database(client, monkeypatch):
    from django.db import OperationalError

    from suffrage.commission import health

    def fail(_connection):
        raise OperationalError

    monkeypatch.setattr(health, "MigrationExecutor", fail)
    assert client.get("/health").status_code == 503


@pytest.mark.django_db
def test_tables_of_another_version_are_a_fault():
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="trail", name="0002_guards").delete()
    assert faults() == ["migrations"]


@pytest.mark.django_db
def test_the_figures_for_prometheus(client, people, settings):
    client.get("/nowhere/1")
    said = text_of(client.get("/metrics"))
    assert 'suffrage_statements{election="kh-test",state="awaited"} 4.0' in said
    assert 'suffrage_people{role="clerk"} 3.0' in said
    assert 'suffrage_request_seconds_count{method="GET",page="none",status="404"}' in said
    assert "/nowhere" not in said
    for far in (Client(REMOTE_ADDR="10.0.0.1"), Client(headers={"X-Forwarded-For": "10.0.0.1"})):
        assert far.get("/metrics").status_code == 403
        assert far.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    settings.METRICS_TOKEN = "let-me-read"
    assert far.get("/metrics", headers={"Authorization": "Bearer let-me-read"}).status_code == 200
    assert far.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 403
    settings.BEHIND_PROXY = True
    assert client.get("/metrics").status_code == 403


@pytest.mark.django_db
def test_the_first_administrator_is_made_once():
    name, password = first_administrator()
    person = Person.objects.get()
    assert person.check_password(password)
    assert (person.username, person.role, person.must_change_password) == (name, "administrator", True)
    assert first_administrator() is None
    assert check().acts == 1


def test_passwords_never_cross_a_network_in_the_clear(tmp_path, monkeypatch):
    monkeypatch.delenv("SUFFRAGE_BEHIND_PROXY", raising=False)
    with pytest.raises(BadInput, match="unprotected"):
        configure(Place(tmp_path, host="10.0.0.1"))
    assert Place(tmp_path, certificate=tmp_path / "c").by_tls


@pytest.mark.django_db
def test_a_training_election_has_everybody_and_half_the_papers():
    from suffrage.commission.refused import Refused
    from suffrage.commission.statements.models import Statement
    from suffrage.commission.training import make

    made = make(stations=100, language="km")
    assert made.election.rehearsal
    assert {person.role for person in made.people} == {role.value for role in Role}
    assert all(Person.objects.get(id=person.id).check_password(made.password) for person in made.people)
    states = list(Statement.objects.values_list("state", flat=True))
    assert len(states) == 100
    assert {"awaited", "received", "once", "differing", "accepted"} <= set(states)
    assert 40 <= states.count("accepted") + states.count("quarantined") <= 50
    assert check().broken is None
    with pytest.raises(Refused):
        make(stations=100, language="km")


def command(*arguments, home, **environment):
    """Run `suffrage commission` as its own process."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "SUFFRAGE_HOME": str(home)} | environment
    return subprocess.run(
        [sys.executable, "-m", "suffrage", "commission", *arguments],
        env=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def fetched(address):
    """The body of a page."""
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


def test_from_nothing_to_a_site_and_its_backup_on_another_machine(tmp_path):
    with served(tmp_path / "site") as (address, printed):
        assert re.search(r"administrator.*one-time password \S{16} ", printed)
        assert json.loads(fetched(f"{address}/health"))["status"] == "ok"
        page = fetched(f"{address}/sign-in")
        sheet = re.search(r'href="(/static/commission\.\w+\.css)"', page)
        assert ".not-real" in fetched(address + sheet.group(1))
        done = command("backup", str(tmp_path / "kept.tar"), home=tmp_path / "site")
        assert done.returncode == 0, done.stderr
    done = command("restore", str(tmp_path / "kept.tar"), "--home", str(tmp_path / "other"), home=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    whole = command("check", home=tmp_path / "other")
    assert (whole.returncode, whole.stdout) == (0, "The chain of 2 acts is whole: none was changed, and none is missing.\n")
    again = command("restore", str(tmp_path / "kept.tar"), home=tmp_path / "other")
    assert again.returncode == 2
    assert "replaces nothing" in again.stderr
    nothing = command("check", home=tmp_path / "nothing")
    assert (nothing.returncode, nothing.stderr.count("\n")) == (2, 1)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="PostgreSQL is not running: DATABASE_URL")
def test_from_one_database_into_the_other(tmp_path):
    with served(tmp_path / "site") as (address, _printed):
        fetched(f"{address}/health")
    assert command("backup", str(tmp_path / "kept.tar"), home=tmp_path / "site").returncode == 0
    with own_database("restored") as other:
        done = command("restore", str(tmp_path / "kept.tar"), home=tmp_path / "there", DATABASE_URL=other)
        assert done.returncode == 0, done.stderr
        done = command("backup", str(tmp_path / "back.tar"), home=tmp_path / "there", DATABASE_URL=other)
        assert done.returncode == 0, done.stderr
    done = command("restore", str(tmp_path / "back.tar"), home=tmp_path / "home-again")
    assert done.returncode == 0, done.stderr
    assert "3 acts" in command("check", home=tmp_path / "home-again").stdout


def test_without_django_one_sentence_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['django'] = None; sys.argv = ['suffrage', *sys.argv[1:]]; from suffrage import cli; cli.main()"
    )
    command = [sys.executable, "-c", code, "commission", "demo", "--home", str(tmp_path / "site"), "--no-serve"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'suffrage[commission]'" in done.stderr
    assert not (tmp_path / "site").exists()
