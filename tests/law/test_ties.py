"""Ties that a law settles by lot: pending without one, settled with it, and both said in the steps."""

from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.methods import Unsettled
from suffrage.law.ties import by_lot
from suffrage.model import Lot, Totals
from suffrage.model.steps import Tie

TIE = Unsettled(("1", "2", "3"), 2)


def calculation(*decisions):
    return Calculation(Totals(contest_id="c", votes={"1": 5, "2": 5, "3": 5}), date(2024, 1, 1), {}, decisions)


def test_without_a_lot_it_waits():
    waiting = calculation()
    assert by_lot(waiting, TIE, "last-seats", "art. 1") == ()
    assert (waiting.pending[0].needs, waiting.pending[0].places) == ("lot", 2)
    assert waiting.steps == [Tie(article="art. 1", among=TIE.among, places=2, rule="pending")]


def test_the_lot_decides_in_the_order_drawn():
    drawn = calculation(Lot(contest_id="c", subject="last-seats", drawn=("3", "1")))
    assert by_lot(drawn, TIE, "last-seats", "art. 1") == ("3", "1")
    assert drawn.steps == [Tie(article="art. 1", among=TIE.among, places=2, rule="lot", winners=("3", "1"))]
    assert not drawn.pending
