"""What can be audited, and what it will cost: how many stations or papers a contest needs before its risk is at the limit.

Stations: the draw is played many times on the reported results, with the very test that the audit uses; so the figures are estimates by
simulation, with a fixed seed. Papers: Wald's approximation with the best bet of all (see `_by_paper`), which real bets come near to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log, log1p, sqrt
from typing import Literal

import numpy as np

from suffrage.audit.audited import Audited, AuditedContest
from suffrage.audit.figures import Sorted
from suffrage.audit.martingales import BET, Floats, fixed_bets, p_values
from suffrage.audit.methods import Method
from suffrage.audit.risk import station_means

Scenario = Literal["clean", "one-error", "one-lost"]
"""`clean`: all is as reported · `one-error`: in the first station drawn a hundredth of the papers (at least one) were read wrongly, the
worst way · `one-lost`: its papers are not there."""

REPLICATES = 200
_SEED = 20240609
_TIGHTEST = 3
"""How many facts are played: those that are nearest to being false."""
_NINETY = 1.2816
"""The 90th percentile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What a contest costs by one method. `expected`, `ninetieth`: stations or papers, on average and in nine of ten draws ·
    `of`: all there are · `papers`: how many papers are handled on average.

    `full`: even the average is a full count.
    """

    method: Method
    scenario: Scenario
    expected: int
    ninetieth: int
    of: int
    papers: int

    @property
    def full(self) -> bool:
        """Whether no sample short of everything will do."""
        return self.expected >= self.of


@dataclass(frozen=True, slots=True)
class ContestPlan:
    """What one contest costs. `refusal`: why it can only be counted in full · `tightest`: the place of the fact that costs most."""

    contest: AuditedContest
    refusal: str | None
    tightest: int | None
    work: tuple[Workload, ...]


def make_plan(audited: Audited, *, limit: float, bet: float = BET, replacement: bool = False) -> tuple[ContestPlan, ...]:
    """The plan of every contest at the risk `limit`."""
    return tuple(
        plan_contest(audited, each, limit=limit, bet=bet, replacement=replacement) for each in audited.contests.values()
    )


def plan_contest(
    audited: Audited,
    contest: AuditedContest,
    *,
    limit: float,
    bet: float = BET,
    replacement: bool = False,
    records: bool = False,
) -> ContestPlan:
    """The plan of one contest. In one that is for a full count, all its stations are the work.

    `records`: whether there are records of single papers.
    """
    if not contest.holds or not contest.facts:
        return ContestPlan(contest, contest.refusal or "", None, ())
    by_station: Method = "stations" if audited.means == "ballots" else "transcription"
    worth = contest.worths
    could = worth.could_hide(contest.stations)
    sizes = np.array(contest.sizes, dtype=float)
    rho = (could / sizes[:, None]).max(axis=0)
    hardest = np.argsort(-(rho / worth.slack))
    orders = _orders(sizes, replacement=replacement)
    scenarios: tuple[Scenario, ...] = ("clean", "one-error", "one-lost")
    work = []
    for scenario in scenarios:
        needed = np.zeros(REPLICATES, dtype=np.int64)
        for fact in hardest[:_TIGHTEST]:
            error = _errors(scenario, contest, could[:, fact])
            np.maximum(
                needed,
                _draws_needed(
                    orders, sizes, float(rho[fact]), float(worth.slack[fact]), error, limit, bet, replacement=replacement
                ),
                out=needed,
            )
        work.append(_summed(by_station, scenario, needed, orders, contest))
    if audited.means == "ballots":
        work += _by_paper(contest, limit)
        work += [_beside_records(contest, limit, bet)] if records else []
    return ContestPlan(contest, None, int(hardest[0]), tuple(work))


def _orders(sizes: Floats, *, replacement: bool) -> np.ndarray:
    """Replicates × draws: the stations in the order drawn; with replacement four times as many draws as stations at most."""
    stream = np.random.default_rng(_SEED)
    if replacement:
        return stream.choice(len(sizes), size=(REPLICATES, 4 * len(sizes)), p=sizes / sizes.sum())
    return np.argsort(stream.exponential(size=(REPLICATES, len(sizes))) / sizes, axis=1)


def _errors(scenario: Scenario, contest: AuditedContest, could: Floats) -> Floats:
    """By how much each station is overstated if it is the first one drawn."""
    if scenario == "clean":
        return np.zeros(len(could))
    wrong = np.ceil(contest.stations.papers / 100) if scenario == "one-error" else np.inf
    return np.asarray(np.minimum(wrong, could))


def _draws_needed(
    orders: np.ndarray, sizes: Floats, rho: float, slack: float, error: Floats, limit: float, bet: float, *, replacement: bool
) -> np.ndarray:
    """After how many draws of each replicate the risk is at the limit; all of them, and one, where it never is.

    The first draws are looked at first: thrice as many as clean ones would need, and all only if some replicate needs more.
    """
    clean = log(1 / limit) / log1p(bet * slack / max(rho * float(sizes.sum()) - slack, 1e-9))
    for draws in (min(orders.shape[1], 50 + 3 * ceil(clean)), orders.shape[1]):
        found = _reached(orders[:, :draws], sizes, rho, slack, error, limit, bet, replacement=replacement)
        if found.all():
            break
    return np.where(found > 0, found, orders.shape[1] + 1)


def _reached(
    orders: np.ndarray, sizes: Floats, rho: float, slack: float, error: Floats, limit: float, bet: float, *, replacement: bool
) -> np.ndarray:
    """After how many draws of each replicate the risk is at the limit; 0 where it is not."""
    overstated = np.zeros(orders.shape)
    overstated[:, 0] = error[orders[:, 0]]
    own = sizes[orders]
    values = 1 - overstated / (rho * own)
    if replacement:
        means: Floats | float = 1 - slack / (rho * float(sizes.sum()))
    else:
        before = np.cumsum(overstated, axis=1) - overstated
        left = sizes.sum() - (np.cumsum(own, axis=1) - own)
        means = 1 - (slack - before) / (rho * left)
    reached = p_values(fixed_bets(np.maximum(values, 0.0), means, bet)) <= limit
    return np.asarray(np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, 0))


def _summed(method: Method, scenario: Scenario, needed: np.ndarray, orders: np.ndarray, contest: AuditedContest) -> Workload:
    """Stations counted once each, however often they are drawn, on average and in nine of ten replicates."""
    boxes = contest.boxes.papers
    stations, papers = [], []
    for draws, order in zip(needed, orders, strict=True):
        once = np.unique(order[:draws])
        whole = draws > len(order)
        stations.append(len(boxes) if whole else len(once))
        papers.append(int(boxes.sum() if whole else boxes[once].sum()))
    mean, ninetieth = ceil(np.mean(stations)), ceil(np.quantile(stations, 0.9))
    return Workload(method, scenario, mean, max(mean, ninetieth), len(boxes), round(float(np.mean(papers))))


def _by_paper(contest: AuditedContest, limit: float) -> Iterator[Workload]:
    """Single papers: ln(1/α) / g on average (A. Wald 1945), with g the mean logarithm of the best fixed bet's factor."""
    facts, boxes = contest.sorted, contest.boxes
    tight = np.argsort((2 * facts.mean - 1) / facts.upper)[:_TIGHTEST]
    tight = tight[~facts.certain[tight]]
    counts = np.append(boxes.votes.sum(axis=0), max(0, facts.population - int(boxes.votes.sum()))).astype(float)
    polls = [(facts.values[fact], counts) for fact in tight]
    yield _wald("polling", polls, limit, facts.population)
    if boxes.papers.sum() == facts.population:
        compared = [_beside_means(facts, contest, int(fact)) for fact in tight]
        yield _wald("one-audit", compared, limit, facts.population)


