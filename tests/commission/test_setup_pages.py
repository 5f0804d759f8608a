"""An administrator sets an election up on pages: files sent, looked at, stored, the checklist, and the count begun."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import folders
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup import incoming
from suffrage.commission.setup.models import Area, Election
from suffrage.commission.statements.models import Statement
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return signed_in(tiny.person(Role.ADMINISTRATOR, None))


def files(**changed):
    tables = {name: text for name, text in folders.TABLES.items() if name not in ("statements", "votes")} | changed
    toml = {"election.toml": tables.pop("toml", folders.TOML)}
    named = toml | {f"{name}.csv" if "." not in name else name: text for name, text in tables.items() if text is not None}
    return {"files": [SimpleUploadedFile(name, text.encode()) for name, text in named.items()]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_files_to_the_count(administrator, language):
    administrator.cookies["language"] = language
    assert messages(language)["setup.none"] in text_of(administrator.get("/setup"))
    where = administrator.post("/setup/files", files()).headers["Location"]
    shown = administrator.get(where)
    assert messages(language)["setup.awaited"] in text_of(shown)
    assert not Election.objects.exists()
    assert administrator.post(where, {"kind": "real"}).headers["Location"] == "/setup"
    election = Election.objects.get()
    assert (election.rehearsal, Statement.objects.count()) == (False, 3)
    assert not (settings.HOME / "incoming" / where.rpartition("/")[2]).exists()
    page = text_of(administrator.get("/setup"))
    assert messages(language)["setup.stops"] not in page
    for number in range(2):
        tiny.person(Role.VERIFIER, None, suffix=str(number))
        tiny.person(Role.CLERK, None, suffix=str(number))
    tiny.person(Role.SUPERVISOR, None)
    assert messages(language)["setup.nothing-missing"] in text_of(administrator.get("/setup"))
    administrator.post("/setup/begin")
    assert Election.objects.get().phase == "counting"
    assert administrator.post("/setup/begin").status_code == 409


def test_it_is_a_rehearsal_unless_it_is_said_to_be_real(administrator):
    where = administrator.post("/setup/files", files()).headers["Location"]
    administrator.post(where)
    assert Election.objects.get().rehearsal
    again = administrator.post("/setup/files", files()).headers["Location"]
    page = administrator.post(again, {"kind": "real"})
    assert page.status_code == 422
    assert "tiny" in text_of(page)
    incoming.forget(again.rpartition("/")[2])


def test_what_is_wrong_is_said_and_nothing_is_stored(administrator):
    where = administrator.post("/setup/files", files(stations="station_id,area_id,registered\n0101,77,4\n")).headers["Location"]
    page = administrator.get(where)
    assert page.status_code == 422
    said = text_of(page)
    assert "77" in said
    assert str(settings.HOME) not in said
    assert administrator.post(where, {"kind": "real"}).status_code == 422
    assert not Election.objects.exists()
    incoming.forget(where.rpartition("/")[2])


@pytest.mark.parametrize("name", ["evil.html", "../../secret", "areas.csv.exe", "passwd"])
def test_only_the_files_of_an_election_are_kept(administrator, name):
    page = administrator.post("/setup/files", files(**{name if "." in name else f"{name}.": "x"}))
    assert page.status_code == 422
    assert not Election.objects.exists()


@pytest.mark.parametrize("given", [{}, {"files": [SimpleUploadedFile("areas.csv", b"area_id\n")]}])
def test_without_an_election_there_is_nothing_to_keep(administrator, given):
    assert messages("en")["setup.no-election-toml"] in text_of(administrator.post("/setup/files", given))


@pytest.mark.parametrize("token", ["x", "..", "C" * 22])
def test_no_other_folder_is_opened(administrator, token):
    assert administrator.get(f"/setup/files/{token}").status_code == 404


def test_an_administrator_of_an_area_sees_the_checklist_and_sets_nothing_up(election):
    browser = signed_in(tiny.person(Role.ADMINISTRATOR, Area.objects.get(code="01")))
    assert browser.get("/setup").status_code == 200
    assert browser.post("/setup/files", files()).status_code == 422
    assert browser.post("/setup/begin").status_code == 409
