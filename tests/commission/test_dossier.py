"""Everything about one station in one folder: what is in it, and that any changed byte is found."""

import csv
import json
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.commission import elections, tiny
from tests.commission.elections import GOOD, OTHER

from suffrage.commission.accounts.roles import Role
from suffrage.commission.dossier import checking
from suffrage.commission.dossier.gathering import gather
from suffrage.commission.dossier.writing import write
from suffrage.commission.statements import deciding, scans
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.chain import check as chain
from suffrage.model import BadInput
from suffrage.record.notes import PrivateKey

pytestmark = pytest.mark.django_db
KEY = PrivateKey("nec.example/court", bytes(range(32)))
PDF = b"%PDF-1.7 the paper %%EOF"


@pytest.fixture
def station(people):
    """Station 01-1: two entries that differ, settled with a scan beside, recalled and refused; and work at others."""
    elections.twice("02-1", people)
    found = elections.twice("01-1", people, GOOD, OTHER)
    area = found.station.area.code
    scans.attach(found.pk, SimpleUploadedFile("form.pdf", PDF), by=people[Role.SUPERVISOR, area])
    deciding.settle(found.pk, 1, "The paper says <b>150</b>.", by=people[Role.SUPERVISOR, area])
    deciding.propose(found.pk, "A party asks for it.", by=people[Role.SUPERVISOR, area])
    deciding.refuse(found.pk, "The paper is clear.", by=people[Role.VERIFIER, area])
    elections.once("01-2", people)
    return found


@pytest.fixture
def folder(station, tmp_path):
    """Its folder, signed."""
    write(gather("01-1"), tmp_path / "court", "en", key=KEY)
    return tmp_path / "court"


def rows(folder, name):
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_everything_about_the_station_is_there_and_nothing_about_others(folder, station):
    entries = rows(folder, "statements.entry")
    assert [(row["number"], row["person"], row["reason"]) for row in entries] == [
        ("1", "clerk-01", ""),
        ("2", "clerk-01-second", ""),
        ("3", "supervisor-01", "The paper says <b>150</b>."),
    ]
    assert rows(folder, "statements.accepted")[0]["valid"] == "300"
    assert {row["account"] for row in rows(folder, "people")} == {"clerk-01", "clerk-01-second", "supervisor-01", "verifier-01"}
    assert [row["reason"] for row in rows(folder, "statements.correction")] == ["A party asks for it."]
    acts = json.loads((folder / "acts.json").read_text("utf-8"))
    kinds = ["receive", "begin-first", "finish-first", "begin-second", "differ", "scan-attached", "settle", "propose", "refuse"]
    assert [act["content"]["kind"] for act in acts] == kinds
    assert {act["content"]["statement"] for act in acts} == {station.pk}
    (scan,) = (folder / "files").iterdir()
    assert scan.read_bytes() == PDF
    assert len((folder / "chain.csv").read_text("utf-8").splitlines()) == 1 + chain().acts


@pytest.mark.parametrize("language", ["en", "fr", "km"])
def test_the_page_is_for_a_reader(station, tmp_path, language):
    write(gather("01-1"), tmp_path / "court", language)
    page = (tmp_path / "court" / "index.html").read_text("utf-8")
    assert f'<html lang="{language}">' in page
    assert "&lt;b&gt;150&lt;/b&gt;" in page
    assert "<script" not in page
    assert "supervisor-01" in page
    assert ("១៥០" if language == "km" else "150") in page


def test_a_complaint_and_its_evidence_are_in_it(station, people, tmp_path):
    from suffrage.commission.complaints import filing

    complaint = filing.file(station, "The list was not posted.", by=people[Role.OBSERVER, "01"])
    filing.attach(complaint.pk, SimpleUploadedFile("photo.pdf", PDF + b"%%EOF"), by=people[Role.OBSERVER, "01"])
    found = gather("01-1")
    write(found, tmp_path / "court", "fr", key=KEY)
    assert found.complaints[0]["grounds"] == "The list was not posted."
    assert {"complaint-filed", "evidence-attached"} <= {act.kind for act in found.acts}
    assert len(list((tmp_path / "court" / "files").iterdir())) == 2
    assert f"<strong>{complaint.number}</strong>" in (tmp_path / "court" / "index.html").read_text("utf-8")


