"""Last digits, the pairs at the end, and figures that end in 0.

After B. Beber and A. Scacco, "What the numbers say: a digit-based test for election fraud", Political Analysis 20 (2012)
211–234. The last digit of an honest count that varies over more than tens is each of 0 to 9 as often; people who make numbers
up avoid repeating a digit (44) and like neighbours (45). Only counts of 100 and more are looked at. By simulation: every count
is drawn again from a binomial distribution with its own share, so that the figures keep their sizes; probabilities are (1 + as
odd or odder) ÷ (1 + simulations), of chi-square for the digits, of the number of repeated pairs (few) and of neighbouring ones
(many).

Rounded: in an area, and in each station by itself, the figures of 20 and more that end in 0; each does so one time in ten, so
that the binomial tail is exact as far as the figures of an area are independent (registered are left out: lists are made in
round numbers).

Assumes counts that scatter at least as chance has them. False alarms: votes counted in bundles of ten, estimated or rounded for
release. Fraud that copies honest digits is not seen at all.
"""

from collections.abc import Iterator

import numpy as np

from suffrage.observe.distributions import binomial_at_least
from suffrage.observe.signs import Sheet, Sign
from suffrage.observe.stations import Counts

LEAST = 100
LEAST_ROUNDED, LEAST_FIGURES = 20, 3
SIMULATIONS = 999


def find(sheet: Sheet, seed: int = 1, simulations: int = SIMULATIONS) -> list[Sign]:
    """Signs of the whole election for digits and pairs, and of areas and stations for rounded figures."""
    return [*_digits(sheet, seed, simulations), *_rounded(sheet)]


def _digits(sheet: Sheet, seed: int, simulations: int) -> list[Sign]:
    # Drawn again are smaller counts too, and those of 100 and more are taken then as they were here: to take them first would
    # smooth the edge at 100, where there are more 100s than 109s by nature.
    rows, columns = np.nonzero(sheet.votes >= LEAST // 2)
    counts, whole = sheet.votes[rows, columns], sheet.valid[rows]
    large = counts[counts >= LEAST]
    if len(large) < 200:
        return []
    random = np.random.default_rng([seed, 12])
    seen = _oddness(large)
    drawn = np.array([_oddness(own[own >= LEAST]) for own in _again(counts, whole, simulations, random)])
    digits, few, many = ((1 + (drawn[:, at] >= seen[at]).sum()) / (1 + simulations) for at in range(3))
    return [
        Sign("last-digits", p=float(digits), operands={"figures": len(large), "odd": round(seen[0])}),
        Sign(
            "digit-pairs",
            p=float(min(1.0, 2 * min(few, many))),
            operands={
                "figures": len(large),
                "repeated": -round(seen[1] * len(large)),
                "repeated_expected": -round(drawn[:, 1].mean() * len(large)),
                "neighbours": round(seen[2] * len(large)),
                "neighbours_expected": round(drawn[:, 2].mean() * len(large)),
            },
        ),
    ]


def _again(counts: Counts, whole: Counts, simulations: int, random: np.random.Generator) -> Iterator[Counts]:
    """The counts drawn again, so many times."""
    shares = counts / whole
    for _ in range(simulations):
        yield random.binomial(whole, shares)


def _oddness(counts: Counts) -> tuple[float, float, float]:
    """Chi-square of the last digits, minus the part of repeated pairs, and that of neighbouring ones (0 and 9 are neighbours)."""
    last, before = counts % 10, counts // 10 % 10
    expected = len(counts) / 10
    apart = (last - before) % 10
    chi_square = float(((np.bincount(last, minlength=10) - expected) ** 2).sum() / expected)
    return chi_square, -float((apart == 0).mean()), float(((apart == 1) | (apart == 9)).mean())


def _rounded(sheet: Sheet) -> list[Sign]:
    figures = np.column_stack([sheet.votes, sheet.voters, np.maximum(sheet.void, 0)])
    # Valid papers and voters follow from the votes and the void ones: their digits are counted once.
    large = figures >= LEAST_ROUNDED
    large[:, -2] &= sheet.void < 0
    ends = large & (figures % 10 == 0)
    signs = []
    for group in (sheet.groups(5), np.arange(len(sheet.places))):
        trials, hits = (np.bincount(group, weights=own.sum(axis=1)).astype(int) for own in (large, ends))
        members = np.split(np.argsort(group, kind="stable"), np.cumsum(np.bincount(group))[:-1])
        chances: dict[tuple[int, int], float] = {}
        for number in np.flatnonzero(trials >= LEAST_FIGURES).tolist():
            case = int(hits[number]), int(trials[number])
            if case not in chances:
                chances[case] = binomial_at_least(*case, 0.1)
            own = members[number][ends[members[number]].any(axis=1)]
            signs.append(
                Sign("rounded", tuple(sheet.places[own].tolist()), chances[case], operands={"hits": case[0], "of": case[1]})
            )
    return signs
