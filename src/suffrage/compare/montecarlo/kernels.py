"""The seats of many draws of one contest at once, compiled: exact, a tie left open and never decided.

Every array has one row for each option and one column (a *lane*) for each draw, so that one instruction compares several draws. Whole
numbers of 64 bits throughout; `suffrage.compare.montecarlo.sharing` sees to it beforehand that no product can leave them.

Numba keeps the machine code beside the source and does not see that a function in another file has changed: whoever edits one of these
modules removes `__pycache__` here.
"""

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from suffrage.compare.montecarlo.sharing import Barrier, Sharing

try:
    from numba import njit
except ImportError as missing:  # pragma: no cover - the tests have Numba
    raise ImportError("suffrage.compare.montecarlo needs Numba; install it with: pip install 'suffrage[batch]'") from missing

F = TypeVar("F")
Numbers = NDArray[np.int64]
Whole = int | np.int64

NOBODY = np.int64(-(2**63))
"""The claim of an option that can have no further seat: below every other."""


def compiled(function: F) -> F:
    """Compile, and keep the machine code; threads run it side by side."""
    return cast("F", cast("Any", njit)(cache=True, nogil=True, error_model="numpy")(function))


@compiled
def clears(votes: Whole, base: Whole, barrier: Barrier) -> bool:
    """Whether `votes` reach the barrier's share of the base, or with `strict` exceed it; a share of nothing is never reached."""
    have, need = votes * barrier.under, base * barrier.over
    return bool(base > 0 and (have > need if barrier.strict else have >= need))


@compiled
def share_out(
    votes: Numbers, valid: Numbers, registered: int, seats: int, bonus: int, sharing: Sharing, given: Numbers
) -> None:
    """Share the seats of one contest out in every lane. Seats that a tie leaves open, or that nobody can take, are given to nobody.

    `votes` (options × lanes) · `valid` (lanes): their sums · `bonus`: the seats of the option in front, before the others are shared
    out · `given` (options × lanes): the result, overwritten.
    """
    options, lanes = votes.shape
    weights = np.empty((options, lanes), dtype=np.int64)
    held = np.zeros((options, lanes), dtype=np.int64)
    left = np.full(lanes, seats, dtype=np.int64)
    parts, worth = np.ones(lanes, dtype=np.int64), np.zeros(lanes, dtype=np.int64)
    given[:] = 0
    _admit(votes, valid, registered, sharing.threshold, weights)
    if bonus > 0:
        _give_bonus(votes, bonus, given, left)
    if sharing.more >= 0:
        _give_whole_quotas(weights, sharing, left, parts, worth, held)
    if sharing.power == 2:
        weights *= weights
    if len(sharing.scale):
        _fill_by_claims(weights, left, sharing, parts, worth, held)
    else:
        for lane in range(lanes):
            _fill_by_products(weights[:, lane], left[lane], sharing, held[:, lane])
    given += held


@compiled
def _admit(votes: Numbers, valid: Numbers, registered: int, threshold: Barrier, weights: Numbers) -> None:
    """The votes of the options over the threshold; 0 for the others."""
    options, lanes = votes.shape
    weights[:] = votes
    if threshold.under == 0:
        return
    for option in range(options):
        for lane in range(lanes):
            if not clears(votes[option, lane], registered if threshold.registered else valid[lane], threshold):
                weights[option, lane] = 0


@compiled
def _give_bonus(votes: Numbers, bonus: int, given: Numbers, left: Numbers) -> None:
    """The bonus to the option with most votes. Where several have them, or nobody has a vote, every seat of the lane stays open."""
    for lane in range(votes.shape[1]):
        best, equals = leader(votes[:, lane])
        if equals == 1:
            given[best, lane] = bonus
            left[lane] -= bonus
        else:
            left[lane] = 0


@compiled
def leader(votes: Numbers) -> tuple[int, int]:
    """The first option with most votes and how many have as many; (-1, 0) where nobody has a vote."""
    best, equals = -1, 0
    most = np.int64(0)
    for option in range(len(votes)):
        if votes[option] > most:
            best, equals, most = option, 1, votes[option]
        elif votes[option] == most and most > 0:
            equals += 1
    return best, equals


@compiled
def _give_whole_quotas(
    weights: Numbers, sharing: Sharing, left: Numbers, parts: Numbers, worth: Numbers, held: Numbers
) -> None:
    """A seat for each whole quota in every lane; `parts` and `worth` are left for the remainders, if those are what comes next."""
    options, lanes = weights.shape
    for lane in range(lanes):
        own_parts, own_worth = _whole_quotas(weights[:, lane], left[lane], sharing, held[:, lane])
        for option in range(options):
            left[lane] -= held[option, lane]
        if not sharing.once:
            parts[lane], worth[lane] = own_parts, own_worth


