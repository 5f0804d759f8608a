"""Stations for the tests and benchmarks of this room: the real communes of 2024, generated Cambodian stations, and repeated samples."""

import csv
import gzip
import io
from collections import defaultdict
from dataclasses import dataclass
from math import sqrt

import numpy as np

from suffrage.law.catalogue import Law
from suffrage.observe.design import Layout, allocated, with_sizes
from suffrage.observe.distributions import t_quantile
from suffrage.observe.ratios import UnitSums, share_interval, stretch_for
from suffrage.observe.seats import contrasts, part_inside, replicated_seats, seat_chances, seat_intervals, whole_votes
from suffrage.observe.stations import FIGURES, NOT_KNOWN, Contest, Figures, Stations


def stations_of(votes, *, registered=None, voters=None, null=None, areas=None, seats=10, contest_of=None, codes=None):
    """Stations from an array of votes (S × P)."""
    votes = np.asarray(votes, dtype=np.int64)
    number, options = votes.shape
    figures = {name: np.full(number, NOT_KNOWN, dtype=np.int64) for name in FIGURES} | {"valid": votes.sum(axis=1)}
    for name, given in (("registered", registered), ("voters", voters), ("null", null)):
        if given is not None:
            figures[name] = np.asarray(given, dtype=np.int64)
    of_contest = np.zeros(number, dtype=np.int64) if contest_of is None else np.asarray(contest_of)
    contests = tuple(Contest(f"{place + 1:02d}", seats, tuple(range(options))) for place in range(int(of_contest.max()) + 1))
    return Stations(
        codes=tuple(codes) if codes is not None else tuple(f"S{place:05d}" for place in range(number)),
        contests=contests,
        contest_of=of_contest,
        options=tuple(str(place + 1) for place in range(options)),
        official=Figures(**figures, votes=votes),
        levels={} if areas is None else {"commune": [str(area) for area in areas]},
        election_id="made",
    )


def communes(shared):
    """The communes of the European election of 9 June 2024 whose votes are known, one contest of 81 seats."""
    rows, votes = {}, {}
    with gzip.open(shared / "fr-europeennes-2024-communes.csv.gz") as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8")):
            if row["votes_status"] != "unrecoverable":
                rows[row["commune_code"]] = row
                votes[row["commune_code"]] = [0] * 38
    with gzip.open(shared / "fr-europeennes-2024-communes-votes.csv.gz") as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8")):
            votes[row["commune_code"]][int(row["list_no"]) - 1] = int(row["votes"])
    codes = sorted(rows)
    return stations_of(
        [votes[code] for code in codes],
        registered=[int(rows[code]["registered"]) for code in codes],
        voters=[int(rows[code]["voters"]) for code in codes],
        areas=[rows[code]["department_code"] for code in codes],
        seats=81,
        codes=codes,
    )


def closest(stations, fewest=60, least=2, most=25):
    """Where the last seat would hang by least: (margin, contest, seats), of contests with some stations."""
    found = []
    for contest in np.flatnonzero(np.bincount(stations.contest_of) >= fewest).tolist():
        votes = stations.official.votes[stations.contest_of == contest].sum(axis=0).astype(float)
        for seats in range(least, most):
            claims = sorted(((own / j, at) for at, own in enumerate(votes) for j in range(1, seats + 2)), reverse=True)
            (last, one), (next_, other) = claims[seats - 1], claims[seats]
            if one != other and last > next_:
                found.append(((last - next_) / last, contest, seats))
    return min(found)


@dataclass
class Population:
    """One contest to be sampled again and again, and what is true of it."""

    stations: Stations
    layout: Layout
    number: int
    ruling: Law
    contest: int = 0

    def __post_init__(self):
        own, official = self.stations.contests[self.contest], self.stations.official
        self.code, columns = own.contest_id, list(own.columns)
        self.options = [self.stations.options[column] for column in columns]
        votes = official.votes[:, columns]
        self.parties = len(columns)
        self.table = np.column_stack([votes, votes.sum(axis=1), official.voters, official.registered]).astype(np.float64)
        self.strata = [place for place, one in enumerate(self.layout.design.strata) if one.contest_id == self.code]
        self.members = [np.flatnonzero(self.layout.stratum == place) for place in self.strata]
        drawn = with_sizes(self.layout, allocated(self.layout, self.stations, self.number, self.contest)).design.strata
        self.drawn = [drawn[place].drawn for place in self.strata]
        self.sums = self.table[np.concatenate(self.members)].sum(axis=0)
        self.shares, self.turnout = self.sums[: self.parties] / self.sums[self.parties], self.sums[-2] / self.sums[-1]

    def won(self, seats):
        return replicated_seats(self.ruling, self.code, self.options, whole_votes(self.sums[None, : self.parties]), seats)[0][0]

    def sample(self, random):
        chosen = [random.choice(own, number, replace=False) for own, number in zip(self.members, self.drawn, strict=True)]
        stratum = np.repeat(np.arange(len(self.strata)), self.drawn)
        return UnitSums(stratum, self.table[np.concatenate(chosen)], self.layout.sizes[self.strata])


