"""A quick count: votes, turnout and seats from a sample of stations, with intervals, from what has arrived so far.

Method: `suffrage.observe.ratios` (shares, intervals, bootstrap) and `suffrage.observe.seats`. What cannot be estimated is said
so, with the reason; a margin of 0 stands only where every station was seen. Stations that were drawn and have not reported are
not missing at random: beside each interval stands the worst case, in which all registered of every missing station voted for
the option, or all against it (bounds of Horowitz and Manski, Journal of the American Statistical Association 95 (2000) 77–84,
each with its own sampling interval).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from suffrage.law.catalogue import Law
from suffrage.model import Finding
from suffrage.observe.design import Layout
from suffrage.observe.drawing import Sample
from suffrage.observe.looking import level_of_look, replicates_for
from suffrage.observe.ratios import Interval, share_interval, stretch_for
from suffrage.observe.reports import Reports, observe
from suffrage.observe.sampled import SampleFigures, sample_figures
from suffrage.observe.seats import (
    SeatContrast,
    contrasts,
    fewest_seats,
    is_averages,
    replicated_seats,
    seat_chances,
    seat_intervals,
    whole_votes,
)
from suffrage.observe.stations import NOT_KNOWN, Contest, Counts, Reals, Stations

LEVEL, REPLICATES, SEED = 0.95, 1000, 1

Reason = Literal[
    "nothing-reported", "too-few-reported", "no-vote-in-sample", "every-vote-in-sample", "figure-not-reported", "no-law"
]
"""Why there is no estimate, or no interval."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval and worst case. `interval` None: not estimable, for the `reason`; both None: known in full."""

    code: str
    share: float | None
    interval: Interval | None = None
    worst: Interval | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of an option: by the estimate, the interval, and the worst case (None where it is not computed: docs/quick-counts.md).

    `chances`: (number of seats, the part of the replicates in which it has so many).
    """

    code: str
    seats: int
    interval: Interval
    worst: Interval | None = None
    chances: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ContestCount:
    """The quick count of one contest (`contest_id` "": all of them together).

    `stations`: drawn, and usable among the reported · `joined`: names of strata that were joined with others ·
    `known_in_full`: every station was seen · `freedom`: degrees of freedom · `design_effect`: of the largest option's share, beside
    a simple sample of as many voters.
    """

    contest_id: str
    drawn: int
    reported: int
    reason: Reason | None = None
    shares: tuple[Share, ...] = ()
    turnout: Share | None = None
    seats: tuple[Seats, ...] = ()
    contrasts: tuple[SeatContrast, ...] = ()
    joined: tuple[str, ...] = ()
    known_in_full: bool = False
    freedom: int = 0
    design_effect: float | None = None


@dataclass(frozen=True, slots=True)
class QuickCount:
    """A quick count: each contest, all together where their options are the same, seats by party, and what is wrong in the reports.

    `level`: of its own intervals · `together`: with which those of all looks hold together, and `looked_at` how many had reported at
    each look before; None where each look was taken for the only one.
    """

    level: float
    replicates: int
    seed: int
    contests: tuple[ContestCount, ...]
    whole: ContestCount | None
    parties: tuple[Seats, ...]
    findings: tuple[Finding, ...] = field(default=())
    together: float | None = None
    looked_at: tuple[int, ...] = ()


def quick_count(
    stations: Stations,
    layout: Layout,
    sample: Sample,
    reports: Reports,
    ruling: Law | None = None,
    *,
    level: float = LEVEL,
    replicates: int = REPLICATES,
    seed: int = SEED,
    looked_at: Sequence[int] | None = None,
) -> QuickCount:
    """Estimate every contest from the reports of a sample. `ruling` None: shares and turnout alone, no seats.

    `looked_at`: how many had reported at each look before; the intervals of all looks then hold together with the `level`
    (`suffrage.observe.looking`), and with None each holds by itself. `BadInput`: nothing has come since the last look.
    """
    together = level if looked_at is not None else None
    if looked_at is not None:
        level = level_of_look(level, looked_at, len(reports.items), len(sample.stations))
        replicates = replicates_for(level, replicates)
    seen = observe(stations, sample.stations, reports)
    counts, party_seats = [], _PartySeats(stations, level)
    for place, contest in enumerate(stations.contests):
        inside = sample_figures(stations, layout, seen, place)
        random = np.random.default_rng([seed, place])
        found, drawn_seats = _count(stations, contest, inside, ruling, level, replicates, random)
        counts.append(found)
        party_seats.add(contest, found, drawn_seats)
    same = len({contest.columns for contest in stations.contests}) == 1
    whole = None
    if same and len(stations.contests) > 1:
        everything = Contest("", None, stations.contests[0].columns)
        sample_of_all = sample_figures(stations, layout, seen, None)
        whole, _ = _count(stations, everything, sample_of_all, None, level, replicates, np.random.default_rng(seed))
    return QuickCount(
        level,
        replicates,
        seed,
        tuple(counts),
        whole,
        party_seats.found(),
        seen.findings,
        together,
        tuple(looked_at or ()),
    )


def arrivals(
    stations: Stations,
    layout: Layout,
    sample: Sample,
    reports: Reports,
    ruling: Law | None = None,
    *,
    every: int,
    level: float = LEVEL,
    together: bool = False,
    seed: int = SEED,
) -> Iterator[tuple[int, QuickCount]]:
    """The quick count after each `every` reports and after the last: (reports so far, estimate).

    Each interval is right at one look; whoever stops at the look that pleases has a smaller chance of being right. With `together`
    the intervals of all looks hold together.
    """
    number, before = len(reports.items), list[int]()
    for so_far in sorted({*range(every, number, every), number}):
        looked_at = before.copy() if together else None
        arrived = reports.first(so_far)
        yield (
            so_far,
            quick_count(stations, layout, sample, arrived, ruling, level=level, replicates=200, seed=seed, looked_at=looked_at),
        )
        before.append(so_far)


def _count(
    stations: Stations,
    contest: Contest,
    seen: SampleFigures,
    ruling: Law | None,
    level: float,
    replicates: int,
    random: np.random.Generator,
) -> tuple[ContestCount, tuple[Counts, Counts] | None]:
    """One contest, and its replicated seats (at least, at most)."""
    drawn, reported = len(seen.usable), int(seen.usable.sum())
    votes = seen.votes[:, list(contest.columns)]
    columns = np.concatenate([votes, votes.sum(axis=1, keepdims=True)], axis=1)
    found = seen.units(columns, seen.usable)
    if found is None or found[0].totals[-1] <= 0:
        return ContestCount(contest.contest_id, drawn, reported, "nothing-reported"), None
    units, names = found
    options = [stations.options[column] for column in contest.columns]
    if not (units.estimable and (units.complete or units.freedom)):
        return ContestCount(contest.contest_id, drawn, reported, "too-few-reported", joined=names), None
    shares, covariance = units.ratios(slice(0, len(options)), len(options))
    variances = units.share_variances(slice(0, len(options)), len(options))
    freedom = 0 if units.complete else units.freedom
    worst = _worst_shares(seen, columns, level)
    told = tuple(
        _share(option, float(shares[at]), float(variances[at]), freedom, level, worst[at] if worst else None)
        for at, option in enumerate(options)
    )
    largest = int(np.argmax(shares))
    simple = shares[largest] * (1 - shares[largest]) / max(float(columns[seen.usable, -1].sum()), 1)
    seats, drawn_seats = _seats_of(contest, ruling), None
    told_seats: tuple[Seats, ...] = ()
    if ruling is not None and seats is not None:
        listed = _listed(stations, contest)
        totals = units.replicates(replicates, random, stretch_for(freedom, level))[:, :-1]
        tables = np.concatenate([units.totals[None, :-1], totals])
        low, high = replicated_seats(ruling, contest.contest_id, options, whole_votes(tables), seats, stations.round, listed)
        drawn_seats = low, high
        bounds = _worst_seats(seen, columns, seats, ruling, contest.contest_id, options, level, replicates, random)
        intervals, chances = seat_intervals(low[1:], high[1:], level), seat_chances(low[1:], high[1:])
        told_seats = tuple(
            Seats(
                option,
                int(low[0, at]),
                intervals[at],
                bounds[at] if bounds else intervals[at] if not (~seen.usable).any() else None,
                tuple(chances[at].items()),
            )
            for at, option in enumerate(options)
        )
    checked: Sequence[SeatContrast] = ()
    if ruling is not None and seats and ruling.shape is not None and is_averages(ruling.shape):
        checked = contrasts(options, shares, covariance, freedom, seats, ruling.shape, level)
    return (
        ContestCount(
            contest_id=contest.contest_id,
            drawn=drawn,
            reported=reported,
            reason="no-law" if ruling is not None and seats is None else None,
            shares=told,
            turnout=_turnout(seen, level),
            seats=told_seats,
            contrasts=tuple(checked),
            joined=names,
            known_in_full=units.complete,
            freedom=freedom,
            design_effect=float(covariance[largest, largest] / simple) if simple > 0 and freedom else None,
        ),
        drawn_seats,
    )


def _share(
    code: str, share: float, variance: float, freedom: int, level: float, worst: Interval | None, known: bool | None = None
) -> Share:
    """A share with its interval, or the reason why there is none."""
    if (not freedom) if known is None else known:
        return Share(code, share, worst=worst)
    if share <= 0 or share >= 1 or variance <= 0:
        reason: Reason = "every-vote-in-sample" if share >= 1 else "no-vote-in-sample" if share <= 0 else "too-few-reported"
        return Share(code, share, None, worst, reason)
    return Share(code, share, share_interval(share, variance, freedom, level), worst)


def _turnout(seen: SampleFigures, level: float) -> Share:
    chosen = seen.usable & (seen.voters != NOT_KNOWN) & (seen.registered != NOT_KNOWN)
    found = seen.units(np.stack([seen.voters, seen.registered], axis=1).astype(np.float64), chosen)
    if found is None or found[0].totals[1] <= 0:
        return Share("turnout", None, reason="figure-not-reported")
    units = found[0]
    shares, _ = units.ratios(slice(0, 1), 1)
    if not units.estimable:
        return Share("turnout", float(shares[0]), reason="too-few-reported")
    return _share(
        "turnout",
        float(shares[0]),
        float(units.share_variances(slice(0, 1), 1)[0]),
        0 if units.complete else units.freedom,
        level,
        None,
    )


def _worst_shares(seen: SampleFigures, columns: Reals, level: float) -> list[Interval] | None:
    """For each option its share's bounds, if all registered of the missing stations voted against it or for it; None without lists."""
    missing = ~seen.usable
    if (seen.registered[missing] == NOT_KNOWN).any():
        return None
    more = np.where(missing, seen.registered, 0).astype(np.float64)[:, None]
    base = np.where(missing[:, None], 0.0, columns)
    ends: list[list[float]] = []
    for side, table in enumerate((base + np.concatenate([np.zeros_like(base[:, :-1]), more], axis=1), base + more)):
        found = seen.units(table, np.ones(len(missing), np.bool_))
        if found is None or not found[0].estimable or found[0].totals[-1] <= 0:
            return None
        units = found[0]
        of, to = slice(0, columns.shape[1] - 1), columns.shape[1] - 1
        shares, variances = units.ratios(of, to)[0], units.share_variances(of, to)
        told = [
            _share("", float(share), float(variances[at]), 0 if units.complete else units.freedom, level, None)
            for at, share in enumerate(shares)
        ]
        ends.append([float(one.interval[side] if one.interval else one.share or 0.0) for one in told])
    return list(zip(*ends, strict=True))


