"""Two votes of the same stations, read from election folders; and the command that estimates transfers from them."""

import csv
import json

import numpy as np
import pytest
from tests.compare.twice import DESTINATIONS, ORIGINS, vote_twice
from tests.folders import TABLES, TOML, edit, write

from suffrage import cli
from suffrage.compare.transfers import read_transfers
from suffrage.compare.transfers.ecological import estimate
from suffrage.compare.transfers.twovotes import TwoVotes, from_elections
from suffrage.model import BadInput

STATEMENT = "station_id,contest_id,version,registered,voters,ballots,blank,null,valid\n"
CHOICE = "station_id,contest_id,version,option_id,votes\n"


def write_rounds(folder, votes, *, party=True):
    """An election of one province and two rounds, with the stations of `votes`."""
    option = {code: str(place) for place, code in enumerate(ORIGINS[:-1], start=1)}
    statements, choices = STATEMENT, CHOICE
    for place, unit in enumerate(votes.units):
        for contest, codes, counts in (("01", ORIGINS, votes.first), ("01-2", DESTINATIONS, votes.second)):
            row = counts[place]
            valid, people = int(row[:-1].sum()), int(row.sum())
            statements += f"{unit},{contest},1,{people},{valid},{valid},,0,{valid}\n"
            choices += "".join(
                f"{unit},{contest},1,{option[code]},{number}\n" for code, number in zip(codes[:-1], row[:-1], strict=True)
            )
    parties = {code: code if party else "" for code in option}
    return write(
        folder,
        toml=TOML.replace('code = "kh.national-assembly"', 'code = "fr.president"'),
        areas="area_id,parent_id,level,name\nKH,,country,Cambodia\n01,KH,province,One\n",
        contests="contest_id,area_id,round,seats\n01,01,1,1\n01-2,01,2,1\n",
        options="contest_id,option_id,ballot_number,party_id,name\n"
        + "".join(f"01,{number},,{parties[code]},Candidate {code}\n" for code, number in option.items())
        + "".join(f"01-2,{option[code]},,{parties[code]},Candidate {code}\n" for code in DESTINATIONS[:-1]),
        stations="station_id,area_id,registered\n" + "".join(f"{unit},01,\n" for unit in votes.units),
        statements=statements,
        votes=choices,
    )


@pytest.fixture(scope="module")
def votes():
    return vote_twice(4, 50)[0]


