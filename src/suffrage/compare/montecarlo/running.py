"""Draws in blocks: what is made ready once, one block drawn and counted, blocks shared out among threads, and their sum.

Draws come in fixed blocks, each with its own streams of random numbers, and the counts of blocks add up: the same seed gives the same
result however many workers share the blocks, in whatever order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from operator import add

import numpy as np
from numpy.typing import NDArray

from suffrage.compare.engines import run_blocks
from suffrage.compare.montecarlo.chance import Chance, growths
from suffrage.compare.montecarlo.drawing import Contests, Counts, draw_contests
from suffrage.compare.montecarlo.field import Field, Noise, Numbers, Reals
from suffrage.compare.montecarlo.second_round import Rules
from suffrage.compare.montecarlo.sharing import barrier, bonus_of, sharing_of
from suffrage.compare.montecarlo.tally import Draws, Tally
from suffrage.model import BadInput

BLOCK = 200
"""Draws that are made together. It is part of what a seed means: another number gives other draws."""
_CELLS = 1 << 18
"""Random numbers that are held at a time (1 MiB); it changes no result."""

Progress = Callable[[int, int], None]
"""(blocks done, all blocks)."""

_NONE: NDArray[np.float32] = np.zeros((0, 0, 0), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything that a block of draws needs; it can be sent to another process or machine."""

    field: Field
    noise: Noise
    seed: int
    number: int
    contests: Contests
    rules: Rules

    @property
    def blocks(self) -> int:
        """How many blocks there are; the last one may count fewer draws."""
        return -(-self.number // BLOCK)


def plan_draws(field: Field, noise: Noise, *, seed: int, number: int) -> Plan:
    """Make ready to draw the `field` `number` times.

    `BadInput`: fewer than one draw, a seed below 0, turnout drawn without the registered, or votes so many that 64 bits do not hold
    the products.
    """
    if number < 1 or seed < 0:
        raise BadInput(f"{number} draws with the seed {seed} cannot be made; give at least 1 draw and a seed of 0 or more.")
    if field.registered is None and (noise.turnout or noise.local_turnout):
        raise BadInput("Turnout can only be drawn where the registered are known; give them, or no noise of turnout.")
    votes = np.ascontiguousarray(np.where(field.party_of >= 0, field.votes, 0), dtype=np.int64)
    valid = votes.sum(axis=1)
    registered = valid if field.registered is None else np.ascontiguousarray(field.registered, dtype=np.int64)
    places = np.arange(1, votes.shape[1] + 1)
    shape, transfers = field.shape, field.transfers
    rules = Rules(
        sharing=sharing_of(shape, int(field.seats.max()), int(registered.max())),
        rounds=shape.rounds,
        majority=barrier(shape.majority),
        quorum=barrier(shape.quorum),
        bar=barrier(shape.bar),
        least=shape.least_in_round_2,
        loyal=transfers.loyal if transfers else np.zeros(len(field.parties), dtype=np.bool_),
        follow=transfers.table.sum(axis=1) == 0 if transfers else np.zeros(len(field.parties) + 1, dtype=np.bool_),
        stay_home=bool(transfers and transfers.absent_stay_home),
    )
    contests = Contests(
        votes=votes,
        party_of=np.ascontiguousarray(field.party_of, dtype=np.int64),
        options=(np.where(field.party_of >= 0, places, 0).max(axis=1, initial=0)).clip(1).astype(np.int64),
        registered=registered,
        seats=np.ascontiguousarray(field.seats, dtype=np.int64),
        bonus=np.array([bonus_of(shape, int(seats)) for seats in field.seats], dtype=np.int64),
        home=np.zeros_like(votes),
    )
    as_it_is = Plan(field, Noise(), seed, 1, contests, rules)
    return Plan(field, noise, seed, number, contests._replace(home=run_block(as_it_is, 0).given), rules)


def draw_elections(
    field: Field, noise: Noise, *, seed: int, number: int, workers: int = 1, progress: Progress | None = None
) -> Draws:
    """Draw the `field` `number` times with `noise`, on `workers` threads. `BadInput`: as `plan_draws` says."""
    plan = plan_draws(field, noise, seed=seed, number=number)
    work = partial(run_block, plan)
    return summary(plan, run_blocks(work, plan.blocks, merge=add, workers=workers, progress=progress))


def summary(plan: Plan, tally: Tally) -> Draws:
    """The draws of a plan, from the sum of its blocks' tallies."""
    home, field = plan.contests.home, plan.field
    as_it_is = {party: int(home[field.party_of == place].sum()) for place, party in enumerate(field.parties)}
    return Draws(plan.seed, plan.number, field.parties, field.contests, field.party_of, as_it_is, tally)


def run_block(plan: Plan, block: int) -> Tally:
    """Draw one block and count it. A pure function of its arguments; they and the result can be pickled."""
    contests, field = plan.contests, plan.field
    draws = min(BLOCK, plan.number - block * BLOCK)
    everywhere, local, local_turnout, second = _streams(plan, block)
    number, options = contests.votes.shape
    counts = Counts(
        national=np.zeros((len(field.parties), BLOCK), dtype=np.int64),
        given=np.zeros((number, options), dtype=np.int64),
        won=np.zeros((number, options), dtype=np.int64),
        changed=np.zeros(number, dtype=np.int64),
        open=np.zeros(number, dtype=np.int64),
        open_seats=np.zeros(1, dtype=np.int64),
    )
    step = max(1, _CELLS // (options * BLOCK))
    for first in range(0, number, step):
        some = slice(first, min(first + step, number))
        size = some.stop - first
        chance = everywhere._replace(
            local=_normals(local, (size, options, BLOCK), plan.noise.local),
            local_turnout=_normals(local_turnout, (size, BLOCK), plan.noise.local_turnout),
            second=_normals(second, (size, options, BLOCK), plan.noise.second),
        )
        part = counts._replace(
            given=counts.given[some], won=counts.won[some], changed=counts.changed[some], open=counts.open[some]
        )
        draw_contests(first, contests, plan.rules, chance, draws, BLOCK, part)
    return _tally(counts, draws, field.house)


def _streams(plan: Plan, block: int) -> tuple[Chance, np.random.Generator, np.random.Generator, np.random.Generator]:
    """What the whole block shares, drawn, and the streams for its contests.

    Each assumption has a stream of its own: with one of them changed, the others bring the same numbers.
    """
    noise, field = plan.noise, plan.field
    seeds = np.random.SeedSequence(plan.seed, spawn_key=(block,)).spawn(6)
    streams = [np.random.default_rng(seed) for seed in seeds]
    swing = np.zeros((0, 0))
    if noise.swing:
        swing = streams[0].standard_normal((len(field.parties), BLOCK))
        growths(swing, noise.swing)
    turnout = np.zeros((1, 0))
    if noise.turnout:
        turnout = streams[1].standard_normal((1, BLOCK))
        growths(turnout, noise.turnout)
    shared = Chance(
        swing=swing,
        turnout=turnout[0],
        local=_NONE,
        local_sd=noise.local,
        local_turnout=_NONE.reshape(0, 0),
        local_turnout_sd=noise.local_turnout,
        transfers=_transfers(field, noise, streams[2]),
        second=_NONE,
        second_sd=noise.second,
    )
    return shared, streams[3], streams[4], streams[5]


def _transfers(field: Field, noise: Noise, stream: np.random.Generator) -> Reals:
    """The table of each draw (P+1 × P+1 × draws), its rows drawn from Dirichlet's distribution about the field's.

    A concentration of 1 ÷ s² − 1 gives a share p the standard deviation s √(p(1 − p)).
    """
    if field.shape.rounds == 1 or field.transfers is None:
        return np.zeros((1, 1, 1))
    table = field.transfers.table[:, :, None]
    drawn = np.zeros((*table.shape[:2], BLOCK))
    if noise.transfers:
        drawn = stream.standard_gamma(table * (1 / noise.transfers**2 - 1), drawn.shape)
    sums = drawn.sum(axis=1, keepdims=True)
    # Without noise, and where small shapes bring nothing but zeros, a row stays as it is.
    return np.ascontiguousarray(np.where(sums > 0, drawn / np.where(sums > 0, sums, 1), table))


def _normals(stream: np.random.Generator, form: tuple[int, ...], deviation: float) -> NDArray[np.float32]:
    """Normal numbers (of 32 bits: enough for noise, and made in half the time), or none at all without a deviation."""
    return stream.standard_normal(form if deviation else (0,) * len(form), dtype=np.float32)


def _tally(counts: Counts, draws: int, house: int) -> Tally:
    national: Numbers = counts.national[:, :draws]
    most = national.max(axis=0)
    alone = (national == most).sum(axis=0) == 1
    return Tally(
        draws=draws,
        house=np.stack([np.bincount(own, minlength=house + 1) for own in national]).astype(np.int64),
        majority=(2 * national > house).sum(axis=1),
        largest=((national == most) & alone & (most > 0)).sum(axis=1),
        given=counts.given,
        won=counts.won,
        changed=counts.changed,
        open=counts.open,
        open_seats=int(counts.open_seats[0]),
    )
