"""Every fact can be said in every language, with the names of its options and the figures of its bar."""

from fractions import Fraction

import pytest

from suffrage.audit.saying import say_fact, say_margin
from suffrage.facts import Assertion
from suffrage.model import Totals
from suffrage.model.shapes import Bar
from suffrage.words import LANGUAGES

PAIR = {"A": 1, "B": -1}
FACTS = [
    Assertion("average", ("A", "B"), PAIR, "art.", seat=5, divisors=(Fraction(2), Fraction(1))),
    Assertion("more", ("A", "B"), PAIR, "art."),
    Assertion("some-vote", ("A",), {"A": 2}, "art.", constant=-1),
    Assertion("no-vote", ("A",), {"A": -2}, "art.", constant=1),
    *(
        Assertion(kind, ("A",), {"A": 1}, "art.", bar=Bar(Fraction(1, 8), of, strict))
        for kind in ("above", "below")
        for of in ("valid", "registered")
        for strict in (True, False)
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_can_be_said(language):
    said = [say_fact(language, fact, {"A": "Dara"}) for fact in FACTS]
    assert len(set(said)) == len(FACTS)
    assert all("Dara (A)" in text and "{" not in text for text in said)


def test_a_seat_and_how_much_it_hangs_by():
    totals = Totals(contest_id="c", votes={"A": 51, "B": 50})
    assert say_fact("en", FACTS[0]) == "Seat 5: A keeps it before B."
    assert say_margin("en", FACTS[0], totals) == "It is false only if at least 1 paper was read wrongly."
    assert "count in full" in say_margin("en", FACTS[0], Totals(contest_id="c", votes={"A": 50, "B": 50}))