def _worst_seats(
    seen: SampleFigures,
    columns: Reals,
    seats: int,
    ruling: Law,
    contest_id: str,
    options: Sequence[str],
    level: float,
    replicates: int,
    random: np.random.Generator,
) -> list[Interval] | None:
    """For each option its fewest and most seats over everything that missing stations could hold; for plain highest averages only."""
    missing = ~seen.usable
    shape = ruling.shape
    if (
        not missing.any()
        or not is_averages(shape)
        or (shape and shape.threshold)
        or (seen.registered[missing] == NOT_KNOWN).any()
    ):
        return None
    more = np.where(missing, seen.registered, 0).astype(np.float64)[:, None]
    table = np.concatenate([np.where(missing[:, None], 0.0, columns[:, :-1]), more], axis=1)
    found = seen.units(table, np.ones(len(missing), np.bool_))
    if found is None or not found[0].estimable:
        return None
    units = found[0]
    drawn = np.maximum(units.replicates(replicates, random, stretch_for(units.freedom, level)), 0)
    votes, moved = drawn[:, :-1], drawn[:, -1]
    low = np.quantile(fewest_seats(votes, moved, seats), (1 - level) / 2, axis=0, method="inverted_cdf")
    highs = []
    for at in range(len(options)):
        with_all = votes.copy()
        with_all[:, at] += moved
        high = replicated_seats(ruling, contest_id, options, whole_votes(with_all), seats)[1][:, at]
        highs.append(int(np.quantile(high, (1 + level) / 2, method="inverted_cdf")))
    return [(int(one), other) for one, other in zip(low, highs, strict=True)]


