"""The risk that a wrong outcome would have passed, from what was drawn: for ballot polling, comparison of papers, and of stations.

Each function tests every fact of one contest at once and gives a p-value for each after all draws; the risk of the contest is the
largest (no correction for their number: if the outcome is wrong, one fact is false, and its test alone errs with at most the limit).
Input that cannot be used gives p = 1 for every fact, with the reason. Formulas and sources: docs/audits.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from suffrage.audit.figures import Ints, Sorted, Stations, Worths
from suffrage.audit.martingales import BET, Floats, estimated_bets, fixed_bets, last_p_values, means_of_what_is_left

Reason = Literal[
    "nothing-drawn", "over-bound", "below-zero", "wrong-shape", "unknown-paper", "unknown-station", "twice", "too-many"
]
"""Why input cannot be used."""

_TOGETHER = 8
"""Facts whose draws are looked at together: so few that their arrays stay in fast memory."""


@dataclass(frozen=True, slots=True)
class Risks:
    """The p-value of each fact. `reason`: why they are all 1, and `where` (stations or draws), where the input cannot be used."""

    p: Floats
    reason: Reason | None = None
    where: tuple[str, ...] = ()

    @property
    def largest(self) -> float:
        """The risk of the contest; 0 where there is nothing that could be false."""
        return float(self.p.max(initial=0.0))


def _refused(facts: int, reason: Reason, where: Sequence[str] = ()) -> Risks:
    return Risks(np.ones(facts), reason, tuple(where[:20]))


def ballot_polling(facts: Sorted, drawn: ArrayLike, *, replacement: bool = False) -> Risks:
    """Papers drawn at random and read: `drawn` has the column of each (options, then invalid, then missing), in the order drawn.

    Without replacement no paper is drawn twice.
    """
    number, columns = len(facts.upper), np.asarray(drawn, dtype=np.int64)
    if reason := _bad_columns(columns, facts.values.shape[1]):
        return _refused(number, reason)
    if len(columns) > facts.population and not replacement:
        return _refused(number, "too-many")
    values = facts.values[:, columns]
    means = 0.5 if replacement else means_of_what_is_left(values, facts.population)
    return Risks(_of_facts(facts, estimated_bets(values, means, facts.mean, facts.variance)))


def ballot_comparison(facts: Sorted, records: ArrayLike, drawn: ArrayLike, *, bet: float = BET) -> Risks:
    """Papers drawn with replacement, each beside its own record: the columns of both, in the order drawn.

    A paper that is missing is worth nothing, one without a record (the column of a missing one) the worst it can be.
    """
    number, width = len(facts.upper), facts.values.shape[1]
    paper, record = np.asarray(drawn, dtype=np.int64), np.asarray(records, dtype=np.int64)
    if reason := _bad_columns(paper, width) or _bad_columns(record, width):
        return _refused(number, reason)
    if paper.shape != record.shape:
        return _refused(number, "wrong-shape")
    said = np.where(record == width - 1, facts.upper[:, None], facts.values[:, record])
    return Risks(_of_facts(facts, fixed_bets(_compared(facts, said, facts.values[:, paper]), 0.5, bet)))


def one_audit(facts: Sorted, stations: Stations, at: ArrayLike, drawn: ArrayLike) -> Risks:
    """ONEAudit (Stark 2023): papers drawn with replacement from all stations, each beside the mean of its station.

    `at`: the row of the station of each paper · `drawn`: the column of each paper. The stations' votes must be those of the totals,
    and their papers as many as the papers drawn from.
    """
    number = len(facts.upper)
    paper, station = np.asarray(drawn, dtype=np.int64), np.asarray(at, dtype=np.int64)
    if reason := _bad_columns(paper, facts.values.shape[1]):
        return _refused(number, reason)
    if paper.shape != station.shape or station.min() < 0 or station.max() >= len(stations.codes):
        return _refused(number, "unknown-station")
    if stations.papers.sum() != facts.population:
        return _refused(number, "wrong-shape")
    means = station_means(facts, stations)
    compared = _compared(facts, means[:, station], facts.values[:, paper])
    clean = 1 / (2 - np.minimum(_v(facts) / facts.upper, 1.0))
    # Within a station the comparison varies as the papers do, and from station to station its mean is the same.
    between = means**2 @ (stations.papers / facts.population)
    within = np.maximum(facts.variance + facts.mean**2 - between, 0.0)
    return Risks(_of_facts(facts, estimated_bets(compared, 0.5, clean, within * (clean / facts.upper) ** 2)))


def station_means(facts: Sorted, stations: Stations) -> Floats:
    """Facts × stations: the mean worth of a station's papers as reported; papers up to its bound that are not there are worth 0."""
    sums = facts.values[:, :-1] @ stations.votes.T
    return np.divide(sums, stations.papers, out=np.zeros_like(sums), where=stations.papers > 0)


