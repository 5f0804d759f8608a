"""Against exact fractions and published tables (Fisher and Yates; NIST/SEMATECH e-Handbook 1.3.6.7)."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as some

from suffrage.observe import distributions as of


@pytest.mark.parametrize(
    ("freedom", "value"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (100, 1.984), (1e6, 1.960)]
)
def test_student_at_975(freedom, value):
    assert of.t_quantile(0.975, freedom) == pytest.approx(value, abs=5e-4)
    assert of.t_quantile(0.025, freedom) == pytest.approx(-value, abs=5e-4)


@pytest.mark.parametrize(
    ("probability", "freedom", "value"),
    [(0.95, 1, 3.841), (0.95, 9, 16.919), (0.99, 3, 11.345), (0.999, 3, 16.266), (0.025, 10, 3.247), (0.95, 100, 124.342)],
)
def test_chi_square(probability, freedom, value):
    assert of.chi_square_quantile(probability, freedom) == pytest.approx(value, abs=5e-4)


@given(some.integers(1, 80), some.data(), some.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50))
def test_the_binomial_tail_is_the_exact_one(trials, data, chance):
    hits = data.draw(some.integers(0, trials))
    exact = sum(comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(hits, trials + 1))
    assert of.binomial_at_least(hits, trials, float(chance)) == pytest.approx(float(exact), rel=1e-9)


@pytest.mark.parametrize(("hits", "trials", "low", "high"), [(5, 10, 0.1871, 0.8129), (0, 10, 0, 0.3085), (10, 10, 0.6915, 1)])
def test_clopper_and_pearson(hits, trials, low, high):
    assert of.clopper_pearson(hits, trials) == pytest.approx((low, high), abs=5e-5)


@given(some.integers(0, 40), some.integers(1, 40))
def test_intervals_hold_the_share(hits, trials):
    share = min(hits, trials) / trials
    low, high = of.clopper_pearson(share * trials, trials)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    assert low < high


def test_what_has_no_quantile():
    with pytest.raises(ValueError, match="no quantile"):
        of.t_quantile(1, 3)
