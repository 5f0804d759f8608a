"""The yardsticks of the literature, wrong outcomes that pass no more often than the limit, and input that cannot be used."""

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.nulls import (
    AVERAGE,
    OPTIONS,
    PAIR,
    PATTERNS,
    comparison_error,
    one_audit_error,
    polling_error,
    station_error,
    totals_of,
)

from suffrage.audit.figures import Sorted, Stations, Worths, station_sizes
from suffrage.audit.martingales import fixed_bets, p_values
from suffrage.audit.risk import StationDraw, ballot_comparison, ballot_polling, one_audit, station_comparison
from suffrage.facts import Assertion, assertions
from suffrage.model import Outcome, Shape, Totals

TRIALS = int(os.environ.get("SUFFRAGE_AUDIT_TRIALS", "300"))
LIMIT = 0.1
ALLOWED = LIMIT + 3 * (LIMIT * (1 - LIMIT) / TRIALS) ** 0.5
"""A true error of exactly the limit would be seen above this once in seven hundred times."""


class TestYardsticks:
    """U = 20, limit 5 %."""

    def draws(self, bet, lost=0):
        values = np.ones((1, 200))
        values[0, :lost] = 0
        reached = p_values(fixed_bets(values, 1 - 1 / 20, bet))[0] <= 0.05
        return int(np.argmax(reached)) + 1 - lost if reached.any() else None

    def test_59_clean_draws_with_kaplan_and_markov(self):
        assert self.draws(1.0) == 59

    def test_65_with_nine_tenths_of_the_largest_bet(self):
        assert self.draws(0.9) == 65

    def test_115_beside_one_lost_sheet(self):
        assert self.draws(0.9, lost=1) == 115

    def test_one_lost_sheet_ends_kaplan_and_markov_for_ever(self):
        assert self.draws(1.0, lost=1) is None

    def test_the_same_by_stations(self):
        """100 stations alike, which hide 20 times the slack: all that the general formula adds to U falls out."""
        votes = np.tile([[110, 90, 0, 0]], (100, 1))
        stations = Stations(tuple(map(str, range(100))), OPTIONS, votes, np.full(100, 380))
        worths = Worths.of([PAIR], totals_of(votes), OPTIONS)
        assert worths.could_hide(stations).sum() / worths.slack[0] == pytest.approx(20)
        sizes = np.array(station_sizes([PAIR], totals_of(votes), stations))
        for bet, lost, draws in ((1.0, 0, 59), (0.9, 0, 65), (0.9, 1, 116)):
            for number, passed in ((draws - 1, False), (draws, True)):
                order = np.arange(number) % 100
                drawn = StationDraw(order, votes[order], np.arange(number) < lost, sizes)
                found = station_comparison(worths, stations, drawn, replacement=True, bet=bet).largest
                assert (found <= 0.05) == passed, (bet, lost, number)


class TestCalibration:
    @pytest.mark.parametrize("pattern", PATTERNS)
    @pytest.mark.parametrize("replacement", [True, False])
    @pytest.mark.parametrize("bet", [0.9, 1.0])
    def test_station_comparison(self, pattern, replacement, bet):
        assert station_error(pattern, replacement=replacement, bet=bet, trials=TRIALS, limit=LIMIT) <= ALLOWED

    @pytest.mark.parametrize("replacement", [True, False])
    def test_ballot_polling(self, replacement):
        assert polling_error(replacement=replacement, trials=TRIALS, limit=LIMIT) <= ALLOWED

    @pytest.mark.parametrize("bet", [0.9, 1.0])
    def test_ballot_comparison(self, bet):
        assert comparison_error(trials=TRIALS, limit=LIMIT, bet=bet) <= ALLOWED

    @pytest.mark.parametrize("pattern", PATTERNS)
    def test_one_audit(self, pattern):
        assert one_audit_error(pattern, trials=TRIALS, limit=LIMIT) <= ALLOWED


