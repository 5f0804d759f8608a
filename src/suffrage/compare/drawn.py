"""Monte Carlo draws of a scenario: its votes as the arrays that are drawn from, and the engine that draws."""

from collections.abc import Callable
from functools import partial
from operator import add

import numpy as np

from suffrage.compare.engines import Engine, run_blocks
from suffrage.compare.montecarlo import Draws, Field, Noise, Transfers, plan_draws, run_block, summary
from suffrage.compare.playing import Played
from suffrage.compare.scenario import Draws as Asked
from suffrage.compare.transfers import HOME
from suffrage.model import BadInput

Progress = Callable[[int, int], None]
"""(blocks done, all blocks)."""


def draw_scenario(
    played: Played, asked: Asked, *, engine: Engine = "local", workers: int | None = None, progress: Progress | None = None
) -> Draws:
    """Draw one scenario again and again. The same seed gives the same draws on any engine with any number of workers.

    `BadInput`: its law is not one that a few figures say, or the noise is none that can be drawn.
    """
    noise = Noise(**{name: getattr(asked, name) for name in Noise.__dataclass_fields__})
    plan = plan_draws(field_of(played), noise, seed=asked.seed, number=asked.number)
    tally = run_blocks(partial(run_block, plan), plan.blocks, merge=add, engine=engine, workers=workers, progress=progress)
    return summary(plan, tally)


def field_of(played: Played) -> Field:
    """A scenario's constituencies as arrays, with the law's figures."""
    if played.shape is None:
        code = played.scenario.code
        raise BadInput(f"Scenario {code}: the law of {played.law.code} is not one that a few figures say, and cannot be drawn.")
    places = played.constituencies
    # Parties that stand nowhere can still be somebody's choice for round 2.
    chosen = {code for row in (played.moves.table.rows.values() if played.moves else ()) for code in row} - {HOME}
    parties = tuple(sorted(chosen.union(*(each.parties.values() for each in places))))
    place_of = {party: place for place, party in enumerate(parties)}
    most = max(len(each.totals.votes) for each in places)
    votes, party_of = np.zeros((len(places), most), dtype=np.int64), np.full((len(places), most), -1, dtype=np.int64)
    for row, each in enumerate(places):
        for column, (option, number) in enumerate(each.totals.votes.items()):
            votes[row, column], party_of[row, column] = number, place_of[each.parties[option]]
    registered = [each.totals.registered for each in places]
    shape, transfers = played.shape, None
    if shape.rounds == 2:
        moves = played.moves
        if moves is None:
            raise BadInput(
                f"Scenario {played.scenario.code}: its law has two rounds; say with [transfers] how voters move to draw it."
            )
        transfers = Transfers.of(parties, moves.table.rows, default=moves.table.default, absent=moves.table.absent)
        if moves.standing == 2:
            # Whatever the bar, at least two go on: those two and no others.
            shape = shape.changed(bar=None, least_in_round_2=2)
        elif moves.standing is not None:
            raise BadInput(
                f"Scenario {played.scenario.code}: draws have all who may, or two, stand in round 2; give standing = 2."
            )
    return Field(
        parties=parties,
        contests=tuple(each.code for each in places),
        votes=votes,
        party_of=party_of,
        seats=np.array([played.house.seats[each.code] for each in places], dtype=np.int64),
        shape=shape,
        registered=None if None in registered else np.array(registered, dtype=np.int64),
        transfers=transfers,
    )
