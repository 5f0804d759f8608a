"""An administrator sets an election up on pages, step by step: nothing is stored before the last, nothing is lost in between."""

import gzip
import io
import shutil
import zipfile

import pyarrow as pa
import pyarrow.parquet
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import folders
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup import incoming
from suffrage.commission.setup.models import Area, Draft, DraftFile, Election
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
ABOUT = {
    "name_km": "ការបោះឆ្នោតសាកល្បង",
    "name_fr": "Élection d'essai",
    "name_en": "Trial election",
    "code": "kh-trial",
    "day": "2023-07-23",
    "law": "kh.national-assembly",
    "law_day": "2023-07-23",
}
CANDIDATS = (
    "Departement,CodCirElec,LibCirElec,NbSap,NbSiePourvus,Inscrits,Abstentions,Votants,Blancs,Nuls,Exprimes,NumPanneauCand,NomPsn,"
    "PrenomPsn,CivilitePsn,CodNuaCand,LibNuaCand,NbVoix,RapportExprimes,RapportInscrits,Elu\n"
)


@pytest.fixture
def administrator(db):
    return signed_in(tiny.person(Role.ADMINISTRATOR, None))


@pytest.fixture(autouse=True)
def nothing_kept():
    yield
    shutil.rmtree(settings.HOME / "incoming", ignore_errors=True)


def files(**changed):
    tables = {name: text for name, text in folders.TABLES.items() if name not in ("statements", "votes")} | changed
    named = {"election.toml": tables.pop("toml", folders.TOML)}
    named |= {f"{name}.csv" if "." not in name else name: text for name, text in tables.items() if text is not None}
    return [SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode()) for name, text in named.items()]


def begun(browser):
    """The address of a new draft, without the step."""
    return browser.post("/setup/drafts").headers["Location"].removesuffix("/files")