@pytest.fixture(scope="module")
def election(votes, tmp_path_factory):
    return write_rounds(tmp_path_factory.mktemp("rounds") / "e", votes)


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr("sys.argv", ["suffrage", "transfers", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return end.value.code or 0, said.out, said.err

    return command


class TestReading:
    def test_both_rounds_of_one_election(self, votes, election):
        found = from_elections(election)
        columns = [found.origins.index(code) for code in ORIGINS], [found.destinations.index(code) for code in DESTINATIONS]
        rows = [found.units.index(unit) for unit in votes.units]
        assert (found.first[np.ix_(rows, columns[0])] == votes.first).all()
        assert (found.second[np.ix_(rows, columns[1])] == votes.second).all()
        assert (found.origins[-1], found.destinations[-1]) == ("abstention", "home")
        assert (found.left_out, found.moved, found.names) == (0, 0, {})

    def test_options_without_a_party_are_their_own_and_keep_their_names(self, votes, tmp_path):
        found = from_elections(write_rounds(tmp_path / "e", votes, party=False))
        assert found.origins == ("1", "2", "3", "abstention")
        assert found.names["1"].name == "Candidate RN"

    def test_two_elections_and_lists_that_grew_or_shrank(self, tmp_path):
        """Station 0101 had 400 on its list and has 390; 0102 had 300 and has 310; 2301 keeps its 200."""
        changed = TABLES["statements"].replace("0101,01,1,400", "0101,01,1,390").replace("0102,01,1,300", "0102,01,1,310")
        found = from_elections(write(tmp_path / "one"), write(tmp_path / "two", statements=changed))
        assert found.units == ("0101", "0102", "2301")
        assert found.first.tolist() == [[300, 40, 60], [170, 25, 115], [100, 50, 50]]
        assert found.second.tolist() == [[300, 40, 60], [170, 25, 115], [100, 50, 50]]
        assert found.moved == 20

    def test_the_newest_version_counts_and_a_station_without_its_list_is_left_out(self, tmp_path):
        statements = TABLES["statements"] + "0101,01,2,400,350,350,,10,340\n"
        newer = TABLES["votes"] + "0101,01,2,9,60\n0101,01,2,18,280\n"
        one = write(tmp_path / "one", statements=statements, votes=newer)
        two = write(
            tmp_path / "two",
            statements=TABLES["statements"].replace("0102,01,1,300", "0102,01,1,"),
            stations=TABLES["stations"].replace("0102,01,300", "0102,01,"),
        )
        found = from_elections(one, two)
        assert found.units == ("0101", "2301")
        assert found.first[0].tolist() == [280, 60, 60]
        assert found.left_out == 1

    def test_what_cannot_be_paired_is_said(self, tmp_path):
        tiny = write(tmp_path / "tiny")
        with pytest.raises(BadInput, match=r"No polling station has a statement in .*tiny in both rounds 1 and 2"):
            from_elections(tiny)
        nameless = write(tmp_path / "nameless", **edit("options", "01,9,9,FUN", "01,9,9,"))
        with pytest.raises(BadInput, match="option 9 of contest 01 has no party code"):
            from_elections(tiny, nameless)
        unknown = TABLES["statements"].replace(",400,", ",,").replace(",300,", ",,").replace(",200,150", ",,150")
        listless = write(
            tmp_path / "listless", statements=unknown, stations="station_id,area_id,registered\n0101,01,\n0102,01,\n2301,23,\n"
        )
        with pytest.raises(BadInput, match="Of 3 polling stations with both votes, none has a list of voters"):
            from_elections(tiny, listless)
        both = write(
            tmp_path / "both",
            contests=TABLES["contests"].replace("23,23,1,1", "23,KH,1,1"),
            statements=TABLES["statements"] + "0101,23,1,400,350,350,,10,340\n",
            votes=TABLES["votes"] + "0101,23,1,9,340\n",
        )
        with pytest.raises(BadInput, match="station 0101 votes in several contests of round 1"):
            from_elections(tiny, both)

    def test_stations_of_several_contests_are_paired_by_the_contest_s_area(self, tmp_path, votes):
        """Everybody votes in the province and in the country, twice each."""
        folder = write_rounds(tmp_path / "e", votes)
        for name, more in {
            "contests": "KH,KH,1,1\nKH-2,KH,2,1\n",
            "options": "KH,1,,RN,\nKH-2,1,,RN,\n",
            "statements": "7,KH,1,600,500,500,,0,500\n7,KH-2,1,600,400,400,,0,400\n",
            "votes": "7,KH,1,1,500\n7,KH-2,1,1,400\n",
        }.items():
            with (folder / f"{name}.csv").open("a", encoding="utf-8") as file:
                file.write(more)
        found = from_elections(folder)
        assert len(found.units) == 51
        assert {"7 01", "7 KH"} <= {*found.units}
        assert found.first[found.units.index("7 KH")].sum() == 600
        assert found.standing[found.units.index("7 KH")].tolist() == [True, False, True]


class TestShapes:
    def test_small_parties_taken_together(self):
        first = {"1": {"A": 60, "B": 3, "C": 2, "abstention": 35}}
        second = {"1": {"A": 55, "B": 4, "home": 41}}
        found = TwoVotes.of(first, second).merged(parse("5 %"))
        assert (found.origins, found.first.tolist(), found.members) == (
            ("A", "others", "abstention"),
            [[60, 5, 35]],
            ("B", "C"),
        )
        assert (found.destinations, found.absorbed) == (("A", "B", "home"), ())

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"units": ("1",)}, "a row for each unit"),
            ({"first": [[-1, 2], [1, 1]]}, "below zero"),
            ({"standing": [[False, True], [True, True]]}, "votes where it does not stand"),
            ({"second": [[1, 1], [1, 0]]}, "unit 2: the two votes are not of the same number"),
            ({"units": (), "first": [], "second": [], "standing": []}, "at least one unit"),
        ],
    )
    def test_what_are_no_two_votes(self, change, sentence):
        fields = {"units": ("1", "2"), "first": [[1, 1], [1, 1]], "second": [[1, 1], [1, 1]], "standing": [[True, True]] * 2}
        fields |= change
        first, second = (np.array(fields[name], np.int64).reshape(-1, 2) for name in ("first", "second"))
        standing = np.array(fields["standing"], np.bool_).reshape(-1, 2)
        with pytest.raises(ValueError, match=sentence):
            TwoVotes(fields["units"], ("A", "abstention"), ("A", "home"), first, second, standing)

    def test_nowhere_do_they_stand_alone(self):
        votes, _ = vote_twice(1, 5)
        with pytest.raises(ValueError, match=r"nowhere do RN stand alone; where votes were counted, these stood: RN \+ UG"):
            votes.where(["RN"])


