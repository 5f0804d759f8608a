"""Many allocations at once: the vectorised twin of `highest_averages`, for simulations.

Exact: averages are compared as whole numbers, by cross-multiplication, and a tie is reported, never decided. It needs Numba, an
optional part of the installation: `pip install 'suffrage[batch]'`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

try:
    from numba import njit
except ImportError as missing:  # pragma: no cover - the tests have Numba
    raise ImportError("suffrage.law.methods.batch needs Numba; install it with: pip install 'suffrage[batch]'") from missing

Numbers = NDArray[np.int64]

_LARGEST = 2**63 - 1
_BLOCK = 32
"""Rows that are worked on side by side."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The result of n allocations among p options.

    `seats` (n × p): seats given by averages · `places` (n): seats left because of a tie, 0 where there is none · `among`
    (n × p): which options are in that tie, for one seat each · `vacant` (n): seats of contests in which nobody has a vote.
    """

    seats: Numbers
    places: Numbers
    among: NDArray[np.bool_]
    vacant: Numbers


def highest_averages(
    votes: NDArray[np.integer], seats: int | NDArray[np.integer], divisors: Sequence[int] | None = None
) -> Batch:
    """Allocate `seats` (one number, or one a row) by each row of `votes` (n × p, whole numbers, 0 or more).

    `divisors`: whole-number divisors for 0, 1, 2 … seats held, rising and at least as many as there are seats; D'Hondt's 1, 2, 3 …
    if None, Sainte-Laguë's with `range(1, 2 * n, 2)`. `ValueError`: floats, a number below 0, too few divisors, or votes so large
    that a product could leave 64 bits.

    >>> highest_averages(np.array([[53, 24, 23], [50, 50, 0]]), np.array([7, 1])).seats.tolist()
    [[4, 2, 1], [0, 0, 0]]
    """
    if not all(np.issubdtype(np.asarray(given).dtype, np.integer) for given in (votes, seats)):
        raise ValueError("votes and seats must be whole numbers (an array of integers); a float decides nothing here")
    table = np.ascontiguousarray(votes, dtype=np.int64)
    if table.ndim != 2:
        raise ValueError(f"votes must have rows and columns; they have {table.ndim} dimension(s)")
    houses = np.ascontiguousarray(np.broadcast_to(np.asarray(seats, dtype=np.int64), (len(table),)))
    largest = int(houses.max(initial=0))
    steps = np.arange(1, largest + 2, dtype=np.int64) if divisors is None else np.asarray(divisors, dtype=np.int64)
    if len(steps) <= largest or (len(steps) and int(steps.min()) < 1) or bool(np.any(np.diff(steps) <= 0)):
        raise ValueError(f"divisors must rise from 1 or more, and be more than {largest}")
    if table.min(initial=0) < 0 or houses.min(initial=0) < 0:
        raise ValueError("votes and seats must be 0 or more")
    most = int(table.max(initial=0))
    if most * int(steps[: largest + 1].max(initial=1)) > _LARGEST:
        raise ValueError("votes are too large for 64-bit products; use suffrage.law.methods.highest_averages")
    given = np.zeros_like(table)
    places = np.zeros(len(table), dtype=np.int64)
    among = np.zeros(table.shape, dtype=np.bool_)
    vacant = np.zeros(len(table), dtype=np.int64)
    common = lcm(*(int(step) for step in steps[: largest + 1]))
    if most * common <= _LARGEST:
        _fill_by_claims(table, houses, common // steps, given, places, among, vacant)
    else:
        _fill_by_products(table, houses, steps, given, places, among, vacant)
    return Batch(given, places, among, vacant)


@njit(cache=True)
def _leader(votes: Numbers, under: Numbers) -> tuple[int, int]:
    """The first option with the highest average votes ÷ under of one row, and how many have it; (-1, 0) without a vote."""
    best, equals = -1, 0
    most, divisor = np.int64(0), np.int64(1)
    for option in range(len(votes)):
        mine, theirs = votes[option] * divisor, most * under[option]
        if mine > theirs:
            best, equals = option, 1
            most, divisor = votes[option], under[option]
        elif mine == theirs and mine > 0:
            equals += 1
    return best, equals


@njit(cache=True)
def _row_by_products(
    votes: Numbers, left: int, divisors: Numbers, under: Numbers, given: Numbers, among: NDArray[np.bool_]
) -> tuple[int, int]:
    """Allocate one row; (places of a tie, vacant seats). `under`: the divisor of each option's next seat, kept up to date."""
    under[:] = divisors[0]
    while left > 0:
        best, equals = _leader(votes, under)
        if best < 0:
            return 0, left
        if equals > 1:
            top, divisor = votes[best], under[best]
            for option in range(len(votes)):
                among[option] = votes[option] * divisor == top * under[option]
            if equals > left:
                return left, 0
            for option in range(len(votes)):
                if among[option]:
                    given[option] += 1
                    under[option] = divisors[given[option]]
                    among[option] = False
            left -= equals
        else:
            given[best] += 1
            under[best] = divisors[given[best]]
            left -= 1
    return 0, 0