def _seats_of(contest: Contest, ruling: Law | None) -> int | None:
    """The seats of a contest: its own, or those of the law's own table; 0 where the law needs no number."""
    if ruling is None:
        return None
    if contest.seats is not None:
        return contest.seats
    return ruling.seats.get(contest.contest_id)


def _listed(stations: Stations, contest: Contest) -> int | None:
    place = next(at for at, own in enumerate(stations.contests) if own is contest)
    registered = stations.official.registered[stations.contest_of == place]
    return None if (registered == NOT_KNOWN).any() else int(registered.sum())


class _PartySeats:
    """The replicated seats of all contests added up by party."""

    def __init__(self, stations: Stations, level: float) -> None:
        self.stations, self.level = stations, level
        self.sums: dict[str, list[Counts]] = {}
        self.missing = False

    def add(self, contest: Contest, found: ContestCount, seats: tuple[Counts, Counts] | None) -> None:
        """Add one contest; without its seats there are no sums."""
        if seats is None:
            self.missing = True
            return
        for at, column in enumerate(contest.columns):
            code = self.stations.options[column]
            party = self.stations.party.get((found.contest_id, code), code)
            own = [side[:, at] for side in seats]
            before = self.sums.get(party)
            self.sums[party] = own if before is None else [one + other for one, other in zip(before, own, strict=True)]

    def found(self) -> tuple[Seats, ...]:
        """Each party's seats with their interval; nothing where a contest could not be estimated."""
        if self.missing:
            return ()
        told = []
        for party, (low, high) in self.sums.items():
            drawn = low[1:, None], high[1:, None]
            (interval,), (chances,) = seat_intervals(*drawn, self.level), seat_chances(*drawn)
            told.append(Seats(party, int(low[0]), interval, chances=tuple(chances.items())))
        return tuple(sorted(told, key=lambda own: (-own.seats, own.code)))
