"""Ratio estimators from a stratified sample, with their covariance, and the rescaled bootstrap.

Y of a party and X (valid votes, or registered) are added up with the weights N_h ÷ n_h; R = Ŷ ÷ X̂. With residuals d = y − R x,
the covariance of two ratios is X̂⁻² Σ_h N_h² (1 − n_h/N_h) s_h ÷ n_h, s_h being the covariance of their residuals in stratum h
(Cochran, *Sampling Techniques*, 3rd ed. 1977, 6.11). Intervals are Student's t with Σ (n_h − 1) degrees of freedom, taken on
the log-odds of a share so that they stay between 0 and 1 and fit small parties (Korn and Graubard, Survey Methodology 24 (1998)
193–201). The votes of a small party lie in a few units: a stratum of which the sample holds none would count as one that has
none, and the variance be too small just where the estimate is. Its share there lies between 0 and that of the whole; the middle
is taken: no stratum's variance counts for less than half of what chance alone would give at the whole's share.

The bootstrap draws n_h − 1 units of each stratum with replacement and rescales the weights so that a linear figure has exactly
the variance above (Rao and Wu, Journal of the American Statistical Association 83 (1988) 231–241; Rao, Wu and Yue, Survey
Methodology 18 (1992) 209–217). Each replicate keeps the whole vector of a unit, so that parties move together as they do in the
sample.
"""

from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt

import numpy as np

from suffrage.observe.distributions import normal_quantile, t_quantile
from suffrage.observe.stations import Counts, Reals

Interval = tuple[float, float]


@dataclass(frozen=True, eq=False)
class UnitSums:
    """What was seen of n units: `stratum` (n) and `sums` (n × K, whatever is added up); `sizes` (H): units of each stratum in all.

    Strata without a unit have been joined with others before. `whole` False: of some unit only a part was seen, so that no stratum
    counts as known in full and the finite population correction is left out (which errs on the safe side).
    """

    stratum: Counts
    sums: Reals
    sizes: Counts
    whole: bool = True

    @cached_property
    def seen(self) -> Counts:
        """Units seen of each stratum."""
        return np.bincount(self.stratum, minlength=len(self.sizes))

    @cached_property
    def fraction(self) -> Reals:
        """The part of each stratum's units that was seen; 0 where it must not lower the variance."""
        return self.seen / self.sizes if self.whole else np.zeros(len(self.sizes))

    @cached_property
    def weights(self) -> Reals:
        """The weight of each unit, N_h ÷ n_h."""
        return (self.sizes / np.maximum(self.seen, 1))[self.stratum]

    @property
    def complete(self) -> bool:
        """Whether every unit was seen whole: then there is nothing to estimate."""
        return bool((self.fraction == 1).all())

    @property
    def freedom(self) -> int:
        """Degrees of freedom: Σ (n_h − 1) over the strata that are not known in full."""
        return int((self.seen - 1)[self.fraction < 1].sum())

    @property
    def estimable(self) -> bool:
        """Whether every stratum that is not known in full has the two units that a variance needs."""
        return bool((self.seen[self.fraction < 1] >= 2).all() and (self.seen >= 1).all())

    @cached_property
    def totals(self) -> Reals:
        """The estimated totals (K)."""
        found: Reals = self.weights @ self.sums
        return found

    def covariance(self, residuals: Reals) -> Reals:
        """The covariance (K × K) of the estimated totals of `residuals` (n × K)."""
        seen = np.maximum(self.seen, 1)
        own = residuals - (self._by_stratum(residuals) / seen[:, None])[self.stratum]
        factor = self.sizes.astype(np.float64) ** 2 * (1 - self.fraction) / (seen * np.maximum(seen - 1, 1))
        found: Reals = own.T @ (own * factor[self.stratum][:, None])
        return found

    def ratios(self, of: Counts | slice, to: int) -> tuple[Reals, Reals]:
        """The ratios of the columns `of` to the column `to`, and their covariance. The total of `to` must be above 0."""
        whole = float(self.totals[to])
        shares = self.totals[of] / whole
        residuals = self.sums[:, of] - self.sums[:, [to]] * shares
        return shares, self.covariance(residuals) / whole**2

    def share_variances(self, of: Counts | slice, to: int) -> Reals:
        """The variances (K) of the same ratios where they are shares of what `to` counts; what is known without error stays 0.

        Those of `ratios`, each stratum's at least half of R (1 − R) x̄, x̄ being the mean of `to` there.
        """
        whole = float(self.totals[to])
        shares = self.totals[of] / whole
        seen = np.maximum(self.seen, 1)[:, None]
        residuals = self.sums[:, of] - self.sums[:, [to]] * shares
        own = residuals - (self._by_stratum(residuals) / seen)[self.stratum]
        spread = self._by_stratum(own**2) / np.maximum(seen - 1, 1)
        chance = shares * (1 - shares) * self._by_stratum(self.sums[:, [to]]) / seen
        factor = (self.sizes.astype(np.float64) ** 2 * (1 - self.fraction))[:, None] / seen
        least = np.where((factor * spread).sum(axis=0) > 0, chance / 2, 0.0)
        found: Reals = (factor * np.maximum(spread, least)).sum(axis=0) / whole**2
        return found

    def _by_stratum(self, columns: Reals) -> Reals:
        """The sums of columns (n × K) in each stratum (H × K)."""
        return np.stack([np.bincount(self.stratum, weights=column, minlength=len(self.sizes)) for column in columns.T], axis=1)

    def replicates(self, number: int, random: np.random.Generator, stretch: float = 1.0) -> Reals:
        """Totals (number × K) by the rescaled bootstrap; `stretch` widens each one's distance from the estimate.

        `stretch` = t quantile ÷ normal quantile gives the middle 95 % of a linear figure the width of its t interval.
        """
        found = np.zeros((number, self.sums.shape[1]))
        for stratum in range(len(self.sizes)):
            members = np.flatnonzero(self.stratum == stratum)
            seen = len(members)
            base = self.sizes[stratum] / seen
            scale = sqrt(1 - self.fraction[stratum])
            if scale == 0 or seen < 2:
                found += base * self.sums[members].sum(axis=0)
                continue
            times = random.multinomial(seen - 1, np.full(seen, 1 / seen), size=number)
            found += (base * (1 - scale + scale * seen / (seen - 1) * times)) @ self.sums[members]
        return self.totals + stretch * (found - self.totals)


