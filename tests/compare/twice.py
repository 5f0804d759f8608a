"""Made-up stations in which people vote twice, with the moves known: what estimates are held to."""

import numpy as np

from suffrage.compare.transfers.twovotes import TwoVotes

ORIGINS = ("RN", "UG", "ENS", "abstention")
DESTINATIONS = ("RN", "UG", "home")
SHARES = np.array([[0.90, 0.02, 0.08], [0.03, 0.92, 0.05], [0.35, 0.40, 0.25], [0.05, 0.05, 0.90]])


def vote_twice(seed, stations, *, people=600, vary=None, shift=None, shares=SHARES):
    """Two votes in so many stations, and the cells: how many really moved from where to where.

    `vary`: how little a station's own shares vary around `shares` (parameter of a Dirichlet distribution; None: not at all). `shift`: a
    function of a station's first shares that gives it other shares (a contextual effect).
    """
    random = np.random.default_rng(seed)
    first = np.array([random.multinomial(people, random.dirichlet([6, 6, 4, 5])) for _ in range(stations)])
    moved = np.zeros((stations, *shares.shape), np.int64)
    for station in range(stations):
        own = shares if shift is None else shift(first[station] / people)
        for origin, number in enumerate(first[station]):
            row = own[origin] if vary is None else random.dirichlet(own[origin] * vary)
            moved[station, origin] = random.multinomial(number, row)
    second = moved.sum(1)
    votes = TwoVotes(
        tuple(str(number) for number in range(stations)), ORIGINS, DESTINATIONS, first, second, np.ones(second.shape, np.bool_)
    )
    return votes, moved.sum(0)


def true_shares(moved):
    return moved / moved.sum(1, keepdims=True)
