"""France: what the law says, on published figures and at its edges."""

from datetime import date

import pytest

from suffrage import law
from suffrage.model import Candidate, LawError, LawNotKnown, Lot, Ruling, Totals, Withdrawal
from suffrage.model.steps import NoneElected, Qualified, Tie, Withdrawn

PRESIDENT = law.at("fr.president", date(2022, 4, 10))
ASSEMBLY = law.at("fr.national-assembly", date(2024, 6, 30))
EUROPE = law.at("fr.european-parliament", date(2024, 6, 9))

# Conseil constitutionnel, décision n° 2022-195 PDR du 13 avril 2022.
FIRST_ROUND_2022 = Totals(
    contest_id="FR",
    registered=48_747_876,
    valid=35_132_947,
    votes={
        "1": 197094,
        "2": 802422,
        "3": 9783058,
        "4": 1101387,
        "5": 8133828,
        "6": 2485226,
        "7": 7712520,
        "8": 616478,
        "9": 1627853,
        "10": 1679001,
        "11": 268904,
        "12": 725176,
    },
)


def born(contest, **dates):
    return {
        option[1:]: [
            Candidate(contest_id=contest, option_id=option[1:], position=position, birth_date=day)
            for position, day in enumerate(days, start=1)
        ]
        for option, days in dates.items()
    }


class TestPresident:
    def test_2022(self):
        assert PRESIDENT.declare(FIRST_ROUND_2022).next_round == ("3", "5")
        second = PRESIDENT.declare(Totals(contest_id="FR", round=2, votes={"3": 18_768_639, "5": 13_288_686}))
        assert second.seats == {"3": 1, "5": 0}

    def test_a_majority_in_round_1(self):
        assert PRESIDENT.declare(Totals(contest_id="FR", votes={"1": 51, "2": 49})).seats == {"1": 1, "2": 0}
        assert PRESIDENT.declare(Totals(contest_id="FR", votes={"1": 50, "2": 50})).next_round == ("1", "2")

    def test_who_withdraws_makes_room(self):
        outcome = PRESIDENT.declare(FIRST_ROUND_2022, decisions=[Withdrawal(contest_id="FR", option_id="5")])
        assert outcome.next_round == ("3", "7")
        assert any(isinstance(step, Withdrawn) for step in outcome.steps)
        elsewhere = Withdrawal(contest_id="other", option_id="5")
        assert PRESIDENT.declare(FIRST_ROUND_2022, decisions=[elsewhere]).next_round == ("3", "5")
        with pytest.raises(LawError, match="option 99, which did not stand"):
            PRESIDENT.declare(FIRST_ROUND_2022, decisions=[Withdrawal(contest_id="FR", option_id="99")])

    def test_ties_wait_for_a_ruling(self):
        second_place = Totals(contest_id="FR", votes={"1": 40, "2": 30, "3": 30})
        assert PRESIDENT.declare(second_place).pending[0].subject == "next-round"
        ruling = Ruling(contest_id="FR", subject="next-round", drawn=("3",))
        assert PRESIDENT.declare(second_place, decisions=[ruling]).next_round == ("1", "3")
        equal = PRESIDENT.declare(Totals(contest_id="FR", round=2, votes={"1": 30, "2": 30}))
        assert (equal.elected, equal.pending[0].needs) == ((), "ruling")

    def test_a_lot_is_not_a_ruling(self):
        equal = Totals(contest_id="FR", round=2, votes={"1": 30, "2": 30})
        assert not PRESIDENT.declare(equal, decisions=[Lot(contest_id="FR", subject="elected", drawn=("1",))]).is_complete

    def test_rounds(self):
        with pytest.raises(LawError, match="no round 3"):
            PRESIDENT.declare(Totals(contest_id="FR", round=3, votes={"1": 1}))
        with pytest.raises(LawNotKnown, match="known from 1962-11-08 on"):
            law.at("fr.president", date(1958, 12, 21))


