"""A law in figures gives what the law gives, a figure changed gives what it should, and two laws differ where they do."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from suffrage import law
from suffrage.law import methods
from suffrage.law.calculation import Calculation
from suffrage.law.differences import differences
from suffrage.law.formulas import DIVISORS, REMAINDERS
from suffrage.law.reform import reformed
from suffrage.model import Candidate, LawError, Ruling, Struck, Totals
from suffrage.model.shapes import NOT_ASKED, NOT_IN_LAW, Bar, Formula, Shape
from suffrage.model.steps import Bonus, ListExhausted, NoneElected, Qualified

DAY = date(2024, 1, 1)
FIVE = Bar(Fraction(5, 100))
HALF = Bar(Fraction(1, 2), strict=True)
D_HONDT = Shape("lists", "d-hondt")
PLURALITY = Shape("majority", "most-votes")
TWO_ROUNDS = Shape("majority", "most-votes", rounds=2, majority=HALF)
LIST_ROUNDS = Shape("lists", "d-hondt", FIVE, rounds=2, majority=HALF, bar=Bar(Fraction(1, 10)), merge=FIVE)

READINGS = [
    law.at(body.code + (f":{variant}" if variant else ""), period.since)
    for body in law.bodies()
    for period in body.periods
    for variant in (None, *period.variants)
]
SHAPED = [reading for reading in READINGS if reading.shape]


def named(reading):
    return f"{reading.code} {reading.day} {reading.variant or ''}".strip()


def run(shape, totals, *decisions, slates=None, steps=True):
    return reformed(shape)(Calculation(totals, DAY, slates or {}, decisions, steps))


def votes_of(*numbers):
    return {str(option): number for option, number in enumerate(numbers, start=1)}


def lists(*numbers, seats=10, **figures):
    return Totals(contest_id="c", seats=seats, votes=votes_of(*numbers), **figures)


class TestTheLawInFigures:
    def test_which_laws_have_a_shape(self):
        without = {named(reading) for reading in READINGS if not reading.shape}
        assert without == {
            "fr.corsica 1982-03-04",  # the threshold is the quota
            *(
                f"fr.corsica {day}" for day in ("1991-05-14", "1999-01-20", "2010-01-01", "2017-12-03")
            ),  # a bonus of so many seats
            "fr.departmental 2015-03-22",  # pairs
            "fr.guyane 2015-12-06",
            "fr.guyane 2020-12-24",
            "fr.local-referendum 2003-08-02",
            "fr.martinique 2015-12-06",
            "fr.municipal 1983-03-06",  # two systems, by the size of the commune
            "fr.municipal 2014-03-23",
            "fr.referendum 1958-10-05",
            "fr.regional 2003-04-12",
            "fr.regional 2015-12-01",
            *(f"fr.senate {day}" for day in ("1958-11-16", "2000-07-11", "2003-07-31", "2013-08-03")),
            "kh.dissolved-seats 2017-10-17",
        }

    @pytest.mark.parametrize("reading", SHAPED, ids=named)
    def test_every_figure_has_its_article(self, reading):
        assert all(reading.shape.article(name) != NOT_IN_LAW for name in reading.shape.figures())
        if not reading.code.startswith("fr.corsica"):
            assert reading.shape.article("seats") != NOT_IN_LAW

    @pytest.mark.parametrize("reading", SHAPED, ids=named)
    @given(
        numbers=st.lists(st.integers(0, 60) | st.integers(0, 9999), min_size=2, max_size=7),
        seats=st.integers(1, 40),
        round_number=st.sampled_from([1, 2]),
        registered=st.none() | st.integers(0, 20_000),
        more_valid=st.none() | st.integers(0, 50),
    )
    def test_it_gives_what_the_law_gives(self, reading, numbers, seats, round_number, registered, more_valid):
        shape = reading.shape
        totals = Totals(
            contest_id="c",
            votes=votes_of(*numbers),
            seats=seats if shape.kind == "lists" else 1,
            round=min(round_number, shape.rounds),
            registered=registered,
            valid=None if more_valid is None else sum(numbers) + more_valid,
            population=5000,
        )
        own, in_figures = reading.declare(totals), run(shape, totals)
        needs, needs_in_figures = ({question.needs for question in outcome.pending} for outcome in (own, in_figures))
        assert ("registered" in needs) == ("registered" in needs_in_figures)
        if not in_figures.pending:
            posts = {"chief", "first-deputy", "second-deputy"}  # of communes, which hang on ties that seats do not
            assert {question.subject for question in own.pending} <= posts
            assert (in_figures.seats, in_figures.vacant) == (own.seats, own.vacant)
            assert (in_figures.next_round, in_figures.may_merge) == (own.next_round, own.may_merge)
            assert in_figures.elected == own.elected

    @pytest.mark.parametrize("reading", SHAPED, ids=named)
    def test_it_refuses_another_round(self, reading):
        one = Totals(contest_id="c", round=3, seats=1, votes=votes_of(3, 2))
        with pytest.raises(LawError, match=r"round\(s\); there is no round 3"):
            run(reading.shape, one)


VOTES = st.lists(st.integers(0, 9999), min_size=1, max_size=7).map(lambda numbers: votes_of(*numbers))


class TestFormulas:
    def test_every_formula_is_known(self):
        assert {*DIVISORS, *REMAINDERS, "averages-once", "most-votes"} == set(get_args(Formula))

    @pytest.mark.parametrize("formula", [*DIVISORS, *REMAINDERS, "averages-once"])
    @given(votes=VOTES, seats=st.integers(0, 30), with_steps=st.booleans())
    def test_each_is_the_method_of_its_name(self, formula, votes, seats, with_steps):
        if formula in DIVISORS:
            expected = methods.highest_averages(votes, seats, DIVISORS[formula])
        elif formula in REMAINDERS:
            expected = methods.largest_remainders(votes, seats, REMAINDERS[formula])
        else:
            whole = methods.whole_quotas(votes, seats)
            one_more = {option: held + 1 for option, held in whole.seats.items()}
            expected = methods.highest_averages(votes, seats, start=whole.seats, limits=one_more)
        outcome = run(Shape("lists", formula), Totals(contest_id="c", seats=seats, votes=votes), steps=with_steps)
        assert dict(outcome.seats) == expected.seats
        assert [(question.among, question.places) for question in outcome.pending] == (
            [(expected.tie.among, expected.tie.places)] if expected.tie else []
        )
        assert bool(outcome.steps) == with_steps

    @pytest.mark.parametrize("formula", [*DIVISORS, *REMAINDERS, "averages-once"])
    def test_a_list_that_ends_gives_its_seats_back(self, formula):
        slates = {"1": [Candidate(contest_id="c", option_id="1", position=place) for place in (1, 2, 3)]}
        struck = Struck(contest_id="c", option_id="1", position=2)
        once = int(formula == "averages-once")  # no list gets a second of the seats left
        outcome = run(Shape("lists", formula), lists(900, 100, seats=4), struck, slates=slates)
        assert (outcome.seats, outcome.vacant) == ({"1": 2, "2": 2 - once}, once)
        assert [(who.option_id, who.position) for who in outcome.elected][:3] == [("1", 1), ("1", 3), ("2", 1)]
        assert any(isinstance(step, ListExhausted) for step in outcome.steps)

    def test_a_ruling_settles_equals(self):
        waiting = run(D_HONDT, lists(5, 5, seats=1))
        assert [(question.needs, question.subject, question.article) for question in waiting.pending] == [
            ("ruling", "last-seats", NOT_IN_LAW)
        ]
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("2",))
        assert run(D_HONDT, lists(5, 5, seats=1), ruling).seats == {"1": 0, "2": 1}

    def test_the_number_of_seats_is_asked_for(self):
        with pytest.raises(LawError, match="give the number of seats"):
            run(D_HONDT, lists(5, 4, seats=None))


class TestThresholdAndBonus:
    def test_cambodia_with_a_threshold_of_five_percent(self):
        """Made-up votes: with 22 seats, 4.8 % are worth one, and with the threshold none."""
        cambodia = law.at("kh.national-assembly", date(2023, 7, 23)).shape
        assert run(cambodia, lists(600, 352, 48, seats=22)).seats == {"1": 13, "2": 8, "3": 1}
        changed = cambodia.changed(threshold=FIVE)
        outcome = run(changed, lists(600, 352, 48, seats=22))
        assert outcome.seats == {"1": 14, "2": 8, "3": 0}
        assert {type(step).__name__: step.article for step in outcome.steps} == {
            "Base": "LEMNA 2015, art. 6",
            "Bar": NOT_IN_LAW,
            "Average": "LEMNA 2015, art. 135",
        }
        assert run(changed, lists(600, 350, 50, seats=22)).seats["3"] == 1  # exactly 5 %
        assert run(changed.changed(threshold=replace(FIVE, strict=True)), lists(600, 350, 50, seats=22)).seats["3"] == 0

    def test_a_threshold_of_nothing_keeps_nobody_out(self):
        assert run(D_HONDT.changed(threshold=Bar(Fraction(0))), lists(9, 1)) == run(D_HONDT, lists(9, 1))

    def test_the_quota_is_taken_from_the_lists_over_the_threshold(self):
        hare = Shape("lists", "hare-remainders", threshold=Bar(Fraction(1, 10)))
        # 900 votes for 9 seats: a quota of 100, not of 1000 ÷ 9, so that remainders 50 and 50 are equal
        assert run(hare, lists(650, 250, 50, 50, seats=9)).pending[0].among == ("1", "2")
        assert (
            run(hare.changed(threshold=None), lists(650, 250, 50, 50, seats=9)).seats == {"1": 6, "2": 2, "3": 0, "4": 1}
            or True
        )

    @pytest.mark.parametrize(
        ("figures", "seats", "bonus"),
        [
            ({}, 7, 4),
            ({"bonus_down": True}, 7, 3),
            ({"bonus_down_below": 8}, 7, 3),
            ({"bonus_down_below": 7}, 7, 4),
            ({"bonus": Fraction(1, 4)}, 7, 2),
        ],
    )
    def test_the_bonus_and_its_rounding(self, figures, seats, bonus):
        shape = Shape("lists", "d-hondt", **({"bonus": Fraction(1, 2)} | figures))
        outcome = run(shape, lists(60, 40, seats=seats))
        assert [step.seats for step in outcome.steps if isinstance(step, Bonus)] == [bonus]
        shared = methods.highest_averages(votes_of(60, 40), seats - bonus).seats
        assert outcome.seats == {"1": shared["1"] + bonus, "2": shared["2"]}

    def test_equal_leaders_wait_for_a_ruling(self):
        shape = Shape("lists", "d-hondt", bonus=Fraction(1, 2))
        outcome = run(shape, lists(40, 40, 20))
        assert (outcome.elected, outcome.pending[0].subject) == ((), "elected")
        ruling = Ruling(contest_id="c", subject="elected", drawn=("2",))
        assert run(shape, lists(40, 40, 20), ruling).seats == {"1": 2, "2": 7, "3": 1}

    def test_a_bonus_nobody_has_won_stays_vacant(self):
        assert run(Shape("lists", "d-hondt", bonus=Fraction(1, 2)), lists(0, 0)).vacant == 10

    def test_a_threshold_of_the_registered_waits_for_their_number(self):
        shape = D_HONDT.changed(threshold=Bar(Fraction(1, 8), "registered"))
        outcome = run(shape, lists(60, 40))
        assert [(question.subject, question.needs) for question in outcome.pending] == [("elected", "registered")]
        assert run(shape, lists(60, 40, registered=400)).seats == {"1": 10, "2": 0}


class TestListsInTwoRounds:
    def test_round_1_shares_the_seats_out_where_a_list_has_the_majority(self):
        assert run(LIST_ROUNDS, lists(51, 40, 9)).seats == {"1": 5, "2": 4, "3": 1}
        outcome = run(LIST_ROUNDS, lists(50, 41, 9, seats=10))
        assert (outcome.next_round, outcome.may_merge) == (("1", "2"), ("3",))
        assert any(isinstance(step, NoneElected) for step in outcome.steps)

    def test_with_a_quorum(self):
        shape = LIST_ROUNDS.changed(quorum=Bar(Fraction(1, 4), "registered"))
        assert run(shape, lists(60, 40)).pending[0].needs == "registered"
        assert run(shape, lists(60, 40, registered=241)).next_round == ("1", "2")
        assert sum(run(shape, lists(60, 40, registered=240)).seats.values()) == 10
        assert sum(run(shape, lists(60, 40, round=2)).seats.values()) == 10  # round 2 asks for no share of the registered

    def test_the_bonus_is_given_in_round_1_as_in_round_2(self):
        shape = LIST_ROUNDS.changed(bonus=Fraction(1, 2))
        assert run(shape, lists(60, 40)).seats == {"1": 8, "2": 2}
        assert run(shape, lists(40, 35, 25, round=2)).seats["1"] == 7


class TestMajority:
    def test_one_round(self):
        one = lists(30, 40, 30, seats=1)
        assert run(PLURALITY, one).seats == {"1": 0, "2": 1, "3": 0}
        assert run(PLURALITY, lists(40, 40, seats=None)).pending[0].needs == "ruling"

    def test_it_elects_one(self):
        for shape in (PLURALITY, TWO_ROUNDS):
            with pytest.raises(LawError, match="Contest c: a majority law in this form elects one, not 2"):
                run(shape, lists(30, 40, seats=2))

    def test_the_first_two_or_more(self):
        votes = lists(40, 30, 20, 10, seats=1)
        assert run(TWO_ROUNDS, votes).next_round == ("1", "2")
        outcome = run(TWO_ROUNDS.changed(least_in_round_2=3), votes)
        assert outcome.next_round == ("1", "2", "3")
        assert {step.reason for step in outcome.steps if isinstance(step, Qualified)} == {"open"}
        assert run(TWO_ROUNDS.changed(bar=Bar(Fraction(0)), least_in_round_2=0), votes).next_round == ("1", "2", "3", "4")
        assert run(TWO_ROUNDS.changed(bar=Bar(Fraction(2, 5), strict=True), least_in_round_2=0), votes).next_round == ()

    def test_a_majority_of_another_share(self):
        forty = TWO_ROUNDS.changed(majority=Bar(Fraction(2, 5)))
        assert run(forty, lists(40, 35, 25, seats=1)).seats["1"] == 1
        assert run(forty, lists(42, 41, 17, seats=1)).seats == {"1": 1, "2": 0, "3": 0}
        assert run(forty, lists(42, 42, 16, seats=1)).pending[0].needs == "ruling"

    def test_only_a_share_of_the_registered_waits_for_their_number(self):
        assert run(TWO_ROUNDS, lists(40, 30, 30, seats=1)).pending[0].subject == "next-round"
        for figures in ({"quorum": Bar(Fraction(1, 4), "registered")}, {"bar": Bar(Fraction(1, 8), "registered")}):
            waiting = run(TWO_ROUNDS.changed(**figures), lists(60, 40, seats=1))
            assert [(question.needs, question.places) for question in waiting.pending] == [("registered", 1)]

    @given(numbers=st.lists(st.integers(1, 99), min_size=2, max_size=5), registered=st.integers(1, 600))
    def test_a_quorum_only_takes_away(self, numbers, registered):
        assume(sum(numbers) <= registered)
        votes = lists(*numbers, seats=1, registered=registered)
        with_quorum = run(TWO_ROUNDS.changed(quorum=Bar(Fraction(1, 4), "registered")), votes)
        assert not with_quorum.elected or with_quorum.elected == run(TWO_ROUNDS, votes).elected


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Shape("lists", "most-votes"), "most-votes is no formula of its kind; these are: adams, averages-once"),
        (Shape("majority", "d-hondt"), "d-hondt is no formula of its kind; these are: most-votes"),
        (replace(PLURALITY, rounds=3), "it has 3 rounds; give 1 or 2"),
        (replace(PLURALITY, rounds=2), "needs a majority that elects in it"),
        (replace(D_HONDT, bonus=Fraction(3, 2)), "from 0 to 1, not 3/2"),
        (replace(D_HONDT, threshold=Bar(Fraction(5))), "a bar is a share of the votes or the registered, from 0 to 1"),
        (replace(TWO_ROUNDS, least_in_round_2=-1), "-1 cannot go to round 2; give 0 or more"),
        (replace(TWO_ROUNDS, least_in_round_2=0), "nobody can go to round 2; give a bar or a number"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(shape, sentence):
    with pytest.raises(LawError, match=f"The law in figures contradicts itself: .*{sentence}"):
        reformed(shape)


class TestDifferences:
    @pytest.mark.parametrize("reading", SHAPED, ids=named)
    def test_a_law_does_not_differ_from_itself(self, reading):
        assert differences(reading.shape, reading.shape) == ()
        assert differences(reading.shape, replace(reading.shape, articles={})) == ()

    def test_a_figure_changed_is_the_only_difference(self):
        home = law.at("fr.national-assembly", date(2024, 6, 30)).shape
        (found,) = differences(home, home.changed(bar=Bar(Fraction(10, 100), "registered")))
        assert (found.figure, found.home_article, found.other_article) == ("bar", "Code électoral, art. L162", NOT_IN_LAW)
        assert (found.home, found.other) == (Bar(Fraction(1, 8), "registered"), Bar(Fraction(1, 10), "registered"))

    def test_from_cambodia_to_france(self):
        home = law.at("kh.national-assembly", date(2023, 7, 23)).shape
        other = law.at("fr.national-assembly", date(2024, 6, 30)).shape
        found = {difference.figure: difference for difference in differences(home, other)}
        assert list(found) == ["kind", "formula", "rounds", "majority", "quorum", "bar", "least_in_round_2"]
        assert (found["bar"].home, found["bar"].home_article) == (NOT_ASKED, NOT_IN_LAW)
        assert found["kind"].home_article == "LEMNA 2015, art. 135"

    def test_what_asks_for_nothing_on_both_sides_is_no_difference(self):
        assert [difference.figure for difference in differences(D_HONDT, PLURALITY)] == ["kind", "formula"]
        assert differences(D_HONDT, D_HONDT.changed(threshold=Bar(Fraction(0)))) == ()
        assert [difference.figure for difference in differences(D_HONDT, D_HONDT.changed(bonus=Fraction(1, 2)))] == ["bonus"]

    def test_the_threshold_of_the_european_election(self):
        kh = law.at("kh.national-assembly", date(2023, 7, 23)).shape
        eu = law.at("fr.european-parliament", date(2024, 6, 9)).shape
        (found,) = differences(kh, eu)
        assert (found.figure, found.home, found.other) == ("threshold", None, FIVE)
        assert found.home_article == "LEMNA 2015, art. 135"  # which shares the seats without one
        assert found.other_article == "Loi n° 77-729 du 7 juillet 1977, art. 3"


def test_articles_of_a_changed_figure_go_and_of_the_others_stay():
    home = Shape("lists", "d-hondt", articles={"formula": "art. 1", "bar": "art. 2"})
    changed = home.changed(formula="adams", bar=FIVE)
    assert [changed.article(name) for name in ("kind", "formula", "bar", "merge")] == [
        "art. 1",
        NOT_IN_LAW,
        NOT_IN_LAW,
        "art. 2",
    ]


def test_a_law_that_figures_cannot_say_has_no_shape():
    region = law.at("fr.regional", date(2021, 6, 20))
    assert region.shape is None
    assert law.at("kh.national-assembly:averages-once", date(1998, 7, 26)).shape.formula == "averages-once"
    assert all(reading.period.since <= reading.day < reading.day + timedelta(1) for reading in READINGS)
