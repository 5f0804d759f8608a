"""What a law asks, as figures that a reform can change one at a time, each with the article that sets it.

A body's module carries the law out as its articles stand. A shape says the same in figures, so that two laws can be laid side by side
(what would have to change at home?), and so that one with a figure changed can be carried out (`suffrage.law.reform`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from suffrage.model.base import FrozenDict

Base = Literal["valid", "registered"]
Kind = Literal["lists", "majority"]
Formula = Literal[
    "d-hondt",
    "sainte-lague",
    "modified-sainte-lague",
    "danish",
    "imperiali",
    "adams",
    "huntington-hill",
    "hare-remainders",
    "droop-remainders",
    "hagenbach-bischoff-remainders",
    "imperiali-remainders",
    "averages-once",
    "most-votes",
]
"""Divisor methods by name; largest remainders by their quota; the averages computed once (Cambodia 1998); most votes (majority)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the valid votes or of the registered that an option must reach, or with `strict` exceed."""

    share: Fraction
    of: Base = "valid"
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One law in figures.

    `kind`: seats go to lists, or to the candidates with most votes · `formula`: how lists share seats · `threshold`: what a list needs
    for a seat · `bonus`: the share of the seats that the list in front has first · `bonus_down`: that share is rounded down, not up ·
    `rounds`: 1 or 2 · `majority`: what elects in round 1 of two (a list: what gives it the bonus there), `quorum`: what is needed
    beside it · `bar`: what opens round 2 (None: the first two) · `least_in_round_2`: how many go on at least, whatever the bar ·
    `articles`: the name of a field → the article that sets it.
    """

    kind: Kind
    formula: Formula
    threshold: Bar | None = None
    bonus: Fraction = Fraction(0)
    bonus_down: bool = False
    rounds: Literal[1, 2] = 1
    majority: Bar | None = None
    quorum: Bar | None = None
    bar: Bar | None = None
    least_in_round_2: int = 2
    articles: Mapping[str, str] = field(default_factory=FrozenDict)
