"""Risk-limiting audits: the risk of one large contest, the plan of a whole country, facts against the law, and errors of each test.

The floor is the same statistic in plain NumPy, without checks, lost papers or draws without replacement. Arlo is not run beside it; 174 ms is the yardstick given for its MACRO statistic.
"""

import random
import shutil
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.rows import Row
from suffrage.audit.audited import open_audited
from suffrage.audit.figures import Stations, Worths, station_sizes
from suffrage.audit.plan import make_plan
from suffrage.audit.risk import StationDraw, station_comparison
from suffrage.facts import assertions
from suffrage.generate import generate
from suffrage.law.methods import highest_averages
from suffrage.model import Outcome, Shape, Totals

TITLE = "Audits: risk, plan, facts and errors"
STATIONS, PARTIES, SEATS, DRAWS = 20_000, 10, 20, 2_000
ELECTIONS, TRIALS, LIMIT = 100_000, 5_000, 0.05
ARLO = 0.174


def run() -> list[Row]:
    return [*_risk(), _plan(), _facts(), *_errors()]


def _risk() -> list[Row]:
    stream = np.random.default_rng(1)
    votes = stream.multinomial(400, np.append(stream.dirichlet(np.linspace(12, 2, PARTIES)) * 0.97, 0.03), STATIONS)
    options = tuple(str(option) for option in range(1, PARTIES + 1))
    totals = Totals(
        contest_id="c",
        seats=SEATS,
        votes=dict(zip(options, votes.sum(axis=0).tolist(), strict=False)),
        ballots=int(votes.sum()),
    )
    outcome = Outcome(contest_id="c", round=1, seats=highest_averages(totals.votes, SEATS).seats)
    facts = assertions(Shape("lists", "d-hondt"), totals, outcome)
    stations = Stations(tuple(map(str, range(STATIONS))), options, votes, np.full(STATIONS, 500))
    sizes = np.array(station_sizes(facts, totals, stations))
    worths = Worths.of(facts, totals, options)
    order = stream.choice(STATIONS, DRAWS, p=sizes / sizes.sum())
    drawn = StationDraw(order, votes[order], np.zeros(DRAWS, dtype=bool), sizes)
    ours = min(_seconds(lambda: station_comparison(worths, stations, drawn, replacement=True)) for _ in range(25))
    floor = min(_seconds(lambda: _floor(worths, stations, drawn)) for _ in range(25))
    found = station_comparison(worths, stations, drawn, replacement=True).p
    assert np.allclose(found, _floor(worths, stations, drawn), rtol=1e-6)
    once = np.sort(np.unique(order, return_index=True)[1])
    none_twice = StationDraw(order[once], drawn.counts[once], drawn.lost[once], sizes)
    without = min(_seconds(lambda: station_comparison(worths, stations, none_twice, replacement=False)) for _ in range(25))
    what = f"risk of {STATIONS:,} stations × {PARTIES} parties × {len(facts)} facts, {DRAWS:,} draws"
    return [
        Row(what, f"{ours * 1e3:.1f} ms", f"plain NumPy {floor * 1e3:.1f} ms", ours / floor, "≤ 3", ours <= 3 * floor),
        Row(
            "the same beside the yardstick for Arlo's MACRO",
            f"{ours * 1e3:.1f} ms",
            f"{ARLO * 1e3:.0f} ms",
            ARLO / ours,
            "≥ 20",
            ours * 20 <= ARLO,
        ),
        Row(
            f"the same without replacement, {len(once):,} draws",
            f"{without * 1e3:.1f} ms",
            f"{ARLO * 1e3:.0f} ms",
            ARLO / without,
            "≥ 20",
            without * 20 <= ARLO,
        ),
    ]


def _floor(worths, stations, drawn):
    could = stations.votes @ worths.weights.T - stations.papers[:, None] * worths.least
    rho = (could / drawn.sizes[:, None]).max(axis=0)
    overstated = (stations.votes[drawn.order] - drawn.counts) @ worths.weights.T
    values = 1 - overstated / (rho * drawn.sizes[drawn.order, None])
    mean = 1 - worths.slack / (rho * drawn.sizes.sum())
    capital = np.cumsum(np.log(1 + 0.9 * (values / mean - 1)), axis=0)
    return np.exp(-np.maximum(capital.max(axis=0), 0))


def _plan() -> Row:
    home = Path(__file__).parent / "data" / "audit"
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(exist_ok=True)
    generate("kh-2023", home, stations=23_000)
    audited = open_audited(home)
    taken = _seconds(lambda: make_plan(audited, limit=LIMIT))
    return Row("plan of 25 provinces, 23,000 stations", f"{taken:.1f} s", "10 s", taken / 10, "< 1", taken < 10)


def _facts() -> Row:
    from tests.audit.small import SHAPES, try_one

    stream = random.Random(7)
    start = time.perf_counter()
    seen = Counter(try_one(stream, name) for _ in range(ELECTIONS // len(SHAPES)) for name in SHAPES)
    taken = time.perf_counter() - start
    proved = f"{seen['holds']:,} right, {seen['wrong']:,} wrong"
    return Row(
        f"{ELECTIONS:,} small elections: facts hold just when right", proved, f"{taken:.0f} s", 0.0, "no exception", True
    )


def _errors() -> list[Row]:
    from tests.audit import nulls

    tests = {
        f"stations, {pattern}, {'with' if replacement else 'without'} replacement": (
            lambda pattern=pattern, replacement=replacement: nulls.station_error(
                pattern, replacement=replacement, bet=0.9, trials=TRIALS, limit=LIMIT
            )
        )
        for pattern in nulls.PATTERNS
        for replacement in (True, False)
    }
    tests |= {f"ONEAudit, {p}": lambda p=p: nulls.one_audit_error(p, trials=TRIALS, limit=LIMIT) for p in nulls.PATTERNS}
    for replacement in (True, False):
        name = f"papers, {'with' if replacement else 'without'} replacement"
        tests[name] = lambda replacement=replacement: nulls.polling_error(replacement=replacement, trials=TRIALS, limit=LIMIT)
    tests["papers beside their records"] = lambda: nulls.comparison_error(trials=TRIALS, limit=LIMIT)
    allowed = LIMIT + 3 * (LIMIT * (1 - LIMIT) / TRIALS) ** 0.5
    rows = []
    for name, test in tests.items():
        error = test()
        rows.append(
            Row(
                f"wrong outcomes that pass: {name}",
                f"{error:.2%}",
                f"{LIMIT:.0%}",
                error / LIMIT,
                "≤ 1 and chance",
                error <= allowed,
            )
        )
    return rows


def _seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
