"""The facts and the stations of one contest as arrays, for tests of all of them at once.

A column stands for each option, and the last one for papers that count for nobody. Worths are whole numbers; tests use them as
floating-point numbers, which estimate a risk and never decide a seat. What the draw needs is whole numbers throughout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from suffrage.audit.martingales import Floats
from suffrage.facts import Assertion, Assorter, Papers
from suffrage.model import Totals

Ints = NDArray[np.int64]

_THOUSANDTHS = 1000
_SCALE = 1000
"""The size of a station is how much it can hide of the most endangered fact's slack, in thousandths of a thousandth; rounded up."""

ALL = slice(None)
_BLOCK = 256
"""Stations that are looked at together: so few that linear algebra starts no threads for them, which would cost more than it gives."""


@dataclass(frozen=True, slots=True)
class Stations:
    """The stations of one contest. `votes`: stations × (options and invalid) · `papers`: the most that each can hold.

    `codes` are unique, `papers` at least the sum of a row: `of` sees to it.
    """

    codes: tuple[str, ...]
    options: tuple[str, ...]
    votes: Ints
    papers: Ints

    @classmethod
    def of(cls, rows: Mapping[str, tuple[Mapping[str, int], int, int]], options: Sequence[str]) -> Self:
        """From station → (option → votes, invalid papers, the bound on its papers); the bound is at least what was counted."""
        codes = tuple(sorted(rows, key=lambda code: code.encode()))
        votes = np.array(
            [[*(rows[code][0].get(option, 0) for option in options), rows[code][1]] for code in codes], dtype=np.int64
        ).reshape(len(codes), len(options) + 1)
        bounds = np.array([rows[code][2] for code in codes], dtype=np.int64)
        return cls(codes, tuple(options), votes, np.maximum(bounds, votes.sum(axis=1)))


@dataclass(frozen=True, slots=True)
class Worths:
    """The facts of one contest: `weights` facts × (options and invalid), in whole papers' worth · `slack`, `least`: of each fact."""

    facts: tuple[Assertion, ...]
    weights: Floats
    slack: Floats
    least: Floats

    @classmethod
    def of(cls, facts: Sequence[Assertion], totals: Totals, options: Sequence[str]) -> Self:
        """The facts about these totals; a paper's worth is divided by the distance from the worst to the best."""
        papers = Papers.of(totals)
        ranges = [fact.most - fact.least for fact in facts]
        columns = [*options, None]
        weights = [[fact.weight(option) / span for option in columns] for fact, span in zip(facts, ranges, strict=True)]
        slack = [fact.slack(totals.votes, papers.invalid) / span for fact, span in zip(facts, ranges, strict=True)]
        least = [fact.least / span for fact, span in zip(facts, ranges, strict=True)]
        shape = (len(facts), len(columns))
        return cls(tuple(facts), np.array(weights, dtype=float).reshape(shape), np.array(slack, float), np.array(least, float))

    def could_hide(self, stations: Stations, rows: NDArray[Any] | slice = ALL) -> Floats:
        """Stations × facts: by how much a station can be overstated at most, were all its papers the worst for the fact (u_p)."""
        return np.asarray(stations.votes[rows].astype(float) @ self.weights.T - stations.papers[rows, None] * self.least)

    def most_hidden(self, stations: Stations, sizes: Ints) -> Floats:
        """ρ: for each fact, the most that a station can hide for each unit of its size.

        Block by block in the same small arrays: they stay in fast memory, and no page of it is asked for twice.
        """
        number, width = stations.votes.shape
        weights = np.ascontiguousarray(np.column_stack([self.weights, -self.least]).T)
        figures, worths = np.empty((_BLOCK, width + 1)), np.empty((_BLOCK, len(self.slack)))
        most = np.full(worths.shape, np.finfo(float).tiny)
        for first in range(0, number, _BLOCK):
            block = slice(first, first + _BLOCK)
            own = figures[: min(_BLOCK, number - first)]
            own[:, :width], own[:, width] = stations.votes[block], stations.papers[block]
            own /= sizes[block, None]
            np.maximum(most[: len(own)], np.matmul(own, weights, out=worths[: len(own)]), out=most[: len(own)])
        return np.asarray(most.max(axis=0))


def station_sizes(facts: Sequence[Assertion], totals: Totals, stations: Stations) -> list[int]:
    """How likely each station is drawn, as whole numbers: the largest share of a fact's slack that it can hide.

    (Stark's maximum relative overstatement, rounded up to a whole number. Any numbers above zero keep the risk limit; these need the
    fewest draws. Only whole numbers are used, so that every machine finds the same.)
    """
    invalid = Papers.of(totals).invalid
    largest = np.ones(len(stations.codes), dtype=np.int64)
    for fact in facts:
        span, slack = fact.most - fact.least, fact.slack(totals.votes, invalid)
        if slack <= 0:
            continue
        weights = [round(Fraction(fact.weight(o) * _THOUSANDTHS, span)) for o in (*stations.options, None)]
        least = min(*weights, round(Fraction(fact.least * _THOUSANDTHS, span)))
        could = stations.votes @ np.array(weights, dtype=np.int64) - stations.papers * least
        whole = max(1, slack * _THOUSANDTHS // span)
        np.maximum(largest, -(-(could * _SCALE) // whole), out=largest)
    return [int(size) for size in largest]


@dataclass(frozen=True, slots=True)
class Sorted:
    """The assorters of one contest's facts: `values` facts × (options, invalid, missing) · `upper`, `mean`, `variance`: of each fact.

    `population`: how many papers there are at most. A missing paper is worth nothing. `certain`: which facts no papers can deny;
    their rows are all 1.
    """

    population: int
    values: Floats
    upper: Floats
    mean: Floats
    variance: Floats
    certain: NDArray[np.bool_]

    @classmethod
    def of(cls, facts: Sequence[Assertion], totals: Totals, options: Sequence[str]) -> Self:
        """The facts about these totals."""
        papers = Papers.of(totals)
        found: list[Assorter | None] = [fact.assorter(papers) for fact in facts]
        width = len(options) + 2
        rows = [[float(each.of(option)) for option in (*options, None)] + [0.0] if each else [1.0] * width for each in found]
        means = [float(each.mean(totals.votes, papers)) if each else 1.0 for each in found]
        values = np.array(rows, dtype=float).reshape(len(facts), width)
        counts = [*(totals.votes[option] for option in options), papers.invalid]
        shares = np.array([*counts, papers.number - sum(counts)], dtype=float) / max(1, papers.number)
        return cls(
            papers.number,
            values,
            np.array([float(each.upper) if each else 1.0 for each in found]),
            np.array(means, dtype=float),
            np.maximum(values**2 @ shares - (values @ shares) ** 2, 0.0),
            np.array([each is None for each in found], dtype=bool),
        )
