"""The vectorised twin gives what the plain method gives: the same seats, the same ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage.law import methods
from suffrage.law.methods import batch

KERNELS = ("_leader", "_row_by_products", "_fill_by_products", "_best_claims", "_fill_by_claims")
DIVISORS = {"d-hondt": (methods.D_HONDT, None), "sainte-lague": (methods.SAINTE_LAGUE, range(1, 80, 2))}
number = st.integers(0, 12) | st.integers(0, 10**7) | st.integers(10**16, 10**17)
tables = st.integers(1, 8).flatmap(
    lambda options: st.lists(
        st.tuples(st.lists(number, min_size=options, max_size=options), st.integers(0, 20)), min_size=1, max_size=6
    )
)


def plain(votes, seats, divisor):
    return methods.highest_averages({str(option): votes for option, votes in enumerate(votes)}, seats, divisor)


def check(rows, divisor, steps):
    votes, houses = np.array([row for row, _ in rows]), np.array([seats for _, seats in rows])
    found = batch.highest_averages(votes, houses, steps)
    for place, (row, seats) in enumerate(rows):
        expected = plain(row, seats, divisor)
        assert found.seats[place].tolist() == list(expected.seats.values())
        assert found.vacant[place] == expected.vacant
        tied = [str(option) for option in np.flatnonzero(found.among[place])]
        assert (tied, found.places[place]) == ((list(expected.tie.among), expected.tie.places) if expected.tie else ([], 0))


@given(tables, st.sampled_from(sorted(DIVISORS)))
def test_it_agrees_with_the_plain_method(rows, name):
    check(rows, *DIVISORS[name])


@given(tables, st.sampled_from(sorted(DIVISORS)))
def test_so_does_its_source_before_compilation(rows, name):
    """The compiled kernel cannot be measured for coverage; its source is run as plain Python too."""
    kernels = {kernel: getattr(batch, kernel) for kernel in KERNELS}
    with pytest.MonkeyPatch.context() as patch:
        for kernel, compiled in kernels.items():
            patch.setattr(batch, kernel, compiled.py_func)
        check(rows, *DIVISORS[name])


BIG = 10**17
LARGE = [([0, 0, 0], 3), ([BIG, BIG, 0], 3), ([BIG, BIG, 1], 2), ([BIG, BIG - 1, BIG], 40), ([1, 0, 0], 0)]


@pytest.mark.parametrize("plain_python", [False, True])
def test_votes_too_large_for_a_common_denominator(monkeypatch, plain_python):
    for kernel in KERNELS if plain_python else ():
        monkeypatch.setattr(batch, kernel, getattr(batch, kernel).py_func)
    check(LARGE, methods.D_HONDT, None)


def test_one_number_of_seats_for_all():
    assert batch.highest_averages(np.array([[6, 3], [3, 6]]), 2).among.tolist() == [[True, True], [True, True]]
    assert batch.highest_averages(np.zeros((0, 3), dtype=int), 5).seats.shape == (0, 3)


@pytest.mark.parametrize(
    ("votes", "seats", "divisors", "sentence"),
    [
        ([1, 2], 3, None, "rows and columns"),
        ([[-1, 2]], 3, None, "0 or more"),
        ([[1, 2]], -3, None, "0 or more"),
        ([[1, 2]], 3, [1, 2, 3], "more than 3"),
        ([[1, 2]], 2, [1, 1, 2], "rise"),
        ([[1, 2]], 2, [0, 1, 2], "rise"),
        ([[2**61, 2]], 4, None, "too large"),
        ([[1.5, 2.0]], 3, None, "whole numbers"),
        ([[1, 2]], 1.0, None, "whole numbers"),
    ],
)
def test_what_it_refuses(votes, seats, divisors, sentence):
    with pytest.raises(ValueError, match=sentence):
        batch.highest_averages(np.array(votes), seats, divisors)


def test_the_largest_that_fits_is_exact():
    votes = [[2**60 + 1, 2**60]]
    assert batch.highest_averages(np.array(votes), 1).seats.tolist() == [[1, 0]]
