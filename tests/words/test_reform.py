"""Every figure of a law, and every difference between two, is said in every language."""

from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from suffrage import law
from suffrage.law.differences import differences
from suffrage.model import Shape
from suffrage.model.shapes import Bar
from suffrage.words import LANGUAGES, messages
from suffrage.words.reform import say_difference, say_shape

BARS = [Bar(Fraction(1, 8), of, strict) for of in ("valid", "registered") for strict in (True, False)]
SHAPES = [
    *(Shape("lists", formula) for formula in ("d-hondt", "hare-remainders", "averages-once")),
    *(Shape("lists", "d-hondt", bar, rounds=2, majority=bar, quorum=bar, bar=bar, merge=bar) for bar in BARS),
    *(Shape("lists", "d-hondt", bonus=share, bonus_down=True) for share in (Fraction(1, 2), Fraction(1, 4), Fraction(1, 3))),
    Shape("lists", "d-hondt", bonus=Fraction(1, 2), bonus_down_below=4, rounds=2),
    Shape("majority", "most-votes"),
    Shape("majority", "most-votes", rounds=2, majority=BARS[0], bar=Bar(Fraction(0)), least_in_round_2=0),
    *(period.shape for body in law.bodies() for period in body.periods if period.shape),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_and_difference_can_be_said(language):
    pairs = [say_difference(language, found) for home, other in product(SHAPES, SHAPES) for found in differences(home, other)]
    said = {sentence for pair in pairs for sentence in pair} | {
        line[0] for shape in SHAPES for line in say_shape(language, shape)
    }
    assert all(sentence and "{" not in sentence for sentence in said)
    assert all(home != other for home, other in pairs)


def test_every_formula_has_a_sentence():
    from typing import get_args

    from suffrage.model import Formula

    assert {f"reform.formula-{name}" for name in get_args(Formula)} <= messages("en").keys()


def test_the_french_assembly():
    assert say_shape("en", law.at("fr.national-assembly", date(2024, 6, 30)).shape) == [
        ("Voters choose a candidate; one of them is elected.", "Code électoral, art. L126"),
        ("Most votes elect.", "Code électoral, art. L126"),
        ("There are two rounds.", "Code électoral, art. L126"),
        ("Round 1 is enough if more than 50 % of the valid votes go to the one in front.", "Code électoral, art. L126"),
        ("Beside the majority, round 1 asks for votes of at least 25 % of the registered.", "Code électoral, art. L126"),
        ("Round 2 is open to those with votes of at least 12.5 % of the registered.", "Code électoral, art. L162"),
        ("At least 2 go to round 2: those with most votes.", "Code électoral, art. L162"),
    ]


def test_the_president():
    said = say_shape("fr", law.at("fr.president", date(2022, 4, 10)).shape)
    assert said[-1] == ("Les 2 premiers en voix accèdent au second tour.", "Constitution du 4 octobre 1958, art. 7")
    assert len(said) == 6


def test_from_the_cambodian_assembly_to_the_french_municipal_council():
    home = law.at("kh.national-assembly", date(2023, 7, 23)).shape
    other = law.at("fr.municipal", date(2026, 3, 15)).shape
    said = {found.figure: say_difference("en", found) for found in differences(home, other)}
    assert said["threshold"] == ("There is no threshold.", "A list needs at least 5 % of the valid votes for a seat.")
    assert said["bonus"][0] == "No list has a bonus of seats."
    assert said["bonus_down_below"][1] == "Where there are fewer than 4 seats, the bonus is rounded down."
    assert said["bar"][0] == "There is no round 2."
