"""Stations of one contest with the same votes for every option, and the same void papers: a sheet copied from another.

Identical results are what auditors of any register look for first; there is no model to cite. The p-value needs no model of the
voters: whatever the shares of the other station's voters are, the probability that its n papers fall exactly like v is at most
n! ∏ (v_j ÷ n)^v_j ÷ v_j!, the largest that any shares give. As many equal ones among all other stations of the contest are then
at most as probable as the binomial tail with that chance.

Assumes that stations are independent given their voters' shares. False alarms: one sheet entered under two codes by a slip
(which is worth finding); a station split in two on the day with papers shared out evenly.
"""

from math import exp, lgamma, log

import numpy as np

from suffrage.observe.distributions import binomial_at_least
from suffrage.observe.signs import Sheet, Sign


def find(sheet: Sheet) -> list[Sign]:
    """Each group of stations with equal votes, with the p-value of one of them."""
    keys = np.column_stack([sheet.contest, sheet.votes, sheet.void])
    _, first, inverse, counts = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    sizes = np.bincount(sheet.contest)
    order = np.argsort(inverse.reshape(-1), kind="stable")
    starts = np.cumsum(counts) - counts
    signs = []
    for number in np.flatnonzero(counts > 1).tolist():
        members = order[starts[number] : starts[number] + counts[number]]
        at = int(first[number])
        papers = [*sheet.votes[at].tolist(), max(int(sheet.void[at]), 0)]
        others = int(sizes[sheet.contest[at]]) - 1
        p = binomial_at_least(len(members) - 1, others, chance_at_most(papers))
        codes = [sheet.stations.codes[place] for place in sheet.places[members].tolist()]
        operands: dict[str, int | str] = {
            "stations": len(members),
            "codes": ", ".join(codes[:5]),
            "valid": int(sheet.valid[at]),
        }
        signs.append(Sign("copied", tuple(sheet.places[members].tolist()), p, operands=operands))
    return signs


def chance_at_most(votes: list[int]) -> float:
    """The largest probability that any shares give to exactly these votes, their sum being given.

    >>> round(chance_at_most([1, 1]), 12)
    0.5
    """
    whole = sum(votes)
    found = lgamma(whole + 1)
    for own in votes:
        if own:
            found += own * (log(own) - log(whole)) - lgamma(own + 1)
    return min(1.0, exp(found))
