"""A second round for every draw in which the first elects nobody, compiled: who goes on, and who then votes for whom.

The transfers are those of `suffrage.compare.transfers`, in 64-bit floating point: votes are made whole by largest remainders too, so
that without chance a draw is the second round that is made there.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from suffrage.compare.montecarlo.chance import Chance, Normals, Reals, growth
from suffrage.compare.montecarlo.kernels import Numbers, Whole, clears, compiled
from suffrage.compare.montecarlo.sharing import Barrier, Sharing

Marks = NDArray[np.bool_]

_GRAIN = 1048576.0
"""Remainders are told apart by 1 ÷ 2²⁰ of a vote, which is more than what floating point makes of equal ones."""


class Rules(NamedTuple):
    """The law: how seats are shared; for two rounds, what elects in the first, what opens the second, how many go on at least.

    `loyal` (P): the party's voters all follow it where it goes on · `follow` (P+1): an origin whose voters do as the votes of round 1
    are · `stay_home`: a share for absent parties stays at home.
    """

    sharing: Sharing
    rounds: int
    majority: Barrier
    quorum: Barrier
    bar: Barrier
    least: int
    loyal: Marks
    follow: Marks
    stay_home: bool


@compiled
def hold_second_round(
    place: int, votes: Numbers, valid: Numbers, party_of: Numbers, registered: int, rules: Rules, chance: Chance
) -> None:
    """Where round 1 elects nobody, put the votes of round 2 in the place of its votes (options × lanes), and their sums in `valid`.

    Where equal votes leave open who goes on, or nobody does, no vote is left: the seats stay open.
    """
    options, lanes = votes.shape
    stands = np.zeros((options, lanes), dtype=np.bool_)
    part, numbers = np.zeros((options, lanes)), np.zeros((options, lanes))
    weights, present, moving = np.zeros((options, lanes)), np.zeros(lanes), np.zeros(lanes)
    elected = _go_on(votes, valid, party_of, registered, rules, stands)
    _part_parties(votes, party_of, stands, part)
    home = len(rules.loyal)
    for origin in range(options):
        moving[:] = votes[origin]
        _weigh(origin, party_of[origin], votes, party_of, rules, chance.transfers, stands, part, weights, present)
        _move(moving, weights, present, numbers)
    for lane in range(lanes):
        moving[lane] = registered - valid[lane]
    _weigh(-1, home, votes, party_of, rules, chance.transfers, stands, part, weights, present)
    _move(moving, weights, present, numbers)
    if len(chance.second):
        _disturb(chance.second[place], chance.second_sd, numbers)
    _make_whole(numbers, registered, elected, votes, valid)


@compiled
def _go_on(votes: Numbers, valid: Numbers, party_of: Numbers, registered: int, rules: Rules, stands: Marks) -> Marks:
    """Mark who goes on in each lane; the lanes in which round 1 elects (of lists: shares the seats out) are returned.

    Those over the bar go on, and the next in votes until they are enough; nobody where equal votes leave that open.
    """
    options, lanes = votes.shape
    majority, quorum, bar, least = rules.majority, rules.quorum, rules.bar, rules.least
    elected = np.zeros(lanes, dtype=np.bool_)
    for lane in range(lanes):
        most: Whole = 0
        missing = least
        for option in range(options):
            most = max(most, votes[option, lane])
            over = bar.under > 0 and clears(votes[option, lane], registered if bar.registered else valid[lane], bar)
            stands[option, lane] = party_of[option] >= 0 and over
            missing -= stands[option, lane]
        elected[lane] = clears(most, registered if majority.registered else valid[lane], majority) and (
            quorum.under == 0 or clears(most, registered if quorum.registered else valid[lane], quorum)
        )
        while missing > 0:
            missing = _add_next(lane, missing, votes, party_of, stands)
    return elected


@compiled
def _add_next(lane: int, missing: int, votes: Numbers, party_of: Numbers, stands: Marks) -> int:
    """Let the next in votes go on too; how many are then still missing. Equals for too few places: nobody goes on."""
    most, equals = np.int64(-1), 0
    for option in range(len(votes)):
        if not stands[option, lane] and party_of[option] >= 0:
            equals = 1 if votes[option, lane] > most else equals + (votes[option, lane] == most)
            most = max(most, votes[option, lane])
    for option in range(len(votes)):
        next_one = party_of[option] >= 0 and votes[option, lane] == most
        stands[option, lane] = (stands[option, lane] or next_one) and equals <= missing
    return missing - equals if equals else 0


@compiled
def _part_parties(votes: Numbers, party_of: Numbers, stands: Marks, part: Reals) -> None:
    """The part that an option has in what goes to its party: by the votes of round 1, equal where there are none; 0 if it is out."""
    options, lanes = votes.shape
    own, same = np.zeros(lanes), np.zeros(lanes)
    for option in range(options):
        own[:] = 0.0
        same[:] = 0.0
        for other in range(options):
            if party_of[other] == party_of[option]:
                for lane in range(lanes):
                    own[lane] += votes[other, lane] if stands[other, lane] else 0
                    same[lane] += stands[other, lane]
        for lane in range(lanes):
            even = 1.0 / same[lane] if same[lane] > 0.0 else 0.0
            by_votes = votes[option, lane] / own[lane] if own[lane] > 0.0 else even
            part[option, lane] = by_votes if stands[option, lane] else 0.0


@compiled
def _weigh(
    origin: int,
    party: int,
    votes: Numbers,
    party_of: Numbers,
    rules: Rules,
    transfers: Reals,
    stands: Marks,
    part: Reals,
    weights: Reals,
    present: Reals,
) -> None:
    """What each option weighs for the voters of one `origin` (−1: those who did not vote), and what weighs as much as all of them.

    Voters of an option that goes on stay with it, and those of its party follow, where the party is loyal; all others do as the row of
    their `party` in the table says, or as the votes of round 1 are.
    """
    options, lanes = votes.shape
    follow = rules.follow[party]
    stay = _who_stay(party, party_of, rules.loyal, stands)
    home = transfers[party, len(rules.loyal)]
    for lane in range(lanes):
        present[lane] = 0.0 if stay[lane] or follow else home[lane]
    for other in range(options):
        share = transfers[party, party_of[other]]
        if origin >= 0 and party_of[other] == party:
            for lane in range(lanes):
                # What a party keeps of its own voters stays with the option that they voted for.
                mine = np.float64(other == origin) if stands[origin, lane] else part[other, lane]
                weights[other, lane] = mine if stay[lane] else mine * share[lane]
        else:
            for lane in range(lanes):
                by_votes = np.float64(votes[other, lane]) if stands[other, lane] else 0.0
                weight = by_votes if follow else part[other, lane] * share[lane]
                weights[other, lane] = 0.0 if stay[lane] else weight
        for lane in range(lanes):
            present[lane] += weights[other, lane]
    if rules.stay_home and not follow:
        for lane in range(lanes):
            present[lane] = present[lane] if stay[lane] else 1.0


@compiled
def _who_stay(party: int, party_of: Numbers, loyal: Marks, stands: Marks) -> Marks:
    """The lanes in which a loyal party goes on; none for those who did not vote."""
    options, lanes = stands.shape
    stay = np.zeros(lanes, dtype=np.bool_)
    if party < len(loyal) and loyal[party]:
        for option in range(options):
            if party_of[option] == party:
                for lane in range(lanes):
                    stay[lane] |= stands[option, lane]
    return stay


@compiled
def _move(moving: Reals, weights: Reals, present: Reals, numbers: Reals) -> None:
    """Add to each option's `numbers` its weight's share of those who are `moving`; the others stay at home."""
    options, lanes = weights.shape
    for lane in range(lanes):
        moving[lane] = moving[lane] / present[lane] if present[lane] > 0.0 else 0.0
    for option in range(options):
        for lane in range(lanes):
            numbers[option, lane] += moving[lane] * weights[option, lane]


@compiled
def _disturb(normals: Normals, deviation: float, numbers: Reals) -> None:
    """Multiply each option's votes by chance, and bring their sum back to what it was."""
    options, lanes = numbers.shape
    before, after = np.zeros(lanes), np.zeros(lanes)
    for option in range(options):
        for lane in range(lanes):
            before[lane] += numbers[option, lane]
            numbers[option, lane] *= growth(np.float64(normals[option, lane]) * deviation)
            after[lane] += numbers[option, lane]
    for lane in range(lanes):
        before[lane] = before[lane] / after[lane] if after[lane] > 0.0 else 1.0
    for option in range(options):
        for lane in range(lanes):
            numbers[option, lane] *= before[lane]


@compiled
def _make_whole(numbers: Reals, people: int, elected: Marks, votes: Numbers, valid: Numbers) -> None:
    """Whole votes of round 2 by largest remainders among the options and those at home, `people` in all; equal ones in order.

    Lanes in which round 1 `elected` keep its votes.
    """
    options, lanes = votes.shape
    grains = np.zeros(options + 1, dtype=np.int64)
    for lane in range(lanes):
        if elected[lane]:
            continue
        at_home = np.float64(people)
        left: Whole = people
        valid[lane] = 0
        for option in range(options):
            at_home -= numbers[option, lane]
            votes[option, lane] = np.int64(numbers[option, lane])
            grains[option] = np.int64((numbers[option, lane] - votes[option, lane]) * _GRAIN + 0.5)
            left -= votes[option, lane]
        stay = np.int64(at_home + 1.0) - 1
        grains[options] = np.int64((at_home - stay) * _GRAIN + 0.5)
        left -= stay
        while left > 0:
            first = 0
            for option in range(options + 1):
                if grains[option] > grains[first]:
                    first = option
            if first < options:
                votes[first, lane] += 1
            grains[first] = -1
            left -= 1
        for option in range(options):
            valid[lane] += votes[option, lane]
