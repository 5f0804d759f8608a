"""Ecological estimates against stations in which the moves are known; what is certain of them; and where they must fail."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compare.twice import DESTINATIONS, ORIGINS, SHARES, true_shares, vote_twice

from suffrage.compare.transfers import second_round
from suffrage.compare.transfers.ecological import bounds, estimate
from suffrage.compare.transfers.twovotes import TwoVotes
from suffrage.model import Totals


def codes(found):
    return [doubt.code for doubt in found.doubts]


def test_without_chance_the_truth_is_recovered():
    """Every station's second vote is exactly what the shares make of its first."""
    first = np.random.default_rng(5).integers(1, 9, (40, 4)) * 100
    second = np.rint(first @ SHARES).astype(np.int64)
    votes = TwoVotes(tuple(map(str, range(40))), ORIGINS, DESTINATIONS, first, second, np.ones(second.shape, np.bool_))
    found = estimate(votes, draws=10)
    assert np.abs(found.shares - SHARES).max() < 0.002
    assert (found.high - found.low).max() < 0.01


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_chance_it_is_near_and_both_votes_are_met(seed):
    votes, moved = vote_twice(seed, 400, vary=30)
    found = estimate(votes, draws=20, seed=seed)
    assert np.abs(found.shares - true_shares(moved)).max() < 0.045
    assert found.dispersion > 1.5
    assert found.cells.sum(0) == pytest.approx(votes.second.sum(0), abs=0.01)
    assert found.cells.sum(1) == pytest.approx(votes.first.sum(0), abs=0.5)
    assert (found.least - 0.5 <= found.cells).all()
    assert (found.cells <= found.most + 0.5).all()
    assert found.shares.sum(1) == pytest.approx(1)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """40 elections of 40 stations whose voters vary: 480 intervals of 95 %; what a binomial leaves to chance, and no more."""
    held = 0
    for seed in range(40):
        votes, moved = vote_twice(seed, 40, vary=30)
        found = estimate(votes, draws=60, seed=seed)
        truth = true_shares(moved)
        held += int(((found.low <= truth) & (truth <= found.high)).sum())
    assert 0.88 < held / 480 < 0.98


@given(st.integers(0, 10_000), st.integers(1, 12), st.sampled_from([None, 0.3, 5]))
def test_the_bounds_always_hold_the_truth(seed, stations, vary):
    votes, moved = vote_twice(seed, stations, people=40, vary=vary)
    least, most = bounds(votes)
    assert (least <= moved).all()
    assert (moved <= most).all()


def test_the_bounds_by_hand():
    """70 and 30 of 100 people, then 60 and 40: 30 to 60 of the 70 are among the 60."""
    votes = TwoVotes.of({"1": {"A": 70, "abstention": 30}}, {"1": {"B": 60, "home": 40}})
    least, most = bounds(votes)
    assert least.tolist() == [[30, 10], [0, 0]]
    assert most.tolist() == [[60, 40], [30, 30]]


def test_where_a_party_s_voters_differ_by_its_strength_the_estimate_is_wrong_and_cannot_tell():
    """The weakness of the method: ENS voters follow their surroundings, to RN where RN is strong. The intervals miss the truth, the
    bounds hold it."""

    def shift(here):
        own = SHARES.copy()
        to_the_right = np.clip(2 * here[0] - 0.1, 0.05, 0.9)
        own[2] = [0.9 * to_the_right, 0.9 * (1 - to_the_right), 0.1]
        return own

    votes, moved = vote_twice(1, 400, shift=shift)
    found, truth = estimate(votes, draws=40), true_shares(moved)
    assert abs(found.shares - truth)[2].max() > 0.05
    assert ((truth < found.low) | (truth > found.high))[2].any()
    least, most = found.bound_shares()
    assert (least <= truth).all()
    assert (truth <= most).all()


def test_the_same_seed_gives_the_same_and_the_order_of_stations_does_not_matter():
    votes, _ = vote_twice(3, 60)
    found, again, other = estimate(votes, draws=8), estimate(votes, draws=8), estimate(votes, draws=8, seed=2)
    assert (found.low == again.low).all()
    assert (found.low != other.low).any()
    turned = estimate(votes.part(range(59, -1, -1)), draws=2)
    assert np.abs(turned.shares - found.shares).max() < 1e-4


