"""Scenarios carried out: regrouped, reapportioned, allied, split, moved, and always with the same votes."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.folders import write

from suffrage.compare.comparison import compare, compare_with
from suffrage.compare.home import open_home
from suffrage.compare.scenario import Alliance, Change, Constituencies, Scenario, Seats, Split, Study, Swing, Transfers
from suffrage.compare.studying import carry_out, prepared
from suffrage.compare.sweeps import swing_sweep
from suffrage.compare.wholes import share_out
from suffrage.generate import generate
from suffrage.intake.formats import import_files
from suffrage.model import BadInput

ELECTIONS = Path(__file__).parents[2] / "elections"


@pytest.fixture(scope="module")
def cambodia(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kh") / "kh-2023"
    generate("kh-2023", folder, stations=2000)
    return open_home(folder, stations=True)


def played(home, *scenarios, **shared):
    return compare_with(home, Study(scenario=scenarios, **shared))


def test_the_study_of_cambodia_that_ships(tmp_path):
    """The generated election of 2023, calibrated to the published outcome: 120 and 5 at home."""
    generate("kh-2023", tmp_path / "kh")
    study, places = prepared(Path("kh-2023"))
    found = carry_out(tmp_path / "kh", study, places=places)
    assert found.comparison.base.seats == study.published.seats == {"CPP": 120, "FUN": 5}
    seats = {each.scenario.code: each.seats for each in found.comparison.played}
    assert {code: sum(given.values()) for code, given in seats.items()} == dict.fromkeys(seats, 125)
    assert seats["averages-once"]["CPP"] < 120
    assert seats["remainders-1993"]["FUN"] > 5
    # One constituency: D'Hondt over the national figures, which are the published ones.
    assert seats["one-constituency"] == {"CPP": 109, "FUN": 12, "KNUP": 2, "CYP": 1, "DHP": 1}
    assert seats["two-rounds"] == {"CPP": 125}
    fiction = found.comparison.played[-1]
    assert (len(fiction.constituencies), fiction.made) == (125, ())
    registered = [each.totals.registered for each in fiction.constituencies if each.parts == ("12",)]
    assert max(registered) - min(registered) < 1500


def test_every_regrouping_has_the_same_votes(cambodia):
    ways = [Constituencies(by=by) for by in ("contest", "national", "single-seats", "province")]
    ways += [Constituencies(by="commune"), Constituencies(merge={"X": ("01", "02"), "Y": ("03",)})]
    found = played(cambodia, *(Scenario(code=str(n), constituencies=way, seats=Seats(each=2)) for n, way in enumerate(ways)))
    assert len({tuple(sorted(each.votes.items())) for each in found.played}) == 1
    registered = {sum(each.totals.registered for each in one.constituencies) for one in found.played}
    assert len(registered) == 1


def test_a_law_with_nothing_changed_is_the_law(cambodia):
    same = played(cambodia, Scenario(code="same", change=Change(formula="d-hondt")))
    assert same.played[1].seats_by_constituency == same.base.seats_by_constituency
    assert not list(same.gains(same.played[1]))
    assert same.differences(same.played[1]) == ()


def test_seats_apportioned_anew(cambodia):
    anew = Scenario(code="anew", seats=Seats(house=200, by="registered", least=1))
    people = Scenario(code="people", seats=Seats(house=25, by="population", population=dict.fromkeys(cambodia.contests, 1000)))
    found = played(cambodia, anew, people)
    assert sum(found.played[1].house.seats.values()) == 200
    assert min(found.played[1].house.seats.values()) >= 1
    assert set(found.played[2].house.seats.values()) == {1}
    registered = {each.code: each.totals.registered for each in found.played[1].constituencies}
    order = sorted(registered, key=registered.__getitem__)
    seats = [found.played[1].house.seats[code] for code in order]
    assert seats == sorted(seats)


def test_a_population_file_stands_beside_the_study(tmp_path):
    folder = write(tmp_path / "election")
    (tmp_path / "people.csv").write_text("contest_id,population\n01,900\n23,100\n", "utf-8")
    study = tmp_path / "study.toml"
    study.write_text(
        '[[scenario]]\ncode = "a"\nseats.house = 10\nseats.by = "population"\nseats.population = "people.csv"\n', "utf-8"
    )
    found = carry_out(folder, *prepared(study)[:1], places=prepared(study)[1])
    assert found.comparison.played[1].house.seats == {"01": 9, "23": 1}
    (tmp_path / "people.csv").write_text("contest_id,population\n01,many\n", "utf-8")
    with pytest.raises(BadInput, match=r"people\.csv, line 2"):
        carry_out(folder, prepared(study)[0], places=prepared(study)[1])


def test_alliances_and_splits(cambodia):
    small = tuple(sorted({cambodia.party("01", option) for option in cambodia.first_round[0].totals.votes} - {"CPP"}))
    allied = Scenario(code="allied", alliance=(Alliance(code="ALL", parties=small),))
    split = Scenario(code="split", split=(Split(party="CPP", into={"CPP-1": "60 %", "CPP-2": "40 %"}),))
    found = played(cambodia, allied, split)
    base, together, apart = found.played
    assert together.votes["ALL"] == sum(base.votes[party] for party in small)
    assert together.seats["ALL"] >= sum(base.seats.get(party, 0) for party in small)
    assert apart.votes["CPP-1"] + apart.votes["CPP-2"] == base.votes["CPP"]
    assert abs(5 * apart.votes["CPP-1"] - 3 * base.votes["CPP"]) <= 5 * 25
    assert "CPP" not in apart.seats


@given(st.integers(0, 10**6), st.dictionaries(st.sampled_from("ABCDE"), st.fractions(0, 1), min_size=1))
def test_whole_votes_add_up_and_lie_next_to_their_share(votes, shares):
    if not sum(shares.values()):
        with pytest.raises(ValueError, match="without a share"):
            share_out(votes, shares)
        return
    parts = share_out(votes, shares)
    assert sum(parts.values()) == votes
    for code, part in parts.items():
        assert abs(part - votes * shares[code] / sum(shares.values())) < 1


def test_gains_are_told_by_the_larger_of_two_constituencies(cambodia):
    found = played(
        cambodia,
        Scenario(code="one", constituencies=Constituencies(by="national")),
        Scenario(
            code="many", law="fr.national-assembly", constituencies=Constituencies(by="single-seats"), transfers=Transfers()
        ),
    )
    one, many = found.played[1:]
    assert {gain.place for gain in found.gains(one)} <= {"KH"}
    for other in (one, many):
        change = Counter()
        for gain in found.gains(other):
            change[gain.party] += gain.after - gain.before
        for party in found.parties:
            assert change[party] == other.seats.get(party, 0) - found.base.seats.get(party, 0)
    assert {gain.place for gain in found.gains(many)} <= set(cambodia.contests)


def test_all_rounds_of_an_election_that_has_them():
    """The presidential election of 2022: both rounds took place, so nothing is made."""
    found = compare(ELECTIONS / "fr-2022-presidentielle", Study())
    assert found.base.seats == {"3": 1}
    assert (found.base.made, found.base.open_seats) == ((), 0)


def test_without_transfers_the_seats_of_a_second_round_stay_open():
    found = compare(ELECTIONS / "fr-2024-legislatives", Study())
    assert found.base.open_seats == 7
    moved = compare(ELECTIONS / "fr-2024-legislatives", Study(transfers=Transfers(default="proportional")))
    assert (moved.base.open_seats, len(moved.base.made)) == (0, 7)
    assert [each.key for each in moved.base.assumptions][-3:] == ["second-rounds", "default-proportional", "absent-rescaled"]


def test_of_those_who_may_stand_so_many_do():
    two = compare(ELECTIONS / "fr-2024-legislatives", Study(transfers=Transfers(standing=2)))
    assert {len(contest.totals.votes) for contest in two.base.contests if contest.round == 2} == {2}
    assert [each.key for each in two.base.assumptions][-4:] == ["second-rounds", "standing", "default-home", "absent-rescaled"]


def test_a_swing_moves_votes_between_two_and_no_others(cambodia):
    swing = Swing(losing="CPP", gaining="FUN", least="-2 %", most="40 %", step="2 %")
    swept = swing_sweep(cambodia, Scenario(code="home"), swing, Study())
    base = dict(swept.points)[0]
    for amount, each in swept.points:
        assert sum(each.votes.values()) == sum(base.votes.values())
        assert {party: votes for party, votes in each.votes.items() if party not in ("CPP", "FUN")} == {
            party: votes for party, votes in base.votes.items() if party not in ("CPP", "FUN")
        }
        assert (each.votes["FUN"] - base.votes["FUN"]) * amount >= 0
    seats = [each.seats.get("FUN", 0) for _, each in swept.points]
    assert seats == sorted(seats)
    assert set(swept.majorities) == {"CPP", "FUN"}
    assert swept.hanging


def test_a_table_of_every_figure(cambodia):
    found = played(cambodia, Scenario(code="same"))
    table = found.to_arrow()
    assert table.column_names == ["scenario", "constituency", "party", "votes", "seats"]
    assert sum(table["seats"].to_pylist()) == 250


@pytest.fixture(scope="module")
def france(shared, tmp_path_factory):
    """The study of France 2024 that ships, on the ministry's file of the first round."""
    folder = tmp_path_factory.mktemp("fr") / "fr24"
    import_files("fr-legislatives-candidats", [shared / "fr-legislatives-2024-t1.csv"], folder)
    study, places = prepared(Path("fr-2024"))
    return carry_out(folder, study, places=places)


