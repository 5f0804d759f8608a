"""The closest seats, exact: the fewest voters who change a seat, a place in round 2 or the majority (docs/closest.md)."""

from suffrage.compare.closest.counted import Counted, Margin
from suffrage.compare.closest.election import MajorityMargin, Shift, closest, majority_lost, majority_won, seats_by_party
from suffrage.compare.closest.margins import losses, margins, narrowest, taker
from suffrage.compare.closest.reach import NotExact

__all__ = [
    "Counted",
    "MajorityMargin",
    "Margin",
    "NotExact",
    "Shift",
    "closest",
    "losses",
    "majority_lost",
    "majority_won",
    "margins",
    "narrowest",
    "seats_by_party",
    "taker",
]
