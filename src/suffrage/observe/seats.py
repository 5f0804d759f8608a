"""Seats from a sample: the law is carried out again on every replicate, and every seat is held against its nearest rival.

Two answers, which do not need each other. *Intervals*: the replicates' vectors of votes go through the law, vectorised where it
is one of highest averages (`suffrage.law.methods.batch`), one by one otherwise; an interval holds the middle of the seats
found, with a seat that a tie leaves open counted both ways. *Contrasts*: seat j of A is safe if T_A/j − T_B/(s_B + 1) is above
0 beyond chance for every other list B, and each list stands beyond chance on its side of the threshold; each with its own
variance, from the covariance of the shares. All must hold at once, so that no correction for their number is due (an
intersection–union test: Berger, Technometrics 24 (1982) 295–300); each seat is told at one minus the level, halved, one-sided.
"Cannot be told" says nothing against the seat.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Literal

import numpy as np

from suffrage.facts import Assertion, assertions, average
from suffrage.law.catalogue import Law
from suffrage.law.methods import highest_averages
from suffrage.model import Outcome, Shape, Totals
from suffrage.observe.distributions import t_quantile
from suffrage.observe.ratios import Interval
from suffrage.observe.stations import Counts, Reals

Verdict = Literal["safe", "cannot-be-told"]


@dataclass(frozen=True, slots=True)
class SeatContrast:
    """One seat in the order in which the law gives it: who has it by the estimate, and the rival who is nearest to taking it.

    `margin`: the share of the valid votes by which the two claims differ, the holder's share being divided as the law divides it ·
    `t`: that margin by its own standard error (None: known in full) · `by`: "claim", or the "threshold" that the holder or rival
    passes or misses.
    """

    seat: int
    option_id: str
    rival: str | None
    margin: float
    t: float | None
    by: Literal["claim", "threshold", "alone"]
    verdict: Verdict


def is_averages(shape: Shape | None) -> bool:
    """Whether a law is highest averages by 1, 2, 3 … with at most a threshold of the valid votes: what contrasts are made for."""
    return (
        shape is not None
        and shape.kind == "lists"
        and shape.formula == "d-hondt"
        and not shape.bonus
        and shape.rounds == 1
        and (shape.threshold is None or shape.threshold.of == "valid")
    )


def replicated_seats(
    ruling: Law,
    contest_id: str,
    options: Sequence[str],
    votes: Counts,
    seats: int,
    number: int = 1,
    registered: int | None = None,
) -> tuple[Counts, Counts]:
    """Seats (B × P) that the law gives for each row of `votes` (B × P): at least, and at most (where a tie leaves some open)."""
    shape = ruling.shape
    if is_averages(shape) and seats > 0:
        try:
            from suffrage.law.methods import batch  # noqa: PLC0415 - Numba is an optional part of the installation
        except ImportError:  # pragma: no cover - the tests have Numba
            pass
        else:
            eligible = votes * _over_threshold(shape, votes)
            found = batch.highest_averages(eligible, seats)
            return found.seats, found.seats + found.among
    pairs = [_by_law(ruling, contest_id, options, row, seats, number, registered) for row in votes.tolist()]
    return np.array([low for low, _ in pairs], dtype=np.int64), np.array([high for _, high in pairs], dtype=np.int64)


def seat_intervals(low: Counts, high: Counts, level: float) -> list[Interval]:
    """For each option the seats that hold the middle of the replicates at this level, whole numbers."""
    outside = (1 - level) / 2
    lows = np.quantile(low, outside, axis=0, method="inverted_cdf")
    highs = np.quantile(high, 1 - outside, axis=0, method="inverted_cdf")
    return [(int(one), int(other)) for one, other in zip(lows, highs, strict=True)]


def seat_chances(low: Counts, high: Counts) -> list[dict[int, float]]:
    """For each option number of seats → the part of the replicates in which it has so many; a seat left open by a tie counts by half.

    >>> seat_chances(np.array([[2], [2], [3], [3]]), np.array([[2], [3], [3], [3]]))
    [{2: 0.375, 3: 0.625}]
    """
    found = []
    for one, other in zip(low.T, high.T, strict=True):
        numbers, times = np.unique(np.concatenate([one, other]), return_counts=True)
        found.append(dict(zip(numbers.tolist(), (times / (2 * len(one))).tolist(), strict=True)))
    return found


def part_inside(chances: Mapping[int, float], seats: int, level: float) -> float:
    """How much of a number of seats lies in the middle `level` of its option's chances: 1 inside, 0 outside, between at an edge.

    Seats are whole, so that no set of them holds just 95 %: an interval holds more. Counted by this part it is a randomised one
    (Stevens, Biometrika 37 (1950) 117–129; Geyer and Meeden, Statistical Science 20 (2005) 358–387), which can be held to what it says.

    >>> [part_inside({2: 0.01, 3: 0.03, 4: 0.96}, seats, 0.95) for seats in (2, 4)]
    [0.0, 0.9739583333333333]
    >>> round(part_inside({2: 0.01, 3: 0.03, 4: 0.96}, 3, 0.95), 3)
    0.5
    """
    chance, below = chances.get(seats, 0.0), sum(part for number, part in chances.items() if number < seats)
    if not chance:
        return 0.0
    outside = (1 - level) / 2
    return max(0.0, min(below + chance, 1 - outside) - max(below, outside)) / chance


def seat_facts(
    ruling: Law, contest_id: str, votes: Mapping[str, int], seats: int
) -> tuple[tuple[Assertion, ...], tuple[str, ...]]:
    """The facts on which the seats that a law of highest averages gives for these votes hang: those that an audit tests.

    And the options of a tie, where there is one: then there are no facts.
    """
    options, row = list(votes), np.array([list(votes.values())], dtype=np.int64)
    low, high = replicated_seats(ruling, contest_id, options, row, seats)
    if (tied := (high > low)[0]).any():
        return (), tuple(option for option, is_tied in zip(options, tied, strict=True) if is_tied)
    if ruling.shape is None or not row.any():
        return (), ()
    outcome = Outcome(contest_id=contest_id, round=1, seats=dict(zip(options, low[0].tolist(), strict=True)))
    found = assertions(ruling.shape, Totals(contest_id=contest_id, votes=votes, seats=seats), outcome)
    return tuple(fact for fact in found if fact.kind in ("average", "above", "below")), ()


def contrasts(
    options: Sequence[str], shares: Reals, covariance: Reals, freedom: int, seats: int, shape: Shape, level: float
) -> list[SeatContrast]:
    """Every seat of a law of highest averages with its nearest rival; seats of a tie last. `freedom` 0: shares known in full."""
    place = {option: at for at, option in enumerate(options)}
    votes = {option: round(float(share) * 10**12) for option, share in zip(options, shares, strict=True)}
    bar = float(shape.threshold.share) if shape.threshold and shape.threshold.share else 0.0
    eligible = {option: number for option, number in votes.items() if number >= bar * 10**12}
    allocation = highest_averages(eligible, seats)
    # On the safe side of the claims alone, everyone must be on the right side of the threshold.
    barred = [_threshold(place[option], shares, covariance, bar) for option in options] if bar else []
    needed = t_quantile((1 + level) / 2, freedom) if freedom else 0.0
    held: dict[str, int] = dict.fromkeys(options, 0)
    after = {option: seats + 1 for option, seats in allocation.seats.items()}
    found = []
    for number, option in enumerate(allocation.order, start=1):
        held[option] += 1
        rivals: list[tuple[float, float, str, Literal["claim", "threshold"]]] = [
            (
                *_claims(average(option, other, (Fraction(held[option]), Fraction(after[other]))), options, shares, covariance),
                other,
                "claim",
            )
            for other in eligible
            if other != option and votes[other]
        ]
        rivals += [
            (*barred[place[other]], other, "threshold")
            for other in (options if bar else ())
            if votes[other] and (other == option or other not in eligible)
        ]
        if not rivals:
            found.append(SeatContrast(number, option, None, 0.0, None, "alone", "safe"))
            continue
        margin, error, rival, by = min(rivals, key=lambda each: (each[0] / each[1] if each[1] else each[0] * 1e300, each[2]))
        t = margin / error if error else None
        safe = margin > 0 and (t is None or t > needed)
        if freedom and t is None:
            safe = False
        found.append(SeatContrast(number, option, rival, margin, t, by, "safe" if safe else "cannot-be-told"))
    if allocation.tie:
        first, second = allocation.tie.among[:2]
        left = range(len(found) + 1, len(found) + 1 + allocation.tie.places)
        found += [SeatContrast(number, first, second, 0.0, None, "claim", "cannot-be-told") for number in left]
    return found


def fewest_seats(votes: Reals, moved: Reals, seats: int) -> Counts:
    """The fewest seats that each option has when `moved` (B) more votes are given to the others in the worst way (B × P).

    A has its j-th seat whatever happens unless rivals can get more than `seats` − j claims above T_A/j. A rival's next claim costs
    what it lacks, every further one T_A/j; the cheapest come first, so that the number is exact.
    """
    rows, options = votes.shape
    fewest = np.zeros((rows, options), dtype=np.int64)
    for one in range(options):
        others = np.delete(votes, one, axis=1)
        for j in range(1, seats + 1):
            step = np.maximum(votes[:, one] / j, 1e-12)[:, None]
            have = np.floor(others / step)
            lacking = np.sort((have + 1) * step - others, axis=1)
            spent = np.cumsum(lacking, axis=1)
            bought = (spent <= moved[:, None]).sum(axis=1)
            paid = np.where(bought > 0, np.take_along_axis(spent, np.maximum(bought - 1, 0)[:, None], axis=1)[:, 0], 0)
            more = np.where(bought == others.shape[1], np.floor((moved - paid) / step[:, 0]), 0)
            fewest[:, one] += (have.sum(axis=1) + bought + more <= seats - j) & (votes[:, one] > 0)
    return fewest


def told_by(fact: Assertion, options: Sequence[str]) -> Reals:
    """A fact as a vector over the options' shares, on the scale of the votes of the option ahead ÷ its divisor.

    Its product with the shares is the margin as a share of the valid votes: of an average T_A/W − T_B/L, of a bar what is beyond it.
    """
    ahead, other = fact.weights[fact.options[0]], fact.other
    scale = abs(ahead * float(fact.divisors[0])) if fact.divisors else abs(float(ahead - other))
    return np.array([fact.weight(option) / scale for option in options])


def _claims(fact: Assertion, options: Sequence[str], shares: Reals, covariance: Reals) -> tuple[float, float]:
    """The margin of one claim over another, and its standard error."""
    vector = told_by(fact, options)
    return float(vector @ shares), sqrt(max(float(vector @ covariance @ vector), 0.0))


def _threshold(one: int, shares: Reals, covariance: Reals, bar: float) -> tuple[float, float]:
    """How far a share is on its own side of the threshold, and the standard error."""
    return abs(float(shares[one]) - bar), sqrt(max(float(covariance[one, one]), 0.0))


def _over_threshold(shape: Shape | None, votes: Counts) -> Counts:
    if shape is None or shape.threshold is None:
        return np.ones_like(votes)
    share, whole = shape.threshold.share, votes.sum(axis=1, keepdims=True)
    left, right = votes * share.denominator, whole * share.numerator
    over: Counts = (left > right if shape.threshold.strict else left >= right).astype(np.int64)
    return over


def _by_law(
    ruling: Law, contest_id: str, options: Sequence[str], row: list[int], seats: int, number: int, registered: int | None
) -> tuple[list[int], list[int]]:
    votes = dict(zip(options, row, strict=True))
    listed = max(registered, sum(row)) if registered is not None else None
    totals = Totals(contest_id=contest_id, votes=votes, round=number, seats=seats or None, valid=sum(row), registered=listed)
    outcome = ruling.declare(totals, steps=False)
    open_ = {option for question in outcome.pending for option in question.among}
    low = [outcome.seats.get(option, 0) for option in options]
    return low, [has + (option in open_) for has, option in zip(low, options, strict=True)]


def whole_votes(totals: Reals) -> Counts:
    """Estimated totals as whole votes, none below 0, for a law that counts votes."""
    return np.maximum(np.rint(totals), 0).astype(np.int64)
