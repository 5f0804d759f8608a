"""What chance makes of the votes of one contest, compiled: moved in every draw, and made whole.

Floating-point numbers move votes; what comes out are whole votes, and only those are counted. Nothing but sums, products and quotients
of 64-bit numbers is used (for the exponential too), in a fixed order, so that the same normal numbers give the same votes anywhere.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suffrage.compare.montecarlo.kernels import Numbers, compiled

Reals = NDArray[np.float64]
Normals = NDArray[np.float32]


class Chance(NamedTuple):
    """What chance brings to the draws (D) of one block for some contests. An array of length 0 stands for no chance.

    `swing` (P × D): factor of each party's votes · `turnout` (D): factor of the odds of voting · `local` (contests × K × D) and
    `local_turnout` (contests × D): normal numbers, to be multiplied by `local_sd` and `local_turnout_sd` · `transfers`: the table of
    each draw (P+1 × P+1 × D) · `second` (contests × K × D) and `second_sd`: the same for round 2.
    """

    swing: Reals
    turnout: Reals
    local: Normals
    local_sd: float
    local_turnout: Normals
    local_turnout_sd: float
    transfers: Reals
    second: Normals
    second_sd: float


@compiled
def growth(x: float) -> float:
    """The exponential of x, to within some 10⁻⁸ for |x| ≤ 8; exactly 1 for 0, and never 0 or below.

    Taylor's polynomial of degree 6 at x ÷ 64 (an even degree: always positive), squared six times.
    """
    y = x * 0.015625
    e = 1.0 + y * (1.0 + y * (0.5 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720))))))
    e *= e
    e *= e
    e *= e
    e *= e
    e *= e
    return e * e


@compiled
def growths(normals: Reals, deviation: float) -> None:
    """Replace each number of a table by e to the power `deviation` × it."""
    for row in range(len(normals)):
        for lane in range(normals.shape[1]):
            normals[row, lane] = growth(normals[row, lane] * deviation)


@compiled
def draw_votes(
    place: int, base: Numbers, party_of: Numbers, registered: int, chance: Chance, votes: Numbers, valid: Numbers
) -> None:
    """The votes of one contest in every lane: moved by swing and local chance, then brought to the valid votes drawn."""
    options, lanes = votes.shape
    sums = np.zeros((options, lanes))
    weight = np.empty(lanes)
    total = np.zeros(lanes)
    for option in range(options):
        weight[:] = base[option]
        if len(chance.swing):
            swing = chance.swing[party_of[option]]
            for lane in range(lanes):
                weight[lane] *= swing[lane]
        if len(chance.local):
            local = chance.local[place, option]
            for lane in range(lanes):
                weight[lane] *= growth(np.float64(local[lane]) * chance.local_sd)
        for lane in range(lanes):
            total[lane] += weight[lane]
            sums[option, lane] = total[lane]
    all_valid = base.sum()
    valid[:] = all_valid
    if len(chance.turnout) or len(chance.local_turnout):
        _draw_turnout(place, np.float64(all_valid), np.float64(registered), chance, valid)
    _make_whole(sums, valid, votes)


@compiled
def _draw_turnout(place: int, voting: float, registered: float, chance: Chance, valid: Numbers) -> None:
    """The valid votes of each lane: the odds of voting, valid ÷ (registered − valid), are multiplied; so they stay within bounds."""
    away = registered - voting
    for lane in range(len(valid)):
        odds = chance.turnout[lane] if len(chance.turnout) else 1.0
        if len(chance.local_turnout):
            odds *= growth(np.float64(chance.local_turnout[place, lane]) * chance.local_turnout_sd)
        share = voting * odds / (voting * odds + away) if voting > 0 else 0.0
        valid[lane] = np.int64(registered * share + 0.5)


@compiled
def _make_whole(sums: Reals, valid: Numbers, votes: Numbers) -> None:
    """Whole votes with the proportions of the running `sums` (options × lanes) that add up to `valid`.

    Each running sum, brought to the valid votes, is rounded to the nearest whole number; an option has the difference of two of them,
    so it is never off by a whole vote, and sums that are whole already stay as they are.
    """
    options, lanes = votes.shape
    factor = np.zeros(lanes)
    before = np.zeros(lanes, dtype=np.int64)
    for lane in range(lanes):
        total = sums[options - 1, lane]
        factor[lane] = valid[lane] / total if total > 0 else 0.0
    for option in range(options):
        for lane in range(lanes):
            so_far = np.int64(sums[option, lane] * factor[lane] + 0.5)
            votes[option, lane] = so_far - before[lane]
            before[lane] = so_far
    valid[:] = before
