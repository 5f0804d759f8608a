"""A transfer table estimated from polling stations where both votes are known, with intervals and with what is certain.

Ecological inference: how people moved is not in the figures, only how many stood where before and after. What is certain are the
bounds of Duncan and Davis (1953). Between them the estimate takes shares that are the same everywhere but for chance
(`suffrage.compare.transfers.mixture`), then each station's own table near them (after King 1997: what is known of a station is used
there). If voters of one party behave otherwise where it is strong, estimates are biased (Robinson 1950; aggregation bias), and no
interval shows it.

Sources: L. Goodman, American Sociological Review 18 (1953) 663–664; O. D. Duncan and B. Davis, ibid. 665–666; W. S. Robinson, ibid.
15 (1950) 351–357; G. King, *A Solution to the Ecological Inference Problem* (1997); O. Rosen, W. Jiang, G. King and M. A. Tanner,
Statistica Neerlandica 55 (2001) 134–156; A. Klima, P. W. Thurner, C. Molnar, T. Schlesinger and H. Küchenhoff, AStA Advances in
Statistical Analysis 100 (2016) 133–159. The intervals: B. Efron, Annals of Statistics 7 (1979) 1–26.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from suffrage.compare.transfers.mixture import Fit, Floats, Mixture
from suffrage.compare.transfers.table import HOME, Default, TransferTable
from suffrage.compare.transfers.twovotes import OTHERS, Counts, TwoVotes

DRAWS = 200
SEED = 1
LEVEL = 0.95

_PARTS = 10_000
"""A share in a table is in hundredths of a per cent: more digits would be more than is known."""
_NEAR, _WIDE = 0.001, 0.02
"""A share stands at a bound when it is as near as that to it, and the bounds are as far from each other."""
_DISPERSED = 10
"""Units that vary more than so many times as chance would have them are not alike."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to believe an estimate less: its `code` (a sentence of `words/LANGUAGE/transfers.toml`) and the operands."""

    code: str
    operands: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What became of each origin's voters. All arrays are origins × destinations.

    `shares`: of an origin's voters where every destination stands (elsewhere the others grow: `absent="rescaled"`) · `low`, `high`:
    the interval that holds the middle 95 % of the bootstrap's draws (`draws`: draws × origins × destinations, by `seed`) · `cells`:
    voters moved, over all units; its margins are both votes · `least`, `most`: the bounds of the cells, which are certain ·
    `dispersion`: how many times more the units vary around the fit than if each voter chose alone · `doubts`.
    """

    votes: TwoVotes
    shares: Floats
    low: Floats
    high: Floats
    draws: Floats
    seed: int
    cells: Floats
    least: Counts
    most: Counts
    dispersion: float
    doubts: tuple[Doubt, ...]

    def table(self, default: Default = "home") -> TransferTable:
        """The point estimate as a table for `second_round`; parties taken together as `others` each get the row of `others`."""
        return _table(self.votes, self.shares, default)

    def tables(self, default: Default = "home") -> list[TransferTable]:
        """One table for each draw: second rounds made with them have the estimate's range."""
        return [_table(self.votes, draw, default) for draw in self.draws]

    def predicted(self, votes: TwoVotes) -> Floats:
        """The second vote that the shares make of the first one of other units (units × destinations)."""
        return mixture_of(votes).expected(self.shares)

    def bound_shares(self) -> tuple[Floats, Floats]:
        """The bounds as shares of each origin's voters."""
        return _as_shares(self.votes, self.least, self.most)


def estimate(
    votes: TwoVotes, *, draws: int = DRAWS, seed: int = SEED, progress: Callable[[int, int], None] | None = None
) -> Estimate:
    """The transfer table of `votes`, with intervals from `draws` bootstrap draws over the units by a generator with that `seed`.

    `progress`: called with the draws done and all. `ValueError`: fewer than 2 draws.
    """
    if draws < 2:
        raise ValueError(f"{draws} draws make no interval; give 2 or more, 200 as a rule")
    mixture = mixture_of(votes)
    fit = mixture.fit()
    cells = mixture.cells(fit.shares)
    shares = mixture.shares_of(cells)
    undetermined = _undetermined(votes)
    drawn, failed = _bootstrap(mixture, None if undetermined else fit, draws, seed, progress)
    least, most = bounds(votes)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    certain = _as_shares(votes, least, most) if mixture.everywhere else (np.zeros_like(low), np.ones_like(high))
    low, high = certain if undetermined else (np.maximum(low, certain[0]), np.minimum(high, certain[1]))
    doubts = (*undetermined, *_doubts(votes, cells, least, most))
    if fit.dispersion > _DISPERSED:
        doubts = (*doubts, Doubt("dispersed", {"times": round(fit.dispersion)}))
    if failed := failed + (not fit.converged):
        doubts = (*doubts, Doubt("not-converged", {"fits": failed, "all": draws + 1}))
    return Estimate(
        votes=votes,
        shares=shares,
        low=np.minimum(low, shares),
        high=np.maximum(high, shares),
        draws=drawn,
        seed=seed,
        cells=cells,
        least=least,
        most=most,
        dispersion=fit.dispersion,
        doubts=doubts,
    )


