"""What a law asks, as figures that a reform can change one at a time, each with the article that sets it.

A body's module carries the law out as its articles stand. A shape says the same in figures, so that two laws can be laid side by side
(what would have to change at home?), and so that one with a figure changed can be carried out (`suffrage.law.reform`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

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
Figure = Literal[
    "kind",
    "formula",
    "threshold",
    "bonus",
    "bonus_down",
    "bonus_down_below",
    "rounds",
    "majority",
    "quorum",
    "bar",
    "least_in_round_2",
    "merge",
]
"""The fields of a shape, in the order in which people are told of them."""

NOT_IN_LAW = "—"
"""Stands where no article says it: a figure that the law does not have, or one that a reform has changed."""

NOT_ASKED = "not-asked"
"""The value of a figure that has no place in a law: the bar to round 2, where there is one round."""

_SET_WITH: Mapping[str, str] = FrozenDict(
    {"kind": "formula", "bonus_down": "bonus", "bonus_down_below": "bonus", "least_in_round_2": "bar", "merge": "bar"}
)
"""A figure → the one whose article sets it too, where it has none of its own."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the valid votes or of the registered that an option must reach, or with `strict` exceed."""

    share: Fraction
    of: Base = "valid"
    strict: bool = False

    @property
    def is_open(self) -> bool:
        """True of a bar that nobody can miss: at least nothing."""
        return not self.share and not self.strict


FigureValue = Bar | Fraction | str | int | None
"""What a figure can be (`bonus_down` is True or False; `NOT_ASKED` where it has no place)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One law in figures.

    `kind`: seats go to lists, or to the candidate with most votes · `formula`: how lists share seats · `threshold`: what a list needs
    for a seat · `bonus`: the share of the seats that the list in front has first · `bonus_down`: that share is rounded down, not up ·
    `bonus_down_below`: it is rounded down where there are fewer seats than that (L262: fewer than four) ·
    `rounds`: 1 or 2 · `majority`: what elects in round 1 of two (a list: what gives it the bonus there), `quorum`: what is needed
    beside it · `bar`: what opens round 2 (None: the first `least_in_round_2`) · `least_in_round_2`: how many go on at least, whatever
    the bar · `merge`: what lets the candidates of a list that is out of round 2 join another · `articles`: the name of a field, or
    `seats`, → the article that sets it; of a figure that asks for nothing, the article that leaves it out.
    """

    kind: Kind
    formula: Formula
    threshold: Bar | None = None
    bonus: Fraction = Fraction(0)
    bonus_down: bool = False
    bonus_down_below: int = 0
    rounds: Literal[1, 2] = 1
    majority: Bar | None = None
    quorum: Bar | None = None
    bar: Bar | None = None
    least_in_round_2: int = 2
    merge: Bar | None = None
    articles: Mapping[str, str] = field(default_factory=FrozenDict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "articles", FrozenDict(self.articles))

    def article(self, figure: str) -> str:
        """The article that sets a figure; `NOT_IN_LAW` where none does.

        >>> Shape("majority", "most-votes", rounds=2, articles={"bar": "L162"}).article("least_in_round_2")
        'L162'
        """
        return self.articles.get(figure) or self.articles.get(_SET_WITH.get(figure, figure), NOT_IN_LAW)

    def changed(self, **figures: Any) -> "Shape":
        """The same law with some figures changed; no article sets those any longer.

        >>> law = Shape("lists", "d-hondt", articles={"formula": "art. 135"})
        >>> law.changed(formula="hare-remainders").article("formula")
        '—'
        """
        beside = {name: self.article(name) for name, main in _SET_WITH.items() if main in figures}
        return replace(self, **figures, articles={**self.articles, **beside, **dict.fromkeys(figures, NOT_IN_LAW)})

    def figures(self) -> dict[Figure, FigureValue]:
        """The figures that have a place in this law, in the order in which people are told of them.

        >>> Shape("majority", "most-votes").figures()
        {'kind': 'majority', 'formula': 'most-votes', 'rounds': 1}
        """
        names: list[Figure] = ["kind", "formula"]
        if self.kind == "lists":
            names += ["threshold", "bonus"]
            names += ["bonus_down", "bonus_down_below"] if self.bonus else []
        names.append("rounds")
        if self.rounds == 2:
            names += ["majority", "quorum", "bar", "least_in_round_2"]
            names += ["merge"] if self.kind == "lists" else []
        figures: dict[Figure, FigureValue] = {name: getattr(self, name) for name in names}
        if self.kind == "lists" and self.threshold is not None and self.threshold.is_open:
            figures["threshold"] = None
        return figures


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in which two laws are not the same: the value at home and in the other law, each with its article."""

    figure: Figure
    home: FigureValue
    home_article: str
    other: FigureValue
    other_article: str
