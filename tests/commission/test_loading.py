"""An election is set up from a folder: all of it or nothing, its statements awaited, and what it lacks on a checklist."""

import hashlib
import json

import pytest
from tests import folders
from tests.commission import tiny

from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.checklist import begin_counting, checklist
from suffrage.commission.setup.loading import preview, set_up
from suffrage.commission.setup.models import Area, Candidate, Contest, Election, Option, Station
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.models import Act
from suffrage.model import BadInput

pytestmark = pytest.mark.django_db

EMPTY = {name: folders.TABLES[name].splitlines()[0] + "\n" for name in ("statements", "votes")}
CANDIDATES = "contest_id,option_id,position,candidate_id,name_km,sex,birth_date\n23,9,1,K1,សុខ,f,1980-02-29\n"


@pytest.fixture
def administrator(db):
    return tiny.person(Role.ADMINISTRATOR, None)


def lacking(election):
    return {line.code: (line.number, line.codes, line.stops) for line in checklist(election)}


def test_everything_is_there_once(tmp_path, administrator):
    folder = folders.write(tmp_path / "e", **EMPTY, candidates=CANDIDATES)
    election = set_up(folder, by=administrator, rehearsal=True)
    assert (election.code, election.rehearsal, election.phase) == ("tiny", True, "setup")
    assert dict(Area.objects.values_list("code", "path")) == {"KH": "KH/", "01": "KH/01/", "23": "KH/23/"}
    assert Area.objects.get(code="23").parent.code == "KH"
    assert list(Contest.objects.order_by("code").values_list("code", "seats", "area__code")) == [
        ("01", 6, "01"),
        ("23", 1, "23"),
    ]
    assert list(Option.objects.filter(contest__code="23").values_list("place", "code", "party")) == [
        (1, "9", "FUN"),
        (2, "18", "CPP"),
    ]
    assert str(Candidate.objects.get().birth_date) == "1980-02-29"
    assert dict(Station.objects.values_list("code", "registered")) == {"0101": 400, "0102": 300, "2301": 200}
    assert sorted(Statement.objects.values_list("station__code", "contest__code", "state")) == [
        ("0101", "01", "awaited"),
        ("0102", "01", "awaited"),
        ("2301", "23", "awaited"),
    ]
    act = Act.objects.get(kind="election-set-up")
    assert json.loads(act.data)["sha256"]["areas.csv"] == hashlib.sha256((folder / "areas.csv").read_bytes()).hexdigest()
    assert set(json.loads(act.data)["sha256"]) == {
        *("election.toml", "areas.csv", "contests.csv", "options.csv", "candidates.csv", "stations.csv"),
    }


def test_statements_in_the_folder_are_not_taken_for_what_was_counted(tmp_path, administrator):
    folder = folders.write(tmp_path / "e")
    shown = preview(folder)
    assert (shown.is_sound, shown.statements, shown.given) == (True, 3, 3)
    set_up(folder, by=administrator, rehearsal=False)
    assert set(Statement.objects.values_list("state", flat=True)) == {"awaited"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (folders.edit("options", "01,9,9,FUN\n", "01,9,9,FUN\n01,9,9,FUN\n"), "more than once"),
        (folders.edit("stations", "2301,23", "2301,77"), "not in the table areas"),
        (folders.edit("stations", "0101,01,400", "0101,01,many"), "many"),
        (folders.edit("areas", "Kep", "K" * 301), "longer than 300"),
        (folders.edit("contests", "23,23,1,1", "23,23,1000,1"), "round"),
        ({"areas": None}, "areas"),
    ],
)
def test_a_folder_that_is_not_sound_stores_nothing(tmp_path, administrator, changed, said):
    folder = folders.write(tmp_path / "e", **changed)
    shown = preview(folder)
    assert not shown.is_sound
    assert said in shown.problem
    with pytest.raises(BadInput, match=said):
        set_up(folder, by=administrator, rehearsal=False)
    assert not Election.objects.exists()
    assert not Act.objects.exists()


def test_a_slash_in_a_code_would_break_paths(tmp_path):
    tables = {name: folders.TABLES[name].replace("23,", "2/3,") for name in ("areas", "contests", "options", "stations")}
    assert "slash" in preview(folders.write(tmp_path / "e", **EMPTY, **tables)).problem


def test_the_same_election_is_set_up_once(tmp_path, administrator):
    folder = folders.write(tmp_path / "e")
    set_up(folder, by=administrator, rehearsal=False)
    with pytest.raises(Refused) as refused:
        set_up(folder, by=administrator, rehearsal=False)
    assert "tiny" in refused.value.say("en")
    assert Election.objects.count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_sets_up(tmp_path, role, db):
    person = tiny.person(role, None)
    folder = folders.write(tmp_path / "e")
    with pytest.raises(Refused):
        set_up(folder, by=person, rehearsal=False)
    with pytest.raises(Refused):
        begin_counting(tiny.election().pk, by=person)


def test_the_checklist_says_what_is_missing(tmp_path, administrator):
    spoilt = {
        "options": folders.TABLES["options"].replace("01,9,9,FUN", "01,9,9,"),
        "stations": folders.TABLES["stations"].replace("0101,01,400", "0101,01,"),
        "contests": folders.TABLES["contests"].replace("01,01,1,6", "01,01,1,5"),
    }
    election = set_up(folders.write(tmp_path / "e", **EMPTY, **spoilt), by=administrator, rehearsal=False)
    found = lacking(election)
    assert found["options-without-party"] == (1, ("9",), False)
    assert found["stations-without-registered"] == (1, ("0101",), False)
    assert found["seats-not-of-law"] == (1, ("01",), False)
    assert found["few-clerks"] == found["few-supervisors"] == (2, ("01", "23"), False)
    one = Area.objects.get(code="01")
    for number, role in enumerate((Role.CLERK, Role.CLERK, Role.SUPERVISOR)):
        tiny.person(role, one, suffix=str(number))
    assert lacking(election)["few-clerks"] == (1, ("23",), False)
    assert begin_counting(election.pk, by=administrator).phase == "counting"
    with pytest.raises(Refused):
        begin_counting(election.pk, by=administrator)


def test_without_a_law_or_options_the_count_does_not_begin(tmp_path, administrator):
    toml = folders.TOML.replace("kh.national-assembly", "kh.nothing")
    options = folders.TABLES["options"].replace("23,9,9,FUN\n23,18,18,CPP\n", "")
    election = set_up(folders.write(tmp_path / "e", **EMPTY, toml=toml, options=options), by=administrator, rehearsal=False)
    found = lacking(election)
    assert found["law-not-known"][2]
    assert found["contests-without-options"] == (1, ("23",), True)
    with pytest.raises(Refused):
        begin_counting(election.pk, by=administrator)


def test_stations_outside_every_contest_and_contests_without_seats(tmp_path, administrator):
    stations = folders.TABLES["stations"] + "9901,KH,100\n"
    toml = folders.TOML.replace("kh.national-assembly", "fr.municipal")
    contests = folders.TABLES["contests"].replace("23,23,1,1", "23,23,1,")
    election = set_up(
        folders.write(tmp_path / "e", **EMPTY, stations=stations, toml=toml, contests=contests),
        by=administrator,
        rehearsal=False,
    )
    found = lacking(election)
    assert found["stations-without-contest"] == (1, ("9901",), True)
    assert found["contests-without-seats"] == (1, ("23",), True)
