"""Made-up stations in which people vote twice, with the moves known: what estimates are held to."""

import numpy as np

from suffrage.compare.twovotes import TwoVotes

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


def by_proportional_swing(known, others):
    """The second vote of the others if each party's share had changed everywhere in the same proportion."""
    here = {code: (known.first[:, place], others.first[:, place]) for place, code in enumerate(known.origins)}
    whole, people = known.second.sum(0), others.first.sum(1)
    guess = np.zeros(others.second.shape)
    for place, code in enumerate(known.destinations):
        before, now = here["abstention" if code == "home" else code]
        guess[:, place] = now * whole[place] / max(1, before.sum())
    return guess * (people / guess.sum(1))[:, None]


def wrong_by(guess, votes):
    """The share of people who would have to be moved for the guess to be right."""
    return np.abs(guess - votes.second).sum() / 2 / votes.second.sum()
