"""Study files as people write them wrongly: each gets a sentence that names the line, and exit code 2."""

import json

import pytest
from tests.folders import TOML, write

from suffrage import cli
from suffrage.compare.studies import read_study
from suffrage.model import BadInput

ALLIED_TWICE = """[[scenario]]
code = "a"
[[scenario.alliance]]
code = "X"
parties = ["CPP"]
[[scenario.alliance]]
code = "Y"
parties = ["CPP"]
"""
TWO_ROUNDS = """
[[scenario]]
code = "two-rounds"
law = "fr.national-assembly"
change.quorum = "60 %"

[scenario.seats]
each = 1
"""


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    def command(study, *arguments, **changed):
        folder = write(tmp_path / "election", **changed)
        file = tmp_path / "study.toml"
        file.write_text(study, "utf-8")
        monkeypatch.setattr("sys.argv", ["suffrage", "compare", str(folder), str(file), *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return command


@pytest.mark.parametrize(
    ("study", "line", "sentence"),
    [
        ('[[scenario]]\ncode = "a"\nlaw = "fr.lower-house"\n', 3, "No law is known for 'fr.lower-house'"),
        ('[[scenario]]\ncode = "a"\nlaw = "kh.national-assembly"\ndate = 1950-01-01\n', 4, "no law is known for 1950-01-01"),
        ('[[scenario]]\ncode = "a"\nlaw = "kh.national-assembly:guess"\n', 3, "no reading called 'guess'"),
        ('[[scenario]]\ncode = "a"\n[[scenario]]\ncode = "a"\n', 2, "'a' is the code of two scenarios"),
        ('[[scenario]]\ncode = "a"\ncolour = "red"\n', 3, "there is no field 'colour'"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats]\nhause = 7\n', 4, "there is no field 'hause'"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats]\neach = "three"\n', 4, "Expected `int"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats]\neach = 3\nhouse = 9\n', 3, "both say how many seats"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats]\neach = 3\ntotal = 7\n', 5, "the seats add up to 6, not 7"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats.table]\n01 = 6\n', 3, "no number of seats is given for constituency 23"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats.table]\n01 = 6\n23 = 1\n24 = 1\n', 6, "there is no constituency '24'"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats.table]\n01 = -6\n23 = 9\n', 3, "constituency 01 would have -6 seats"),
        ('[[scenario]]\ncode = "a"\n[scenario.seats.table]\n01 = 0\n23 = 0\n', 3, "no seats to give"),
        (
            '[[scenario]]\ncode = "a"\n[scenario.seats]\nhouse = 1\nleast = 1\n',
            5,
            "at least 1 seats need more than the house of 1",
        ),
        ('[[scenario]]\ncode = "a"\n[scenario.seats]\nhouse = 3\nformula = "webster"\n', 5, "'webster' is no formula"),
        (
            '[[scenario]]\ncode = "a"\nseats.house = 3\nseats.by = "population"\n',
            3,
            "no population is given for constituency 01",
        ),
        ('[[scenario]]\ncode = "a"\n[scenario.constituencies]\nby = "region"\n', 4, "there is no level 'region'"),
        ('[[scenario]]\ncode = "a"\n[scenario.constituencies.merge]\nX = ["01", "99"]\n', 4, "there is no contest '99'"),
        ('[[scenario]]\ncode = "a"\n[scenario.constituencies.merge]\nX = ["01"]\nY = ["01"]\n', 4, "merged twice"),
        ('[[scenario]]\ncode = "a"\n[scenario.change]\nthreshold = "five"\n', 4, "'five' is not a share"),
        ('[[scenario]]\ncode = "a"\n[scenario.change]\nthreshold = "500 %"\n', 4, "a share between 0 and 100 %"),
        ('[[scenario]]\ncode = "a"\n[scenario.change]\nformula = "guess"\n', 4, "'guess' is no formula"),
        ('[[scenario]]\ncode = "a"\n[[scenario.alliance]]\ncode = "X"\nparties = ["NOBODY"]\n', 5, "is of party 'NOBODY'"),
        (ALLIED_TWICE, 8, "CPP is in X already"),
        ('[[scenario]]\ncode = "a"\n[[scenario.split]]\nparty = "CPP"\ninto = { X = "60 %" }\n', 5, "add up to 60 %"),
        (TWO_ROUNDS, 4, "give a [transfers] table"),
        (TWO_ROUNDS + '[scenario.transfers.rows]\nFUN = { CPP = "70 %", home = "50 %" }\n', 10, "add up to 120 %"),
        ('[transfers.rows]\nFUN = { CPP = "much" }\n[[scenario]]\ncode = "a"\n', 2, "'much' is not a share"),
        ('[transfers]\nstanding = 0\n[[scenario]]\ncode = "a"\n', 2, "give a number from 1"),
        (
            '[[swing]]\nfrom = "CPP"\nto = "FUN"\nstep = "0"\n[[scenario]]\ncode = "a"\n',
            4,
            "a sweep runs from least up to most",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(run, study, line, sentence):
    code, out, err = run(study)
    assert code == 2, err
    assert f"study.toml, line {line}, " in err
    assert sentence in err
    assert (out, err.count("\n")) == ("", 1)


def test_a_bar_that_needs_registered_voters_where_they_are_not_known(run):
    study = '[[scenario]]\ncode = "a"\nlaw = "fr.national-assembly"\nseats.each = 1\n[transfers]\ndefault = "home"\n'
    toml = TOML.replace('"registered", ', "")
    code, _, err = run(
        study,
        toml=toml,
        stations="station_id,area_id,registered\n0101,01,\n0102,01,\n2301,23,\n",
        statements="station_id,contest_id,version,registered,voters,ballots,blank,null,valid\n"
        "0101,01,1,,350,350,,10,340\n0102,01,1,,200,200,,5,195\n2301,23,1,,150,150,,0,150\n",
    )
    assert code == 2
    assert "study.toml, line 3, scenario[0].law: Code électoral, art. L126 needs the registered voters of 01" in err


def test_text_that_is_no_toml(run):
    code, _, err = run("[[scenario]\n")
    assert code == 2
    assert "not TOML" in err
    assert "line 1" in err


def test_a_file_that_is_no_text(tmp_path):
    file = tmp_path / "study.toml"
    file.write_bytes(b"code = '\xff'")
    with pytest.raises(BadInput, match="not UTF-8"):
        read_study(file)


def test_a_date_of_a_law_on_the_command_line(run):
    code, _, err = run("", "--law", "fr.president@yesterday")
    assert (code, "'yesterday' is not a date" in err) == (2, True)


def test_a_whole_study_as_json(run):
    study = """
[names]
name_en = "Two ways"

[[scenario]]
code = "remainders"
change.formula = "hare-remainders"

[[scenario]]
code = "whole"
seats.each = 7
[scenario.constituencies]
by = "national"

[[swing]]
from = "CPP"
to = "FUN"
least = "0"
most = "20 %"
step = "10 %"
"""
    code, out, _ = run(study, "--json")
    found = json.loads(out)
    assert code == 0
    # 01: 470 and 65 of 535, 6 seats; 23: 100 and 50, 1 seat.
    assert [each["seats"] for each in found["scenarios"]] == [{"CPP": 7}, {"CPP": 6, "FUN": 1}, {"CPP": 6, "FUN": 1}]
    assert [point["seats"] for point in found["sweeps"][0]["points"]] == [
        {"CPP": 7},
        {"CPP": 6, "FUN": 1},
        {"CPP": 4, "FUN": 3},
    ]
    assert found["scenarios"][1]["differences"][0]["figure"] == "formula"


@pytest.mark.parametrize("language", ["en", "fr", "km"])
def test_on_the_screen(run, language):
    study = '[[scenario]]\ncode = "five"\n[scenario.names]\nname_en = "Five per cent"\n[scenario.change]\nthreshold = "5 %"\n'
    code, out, _ = run(study, "--lang", language)
    assert code == 0
    assert {"en": "5 %", "fr": "5 %", "km": "៥"}[language] in out
    assert "CPP" in out
