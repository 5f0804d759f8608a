"""Estimates held to the stations where both votes are known: half of them are kept back, and their second vote is predicted.

The stations say nothing of who moved, so that a table as such cannot be checked; what it makes of first votes that it has not seen can.
The yardstick is proportional swing: every party's votes grow or shrink in the same proportion everywhere.
"""

from dataclasses import dataclass

import numpy as np

from suffrage.compare.transfers.ecological import SEED, mixture_of
from suffrage.compare.transfers.mixture import Floats
from suffrage.compare.transfers.table import ABSTENTION, HOME
from suffrage.compare.transfers.twovotes import TwoVotes

FEWEST = 10
"""With fewer units a half says nothing of the other."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The share of people who would have to be moved for each prediction to be right, over all units.

    `swing` None: a party of the second vote has no votes in the first to swing from (its codes are others, or it is new).
    """

    estimated: float
    swing: float | None


def held_out(votes: TwoVotes, *, seed: int = SEED) -> HeldOut | None:
    """Each half of the units, chosen by a generator with that `seed`, predicted from the other; None with fewer than 10 units."""
    if len(votes.units) < FEWEST:
        return None
    places = np.random.default_rng(seed).permutation(len(votes.units))
    halves = votes.part(places[::2]), votes.part(places[1::2])
    estimated = swing = 0.0
    for known, other in (halves, halves[::-1]):
        estimated += _misplaced(mixture_of(other).expected(mixture_of(known).fit().shares), other)
        swing += _misplaced(proportional_swing(known, other), other)
    people = float(votes.first.sum())
    is_fair = {*votes.destinations} - {HOME} <= {*votes.origins}
    return HeldOut(estimated / people, swing / people if is_fair else None)


def proportional_swing(known: TwoVotes, other: TwoVotes) -> Floats:
    """The second vote of `other` if every party's share changed as in `known`; one that is new has the same share everywhere."""
    whole, people = known.second.sum(0), other.first.sum(1)
    guess = np.zeros(other.second.shape)
    for place, code in enumerate(known.destinations):
        before = ABSTENTION if code == HOME else code
        if before in known.origins and known.first[:, known.origins.index(before)].any():
            origin = known.origins.index(before)
            guess[:, place] = other.first[:, origin] * (whole[place] / known.first[:, origin].sum())
        else:
            guess[:, place] = people * (whole[place] / whole.sum())
    guess *= other.standing
    sums = guess.sum(1)
    return np.asarray(guess * np.divide(people, sums, out=np.zeros_like(sums), where=sums > 0)[:, None])


def _misplaced(guess: Floats, votes: TwoVotes) -> float:
    return float(np.abs(guess - votes.second).sum() / 2)