def _beside_records(contest: AuditedContest, limit: float, bet: float) -> Workload:
    """Papers that are all as recorded, drawn with replacement: each multiplies the capital by 1 + bet · (2x − 1), x = 1 / (2 − v/u)."""
    facts = contest.sorted
    fewest = float(np.min(1 / (2 - (2 * facts.mean - 1) / facts.upper), where=~facts.certain, initial=1.0))
    need = min(ceil(log(1 / limit) / max(log1p(bet * (2 * fewest - 1)), 1e-12)), facts.population)
    return Workload("comparison", "clean", need, need, facts.population, need)


def _beside_means(facts: Sorted, contest: AuditedContest, fact: int) -> tuple[Floats, Floats]:
    """The values of ONEAudit's comparison for each kind of paper in each station, and how many papers there are of them."""
    boxes = contest.boxes
    said = station_means(facts, boxes)[fact][:, None]
    upper, v = facts.upper[fact], 2 * facts.mean[fact] - 1
    values = (1 - (said - facts.values[fact][None, :]) / upper) / (2 - v / upper)
    missing = np.maximum(0, boxes.papers - boxes.votes.sum(axis=1))
    return values.ravel(), np.column_stack([boxes.votes, missing]).astype(float).ravel()


def _wald(method: Method, kinds: list[tuple[Floats, Floats]], limit: float, population: int) -> Workload:
    expected = ninetieth = 0
    for values, counts in kinds:
        growth, spread = _best_growth(values, counts / counts.sum())
        need = log(1 / limit)
        if growth <= 0:
            expected = ninetieth = population
            continue
        root = (_NINETY * spread + sqrt((_NINETY * spread) ** 2 + 4 * growth * need)) / (2 * growth)
        expected, ninetieth = max(expected, ceil(need / growth)), max(ninetieth, ceil(root**2))
    expected, ninetieth = min(expected, population), min(ninetieth, population)
    return Workload(method, "clean", expected, ninetieth, population, expected)


def _best_growth(values: Floats, shares: Floats) -> tuple[float, float]:
    """The largest mean of ln(1 + λ (x − 1/2)) over λ from 0 to 2, and the standard deviation there; found by halving."""
    there = shares > 0
    gain, share = values[there] - 0.5, shares[there]
    low, high = 0.0, 1.999
    for _ in range(20):
        bet = (low + high) / 2
        low, high = (bet, high) if (gain / (1 + bet * gain)) @ share > 0 else (low, bet)
    logs = np.log1p(low * gain)
    growth = float(logs @ share)
    return growth, sqrt(max(0.0, float((logs**2) @ share) - growth**2))