def _v(facts: Sorted) -> Floats:
    return np.asarray(2 * facts.mean - 1)


def _compared(facts: Sorted, said: Floats, found: Floats) -> Floats:
    """Stark's overstatement assorter, (1 − o/u) / (2 − v/u) with o = h(record) − h(paper): its mean is above 1/2 if the fact holds."""
    upper = facts.upper[:, None]
    values = (1 - (said - found) / upper) / (2 - _v(facts)[:, None] / upper)
    return np.asarray(np.maximum(values, 0.0))


def _of_facts(facts: Sorted, factors: Floats) -> Floats:
    """The p-values at the end; 1 for a fact that the results do not give, 0 for one that no paper can deny."""
    p = last_p_values(factors)
    p[facts.mean <= 0.5] = 1.0
    p[facts.certain] = 0.0
    return p


def _bad_columns(columns: NDArray[np.int64], width: int) -> Reason | None:
    if columns.ndim != 1 or not columns.size:
        return "nothing-drawn"
    return "unknown-paper" if columns.min() < 0 or columns.max() >= width else None


@dataclass(frozen=True, slots=True)
class StationDraw:
    """What was drawn and counted: `order` the row of each station in the order drawn · `counts` draws × (options and invalid) ·
    `lost`: whether a station's papers, or its count, are not there: the worst that they can be · `sizes`: how likely each station
    of the contest was to be drawn.
    """

    order: Ints
    counts: Ints
    lost: NDArray[np.bool_]
    sizes: Ints


def station_comparison(worths: Worths, stations: Stations, drawn: StationDraw, *, replacement: bool, bet: float = BET) -> Risks:
    """Stations drawn in proportion to their sizes, their papers counted again and compared with the statement.

    With ρ the most that a station can hide for each unit of its size, e what it was overstated by: Y = 1 − e / (ρ · size) is at least
    0, and if the fact is false its mean is at most 1 − V / (ρ · all sizes); without replacement, 1 − (V − e drawn) / (ρ · sizes left).
    (With sizes u, this is 1 − 1/U, and (Σu − V − S) / U_left.)
    """
    if refused := _bad_draw(worths, stations, drawn, replacement=replacement):
        return refused
    p = np.ones(len(worths.slack))
    rho, differences = worths.most_hidden(stations, drawn.sizes), (stations.votes[drawn.order] - drawn.counts).T.astype(float)
    lost = np.flatnonzero(drawn.lost)
    all_sizes, own = float(drawn.sizes.sum()), drawn.sizes[drawn.order].astype(float)
    left = all_sizes - (np.cumsum(own) - own)
    hidden = worths.could_hide(stations, drawn.order[lost]).T
    for first in range(0, len(p), _TOGETHER):
        some = slice(first, first + _TOGETHER)
        overstated, slack = worths.weights[some] @ differences, worths.slack[some, None]
        overstated[:, lost] = hidden[some]
        if replacement:
            means = 1 - slack / (rho[some, None] * all_sizes)
        else:
            before = np.cumsum(overstated, axis=1) - overstated
            means = 1 - (slack - before) / (rho[some, None] * left)
        overstated /= -own
        overstated /= rho[some, None]
        overstated += 1.0
        p[some] = last_p_values(fixed_bets(np.maximum(overstated, 0.0, out=overstated), means, bet))
    p[worths.slack <= 0] = 1.0
    return Risks(p)


def _bad_draw(worths: Worths, stations: Stations, drawn: StationDraw, *, replacement: bool) -> Risks | None:
    number, codes = len(worths.slack), stations.codes
    if not len(drawn.order):
        return _refused(number, "nothing-drawn")
    if drawn.counts.shape != (len(drawn.order), stations.votes.shape[1]) or drawn.lost.shape != drawn.order.shape:
        return _refused(number, "wrong-shape")
    if drawn.order.min() < 0 or drawn.order.max() >= len(codes) or drawn.sizes.shape != (len(codes),) or drawn.sizes.min() < 1:
        return _refused(number, "unknown-station")
    if not replacement and len(np.unique(drawn.order)) < len(drawn.order):
        return _refused(number, "twice")
    found = ~drawn.lost
    wrong: tuple[tuple[Reason, NDArray[np.bool_]], ...] = (
        ("below-zero", found & (drawn.counts < 0).any(axis=1)),
        ("over-bound", found & (drawn.counts.sum(axis=1) > stations.papers[drawn.order])),
    )
    for reason, rows in wrong:
        if rows.any():
            return _refused(number, reason, [codes[row] for row in drawn.order[rows]])
    return None
