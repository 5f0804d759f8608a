"""The price of a seat: the fewest votes with which an option's claim to its next seat reaches a given level.

Every formula gives its seats to the highest claims. Turned round, an allocation stands as long as there is a price between the claims
that have a seat and those that have none; and how many votes that price asks of an option for each further seat is one function.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt, lcm

from suffrage.law.methods import Divisors


@dataclass(frozen=True, slots=True)
class Prices:
    """One formula for so many seats and valid votes, its claims as whole numbers.

    `fewest(held, price)`: the fewest votes with which the claim of an option that holds `held` seats is at least `price`; it never
    falls as either rises · `bottom`, `top`: no claim is below or above · `longest`: the most seats that one option can have ·
    `ahead`: what is added to claims that come before all others, where there are such.
    """

    fewest: Callable[[int, int], int]
    bottom: int
    top: int
    longest: int
    ahead: int = 0

    def from_votes(self, bar: int) -> "Prices":
        """The same, where an option with fewer than `bar` votes has no claim at all."""
        fewest = self.fewest
        return replace(self, fewest=lambda held, price: max(bar, fewest(held, price)))

    def up_to(self, top: int) -> "Prices":
        """The same, where what decides the last seat must not be above `top`."""
        return replace(self, top=min(self.top, top))


def averages(divisors: Divisors, seats: int, votes: int) -> Prices:
    """Highest averages: votes ÷ divisor, or of squares where the divisors are given as squares."""
    power = divisors.power
    terms = [divisors.term(held) for held in range(seats + 1)]
    common = lcm(*(term.numerator for term in terms if term))
    scale = [common * term.denominator // term.numerator if term else 0 for term in terms]
    first_of_all = 0
    if not scale[0]:
        # A divisor of 0 is a claim before all others; among its like, most votes first.
        first_of_all = int(votes**power * max(scale)) + 1
        scale[0] = 1

    def fewest(held: int, price: int) -> int:
        asked = -(-(price if held else price - first_of_all) // scale[held])
        if power == 2 and asked > 1:
            asked = isqrt(asked - 1) + 1
        return max(asked, 1)

    return Prices(fewest, 1, votes**power * max(scale) + first_of_all + 1, seats, first_of_all)


def remainders(worth: int, parts: int, seats: int, votes: int) -> Prices:
    """Largest remainders by a quota of `worth` ÷ `parts`: a claim is what is left of the votes beyond one quota for each seat held.

    Whole quotas so come before remainders, which are less than one.
    """

    def fewest(held: int, price: int) -> int:
        return max(-(-(price + held * worth) // parts), 1)

    return Prices(fewest, -seats * worth, votes * parts + 1, seats)


def averages_once(seats: int, votes: int) -> Prices:
    """Whole Hare quotas before all else; then the average of votes ÷ (whole quotas + 1), for one seat more each."""
    common = lcm(*range(1, seats + 2))
    whole = votes * common + 1

    def fewest(held: int, price: int) -> int:
        quotas, next_quota = -(-held * votes // seats), -(-(held + 1) * votes // seats)
        average = -(-price * (held + 1) // common) if price < whole else next_quota
        return max(quotas, min(next_quota, average), 1)

    return Prices(fewest, 1, whole + 1, seats)


def most_votes(votes: int) -> Prices:
    """One seat an option, to those with most votes."""
    return Prices(lambda held, price: votes + 1 if held else price, 1, votes + 1, 1)


def votes_for(share: Fraction, base: int, *, strict: bool) -> int:
    """The fewest votes that are at least `share` of `base`, or with `strict` more.

    >>> votes_for(Fraction(1, 2), 101, strict=True), votes_for(Fraction(1, 8), 80, strict=False)
    (51, 10)
    """
    part = share * base
    return part.numerator // part.denominator + 1 if strict else -(-part.numerator // part.denominator)