@compiled
def _whole_quotas(votes: Numbers, seats: int, sharing: Sharing, held: Numbers) -> tuple[int, int]:
    """A seat for each whole quota of one lane; the quota is returned as (parts, worth), worth ÷ parts.

    Where whole quotas need more seats than there are, the quota is taken again for one seat less, as in
    `suffrage.law.methods.whole_quotas`.
    """
    base = votes.sum()
    if base > 0 and seats > 0:
        for number in range(seats + sharing.more, 0, -1):
            parts, worth = number, base
            if sharing.next_whole and number == seats + sharing.more:
                parts, worth = 1, base // number + 1
            whole = 0
            for option in range(len(votes)):
                held[option] = votes[option] * parts // worth
                whole += held[option]
            if whole <= seats:
                return parts, worth
    held[:] = 0
    return 1, base


@compiled
def _fill_by_claims(weights: Numbers, left: Numbers, sharing: Sharing, parts: Numbers, worth: Numbers, held: Numbers) -> None:
    """Seat after seat to the highest claim, in all lanes at once: weight × scale × parts + offset − held × worth."""
    options, lanes = weights.shape
    scale, offset = sharing.scale, sharing.offset
    claims = np.empty((options, lanes), dtype=np.int64)
    for option in range(options):
        for lane in range(lanes):
            now = held[option, lane]
            claim = weights[option, lane] * scale[now] * parts[lane] + offset[now] - now * worth[lane]
            claims[option, lane] = claim if weights[option, lane] > 0 else NOBODY
    top, best = np.empty(lanes, dtype=np.int64), np.empty(lanes, dtype=np.int64)
    equals = np.empty(lanes, dtype=np.int64)
    for _ in range(left.max()):
        _best_claims(claims, top, best, equals)
        for lane in range(lanes):
            if left[lane] == 0:
                continue
            if top[lane] == NOBODY or equals[lane] > left[lane]:
                left[lane] = 0
                continue
            # Of equals that all get a seat, the first takes it now and the others in the next turns.
            winner = best[lane]
            left[lane] -= 1
            held[winner, lane] += 1
            now = held[winner, lane]
            claim = weights[winner, lane] * scale[now] * parts[lane] + offset[now] - now * worth[lane]
            claims[winner, lane] = NOBODY if sharing.once else claim


@compiled
def _best_claims(claims: Numbers, top: Numbers, best: Numbers, equals: Numbers) -> None:
    """For each lane its highest claim, the first option that has it, and how many have it."""
    options, lanes = claims.shape
    top[:] = claims[0]
    best[:] = 0
    equals[:] = 1
    for option in range(1, options):
        for lane in range(lanes):
            # No branches, so that several lanes are compared by one instruction.
            claim, most = claims[option, lane], top[lane]
            higher = claim > most
            equals[lane] = 1 if higher else equals[lane] + (claim == most)
            best[lane] = option if higher else best[lane]
            top[lane] = claim if higher else most


@compiled
def _fill_by_products(weights: Numbers, left: int, sharing: Sharing, held: Numbers) -> None:
    """The same for one lane, averages compared by cross-multiplication: for houses whose common denominator leaves 64 bits.

    A divisor of 0 comes before all others; among several, more votes come first.
    """
    divisors = sharing.divisors
    options = len(weights)
    able = weights > 0
    equal = np.zeros(options, dtype=np.bool_)
    while left > 0:
        best, equals = -1, 0
        for option in range(options):
            if not able[option]:
                continue
            order = 1
            if best >= 0:
                order = _compare(weights[option], divisors[held[option]], weights[best], divisors[held[best]])
            if order > 0:
                best, equals = option, 1
                equal[:] = False
            equals += order == 0
            equal[option] = order >= 0
        if best < 0 or equals > left:
            return
        for option in range(options):
            if equal[option]:
                held[option] += 1
                able[option] = not sharing.once
        left -= equals


@compiled
def _compare(mine: int, under: int, theirs: int, their_under: int) -> int:
    """1, 0 or -1: whether mine ÷ under is more than theirs ÷ their_under, as much, or less."""
    if under > 0 or their_under > 0:
        mine, theirs = mine * their_under, theirs * under
    return int(mine > theirs) - int(mine < theirs)
