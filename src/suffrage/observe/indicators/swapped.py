"""Two options' votes written in each other's line.

For two of the contest's larger options, the log-odds of one against the other in a station, beside the neighbourhood's median m
and the ordinary spread s: a station is named where they lie more than the cut from m and, with the two exchanged, within three
spreads. The robust spread is the median absolute deviation; the idea is that of outlier tests by F. Hampel and others, *Robust
Statistics* (1986).

No p-value: a station may simply like the other option better. The cut is that at which, of normal figures, one election in
twenty would have a pair beyond it.
"""

import numpy as np

from suffrage.observe.distributions import normal_quantile
from suffrage.observe.indicators.neighbours import LEAST, NEIGHBOURS
from suffrage.observe.signs import Sheet, Sign, group_medians, spread

OPTIONS = 6
"""The largest options of a contest, in pairs."""
FEWEST = 10
"""At least so many votes on both together, and a usual difference that an exchange would show."""


def find(sheet: Sheet) -> list[Sign]:
    """The stations of each contest with a pair that fits better exchanged."""
    signs: dict[int, Sign] = {}
    groups = sheet.groups(NEIGHBOURS)
    for contest in np.unique(sheet.contest).tolist():
        mine = np.flatnonzero(sheet.contest == contest)
        if len(mine) < LEAST:
            continue
        votes = sheet.votes[mine]
        largest = np.argsort(-votes.sum(axis=0), kind="stable")[:OPTIONS].tolist()
        group = np.unique(groups[mine], return_inverse=True)[1].astype(np.int64)
        pairs = [(one, other) for at, one in enumerate(largest) for other in largest[at + 1 :]]
        cut = normal_quantile(1 - 0.025 / (len(mine) * len(pairs)))
        for one, other in pairs:
            odds = np.log((votes[:, one] + 0.5) / (votes[:, other] + 0.5))
            usual = group_medians(odds, group)
            chance = 1 / (votes[:, one] + 0.5) + 1 / (votes[:, other] + 0.5)
            variety = max(0.0, spread(odds - usual) ** 2 - float(np.median(chance)))
            error = np.sqrt(chance + variety)
            far, back = np.abs(odds - usual) / error, np.abs(-odds - usual) / error
            odd = (far > cut) & (back < 3) & (votes[:, one] + votes[:, other] >= FEWEST)
            for at in np.flatnonzero(odd).tolist():
                place, score = int(sheet.places[mine[at]]), float(far[at] / cut)
                if place not in signs or signs[place].score < score:
                    operands: dict[str, int | str] = {
                        "option": sheet.stations.options[one],
                        "other": sheet.stations.options[other],
                        "votes": int(votes[at, one]),
                        "other_votes": int(votes[at, other]),
                    }
                    signs[place] = Sign("swapped", (place,), score=score, operands=operands)
    return list(signs.values())
