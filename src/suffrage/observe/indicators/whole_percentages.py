"""Too many stations with a turnout or a winner's share of a whole number of per cent.

After D. Kobak, S. Shpilkin and M. S. Pshenichnikov, "Integer percentages as electoral falsification fingerprints", Annals of
Applied Statistics 10 (2016) 54–73. Who makes a result up aims at a percentage and works back to votes. Counted are stations
within 0.05 points of a whole per cent. By simulation: every station's figure is drawn again from a binomial distribution with
its own share, so that small stations, in which whole percentages are common (1 of 2, 3 of 4), are as common there as here; the
probability is that of as many (upper tail, (1 + as many or more) ÷ (1 + simulations)).

Assumes that counts scatter at least as chance has them. False alarms: lists of a round number of registered voters (as in the
simulation, which keeps them); figures that were estimated from rounded ones before they were published.
"""

import numpy as np

from suffrage.observe.signs import Sheet, Sign
from suffrage.observe.stations import Counts, Flags

NEAR = 5
"""Hundredths of a point from a whole per cent."""
LEAST = 100
"""Stations with a smaller denominator say nothing: a whole per cent is hard to miss there."""
SIMULATIONS = 999


def find(sheet: Sheet, seed: int = 1, simulations: int = SIMULATIONS) -> list[Sign]:
    """One sign for the turnout and one for the winner's share, of the whole election, each with its p-value."""
    random = np.random.default_rng([seed, 16])
    signs = []
    for what, hits, of in (("turnout", sheet.voters, sheet.registered), ("share", sheet.won, sheet.valid)):
        counted = (of >= LEAST) & (hits < of) & (hits > 0)
        if counted.sum() < 100:
            continue
        own, whole = hits[counted], of[counted]
        seen = int(is_whole(own, whole).sum())
        drawn = np.array([int(is_whole(random.binomial(whole, own / whole), whole).sum()) for _ in range(simulations)])
        p = (1 + int((drawn >= seen).sum())) / (1 + simulations)
        operands: dict[str, int | str] = {"what": what, "seen": seen, "expected": round(float(drawn.mean())), "of": len(own)}
        places = tuple(sheet.places[counted][is_whole(own, whole)].tolist())
        signs.append(Sign("whole-percentages", places, p, operands=operands))
    return signs


def is_whole(hits: Counts, of: Counts) -> Flags:
    """Whether 100 × hits ÷ of is within 0.05 of a whole number (exact)."""
    hundredths = 10_000 * hits
    rest = hundredths % (100 * of)
    found: Flags = np.minimum(rest, 100 * of - rest) <= NEAR * of
    return found
