"""What a report can show beside the comparison itself, in plain types: sweeps, the closest seats, and draws."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from suffrage.compare.sweeps import Swept


@dataclass(frozen=True, slots=True)
class CloseSeat:
    """A seat that few voters would have moved: in a `scenario` and `constituency`, the party that `keeps` it, the one that `takes` it
    if so few voters (`votes`) vote otherwise. "" stands for nobody.
    """

    scenario: str
    constituency: str
    keeps: str
    takes: str
    votes: int


@dataclass(frozen=True, slots=True)
class CloseMajority:
    """The fewest voters (`votes`) who, voting otherwise, make a party lose or win the majority of all seats in a scenario."""

    scenario: str
    party: str
    change: Literal["lost", "won"]
    votes: int


@dataclass(frozen=True, slots=True)
class DrawnParty:
    """One party's seats over all draws: the median, the bounds between which most of the draws lie (`DrawnScenario.within`), and the
    share of the draws in which it has more than half of the seats.
    """

    party: str
    median: int
    low: int
    high: int
    majority: Fraction


@dataclass(frozen=True, slots=True)
class DrawnScenario:
    """The draws of one scenario. `seed`, `number`: what they can be drawn again with · `engine`: what drew them · `within`: the share
    of the draws that lie between the bounds.
    """

    scenario: str
    parties: tuple[DrawnParty, ...]
    seed: int
    number: int
    engine: str = "local"
    within: Fraction = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Extras:
    """All of it; each may be missing. `closest`: by scenario, fewest votes first · `inexact`: the scenarios whose closest seats cannot
    be told exactly.
    """

    swept: tuple[Swept, ...] = ()
    closest: tuple[CloseSeat, ...] = ()
    majorities: tuple[CloseMajority, ...] = ()
    inexact: tuple[str, ...] = ()
    draws: tuple[DrawnScenario, ...] = ()


NO_EXTRAS = Extras()
