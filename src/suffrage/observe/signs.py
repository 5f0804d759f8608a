"""What an indicator hands over: signs, each a reason to look at a station, an area or the whole election; never a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np

from suffrage.model.base import FrozenDict
from suffrage.observe.stations import NOT_KNOWN, Counts, Flags, Reals, Stations

Code = Literal[
    "fingerprint",
    "whole-percentages",
    "last-digits",
    "digit-pairs",
    "rounded",
    "second-digits",
    "unlike-neighbours",
    "unlike-past",
    "invalid",
    "impossible-transfers",
    "copied",
    "swapped",
]
"""The indicators; a sign's sentence is `forensics.CODE` in `words/LANGUAGE/observe.toml`, its warning `warning.CODE`."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to look.

    `places`: the stations that it is about, by their places (none: the whole election) · `area_id`: where it is about an area ·
    `p`: the probability of something as odd where nothing is wrong; None where no such probability is valid · `score`: how far
    beyond its own cut an indicator without p is (1: at the cut), for the order alone · `operands`: for the sentence.
    """

    code: Code
    places: tuple[int, ...] = ()
    p: float | None = None
    score: float = 0.0
    area_id: str | None = None
    operands: Mapping[str, int | str | Fraction] = field(default_factory=FrozenDict)


@dataclass(frozen=True, eq=False)
class Sheet:
    """The stations whose figures are whole: their places, registered, voters, valid, void papers, votes, contest and winner.

    `winner` (n): the column of the option with most votes in the station's contest · `void`: blank and null, `NOT_KNOWN` where
    either is wanting.
    """

    stations: Stations
    places: Counts
    registered: Counts
    voters: Counts
    valid: Counts
    void: Counts
    votes: Counts
    contest: Counts
    winner: Counts

    @property
    def won(self) -> Counts:
        """The winner's votes in each station."""
        return self.votes[np.arange(len(self.votes)), self.winner]

    def part(self, chosen: Flags) -> "Sheet":
        """Some of the stations."""
        arrays = ("places", "registered", "voters", "valid", "void", "votes", "contest", "winner")
        return Sheet(self.stations, *(getattr(self, name)[chosen] for name in arrays))

    def groups(self, least: int) -> Counts:
        """For each station the number of its neighbourhood: the smallest area, in its contest, with at least so many stations.

        Areas are tried from those with fewest stations upwards; what is left is the contest itself.
        """
        group = np.full(len(self.places), -1, dtype=np.int64)
        number = 0
        levels = [np.asarray(areas, dtype=object)[self.places].astype(str) for areas in self.stations.levels.values()]
        for areas in [*sorted(levels, key=lambda own: -len(np.unique(own))), np.zeros(len(self.places), dtype=np.int64)]:
            keys = np.unique(
                np.stack([np.unique(areas, return_inverse=True)[1], self.contest], axis=1), axis=0, return_inverse=True
            )
            sizes = np.bincount(keys[1])
            fits = (group < 0) & (sizes[keys[1]] >= least)
            group[fits] = keys[1][fits] + number
            number += len(sizes)
            if areas.dtype == np.int64:
                group[group < 0] = keys[1][group < 0] + number
        return np.unique(group, return_inverse=True)[1].astype(np.int64)


def sheet_of(stations: Stations) -> Sheet:
    """The stations with votes for every option, and registered voters no fewer than them."""
    figures = stations.official
    voters = np.where(figures.voters == NOT_KNOWN, figures.ballots, figures.voters)
    sums = np.where((figures.votes == NOT_KNOWN).any(axis=1), NOT_KNOWN, figures.votes.sum(axis=1))
    void = np.where(figures.null == NOT_KNOWN, NOT_KNOWN, figures.null + np.maximum(figures.blank, 0))
    voters = np.where(voters == NOT_KNOWN, np.where(void == NOT_KNOWN, sums, sums + void), voters)
    whole = (sums > 0) & (figures.registered >= voters) & (voters >= sums)
    places = np.flatnonzero(whole)
    contest = stations.contest_of[places]
    winner = np.zeros(len(stations.contests), dtype=np.int64)
    for number in np.unique(contest):
        winner[number] = int(np.argmax(figures.votes[places[contest == number]].sum(axis=0)))
    return Sheet(
        stations,
        places,
        figures.registered[places],
        voters[places],
        sums[places],
        void[places],
        figures.votes[places],
        contest,
        winner[contest],
    )


def log_odds(hits: Counts, of: Counts) -> Reals:
    """The log-odds of a share, half a vote added on each side so that none is infinite."""
    found: Reals = np.log((hits + 0.5) / (of - hits + 0.5))
    return found


def group_medians(values: Reals, group: Counts) -> Reals:
    """The median of the others of each station's group (n); its own value where it is alone.

    Without the station itself: it must not draw the middle to itself.

    >>> group_medians(np.array([1.0, 2.0, 4.0, 9.0]), np.array([0, 0, 0, 1])).tolist()
    [3.0, 2.5, 1.5, 9.0]
    """
    order = np.lexsort((values, group))
    sizes = np.bincount(group)
    starts = (np.cumsum(sizes) - sizes)[group[order]]
    others = sizes[group[order]] - 1
    rank, ordered = np.arange(len(values)) - starts, values[order]
    # The place among the others is one further in the group from the station's own place on.
    middles = [
        ordered[np.minimum(starts + np.maximum(place, 0) + (place >= rank), starts + others)]
        for place in ((others - 1) // 2, others // 2)
    ]
    found = np.empty(len(values))
    found[order] = np.where(others > 0, (middles[0] + middles[1]) / 2, ordered)
    return found


def spread(values: Reals) -> float:
    """The median absolute deviation from 0, as a standard deviation of a normal figure."""
    return float(1.4826 * np.median(np.abs(values))) if len(values) else 0.0


def percent(value: float) -> Fraction:
    """A share as a percentage with two digits, for sentences."""
    return Fraction(round(float(value) * 10_000), 100)