def test_where_not_everybody_stands_shares_are_those_of_a_full_field():
    """RN, UG and ENS; in each station one of them may be missing, and the others' shares grow."""
    shares = np.array([[0.8, 0.05, 0.05, 0.1], [0.05, 0.8, 0.1, 0.05], [0.1, 0.2, 0.6, 0.1], [0.04, 0.04, 0.02, 0.9]])
    random = np.random.default_rng(2)
    first = np.array([random.multinomial(800, random.dirichlet([5, 5, 5, 5])) for _ in range(600)])
    standing = np.ones((600, 4), np.bool_)
    standing[np.arange(450), np.arange(450) % 3] = False
    second = np.zeros((600, 4), np.int64)
    for unit, there in enumerate(standing):
        for origin in range(4):
            row = shares[origin] * there
            second[unit] += random.multinomial(first[unit, origin], row / row.sum())
    votes = TwoVotes(tuple(map(str, range(600))), ORIGINS, ("RN", "UG", "ENS", "home"), first, second, standing)
    found = estimate(votes, draws=6)
    assert np.abs(found.shares - shares).max() < 0.03
    assert codes(found) == ["not-everywhere"]
    assert found.predicted(votes)[~standing].sum() == 0
    assert found.predicted(votes).sum() == pytest.approx(votes.second.sum())
    duel = votes.where(["UG", "ENS"])
    assert duel.destinations == ("UG", "ENS", "home")
    assert len(duel.units) == 150
    assert np.abs(estimate(duel, draws=2).shares[1] - np.array([0.8, 0.1, 0.05]) / 0.95).max() < 0.05


class TestDoubts:
    def test_fewer_stations_than_origins(self):
        """What is not determined has no narrow interval: it is that of the certain bounds, and the draws are spread."""
        found = estimate(vote_twice(1, 3)[0], draws=20)
        assert "few-units" in codes(found)
        assert (found.low == found.bound_shares()[0]).all()
        assert (found.high == found.bound_shares()[1]).all()
        assert np.ptp(found.draws, axis=0).max() > 0.2

    def test_first_votes_that_follow_from_one_another(self):
        votes, _ = vote_twice(1, 30)
        first = votes.first.copy()
        first[:, 0] = first[:, 1] = (first[:, 0] + first[:, 1]) // 2
        first[:, 3] += votes.first.sum(1) - first.sum(1)
        found = estimate(replace(votes, first=first), draws=4)
        assert "collinear" in codes(found)
        assert (found.high == found.bound_shares()[1]).all()

    def test_shares_at_the_edge(self):
        """Nobody moves from A to C: the estimate stands at a bound."""
        votes, _ = vote_twice(1, 60, shares=np.array([[1, 0, 0], [0, 1, 0], [0.3, 0.3, 0.4], [0, 0, 1]]))
        assert "at-bounds" in codes(estimate(votes, draws=4))
        assert "at-bounds" not in codes(estimate(vote_twice(1, 200, shares=np.full((4, 3), 1 / 3))[0], draws=4))

    def test_lists_that_differ_and_stations_left_out(self):
        votes, _ = vote_twice(1, 30)
        assert codes(estimate(votes, draws=4)) == []
        assert codes(estimate(replace(votes, moved=500, left_out=2), draws=4)) == ["left-out", "lists-differ"]

    def test_a_draw_alone_is_no_interval(self):
        with pytest.raises(ValueError, match="1 draws make no interval"):
            estimate(vote_twice(1, 30)[0], draws=1)


def test_a_table_for_the_second_round():
    """The table is exact, and the second round made with it is near the one that was."""
    votes, _ = vote_twice(1, 300)
    found = estimate(replace(votes, members=("DVD", "DVG"), origins=("RN", "UG", "others", "abstention")), draws=5)
    table = found.table()
    assert all(sum(row.values()) == 1 for row in table.rows.values())
    assert table.rows["DVD"] == table.rows["DVG"] == table.rows["others"]
    assert table.absent == "rescaled"
    sums = dict(zip(("RN", "UG", "others"), votes.first.sum(0).tolist(), strict=False))
    totals = Totals(contest_id="1", votes=sums, registered=int(votes.first.sum()))
    made = second_round(totals, ["RN", "UG"], {}, table)
    assert made.votes == pytest.approx(dict(zip(("RN", "UG"), votes.second.sum(0).tolist(), strict=False)), rel=0.001)
    assert len(found.tables()) == 5
    assert len({second_round(totals, ["RN", "UG"], {}, one).votes["RN"] for one in found.tables()}) > 1


@settings(max_examples=25)
@given(st.data())
def test_any_two_votes_have_an_estimate_within_its_bounds(data):
    """Empty parties, empty stations, one station: whatever is given, the estimate is a table and its cells are possible."""
    units, rows, columns = (data.draw(st.integers(1, most)) for most in (5, 4, 4))
    counts = st.lists(st.integers(0, 30), min_size=rows * columns, max_size=rows * columns)
    moved = np.array([data.draw(counts) for _ in range(units)], np.int64).reshape(units, rows, columns)
    origins, destinations = [*"ABCD"[: rows - 1], "abstention"], [*"ABCD"[: columns - 1], "home"]
    first, second = moved.sum(2), moved.sum(1)
    votes = TwoVotes(
        tuple(map(str, range(units))), tuple(origins), tuple(destinations), first, second, np.ones(second.shape, np.bool_)
    )
    found = estimate(votes, draws=2)
    assert np.isfinite(found.shares).all()
    assert (found.low <= found.high).all()
    assert (found.least - 1 <= found.cells).all()
    assert (found.cells <= found.most + 1).all()
    assert all(sum(row.values()) == Fraction(1) for row in found.table().rows.values())