@pytest.mark.xdist_group("france")
def test_every_scenario_gives_577_seats(france):
    assert [sum(each.seats.values()) for each in france.comparison.played] == [577] * 5


@pytest.mark.xdist_group("france")
def test_first_past_the_post_elects_who_leads(france):
    plural = france.comparison.played[-1]
    leads = Counter(each.parties[max(each.totals.votes, key=each.totals.votes.__getitem__)] for each in plural.constituencies)
    assert plural.seats == dict(leads)


@pytest.mark.xdist_group("france")
def test_no_national_list_below_the_bar_has_a_seat(france):
    national = next(each for each in france.comparison.played if each.scenario.code == "national-lists")
    whole = national.constituencies[0].totals.valid
    assert {party for party, votes in national.votes.items() if votes * 20 >= whole} == set(national.seats)


@pytest.mark.xdist_group("france")
def test_the_76_elected_in_round_1_stand(france):
    base = france.comparison.base
    assert len(base.made) == 577 - 76
    assert base.open_seats == 0


@pytest.mark.xdist_group("france")
def test_departmental_lists_with_and_without_a_bar(france):
    seats = {each.scenario.code: each.seats for each in france.comparison.played}
    assert len(seats["cambodia"]) >= len(seats["lists-1986"])


@pytest.mark.xdist_group("france")
def test_the_sweep_runs_the_way_of_the_swing(france):
    for swept in france.swept:
        rn = [each.seats.get("RN", 0) for _, each in swept.points]
        assert rn == sorted(rn, reverse=True)
