"""Half of the stations predicted from the other half: on made-up stations, and on the real pair of June 2024."""

from dataclasses import replace

import numpy as np
import pytest
from tests.compare.twice import vote_twice

from suffrage.compare.transfers.holdout import held_out, proportional_swing
from suffrage.compare.transfers.twovotes import TwoVotes


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_estimates_predict_better_than_proportional_swing(seed):
    found = held_out(vote_twice(seed, 200, vary=60)[0], seed=seed)
    assert found.estimated < 0.03
    assert found.estimated < 0.6 * found.swing


def test_without_chance_nobody_is_misplaced():
    first = np.random.default_rng(5).integers(1, 9, (40, 2)) * 100
    second = (first @ np.array([[0.7, 0.3], [0.2, 0.8]])).round().astype(np.int64)
    votes = TwoVotes(
        tuple(map(str, range(40))), ("A", "abstention"), ("A", "home"), first, second, np.ones(second.shape, np.bool_)
    )
    found = held_out(votes)
    assert found.estimated < 0.001 < found.swing


def test_a_party_that_is_new_cannot_swing():
    votes, _ = vote_twice(1, 40)
    found = held_out(replace(votes, destinations=("RN", "NEW", "home")))
    assert found.swing is None
    assert found.estimated < 0.05


def test_too_few_stations_say_nothing():
    assert held_out(vote_twice(1, 9)[0]) is None


def test_proportional_swing_by_hand():
    """A doubles, and two thirds of those without a vote are left: 10 and 90 become 20 and 60, of 100 people 25 and 75."""
    known = TwoVotes.of(
        {"1": {"A": 10, "B": 30, "abstention": 60}}, {"1": {"A": 20, "C": 40, "home": 40}}, standing={"1": ["A", "C"]}
    )
    other = TwoVotes.of({"2": {"A": 10, "B": 0, "abstention": 90}}, {"2": {"A": 30, "C": 0, "home": 70}}, standing={"2": ["A"]})
    assert proportional_swing(known, other).tolist() == [[25, 0, 75]]
    everywhere = replace(other, standing=np.ones((1, 3), np.bool_))
    assert proportional_swing(known, everywhere)[0] == pytest.approx(np.array([20, 40, 60]) / 1.2)
