"""Clean elections by chance, with areas and stations that differ, and the frauds that are planted in them."""

from dataclasses import replace

import numpy as np
from tests.observe.made import stations_of


def clean(seed, *, stations=400, areas=40, variety=0.15, options=4):
    """Binomial turnout, void papers and votes around shares that differ by area and, by half as much, by station."""
    random = np.random.default_rng(seed)
    area = np.arange(stations) * areas // stations

    def shares(centre):
        away = random.normal(0, variety, areas)[area] + random.normal(0, variety / 2, stations)
        return 1 / (1 + np.exp(-(centre + away)))

    registered = random.integers(350, 750, stations)
    voters = random.binomial(registered, shares(0.9))
    null = random.binomial(voters, shares(-3.5))
    strength = np.array([3, 2, 1, 0.5, 0.4, 0.3])[:options] * np.exp(random.normal(0, variety, (areas, options))[area])
    strength *= np.exp(random.normal(0, variety / 2, (stations, options)))
    votes = np.array(
        [random.multinomial(own, part / part.sum()) for own, part in zip(voters - null, strength, strict=True)], dtype=np.int64
    )
    return stations_of(votes, registered=registered, voters=voters, null=null, areas=area)


def changed(stations, votes, voters=None, null=None):
    """The same stations with other figures, each sheet adding up."""
    void = stations.official.null if null is None else null
    sums = votes.sum(axis=1)
    figures = replace(stations.official, votes=votes, valid=sums, null=void, voters=sums + void if voters is None else voters)
    return replace(stations, official=figures)


def stuffed(stations, chosen, part):
    """Of those who stayed at home, `part` voted for the first option after all."""
    votes, official = stations.official.votes.copy(), stations.official
    votes[chosen, 0] += ((official.registered - official.voters)[chosen] * part).astype(np.int64)
    return changed(stations, votes)


def exchanged(stations, chosen, one=0, other=2):
    """Two options' lines exchanged."""
    votes = stations.official.votes.copy()
    votes[np.ix_(chosen, [one, other])] = votes[np.ix_(chosen, [other, one])]
    return changed(stations, votes)


def copied(stations, chosen, source):
    """Sheets copied from one station, registered and all."""
    votes, null = stations.official.votes.copy(), stations.official.null.copy()
    votes[chosen], null[chosen] = votes[source], null[source]
    figures = replace(stations.official, registered=np.maximum(stations.official.registered, votes.sum(axis=1) + null))
    return changed(replace(stations, official=figures), votes, null=null)


def rounded(stations, chosen):
    """Votes rounded to tens."""
    votes = stations.official.votes.copy()
    votes[chosen] = votes[chosen] // 10 * 10
    return changed(stations, votes)


def by_percentage(stations, chosen, seed=1):
    """The first option given a whole percentage of the valid votes, from 60 on."""
    random = np.random.default_rng(seed)
    votes = stations.official.votes.copy()
    whole = votes[chosen].sum(axis=1)
    wanted = np.rint(whole * random.integers(60, 80, len(chosen)) / 100).astype(np.int64)
    rest = whole - wanted
    others = votes[chosen][:, 1:]
    shared = others * rest[:, None] // np.maximum(others.sum(axis=1), 1)[:, None]
    shared[:, 0] += rest - shared.sum(axis=1)
    votes[chosen] = np.column_stack([wanted, shared])
    return changed(stations, votes)


def made_up(stations, chosen, seed=1):
    """Numbers as people make them up: the last digit is never the one before it, and often its neighbour."""
    random = np.random.default_rng(seed)
    votes = stations.official.votes.copy()
    own = votes[chosen]
    step = random.choice([1, 9, 3, 4, 5, 6, 7], p=[0.25, 0.25, 0.1, 0.1, 0.1, 0.1, 0.1], size=own.shape)
    votes[chosen] = np.where(own >= 100, own // 10 * 10 + (own // 10 + step) % 10, own)
    listed = np.maximum(stations.official.registered, votes.sum(axis=1) + stations.official.null)
    return changed(replace(stations, official=replace(stations.official, registered=listed)), votes)
