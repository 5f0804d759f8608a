"""One quick count looked at many times, over repeated samples: how often some interval misses, and how wide the last one is."""

import numpy as np

from suffrage.observe.looking import level_of_look
from suffrage.observe.ratios import UnitSums, share_interval

LEVEL = 0.95
STATIONS, DRAWN, EVERY = 1500, 120, 10


def missed_by_looks(samples, seed=7):
    """Of `samples` of 120 of 1,500 made-up stations, looked at after every ten reports.

    Returns the part in which some interval of the twelve missed the truth where each look is taken for the only one, the same where
    they hold together, and how many times as wide the last interval then is.
    """
    random = np.random.default_rng(seed)
    votes = np.array([random.multinomial(400, own) for own in random.dirichlet([12, 20], STATIONS)]).astype(float)
    table = np.column_stack([votes, votes.sum(axis=1)])
    truth = votes[:, 0].sum() / votes.sum()
    looks = range(EVERY, DRAWN + 1, EVERY)
    levels = [(LEVEL, level_of_look(LEVEL, [n for n in looks if n < now], now, DRAWN)) for now in looks]
    missed, widths = np.zeros(2), np.zeros(2)
    for _ in range(samples):
        order = random.permutation(STATIONS)[:DRAWN]
        bad, width = np.zeros(2, np.bool_), np.zeros(2)
        for now, pair in zip(looks, levels, strict=True):
            units = UnitSums(np.zeros(now, dtype=np.int64), table[order[:now]], np.array([STATIONS]))
            found, covariance = units.ratios(slice(0, 1), 2)
            for kind, level in enumerate(pair):
                low, high = share_interval(float(found[0]), float(covariance[0, 0]), units.freedom, level)
                bad[kind] |= not low <= truth <= high
                width[kind] = high - low
        missed += bad
        widths += width
    alone, together = (missed / samples).tolist()
    return alone, together, float(widths[1] / widths[0])
