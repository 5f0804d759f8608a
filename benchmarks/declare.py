"""One exact national declaration beside votelib's: Cambodia's 25 constituencies, 20 parties, D'Hondt in exact arithmetic on both sides."""

import random
import statistics
import time
from datetime import date

from votelib.evaluate.proportional import HighestAverages

from benchmarks.rows import Row
from suffrage import law
from suffrage.model import Totals

TITLE = "One exact national declaration (25 constituencies, 20 parties)"
PARTIES, REPEATS = 20, 300


def run() -> list[Row]:
    assembly = law.at("kh.national-assembly", date(2023, 7, 23))
    drawn = random.Random(2023)
    contests = [
        Totals(contest_id=code, votes={str(party): drawn.randrange(100, 200_000 // party) for party in range(1, PARTIES + 1)})
        for code in assembly.seats
    ]
    theirs = HighestAverages("d_hondt")
    inputs = [(dict(totals.votes), assembly.seats[totals.contest_id]) for totals in contests]

    def votelib() -> list[dict[str, int]]:
        return [theirs.evaluate(votes, seats) for votes, seats in inputs]

    def plain() -> list[object]:
        return [assembly.declare(totals, steps=False) for totals in contests]

    def explained() -> list[object]:
        return [assembly.declare(totals) for totals in contests]

    for outcome, other in zip(plain(), votelib(), strict=True):
        assert {option: seats for option, seats in outcome.seats.items() if seats} == dict(other)
    seconds = _medians(votelib, plain, explained)
    beside = f"votelib {seconds[0] * 1000:.2f} ms"
    faster, faster_explained = seconds[0] / seconds[1], seconds[0] / seconds[2]
    return [
        Row("a national declaration, no steps", f"{seconds[1] * 1000:.2f} ms", beside, faster, "≥ 5 × as fast", faster >= 5),
        Row(
            "the same, with every step",
            f"{seconds[2] * 1000:.2f} ms",
            beside,
            faster_explained,
            "≥ 1 × as fast",
            faster_explained >= 1,
        ),
    ]


def _medians(*functions) -> list[float]:
    taken = [[] for _ in functions]
    for _ in range(REPEATS):
        for place, function in enumerate(functions):
            start = time.perf_counter()
            function()
            taken[place].append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]
