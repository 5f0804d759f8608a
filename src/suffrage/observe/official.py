"""The sample's own copies held against the official record, station by station, and what the difference comes to in all.

Where they agree everywhere, that is no proof that they agree elsewhere: the bound says in how many of all stations they could
still differ (the hypergeometric bound: that share of differing stations at which so many equal ones would be drawn with a
chance of one minus the level).
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np

from suffrage.model import Finding, Place
from suffrage.observe.design import Layout
from suffrage.observe.drawing import Sample
from suffrage.observe.reports import Reports, observe
from suffrage.observe.stations import FIGURES, NOT_KNOWN, Stations


@dataclass(frozen=True, slots=True)
class Compared:
    """How many stations were compared and are equal, a finding for each figure that is not, and the bound for all stations.

    `moved`: option → votes by which the copies are above the official figures, in the stations compared · `most_differing`: with this
    confidence no more stations than that differ in all; None: nothing was compared, or a design that is not one simple sample.
    """

    compared: int
    equal: int
    findings: tuple[Finding, ...]
    moved: dict[str, int]
    most_differing: int | None
    of: int


def compare_official(stations: Stations, layout: Layout, sample: Sample, reports: Reports, level: float = 0.95) -> Compared:
    """Hold every usable report against the official figures; figures that one side does not have are not compared."""
    seen = observe(stations, sample.stations, reports)
    theirs = stations.official.part(seen.places)
    findings: list[Finding] = []
    moved: dict[str, int] = {}
    compared = equal = 0
    for number in np.flatnonzero(seen.usable).tolist():
        place = seen.places[number]
        contest = stations.contests[stations.contest_of[place]]
        if (theirs.votes[number] == NOT_KNOWN).any():
            findings.append(_finding("official-missing", contest.contest_id, stations.codes[place]))
            continue
        compared += 1
        pairs = [(name, getattr(seen.figures, name)[number], getattr(theirs, name)[number]) for name in FIGURES]
        pairs += [(stations.options[at], seen.figures.votes[number, at], theirs.votes[number, at]) for at in contest.columns]
        odd = [(item, int(own), int(other)) for item, own, other in pairs if NOT_KNOWN not in (own, other) and own != other]
        equal += not odd
        for item, own, other in odd:
            findings.append(
                _finding("official-differs", contest.contest_id, stations.codes[place], item=item, ours=own, official=other)
            )
            if item not in FIGURES:
                moved[item] = moved.get(item, 0) + own - other
    of, simple = len(stations.codes), layout.design.cluster is None and len({*_fractions(layout)}) == 1
    most = most_differing(of, compared, compared - equal, level) if compared and simple else None
    return Compared(compared, equal, tuple(findings), moved, most, of)


def most_differing(stations: int, drawn: int, found: int, level: float = 0.95) -> int:
    """The most stations that can differ of all when `found` of `drawn` do, with this confidence (exact hypergeometric bound).

    >>> most_differing(1000, 59, 0)
    48
    """
    low, high = found, stations - (drawn - found)
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(stations, middle, drawn, found) > 1 - level:
            low = middle
        else:
            high = middle - 1
    return low


def _fractions(layout: Layout) -> list[float]:
    """The sampling fraction of each stratum, in hundredths."""
    return [round(stratum.drawn / stratum.units, 2) for stratum in layout.design.strata]


def _at_most(stations: int, odd: int, drawn: int, found: int) -> float:
    """The chance of at most `found` odd ones among `drawn` of all stations."""
    total = _choose(stations, drawn)
    sums = 0.0
    for number in range(found + 1):
        if number <= odd and drawn - number <= stations - odd:
            sums += float(np.exp(_choose(odd, number) + _choose(stations - odd, drawn - number) - total))
    return sums


def _choose(of: int, number: int) -> float:
    return 0.0 if number in (0, of) else lgamma(of + 1) - lgamma(number + 1) - lgamma(of - number + 1)


def _finding(code: str, contest: str, station: str, **operands: str | int) -> Finding:
    place = Place(contest_id=contest, station_id=station)
    return Finding(code=code, severity="error", place=place, operands=dict(operands))