def bounds(votes: TwoVotes) -> tuple[Counts, Counts]:
    """The fewest and the most voters that can have moved from each origin to each destination: certain, and exact.

    In a unit of N people at least max(0, X_i + Y_j − N) and at most min(X_i, Y_j) (Duncan and Davis 1953), added up over the units.
    """
    first, second = votes.first[:, :, None], votes.second[:, None, :]
    people = votes.first.sum(1)[:, None, None]
    return np.maximum(0, first + second - people).sum(0), np.minimum(first, second).sum(0)


def _as_shares(votes: TwoVotes, least: Counts, most: Counts) -> tuple[Floats, Floats]:
    voters = np.maximum(votes.first.sum(0), 1)[:, None]
    return least / voters, most / voters


def mixture_of(votes: TwoVotes) -> Mixture:
    """The two votes, ready to be fitted."""
    return Mixture(votes.first.astype(np.float64), votes.second.astype(np.float64), votes.standing)


def _bootstrap(
    mixture: Mixture, fit: Fit | None, draws: int, seed: int, progress: Callable[[int, int], None] | None
) -> tuple[Floats, int]:
    """The shares by each draw, and how many fits did not end.

    A draw takes one unit less for each origin, so that few units, which the fit can follow closely, do not seem to say more than
    they do (as J. N. K. Rao and C. F. J. Wu take n − 1: Journal of the American Statistical Association 83 (1988) 231–241).
    Each fit begins near `fit`; without it anywhere, so that tables that fit equally well are all found.
    """
    random = np.random.default_rng(seed)
    (units, origins), destinations = mixture.first.shape, mixture.second.shape[1]
    size = max(units - origins, (units + 1) // 2)
    found: list[Floats] = []
    failed = 0
    for number in range(draws):
        drawn = mixture.drawn(random.multinomial(size, np.full(units, 1 / units)))
        start = random.dirichlet(np.ones(destinations), origins) if fit is None else 0.999 * fit.shares + 0.001 / destinations
        refit = drawn.fit(start)
        failed += not refit.converged
        found.append(drawn.shares_of(drawn.cells(refit.shares)))
        if progress:
            progress(number + 1, draws)
    return np.array(found), failed


def _undetermined(votes: TwoVotes) -> tuple[Doubt, ...]:
    """Why the units cannot determine a table; nothing if they can."""
    units, origins = len(votes.units), len(votes.origins)
    if units < origins:
        return (Doubt("few-units", {"units": units, "origins": origins}),)
    composition = votes.first / np.maximum(votes.first.sum(1, keepdims=True), 1)
    if np.linalg.matrix_rank(composition, tol=1e-9 * units) < origins:
        return (Doubt("collinear", {"origins": origins}),)
    return ()


def _doubts(votes: TwoVotes, cells: Floats, least: Counts, most: Counts) -> list[Doubt]:
    found: list[Doubt] = []
    voters = np.maximum(votes.first.sum(0), 1)[:, None]
    near = np.minimum(cells - least, most - cells) / voters < _NEAR
    touching = near & ((most - least) / voters > _WIDE)
    if touching.any():
        found.append(Doubt("at-bounds", {"cells": int(touching.sum()), "all": touching.size}))
    if votes.left_out:
        found.append(Doubt("left-out", {"stations": votes.left_out}))
    people = int(votes.first.sum())
    if votes.moved * 100 > people:
        found.append(Doubt("lists-differ", {"moved": votes.moved, "people": people}))
    if not votes.standing.all():
        found.append(Doubt("not-everywhere", {"units": int((~votes.standing.all(1)).sum())}))
    return found


def _table(votes: TwoVotes, shares: Floats, default: Default) -> TransferTable:
    """The shares as exact hundredths of a per cent, each row by largest remainders, so that it adds up to 1.

    An origin without voters has no row.
    """
    rows = {
        origin: {
            code: Fraction(int(part), _PARTS)
            for code, part in zip(votes.destinations, _hundredths(row), strict=True)
            if part or code == HOME
        }
        for origin, row in zip(votes.origins, shares, strict=True)
        if row.any()
    }
    if OTHERS in rows:
        rows |= dict.fromkeys(votes.members, rows[OTHERS])
    return TransferTable(rows, default=default, absent="rescaled")


def _hundredths(row: Floats) -> NDArray[np.int64]:
    exact = row / max(float(row.sum()), 1e-12) * _PARTS
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, kind="stable")
    parts[order[: _PARTS - int(parts.sum())]] += 1
    return parts
