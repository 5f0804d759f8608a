"""A study from end to end, as the command carries it out: draws, closest seats, the report."""

import json
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.folders import write

from suffrage import cli
from suffrage.compare.closest import Counted, margins
from suffrage.compare.closest.close_seats import close_seats
from suffrage.compare.comparison import compare
from suffrage.compare.drawn import draw_scenario, field_of
from suffrage.compare.scenario import Alliance, Change, Draws, Scenario, Study, Transfers
from suffrage.jobs import shipped_elections
from suffrage.model import BadInput

FRANCE = shipped_elections() / "fr-2024-legislatives"


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    def command(*arguments):
        monkeypatch.setattr("sys.argv", ["suffrage", "compare", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return command


def test_draws_with_the_same_seed_are_the_same(run, tmp_path):
    folder = write(tmp_path / "election")
    asked = (folder, "--law", "kh.national-assembly@1993-05-23", "--draws", "400", "--seed", "3", "--json")
    code, first, _ = run(*asked)
    _, again, _ = run(*asked, "--workers", "1")
    _, other, _ = run(*asked[:-2], "4", "--json")
    assert code == 0
    drawn = json.loads(first)["draws"]
    assert drawn == json.loads(again)["draws"]
    assert drawn != json.loads(other)["draws"]
    home = drawn["home"]
    assert (home["seed"], home["number"]) == (3, 400)
    assert sum(home["seats"]["CPP"].values()) == 400


def test_draws_without_numba_are_refused_before_the_work(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    code, out, err = run(write(tmp_path / "election"), "--draws", "10")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "pip install 'suffrage[batch]'" in err


def test_the_screen_names_seed_noise_and_closest_seats(run, tmp_path):
    code, out, _ = run(write(tmp_path / "election"), "--draws", "200")
    out = " ".join(out.split())
    assert code == 0
    assert "200 elections drawn with the seed 1" in out
    assert "the votes of each party, everywhere alike, 0.05" in out
    assert "The closest seats" in out


def test_closest_seats_as_json(run, tmp_path):
    """Contest 23 has one seat, 100 votes against 50: 26 voters who vote otherwise take it."""
    _, out, _ = run(write(tmp_path / "election"), "--json")
    (close,) = json.loads(out)["closest"]
    kep = next(margin for margin in close["margins"] if margin["contest_id"] == "23")
    assert (kep["keeps"], kep["takes"], kep["votes"], kep["tied"]) == ("18", "9", 26, 25)
    assert close["majority"]["party"] == "CPP"


def test_the_closest_seats_are_the_closest_of_all_pairs():
    """Each seat is looked at by itself first; going through every pair of options finds the same."""
    each = compare(shipped_elections() / "fr-2024-europeennes", Study()).base
    (contest,) = each.contests
    pairs = margins(Counted(contest.totals, each.shape, 81, contest.outcome))
    nearest = {}
    for pair in pairs:
        nearest.setdefault(pair.keeps, pair.votes)
    found = close_seats(each).margins
    assert {margin.keeps: margin.votes for margin in found} == nearest
    assert all((margin.keeps, margin.takes, margin.votes) in {(p.keeps, p.takes, p.votes) for p in pairs} for margin in found)


def test_a_report_is_written_whole_or_not_at_all(run, tmp_path, font):
    folder = write(tmp_path / "election")
    code, out, _ = run(folder, "--law", "kh.national-assembly:averages-once", "--into", tmp_path / "report", "--lang", "fr")
    assert code == 0
    assert str(tmp_path / "report" / "report.fr.html") in out.replace("\n", "")
    assert (tmp_path / "report" / "report.fr.pdf").read_bytes().startswith(b"%PDF")
    code, _, err = run(folder, "--into", tmp_path / "report")
    assert (code, "is not an empty folder" in err) == (2, True)
    (tmp_path / "outlines.json").write_text("{}", "utf-8")
    code, _, err = run(folder, "--into", tmp_path / "other", "--outlines", tmp_path / "outlines.json")
    assert (code, err.count("\n"), (tmp_path / "other").exists()) == (2, 1, False)


def test_a_seat_that_stays_open_ends_with_three(run):
    """Seven of the eight constituencies want a second round, and no transfers say how it would end."""
    code, out, _ = run(FRANCE)
    assert code == 3
    assert "Open" in out


def played(scenario=None, transfers=None):
    scenario = scenario or Scenario(code="law", law="fr.national-assembly")
    return compare(FRANCE, Study(scenario=(scenario,), transfers=transfers or Transfers(default="proportional"))).played[1]


def test_without_noise_the_draws_are_the_scenario():
    each = played()
    drawn = draw_scenario(each, Draws(number=10))
    assert {party: seats for party, seats in drawn.as_it_is.items() if seats} == each.seats
    assert all(drawn.quantile(party, Fraction(1, 2)) == seats for party, seats in each.seats.items())
    assert len(drawn.never_change) == 8


def test_two_who_stand_are_two_in_the_draws():
    two = played(transfers=Transfers(default="proportional", standing=2))
    assert {party: seats for party, seats in draw_scenario(two, Draws(number=5)).as_it_is.items() if seats} == two.seats
    three = played(transfers=Transfers(standing=3))
    with pytest.raises(BadInput, match="give standing = 2"):
        field_of(three)


def test_a_choice_that_stands_nowhere_is_left_out_of_the_draws_too():
    """In these eight constituencies nobody is of the party NOBODY: the rest of the row is followed."""
    rows = {"ENS": {"NOBODY": "50 %", "UG": "30 %", "home": "20 %"}, "LR": {"RN": "100 %"}}
    each = played(transfers=Transfers(rows=rows))
    assert {party: seats for party, seats in draw_scenario(each, Draws(number=5)).as_it_is.items() if seats} == each.seats


def test_an_alliance_is_drawn_as_one():
    allied = Scenario(code="allied", alliance=(Alliance(code="LEFT", parties=("UG", "DVG")),), change=Change(rounds=1))
    field = field_of(played(allied))
    assert "LEFT" in field.parties
    assert "UG" not in field.parties


def test_a_law_that_figures_do_not_say_is_not_drawn():
    each = replace(compare(shipped_elections() / "fr-2024-europeennes", Study()).base, shape=None)
    with pytest.raises(BadInput, match="not one that a few figures say"):
        field_of(each)