@njit(cache=True)
def _fill_by_products(
    votes: Numbers,
    houses: Numbers,
    divisors: Numbers,
    given: Numbers,
    places: Numbers,
    among: NDArray[np.bool_],
    vacant: Numbers,
) -> None:
    """One row after another, averages compared by cross-multiplication: for large houses."""
    under = np.empty(votes.shape[1], dtype=np.int64)
    for row in range(len(votes)):
        places[row], vacant[row] = _row_by_products(votes[row], houses[row], divisors, under, given[row], among[row])


@njit(cache=True)
def _best_claims(claims: Numbers, top: Numbers, best: Numbers, equals: Numbers) -> None:
    """For each row of a block (columns of `claims`): its highest claim, the first option that has it, and how many have it."""
    options, rows = claims.shape
    top[:] = 0
    best[:] = 0
    equals[:] = 0
    for option in range(options):
        for row in range(rows):
            # No branches, so that several rows are compared by one instruction.
            claim, most = claims[option, row], top[row]
            higher = claim > most
            equals[row] = 1 if higher else equals[row] + (claim == most)
            best[row] = option if higher else best[row]
            top[row] = claim if higher else most


@njit(cache=True)
def _fill_by_claims(
    votes: Numbers,
    houses: Numbers,
    weights: Numbers,
    given: Numbers,
    places: Numbers,
    among: NDArray[np.bool_],
    vacant: Numbers,
) -> None:
    """A block of rows at a time, averages over a common denominator: fast, where the products fit 64 bits."""
    rows, options = votes.shape
    claims = np.empty((options, _BLOCK), dtype=np.int64)
    top, best = np.zeros(_BLOCK, dtype=np.int64), np.zeros(_BLOCK, dtype=np.int64)
    equals, left = np.zeros(_BLOCK, dtype=np.int64), np.zeros(_BLOCK, dtype=np.int64)
    for first in range(0, rows, _BLOCK):
        claims[:] = 0
        left[:] = 0
        for place in range(min(_BLOCK, rows - first)):
            left[place] = houses[first + place]
            for option in range(options):
                claims[option, place] = votes[first + place, option] * weights[0]
        for _ in range(left.max()):
            _best_claims(claims, top, best, equals)
            for place in range(_BLOCK):
                row, winner = first + place, best[place]
                if left[place] == 0:
                    continue
                if top[place] == 0:
                    vacant[row], left[place] = left[place], 0
                elif equals[place] > left[place]:
                    among[row] = claims[:, place] == top[place]
                    places[row], left[place] = left[place], 0
                else:
                    # Of equals that all get a seat, the first takes it now and the others in the next turns.
                    given[row, winner] += 1
                    left[place] -= 1
                    claims[winner, place] = votes[row, winner] * weights[given[row, winner]]