def sent(browser, given, of_format="canonical"):
    """A new draft whose first step was sent, and the answer."""
    where = begun(browser)
    return where, browser.post(f"{where}/files", {"format": of_format, "files": given, "on": "1"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_files_to_the_count(administrator, language):
    administrator.cookies["language"] = language
    assert messages(language)["setup.none"] in text_of(administrator.get("/setup"))
    where, answer = sent(administrator, files())
    assert answer.headers["Location"] == f"{where}/findings"
    assert messages(language)["draft.can-be"] in text_of(administrator.get(f"{where}/findings"))
    page = text_of(administrator.get(f"{where}/about"))
    assert "2023-07-23" in page
    assert 'value="tiny"' in page
    answer = administrator.post(f"{where}/about", ABOUT | {"kind": "real"})
    assert answer.headers["Location"] == f"{where}/confirm"
    last = text_of(administrator.get(f"{where}/confirm"))
    assert messages(language)["draft.will-be-real"] in last
    assert ABOUT["name_km"] in last
    assert not Election.objects.exists()
    assert administrator.post(f"{where}/confirm").headers["Location"] == "/setup"
    election = Election.objects.get()
    assert (election.code, election.rehearsal, election.name_en, str(election.day)) == (
        "kh-trial",
        False,
        "Trial election",
        "2023-07-23",
    )
    assert Statement.objects.count() == 3
    assert not Draft.objects.exists()
    assert not list((settings.HOME / "incoming").rglob("*.csv"))
    page = text_of(administrator.get("/setup"))
    assert messages(language)["setup.stops"] not in page
    for number in range(2):
        tiny.person(Role.VERIFIER, None, suffix=str(number), second_factor=True)
        tiny.person(Role.CLERK, None, suffix=str(number), second_factor=True)
    tiny.person(Role.SUPERVISOR, None)
    administrator.post("/setup/begin")
    assert Election.objects.get().phase == "counting"
    assert administrator.post("/setup/begin").status_code == 409


def test_the_trail_says_from_which_files(administrator):
    where, _answer = sent(administrator, files())
    kept = dict(DraftFile.objects.values_list("name", "sha256"))
    administrator.post(f"{where}/about", ABOUT)
    administrator.post(f"{where}/confirm")
    told = Act.objects.get(kind="election-set-up").data
    assert '"format":"canonical"' in told
    assert all(digest in told for digest in kept.values())


def test_it_is_a_rehearsal_unless_it_is_said_to_be_real(administrator):
    where, _answer = sent(administrator, files())
    administrator.post(f"{where}/about", ABOUT)
    assert messages("en")["draft.will-be-rehearsal"] in text_of(administrator.get(f"{where}/confirm"))
    administrator.post(f"{where}/confirm")
    assert Election.objects.get().rehearsal
    again, _answer = sent(administrator, files())
    administrator.post(f"{again}/about", ABOUT | {"kind": "real"})
    page = administrator.post(f"{again}/confirm")
    assert page.status_code == 422
    assert "kh-trial" in text_of(page)
    assert Draft.objects.count() == 1


def test_going_back_and_a_power_cut_lose_nothing(administrator):
    where, _answer = sent(administrator, files())
    administrator.post(f"{where}/about", ABOUT | {"name_en": "First"})
    assert "areas.csv" in text_of(administrator.get(f"{where}/files"))
    shutil.rmtree(settings.HOME / "incoming" / "read")  # as if the machine had stopped while it read
    later = signed_in(Draft.objects.get().person)
    assert "kh-trial" in text_of(later.get("/setup"))
    assert 'value="First"' in text_of(later.get(f"{where}/about"))
    more = {
        "format": "canonical",
        "files": files(stations="station_id,area_id,registered\n0101,01,4\n2301,23,5\n")[-1:],
        "on": "1",
    }
    assert later.post(f"{where}/files", more).status_code == 302
    assert 'value="First"' in text_of(later.get(f"{where}/about"))
    later.post(f"{where}/confirm")
    assert Statement.objects.count() == 2


@pytest.mark.parametrize("step", ["findings", "about", "confirm"])
def test_no_step_is_left_out(administrator, step):
    where = begun(administrator)
    assert administrator.get(f"{where}/{step}").status_code == 302
    assert administrator.post(f"{where}/confirm").status_code == 302
    sent_first, _answer = sent(administrator, files())
    assert administrator.post(f"{sent_first}/confirm").headers["Location"] == f"{sent_first}/about"
    assert not Election.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_where_it_is_and_nothing_goes_on(administrator, language):
    administrator.cookies["language"] = language
    where, _answer = sent(administrator, files(stations="station_id,area_id,registered\n0101,77,4\n0102,01,many\n"))
    page = administrator.get(f"{where}/findings")
    assert page.status_code == 422
    said = text_of(page)
    assert "stations.csv" in said
    assert str(settings.HOME) not in said
    assert administrator.get(f"{where}/about").headers["Location"] == f"{where}/findings"
    assert administrator.post(f"{where}/confirm").status_code == 302
    assert not Election.objects.exists()


def test_every_finding_is_shown_page_after_page_and_by_severity(administrator):
    rows = "".join(f"0101,{number:03d},1,x{number}\n" for number in range(120))
    where, _answer = sent(administrator, files(options="contest_id,option_id,ballot_number,party_id\n" + rows))
    first = text_of(administrator.get(f"{where}/findings"))
    assert "options.csv" in first
    draft = Draft.objects.get()
    from suffrage.commission.setup.drafts import contents_of

    number = len(contents_of(draft).findings)
    shown = 0
    for page in range(1, -(-number // 50) + 1):
        shown += text_of(administrator.get(f"{where}/findings?page={page}")).count('<td><span class="state">')
    assert shown == number > 0
    assert '<td><span class="state">' not in text_of(administrator.get(f"{where}/findings?severity=note"))


def test_a_ministry_s_file_with_its_findings_and_without_its_results(administrator):
    rows = "".join(
        f"01,0101,1re,1,0,1000,400,600,10,5,585,{number},NOM{number},P,M.,DVC,Divers,{votes},0,0,NON\n"
        for number, votes in ((1, 300), (3, 280))
    )
    where, answer = sent(
        administrator, [SimpleUploadedFile("t1.csv", (CANDIDATS + rows).encode())], "fr-legislatives-candidats"
    )
    assert answer.status_code == 302, text_of(answer)
    page = text_of(administrator.get(f"{where}/findings"))
    assert "t1.csv" in page
    about = ABOUT | {"code": "fr-2024", "day": "2024-06-30", "law": "fr.national-assembly", "law_day": "2024-06-30"}
    assert administrator.post(f"{where}/about", about).status_code == 302
    assert messages("en")["setup.given"]["one"].partition("{number}")[2][:30] in text_of(administrator.get(f"{where}/confirm"))
    assert administrator.post(f"{where}/confirm").headers["Location"] == "/setup"
    assert {each.state for each in Statement.objects.all()} == {"awaited"}


@pytest.mark.parametrize("name", ["evil.html", "../../secret", "areas.csv.exe", "passwd", ".htaccess", "x" * 200 + ".csv"])
@pytest.mark.parametrize("of_format", ["canonical", "fr-legislatives-candidats"])
def test_only_the_files_of_a_format_are_kept(administrator, name, of_format):
    _where, page = sent(administrator, [SimpleUploadedFile(name, b"x")], of_format)
    assert page.status_code == 422
    assert not DraftFile.objects.exists()


def test_an_archive_holds_the_tables(administrator):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files():
            archive.writestr(f"folder/{file.name}", file.read())
        archive.writestr("__MACOSX/._areas.csv", b"x")
    where, answer = sent(administrator, [SimpleUploadedFile("election.zip", kept.getvalue())])
    assert answer.headers["Location"] == f"{where}/findings"
    assert administrator.get(f"{where}/findings").status_code == 200


def archived(**members):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


BOMBS = {
    "not an archive": ("election.zip", b"PK\x03\x04 and then nothing", "canonical"),
    "cut archive": ("election.zip", archived(**{"areas.csv": b"a" * 10_000})[:-40], "canonical"),
    "zip in a folder that leads out": ("election.zip", archived(**{"../../etc/passwd": b"x"}), "canonical"),
    "a bomb in an archive": ("election.zip", archived(**{"areas.csv": b"0" * (8 << 20)}), "canonical"),
    "a bomb in gzip": ("t1.csv.gz", gzip.compress(b"0" * (8 << 20)), "fr-legislatives-candidats"),
    "not gzip": ("t1.csv.gz", b"plain", "fr-legislatives-candidats"),
    "cut gzip": ("t1.csv.gz", gzip.compress(b"0,1\n" * 10_000)[:-10], "fr-legislatives-candidats"),
    "not parquet": ("areas.parquet", b"PAR1 and no more PAR1", "canonical"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_and_damaged_files_are_refused(administrator, bomb, monkeypatch):
    monkeypatch.setattr(incoming, "LARGEST", 1 << 20)
    monkeypatch.setattr(incoming, "LARGEST_UNPACKED", 4 << 20)
    name, content, of_format = BOMBS[bomb]
    _where, page = sent(administrator, [SimpleUploadedFile(name, content)], of_format)
    assert page.status_code == 422
    assert not DraftFile.objects.exists()
    assert not list((settings.HOME / "incoming").glob(".*"))


def test_a_parquet_table_of_too_many_rows_is_refused(administrator, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_ROWS", 1000)
    written = io.BytesIO()
    pa.parquet.write_table(pa.table({"area_id": ["1"] * 1001}), written)
    _where, page = sent(administrator, [SimpleUploadedFile("areas.parquet", written.getvalue())])
    assert page.status_code == 422
    assert messages("en")["setup.unpacks-to-too-much"] in text_of(page)


def test_too_many_files_too_many_drafts_and_one_name_twice(administrator, monkeypatch):
    _where, page = sent(administrator, [SimpleUploadedFile("areas.csv", b"a"), SimpleUploadedFile("areas.csv", b"b")])
    assert page.status_code == 422
    monkeypatch.setattr(incoming, "MOST_FILES", 3)
    _where, page = sent(administrator, files())
    assert page.status_code == 422
    from suffrage.commission.setup import drafts

    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    assert administrator.post("/setup/drafts").status_code == 409


def test_files_are_removed_and_another_format_gives_them_up(administrator):
    where, _answer = sent(administrator, files())
    administrator.post(f"{where}/files", {"format": "canonical", "remove": ["areas.csv"], "stay": "1"})
    assert "areas.csv" not in DraftFile.objects.values_list("name", flat=True)
    assert len(kept_files()) == DraftFile.objects.count()
    assert administrator.post(f"{where}/files", {"format": "nothing"}).status_code == 422
    more = {"format": "canonical", "files": files(areas="area_id,parent_id,level,name\n")[1:2]}
    administrator.post(f"{where}/files", more)
    administrator.post(f"{where}/files", more | {"files": files()[1:2]})
    assert len(kept_files()) == DraftFile.objects.count()
    administrator.post(f"{where}/files", {"format": "fr-europeennes-circonscriptions"})
    assert not DraftFile.objects.exists()
    assert kept_files() == []


def kept_files():
    return [file for file in (settings.HOME / "incoming" / "files").rglob("*") if file.is_file()]


def test_bytes_that_are_gone_are_said_and_can_be_sent_again(administrator):
    where, _answer = sent(administrator, files())
    incoming.path_of(DraftFile.objects.get(name="areas.csv").sha256).unlink()
    page = administrator.get(f"{where}/findings")
    assert page.status_code == 422
    assert "areas.csv" in text_of(page)
    administrator.post(
        f"{where}/files", {"format": "canonical", "files": files(areas=folders.TABLES["areas"] + "24,KH,province,X\n")[1:2]}
    )
    assert administrator.get(f"{where}/findings").status_code == 200


def test_a_draft_is_given_up_with_its_files_but_not_those_of_another(administrator):
    one, _answer = sent(administrator, files())
    two, _answer = sent(administrator, files())
    assert administrator.post(f"{one}/give-up").headers["Location"] == "/setup"
    assert administrator.get(f"{two}/findings").status_code == 200
    administrator.post(f"{two}/give-up")
    assert not [file for file in (settings.HOME / "incoming").rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("code", "../x"),
        ("code", "ក"),
        ("code", "x" * 65),
        ("day", "yesterday"),
        ("day", "2023-02-30"),
        ("law", "kh.nobody"),
        ("law_day", "1900-01-01"),
        ("name_km", ""),
        ("name_fr", "\0"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(administrator, field, text):
    where, _answer = sent(administrator, files())
    page = administrator.post(f"{where}/about", ABOUT | {field: text})
    assert page.status_code == 422
    assert 'class="field wrong"' in page.content.decode()
    assert Draft.objects.get().code == ""


def test_khmer_digits_in_a_day(administrator):
    where, _answer = sent(administrator, files())
    assert administrator.post(f"{where}/about", ABOUT | {"day": "២០២៣-០៧-២៣"}).status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_law_means_stands_beside_it(administrator, language):
    administrator.cookies["language"] = language
    from suffrage import law

    known = law.at("kh.national-assembly", Election._meta.get_field("day").to_python("2023-07-23"))
    page = text_of(administrator.get("/setup/law?law=kh.national-assembly&law_day=2023-07-23"))
    assert known.period.summary.text(language) in page
    assert known.period.sources[0].title in page
    for wrong in ("law=kh.national-assembly&law_day=1900-01-01", "law=x&law_day=2023-07-23", "law_day=x", ""):
        assert messages(language)["draft.choose-law"] in text_of(administrator.get(f"/setup/law?{wrong}"))


def test_a_draft_is_its_own_person_s(administrator):
    where, _answer = sent(administrator, files())
    other = signed_in(tiny.person(Role.ADMINISTRATOR, None, suffix="-other"))
    for step in ("files", "findings", "about", "confirm"):
        assert other.get(f"{where}/{step}").status_code == 404
    assert other.post(f"{where}/give-up").status_code == 404
    assert Draft.objects.exists()


def test_an_administrator_of_an_area_sees_the_checklist_and_sets_nothing_up(election):
    browser = signed_in(tiny.person(Role.ADMINISTRATOR, Area.objects.get(code="01")))
    assert browser.get("/setup").status_code == 200
    assert browser.post("/setup/drafts").status_code == 409
    assert browser.post("/setup/begin").status_code == 409