class TestNationalAssembly:
    def declare(self, registered, votes, **more):
        return ASSEMBLY.declare(Totals(contest_id="0101", registered=registered, votes=votes), **more)

    def test_majority_and_a_quarter(self):
        assert self.declare(200, {"1": 51, "2": 49}).seats == {"1": 1, "2": 0}
        # A majority of the valid votes, and one vote short of a quarter of the registered.
        assert self.declare(205, {"1": 51, "2": 49}).next_round == ("1", "2")
        # Exactly a quarter is enough; exactly half is not.
        assert self.declare(204, {"1": 51, "2": 49}).seats["1"] == 1
        assert self.declare(100, {"1": 50, "2": 50}).next_round == ("1", "2")

    def test_half_of_a_valid_figure_that_votes_do_not_reach(self):
        totals = Totals(contest_id="1602", registered=100, valid=61, votes={"1": 30, "2": 29})
        assert ASSEMBLY.declare(totals).next_round == ("1", "2")

    @pytest.mark.parametrize(
        ("votes", "through", "reason"),
        [
            ({"1": 45, "2": 13, "3": 40, "4": 12}, ("1", "3", "2"), {"bar"}),
            ({"1": 13, "2": 12, "3": 11, "4": 2}, ("1", "2"), {"bar", "next-best"}),
            ({"1": 9, "2": 8, "3": 7, "4": 6}, ("1", "2"), {"top-two"}),
        ],
    )
    def test_who_may_stand_again(self, votes, through, reason):
        outcome = self.declare(101, votes)
        assert outcome.next_round == through
        assert {step.reason for step in outcome.steps if isinstance(step, Qualified)} == reason
        assert any(isinstance(step, NoneElected) for step in outcome.steps)

    def test_a_tie_for_the_second_place_waits(self):
        outcome = self.declare(1000, {"1": 100, "2": 90, "3": 90})
        assert (outcome.next_round, outcome.pending[0].among) == (("1",), ("2", "3"))
        ruling = Ruling(contest_id="0101", subject="next-round", drawn=("3",))
        assert self.declare(1000, {"1": 100, "2": 90, "3": 90}, decisions=[ruling]).next_round == ("1", "3")

    def test_registered_not_known_decides_nothing(self):
        outcome = ASSEMBLY.declare(Totals(contest_id="0101", votes={"1": 99, "2": 1}))
        assert (outcome.elected, outcome.next_round, outcome.pending[0].needs) == ((), (), "registered")

    def second(self, **more):
        return ASSEMBLY.declare(Totals(contest_id="0101-2", round=2, votes={"1": 30, "2": 30, "3": 20}), **more)

    def test_round_2_elects_with_most_votes_then_the_elder(self):
        assert ASSEMBLY.declare(Totals(contest_id="0101-2", round=2, votes={"1": 3, "2": 2})).seats == {"1": 1, "2": 0}
        older = born("0101-2", _1=[date(1970, 1, 2)], _2=[date(1970, 1, 1)])
        outcome = self.second(slates=older)
        assert outcome.seats == {"1": 0, "2": 1, "3": 0}
        assert [step.rule for step in outcome.steps if isinstance(step, Tie)] == ["eldest"]

    def test_without_birth_dates_the_elder_is_not_known(self):
        assert self.second().pending[0].needs == "birth_dates"
        assert self.second(slates=born("0101-2", _1=[date(1970, 1, 2)], _2=[None])).pending[0].needs == "birth_dates"

    def test_born_on_the_same_day(self):
        twins = born("0101-2", _1=[date(1970, 1, 2)], _2=[date(1970, 1, 2)])
        assert self.second(slates=twins).pending[0].needs == "ruling"

    def test_what_it_cannot_apply(self):
        with pytest.raises(LawError, match="no round 3"):
            ASSEMBLY.declare(Totals(contest_id="0101", round=3, votes={"1": 1}))
        with pytest.raises(LawError, match="elects one deputy"):
            ASSEMBLY.declare(Totals(contest_id="0101", seats=2, registered=5, votes={"1": 1}))


class TestEuropeanParliament:
    def test_the_bar_is_five_per_cent_of_the_valid_votes(self):
        outcome = EUROPE.declare(Totals(contest_id="FR", valid=100_000, votes={"1": 95_000, "2": 5_000}))
        assert outcome.seats == {"1": 77, "2": 4}
        outcome = EUROPE.declare(Totals(contest_id="FR", valid=100_001, votes={"1": 95_000, "2": 5_000}))
        assert outcome.seats == {"1": 81, "2": 0}

    def test_seats_by_term(self):
        assert EUROPE.seats == {"FR": 81}
        assert law.at("fr.european-parliament", date(2019, 5, 26)).seats == {"FR": 79}

    def test_equal_averages_go_to_more_votes_then_to_the_youngest_list(self):
        # 2 seats: 60/2 = 30/1; the list with more votes has the last one.
        assert EUROPE.declare(Totals(contest_id="FR", seats=2, votes={"1": 60, "2": 30})).seats == {"1": 2, "2": 0}
        even = Totals(contest_id="FR", seats=3, votes={"1": 50, "2": 50})
        assert EUROPE.declare(even).pending[0].needs == "birth_dates"
        young = born("FR", _1=[date(1950, 1, 1), date(1990, 1, 1)], _2=[date(1969, 12, 31), date(1970, 1, 1)])
        assert EUROPE.declare(even, slates=young).seats == {"1": 2, "2": 1}
        half = born("FR", _1=[date(1950, 1, 1), None], _2=[date(1969, 12, 31), date(1970, 1, 1)])
        assert EUROPE.declare(even, slates=half).pending[0].needs == "birth_dates"

    def test_three_lists_two_places(self):
        even = Totals(contest_id="FR", seats=5, votes={"1": 50, "2": 50, "3": 50})
        births = born("FR", _1=[date(1990, 1, 1)] * 4, _2=[date(1980, 1, 1)] * 4, _3=[date(1980, 1, 1)] * 4)
        outcome = EUROPE.declare(even, slates=births)
        assert outcome.seats == {"1": 2, "2": 1, "3": 1}
        assert outcome.pending[0].needs == "ruling"

    def test_more_votes_settle_one_of_two_places(self):
        # 60/3 = 40/2 = 20/1: three claims, two places; 60 and 40 votes are more than 20 and take both.
        outcome = EUROPE.declare(Totals(contest_id="FR", seats=5, votes={"1": 60, "2": 40, "3": 20}))
        assert outcome.seats == {"1": 3, "2": 2, "3": 0}

    def test_rounds(self):
        with pytest.raises(LawError, match="no round 2"):
            EUROPE.declare(Totals(contest_id="FR", round=2, votes={"1": 1}))


def test_the_catalogue_knows_what_it_knows():
    codes = [body.code for body in law.bodies()]
    assert codes == sorted(set(codes))
    assert {"fr.european-parliament", "fr.national-assembly", "fr.president", "kh.national-assembly"} <= set(codes)
    with pytest.raises(LawNotKnown, match="No law is known for"):
        law.at("xx.senate", date(2024, 1, 1))
    assert EUROPE.code == "fr.european-parliament"
    assert ASSEMBLY.seats == {}