def coverage(population, *, samples, seed=1, houses=None, least=0.01, level=0.95, replicates=200):
    """How often intervals hold the truth over repeated samples, each with its seats shared out in some ten of the `houses`, in turn.

    Name → the part of the cases. `votes`, `small`: of (sample, list), those from `least` of the votes on and those below (with a vote
    in the sample) · `turnout` · `claims`: of (sample, house), the interval of the difference of the two claims that the last seat
    hangs on · `seats`: of (sample, house, list), the printed interval · `doubt`: of those in which not all replicates agree, by the
    part that is inside the middle · `sure`: of those in which all agree, the seats they agree on · `doubtful`: how many of all are in
    doubt · `safe`: of (sample, house), those in which a seat is called safe that its list does not have.
    """
    random, hits = np.random.default_rng(seed), defaultdict(list)
    houses = list(houses or [population.stations.contests[population.contest].seats])
    truth = [(seats, population.won(seats), last_claims(population, seats)) for seats in houses]
    turns = max(1, len(houses) // 10)
    for number in range(samples):
        units = population.sample(random)
        _shares_held(population, units, hits, least, level)
        totals = units.replicates(replicates, random, stretch_for(units.freedom, level))[:, : population.parties]
        for seats, won, claims in truth[number % turns :: turns]:
            _seats_held(population, whole_votes(totals), seats, won, hits, level)
            _claims_held(population, units, seats, won, claims, hits, level)
    return {name: float(np.mean(own)) for name, own in hits.items()}


def last_claims(population, seats):
    """What the last seat hangs on: the two claims that are nearest to each other across it, as a vector over the lists' shares."""
    shape = population.ruling.shape
    bar = float(shape.threshold.share) if shape.threshold and shape.threshold.share else 0.0
    over = [at for at, share in enumerate(population.shares) if share >= bar]
    claims = sorted(((population.shares[at] / j, at, j) for at in over for j in range(1, seats + 2)), reverse=True)
    (_, one, j), (_, other, k) = claims[seats - 1 : seats + 1]
    vector = np.zeros(population.parties)
    vector[one] += 1 / j
    vector[other] -= 1 / k
    return vector


def _shares_held(population, units, hits, least, level):
    parties = population.parties
    for of, to, shares in (
        (slice(0, parties), parties, population.shares),
        (slice(parties + 1, parties + 2), parties + 2, [population.turnout]),
    ):
        found, variances = units.ratios(of, to)[0], units.share_variances(of, to)
        for share, variance, true in zip(found, variances, shares, strict=True):
            if variance > 0:
                low, high = share_interval(float(share), float(variance), units.freedom, level)
                name = "turnout" if to > parties else "votes" if true >= least else "small"
                hits[name].append(low <= true <= high)


def _seats_held(population, votes, seats, won, hits, level):
    low, high = replicated_seats(population.ruling, population.code, population.options, votes, seats)
    intervals, chances = seat_intervals(low, high, level), seat_chances(low, high)
    for at in np.flatnonzero(population.shares >= 0.01):
        hits["seats"].append(intervals[at][0] <= won[at] <= intervals[at][1])
        hits["doubtful"].append(len(chances[at]) > 1)
        if len(chances[at]) > 1:
            hits["doubt"].append(part_inside(chances[at], int(won[at]), level))
        else:
            hits["sure"].append(int(won[at]) in chances[at])


def _claims_held(population, units, seats, won, claims, hits, level):
    shares, covariance = units.ratios(slice(0, population.parties), population.parties)
    half = t_quantile((1 + level) / 2, units.freedom) * sqrt(float(claims @ covariance @ claims))
    hits["claims"].append(abs(float(claims @ (shares - population.shares))) <= half)
    wrong, held = False, dict.fromkeys(population.options, 0)
    for each in contrasts(population.options, shares, covariance, units.freedom, seats, population.ruling.shape, level):
        held[each.option_id] += 1
        wrong |= each.verdict == "safe" and held[each.option_id] > won[population.options.index(each.option_id)]
    hits["safe"].append(wrong)
