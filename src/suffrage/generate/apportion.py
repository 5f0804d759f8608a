"""Whole numbers that add up: how a total is shared out among parts, exactly."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def apportion(total: int, weights: Counts) -> Counts:
    """Share `total` out in proportion to whole-number `weights`, by largest remainders (the first of equals first).

    >>> apportion(10, np.array([1, 1, 1])).tolist()
    [4, 3, 3]
    """
    exact = [total * int(weight) for weight in weights] if total > 2**31 else total * weights.astype(object)
    whole = int(weights.sum())
    if not whole:
        raise ValueError("nothing to share by: all weights are zero")
    parts = np.array([share // whole for share in exact], dtype=np.int64)
    left = total - int(parts.sum())
    remainders = np.array([share % whole for share in exact], dtype=object)
    first = sorted(range(len(parts)), key=lambda place: (-remainders[place], place))[:left]
    parts[first] += 1
    return parts


def deal(total: int, among: Counts, random: np.random.Generator) -> Counts:
    """Draw `total` of the papers that lie in several boxes (`among` in each), at random: how many come from each box.

    >>> deal(5, np.array([2, 3]), np.random.default_rng(1)).tolist()
    [2, 3]
    """
    if len(among) == 1:
        return np.array([total], dtype=np.int64)
    return random.multivariate_hypergeometric(among, total, method="marginals").astype(np.int64)