def test_it_is_whole_and_signed(folder):
    found = checking.check(folder, KEY.public())
    assert found.problems == ()
    assert (found.acts, found.is_signed, found.signed_by) == (9, True, ("nec.example/court",))
    other = checking.check(folder, PrivateKey("nec.example/court", bytes(32)).public())
    assert [problem.key for problem in other.problems] == ["not-signed"]


def test_any_changed_byte_is_found(folder, tmp_path):
    names = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    assert len(names) > 9
    for name in names:
        other = tmp_path / "other"
        shutil.copytree(folder, other)
        content = bytearray((other / name).read_bytes())
        content[len(content) // 2] ^= 1
        (other / name).write_bytes(content)
        assert checking.check(other, KEY.public()).problems, name
        (other / name).unlink()
        assert checking.check(other, KEY.public()).problems, name
        shutil.rmtree(other)
    (folder / "more.txt").write_text("more", "utf-8")
    assert [problem.key for problem in checking.check(folder, KEY.public()).problems] == ["file-strange"]


def resealed(folder):
    """The manifest made anew, as somebody with the key could."""
    from suffrage.commission.dossier.writing import _seal

    (folder / "manifest.txt").unlink()
    _seal(folder, json.loads((folder / "station.json").read_text("utf-8")), KEY)


def act_changed(acts, _lines):
    acts[2]["content"]["at"] = "2026-01-01T00:00:00.000000+00:00"


def act_moved(acts, _lines):
    acts[2], acts[3] = acts[3] | {"digest": acts[2]["digest"]}, acts[2]


def chain_cut(_acts, lines):
    del lines[3]


def chain_short(_acts, lines):
    del lines[-1]


@pytest.mark.parametrize("change", [act_changed, act_moved, chain_cut, chain_short])
def test_acts_cannot_be_changed_even_by_whoever_signs(folder, change):
    acts = json.loads((folder / "acts.json").read_text("utf-8"))
    lines = (folder / "chain.csv").read_text("utf-8").splitlines()
    change(acts, lines)
    (folder / "acts.json").write_text(json.dumps(acts, ensure_ascii=False), "utf-8")
    (folder / "chain.csv").write_text("\n".join(lines) + "\n", "utf-8")
    resealed(folder)
    assert {problem.key for problem in checking.check(folder, KEY.public()).problems} & {
        "act-elsewhere",
        "chain-gap",
        "chain-end",
    }


def test_a_scan_that_is_gone_is_said(station, tmp_path):
    from django.core.files.storage import default_storage

    scan = station.scans.get()
    default_storage.delete(scans.path_of(scan.sha256))
    write(gather("01-1"), tmp_path / "court", "en")
    assert f'<p class="miss">This file is no longer as it was attached, or is gone: <code>{scan.sha256}' in (
        tmp_path / "court" / "index.html"
    ).read_text("utf-8")


def test_what_cannot_be_written_is_a_sentence(station, tmp_path):
    with pytest.raises(BadInput, match="no station 99-9"):
        gather("99-9")
    with pytest.raises(BadInput, match="no such election"):
        gather("01-1", "elsewhere")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").write_text("x", "utf-8")
    with pytest.raises(BadInput, match="not an empty folder"):
        write(gather("01-1"), tmp_path / "there", "en")
    assert Statement.objects.get(pk=station.pk).state == "accepted"


def test_a_station_that_nobody_entered(people, tmp_path):
    tiny.person(Role.CLERK, None, suffix="-idle")
    write(gather("02-2"), tmp_path / "court", "km", key=KEY)
    assert checking.check(tmp_path / "court", KEY.public()).acts == 0
