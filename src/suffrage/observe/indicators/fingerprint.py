"""Turnout and the winner's share together: the fingerprint of an election.

After P. Klimek, Y. Yegorov, R. Hanel and S. Thurner, "Statistical detection of systematic election irregularities", Proceedings
of the National Academy of Sciences 109 (2012) 16469–16473. Ballots added for the winner raise turnout and the winner's share at
once, so that the cloud of stations is smeared towards the corner of 100 % and 100 %; sheets wholly made up stand in the corner.
Here: the paper's logarithmic vote rate ln((N − W) ÷ W), its skewness and kurtosis; the share of stations in the corner; and the
stations whose turnout and winner's share both lie far above the middle of their contest (median, MAD).

No p-value: regions where people vote more and otherwise make the same picture without any fraud (Klimek and others 2012,
Canada; R. Jiménez, M. Hidalgo and P. Klimek, Science Advances 3 (2017) e1602363). The cut is that at which, of normal figures,
one election in twenty would have a station beyond it.
"""

from dataclasses import dataclass

import numpy as np

from suffrage.observe.distributions import normal_quantile
from suffrage.observe.signs import Sheet, Sign, group_medians, log_odds, percent, spread
from suffrage.observe.stations import Reals

CORNER = 0.95
"""Turnout and winner's share from here on are the corner."""


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """`counts` (50 × 50): stations by turnout (rows) and winner's share (columns), 2 points a cell · `in_corner`: stations there ·
    `rate_skewness`, `rate_kurtosis`: of the logarithmic vote rate (0 and 3 for a normal one).
    """

    counts: Reals
    in_corner: int
    rate_skewness: float
    rate_kurtosis: float


def fingerprint(sheet: Sheet) -> Fingerprint:
    """The picture of all stations."""
    turnout, share = sheet.voters / sheet.registered, sheet.won / sheet.valid
    counts, _, _ = np.histogram2d(turnout, share, bins=50, range=[[0, 1], [0, 1]])
    if not len(sheet.places):
        return Fingerprint(counts, 0, 0.0, 0.0)
    rate = -log_odds(sheet.won, sheet.registered)
    own = (rate - rate.mean()) / max(float(rate.std()), 1e-12)
    corner = int(((turnout >= CORNER) & (share >= CORNER)).sum())
    return Fingerprint(counts, corner, float((own**3).mean()), float((own**4).mean()))


def find(sheet: Sheet) -> list[Sign]:
    """The stations high in both turnout and the winner's share, for their contest."""
    signs: list[Sign] = []
    if len(sheet.places) < 10:
        return signs
    # Both figures must lie beyond the cut at once; of independent ones that happens with the square of the chance.
    cut = max(3.0, normal_quantile(1 - (0.05 / len(sheet.places)) ** 0.5))
    high = []
    for hits, of in ((sheet.voters, sheet.registered), (sheet.won, sheet.valid)):
        away = log_odds(hits, of)
        away = away - group_medians(away, sheet.contest)
        scale = np.array([spread(away[sheet.contest == number]) for number in range(int(sheet.contest.max()) + 1)])
        high.append(away / np.maximum(scale[sheet.contest], 1e-9))
    least = np.minimum(*high)
    for at in np.flatnonzero(least > cut).tolist():
        operands = {
            "turnout": percent(sheet.voters[at] / sheet.registered[at]),
            "share": percent(sheet.won[at] / sheet.valid[at]),
            "option": sheet.stations.options[sheet.winner[at]],
        }
        signs.append(Sign("fingerprint", (int(sheet.places[at]),), score=float(least[at] / cut), operands=operands))
    return signs
