"""Figures that SHANGRLA's and Arlo's own tests document, found again. (Figures only: their code is under the AGPL, and none is here.)

SHANGRLA: pbstark/SHANGRLA, tests/core/test_Assertion.py and test_NonnegMean.py. Arlo: votingworks/arlo,
server/tests/audit_math/test_macro.py.
"""

from fractions import Fraction

import numpy as np
import pytest

from suffrage.audit.figures import Sorted, Stations, Worths
from suffrage.audit.martingales import fixed_bets, last_p_values, means_of_what_is_left
from suffrage.audit.risk import StationDraw, ballot_comparison, station_comparison, station_means
from suffrage.facts import Assertion, Papers, assertions
from suffrage.model import Outcome, Shape, Totals
from suffrage.model.shapes import Bar

ALICE_BOB = Assertion("more", ("Alice", "Bob"), {"Alice": 1, "Bob": -1}, "—")


class TestShangrla:
    def test_plurality(self):
        assorter = ALICE_BOB.assorter(Papers(4, exact=True, invalid=0))
        assert [assorter.of(name) for name in ("Alice", "Bob", "Candy", None)] == [1, 0, Fraction(1, 2), Fraction(1, 2)]

    def test_a_supermajority_of_two_thirds(self):
        two_thirds = Bar(Fraction(2, 3), strict=True)
        shape = Shape("majority", "most-votes", rounds=2, majority=two_thirds)
        totals = Totals(contest_id="AvB", votes={"Alice": 8000, "Bob": 1500, "Candy": 500})
        outcome = Outcome(contest_id="AvB", round=1, seats={"Alice": 1, "Bob": 0, "Candy": 0})
        (fact,) = assertions(shape, totals, outcome)
        assorter = fact.assorter(Papers.of(totals))
        assert [assorter.of(name) for name in ("Alice", "Bob", None)] == [Fraction(3, 4), 0, Fraction(1, 2)]

    def test_three_papers_for_alice_and_one_for_bob(self):
        """Margin 1/2; the comparison of a clean paper is 1/1.5, and five of them are worth so much."""
        facts = Sorted.of([ALICE_BOB], Totals(contest_id="AvB", votes={"Alice": 3, "Bob": 1}), ("Alice", "Bob"))
        assert 2 * facts.mean[0] - 1 == 0.5
        found = ballot_comparison(facts, [0] * 5, [0] * 5, bet=1.0).largest
        assert found == pytest.approx((2 / 1.5) ** -5)

    def test_the_means_of_two_pools(self):
        """Pool 1 has a vote for Alice and two papers for neither, pool 2 a vote for Bob and one for neither."""
        totals = Totals(contest_id="AvB", votes={"Alice": 1, "Bob": 1}, ballots=5)
        pools = Stations(("1", "2"), ("Alice", "Bob"), np.array([[1, 0, 2], [0, 1, 1]]), np.array([3, 2]))
        means = station_means(Sorted.of([ALICE_BOB], totals, ("Alice", "Bob")), pools)[0]
        assert means.tolist() == pytest.approx([(1 + 1 / 2 + 1 / 2) / 3, (0 + 1 / 2) / 2])

    def test_kaplan_markov_and_betting(self):
        assert last_p_values(fixed_bets(np.ones((1, 5)), 0.5, 1.0))[0] == pytest.approx(2**-5)
        for value in (0.75, 0.9):
            for bet in (0.25, 0.5):
                found = last_p_values(fixed_bets(np.full((1, 20), value), 0.5, bet / 2))[0]
                assert found == pytest.approx(1 / (1 + bet * (value - 0.5)) ** 20)

    def test_sample_sizes_of_alpha_with_a_fixed_alternative(self):
        """η = 0.75, u = 1: the bet is 1, half of the largest; 8 papers worth 1, 14 worth 0.75, at 5 %."""
        for value, size in ((1.0, 8), (0.75, 14)):
            p = [last_p_values(fixed_bets(np.full((1, number), value), 0.5, 0.5))[0] for number in (size - 1, size)]
            assert p[0] > 0.05 >= p[1]

    def test_the_null_mean_of_what_is_left(self):
        found = means_of_what_is_left(np.array([[1, 2, 0.5, 1, 4]]), 5, 1.53)
        assert found[0].tolist() == pytest.approx([1.53, 1.6625, 1.55, 2.075, 3.15])


class TestArlo:
    """Contest A: 60,000 and 54,000 votes; 200 batches of 400 papers (200 and 180) and 200 of 200 (100 and 90). B and C are alike."""

    @pytest.mark.parametrize(
        ("winner", "loser", "margin", "large", "small"),
        [(200, 180, 6000, 0.07, 0.035), (200, 160, 6000, 0.0733, 0.0367), (200, 140, 5400, 0.0852, 0.0426)],
    )
    def test_the_most_that_a_batch_can_hide(self, winner, loser, margin, large, small):
        votes = np.array([[winner, loser, 0], [winner // 2, loser // 2, 0]])
        batches = Stations(("0", "0 AV"), ("Alice", "Bob"), votes, np.array([400, 200]))
        totals = Totals(contest_id="A", votes={"Alice": margin, "Bob": 0}, ballots=120_000)
        worths = Worths.of([ALICE_BOB], totals, ("Alice", "Bob"))
        assert (worths.could_hide(batches)[:, 0] / worths.slack[0]).tolist() == pytest.approx([large, small], abs=1e-4)

    def test_the_risk_of_contest_a_alone(self):
        """31 draws without an error, and 6 in which 10 votes of 400 moved (taint 20 / 420); U = 21: Kaplan–Markov's product."""
        votes = np.concatenate([np.tile([[200, 180, 0]], (200, 1)), np.tile([[100, 90, 0]], (200, 1))])
        papers = np.repeat([400, 200], 200)
        batches = Stations(tuple(map(str, range(400))), ("Alice", "Bob"), votes, papers)
        totals = Totals(contest_id="A", votes={"Alice": 60_000, "Bob": 54_000}, ballots=120_000)
        worths = Worths.of([ALICE_BOB], totals, ("Alice", "Bob"))
        assert worths.could_hide(batches).sum() / worths.slack[0] == pytest.approx(21)
        order = np.arange(37)
        counts = votes[order] + np.where(order >= 31, 1, 0)[:, None] * np.array([-10, 10, 0])
        drawn = StationDraw(order, counts, np.zeros(37, dtype=bool), papers * 21 // 20)
        # 31 draws are the last at which the capital grows: from then on it keeps its value (1 − 1/21 is what such a taint leaves).
        expected = (1 - 1 / 21) ** 37 / (1 - 20 / 420) ** 6
        assert station_comparison(worths, batches, drawn, replacement=True, bet=1.0).largest == pytest.approx(expected)
