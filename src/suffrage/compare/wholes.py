"""Whole votes from shares: a number of votes shared out exactly, so that the parts add up to it."""

from collections.abc import Mapping
from fractions import Fraction

from suffrage.model.totals import code_order


def share_out(votes: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """`votes` in proportion to `shares` (which need not add up to 1), in whole votes by largest remainders.

    Of equal remainders the first code comes first: which part an assumed vote falls to says nothing about anybody's vote. `ValueError`:
    no share above 0.

    >>> share_out(10, {"A": Fraction(1, 2), "B": Fraction(1, 3), "C": Fraction(1, 6)})
    {'A': 5, 'B': 3, 'C': 2}
    """
    whole = sum(shares.values(), Fraction())
    if whole <= 0:
        raise ValueError("votes cannot be shared out among parts without a share")
    exact = {code: votes * part / whole for code, part in shares.items()}
    parts = {code: number.numerator // number.denominator for code, number in exact.items()}
    first = sorted(parts, key=lambda code: (parts[code] - exact[code], code_order(code)))
    for code in first[: votes - sum(parts.values())]:
        parts[code] += 1
    return parts
