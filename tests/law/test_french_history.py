"""French elections since 1962 counted to their published outcomes, and what changed in the law between them.

Presidents and referendums: proclamations of the Conseil constitutionnel. European elections: proclamations of the national
commission (Journal officiel), as the ministry's and the European Parliament's tables repeat them. Options that did not reach the
bar are left out; `valid` is the published number of valid votes.
"""

from datetime import date

import pytest

from suffrage import law
from suffrage.model import Candidate, Impediment, LawError, LawNotKnown, Ruling, Struck, Totals
from suffrage.model.steps import Annulled, Qualified

PRESIDENTS = [
    (date(1965, 12, 5), 24_254_554, (10_828_523, 7_694_003, 3_777_119, 1_260_208, 415_018, 279_683)),
    (date(1969, 6, 1), 22_603_998, (10_051_816, 5_268_651, 4_808_285)),
    (date(1981, 4, 26), 29_038_117, (8_222_432, 7_505_960, 5_225_848, 4_456_922)),
    (date(1988, 4, 24), 30_406_038, (10_367_220, 6_063_514, 5_031_849, 4_375_894)),
    (date(1995, 4, 23), 30_462_633, (7_097_786, 6_348_375, 5_658_796)),
    (date(2002, 4, 21), 28_498_471, (5_665_855, 4_804_713, 4_610_113)),
    (date(2007, 4, 22), 36_719_396, (11_448_663, 9_500_112, 6_820_119)),
    (date(2012, 4, 22), 35_883_209, (10_272_705, 9_753_629, 6_421_426)),
    (date(2017, 4, 23), 36_054_394, (8_656_346, 7_678_491, 7_212_995, 7_059_951)),
]
SECOND_ROUNDS = [
    (date(1965, 12, 19), 13_083_699, 10_619_735),
    (date(1969, 6, 15), 11_064_371, 7_943_118),
    (date(1974, 5, 19), 13_396_203, 12_971_604),
    (date(1981, 5, 10), 15_708_262, 14_642_306),
    (date(1988, 5, 8), 16_704_279, 14_218_970),
    (date(1995, 5, 7), 15_763_027, 14_180_644),
    (date(2002, 5, 5), 25_537_956, 5_525_032),
    (date(2007, 5, 6), 18_983_138, 16_790_440),
    (date(2012, 5, 6), 18_000_668, 16_860_685),
    (date(2017, 5, 7), 20_743_128, 10_638_475),
]
REFERENDUMS = [
    (date(1962, 10, 28), 13_150_516, 7_974_538, 1),
    (date(1969, 4, 27), 10_901_753, 12_007_102, 0),
    (date(1992, 9, 20), 13_165_475, 12_626_700, 1),
    (date(2000, 9, 24), 7_407_697, 2_710_651, 1),
    (date(2005, 5, 29), 12_808_270, 15_449_508, 0),
]
EUROPE = [
    (date(1979, 6, 10), 20_242_347, (5_588_851, 4_763_026, 4_153_710, 3_301_980), (25, 22, 19, 15)),
    (date(1984, 6, 17), 20_180_934, (8_683_596, 4_188_875, 2_261_312, 2_210_334), (41, 20, 10, 10)),
    (
        date(1989, 6, 18),
        18_145_588,
        (5_242_038, 4_286_354, 2_129_668, 1_922_945, 1_529_346, 1_401_171),
        (26, 22, 10, 9, 7, 7),
    ),
    (
        date(1994, 6, 12),
        19_487_294,
        (4_985_574, 2_824_173, 2_404_105, 2_344_457, 2_050_086, 1_342_222),
        (28, 15, 13, 13, 11, 7),
    ),
    (
        date(1999, 6, 13),
        17_647_349,
        (3_873_901, 2_304_544, 2_263_476, 1_715_450, 1_638_080, 1_196_310, 1_195_727, 1_005_285, 914_811),
        (22, 13, 12, 9, 9, 6, 6, 5, 5),
    ),
    (
        date(2019, 5, 26),
        22_654_164,
        (5_286_939, 5_079_015, 3_055_023, 1_920_407, 1_428_548, 1_403_170),
        (23, 23, 13, 8, 6, 6),
    ),
]


def numbered(votes):
    return {str(number): count for number, count in enumerate(votes, start=1)}


@pytest.mark.parametrize(("day", "valid", "votes"), PRESIDENTS, ids=lambda value: str(value)[:4])
def test_first_rounds_for_the_president(day, valid, votes):
    assert law.at("fr.president", day).declare(Totals(contest_id="FR", valid=valid, votes=numbered(votes))).next_round == (
        "1",
        "2",
    )


@pytest.mark.parametrize(("day", "first", "second"), SECOND_ROUNDS, ids=lambda value: str(value)[:4])
def test_second_rounds_for_the_president(day, first, second):
    outcome = law.at("fr.president", day).declare(Totals(contest_id="FR", round=2, votes={"1": second, "2": first}))
    assert outcome.seats == {"1": 0, "2": 1}


@pytest.mark.parametrize(("day", "yes", "no", "adopted"), REFERENDUMS, ids=lambda value: str(value)[:4])
def test_referendums(day, yes, no, adopted):
    outcome = law.at("fr.referendum", day).declare(Totals(contest_id="FR", votes={"yes": yes, "no": no}))
    assert outcome.seats == {"no": 0, "yes": adopted}


@pytest.mark.parametrize(("day", "valid", "votes", "seats"), EUROPE, ids=lambda value: str(value)[:4])
def test_european_elections(day, valid, votes, seats):
    ruling = law.at("fr.european-parliament", day)
    outcome = ruling.declare(Totals(contest_id="FR", valid=valid, votes=numbered(votes)))
    assert (tuple(outcome.seats.values()), outcome.pending) == (seats, ())


