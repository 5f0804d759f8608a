"""A law's figures as the whole numbers that the compiled kernels count with, and the proof that no product leaves 64 bits."""

from math import lcm
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suffrage.law.methods import (
    ADAMS,
    D_HONDT,
    DANISH,
    DROOP,
    HAGENBACH_BISCHOFF,
    HARE,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
    Divisors,
    Quota,
)
from suffrage.law.methods.divisors import IMPERIALI
from suffrage.law.methods.quotas import IMPERIALI as IMPERIALI_QUOTA
from suffrage.model import BadInput
from suffrage.model.shapes import Bar, Formula, Shape

Numbers = NDArray[np.int64]

LARGEST = 2**63 - 1
"""What a product may be at most."""
EXACT = 2**50
"""Votes up to here are whole in floating point too, with room for rounding."""

_DIVISORS: dict[Formula, Divisors] = {
    "d-hondt": D_HONDT,
    "sainte-lague": SAINTE_LAGUE,
    "modified-sainte-lague": MODIFIED_SAINTE_LAGUE,
    "danish": DANISH,
    "imperiali": IMPERIALI,
    "adams": ADAMS,
    "huntington-hill": HUNTINGTON_HILL,
    "averages-once": D_HONDT,
}
_QUOTAS: dict[Formula, Quota] = {
    "hare-remainders": HARE,
    "droop-remainders": DROOP,
    "hagenbach-bischoff-remainders": HAGENBACH_BISCHOFF,
    "imperiali-remainders": IMPERIALI_QUOTA,
    "averages-once": HARE,
}
_NO_NUMBERS: Numbers = np.zeros(0, dtype=np.int64)


class Barrier(NamedTuple):
    """A share `over` ÷ `under` of the valid votes or of the registered; `under` 0: there is none."""

    over: int
    under: int
    registered: bool
    strict: bool


class Sharing(NamedTuple):
    """How the seats of a contest are shared, for `kernels.share_out`.

    `scale`, `offset`: an option with `held` seats claims its next one with weight × scale[held] + offset[held], the weight being its
    votes to the `power`; empty where that could leave 64 bits, and then the `divisors` are compared by cross-multiplication ·
    `more`: the quota is votes ÷ (seats + more), -1 without whole quotas; `next_whole`: the next whole number above it · `once`: at
    most one seat beyond the whole quotas.
    """

    scale: Numbers
    offset: Numbers
    divisors: Numbers
    power: int
    more: int
    next_whole: bool
    once: bool
    threshold: Barrier


def barrier(bar: Bar | None) -> Barrier:
    """A bar's figures; a bar that everyone clears for None."""
    if bar is None:
        return Barrier(0, 0, False, False)
    return Barrier(bar.share.numerator, bar.share.denominator, bar.of == "registered", bar.strict)


def sharing_of(shape: Shape, seats: int, votes: int) -> Sharing:
    """What `shape` asks for, in contests of at most `seats` seats in which nobody has more than `votes` votes.

    `BadInput`: a formula that is none of the kind's, or a product could leave 64 bits.
    """
    majority = shape.kind == "majority"
    quota, divisors = _QUOTAS.get(shape.formula), _DIVISORS.get(shape.formula)
    if majority != (shape.formula == "most-votes"):
        raise BadInput(
            f"The formula {shape.formula} is none for {shape.kind}; give most-votes for a majority, another for lists."
        )
    scale, offset = np.ones(seats + 1, dtype=np.int64), np.zeros(seats + 1, dtype=np.int64)
    terms = _NO_NUMBERS
    if divisors:
        scale, offset, terms = _claims(divisors, seats, votes)
    most = [seats + quota.more] if quota else []
    for bar in (shape.threshold, shape.majority, shape.quorum, shape.bar):
        most += [bar.share.numerator, bar.share.denominator] if bar else []
    if votes > EXACT or votes * max(most, default=1) > LARGEST:
        raise _too_large(votes)
    return Sharing(
        scale=scale,
        offset=offset,
        divisors=terms,
        power=divisors.power if divisors else 1,
        more=quota.more if quota else -1,
        next_whole=bool(quota and quota.next_whole),
        once=majority or shape.formula == "averages-once",
        threshold=barrier(None if majority or (shape.threshold and not shape.threshold.share) else shape.threshold),
    )


def bonus_of(shape: Shape, seats: int) -> int:
    """The seats that the list in front of a contest of `seats` seats has before the others are shared out.

    `BadInput`: the bonus is no share of the seats.
    """
    if not 0 <= shape.bonus <= 1:
        raise BadInput(f"A bonus of {shape.bonus} of the seats is not possible; give a share between 0 and 1.")
    if shape.kind == "majority":
        return 0
    part = shape.bonus * seats
    down = shape.bonus_down or seats < shape.bonus_down_below
    return part.numerator // part.denominator if down else -(-part.numerator // part.denominator)


def _claims(divisors: Divisors, seats: int, votes: int) -> tuple[Numbers, Numbers, Numbers]:
    """(scale, offset, nothing) where claims over a common denominator fit 64 bits, else (nothing, nothing, whole divisors)."""
    terms = [divisors.term(held) for held in range(seats + 1)]
    whole = lcm(*(term.denominator for term in terms))
    wholes = [int(term * whole) for term in terms]
    common = lcm(*(term for term in wholes if term))
    most = votes**divisors.power
    ahead = 0 if wholes[0] else most * (common // min(filter(None, wholes), default=1)) + 1
    if most * common + ahead <= LARGEST:
        scale = [common // term if term else 1 for term in wholes]
        offset = [ahead] + [0] * seats
        return np.array(scale, dtype=np.int64), np.array(offset, dtype=np.int64), _NO_NUMBERS
    if most * max(wholes) > LARGEST:
        raise _too_large(votes)
    return _NO_NUMBERS, _NO_NUMBERS, np.array(wholes, dtype=np.int64)


def _too_large(votes: int) -> BadInput:
    return BadInput(f"{votes} votes of one contest are too many to draw from: a product could leave 64 bits.")
