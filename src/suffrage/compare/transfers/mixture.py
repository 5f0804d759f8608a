"""The mathematics of ecological inference: one table of shares that fits all units best, and each unit's own table near it.

**The model.** A unit's first votes X (by origin) become second votes Y (by destination): E[Y_j] = Σ_i X_i t_ij (Goodman 1953),
each row of t adding up to 1, none of its shares below 0. Where a destination does not stand in a unit, the row's other shares grow
until they are all (`absent="rescaled"` of a transfer table). `fit` maximises the likelihood of the multinomial mixture, Σ Y_uj log
p_uj, by expectation and maximisation (Dempster, Laird and Rubin 1977), with Hunter's (2004) minorisation where some destinations do
not stand, in the steps of SQUAREM (Varadhan and Roland 2008). With everybody standing everywhere the likelihood is concave: there is
one maximum. Its equations are linear in Y, so that they hold on average however much units differ, as long as they do not differ
*because of* their X.

**Each unit's table** is the one with both of the unit's margins that is nearest to X_i t_ij by relative entropy (iterative
proportional fitting, Deming and Stephan 1940); so it also respects the unit's Duncan–Davis bounds.

Shapes: U units, R origins, J destinations. Everything is deterministic.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_LEAST = 1e-12
_LEAST_RAKED = 1e-5
"""No share is quite 0 on the way: one that is could never grow again."""
_LEAST_KEPT = 0.01
"""No leap takes more than 99 % of a share away: one that went too far would need very many steps to grow again."""
_MOST_STEPS = 5000


@dataclass(frozen=True, slots=True)
class Fit:
    """The shares (R × J), how many steps they took, and whether no other table can be noticeably more likely.

    `dispersion`: how many times more the units vary around the fit than if each voter chose alone (Pearson's χ² by degree of freedom).
    """

    shares: Floats
    steps: int
    converged: bool
    dispersion: float


class Mixture:
    """The two votes, ready to be fitted: `first` (U × R), `second` (U × J), `standing` (U × J: who can be chosen where)."""

    def __init__(self, first: Floats, second: Floats, standing: Flags) -> None:
        self.first, self.second, self.standing = first, second, standing.astype(np.float64)
        self.everywhere = bool(standing.all())
        """Whether every destination stands in every unit."""
        fields, field = (standing[:1], np.zeros(len(first), np.int64)) if self.everywhere else _fields(standing)
        self._fields, self._field = fields.astype(np.float64), field
        self._voters_by_field = np.zeros((len(fields), first.shape[1]))
        np.add.at(self._voters_by_field, self._field, first)

    def expected(self, shares: Floats) -> Floats:
        """The second votes that the shares make of the first ones (U × J)."""
        return np.asarray((self._per_share(shares) @ shares) * self.standing)

    def drawn(self, times: NDArray[np.int64]) -> "Mixture":
        """The same votes with each unit counted so many times: a draw of the bootstrap."""
        there = times > 0
        often = times[there, None]
        return Mixture(self.first[there] * often, self.second[there] * often, self.standing[there] > 0)

    def fit(self, start: Floats | None = None) -> Fit:
        """The most likely shares. `start`: where to begin, if not with the same shares for all.

        It ends when no change of the shares can raise the log-likelihood, divided by the dispersion, by more than 0.05 (the gap of
        Frank and Wolfe 1956), or after 5,000 steps.
        """
        shares = self._start() if start is None else np.maximum(start, _LEAST)
        best, steps, converged, dispersion = shares, 0, False, 1.0
        value = -np.inf
        while steps < _MOST_STEPS:
            one, here, gap = self._step(shares)
            steps += 1
            if here < value:
                shares, value = best, -np.inf
                continue
            dispersion = max(1.0, self._dispersion(shares))
            if gap <= 0.05 * dispersion:
                converged = True
                break
            two, value, _ = self._step(one)
            steps += 1
            best, shares = two, _leap(shares, one, two)
        return Fit(shares, steps, converged, self._dispersion(shares))

    def cells(self, shares: Floats) -> Floats:
        """The sum over the units of each unit's own table, near the shares and with both its margins (R × J)."""
        rows, columns = self._factors(np.maximum(shares, _LEAST_RAKED))
        return np.asarray(np.maximum(shares, _LEAST_RAKED) * (rows.T @ columns))

    def shares_of(self, cells: Floats) -> Floats:
        """The shares of which the cells are the outcome: cells ÷ voters, or where some do not stand everywhere, the most likely."""
        voters = self._voters_by_field
        shares = cells / np.maximum(cells.sum(1, keepdims=True), 1)
        for _ in range(1 if self.everywhere else 500):
            sums = np.maximum(shares @ self._fields.T, _LEAST)
            before, shares = shares, cells / np.maximum((voters / sums.T).T @ self._fields, _LEAST)
            shares /= np.maximum(shares.sum(1, keepdims=True), _LEAST)
            if np.abs(shares - before).max() < 1e-9:
                break
        return np.asarray(shares)

    def _start(self) -> Floats:
        """Every origin begins with the shares of all second votes."""
        whole = np.maximum(self.second.sum(0), 1)
        return np.repeat((whole / whole.sum())[None, :], self.first.shape[1], axis=0)

    def _per_share(self, shares: Floats) -> Floats:
        """First votes ÷ the sum of the shares of those who stand there (U × R)."""
        if self.everywhere:
            return self.first
        sums = np.maximum(shares @ self._fields.T, _LEAST)
        return np.asarray(self.first / sums.T[self._field])

    def _step(self, shares: Floats) -> tuple[Floats, float, float]:
        """The next shares; the log-likelihood of these, and by how much at most another table could raise it."""
        people = self._per_share(shares)
        means = np.maximum((people @ shares) * self.standing, _LEAST)
        ratio = self.second / means
        gain = people.T @ ratio
        value = float((self.second * np.log(means)).sum())
        moved = shares * gain
        if self.everywhere:
            spread = np.repeat(moved.sum(1, keepdims=True), shares.shape[1], axis=1)
        else:
            sums = np.maximum(shares @ self._fields.T, _LEAST)
            spread = (people / sums.T[self._field] * (ratio @ shares.T)).T @ self.standing
        gap = float(np.maximum((gain - spread).max(1), 0).sum())
        following = np.maximum(moved / np.maximum(spread, _LEAST), _LEAST)
        return following / following.sum(1, keepdims=True), value, gap

    def _dispersion(self, shares: Floats) -> float:
        means = self.expected(shares)
        squares = np.where(means > 0, (self.second - means) ** 2 / np.maximum(means, 1), 0.0)
        units, (origins, destinations) = len(self.first), shares.shape
        return float(squares.sum() / max(1, (units - origins) * (destinations - 1)))

    def _factors(self, shares: Floats) -> tuple[Floats, Floats]:
        """What each unit's rows (U × R) and columns (U × J) are multiplied by until both margins are met."""
        rows = self._per_share(shares)
        for _ in range(1000):
            columns = self.second / np.maximum(rows @ shares, _LEAST)
            sums = columns @ shares.T
            if np.abs(rows * sums - self.first).max(initial=0) < 1e-3:
                break
            rows = self.first / np.maximum(sums, _LEAST)
        return rows, self.second / np.maximum(rows @ shares, _LEAST)


def _fields(standing: Flags) -> tuple[Flags, NDArray[np.int64]]:
    """The different sets of those who stand, and which of them each unit has."""
    fields, field = np.unique(standing, axis=0, return_inverse=True)
    return fields, field.reshape(-1)


def _leap(start: Floats, one: Floats, two: Floats) -> Floats:
    """A longer step in the direction of the last two (SQUAREM, scheme S3), kept among tables of shares."""
    change, bend = one - start, two - 2 * one + start
    size, turn = float(np.linalg.norm(change)), float(np.linalg.norm(bend))
    if not turn:
        return two
    length = max(1.0, size / turn)
    leapt = np.maximum(start + 2 * length * change + length**2 * bend, np.maximum(_LEAST_KEPT * two, _LEAST))
    return np.asarray(leapt / leapt.sum(1, keepdims=True))
