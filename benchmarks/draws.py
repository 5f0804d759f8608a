"""Monte Carlo draws: two sizes of election in seconds, the allocations inside, and memory that does not grow with the draws.

Made-up elections with every kind of chance switched on: 577 constituencies of 7 candidates in two rounds (the French National Assembly's
law) 10,000 times, and Cambodia's 25 constituencies with 125 seats and 18 parties (D'Hondt) 100,000 times. Allocations alone are those
of the second election's kernel, on votes that are drawn already. Peak memory is that of a process of its own, for so many draws and
for ten times as many. Compilation, which happens once and is kept, is not in the figures.
"""

import multiprocessing
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction

import numpy as np
from numba import njit

from benchmarks.rows import Row
from suffrage import law
from suffrage.compare.montecarlo import Field, Noise, Transfers, draw_elections
from suffrage.compare.montecarlo.kernels import share_out
from suffrage.compare.montecarlo.running import BLOCK
from suffrage.compare.montecarlo.sharing import sharing_of
from suffrage.model import Shape
from suffrage.model.shapes import Bar

TITLE = "Monte Carlo: 10,000 × 577 constituencies in two rounds, 100,000 × 25 constituencies of 125 seats"
CHANCE = Noise(swing=0.1, local=0.15, turnout=0.05, local_turnout=0.05, transfers=0.2, second=0.1)
FEWER = 5_000
WANTED = 5e6


def run() -> list[Row]:
    peak(BLOCK)  # compiles, where nothing is kept yet
    # First of all: a new process counts what the old one had at its start too.
    few, many = peak(FEWER), peak(10 * FEWER)
    rows = []
    for what, field, number, seconds in (
        ("10,000 × 577 constituencies, two rounds", france(), 10_000, 10),
        ("100,000 × 25 constituencies, 125 seats", cambodia(), 100_000, 10),
    ):
        draw_elections(field, CHANCE, seed=1, number=BLOCK)
        for workers in (1, 2):
            taken = min(_seconds(field, number, workers) for _ in range(2))
            cores = f"{workers} core{'s' * (workers > 1)}"
            rows.append(Row(f"{what}, {cores}", f"{taken:.2f} s", f"{seconds} s", taken / seconds, "≤ 1", taken <= seconds))
    for workers in (1, 2):
        rate = max(allocations(workers) for _ in range(3))
        cores = f"{workers} core{'s' * (workers > 1)}"
        rows.append(
            Row(
                f"exact allocations a second and core, {cores}",
                f"{rate / 1e6:.1f} M/s",
                "5 M/s",
                rate / WANTED,
                "≥ 1",
                rate >= WANTED,
            )
        )
    rows.append(
        Row(
            f"peak memory, {10 * FEWER:,} draws beside {FEWER:,}",
            f"{many:.0f} MiB",
            f"{few:.0f} MiB",
            many / few,
            "≤ 1.05",
            many <= 1.05 * few,
        )
    )
    return rows


def france() -> Field:
    """577 constituencies with seven candidates; round 2 for those with an eighth of the registered."""
    strength = np.array([12_000, 11_000, 8_000, 4_000, 2_400, 1_600, 800])
    votes = np.random.default_rng(2024).integers(strength // 2, strength * 3 // 2, (577, len(strength)))
    parties = tuple("ABCDEFG")
    moves = {origin: {goes: Fraction(1, 5) for goes in "ABC"} for origin in (*parties, "abstention")}
    shape = Shape(
        "majority",
        "most-votes",
        rounds=2,
        majority=Bar(Fraction(1, 2), strict=True),
        quorum=Bar(Fraction(1, 4), "registered"),
        bar=Bar(Fraction(1, 8), "registered"),
    )
    return Field(
        parties=parties,
        contests=tuple(map(str, range(len(votes)))),
        votes=votes,
        party_of=np.tile(np.arange(len(parties)), (len(votes), 1)),
        seats=np.ones(len(votes), dtype=np.int64),
        shape=shape,
        registered=votes.sum(axis=1) * 3 // 2,
        transfers=Transfers.of(parties, moves, absent="rescaled"),
    )


def cambodia() -> Field:
    """The 25 constituencies of the National Assembly, 18 parties of unequal strength."""
    by_law = law.at("kh.national-assembly", date(2023, 7, 23)).seats
    strength = 300_000 // np.arange(1, 19)
    votes = np.random.default_rng(2023).integers(strength // 4, strength, (len(by_law), len(strength)))
    return Field(
        parties=tuple(map(str, range(1, 19))),
        contests=tuple(by_law),
        votes=votes,
        party_of=np.tile(np.arange(len(strength)), (len(votes), 1)),
        seats=np.array(list(by_law.values())),
        shape=Shape("lists", "d-hondt"),
        registered=votes.sum(axis=1) * 5 // 4,
    )


def allocations(workers: int) -> float:
    """Allocations of the kernel alone in a second of a core, while as many `workers` are at it (others on the machine do not count)."""
    field, stream = cambodia(), np.random.default_rng(1)
    sharing = sharing_of(field.shape, int(field.seats.max()), int(field.registered.max()))
    shape = (*field.votes.shape, BLOCK)
    tables = (field.votes[:, :, None] * stream.uniform(0.5, 1.5, shape)).astype(np.int64)
    rounds = 200
    _allocate(1, tables, field.seats, sharing)
    with ThreadPoolExecutor(workers) as pool:
        start = time.process_time()
        list(pool.map(lambda _: _allocate(rounds, tables, field.seats, sharing), range(workers)))
        return workers * rounds * len(tables) * BLOCK / (time.process_time() - start)


@njit(nogil=True)
def _allocate(rounds, tables, houses, sharing):
    given = np.zeros_like(tables[0])
    for _ in range(rounds):
        for contest in range(len(tables)):
            share_out(tables[contest], tables[contest].sum(axis=0), 0, houses[contest], 0, sharing, given)


def peak(number: int) -> float:
    """MiB at most of a new process that draws the second election `number` times on two threads."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak_here, (number,))


def _peak_here(number: int) -> float:
    draw_elections(cambodia(), CHANCE, seed=1, number=number, workers=2)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(field: Field, number: int, workers: int) -> float:
    start = time.perf_counter()
    draw_elections(field, CHANCE, seed=1, number=number, workers=workers)
    return time.perf_counter() - start
