"""Elections whose outcome is wrong by as little as can be, and audits of them: how often is each wrongly found right?

What is reported is right by its own votes; the papers are not as reported, and one fact is false by nothing, or by one paper. Each
function gives the share of the trials whose risk fell to the limit or below: it must not be above the limit.
"""

import numpy as np

from suffrage.audit.figures import Sorted, Stations, Worths
from suffrage.audit.risk import StationDraw, ballot_comparison, ballot_polling, one_audit, station_comparison
from suffrage.facts import Assertion
from suffrage.model import Totals

PAIR = Assertion("more", ("A", "B"), {"A": 1, "B": -1}, "art.")
AVERAGE = Assertion("average", ("A", "B"), {"A": 2, "B": -3}, "art.")
OPTIONS = ("A", "B", "C")
PATTERNS = ("many small errors", "few whole stations", "one in ten", "errors both ways")


def totals_of(votes: np.ndarray) -> Totals:
    sums = votes.sum(axis=0).tolist()
    return Totals(contest_id="c", votes=dict(zip(OPTIONS, sums, strict=False)), ballots=sum(sums))


def reported_stations(stream: np.random.Generator, number: int) -> np.ndarray:
    """stations × (A, B, C, invalid), in which A leads B by some 8 %."""
    sizes = stream.integers(50, 400, number)
    shares = stream.dirichlet([12, 10, 2, 1], number)
    return np.floor(sizes[:, None] * shares).astype(np.int64)


def tampered(stream: np.random.Generator, reported: np.ndarray, pattern: str) -> np.ndarray:
    """The papers as they are: from A to B, until A is not ahead of B at all."""
    real = reported.copy()
    order = stream.permutation(len(real))
    need = lambda: int(real[:, 0].sum() - real[:, 1].sum())  # noqa: E731
    if pattern == "errors both ways":
        up = order[: len(order) // 3]
        taken = real[up, 1] // 4
        real[up, 1] -= taken
        real[up, 0] += taken
        order = order[len(order) // 3 :]
    share = {"many small errors": 0.02, "few whole stations": 1.0, "one in ten": 0.3, "errors both ways": 0.2}[pattern]
    while need() > 0:
        for station in order:
            most = max(1, int(real[station, 0] * share))
            move = min(most, int(real[station, 0]), -(-need() // 2))
            if move <= 0:
                continue
            real[station, 0] -= move
            real[station, 1] += move
    return real


def station_error(pattern: str, *, replacement: bool, bet: float, trials: int, limit: float, seed: int = 1) -> float:
    stream = np.random.default_rng(seed)
    reported = reported_stations(stream, 80)
    real = tampered(stream, reported, pattern)
    assert real[:, 0].sum() <= real[:, 1].sum()
    totals = totals_of(reported)
    stations = Stations(tuple(map(str, range(80))), OPTIONS, reported, reported.sum(axis=1) + 20)
    worths = Worths.of([PAIR], totals, OPTIONS)
    sizes = np.maximum(1, np.ceil(worths.could_hide(stations)[:, 0])).astype(np.int64)
    wrong = 0
    for _ in range(trials):
        if replacement:
            order = stream.choice(80, size=120, p=sizes / sizes.sum())
        else:
            # The last stations would all be drawn in the end: a full count, which replaces the outcome. Stop before it.
            order = np.argsort(stream.exponential(size=80) / sizes)[:70]
        drawn = StationDraw(order, real[order], np.zeros(len(order), dtype=bool), sizes)
        wrong += station_comparison(worths, stations, drawn, replacement=replacement, bet=bet).largest <= limit
    return wrong / trials


def tied_papers(stream: np.random.Generator, number: int) -> np.ndarray:
    """Columns of papers with as many for A as for B, in random order."""
    half = number * 2 // 5
    papers = np.repeat([0, 1, 2, 3], [half, half, number // 10, number - 2 * half - number // 10])
    return stream.permutation(papers)


def polling_error(*, replacement: bool, trials: int, limit: float, seed: int = 2) -> float:
    stream = np.random.default_rng(seed)
    reported = Totals(contest_id="c", votes={"A": 430, "B": 370, "C": 100}, ballots=1000)
    facts = Sorted.of([PAIR], reported, OPTIONS)
    wrong = 0
    for _ in range(trials):
        papers = tied_papers(stream, 1000)
        drawn = stream.choice(papers, 500) if replacement else papers[:900]
        wrong += ballot_polling(facts, drawn, replacement=replacement).largest <= limit
    return wrong / trials


def comparison_error(*, trials: int, limit: float, bet: float = 0.9, seed: int = 3) -> float:
    stream = np.random.default_rng(seed)
    records = np.repeat([0, 1, 2, 3], [430, 370, 100, 100])
    papers = records.copy()
    papers[:30] = 1  # 30 papers recorded for A are for B: 400 each
    facts = Sorted.of([PAIR], Totals(contest_id="c", votes={"A": 430, "B": 370, "C": 100}, ballots=1000), OPTIONS)
    wrong = 0
    for _ in range(trials):
        drawn = stream.integers(0, 1000, 400)
        wrong += ballot_comparison(facts, records[drawn], papers[drawn], bet=bet).largest <= limit
    return wrong / trials


def one_audit_error(pattern: str, *, trials: int, limit: float, seed: int = 4) -> float:
    stream = np.random.default_rng(seed)
    reported = reported_stations(stream, 60)
    real = tampered(stream, reported, pattern)
    totals = totals_of(reported)
    stations = Stations(tuple(map(str, range(60))), OPTIONS, reported, reported.sum(axis=1))
    facts = Sorted.of([PAIR], totals, OPTIONS)
    at = np.repeat(np.arange(60), real.sum(axis=1))
    papers = np.concatenate([np.repeat(np.arange(4), row) for row in real])
    wrong = 0
    for _ in range(trials):
        drawn = stream.integers(0, len(papers), 600)
        wrong += one_audit(facts, stations, at[drawn], papers[drawn]).largest <= limit
    return wrong / trials
