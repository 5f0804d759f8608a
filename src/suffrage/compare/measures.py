"""Measures of a result by the literature's formulas: how proportional, how many parties, whose majority, whose power.

Everything rational is an exact fraction. A root (Gallagher's index) is given by its exact square, and as a decimal for people to read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property

Numbers = Mapping[str, int]
"""Party code → votes, or seats."""


@dataclass(frozen=True)
class Tally:
    """The votes and seats of each party over a whole election; a party missing on one side has none there."""

    votes: Numbers
    seats: Numbers

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Every party with a vote or a seat."""
        return tuple(sorted(code for code in {*self.votes, *self.seats} if self.votes.get(code) or self.seats.get(code)))

    @cached_property
    def shares(self) -> Mapping[str, tuple[Fraction, Fraction]]:
        """Party → its shares of the votes and of the seats. `ValueError` without a vote or without a seat."""
        votes, seats = sum(self.votes.values()), sum(self.seats.values())
        if not votes or not seats:
            raise ValueError("a measure needs at least one vote and one seat")
        return {
            code: (Fraction(self.votes.get(code, 0), votes), Fraction(self.seats.get(code, 0), seats)) for code in self.parties
        }


def gallagher_squared(tally: Tally) -> Fraction:
    """The square of the least squares index, ½ Σ (v − s)², of shares between 0 and 1.

    Source: Gallagher (1991), Proportionality, disproportionality and electoral systems, Electoral Studies 10, 33–51.
    """
    return sum(((v - s) ** 2 for v, s in tally.shares.values()), Fraction()) / 2


def gallagher(tally: Tally, digits: int = 6) -> Decimal:
    """The least squares index in per cent, √(½ Σ (v − s)²), rounded to `digits` significant digits.

    >>> gallagher(Tally({"A": 60, "B": 40}, {"A": 7, "B": 3}))
    Decimal('10')
    """
    square = gallagher_squared(tally) * 10_000
    work = Context(prec=digits + 20)
    root = work.sqrt(work.divide(Decimal(square.numerator), Decimal(square.denominator)))
    return Context(prec=digits).plus(root)


def loosemore_hanby(tally: Tally) -> Fraction:
    """½ Σ |v − s|: the share of seats that would have to change hands.

    Source: Loosemore and Hanby (1971), The theoretical limits of maximum distortion, British Journal of Political Science 1, 467–477.
    """
    return sum((abs(v - s) for v, s in tally.shares.values()), Fraction()) / 2


def rose(tally: Tally) -> Fraction:
    """1 − the Loosemore–Hanby index: Rose's index of proportionality (Rose 1984; Mackie and Rose 1991)."""
    return 1 - loosemore_hanby(tally)


def sainte_lague(tally: Tally) -> Fraction | None:
    """Σ (s − v)² ÷ v. None (infinite) where a party has a seat and no vote.

    Source: Gallagher (1991), after Sainte-Laguë (1910).
    """
    if any(not v for v, _ in tally.shares.values()):
        return None
    return sum(((s - v) ** 2 / v for v, s in tally.shares.values()), Fraction())


def effective_parties(numbers: Numbers) -> Fraction:
    """The effective number of parties, 1 ÷ Σ p², by votes or by seats.

    Source: Laakso and Taagepera (1979), "Effective" number of parties, Comparative Political Studies 12, 3–27.

    >>> effective_parties({"A": 50, "B": 50})
    Fraction(2, 1)
    """
    whole = sum(numbers.values())
    if not whole:
        raise ValueError("the effective number of parties needs at least one vote or seat")
    return Fraction(whole**2, sum(number**2 for number in numbers.values()))


def advantage_ratios(tally: Tally) -> dict[str, Fraction | None]:
    """Party → its share of seats ÷ its share of votes (Taagepera and Laakso 1980); None for a party without a vote."""
    return {code: s / v if v else None for code, (v, s) in tally.shares.items()}


def wasted(contests: list[tuple[Numbers, Numbers]]) -> Fraction:
    """The share of all votes that went to options without a seat in their contest. `contests`: (votes, seats) of each."""
    votes = sum(sum(own.values()) for own, _ in contests)
    lost = sum(number for own, seats in contests for option, number in own.items() if not seats.get(option))
    if not votes:
        raise ValueError("wasted votes need at least one vote")
    return Fraction(lost, votes)


