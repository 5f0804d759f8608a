"""How many stations a sample needs: for a wanted precision, or so that seats can be told apart.

From an earlier election in the same stations the variance of any design is known beforehand:
V(n) = X⁻² Σ_h N_h² (1 − n_h/N_h) S_h² ÷ n_h, with S_h² of the residuals y − R x in the whole stratum.
Without one, a simple sample of voters is assumed and multiplied by the design
effect 1 + (m − 1)ρ (Kish, *Survey Sampling*, 1965, 5.4). A plan is no promise: the next election can vary more than the last.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from suffrage.law.catalogue import Law
from suffrage.model import BadInput
from suffrage.observe.design import Layout, allocated
from suffrage.observe.distributions import normal_quantile
from suffrage.observe.seats import is_averages, seat_facts, told_by
from suffrage.observe.stations import NOT_KNOWN, Counts, Reals, Stations


@dataclass(frozen=True, slots=True)
class SeatSize:
    """What one contest needs: `units` of `of`. `seat`, `margin`: those of the seat that is hardest to tell · `rival`: the option itself
    where its side of the threshold is · `enough` False: only all units will do.
    """

    contest_id: str
    units: int
    of: int
    seat: int
    option_id: str
    rival: str | None
    margin: float
    enough: bool


def units_without_past(
    margin: float, voters: int, correlation: float, stations: int, level: float = 0.95, share: float = 0.5
) -> int:
    """Stations for a half-width of `margin`, with so many `voters` in a station and a correlation between those of one station.

    `BadInput`: a figure that cannot be.

    >>> units_without_past(0.02, 400, 0.05, 24000)
    126
    """
    if not (0 < margin < 1 and voters >= 1 and 0 <= correlation <= 1 and stations >= 1 and 0 < share < 1):
        raise BadInput("The margin, the share and the correlation lie between 0 and 1; voters and stations are 1 or more.")
    effect = 1 + (voters - 1) * correlation
    simple = (normal_quantile((1 + level) / 2) / margin) ** 2 * share * (1 - share) * effect / voters
    return min(stations, max(2, ceil(simple / (1 + simple / stations))))


def units_for_margin(
    stations: Stations, layout: Layout, margin: float, *, level: float = 0.95, contest: int | None = None
) -> int:
    """Units with which no option's share, in one contest or in all together, has a half-width above `margin`, by past figures.

    `BadInput`: the past figures are not there.
    """
    past = _Past(stations, layout, contest)
    wanted = (margin / normal_quantile((1 + level) / 2)) ** 2
    return past.fewest(past.spread, np.full(past.spread.shape[1], wanted))[0]


def units_for_seats(
    stations: Stations, layout: Layout, ruling: Law, *, level: float = 0.95, power: float = 0.9
) -> list[SeatSize]:
    """For each contest the units with which all its seats are told with the probability `power`, if it goes as in the past.

    What has to be told are the facts that an audit would test (`suffrage.facts`): the last seat of each list before the next of every
    other, and each list on its side of the threshold; all other seats follow.

    `BadInput`: the law is not one of highest averages, or the past figures are not there.
    """
    if ruling.shape is None or not is_averages(ruling.shape):
        raise BadInput(f"The law of {ruling.code} is not one of highest averages alone; plan by a margin instead.")
    found = []
    for place, contest in enumerate(stations.contests):
        past = _Past(stations, layout, place)
        options = [stations.options[column] for column in contest.columns]
        seats = contest.seats if contest.seats is not None else ruling.seats.get(contest.contest_id, 0)
        columns, of = list(contest.columns), int(past.sizes[past.inside].sum())
        votes = dict(zip(options, past.units.sum(axis=0)[columns].tolist(), strict=True))
        facts, tied = seat_facts(ruling, contest.contest_id, votes, seats)
        if tied:
            found.append(SeatSize(contest.contest_id, of, of, seats, tied[0], tied[1], 0.0, enough=False))
        if not facts:
            continue
        vectors = np.stack([told_by(fact, options) for fact in facts], axis=1)
        margins = past.shares[columns] @ vectors
        factor = normal_quantile((1 + level) / 2) + normal_quantile(power)
        number, hardest = past.fewest(past.spread_of(vectors, columns), (margins / factor) ** 2)
        (option, *rest), margin = facts[hardest].options, float(margins[hardest])
        seat = facts[hardest].seat or seats
        found.append(
            SeatSize(contest.contest_id, number, of, seat, option, rest[0] if rest else option, margin, enough=number < of)
        )
    return found


class _Past:
    """The variances of an earlier election in the strata of a design."""

    def __init__(self, stations: Stations, layout: Layout, contest: int | None) -> None:
        self.stations, self.layout, self.contest = stations, layout, contest
        self.sizes = layout.sizes
        code = None if contest is None else stations.contests[contest].contest_id
        self.inside = np.array([code is None or stratum.contest_id == code for stratum in layout.design.strata])
        votes = stations.official.votes
        mine = self.inside[layout.stratum]
        if (votes[mine] == NOT_KNOWN).any() or not mine.any():
            raise BadInput("A plan from the past needs the votes of every station; give a folder with the whole result.")
        table = np.where(mine[:, None], votes, 0)
        self.units = np.stack(
            [np.bincount(layout.unit, weights=column, minlength=len(layout.unit_codes)) for column in table.T], axis=1
        )
        self.valid = self.units.sum(axis=1)
        self.whole = float(self.valid.sum())
        self.shares: Reals = self.units.sum(axis=0) / max(self.whole, 1)
        self.residuals = self.units - self.valid[:, None] * self.shares
        self.spread = self._spread(self.residuals)

    def spread_of(self, vectors: Reals, columns: list[int]) -> Reals:
        """S_h² (H × K) of combinations of the options' residuals."""
        return self._spread(self.residuals[:, columns] @ vectors)

    def fewest(self, spread: Reals, wanted: Reals) -> tuple[int, int]:
        """The fewest units with every variance at or below what is wanted, and the place of the one that asks most."""
        low, high = 1, int(self.sizes[self.inside].sum())
        while low < high:
            middle = (low + high) // 2
            if (self._variance(spread, middle) <= wanted).all():
                high = middle
            else:
                low = middle + 1
        ratio = self._variance(spread, max(low - 1, 1)) / np.maximum(wanted, 1e-300)
        drawn = int(allocated(self.layout, self.stations, low, self.contest).sum())
        return drawn, int(np.argmax(ratio))

    def _variance(self, spread: Reals, number: int) -> Reals:
        drawn = allocated(self.layout, self.stations, number, self.contest)
        factor = np.where(drawn > 0, self.sizes**2 * (1 - drawn / self.sizes) / np.maximum(drawn, 1), 0.0)
        found: Reals = (factor[:, None] * spread).sum(axis=0) / self.whole**2
        return found

    def _spread(self, residuals: Reals) -> Reals:
        stratum, number = self.layout.unit_stratum, np.maximum(self.sizes, 1)
        means = np.stack(
            [np.bincount(stratum, weights=column, minlength=len(number)) / number for column in residuals.T], axis=1
        )
        squares = (residuals - means[stratum]) ** 2
        sums = np.stack([np.bincount(stratum, weights=column, minlength=len(number)) for column in squares.T], axis=1)
        found: Reals = sums / np.maximum(number - 1, 1)[:, None] * self.inside[:, None]
        return found


def sizes_for(stations: Stations, layout: Layout, found: list[SeatSize]) -> Counts:
    """The units of each stratum for what every contest needs."""
    wanted = {size.contest_id: size.units for size in found}
    sizes = np.zeros(len(layout.sizes), dtype=np.int64)
    for place, contest in enumerate(stations.contests):
        sizes += allocated(layout, stations, wanted.get(contest.contest_id, 2), place)
    return sizes
