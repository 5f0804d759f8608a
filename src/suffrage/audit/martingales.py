"""Tests that may be looked at after every draw: betting martingales against "the mean is at most …".

Somebody who does not believe an outcome may bet against it, never more than they have: capital M is multiplied by 1 + λ (x − μ) at each
draw, where x ≥ 0 is what was drawn, μ the most that its mean can be if the outcome is wrong, and λ from 0 to 1/μ a bet that was chosen
before. If the outcome is wrong, M is a supermartingale, and the chance that it ever reaches 1/α is at most α (J. Ville 1939):
p = 1 / max M. I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting" (JRSS B, 2024); ALPHA is
the same family (P. B. Stark, *Annals of Applied Statistics* 17, 2023).

All arrays have a row for each test and a column for each draw, in the order of the draws.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BET = 0.9
"""The share of the largest bet that is made by default. 1 is the Kaplan–Markov test, which one lost sheet ends for ever."""

SHRINKAGE = 100
"""How many draws the reported mean and variance count for in estimated bets (`d` of ALPHA's shrinkage)."""

_NOTHING = 1e-9
"""A mean so near to zero is not bet on: rounding could not be told from it."""


def p_values(factors: Floats) -> Floats:
    """The p-value after each draw (rows × draws), from the factors of the capital: 1 / the largest capital so far, at most 1.

    >>> p_values(np.array([[2.0, 0.0, 4.0]])).tolist()
    [[0.5, 0.5, 0.5]]
    """
    capital = np.maximum.accumulate(_capital(factors), axis=-1)
    return np.asarray(np.exp(-np.maximum(capital, 0.0)))


def last_p_values(factors: Floats) -> Floats:
    """The p-value after the last draw (rows): the last column of `p_values`, sooner found.

    >>> last_p_values(np.array([[2.0, 0.0, 4.0]])).tolist()
    [0.5]
    """
    return np.asarray(np.exp(-np.maximum(_capital(factors).max(axis=-1), 0.0)))


def _capital(factors: Floats) -> Floats:
    """The logarithm of the capital after each draw."""
    with np.errstate(divide="ignore", invalid="ignore"):
        capital = np.log(factors)
        np.cumsum(capital, axis=-1, out=capital)
    if np.isnan(capital[..., -1:]).any():
        # Endless, and then all lost: a bound was passed that a wrong outcome cannot pass, whatever came before or after.
        capital[np.isnan(capital)] = np.inf
    return np.asarray(capital)


def fixed_bets(values: Floats, means: Floats | float, share: float = BET) -> Floats:
    """The factors for bets of `share` / μ. Where μ is below zero the outcome cannot be wrong: the capital has no bound.

    >>> fixed_bets(np.array([[1.0, 0.0]]), 0.95, 1.0).round(4).tolist()
    [[1.0526, 0.0]]
    """
    mean: Any = np.asarray(means, dtype=float)
    able = mean > _NOTHING
    factors = values * np.divide(share, mean, out=np.zeros_like(mean), where=able)
    factors += np.where(able, 1.0 - share, 1.0)
    if (sure := mean < -_NOTHING).any():
        factors[np.broadcast_to(sure, factors.shape)] = np.inf
    return np.asarray(factors)


def estimated_bets(
    values: Floats, means: Floats | float, reported: Floats, variance: Floats, weight: float = SHRINKAGE
) -> Floats:
    """The factors for bets on what was drawn so far, starting from what the results say (approximate Kelly bets, aGRAPA).

    `reported`, `variance` (rows): the mean and variance of the values by the results, which count for `weight` draws. With m and s²
    those of the results and of the draws before, together: λ = (m − μ) / (s² + (m − μ)²), from 0 to `BET` / μ.
    """
    mean: Any = np.broadcast_to(np.asarray(means, dtype=float), values.shape)
    count = weight + np.arange(values.shape[-1])
    prior = reported[:, None]
    guess = (weight * prior + np.cumsum(values, axis=-1) - values) / count
    away = (values - prior) ** 2
    spread = (weight * variance[:, None] + np.cumsum(away, axis=-1) - away) / count
    edge = np.maximum(guess - mean, 0.0)
    bets = np.divide(edge, spread + edge**2, out=np.zeros_like(values), where=edge > _NOTHING)
    able = mean > _NOTHING
    most = np.divide(BET, mean, out=np.zeros_like(values), where=able)
    factors = 1.0 + np.minimum(bets, most) * (values - mean)
    factors[mean < -_NOTHING] = np.inf
    return np.asarray(factors)


def means_of_what_is_left(values: Floats, population: int, mean: float = 0.5) -> Floats:
    """The most that the mean of each next draw can be if the mean of all is at most `mean`: draws of single papers, none twice.

    >>> means_of_what_is_left(np.array([[1.0, 0.0, 1.0]]), 4).tolist()
    [[0.5, 0.3333333333333333, 0.5]]
    """
    before = np.cumsum(values, axis=-1) - values
    left = population - np.arange(values.shape[-1])
    return np.asarray((population * mean - before) / left)
