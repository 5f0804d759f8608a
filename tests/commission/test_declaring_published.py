"""Publishing from the commission's site: preliminary and final as one log, keys, cosignatures, and what is refused."""

import json
import runpy
import shutil
import sys
from pathlib import Path

import pytest
from tests.commission import elections, tiny
from tests.commission.declarations import (
    KEY,
    TIED,
    WITNESS,
    accept_all,
    carried,
    commission,
    counted,
    declared,
    drawn_by_two,
    kinds,
    question_of,
    refused,
    under,
)

from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import publishing
from suffrage.commission.declaring.cosigning import cosign
from suffrage.commission.declaring.models import Run
from suffrage.commission.statements.models import Scan
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act
from suffrage.record import layout
from suffrage.record.reading import read_record
from suffrage.record.verify import verify
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).parents[2] / "verifier" / "verify_record.py"


def second_verifier(record, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["verify_record.py", str(record), str(KEY.public())])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(VERIFIER), run_name="__main__")
    return ended.value.code


def signed(election, people, **more):
    given = {"scans": False, "protocols": False} | more
    run = publishing.sign(election, KEY, by=commission(people)[0], **given)
    run.refresh_from_db()
    return run


class TestPublishing:
    def test_the_whole_way(self, election, people, monkeypatch):
        """Preliminary, a tie, a lot by two, the decision, final: one log, and both verifiers find nothing wrong."""
        under("kh.council")
        elections.twice("01-1", people, TIED, TIED)
        first = signed(election, people)
        record = publishing.record_folder(election)
        kept = (record / layout.CHECKPOINT).read_bytes()
        assert (first.state, first.told["status"]) == ("done", "preliminary")
        assert verify(record, KEY.public()).is_valid
        for station in ("01-2", "02-1", "02-2"):
            given = TIED if station == "01-2" else elections.GOOD
            elections.twice(station, people, given, given)
        counted(election, people)
        drawn_by_two(question_of(election), ["C"], people)
        counted(election, people)
        carried(election, people)
        election.refresh_from_db()
        last = signed(election, people)
        assert (last.state, last.told["status"]) == ("done", "final"), last.told
        found = verify(record, KEY.public(), since=kept)
        assert found.is_valid, found.failures
        assert second_verifier(record, monkeypatch) == 0
        reading = read_record(record, KEY.public())
        assert reading.result.is_complete
        entries = [json.loads(entry) for entry in reading.entries]
        assert [entry["status"] for entry in entries if entry["type"] == "declaration"] == ["preliminary", "final"]
        assert any(entry.get("text") == "The result is declared." for entry in entries)
        home = (record / "site" / "index.en.html").read_text("utf-8")
        assert messages("en")["site.final"] in home
        assert check().broken is None

    def test_the_key_stands_nowhere(self, election, people):
        from django.core import serializers

        accept_all(people)
        signed(election, people)
        stored = serializers.serialize("json", [*Run.objects.all(), *Act.objects.all()])
        assert KEY.secret_text() not in stored
        assert KEY.secret_text().rsplit("+", 1)[1] not in stored
        assert str(KEY.public()).replace('"', "") in stored

    def test_a_published_statement_does_not_change_when_a_scan_comes_later(self, election, people):
        accept_all(people)
        signed(election, people)
        clerk = people[Role.CLERK, "01"]
        statement = elections.statement_of("01-1")
        Scan.objects.create(statement=statement, version=1, sha256="d" * 64, kind="image/png", size=1, person=clerk)
        again = signed(election, people)
        assert again.state == "done", again.told
        assert again.told["new"] == 0

    def test_a_failure_leaves_the_record_as_it_was(self, election, people):
        accept_all(people)
        signed(election, people)
        record = publishing.record_folder(election)
        before = (record / layout.MANIFEST).read_bytes()
        shutil.rmtree(record / "log" / "tile")
        failed = signed(election, people)
        assert (failed.state, failed.problem) == ("failed", "declaring.problem")
        assert (record / layout.MANIFEST).read_bytes() == before
        assert "publish-failed" in kinds()

    def test_which_keys_are_refused(self, election, people):
        from suffrage.record.notes import PrivateKey

        accept_all(people)
        signed(election, people)
        one = commission(people)[0]
        with refused("declaring.other-key"):
            publishing.sign(election, PrivateKey(KEY.name, bytes(32)), by=one)
        for by, key in (
            (people[Role.VERIFIER, None], "work.not-your-role"),
            (people[Role.COMMISSIONER, "01"], "declaring.not-member"),
        ):
            with refused(key):
                publishing.sign(election, KEY, by=by)
        rehearsal = tiny.election("kh-rehearsal", rehearsal=True)
        with refused("declaring.key-of-real"):
            publishing.sign(rehearsal, KEY, by=one)

    def test_a_cosignature_after_all_of_it_is_verified(self, election, people):
        one = commission(people)[0]
        with refused("declaring.no-record"):
            cosign(election, WITNESS, by=one)
        accept_all(people)
        signed(election, people)
        with refused("declaring.own-key"):
            cosign(election, KEY, by=one)
        run = cosign(election, WITNESS, by=one)
        run.refresh_from_db()
        assert run.state == "done", run.told
        record = publishing.record_folder(election)
        assert verify(record, KEY.public(), witnesses=[WITNESS.public()]).is_valid
        page = record / "site" / "index.en.html"
        page.write_text(page.read_text("utf-8") + " ", "utf-8")
        bad = cosign(election, WITNESS, by=one)
        bad.refresh_from_db()
        assert (bad.state, bad.problem) == ("failed", "declaring.record-not-valid")

    def test_a_rehearsal_is_declared_as_one(self):
        rehearsal = tiny.election("kh-r", rehearsal=True)
        areas = {None: None, **{area.code: area for area in rehearsal.areas.exclude(code="KH")}}
        people = {(role, code): tiny.person(role, area) for role in Role for code, area in areas.items()}
        declared(rehearsal, people)
        run = signed(rehearsal, people)
        assert run.state == "done", run.told
        record = publishing.record_folder(rehearsal)
        assert record.name == "kh-r-rehearsal"
        assert verify(record, KEY.public()).is_valid
        for language in LANGUAGES:
            home = (record / "site" / f"index.{language}.html").read_text("utf-8")
            assert messages(language)["site.rehearsal"] in home.replace("&#x27;", "'")
