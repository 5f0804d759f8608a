"""Divisor methods (highest averages): each seat to the highest quotient of votes by a divisor that grows with the seats held.

Definitions: M. Balinski and H. P. Young, *Fair Representation* (2nd ed., 2001), appendix A; F. Pukelsheim, *Proportional
Representation* (2nd ed., 2017), chapter 4. Exact: averages are compared as whole numbers over a common denominator, never as
floating-point numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm

from suffrage.law.methods.claims import Allocation, Claims, fill


@dataclass(frozen=True, slots=True, eq=False)
class Divisors:
    """A sequence of divisors: `term(k)` for an option that holds k seats.

    `power` 2: the terms are the squares of the divisors, to be compared with the squares of the votes (Huntington–Hill, whose
    divisors are irrational). A term of 0 means that the first seat comes before all others (most votes first among them).
    """

    name: str
    term: Callable[[int], Fraction]
    power: int = 1


D_HONDT = Divisors("d-hondt", lambda held: Fraction(held + 1))
"""1, 2, 3 … (V. D'Hondt 1882; Jefferson 1792): the law's "highest average" in Cambodia and France."""
SAINTE_LAGUE = Divisors("sainte-lague", lambda held: Fraction(2 * held + 1))
"""1, 3, 5 … (A. Sainte-Laguë 1910; Webster 1832)."""
MODIFIED_SAINTE_LAGUE = Divisors("modified-sainte-lague", lambda held: Fraction(2 * held + 1) if held else Fraction(7, 5))
"""1.4, 3, 5 … (Norway and Sweden since 1953; Sweden has 1.2 since 2018)."""
DANISH = Divisors("danish", lambda held: Fraction(3 * held + 1))
"""1, 4, 7 … (Denmark, within provinces)."""
IMPERIALI = Divisors("imperiali", lambda held: Fraction(held + 2, 2))
"""1, 1.5, 2 … (Belgian municipalities). Not proportional: it does not keep to quota."""
ADAMS = Divisors("adams", Fraction)
"""0, 1, 2 … (J. Q. Adams 1832): a first seat for everyone before anyone's second."""
HUNTINGTON_HILL = Divisors("huntington-hill", lambda held: Fraction(held * (held + 1)), power=2)
"""√(0·1), √(1·2), √(2·3) … (United States House of Representatives, 2 U.S.C. § 2a)."""

ALL = (D_HONDT, SAINTE_LAGUE, MODIFIED_SAINTE_LAGUE, DANISH, IMPERIALI, ADAMS, HUNTINGTON_HILL)


def highest_averages(
    votes: Mapping[str, int],
    seats: int,
    divisors: Divisors = D_HONDT,
    *,
    start: Mapping[str, int] | None = None,
    limits: Mapping[str, int] | None = None,
) -> Allocation:
    """Seats by highest averages: exact, ties handed back.

    `votes`: option → votes · `seats`: all seats of the contest, those of `start` included · `start`: seats that options hold
    before (whole quotas, or guaranteed minima) · `limits`: the length of a list; a list that ends gives its further seats back.
    `ValueError`: `start` holds more than `seats`.

    >>> highest_averages({"A": 53, "B": 24, "C": 23}, 7).seats
    {'A': 4, 'B': 2, 'C': 1}
    >>> highest_averages({"A": 60, "B": 30}, 2).tie
    Unsettled(among=('A', 'B'), places=1)
    """
    worth = _claims(divisors, seats)
    if not worth.scale[0]:
        # Every first seat comes before every second one: the offset is more than any claim to a second seat.
        ahead = max(votes.values(), default=0) ** divisors.power * max(worth.scale) + 1
        worth = Claims([1, *worth.scale[1:]], [ahead, *([0] * seats)], divisors.power)
    return fill(votes, seats, worth, start=start or {}, limits=limits or {})


def averages_once(
    votes: Mapping[str, int],
    seats: int,
    divisors: Divisors = D_HONDT,
    *,
    start: Mapping[str, int],
    limits: Mapping[str, int] | None = None,
) -> Allocation:
    """The averages after `start` are ranked once for all seats left: each of the first has one seat more, and nobody two.

    The parameters are those of `highest_averages`. Where there are more seats left than options, some stay vacant.

    >>> averages_once({"A": 80, "B": 15, "C": 5}, 4, start={"A": 1}).seats
    {'A': 2, 'B': 1, 'C': 1}
    """
    limits = limits or {}
    more = {option: start.get(option, 0) + 1 for option in votes}
    once = {option: min(number, limits.get(option, number)) for option, number in more.items()}
    allocation = highest_averages(votes, seats, divisors, start=start, limits=once)
    allocation.exhausted = [option for option in allocation.exhausted if allocation.seats[option] == limits.get(option)]
    return allocation


@cache
def _claims(divisors: Divisors, seats: int) -> Claims:
    """1 ÷ term(k) for k = 0 … seats over a common denominator, as whole numbers; 0 stands for 1 ÷ 0."""
    terms = [divisors.term(held) for held in range(seats + 1)]
    common = lcm(*(term.numerator for term in terms if term))
    scale = tuple(common * term.denominator // term.numerator if term else 0 for term in terms)
    return Claims(scale, None, divisors.power)
