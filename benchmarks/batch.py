"""The vectorised D'Hondt on 250,000 allocations (8 parties, 5 seats, Cambodia's mean) beside the fastest of three libraries, on one core.

The others are timed on a sample, per allocation; compilation, which happens once and is kept, is not in the figure.
"""

import time

import numpy as np

from benchmarks.rows import Row
from suffrage.law.methods import batch

TITLE = "Vectorised D'Hondt, 250,000 allocations"
ALLOCATIONS, PARTIES, SEATS, SAMPLE = 250_000, 8, 5, 400


def run() -> list[Row]:
    votes = np.random.default_rng(2023).integers(1_000, 300_000, (ALLOCATIONS, PARTIES))
    batch.highest_averages(votes[:10], SEATS)
    ours = min(_seconds(lambda: batch.highest_averages(votes, SEATS)) for _ in range(5))
    a_second = ALLOCATIONS / ours
    sample = [[int(number) for number in row] for row in votes[:SAMPLE]]
    expected = batch.highest_averages(votes[:SAMPLE], SEATS).seats.tolist()
    theirs = {}
    for name, function in _others().items():
        assert [function(row) for row in sample] == expected, name
        theirs[name] = min(_seconds(lambda function=function: [function(row) for row in sample]) for _ in range(3)) / SAMPLE
    fastest = min(theirs, key=lambda name: theirs[name])
    faster = theirs[fastest] * a_second
    rate = f"{a_second / 1e6:.1f} M/s"
    beside = f"{fastest} {1e-6 / theirs[fastest]:.3f} M/s"
    return [
        Row("vectorised D'Hondt, allocations a second and core", rate, "5 M/s", a_second / 5e6, "≥ 1", a_second >= 5e6),
        Row("the same beside the fastest library", rate, beside, faster, "≥ 50 × as fast", faster >= 50),
    ]


def _others():
    from apportionpy.methods import jefferson
    from votelib.evaluate.proportional import HighestAverages
    from voting import apportionment

    evaluator = HighestAverages("d_hondt")

    def votelib(row):
        found = evaluator.evaluate(dict(enumerate(row)), SEATS)
        return [found.get(party, 0) for party in range(PARTIES)]

    return {
        "votelib": votelib,
        "voting": lambda row: [int(seats) for seats in apportionment.dhondt(row, SEATS)],
        "apportionpy": lambda row: [int(seats) for seats in jefferson.calculate_jefferson(SEATS, row)[1]],
    }


def _seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
