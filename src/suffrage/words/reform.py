"""A law in figures in words: each figure as a sentence, and what a reform would change, in the reader's language."""

from fractions import Fraction

from suffrage.model import Difference, Language, Shape
from suffrage.model.shapes import NOT_ASKED, Bar, Figure, FigureValue
from suffrage.words import say

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def say_difference(language: Language, difference: Difference) -> tuple[str, str]:
    """A figure in which two laws differ: the sentence for the home law, and the one for the other.

    >>> five_percent = Bar(Fraction(5, 100))
    >>> say_difference("en", Difference("threshold", None, "—", five_percent, "art. 3"))
    ('There is no threshold.', 'A list needs at least 5 % of the valid votes for a seat.')
    """
    return _say(language, difference.figure, difference.home), _say(language, difference.figure, difference.other)


def say_shape(language: Language, shape: Shape) -> list[tuple[str, str]]:
    """All figures of a law, each as a sentence with its article; a dash where no article sets it.

    >>> for sentence, article in say_shape("en", Shape("majority", "most-votes", articles={"formula": "L126"})):
    ...     print(f"{sentence} [{article}]")
    Voters choose a candidate; one of them is elected. [L126]
    Most votes elect. [L126]
    There is one round. [—]
    """
    figures = shape.figures()
    said = {figure: _say(language, figure, value) for figure, value in figures.items()}
    if figures.get("bar", NOT_ASKED) is None:
        del said["bar"]
        said["least_in_round_2"] = say(language, "reform.least_in_round_2-first", number=shape.least_in_round_2)
    return [(sentence, shape.article(figure)) for figure, sentence in said.items()]


def _say(language: Language, figure: Figure, value: FigureValue) -> str:
    key = f"reform.{figure}-{_form(figure, value)}"
    if isinstance(value, Bar):
        return say(language, key, percent=value.share * 100)
    if isinstance(value, Fraction):
        return say(language, key, percent=value * 100)
    return say(language, key, number=value)


def _form(figure: Figure, value: FigureValue) -> str:
    """Which of a figure's sentences says the value."""
    if isinstance(value, str):
        return value
    if isinstance(value, Bar):
        return "open" if figure == "bar" and value.is_open else f"{value.of}-{'over' if value.strict else 'from'}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not value:
        return "none"
    if isinstance(value, Fraction):
        return {HALF: "half", QUARTER: "quarter"}.get(value, "share")
    return ("one" if value == 1 else "two") if figure == "rounds" else "number"
