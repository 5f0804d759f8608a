"""What a report can show beside the comparison itself, in plain types: sweeps, the closest seats, and draws."""

from dataclasses import dataclass
from fractions import Fraction

from suffrage.compare.sweeps import Swept


@dataclass(frozen=True, slots=True)
class CloseSeat:
    """A seat that few votes would have moved: in a `scenario` and `constituency`, the party that has it, the one that is next, and
    how many `votes` more would have given it the seat. A seat that nobody has is kept by "".
    """

    scenario: str
    constituency: str
    keeps: str
    takes: str
    votes: int


@dataclass(frozen=True, slots=True)
class DrawnParty:
    """One party's seats over all draws: the median, the bounds between which 95 % of the draws lie, and the share of the draws in
    which it has more than half of the seats.
    """

    party: str
    median: int
    low: int
    high: int
    majority: Fraction


@dataclass(frozen=True, slots=True)
class DrawnScenario:
    """The draws of one scenario. `seed`, `number`: what they can be drawn again with · `engine`: what drew them."""

    scenario: str
    parties: tuple[DrawnParty, ...]
    seed: int
    number: int
    engine: str


@dataclass(frozen=True, slots=True)
class Extras:
    """All of it; each may be missing. `closest`: fewest votes first within a scenario."""

    swept: tuple[Swept, ...] = ()
    closest: tuple[CloseSeat, ...] = ()
    draws: tuple[DrawnScenario, ...] = ()


NO_EXTRAS = Extras()
