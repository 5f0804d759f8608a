"""Bars (thresholds): a share of the valid votes or of the registered that an option must reach or exceed."""

from fractions import Fraction


def clears(votes: int, share: Fraction, base: int, *, strict: bool = False) -> bool:
    """Whether `votes` are at least `share` of `base` (`strict`: more). Exact; a share of an empty base is never cleared.

    >>> clears(10631, Fraction(1, 8), 85080)  # 12.495 %, published as "12,5"
    False
    >>> clears(50, Fraction(1, 2), 100, strict=True)
    False
    """
    have, need = votes * share.denominator, share.numerator * base
    return base > 0 and (have > need if strict else have >= need)
