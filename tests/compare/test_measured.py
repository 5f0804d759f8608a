"""A counted election measured, as a call and as a command."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from tests.folders import edit, write

from suffrage import cli
from suffrage.compare.result import measure
from suffrage.jobs import count_with_labels
from suffrage.model import BadInput

ELECTIONS = Path(__file__).parents[2] / "elections"


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr("sys.argv", ["suffrage", "measures", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return command


def test_the_european_election_of_2024():
    """38 lists, 81 seats: what is wasted is what stood below 5 %, and is all of the distance."""
    found = measure(*count_with_labels(ELECTIONS / "fr-2024-europeennes", steps=False))
    below = 24_753_773 - (7_765_945 + 3_614_628 + 3_423_989 + 2_448_711 + 1_794_134 + 1_361_888 + 1_353_127)
    assert found.wasted == Fraction(below, 24_753_773)
    assert (found.majority, found.majority_earned) == (None, False)
    assert found.effective_parties_by_seats == Fraction(81**2, 30**2 + 2 * 13**2 + 9**2 + 6**2 + 2 * 5**2)
    assert found.effective_threshold == Fraction(3, 4) / 82
    assert found.malapportionment == 0
    assert found.advantage["5"] == Fraction(30, 81) / Fraction(7_765_945, 24_753_773)


def test_votes_of_round_1_and_the_seat_of_round_2():
    """Macron, 2022: 27.85 % of the first round's votes, elected in the second."""
    found = measure(*count_with_labels(ELECTIONS / "fr-2022-presidentielle", steps=False))
    assert found.tally.votes["3"] == 9_783_058
    assert found.tally.seats == {"3": 1} | {code: 0 for code in found.tally.votes if code != "3"}
    assert (found.majority, found.majority_earned) == ("3", False)


def test_two_provinces_by_hand(tmp_path):
    """Province 01: 470 to 65 votes, six seats to 18; province 23: 100 to 50, its one seat to 18. Registered 700 and 200."""
    found = measure(*count_with_labels(write(tmp_path / "e"), steps=False))
    assert found.tally.votes == {"FUN": 65 + 50, "CPP": 470 + 100}
    assert found.tally.seats == {"FUN": 0, "CPP": 7}
    assert found.wasted == Fraction(65 + 50, 685)
    assert found.registered_per_seat == (Fraction(700, 6), Fraction(200))
    assert found.malapportionment == abs(Fraction(6, 7) - Fraction(7, 9))
    assert (found.majority, found.majority_earned) == ("CPP", True)


def test_what_cannot_be_measured_is_said(tmp_path, run):
    code, _, error = run(ELECTIONS / "fr-2024-legislatives")
    assert (code, "has elected nobody yet; only a result with all its seats can be measured" in error) == (2, True)
    folder = write(tmp_path / "e", **edit("options", "01,9,9,FUN", "01,9,9,"))
    with pytest.raises(BadInput, match="Option 9 of contest 01 has no party code"):
        measure(*count_with_labels(folder))
    unknown = write(tmp_path / "u", **edit("statements", "2301,23,1,200,", "2301,23,1,,"))
    found = measure(*count_with_labels(unknown))
    assert (found.malapportionment, found.registered_per_seat) == (None, None)


@pytest.mark.parametrize(("lang", "words"), [("en", "Least squares index"), ("fr", "moindres carrés"), ("km", "សន្ទស្សន៍")])
def test_the_command_speaks_every_language(run, lang, words):
    code, out, _ = run(ELECTIONS / "fr-2024-europeennes", "--lang", lang)
    assert code == 0
    assert words in out
    assert len(out.splitlines()) > 48


def test_json_is_exact(run):
    code, out, _ = run(ELECTIONS / "fr-2024-europeennes", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["effective_parties_by_seats"] == "6561/1405"
    assert found["tally"]["seats"]["5"] == 30
    assert found["gallagher"] == "5.51528"