def stretch_for(freedom: int, level: float) -> float:
    """By how much Student's t is wider than the normal distribution at this level."""
    return t_quantile((1 + level) / 2, freedom) / normal_quantile((1 + level) / 2) if freedom > 0 else 1.0


def share_interval(share: float, variance: float, freedom: int, level: float) -> Interval:
    """The t interval of a share on its log-odds. `ValueError`: a share of 0 or 1, which has no log-odds, or no variance.

    >>> [round(end, 4) for end in share_interval(0.3, 0.0004, 60, 0.95)]
    [0.2616, 0.3415]
    """
    if not 0 < share < 1 or variance <= 0 or freedom < 1:
        raise ValueError(f"no interval for a share of {share} with the variance {variance} and {freedom} degrees of freedom")
    centre = log(share / (1 - share))
    half = t_quantile((1 + level) / 2, freedom) * sqrt(variance) / (share * (1 - share))
    return 1 / (1 + exp(min(half - centre, 700))), 1 / (1 + exp(max(-half - centre, -700)))


def joined(sizes: Counts, seen: Counts) -> Counts:
    """For each stratum the number of the one that it is joined into, by a rule that leaves nothing to choose.

    In their order (contest, area, size class), a stratum with fewer than two units seen, unless it has only one and that was seen, is
    joined with the next one, and so on until two are seen; what is left at the end is joined with the one before.

    >>> joined(np.array([9, 9, 1, 9, 9]), np.array([2, 0, 1, 1, 3])).tolist()
    [0, 1, 1, 1, 2]
    """
    group, number = np.zeros(len(sizes), dtype=np.int64), 0
    units = found = start = 0
    for place, (size, had) in enumerate(zip(sizes.tolist(), seen.tolist(), strict=True)):
        group[place] = number
        units, found = units + size, found + had
        if found >= 2 or found == units:
            number, units, found, start = number + 1, 0, 0, place + 1
    if start < len(sizes) and number:
        group[start:] = number - 1
    return group
