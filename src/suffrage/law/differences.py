"""Two laws laid side by side: each figure in which they are not the same, with its article in both.

The home law's article is what would have to change for the figure to be the other law's.
"""

from typing import get_args

from suffrage.model.shapes import NOT_ASKED, NOT_IN_LAW, Difference, Figure, FigureValue, Shape

NOTHING = (None, 0, NOT_ASKED)
"""Values that ask for nothing: a law without thresholds and a law where there is nothing to share say the same."""


def differences(home: Shape, other: Shape) -> tuple[Difference, ...]:
    """The figures in which `home` and `other` differ, in the order in which people are told of them; none for the same figures.

    A figure that has no place in one of the laws (the bar to round 2, where there is one round) is `NOT_ASKED` there.

    >>> from fractions import Fraction
    >>> from suffrage.model.shapes import Bar
    >>> home = Shape("lists", "d-hondt", articles={"formula": "art. 135"})
    >>> [difference.figure for difference in differences(home, home.changed(threshold=Bar(Fraction(5, 100))))]
    ['threshold']
    """
    names: tuple[Figure, ...] = get_args(Figure)
    pairs = ((name, _value(home, name), _value(other, name)) for name in names)
    return tuple(
        Difference(name, *at_home, *elsewhere)
        for name, at_home, elsewhere in pairs
        if at_home[0] != elsewhere[0] and not (at_home[0] in NOTHING and elsewhere[0] in NOTHING)
    )


def _value(shape: Shape, name: Figure) -> tuple[FigureValue, str]:
    """A figure and its article."""
    figures = shape.figures()
    return (figures[name], shape.article(name)) if name in figures else (NOT_ASKED, NOT_IN_LAW)