def parse(share):
    from suffrage.compare.transfers import parse_share

    return parse_share(share)


class TestCommand:
    @pytest.mark.parametrize(("lang", "words"), [("en", "95 % interval"), ("fr", "Intervalle 95 %"), ("km", "ចន្លោះ ៩៥ %")])
    def test_it_speaks_every_language(self, run, election, lang, words):
        code, out, err = run(election, "--draws", 5, "--lang", lang)
        assert (code, err) == (0, "")
        assert words in out
        assert len(out.splitlines()) >= 14

    def test_names_of_options_without_a_party(self, run, tmp_path, votes):
        _, out, _ = run(write_rounds(tmp_path / "e", votes, party=False), "--draws", 2)
        assert "Candidate ENS (3)" in out

    def test_json_and_the_table_as_a_file(self, run, election, votes, tmp_path):
        file = tmp_path / "table.csv"
        code, out, _ = run(election, "--json", "--draws", 20, "--seed", 3, "--into", file)
        found, same = json.loads(out), estimate(from_elections(election), draws=20, seed=3)
        assert code == 0
        assert 0 < found["held_out"]["estimated"] < found["held_out"]["swing"]
        assert (found["units"], found["draws"], found["seed"]) == (50, 20, 3)
        assert found["doubts"] == [{"code": doubt.code, **doubt.operands} for doubt in same.doubts]
        assert found["first"]["ENS"] == int(votes.first[:, 2].sum())
        to_rn = found["transfers"]["ENS"]["RN"]
        assert to_rn["low"] <= to_rn["share"] <= to_rn["high"]
        assert to_rn["at_least"] <= to_rn["votes"] <= to_rn["at_most"]
        assert to_rn["share"] == pytest.approx(same.shares[same.votes.origins.index("ENS"), 0], abs=1e-6)
        assert read_transfers(file, absent="rescaled") == same.table()
        with file.open(encoding="utf-8") as lines:
            assert next(csv.reader(lines)) == ["from", "to", "share"]

    def test_only_where_certain_parties_stood(self, run, election):
        assert run(election, "--where", "RN, UG", "--draws", 2)[0] == 0
        code, _, err = run(election, "--where", "RN,LR", "--draws", 2)
        assert (code, "nowhere do RN + LR stand alone" in " ".join(err.split())) == (2, True)

    def test_small_parties_are_named(self, run, election, tmp_path):
        file = tmp_path / "t.csv"
        _, out, _ = run(election, "--least", "50 %", "--draws", 2, "--into", file)
        assert "taken together as (others): RN, UG, ENS." in out
        assert f"{file} written: " in out
        assert {"RN", "UG", "ENS", "others"} <= read_transfers(file).rows.keys()

    def test_what_is_wrong_is_said(self, run, election, tmp_path):
        taken = tmp_path / "taken.csv"
        taken.write_text("", "utf-8")
        for arguments, sentence in (
            ((election, "--into", taken), "taken.csv exists; give another file"),
            ((election, "--into", tmp_path / "no" / "t.csv"), "is not a folder; make it first"),
            ((election, "--least", "few"), "'few' is not a share"),
            ((write(tmp_path / "tiny"),), "No polling station has a statement in"),
            ((election, "--draws", 1), "greater than or equal to 2"),
        ):
            code, _, err = run(*arguments)
            assert code == 2
            assert sentence in " ".join(err.replace("│", " ").split())

    def test_every_doubt_has_its_sentence(self, run, tmp_path):
        """Three stations, lists that differ by a tenth, and one without a list."""
        changed = TABLES["statements"].replace("0101,01,1,400", "0101,01,1,340").replace("0102,01,1,300", "0102,01,1,")
        two = write(tmp_path / "two", statements=changed, stations=TABLES["stations"].replace("0102,01,300", "0102,01,"))
        code, out, _ = run(write(tmp_path / "one"), "--second", two, "--draws", 2)
        assert code == 0
        assert "fewer polling stations (2) than origins (3)" in out
        assert "1 polling station is left out" in out
        assert "differ by 60 people of 600" in out
