"""Municipal, departmental and regional councils, the Senate and local referendums: the rules at their edges."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage import law
from suffrage.law.france.guyane import members
from suffrage.law.france.lists import half, quarter
from suffrage.law.france.municipalities import seats_by_population
from suffrage.model import Candidate, LawError, Ruling, Totals
from suffrage.model.steps import Bonus, Qualified, SectionLeast, Tie

TOWN = law.at("fr.municipal", date(2020, 3, 15))
REGION = law.at("fr.regional", date(2021, 6, 27))
SENATE = law.at("fr.senate", date(2023, 9, 24))
CANTON = law.at("fr.departmental", date(2021, 6, 27))


def people(option, *births):
    return [
        Candidate(contest_id="c", option_id=option, position=place, birth_date=born)
        for place, born in enumerate(births, start=1)
    ]


def test_seats_by_population():
    for population, seats in ((99, 7), (100, 11), (1499, 15), (1672, 19), (3500, 27), (299_999, 65), (467_438, 69)):
        assert seats_by_population(date(2020, 3, 15), population) == seats
    assert seats_by_population(date(2008, 3, 9), 99) == 9


def test_the_bonus_and_its_rounding():
    assert [half(seats) for seats in (1, 2, 3, 4, 5, 19, 27)] == [0, 1, 1, 2, 3, 10, 14]
    assert [quarter(seats) for seats in (73, 111, 163)] == [19, 28, 41]


class TestMunicipal:
    def declare(self, votes, ruling=TOWN, *, slates=None, **more):
        return ruling.declare(Totals(contest_id="c", votes=votes, **more), slates=slates or {})

    def test_a_majority_in_round_1(self):
        """A commune of 1,672 inhabitants: 884 and 544 votes give 16 and 3 seats (worked example published at o61.fr)."""
        outcome = self.declare({"1": 884, "2": 544}, population=1672)
        assert outcome.seats == {"1": 16, "2": 3}
        assert [step.seats for step in outcome.steps if isinstance(step, Bonus)] == [10]

    def test_otherwise_who_goes_on_and_who_may_merge(self):
        outcome = self.declare({"1": 45, "2": 40, "3": 9, "4": 6}, population=5000)
        assert (outcome.next_round, outcome.may_merge, outcome.elected) == (("1", "2"), ("3", "4"), ())
        alone = self.declare({"1": 45, **{str(n): 5 for n in range(2, 13)}}, population=5000)
        assert (alone.next_round, alone.pending[0].subject) == (("1",), "next-round")
        scattered = self.declare({"1": 9, "2": 8, **{str(n): 1 for n in range(3, 86)}}, population=5000)
        assert {step.reason for step in scattered.steps if isinstance(step, Qualified)} >= {"top-two"}

    def test_round_2(self):
        outcome = self.declare({"1": 450, "2": 430, "3": 120}, population=5000, round=2)
        assert outcome.seats == {"1": 22, "2": 6, "3": 1}
        assert sum(outcome.seats.values()) == 29

    def test_equal_leaders_the_elder_list(self):
        votes = {"1": 50, "2": 50}
        assert self.declare(votes, population=120, round=2, ruling=law.at("fr.municipal", date(2026, 3, 22))).pending
        slates = {"1": people("1", *[date(1980, 1, 1)] * 29), "2": people("2", *[date(1970, 1, 1)] * 29)}
        outcome = self.declare(votes, population=5000, round=2, slates=slates)
        assert outcome.seats == {"1": 7, "2": 22}
        assert {step.rule for step in outcome.steps if isinstance(step, Tie)} == {"eldest-list"}

    def test_equal_averages_the_elder_of_those_whose_turn_it_is(self):
        votes = {"1": 60, "2": 25, "3": 25}
        first = self.declare(votes, population=100, round=2, seats=12, ruling=law.at("fr.municipal", date(2026, 3, 22)))
        assert first.is_complete
        slates = {option: people(option, *[date(1950 + int(option), 1, n) for n in range(1, 20)]) for option in votes}
        for seats in range(5, 19):
            outcome = self.declare(votes, population=5000, round=2, seats=seats, slates=slates)
            assert (outcome.is_complete, sum(outcome.seats.values())) == (True, seats)
        tied = self.declare({"1": 50, "2": 25, "3": 25}, population=5000, round=2, seats=7, slates=slates)
        assert {step.rule for step in tied.steps if isinstance(step, Tie)} <= {"most-votes", "eldest-next"}

    def test_without_a_vote_nobody_leads(self):
        outcome = self.declare({"1": 0, "2": 0}, population=5000, round=2, seats=29)
        assert (outcome.vacant, outcome.elected) == (29, ())

    def test_small_communes_vote_for_people_until_2026(self):
        votes = {"1": 90, "2": 80, "3": 70, "4": 10}
        outcome = self.declare(votes, population=90, seats=2, registered=150, valid=100)
        assert outcome.seats == {"1": 1, "2": 1, "3": 0, "4": 0}
        outcome = self.declare(votes, population=90, seats=4, registered=150, valid=100)
        assert (sum(outcome.seats.values()), outcome.next_round) == (3, ("4",))
        outcome = self.declare(votes, population=90, seats=3, registered=1500, valid=100)
        assert outcome.next_round == ("1", "2", "3", "4")
        assert self.declare(votes, population=90, seats=3, round=2).seats == {"1": 1, "2": 1, "3": 1, "4": 0}
        equal = self.declare({"1": 90, "2": 80, "3": 80}, population=90, seats=2, registered=150, valid=100)
        assert (equal.seats, equal.pending[0].needs) == ({"1": 1, "2": 0, "3": 0}, "birth_dates")

    def test_the_line(self):
        votes = {"1": 60, "2": 40}
        assert law.at("fr.municipal", date(2008, 3, 9)).declare(
            Totals(contest_id="c", votes=votes, population=3499, registered=150)
        ).seats == {"1": 1, "2": 0}
        assert self.declare(votes, population=1000).seats == {"1": 12, "2": 3}
        assert self.declare(votes).pending[0].needs == "population"
        today = law.at("fr.municipal", date(2026, 3, 15))
        assert today.declare(Totals(contest_id="c", votes=votes)).pending[0].needs == "population"
        assert today.declare(Totals(contest_id="c", votes=votes, seats=7)).seats == {"1": 6, "2": 1}

    def test_rounds(self):
        with pytest.raises(LawError, match="no round 3"):
            self.declare({"1": 1}, population=5000, round=3)

    def test_the_three_cities_and_communities(self):
        paris = law.at("fr.paris-lyon-marseille", date(2026, 3, 22))
        outcome = paris.declare(Totals(contest_id="75056", round=2, votes={"1": 50, "2": 40, "3": 10}))
        assert (sum(outcome.seats.values()), [s.seats for s in outcome.steps if isinstance(s, Bonus)]) == (163, [41])
        community = law.at("fr.community", date(2020, 3, 15))
        assert community.declare(Totals(contest_id="c", seats=5, votes={"1": 60, "2": 40})).seats == {"1": 4, "2": 1}

    def test_a_short_list_keeps_its_bonus(self):
        slates = {"1": people("1", date(1980, 1, 1)), "2": people("2", *[date(1970, 1, 1)] * 7)}
        outcome = self.declare({"1": 60, "2": 40}, population=1000, slates=slates)
        assert (outcome.seats, outcome.vacant) == ({"1": 1, "2": 7}, 7)


# A region of five departments with 125 seats (worked example of the ministry's manual for candidates): votes by list and section.
# The first department has 80,000 inhabitants there; it bears the code of the only real one below 100,000.
SECTIONS = {
    "48": {"1": 1149, "2": 3380, "3": 4678, "4": 16321},
    "D2": {"1": 62366, "2": 14244, "3": 37236, "4": 33231},
    "D3": {"1": 132833, "2": 35629, "3": 92022, "4": 28512},
    "D4": {"1": 203511, "2": 66521, "3": 165683, "4": 73260},
    "D5": {"1": 143200, "2": 25698, "3": 73260, "4": 23523},
}
VOTES = {"1": 543059, "2": 145472, "3": 372879, "4": 174847}


class TestRegional:
    def test_a_bonus_of_a_quarter_and_sections(self):
        outcome = REGION.declare(Totals(contest_id="r", round=2, seats=125, votes=VOTES, sections=SECTIONS))
        assert [step.seats for step in outcome.steps if isinstance(step, Bonus)] == [32]
        assert outcome.seats == {"1": 73, "2": 11, "3": 28, "4": 13}
        for option, seats in outcome.seats.items():
            assert sum(given.get(option, 0) for given in outcome.sections.values()) == seats
        assert len(outcome.elected) == 125
        assert outcome.elected[0].section == "48"

    def test_the_least_number_of_seats_of_a_department(self):
        """One seat alone, of the fourth list, falls to the department of 80,000: it gets another one from the leading list."""
        before = law.at("fr.regional", date(2010, 3, 21)).declare(
            Totals(contest_id="r", round=2, seats=125, votes=VOTES, sections=SECTIONS)
        )
        assert before.sections["48"] == {"1": 0, "2": 0, "3": 0, "4": 1}
        outcome = REGION.declare(Totals(contest_id="r", round=2, seats=125, votes=VOTES, sections=SECTIONS))
        assert outcome.seats == before.seats
        assert outcome.sections["48"] == {"1": 1, "2": 0, "3": 0, "4": 1}
        moved = [step for step in outcome.steps if isinstance(step, SectionLeast)]
        assert [(step.section_id, step.option_id, step.taken_from) for step in moved] == [("48", "1", "D4")]
        # By hand: 73 seats for 543,059 votes, whole quotas 8, 17, 27 and 19; averages 132,833 ÷ 18 in D3, then 203,511 ÷ 28 in D4.
        assert before.sections["D4"]["1"] == outcome.sections["D4"]["1"] + 1

    def test_four_seats_for_the_others_as_far_as_there_are_any(self):
        def declare(*numbers, seats, decisions=()):
            sections = {code: {"1": number} for code, number in zip("ABC", numbers, strict=False)}
            totals = Totals(contest_id="r", round=2, seats=seats, votes={"1": sum(numbers)}, sections=sections)
            outcome = REGION.declare(totals, decisions=decisions)
            return {section: given["1"] for section, given in outcome.sections.items()}, outcome

        # 9, 9 and 1 seats before; the last averages: 900 ÷ 9 and 909 ÷ 9, then 900 ÷ 8 is less than 909 ÷ 8.
        assert declare(900, 909, 150, seats=19)[0] == {"A": 7, "B": 8, "C": 4}
        given, outcome = declare(1000, 1000, 10, seats=20)
        assert (given, outcome.pending[0].subject, outcome.pending[0].among) == (
            {"A": 10, "B": 10, "C": 0},
            "least-C-1",
            ("A", "B"),
        )
        rulings = [
            Ruling(contest_id="r", subject="least-C-1", drawn=("A",)),
            Ruling(contest_id="r", subject="least-C-3", drawn=("B",)),
        ]
        assert declare(1000, 1000, 10, seats=20, decisions=rulings)[0] == {"A": 8, "B": 8, "C": 4}
        given, outcome = declare(70, 20, 10, seats=7)
        assert (given, outcome.pending[0].among, outcome.elected) == ({"A": 6, "B": 1, "C": 0}, ("B", "C"), ())

    def test_without_sections_nobody_can_be_named(self):
        outcome = REGION.declare(Totals(contest_id="r", round=2, seats=125, votes=VOTES))
        assert (outcome.pending[0].needs, outcome.elected, outcome.seats["1"]) == ("sections", (), 73)

    def test_a_list_without_a_seat_has_none_in_any_section(self):
        votes = {"1": 98, "2": 2}
        outcome = REGION.declare(Totals(contest_id="r", round=2, seats=4, votes=votes, sections={"A": votes}))
        assert (outcome.seats, outcome.sections) == ({"1": 4, "2": 0}, {"A": {"1": 4}})

    def test_sections_add_up(self):
        with pytest.raises(ValueError, match="do not add up"):
            Totals(contest_id="r", votes={"1": 5}, sections={"D1": {"1": 4}})

    def test_equal_sections(self):
        def declare(sections, *decisions):
            votes = {"1": sum(part["1"] for part in sections.values())}
            return REGION.declare(Totals(contest_id="r", seats=3, votes=votes, sections=sections), decisions=decisions)

        waiting = declare({"A": {"1": 50}, "B": {"1": 50}})
        assert (waiting.pending[0].subject, waiting.pending[0].among) == ("section-1", ("A", "B"))
        ruling = Ruling(contest_id="r", subject="section-1", drawn=("B",))
        assert declare({"A": {"1": 50}, "B": {"1": 50}}, ruling).sections == {"A": {"1": 1}, "B": {"1": 2}}
        assert declare({"A": {"1": 80}, "B": {"1": 40}}).sections == {"A": {"1": 2}, "B": {"1": 1}}

    def test_corsica_guyane_martinique(self):
        corsica = law.at("fr.corsica", date(2021, 6, 27)).declare(
            Totals(contest_id="94", round=2, votes={"1": 4064, "2": 3202, "3": 1507, "4": 1227})
        )
        # Published: 40.64, 32.02, 15.07 and 12.26 % of the valid votes gave 32, 17, 8 and 6 seats.
        assert corsica.seats == {"1": 32, "2": 17, "3": 8, "4": 6}
        first = law.at("fr.corsica", date(2021, 6, 20)).declare(
            Totals(contest_id="94", votes={"1": 47, "2": 40, "3": 7, "4": 6})
        )
        assert (first.next_round, first.may_merge) == (("1", "2", "3"), ("4",))

    def test_martinique_has_sections_as_regions_have(self):
        votes = {"1": 60, "2": 40}
        totals = Totals(contest_id="c", seats=51, round=2, votes=votes, sections={"1": votes})
        assert law.at("fr.martinique", date(2021, 6, 27)).declare(totals).seats == {"1": 35, "2": 16}


SECTIONS_OF_GUYANE = (
    "bas-maroni",
    "cayenne",
    "grande-couronne",
    "haut-maroni",
    "oyapock",
    "petite-couronne",
    "saint-laurent-du-maroni",
    "savanes",
)


class TestGuyane:
    def declare(self, sections, *decisions, day=date(2015, 12, 13), **more):
        options = {option for votes in sections.values() for option in votes}
        votes = {option: sum(part.get(option, 0) for part in sections.values()) for option in options}
        totals = Totals(contest_id="973", round=2, votes=votes, sections=sections, **more)
        return law.at("fr.guyane", day).declare(totals, decisions=decisions)

    def test_each_section_shares_its_own_seats(self):
        """The bonus of each section, 11 in all, and the 40 other seats section by section: over all of Guyane it would be 35 and 16."""
        outcome = self.declare({section: {"1": 60, "2": 40} for section in SECTIONS_OF_GUYANE})
        assert outcome.seats == {"1": 36, "2": 15}
        assert outcome.sections["cayenne"] == {"1": 8, "2": 4}
        assert sum(sum(share.values()) for share in outcome.sections.values()) == 51

    def test_equal_averages_in_a_section(self):
        even = {section: {"1": 60, "2": 40} for section in SECTIONS_OF_GUYANE}
        even["savanes"] = {"1": 50, "2": 50}
        assert self.declare(even).is_complete
        even["cayenne"] = {"1": 70, "2": 70, "3": 70}
        waiting = self.declare(even)
        assert (waiting.pending[0].subject, waiting.pending[0].among) == ("section-cayenne", ("1", "2", "3"))
        ruling = Ruling(contest_id="973", subject="section-cayenne", drawn=("3",))
        assert self.declare(even, ruling).sections["cayenne"] == {"1": 5, "2": 3, "3": 4}

    @pytest.mark.parametrize(
        ("population", "seats"), [(249_999, 51), (250_000, 55), (299_999, 55), (300_000, 61), (None, None)]
    )
    def test_members_by_population(self, population, seats):
        assert members(population) == seats

    def test_what_it_cannot_know(self):
        even = {section: {"1": 60, "2": 40} for section in SECTIONS_OF_GUYANE}
        assert self.declare(even, day=date(2021, 6, 27), seats=55).pending[0].needs == "ruling"
        alone = Totals(contest_id="973", round=2, votes={"1": 6, "2": 4})
        assert law.at("fr.guyane", date(2015, 12, 13)).declare(alone).pending[0].needs == "sections"
        with pytest.raises(LawError, match="it has 50 seats; the law gives 51"):
            self.declare(even, seats=50)
        with pytest.raises(LawError, match="its sections are savanes; those of the law are bas-maroni"):
            self.declare({"savanes": {"1": 6, "2": 4}})


class TestDepartmental:
    def test_a_pair_takes_both_seats(self):
        outcome = CANTON.declare(Totals(contest_id="c", round=2, votes={"1": 60, "2": 40}))
        assert (outcome.seats, [person.position for person in outcome.elected]) == ({"1": 2, "2": 0}, [1, 2])
        first = CANTON.declare(Totals(contest_id="c", registered=1000, votes={"1": 150, "2": 140, "3": 130, "4": 100}))
        assert first.next_round == ("1", "2", "3")

    def test_of_equal_pairs_the_one_with_the_eldest(self):
        slates = {
            "1": people("1", date(1960, 1, 1), date(1960, 1, 1)),
            "2": people("2", date(1990, 1, 1), date(1950, 1, 1)),
        }
        equal = Totals(contest_id="c", round=2, votes={"1": 50, "2": 50})
        assert CANTON.declare(equal, slates=slates).seats == {"1": 0, "2": 2}
        before = law.at("fr.departmental", date(2011, 3, 27))
        assert before.declare(equal, slates=slates).seats == {"1": 1, "2": 0}


class TestSenate:
    def test_a_department_of_each_kind(self):
        totals = Totals(contest_id="d", seats=2, registered=900, valid=850, votes={"1": 500, "2": 450, "3": 300})
        assert SENATE.declare(totals).seats == {"1": 1, "2": 1, "3": 0}
        lists = Totals(contest_id="d", seats=3, votes={"1": 500, "2": 300, "3": 100})
        assert SENATE.declare(lists).seats == {"1": 2, "2": 1, "3": 0}
        assert SENATE.declare(Totals(contest_id="d", seats=1, round=2, votes={"1": 5, "2": 4})).seats == {"1": 1, "2": 0}

    @pytest.mark.parametrize(("year", "lists_from"), [(1998, 5), (2001, 3), (2004, 4), (2014, 3)])
    def test_the_boundary(self, year, lists_from):
        ruling = law.at("fr.senate", date(year, 9, 25))
        votes = {"1": 700, "2": 200}
        by_list = ruling.declare(Totals(contest_id="d", seats=lists_from, registered=1000, votes=votes))
        assert sum(by_list.seats.values()) == lists_from
        by_majority = ruling.declare(Totals(contest_id="d", seats=lists_from - 1, registered=1000, votes=votes))
        assert by_majority.seats == {"1": 1, "2": 0}


class TestLocalReferendum:
    RULE = law.at("fr.local-referendum", date(2021, 6, 20))

    def declare(self, **figures):
        return self.RULE.declare(Totals(contest_id="c", votes={"yes": 60, "no": 40}, **figures))

    def test_half_of_the_registered_must_take_part(self):
        assert self.declare(registered=200, voters=100).seats["yes"] == 1
        assert self.declare(registered=201, voters=100).seats["yes"] == 0
        assert self.declare(registered=200).pending[0].needs == "registered"

    def test_yes_or_no(self):
        with pytest.raises(LawError, match="options yes and no"):
            self.RULE.declare(Totals(contest_id="c", registered=9, voters=9, votes={"1": 5, "2": 3}))


BODIES_OF_LISTS = ["fr.municipal", "fr.regional", "fr.corsica", "fr.martinique", "fr.paris-lyon-marseille", "fr.community"]


@pytest.mark.parametrize("code", BODIES_OF_LISTS)
@given(votes=st.lists(st.integers(0, 5000), min_size=1, max_size=6), seats=st.integers(11, 70))
def test_list_votes_give_all_their_seats_and_none_below_the_bar(code, votes, seats):
    by_option = {str(number): count for number, count in enumerate(votes, start=1)}
    totals = Totals(contest_id="c", seats=seats, round=2, population=9000, votes=by_option)
    outcome = law.at(code, date(2026, 3, 22)).declare(totals)
    tied = sum(question.places for question in outcome.pending if question.subject == "last-seats")
    if not any(question.subject == "elected" for question in outcome.pending):
        assert sum(outcome.seats.values()) + outcome.vacant + tied == seats
    for option, number in by_option.items():
        assert outcome.seats[option] == 0 or 20 * number >= sum(votes)
    reordered = totals.__class__(**{**_fields(totals), "votes": dict(reversed(by_option.items()))})
    assert law.at(code, date(2026, 3, 22)).declare(reordered) == outcome


def _fields(totals):
    return {name: getattr(totals, name) for name in totals.__struct_fields__}
