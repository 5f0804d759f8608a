"""Quota methods: whole quotas first, then what is left by largest remainders or by averages.

Definitions: A. Lijphart, *Electoral Systems and Party Systems* (1994), appendix; M. Gallagher, "Proportionality,
Disproportionality and Electoral Systems", *Electoral Studies* 10 (1991) 33–51. Exact fractions throughout.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from suffrage.law.methods.claims import Allocation, Claims, fill
from suffrage.law.methods.divisors import D_HONDT, Divisors, highest_averages


@dataclass(frozen=True, slots=True)
class Quota:
    """The votes that are worth a seat: votes ÷ (seats + `more`), or with `next_whole` the next whole number above that."""

    name: str
    more: int
    next_whole: bool = False

    def of(self, votes: int, seats: int) -> Fraction:
        """The quota. `ValueError` where there is nothing to divide."""
        if votes <= 0 or seats + self.more <= 0:
            raise ValueError(f"no quota of {votes} votes for {seats} seats")
        exact = Fraction(votes, seats + self.more)
        return Fraction(exact.numerator // exact.denominator + 1) if self.next_whole else exact


HARE = Quota("hare", 0)
"""Votes ÷ seats, not rounded (the simple quota; quotient électoral)."""
DROOP = Quota("droop", 1, next_whole=True)
"""The whole number above votes ÷ (seats + 1) (H. R. Droop 1868)."""
HAGENBACH_BISCHOFF = Quota("hagenbach-bischoff", 1)
"""Votes ÷ (seats + 1), not rounded."""
IMPERIALI = Quota("imperiali", 2)
"""Votes ÷ (seats + 2) (Italy until 1993)."""

ALL = (HARE, DROOP, HAGENBACH_BISCHOFF, IMPERIALI)


class WholeQuotas(NamedTuple):
    """The quota used, `worth` ÷ `parts`, and the seats that it gives by itself."""

    worth: int
    parts: int
    seats: dict[str, int]

    @property
    def quota(self) -> Fraction:
        """The quota as a fraction."""
        return Fraction(self.worth, self.parts)


def whole_quotas(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota = HARE,
    *,
    valid: int | None = None,
    minima: Mapping[str, int] | None = None,
    limits: Mapping[str, int] | None = None,
) -> WholeQuotas:
    """A seat for each whole quota in an option's votes; at least its minimum, at most the length of its list.

    `valid`: the votes that the quota is taken from, if they are more than the sum of `votes` (fewer they cannot be: the sum is
    taken). Where whole quotas and minima need more seats than there are (possible for quotas below Hare's, and with minima),
    the quota is taken again for one seat less until they do not, as Italian law had it (d.P.R. 30 March 1957 n. 361, art.
    77). `ValueError`: the minima alone are more than the seats.

    >>> whole_quotas({"A": 53, "B": 24, "C": 23}, 7).seats
    {'A': 3, 'B': 1, 'C': 1}
    """
    promised = {option: minima.get(option, 0) for option in votes} if minima else {}
    if promised and sum(promised.values()) > seats:
        raise ValueError(f"the minima need {sum(promised.values())} seats, and there are {seats}")
    base = max(sum(votes.values()), valid or 0)
    for parts in range(seats + quota.more, 0, -1) if base and seats else ():
        worth = base
        if quota.next_whole and parts == seats + quota.more:
            worth, parts = base // parts + 1, 1  # noqa: PLW2901 the quota is a whole number
        least = -(-worth // parts)
        given = {option: number * parts // worth if number >= least else 0 for option, number in votes.items()}
        if limits:
            given |= {option: length for option, length in limits.items() if given.get(option, 0) > length}
        if promised:
            given |= {option: minimum for option, minimum in promised.items() if given[option] < minimum}
        if sum(given.values()) <= seats:
            return WholeQuotas(worth, parts, given)
    return WholeQuotas(base, 1, dict.fromkeys(votes, 0) | promised)


def largest_remainders(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota = HARE,
    *,
    valid: int | None = None,
    minima: Mapping[str, int] | None = None,
    limits: Mapping[str, int] | None = None,
) -> Allocation:
    """Whole quotas, then one seat each to the largest remainders, votes − seats held × quota.

    The parameters are those of `whole_quotas`. Where lists end and seats are still left after one each, the remainders (by then
    negative) go on in the same order.

    >>> largest_remainders({"A": 53, "B": 24, "C": 23}, 7).seats
    {'A': 4, 'B': 2, 'C': 1}
    """
    whole = whole_quotas(votes, seats, quota, valid=valid, minima=minima, limits=limits)
    remainders = Claims([whole.parts] * (seats + 1), [-held * whole.worth for held in range(seats + 1)])
    return fill(votes, seats, remainders, start=whole.seats, limits=limits or {})


def quotas_then_averages(
    votes: Mapping[str, int],
    seats: int,
    quota: Quota = HARE,
    divisors: Divisors = D_HONDT,
    *,
    valid: int | None = None,
    minima: Mapping[str, int] | None = None,
    limits: Mapping[str, int] | None = None,
) -> Allocation:
    """Whole quotas, then the highest averages, votes ÷ divisor of the seats held. The parameters are those of `whole_quotas`.

    With Hare's quota and D'Hondt's divisors this gives the seats of D'Hondt alone, because a party's D'Hondt seats are never
    fewer than its whole quotas (Balinski and Young, *Fair Representation*, appendix A, proposition 6.4: lower quota), as
    long as the quota is taken from the votes that take part.

    >>> quotas_then_averages({"A": 53, "B": 24, "C": 23}, 7).seats
    {'A': 4, 'B': 2, 'C': 1}
    """
    whole = whole_quotas(votes, seats, quota, valid=valid, minima=minima, limits=limits)
    return highest_averages(votes, seats, divisors, start=whole.seats, limits=limits)
