"""Many allocations at once: the vectorised twin of `highest_averages`, for simulations.

Exact: averages are compared as whole numbers, by cross-multiplication, and a tie is reported, never decided. It needs Numba, an
optional part of the installation: `pip install 'suffrage[batch]'`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

try:
    from numba import njit
except ImportError as missing:  # pragma: no cover - the tests have Numba
    raise ImportError("suffrage.law.methods.batch needs Numba; install it with: pip install 'suffrage[batch]'") from missing

Numbers = NDArray[np.int64]

_LARGEST = 2**63 - 1
_OPEN, _TIED = 0, 1


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
    if None, Sainte-Laguë's with `range(1, 2 * n, 2)`. `ValueError`: a number below 0, too few divisors, or votes so large that a
    product could leave 64 bits.

    >>> highest_averages(np.array([[53, 24, 23], [50, 50, 0]]), np.array([7, 1])).seats.tolist()
    [[4, 2, 1], [0, 0, 0]]
    """
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
    if int(table.max(initial=0)) * int(steps[: largest + 1].max(initial=1)) > _LARGEST:
        raise ValueError("votes are too large for 64-bit products; use suffrage.law.methods.highest_averages")
    given = np.zeros_like(table)
    places = np.zeros(len(table), dtype=np.int64)
    among = np.zeros(table.shape, dtype=np.bool_)
    vacant = np.zeros(len(table), dtype=np.int64)
    _fill(table, houses, steps, given, places, among, vacant)
    return Batch(given, places, among, vacant)


@njit(cache=True)
def _fill(
    votes: Numbers,
    houses: Numbers,
    divisors: Numbers,
    given: Numbers,
    places: Numbers,
    among: NDArray[np.bool_],
    vacant: Numbers,
) -> None:
    """One row after another: each seat to the highest average; a tie that the seats left cannot satisfy ends the row."""
    rows, options = votes.shape
    for row in range(rows):
        left = houses[row]
        while left > 0:
            best, equals = -1, 0
            for option in range(options):
                number = votes[row, option]
                if number == 0:
                    continue
                if best < 0:
                    best, equals = option, 1
                    continue
                mine = number * divisors[given[row, best]]
                theirs = votes[row, best] * divisors[given[row, option]]
                if mine > theirs:
                    best, equals = option, 1
                elif mine == theirs:
                    equals += 1
            if best < 0:
                vacant[row] = left
                break
            if equals == 1:
                given[row, best] += 1
                left -= 1
                continue
            top, under = votes[row, best], divisors[given[row, best]]
            for option in range(options):
                number = votes[row, option]
                if number > 0 and number * under == top * divisors[given[row, option]]:
                    if equals > left:
                        among[row, option] = True
                    else:
                        given[row, option] += 1
            if equals > left:
                places[row] = left
                break
            left -= equals
