"""Contests drawn and counted, compiled: votes, a second round where there is one, seats, and the counts that they are added to."""

from typing import NamedTuple

import numpy as np

from suffrage.compare.montecarlo.chance import Chance, draw_votes
from suffrage.compare.montecarlo.kernels import Numbers, compiled, share_out
from suffrage.compare.montecarlo.second_round import Rules, hold_second_round


class Contests(NamedTuple):
    """The contests (C, with at most K options each).

    `votes`, `party_of`, `home` (C × K): votes of round 1, places of parties, seats without chance · `options` (C): how many columns
    hold an option · `registered` (C): the valid votes where the registered are not known · `seats`, `bonus` (C).
    """

    votes: Numbers
    party_of: Numbers
    options: Numbers
    registered: Numbers
    seats: Numbers
    bonus: Numbers
    home: Numbers


class Counts(NamedTuple):
    """What is counted, added to as contests come.

    `national` (P × D): seats of each party in each draw · `given`, `won` (C × K): seats of each option over all draws, draws in which
    it has at least one · `changed` (C): draws that differ from the votes as they are · `open` (C), `open_seats` (1): draws with a
    seat that nobody was given, and those seats.
    """

    national: Numbers
    given: Numbers
    won: Numbers
    changed: Numbers
    open: Numbers
    open_seats: Numbers


@compiled
def draw_contests(first: int, contests: Contests, rules: Rules, chance: Chance, draws: int, lanes: int, counts: Counts) -> None:
    """Draw and count the contests from number `first` on that `chance` has numbers for, as many as are in `counts.changed`' slice.

    `lanes`: the draws of a whole block · `draws`: those of them that count (the first ones).
    """
    for place in range(len(counts.changed)):
        contest = first + place
        options = contests.options[contest]
        votes = np.zeros((options, lanes), dtype=np.int64)
        valid = np.zeros(lanes, dtype=np.int64)
        given = np.zeros((options, lanes), dtype=np.int64)
        registered, seats = contests.registered[contest], contests.seats[contest]
        party_of = contests.party_of[contest, :options]
        draw_votes(place, contests.votes[contest, :options], party_of, registered, chance, votes, valid)
        if rules.rounds == 2:
            hold_second_round(place, votes, valid, party_of, registered, rules, chance)
        share_out(votes, valid, registered, seats, contests.bonus[contest], rules.sharing, given)
        _count(place, given, party_of, seats, contests.home[contest, :options], draws, counts)


@compiled
def _count(place: int, given: Numbers, party_of: Numbers, seats: int, home: Numbers, draws: int, counts: Counts) -> None:
    """Add one contest's seats to the counts; lanes from `draws` on do not count."""
    options, lanes = given.shape
    left = np.full(lanes, seats, dtype=np.int64)
    differs = np.zeros(lanes, dtype=np.bool_)
    for option in range(options):
        if party_of[option] < 0:
            continue
        national = counts.national[party_of[option]]
        whole, won = np.int64(0), np.int64(0)
        for lane in range(draws):
            own = given[option, lane]
            national[lane] += own
            left[lane] -= own
            differs[lane] |= own != home[option]
            whole += own
            won += own > 0
        counts.given[place, option] += whole
        counts.won[place, option] += won
    for lane in range(draws):
        counts.changed[place] += differs[lane]
        counts.open[place] += left[lane] > 0
        counts.open_seats[0] += left[lane]
