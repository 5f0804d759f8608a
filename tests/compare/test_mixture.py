"""The mathematics below ecological estimates: the most likely table, and station tables with both margins."""

import numpy as np
import pytest
from tests.compare.twice import SHARES, vote_twice

from suffrage.compare.transfers.mixture import Mixture


def mixture(votes, standing=None):
    return Mixture(votes.first.astype(float), votes.second.astype(float), votes.standing if standing is None else standing)


def likelihood(model, shares):
    means = model.expected(shares)
    return float(np.where(model.second > 0, model.second * np.log(np.maximum(means, 1e-300)), 0).sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_other_table_is_more_likely(seed):
    """Neither the truth, nor any table on the way to 200 others, is more likely than the gap at which the fit ends."""
    votes, _ = vote_twice(seed, 50, vary=40)
    model = mixture(votes)
    found = model.fit()
    assert found.converged
    best, allowed = likelihood(model, found.shares), 0.05 * max(1, found.dispersion)
    random = np.random.default_rng(seed)
    for other in [SHARES, *(random.dirichlet(np.ones(3), 4) for _ in range(200))]:
        for way in (0.001, 0.01, 0.1, 1):
            assert likelihood(model, found.shares + way * (other - found.shares)) <= best + allowed


def test_the_most_likely_table_of_two_parties_by_hand():
    """Two stations, each of one party alone: its shares are its station's."""
    model = Mixture(np.array([[100.0, 0], [0, 50]]), np.array([[80.0, 20], [10, 40]]), np.ones((2, 2), np.bool_))
    assert model.fit().shares == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8]]), abs=1e-3)


def test_the_start_does_not_matter():
    model = mixture(vote_twice(4, 80, vary=30)[0])
    found = model.fit()
    for seed in range(5):
        other = model.fit(start=np.random.default_rng(seed).dirichlet(np.ones(3), 4))
        assert other.shares == pytest.approx(found.shares, abs=0.005)


def test_a_station_s_table_has_both_margins_and_the_table_s_odds():
    """What is multiplied by row and by column keeps its odds ratios (Deming and Stephan)."""
    model = Mixture(np.array([[60.0, 40]]), np.array([[30.0, 70]]), np.ones((1, 2), np.bool_))
    cells = model.cells(np.array([[0.5, 0.5], [0.2, 0.8]]))
    assert cells.sum(1) == pytest.approx([60, 40], abs=1e-3)
    assert cells.sum(0) == pytest.approx([30, 70])
    assert cells[0, 0] * cells[1, 1] / (cells[0, 1] * cells[1, 0]) == pytest.approx(0.5 * 0.8 / (0.5 * 0.2))


def test_a_unit_drawn_twice_counts_as_two():
    votes, _ = vote_twice(2, 30)
    twice = mixture(votes).drawn(np.array([2, 0] + [1] * 28))
    again = mixture(votes.part([0, 0, *range(2, 30)]))
    assert twice.fit().shares == pytest.approx(again.fit().shares, abs=1e-3)


def test_shares_of_cells_in_a_field_that_is_not_full():
    """60, 30 and 10 % where all stand; where the first does not, the others' 30 and 10 become 75 and 25 %."""
    first, standing = np.array([[100.0], [100.0]]), np.array([[True, True, True], [False, True, True]])
    second = np.array([[60.0, 30, 10], [0, 75, 25]])
    model = Mixture(first, second, standing)
    shares = model.shares_of(second.sum(0, keepdims=True))
    assert shares == pytest.approx(np.array([[0.6, 0.3, 0.1]]), abs=1e-3)
    assert model.expected(shares) == pytest.approx(second, abs=0.1)


def test_a_fit_that_may_not_end_says_so(monkeypatch):
    monkeypatch.setattr("suffrage.compare.transfers.mixture._MOST_STEPS", 3)
    assert not mixture(vote_twice(1, 40)[0]).fit().converged
