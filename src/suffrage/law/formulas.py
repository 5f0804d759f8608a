"""How lists share seats, by the name of the formula, with every step noted: what laws of several countries have in common."""

from collections.abc import Mapping
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.methods import (
    D_HONDT,
    HARE,
    Allocation,
    Quota,
    WholeQuotas,
    averages_once,
    divisors,
    highest_averages,
    largest_remainders,
    quotas,
    whole_quotas,
)
from suffrage.model import steps

DIVISORS = {method.name: method for method in divisors.ALL}
"""The formulas of highest averages."""
REMAINDERS = {f"{quota.name}-remainders": quota for quota in quotas.ALL}
"""The formulas of largest remainders, each with its quota."""
AVERAGES_ONCE = "averages-once"
"""Whole quotas (Hare), then the highest averages (D'Hondt) ranked once for all seats left."""


def allocate(
    calculation: Calculation,
    formula: str,
    votes: Mapping[str, int],
    seats: int,
    article: str,
    *,
    limits: Mapping[str, int],
    valid: int | None = None,
) -> Allocation:
    """The `seats` among the lists in `votes`; equal claims to the last ones are handed back, for the law to settle.

    `limits`: how many seats a list can take · `valid`: the votes that a quota is taken from, if they are more than those of the lists.
    """
    if formula in DIVISORS:
        allocation = highest_averages(votes, seats, DIVISORS[formula], limits=limits)
        calculation.note_averages(allocation, DIVISORS[formula], article)
        return allocation
    quota = REMAINDERS.get(formula, HARE)
    whole = noted_quotas(calculation, votes, seats, article, quota, limits=limits, valid=valid)
    if formula in REMAINDERS:
        allocation = largest_remainders(votes, seats, quota, limits=limits, valid=valid)
        calculation.note_remainders(allocation, whole.quota, article)
        return allocation
    allocation = averages_once(votes, seats, D_HONDT, start=whole.seats, limits=limits)
    calculation.note_averages(allocation, D_HONDT, article)
    return allocation


def noted_quotas(
    calculation: Calculation,
    votes: Mapping[str, int],
    seats: int,
    article: str,
    quota: Quota = HARE,
    *,
    limits: Mapping[str, int],
    valid: int | None = None,
) -> WholeQuotas:
    """A seat for every whole quota in a list's votes, noted; the parameters are those of `allocate`."""
    whole = whole_quotas(votes, seats, quota, valid=valid, limits=limits)
    if calculation.with_steps:
        base = max(sum(votes.values()), valid or 0)
        calculation.note(steps.Quota(article=article, method=quota.name, votes=base, seats=seats, quota=whole.quota))
        calculation.steps += [
            steps.QuotaSeats(article=article, option_id=option, votes=number, seats=whole.seats[option])
            for option, number in votes.items()
        ]
    return whole


def bonus_of(calculation: Calculation, leader: str, seats: int, article: str) -> dict[str, int]:
    """The `seats` that the list in front has before the others are shared out, noted; no more than it has candidates."""
    seats = min(seats, calculation.list_lengths().get(leader, seats))
    if seats:
        calculation.note(steps.Bonus(article=article, option_id=leader, votes=calculation.votes[leader], seats=seats))
    return {leader: seats}


def share(bonus: Fraction, seats: int, *, down: bool) -> int:
    """A share of the seats in whole seats, rounded up, or down.

    >>> share(Fraction(1, 2), 29, down=False), share(Fraction(1, 2), 3, down=True)
    (15, 1)
    """
    part = bonus * seats
    return part.numerator // part.denominator if down else -(-part.numerator // part.denominator)
