"""The few distributions that estimates need: Student's t, chi-square, binomial and Clopper–Pearson's interval.

Written here because nothing else of a statistics library is needed. The incomplete beta and gamma functions are computed by
Lentz's continued fraction and by their series (NIST *Digital Library of Mathematical Functions*, 8.17.22, 8.9.2 and 8.7.1);
quantiles by Newton's method (Student's t) or by halving an interval 200 times. Relative error below 1e-10 for what is asked here
(tests: published tables and exact fractions); the normal distribution is the standard library's.
"""

from collections.abc import Callable
from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_TINY = 1e-300
_ENOUGH = 1e-15
_MOST_TERMS = 100_000
_MOST_STEPS = 100


def normal_tail(z: float) -> float:
    """The probability that a standard normal figure is above `z`.

    >>> round(normal_tail(1.959963984540054), 12)
    0.025
    """
    return 0.5 * erfc(z / sqrt(2))


def normal_quantile(probability: float) -> float:
    """The figure below which a standard normal one is with this probability.

    >>> round(normal_quantile(0.975), 9)
    1.959963985
    """
    return NormalDist().inv_cdf(probability)


def beta_part(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and x from 0 to 1.

    >>> round(beta_part(0.3, 2, 3), 10)
    0.3483
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_fraction(1 - x, b, a)
    return _beta_fraction(x, a, b)


def t_tail(t: float, freedom: float) -> float:
    """The probability that Student's t with so many degrees of freedom is above `t`.

    >>> round(t_tail(2.228139, 10), 6)
    0.025
    """
    half = 0.5 * beta_part(freedom / (freedom + t * t), freedom / 2, 0.5)
    return half if t >= 0 else 1 - half


@lru_cache(maxsize=4096)
def t_quantile(probability: float, freedom: float) -> float:
    """The figure below which Student's t with so many degrees of freedom is with this probability. `ValueError`: out of range.

    >>> round(t_quantile(0.975, 10), 3)
    2.228
    """
    if not 0 < probability < 1 or freedom <= 0:
        raise ValueError(f"no quantile for a probability of {probability} and {freedom} degrees of freedom")
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    # Newton's method, from the left: from the normal quantile on the tail is convex, so that no step goes too far.
    t, outside = max(normal_quantile(probability), 1.0), 1 - probability
    if t_tail(t, freedom) < outside:
        return _halved(lambda each: t_tail(each, freedom) <= outside, 0.0, t)
    scale = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(freedom * pi)
    for _ in range(_MOST_STEPS):
        step = (t_tail(t, freedom) - outside) / (scale * exp(-(freedom + 1) / 2 * log1p(t * t / freedom)))
        t += step
        if abs(step) <= _ENOUGH * t:
            break
    return t


def chi_square_tail(value: float, freedom: float) -> float:
    """The probability that a chi-square figure with so many degrees of freedom is above `value`.

    >>> round(chi_square_tail(16.918978, 9), 6)
    0.05
    """
    if value <= 0:
        return 1.0
    return _gamma_tail(freedom / 2, value / 2)


def chi_square_quantile(probability: float, freedom: float) -> float:
    """The figure below which a chi-square one with so many degrees of freedom is with this probability.

    >>> round(chi_square_quantile(0.95, 9), 3)
    16.919
    """
    high = freedom + 10.0
    while chi_square_tail(high, freedom) > 1 - probability:
        high *= 2
    return _halved(lambda value: chi_square_tail(value, freedom) <= 1 - probability, 0.0, high)


def binomial_at_least(hits: int, trials: int, chance: float) -> float:
    """The probability of `hits` or more in so many independent trials.

    >>> round(binomial_at_least(3, 4, 0.5), 10)
    0.3125
    """
    if hits <= 0 or hits > trials:
        return float(hits <= 0)
    return beta_part(chance, hits, trials - hits + 1)


def clopper_pearson(hits: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's exact interval for a share (Biometrika 26 (1934) 404–413); `hits` and `trials` may be effective numbers.

    >>> [round(end, 4) for end in clopper_pearson(0, 59)]
    [0.0, 0.0606]
    """
    outside = (1 - level) / 2
    low = 0.0 if hits <= 0 else _beta_quantile(outside, hits, trials - hits + 1)
    high = 1.0 if hits >= trials else _beta_quantile(1 - outside, hits + 1, trials - hits)
    return low, high


def _beta_quantile(probability: float, a: float, b: float) -> float:
    return _halved(lambda x: beta_part(x, a, b) >= probability, 0.0, 1.0)


def _halved(is_above: Callable[[float], bool], low: float, high: float) -> float:
    """Where `is_above` turns true between `low` and `high`."""
    for _ in range(200):
        middle = (low + high) / 2
        if is_above(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _beta_fraction(x: float, a: float, b: float) -> float:
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    fraction, c, d = 1.0, 1.0, 0.0
    for m in range(_MOST_TERMS):
        for term in (
            1.0 if m == 0 else m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            c = 1 + term / c
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            fraction *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return front * (fraction - 1)


def _gamma_tail(a: float, x: float) -> float:
    """The regularised upper incomplete gamma function Q(a, x)."""
    front = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for k in range(1, _MOST_TERMS):
            term *= x / (a + k)
            total += term
            if term < total * _ENOUGH:
                break
        return 1 - front * total
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    fraction = d
    for k in range(1, _MOST_TERMS):
        factor = -k * (k - a)
        b += 2
        d = 1 / (factor * d + b)
        c = b + factor / c
        fraction *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return front * fraction