def malapportionment(seats: Numbers, people: Numbers) -> Fraction:
    """½ Σ |share of seats − share of people| over constituencies.

    Source: Samuels and Snyder (2001), The value of a vote: malapportionment in comparative perspective, British Journal of Political
    Science 31, 651–671. `people`: registered voters or population; the same constituencies on both sides.
    """
    if seats.keys() != people.keys():
        raise ValueError("malapportionment needs the seats and the people of the same constituencies")
    return loosemore_hanby(Tally(people, seats))


def effective_threshold(magnitude: Fraction) -> Fraction:
    """The share of votes with which a party is as likely as not to win a seat: 75 % ÷ (seats of a constituency + 1).

    Source: Lijphart (1997), The difficult science of electoral systems, Electoral Studies 16, 73–77, after Taagepera.
    """
    return Fraction(3, 4) / (magnitude + 1)


def majority(tally: Tally) -> tuple[str | None, bool]:
    """(the party with more than half of the seats, whether it has more than half of the votes too); (None, False): no majority.

    A majority of seats without one of votes is manufactured; with one it is earned. Source: Rae (1967), The Political Consequences of
    Electoral Laws, 74–77.
    """
    for code, (v, s) in tally.shares.items():
        if 2 * s > 1:
            return code, 2 * v > 1
    return None, False


def shapley_shubik(seats: Numbers) -> dict[str, Fraction]:
    """Group → the share of all orders of joining in which it brings a majority (more than half of all seats).

    Source: Shapley and Shubik (1954), A method for evaluating the distribution of power in a committee system, American Political
    Science Review 48, 787–792. Counted exactly, by how many coalitions of each size have each number of seats.

    >>> shapley_shubik({"A": 50, "B": 49, "C": 1})
    {'A': Fraction(2, 3), 'B': Fraction(1, 6), 'C': Fraction(1, 6)}
    """
    groups = {code: number for code, number in seats.items() if number}
    whole = sum(groups.values())
    weights = _orders(len(groups))
    power = dict.fromkeys(seats, Fraction())
    for code, own in groups.items():
        others = _coalitions([number for other, number in groups.items() if other != code])
        power[code] = sum(
            (weights[size] * number for (size, held), number in others.items() if 2 * held <= whole < 2 * (held + own)),
            Fraction(),
        )
    return power


def banzhaf(seats: Numbers) -> dict[str, Fraction]:
    """Group → its share of all swings: coalitions that have a majority with it and none without it.

    Source: Banzhaf (1965), Weighted voting doesn't work, Rutgers Law Review 19, 317–343 (normalised).

    >>> banzhaf({"A": 50, "B": 49, "C": 1})
    {'A': Fraction(3, 5), 'B': Fraction(1, 5), 'C': Fraction(1, 5)}
    """
    groups = {code: number for code, number in seats.items() if number}
    whole = sum(groups.values())
    swings = dict.fromkeys(seats, 0)
    for code, own in groups.items():
        others = _coalitions([number for other, number in groups.items() if other != code])
        swings[code] = sum(number for (_, held), number in others.items() if 2 * held <= whole < 2 * (held + own))
    every = sum(swings.values())
    return {code: Fraction(number, every) if every else Fraction() for code, number in swings.items()}


def _coalitions(seats: list[int]) -> dict[tuple[int, int], int]:
    """(members, seats) → how many coalitions have them."""
    found = {(0, 0): 1}
    for own in seats:
        for (size, held), number in list(found.items()):
            key = (size + 1, held + own)
            found[key] = found.get(key, 0) + number
    return found


def _orders(groups: int) -> list[Fraction]:
    """Members before → the share of all orders of `groups` that have one given coalition of that size just before a given group."""
    factorials = [1]
    for number in range(1, groups + 1):
        factorials.append(factorials[-1] * number)
    return [Fraction(factorials[size] * factorials[groups - size - 1], factorials[groups]) for size in range(groups)]
