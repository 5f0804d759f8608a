"""Cambodia before 2015, its councils and Senate, and the seats of a dissolved party."""

from datetime import date

import pytest

from suffrage import law
from suffrage.model import Candidate, LawError, LawNotKnown, Ruling, Totals, Withdrawal
from suffrage.model.steps import Appointed, ListExhausted, Remainder

VOTES = {"1": 5300, "2": 2400, "3": 1600, "4": 700}


def declare(code, day, votes, *, decisions=(), **more):
    return law.at(code, day).declare(Totals(contest_id="c", votes=votes, **more), decisions=decisions)


class TestNationalAssembly:
    def test_seats(self):
        for day, seats in ((date(2003, 7, 27), 123), (date(2013, 7, 28), 123), (date(2018, 7, 29), 125)):
            assert sum(law.at("kh.national-assembly", day).seats.values()) == seats
        assert law.at("kh.national-assembly", date(1998, 7, 26)).seats == {}
        with pytest.raises(LawNotKnown, match="from 1992-08-12"):
            law.at("kh.national-assembly", date(1981, 5, 1))

    def test_1993_largest_remainders(self):
        outcome = declare("kh.national-assembly", date(1993, 5, 23), VOTES, seats=4)
        assert outcome.seats == {"1": 2, "2": 1, "3": 1, "4": 0}
        assert [(step.option_id, step.remainder) for step in outcome.steps if isinstance(step, Remainder)] == [
            ("2", 2400),
            ("3", 1600),
        ]
        tie = {"1": 50, "2": 50}
        waiting = declare("kh.national-assembly", date(1993, 5, 23), tie, seats=1)
        assert waiting.pending[0].needs == "ruling"
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("2",))
        assert declare("kh.national-assembly", date(1993, 5, 23), tie, seats=1, decisions=[ruling]).seats == {"1": 0, "2": 1}

    def test_1993_lists_that_end(self):
        slates = {"1": [Candidate(contest_id="c", option_id="1", position=1)]}
        totals = Totals(contest_id="c", seats=2, votes={"1": 90, "2": 0})
        outcome = law.at("kh.national-assembly", date(1993, 5, 23)).declare(totals, slates=slates)
        assert (outcome.seats, outcome.vacant) == ({"1": 1, "2": 0}, 1)

    def test_the_two_readings_of_1998(self):
        """With the averages computed once, no party gets two of the remaining seats."""
        votes = {"1": 5900, "2": 1450, "3": 1400, "4": 1250}
        anew = declare("kh.national-assembly", date(1998, 7, 26), votes, seats=5)
        once = declare("kh.national-assembly:averages-once", date(1998, 7, 26), votes, seats=5)
        assert anew.seats == {"1": 4, "2": 1, "3": 0, "4": 0}
        assert once.seats == {"1": 3, "2": 1, "3": 1, "4": 0}
        assert not any(isinstance(step, ListExhausted) for step in once.steps)
        with pytest.raises(LawNotKnown, match="no reading called 'twice'"):
            law.at("kh.national-assembly:twice", date(1998, 7, 26))
        tied = declare("kh.national-assembly:averages-once", date(1998, 7, 26), {"1": 50, "2": 50}, seats=3)
        assert tied.pending[0].among == ("1", "2")
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("1",))
        settled = declare(
            "kh.national-assembly:averages-once", date(1998, 7, 26), {"1": 50, "2": 50}, seats=3, decisions=[ruling]
        )
        assert settled.seats == {"1": 2, "2": 1}

    def test_one_seat(self):
        assert declare("kh.national-assembly:averages-once", date(2013, 7, 28), VOTES, seats=1).seats["1"] == 1


class TestCommunes:
    DAY = date(2022, 6, 5)

    def offices(self, votes, seats, *decisions):
        outcome = declare("kh.commune", self.DAY, votes, seats=seats, decisions=decisions)
        return outcome, [(step.office, step.option_id, step.position) for step in outcome.steps if isinstance(step, Appointed)]

    def test_three_lists(self):
        """Roka Khpuos (Kandal) had nine councillors in 2002: four, three and two, and the first list's first is the chief."""
        outcome, offices = self.offices({"1": 410, "2": 330, "3": 230}, 9)
        assert outcome.seats == {"1": 4, "2": 3, "3": 2}
        assert offices == [("chief", "1", 1), ("first-deputy", "2", 1), ("second-deputy", "3", 1)]

    def test_one_list_gives_all_three(self):
        _, offices = self.offices({"1": 410, "2": 3}, 5)
        assert offices == [("chief", "1", 1), ("first-deputy", "1", 2), ("second-deputy", "1", 3)]

    def test_two_lists_wait_for_a_ruling_on_the_second_deputy(self):
        outcome, offices = self.offices({"1": 410, "2": 330}, 5)
        assert (len(offices), outcome.pending[0].subject) == (2, "second-deputy")
        ruling = Ruling(contest_id="c", subject="second-deputy", drawn=("2",))
        assert self.offices({"1": 410, "2": 330}, 5, ruling)[1][2] == ("second-deputy", "2", 2)
        short = Ruling(contest_id="c", subject="second-deputy", drawn=("2",))
        assert len(self.offices({"1": 800, "2": 190}, 5, short)[1]) == 2

    def test_equal_lists_wait_for_a_ruling_on_the_chief(self):
        outcome, offices = self.offices({"1": 400, "2": 400}, 6)
        assert (offices, outcome.pending[0].subject) == ([], "chief")

    def test_seats_first(self):
        outcome, offices = self.offices({"1": 400, "2": 400}, 5)
        assert (offices, outcome.pending[0].subject) == ([], "last-seats")
        assert self.offices({"1": 0}, 5)[1] == []

    def test_rounds_and_seats(self):
        with pytest.raises(LawError, match="there is no round 2"):
            declare("kh.commune", self.DAY, VOTES, seats=5, round=2)
        with pytest.raises(LawError, match="give the number of seats"):
            declare("kh.council", self.DAY, VOTES)


def test_the_senate():
    assert declare("kh.senate", date(2024, 2, 25), VOTES, seats=6).seats == {"1": 4, "2": 1, "3": 1, "4": 0}


class TestDissolvedSeats:
    """55 seats in 2017. Province votes of 2013 are not published in a form that could be read; national figures are."""

    DAY = date(2017, 11, 23)

    def test_refusals_leave_seats_for_the_second_distribution(self):
        votes = {"FUN": 700, "LDP": 200, "KAP": 100}
        refused = [Withdrawal(contest_id="c", option_id="LDP")]
        outcome = declare("kh.dissolved-seats", self.DAY, votes, seats=10, decisions=refused)
        assert (outcome.seats, outcome.vacant) == ({"FUN": 7, "KAP": 1, "LDP": 0}, 2)

    def test_the_second_distribution_of_2017(self):
        """The 11 seats refused went, all of them, to the CPP (3,235,969 votes in 2013; FUNCINPEC 242,413)."""
        votes = {"CPP": 3_235_969, "FUN": 242_413}
        assert declare("kh.dissolved-seats", self.DAY, votes, seats=11, round=2).seats == {"CPP": 11, "FUN": 0}

    def test_equal_averages_and_rounds(self):
        assert declare("kh.dissolved-seats", self.DAY, {"A": 5, "B": 5}, seats=1).pending[0].needs == "ruling"
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("B",))
        assert declare("kh.dissolved-seats", self.DAY, {"A": 5, "B": 5}, seats=1, decisions=[ruling]).seats["B"] == 1
        with pytest.raises(LawError, match="no round 3"):
            declare("kh.dissolved-seats", self.DAY, {"A": 5}, seats=1, round=3)
