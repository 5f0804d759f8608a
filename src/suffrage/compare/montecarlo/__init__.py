"""Monte Carlo: an election drawn again and again, its votes moved by chance, each draw counted exactly under a law.

`field`: what is drawn, and what is assumed of chance · `running`: the draws, in blocks that may be shared out among workers · `tally`:
what they say. The rest is compiled by Numba, an optional part of the installation: `pip install 'suffrage[batch]'`. The assumptions and
their sources are in docs/montecarlo.md.
"""

from suffrage.compare.montecarlo.field import Field, Noise, Transfers
from suffrage.compare.montecarlo.running import Plan, draw_elections, plan_draws, run_block, summary
from suffrage.compare.montecarlo.tally import Chances, Draws, Tally

__all__ = [
    "Chances",
    "Draws",
    "Field",
    "Noise",
    "Plan",
    "Tally",
    "Transfers",
    "draw_elections",
    "plan_draws",
    "run_block",
    "summary",
]
