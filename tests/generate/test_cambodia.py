"""The generated election of 2023: exact sums, the same for the same seed, and the seats that were published."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import suffrage
from suffrage.generate import generate
from suffrage.generate.apportion import apportion, deal
from suffrage.intake.canonical import open_election
from suffrage.model import BadInput

# National Election Committee, 5 August 2023; by ballot number.
PUBLISHED = [20210, 36526, 23197, 134285, 13704, 12786, 22843, 40096, 716490, 84030, 35416, 13831, 26093, 25261, 20968, 97412]
PUBLISHED += [52817, 6398311]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kh") / "kh-2023"
    seen = []
    generate("kh-2023", folder, progress=lambda done, number: seen.append((done, number)))
    assert seen[-1] == (23_789, 23_789)
    return folder


def test_it_adds_up_to_the_published_figures_and_seats(whole):
    result = suffrage.count(whole, steps=False)
    assert result.findings == ()
    assert result.is_complete
    assert result.election.generated
    (country,) = (area for area in result.areas if area.level == "country")
    assert (country.registered, country.ballots, country.valid, country.null) == (9_710_655, 8_214_430, 7_774_276, 440_154)
    votes, seats, funcinpec = Counter(), Counter(), set()
    for contest in result.contests:
        votes.update(contest.totals.votes)
        seats.update(contest.outcome.seats)
        if contest.outcome.seats["9"]:
            funcinpec.add((contest.contest_id, contest.outcome.seats["9"]))
    assert [votes[str(number)] for number in range(1, 19)] == PUBLISHED
    assert {option: number for option, number in seats.items() if number} == {"18": 120, "9": 5}
    assert funcinpec == {("03", 1), ("06", 1), ("08", 1), ("12", 1), ("14", 1)}


def test_its_stations_are_possible_ones(whole):
    with open_election(whole) as tables:
        run = tables.connection.execute
        assert run("SELECT COUNT(*), MAX(registered) <= 750, MIN(registered) > 0 FROM stations").fetchone() == (
            23_789,
            True,
            True,
        )
        assert run("SELECT COUNT(*) FROM stations WHERE station_id LIKE '12.%'").fetchone() == (2_206,)
        assert run("SELECT COUNT(*) FROM areas WHERE level = 'commune'").fetchone() == (1_652,)
        assert run("SELECT COUNT(DISTINCT voters * 1000 / registered) > 50 FROM statements").fetchone() == (True,)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_files(tmp_path):
    generate("kh-2023", tmp_path / "a", stations=100, as_parquet=False)
    generate("kh-2023", tmp_path / "b", stations=100, as_parquet=False)
    generate("kh-2023", tmp_path / "c", stations=100, as_parquet=False, seed=7)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a")["votes.csv"] != contents(tmp_path / "c")["votes.csv"]
    assert suffrage.count(tmp_path / "c").findings == suffrage.count(tmp_path / "a").findings


@pytest.mark.parametrize("stations", [100, 101, 1000])
def test_any_number_of_stations(tmp_path, stations):
    assert generate("kh-2023", tmp_path / "kh", stations=stations).rows["stations"] == stations
    assert {finding.severity for finding in suffrage.count(tmp_path / "kh").findings} <= {"warning"}


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({"stations": 99}, "from 100 to 1000000"), ({"stations": 1_000_001}, "from 100"), ({"seed": -1}, "below 0")],
)
def test_what_cannot_be_made(tmp_path, asked, sentence):
    with pytest.raises(BadInput, match=sentence):
        generate("kh-2023", tmp_path / "kh", **asked)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_model(tmp_path):
    with pytest.raises(BadInput, match="known are kh-2023"):
        generate("kh-1998", tmp_path / "kh")


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any).map(np.array)


@given(st.integers(0, 10**10), weights)
def test_shares_add_up_and_keep_to_their_quota(total, weights):
    parts = apportion(total, weights)
    assert int(parts.sum()) == total
    for part, weight in zip(parts.tolist(), weights.tolist(), strict=True):
        assert abs(part * int(weights.sum()) - total * weight) < weights.sum()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20), st.data())
def test_what_is_dealt_was_there(boxes, data):
    total = data.draw(st.integers(0, sum(boxes)))
    dealt = deal(total, np.array(boxes), np.random.default_rng(1))
    assert dealt.sum() == total
    assert all(0 <= part <= box for part, box in zip(dealt.tolist(), boxes, strict=True))


def test_no_weights_no_shares():
    with pytest.raises(ValueError, match="all weights are zero"):
        apportion(3, np.array([0, 0]))
