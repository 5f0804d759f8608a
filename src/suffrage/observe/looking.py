"""Looking again and again: the level that each look has to have so that the intervals of all looks hold together.

An interval of 95 % is right in 95 of 100 elections *at one look*. Whoever looks ten times, or stops at the look that pleases, is
wrong in more than five. Spent over the looks, the 5 % stay five (K. K. G. Lan and D. L. DeMets, Biometrika 70 (1983) 659–663): until
a part t of the sample has reported, α t² is spent, so that a look after t_k has an interval of 1 − α (t_k² − t_{k−1}²). By Boole's
inequality the chance that any of them misses is at most α, whatever hangs together with what, and however many looks there are, so
long as *when* somebody looks hangs on how many have reported and not on what. The square spends little on early looks, where an
interval tells little anyway; the last look of ten equal ones has 99.05 %, which is 1.3 times as wide as 95 %.
"""

from collections.abc import Sequence
from math import ceil

from suffrage.model import BadInput

MOST_REPLICATES = 10_000
_IN_TAIL = 20
"""So many replicates lie beyond both ends of an interval of seats, where there may be so many."""


def level_of_look(level: float, looked_at: Sequence[int], now: int, of: int) -> float:
    """The level of the interval at this look. `looked_at`: how many had reported at each look before · `of`: drawn in all.

    `BadInput`: looks before that are none, or nothing that came since.

    >>> [round(level_of_look(0.95, before, now, 100), 4) for before, now in (((), 50), ((50,), 100))]
    [0.9875, 0.9625]
    """
    last = max(looked_at, default=0)
    if min(looked_at, default=1) < 1 or now <= last or last >= of:
        raise BadInput(
            f"{now} of {of} have reported now, and earlier looks were after {', '.join(map(str, looked_at)) or 'none'}; at each look "
            "there must be more reports than at the one before, and at least one at the first."
        )
    parts = [min(number, of) / of for number in (last, now)]
    return 1 - (1 - level) * (parts[1] ** 2 - parts[0] ** 2)


def replicates_for(level: float, least: int) -> int:
    """How many replicates an interval of seats at this level wants."""
    return max(least, min(MOST_REPLICATES, ceil(_IN_TAIL / (1 - level))))