class TestRightOutcomes:
    """An outcome that is right, and papers that are as reported, pass before everything is counted."""

    votes = np.tile([[120, 60, 15, 5]], (200, 1))
    totals = totals_of(votes)
    stations = Stations(tuple(f"{n:03}" for n in range(200)), OPTIONS, votes, votes.sum(axis=1))
    stream = np.random.default_rng(7)

    def test_stations(self):
        worths = Worths.of([PAIR, AVERAGE], self.totals, OPTIONS)
        sizes = np.array(station_sizes([PAIR, AVERAGE], self.totals, self.stations))
        order = self.stream.permutation(200)[:60]
        drawn = StationDraw(order, self.votes[order], np.zeros(60, dtype=bool), sizes)
        with_, without = (station_comparison(worths, self.stations, drawn, replacement=r) for r in (True, False))
        assert with_.largest < 0.05
        assert without.largest < with_.largest

    def test_papers(self):
        facts = Sorted.of([PAIR], self.totals, OPTIONS)
        papers = np.tile(np.repeat([0, 1, 2, 3], [120, 60, 15, 5]), 200)
        places = self.stream.permutation(len(papers))[:400]
        assert ballot_polling(facts, papers[places]).largest < 0.01
        assert ballot_comparison(facts, papers[places[:60]], papers[places[:60]]).largest < 0.01
        assert one_audit(facts, self.stations, places // 200, papers[places]).largest < 0.01

    def test_what_is_left_cannot_outweigh_what_was_counted(self):
        """When the stations left are too few to hide the slack, no bet is needed: there is nothing left to be wrong about."""
        worths = Worths.of([PAIR], self.totals, OPTIONS)
        sizes = np.array(station_sizes([PAIR], self.totals, self.stations))
        order = np.arange(199)
        drawn = StationDraw(order, self.votes[order], np.zeros(199, dtype=bool), sizes)
        assert station_comparison(worths, self.stations, drawn, replacement=False).largest == 0


class TestInputThatCannotBeUsed:
    votes = np.array([[60, 40, 5, 1], [50, 30, 5, 2], [70, 20, 9, 0]])
    stations = Stations(("01", "02", "03"), OPTIONS, votes, votes.sum(axis=1) + 10)
    worths = Worths.of([PAIR], totals_of(votes), OPTIONS)
    facts = Sorted.of([PAIR], totals_of(votes), OPTIONS)
    sizes = np.array([3, 3, 3])

    def by_station(self, order, counts, *, sizes=sizes, replacement=False, worths=worths):
        order = np.array(order, dtype=np.int64)
        drawn = StationDraw(order, np.array(counts), np.zeros(len(order), dtype=bool), sizes)
        return station_comparison(worths, self.stations, drawn, replacement=replacement)

    @pytest.mark.parametrize(
        ("order", "counts", "reason", "where"),
        [
            ([], np.zeros((0, 4)), "nothing-drawn", ()),
            ([0], [[60, 40, 5]], "wrong-shape", ()),
            ([3], [[60, 40, 5, 1]], "unknown-station", ()),
            ([-1], [[60, 40, 5, 1]], "unknown-station", ()),
            ([0, 0], [[60, 40, 5, 1]] * 2, "twice", ()),
            ([1], [[60, -40, 5, 1]], "below-zero", ("02",)),
            ([0, 1], [[60, 40, 5, 1], [99, 1, 0, 0]], "over-bound", ("02",)),
        ],
    )
    def test_stations(self, order, counts, reason, where):
        found = self.by_station(order, counts)
        assert (found.largest, found.reason, found.where) == (1, reason, where)

    def test_sizes_of_other_stations_or_of_none(self):
        assert self.by_station([0], [[60, 40, 5, 1]], sizes=np.array([1, 1])).reason == "unknown-station"
        assert self.by_station([0], [[60, 40, 5, 1]], sizes=np.array([1, 0, 1])).reason == "unknown-station"

    def test_a_fact_that_the_results_do_not_give_is_for_a_full_count(self):
        tie = Worths.of([PAIR], Totals(contest_id="c", votes={"A": 90, "B": 90, "C": 19}, ballots=202), OPTIONS)
        assert self.by_station([0, 1, 2], self.votes, worths=tie).largest == 1
        even = Sorted.of([PAIR], Totals(contest_id="c", votes={"A": 5, "B": 5, "C": 0}), OPTIONS)
        assert ballot_polling(even, [0] * 9).largest == 1

    def test_papers(self):
        width = len(OPTIONS) + 2
        assert ballot_polling(self.facts, []).reason == "nothing-drawn"
        assert ballot_polling(self.facts, [width]).reason == "unknown-paper"
        assert ballot_polling(self.facts, [0] * (self.facts.population + 1)).reason == "too-many"
        assert ballot_comparison(self.facts, [0], [-1]).reason == "unknown-paper"
        assert ballot_comparison(self.facts, [9], [0]).reason == "unknown-paper"
        assert ballot_comparison(self.facts, [0, 0], [0]).reason == "wrong-shape"
        exact = Stations(self.stations.codes, OPTIONS, self.votes, self.votes.sum(axis=1))
        assert one_audit(self.facts, exact, [3], [0]).reason == "unknown-station"
        assert one_audit(self.facts, exact, [0], [9]).reason == "unknown-paper"
        assert one_audit(self.facts, self.stations, [0], [0]).reason == "wrong-shape"
        assert all(ballot_polling(self.facts, bad).largest == 1 for bad in ([], [width], [-1]))

    def test_a_lost_sheet_and_a_missing_record_are_the_worst_that_they_can_be(self):
        order = np.array([0])
        worst = np.array([[0, self.stations.papers[0], 0, 0]])
        as_lost = StationDraw(order, self.votes[order], np.array([True]), self.sizes)
        as_counted = StationDraw(order, worst, np.array([False]), self.sizes)
        found = [station_comparison(self.worths, self.stations, drawn, replacement=True) for drawn in (as_lost, as_counted)]
        assert found[0].p == pytest.approx(found[1].p)
        many = [0] * 30
        missing = len(OPTIONS) + 1
        assert ballot_comparison(self.facts, [*many, missing], [*many, 1]).largest <= 1
        paper_lost = ballot_comparison(self.facts, [0, *many], [missing, *many]).largest
        assert paper_lost == pytest.approx(ballot_comparison(self.facts, [0, *many], [1, *many]).largest)

    def test_a_fact_that_no_paper_can_deny(self):
        certain = Assertion("below", ("A",), {"A": -2}, "art.", constant=9999)
        facts = Sorted.of([certain], totals_of(self.votes), OPTIONS)
        assert facts.certain.all()
        assert ballot_polling(facts, [0]).largest == 0


@given(st.data())
def test_no_count_makes_an_error_or_a_risk_that_is_no_probability(data):
    """Whatever is entered, also nonsense: p from 0 to 1."""
    whole = st.integers(-5, 200)
    votes = np.array(data.draw(st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=1, max_size=5)))
    totals = totals_of(votes)
    facts = [PAIR, AVERAGE]
    if any(totals.votes.values()):
        seats = {option: 3 * (option == "A") for option in OPTIONS}
        found = assertions(Shape("lists", "d-hondt"), totals, Outcome(contest_id="c", round=1, seats=seats))
        facts += found
    stations = Stations(tuple(map(str, range(len(votes)))), OPTIONS, votes, votes.sum(axis=1) + 3)
    draws = data.draw(st.integers(0, 6))
    order = np.array(data.draw(st.lists(st.integers(-1, len(votes)), min_size=draws, max_size=draws)), dtype=np.int64)
    counts = np.array(data.draw(st.lists(st.lists(whole, min_size=4, max_size=4), min_size=draws, max_size=draws)))
    drawn = StationDraw(order, counts.reshape(draws, 4), np.zeros(draws, dtype=bool), np.ones(len(votes), dtype=np.int64))
    for replacement in (True, False):
        found = station_comparison(Worths.of(facts, totals, OPTIONS), stations, drawn, replacement=replacement)
        assert ((found.p >= 0) & (found.p <= 1)).all()


def test_sizes_are_whole_numbers_in_proportion_to_what_a_station_can_hide():
    votes = np.array([[60, 40, 0, 0], [30, 20, 0, 0], [0, 0, 0, 0]])
    stations = Stations(("1", "2", "3"), OPTIONS, votes, np.array([100, 50, 0]))
    sizes = station_sizes([PAIR], totals_of(votes), stations)
    assert sizes == [4000, 2000, 1]
    tie = Totals(contest_id="c", votes={"A": 45, "B": 45, "C": 0}, ballots=90)
    assert station_sizes([PAIR], tie, stations) == [1, 1, 1]


def test_stations_stand_in_the_order_of_their_codes_and_hold_what_was_counted():
    rows = {"10": ({"A": 5, "B": 1}, 2, 6), "2": ({"A": 1}, 0, 9), "é": ({}, 0, 0)}
    stations = Stations.of(rows, ("A", "B"))
    assert stations.codes == ("10", "2", "é")
    assert stations.votes.tolist() == [[5, 1, 2], [1, 0, 0], [0, 0, 0]]
    assert stations.papers.tolist() == [8, 9, 0]
