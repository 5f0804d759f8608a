"""Stations for the tests and benchmarks of this room: the real communes of 2024, generated Cambodian stations, and repeated samples."""

import csv
import gzip
import io

import numpy as np

from suffrage.observe.design import allocated, with_sizes
from suffrage.observe.ratios import UnitSums, share_interval, stretch_for
from suffrage.observe.seats import contrasts, replicated_seats, seat_intervals, whole_votes
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
    """Where the last seat would hang by least: (margin, contest, seats, the two options), of contests with some stations."""
    found = []
    for contest in np.flatnonzero(np.bincount(stations.contest_of) >= fewest).tolist():
        votes = stations.official.votes[stations.contest_of == contest].sum(axis=0).astype(float)
        for seats in range(least, most):
            claims = sorted(((own / j, at) for at, own in enumerate(votes) for j in range(1, seats + 2)), reverse=True)
            (last, one), (next_, other) = claims[seats - 1], claims[seats]
            if one != other and last > next_:
                found.append(((last - next_) / last, contest, seats, (one, other)))
    return min(found)


def coverage(
    stations, layout, number, ruling, *, samples, seed=1, contest=0, least=0.01, level=0.95, replicates=200, seats=None, of=None
):
    """How often intervals hold the truth over repeated samples of one contest, with other `seats` than its own if they are given.

    Returns the share of (sample, option) in which the share's interval does, the same for turnout and for seats (of the options `of`),
    and of the samples the part in which some seat is called safe that the option does not have.
    """
    random = np.random.default_rng(seed)
    code = stations.contests[contest].contest_id
    columns = list(stations.contests[contest].columns)
    options = [stations.options[column] for column in columns]
    votes, official = stations.official.votes[:, columns], stations.official
    table = np.column_stack([votes, votes.sum(axis=1), official.voters, official.registered]).astype(np.float64)
    strata = [place for place, stratum in enumerate(layout.design.strata) if stratum.contest_id == code]
    members = [np.flatnonzero(layout.stratum == place) for place in strata]
    drawn = with_sizes(layout, allocated(layout, stations, number, contest)).design.strata
    mine = np.concatenate(members)
    truth, parties = votes[mine].sum(axis=0), len(options)
    shares, turnout = truth / truth.sum(), official.voters[mine].sum() / official.registered[mine].sum()
    seats = seats or stations.contests[contest].seats
    won = replicated_seats(ruling, code, options, truth[None], seats)[0][0]
    large = np.flatnonzero(shares >= least)
    hits = {"votes": [], "turnout": [], "seats": [], "safe": []}
    for _ in range(samples):
        chosen = [random.choice(own, drawn[place].drawn, replace=False) for own, place in zip(members, strata, strict=True)]
        stratum = np.repeat(np.arange(len(strata)), [len(own) for own in chosen])
        units = UnitSums(stratum, table[np.concatenate(chosen)], layout.sizes[strata])
        found, covariance = units.ratios(slice(0, parties), parties)
        for at in large:
            low, high = share_interval(found[at], covariance[at, at], units.freedom, level)
            hits["votes"].append(low <= shares[at] <= high)
        ratio, variance = units.ratios(slice(parties + 1, parties + 2), parties + 2)
        low, high = share_interval(float(ratio[0]), float(variance[0, 0]), units.freedom, level)
        hits["turnout"].append(low <= turnout <= high)
        totals = units.replicates(replicates, random, stretch_for(units.freedom, level))[:, :parties]
        intervals = seat_intervals(*replicated_seats(ruling, code, options, whole_votes(totals), seats), level)
        counted = large if of is None else of
        hits["seats"] += [low <= won[at] <= high for at, (low, high) in enumerate(intervals) if at in counted]
        wrong = False
        held = dict.fromkeys(options, 0)
        for each in contrasts(options, found, covariance, units.freedom, seats, ruling.shape, level):
            held[each.option_id] += 1
            wrong |= each.verdict == "safe" and held[each.option_id] > won[options.index(each.option_id)]
        hits["safe"].append(wrong)
    return {name: float(np.mean(own)) if own else 0.0 for name, own in hits.items()}
