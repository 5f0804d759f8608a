"""Stations with far more, or far fewer, blank and null papers than their neighbours.

Votes are taken from a candidate by spoiling papers, and given to one by counting void papers as valid (P. Friesen, "Strategic
ballot removal: an unexplored form of electoral manipulation in hybrid regimes", Democratization 26 (2019) 709–729). The share
of void papers on Anscombe's scale, on which chance is the same for few and many (F. Anscombe, Biometrika 35 (1948) 246–254),
less the neighbourhood's median, by what chance and ordinary variety let expect.

No p-value, for the same reasons as with neighbours. False alarms: many voters who vote for the first time, a list with an
unusual name, a president of the station who is strict about marks.
"""

from fractions import Fraction

import numpy as np

from suffrage.observe.distributions import normal_quantile
from suffrage.observe.indicators.neighbours import LEAST, NEIGHBOURS, standard
from suffrage.observe.signs import Sheet, Sign, group_medians, percent


def find(sheet: Sheet) -> list[Sign]:
    """The stations beyond the cut on either side."""
    sheet = sheet.part(sheet.void >= 0)
    number = len(sheet.places)
    if number < LEAST or not sheet.void.any():
        return []
    papers, group = sheet.valid + sheet.void, sheet.groups(NEIGHBOURS)
    usual = group_medians(sheet.void / papers, group)
    scale = np.arcsin(np.sqrt((sheet.void + 0.375) / (papers + 0.75)))
    away = standard(scale, 1 / (4 * papers + 2), group)
    cut = normal_quantile(1 - 0.025 / number)
    signs = []
    for at in np.flatnonzero(np.abs(away) > cut).tolist():
        operands: dict[str, int | str | Fraction] = {
            "void": int(sheet.void[at]),
            "papers": int(papers[at]),
            "share": percent(sheet.void[at] / papers[at]),
            "usual": percent(usual[at]),
        }
        signs.append(Sign("invalid", (int(sheet.places[at]),), score=float(abs(away[at]) / cut), operands=operands))
    return signs
