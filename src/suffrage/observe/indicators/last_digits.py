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

import numpy as np

from suffrage.observe.distributions import binomial_at_least
from suffrage.observe.signs import Sheet, Sign
from suffrage.observe.stations import Counts

LEAST = 100
LEAST_ROUNDED = 20
SIMULATIONS = 999


def find(sheet: Sheet, seed: int = 1, simulations: int = SIMULATIONS) -> list[Sign]:
    """Signs of the whole election for digits and pairs, and of areas and stations for rounded figures."""
    return [*_digits(sheet, seed, simulations), *_rounded(sheet)]


def _digits(sheet: Sheet, seed: int, simulations: int) -> list[Sign]:
    rows, columns = np.nonzero(sheet.votes >= LEAST)
    counts, whole = sheet.votes[rows, columns], sheet.valid[rows]
    if len(counts) < 200:
        return []
    random = np.random.default_rng([seed, 12])
    seen = _oddness(counts)
    drawn = np.array([_oddness(random.binomial(whole, counts / whole)) for _ in range(simulations)])
    digits, few, many = ((1 + (drawn[:, at] >= seen[at]).sum()) / (1 + simulations) for at in range(3))
    return [
        Sign("last-digits", p=float(digits), operands={"figures": len(counts), "odd": round(seen[0])}),
        Sign(
            "digit-pairs",
            p=float(min(1.0, 2 * min(few, many))),
            operands={
                "figures": len(counts),
                "repeated": -round(seen[1]),
                "repeated_expected": -round(drawn[:, 1].mean()),
                "neighbours": round(seen[2]),
                "neighbours_expected": round(drawn[:, 2].mean()),
            },
        ),
    ]


def _oddness(counts: Counts) -> tuple[float, float, float]:
    """Chi-square of the last digits, minus the number of repeated pairs, the number of neighbouring ones (0 and 9 are neighbours)."""
    last, before = counts % 10, counts // 10 % 10
    expected = len(counts) / 10
    apart = (last - before) % 10
    chi_square = float(((np.bincount(last, minlength=10) - expected) ** 2).sum() / expected)
    return chi_square, -float((apart == 0).sum()), float(((apart == 1) | (apart == 9)).sum())


def _rounded(sheet: Sheet) -> list[Sign]:
    figures = np.column_stack([sheet.votes, sheet.voters, np.maximum(sheet.void, 0)])
    # Valid papers and voters follow from the votes and the void ones: their digits are counted once.
    large = figures >= LEAST_ROUNDED
    large[:, -2] &= sheet.void < 0
    ends = large & (figures % 10 == 0)
    signs = []
    for group in (sheet.groups(5), np.arange(len(sheet.places))):
        trials, hits = (np.bincount(group, weights=own.sum(axis=1)).astype(int) for own in (large, ends))
        for number in np.flatnonzero(trials >= 3).tolist():
            members = np.flatnonzero(group == number)
            p = binomial_at_least(int(hits[number]), int(trials[number]), 0.1)
            own = ends[members].any(axis=1)
            operands: dict[str, int | str] = {"hits": int(hits[number]), "of": int(trials[number])}
            signs.append(Sign("rounded", tuple(sheet.places[members[own]].tolist()), p, operands=operands))
    return signs