def test_eight_constituencies_of_the_european_parliament():
    for year, seats in ((2004, 78), (2009, 72), (2014, 74)):
        assert sum(law.at("fr.european-parliament", date(year, 6, 10)).seats.values()) == seats
    with pytest.raises(LawNotKnown, match="from 1977-07-08"):
        law.at("fr.european-parliament", date(1976, 1, 1))
    equal = Totals(contest_id="outre-mer", votes={"1": 50, "2": 50})
    assert law.at("fr.european-parliament", date(2009, 6, 7)).declare(equal).pending[0].needs == "ruling"


class TestPresidentDies:
    def declare(self, day, option, number=1):
        votes = {"1": 40, "2": 30, "3": 20} if number == 1 else {"1": 40, "2": 30}
        death = Impediment(contest_id="FR", option_id=option)
        return law.at("fr.president", day).declare(Totals(contest_id="FR", round=number, votes=votes), decisions=[death])

    @pytest.mark.parametrize("number", [1, 2])
    def test_one_of_the_two_best_placed(self, number):
        outcome = self.declare(date(2022, 4, 10), "2", number)
        assert (outcome.pending[0].needs, outcome.next_round, outcome.elected) == ("new-election", (), ())
        assert any(isinstance(step, Annulled) for step in outcome.steps)

    def test_another_one_changes_nothing(self):
        assert self.declare(date(2022, 4, 10), "3").next_round == ("1", "2")

    def test_one_of_equals_for_the_second_place(self):
        death = Impediment(contest_id="FR", option_id="3")
        totals = Totals(contest_id="FR", votes={"1": 40, "2": 30, "3": 30})
        outcome = law.at("fr.president", date(2022, 4, 10)).declare(totals, decisions=[death])
        assert outcome.pending[0].needs == "new-election"

    def test_before_1976_the_constitution_did_not_say(self):
        assert self.declare(date(1974, 5, 5), "2").next_round == ("1", "2")


VOTES = {"1": 300, "2": 240, "3": 110, "4": 40}


class TestBarsToTheSecondRound:
    @pytest.mark.parametrize(
        ("day", "through"),
        [
            (date(1958, 11, 23), ("1", "2", "3", "4")),
            (date(1967, 3, 5), ("1", "2", "3")),
            (date(1978, 3, 12), ("1", "2")),
            (date(1988, 6, 5), ("1", "2")),
        ],
    )
    def test_each_with_its_law(self, day, through):
        outcome = law.at("fr.national-assembly", day).declare(Totals(contest_id="c", registered=1000, votes=VOTES))
        assert outcome.next_round == through

    def test_5_per_cent_of_the_valid_votes_was_a_bar_for_all(self):
        votes = {"1": 480, "2": 480, "3": 30}
        outcome = law.at("fr.national-assembly", date(1962, 11, 18)).declare(
            Totals(contest_id="c", registered=3000, votes=votes)
        )
        assert {step.reason for step in outcome.steps if isinstance(step, Qualified)} == {"bar"}
        assert set(outcome.next_round) == {"1", "2"}


class TestDepartmentalLists:
    DEPUTIES = law.at("fr.national-assembly", date(1986, 3, 16))

    def test_highest_average_over_5_per_cent(self):
        totals = Totals(contest_id="64", seats=6, votes={"1": 4500, "2": 3000, "3": 2020, "4": 480})
        assert self.DEPUTIES.declare(totals).seats == {"1": 3, "2": 2, "3": 1, "4": 0}
        assert law.at("fr.regional", date(1992, 3, 22)).declare(totals).seats == {"1": 3, "2": 2, "3": 1, "4": 0}

    def test_one_round_and_a_number_of_seats(self):
        with pytest.raises(LawError, match="there is no round 2"):
            self.DEPUTIES.declare(Totals(contest_id="64", seats=6, round=2, votes={"1": 1}))
        with pytest.raises(LawError, match="give the number of seats"):
            self.DEPUTIES.declare(Totals(contest_id="no department", votes={"1": 1}))

    def test_equals_after_more_votes_wait_for_a_ruling(self):
        totals = Totals(contest_id="64", seats=3, votes={"1": 50, "2": 50})
        assert self.DEPUTIES.declare(totals).pending[0].needs == "ruling"
        ruling = Ruling(contest_id="64", subject="last-seats", drawn=("2",))
        assert self.DEPUTIES.declare(totals, decisions=[ruling]).seats == {"1": 1, "2": 2}
        more_votes = Totals(contest_id="64", seats=3, votes={"1": 80, "2": 40})
        assert self.DEPUTIES.declare(more_votes).seats == {"1": 2, "2": 1}

    def test_a_name_struck_off_lets_the_next_move_up(self):
        totals = Totals(contest_id="64", seats=3, votes={"1": 80, "2": 40})
        struck = [Struck(contest_id="64", option_id="1", position=1)]
        outcome = self.DEPUTIES.declare(totals, decisions=struck)
        assert [(person.option_id, person.position) for person in outcome.elected] == [("1", 2), ("1", 3), ("2", 1)]
        slates = {"1": [Candidate(contest_id="64", option_id="1", position=n, candidate_id=f"p{n}") for n in (1, 2)]}
        outcome = self.DEPUTIES.declare(totals, decisions=struck, slates=slates)
        assert (outcome.seats, outcome.elected[0].candidate_id) == ({"1": 1, "2": 2}, "p2")
        with pytest.raises(LawError, match="option 9 is struck off, which did not stand"):
            self.DEPUTIES.declare(totals, decisions=[Struck(contest_id="64", option_id="9", position=1)])
