"""A fact on which an outcome hangs, as a condition on the papers: typed, exact, and the same for audits and quick counts.

Every fact is linear. Each paper is worth a whole number to it, by what it is for; it holds if the worth of all papers, with a
constant, is above zero. From that come the fact's *slack* (that sum), and its *assorter* (Stark, "Sets of Half-Average Nulls
Generate Risk-Limiting Audits", 2020): a number h from 0 to u for each paper, whose mean is above one half just when the fact holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Literal

from suffrage.model import BadInput, FrozenDict, Totals
from suffrage.model.shapes import Bar

Kind = Literal["average", "more", "above", "below", "some-vote", "no-vote"]
"""`average`: a seat by highest average · `more`: more votes than another · `above`, `below`: a bar cleared, or missed ·
`some-vote`, `no-vote`: whether anybody voted for an option, where nothing else decides."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of a contest: how many at most, whether that is their number, and how many of them count for nobody.

    `exact` False: `number` is only a bound. The papers that are then missing count against every fact.
    """

    number: int
    exact: bool
    invalid: int

    @classmethod
    def of(cls, totals: Totals) -> "Papers":
        """The papers of a contest's totals: those in the boxes; else bounded by the voters ticked, or by the registered.

        `BadInput`: the stated valid votes are not the sum of the options' votes, or are more than the papers.
        """
        valid, where = sum(totals.votes.values()), f"contest {totals.contest_id}"
        if totals.valid_votes != valid:
            raise BadInput(
                f"{where}: {totals.valid_votes} valid votes are stated, and the votes of the options add up to {valid}; an audit needs "
                "one vote on each valid paper: settle that first."
            )
        void = (totals.blank or 0) + (totals.null or 0)
        if totals.ballots is not None:
            papers = cls(totals.ballots, exact=True, invalid=totals.ballots - valid)
        elif totals.voters is not None or totals.registered is not None:
            bound = totals.voters if totals.voters is not None else totals.registered or 0
            papers = cls(bound, exact=False, invalid=void)
        else:
            papers = cls(valid + void, exact=True, invalid=void)
        if papers.number < valid + papers.invalid:
            raise BadInput(
                f"{where}: {valid + papers.invalid} papers are counted, and there are at most {papers.number}; settle that."
            )
        return papers


@dataclass(frozen=True, slots=True)
class Assorter:
    """What a paper is worth between 0 and `upper`: `values` by option, `other` any other valid vote, `invalid` a paper for nobody."""

    values: Mapping[str, Fraction]
    other: Fraction
    invalid: Fraction
    upper: Fraction

    def of(self, option: str | None) -> Fraction:
        """The worth of a paper for `option`; None: for nobody."""
        return self.invalid if option is None else self.values.get(option, self.other)

    def mean(self, votes: Mapping[str, int], papers: Papers) -> Fraction:
        """The mean over all papers; those that a bound on their number leaves open are worth nothing."""
        if not papers.number:
            return Fraction(0)
        worth = sum((self.of(option) * number for option, number in votes.items()), self.invalid * papers.invalid)
        return worth / papers.number


@dataclass(frozen=True, slots=True)
class Assertion:
    """One fact on which an outcome hangs.

    `options`: those that it is about; of a pair, the one that must be ahead comes first · `weights`: option → what a paper for it is
    worth; `other`, `invalid`: any other valid paper, and one for nobody · `constant`: added to the sum of all papers · `article`: the
    provision · `seat`, `divisors`: of an average, the number of the seat and both divisors · `bar`: of `above` and `below`.

    >>> pair = Assertion("more", ("A", "B"), {"A": 1, "B": -1}, article="art. 7")
    >>> pair.slack({"A": 60, "B": 40, "C": 3})
    20
    >>> pair.assorter(Papers(103, True, 0)).upper
    Fraction(1, 1)
    """

    kind: Kind
    options: tuple[str, ...]
    weights: Mapping[str, int]
    article: str
    other: int = 0
    invalid: int = 0
    constant: int = 0
    seat: int | None = None
    divisors: tuple[Fraction, Fraction] | None = None
    bar: Bar | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", FrozenDict(self.weights))

    @property
    def least(self) -> int:
        """What the paper that is worst for the fact is worth."""
        return min(*self.weights.values(), self.other, self.invalid)

    @property
    def most(self) -> int:
        """What the paper that is best for the fact is worth."""
        return max(*self.weights.values(), self.other, self.invalid)

    def weight(self, option: str | None) -> int:
        """What a paper for `option` is worth; None: one for nobody."""
        return self.invalid if option is None else self.weights.get(option, self.other)

    def slack(self, votes: Mapping[str, int], invalid: int = 0) -> int:
        """The worth of all papers with the constant: above zero if and only if the fact holds."""
        return sum(self.weight(option) * number for option, number in votes.items()) + self.invalid * invalid + self.constant

    def holds(self, votes: Mapping[str, int], invalid: int = 0) -> bool:
        """Whether the fact is true of these votes."""
        return self.slack(votes, invalid) > 0

    def fewest(self, votes: Mapping[str, int], invalid: int = 0) -> int:
        """The fewest papers that were read wrongly, if the fact is not true; 0 where it does not hold as it is.

        (How many papers would have to move from the best for it to the worst. The votes there may be fewer: it is a lower bound.)
        """
        return max(0, -(-self.slack(votes, invalid) // (self.most - self.least)))

    def assorter(self, papers: Papers) -> Assorter | None:
        """The fact as an assorter over so many papers. None: it is true whatever they say.

        With g the worth of a paper and its part of the constant, and a < 0 the least of it: h = 1/2 − g/(2a).
        """
        part = Fraction(self.constant, papers.number) if papers.number else Fraction(self.constant)
        least = self.least + part
        if least >= 0:
            return None
        half = Fraction(1, 2)

        def h(worth: int) -> Fraction:
            return half - (worth + part) / (2 * least)

        values = {option: h(worth) for option, worth in self.weights.items()}
        return Assorter(FrozenDict(values), h(self.other), h(self.invalid), h(self.most))


def average(
    ahead: str, behind: str, divisors: tuple[Fraction, Fraction], article: str = "", *, seat: int | None = None
) -> Assertion:
    """A claim of one list before another's: its votes ÷ the first divisor are above the other's ÷ the second, in whole numbers.

    >>> fact = average("A", "B", (Fraction(3), Fraction(2)))
    >>> fact.weights, fact.slack({"A": 60, "B": 39})
    ({'A': 2, 'B': -3}, 3)
    """
    last, following = divisors
    whole = lcm(last.denominator, following.denominator)
    weights = {ahead: int(following * whole), behind: -int(last * whole)}
    return Assertion("average", (ahead, behind), weights, article, seat=seat, divisors=divisors)
