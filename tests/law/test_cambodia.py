"""Cambodia's National Assembly: the seats of article 6, the two steps of article 135, and what it leaves open."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage import law
from suffrage.law import methods
from suffrage.model import Candidate, Elected, LawError, Ruling, Totals
from suffrage.model.steps import Average, ListExhausted, Quota, QuotaSeats, SeatsByLaw, Vacant

ASSEMBLY = law.at("kh.national-assembly", date(2023, 7, 23))


def test_article_6():
    by_province = ASSEMBLY.seats
    assert sum(by_province.values()) == 125
    assert len(by_province) == 25
    assert (by_province["12"], by_province["08"], by_province["03"], by_province["23"]) == (12, 11, 10, 1)


def test_quotas_then_averages_with_every_step():
    outcome = ASSEMBLY.declare(Totals(contest_id="03", votes={"9": 80_000, "18": 400_000, "1": 20_000}, valid=500_000))
    assert outcome.seats == {"1": 0, "9": 1, "18": 9}
    assert [step.quota for step in outcome.steps if isinstance(step, Quota)] == [50_000]
    assert {step.option_id: step.seats for step in outcome.steps if isinstance(step, QuotaSeats)} == {"1": 0, "9": 1, "18": 8}
    assert [(step.seat, step.option_id, step.before) for step in outcome.steps if isinstance(step, Average)] == [(10, "18", 8)]
    assert outcome.elected[0] == Elected(option_id="18", position=1)
    assert outcome.elected[-1] == Elected(option_id="9", position=1)


def test_one_seat_goes_to_the_largest_party():
    outcome = ASSEMBLY.declare(Totals(contest_id="23", votes={"9": 10, "18": 11}))
    assert outcome.elected == (Elected(option_id="18", position=1),)


def test_nobody_voted():
    outcome = ASSEMBLY.declare(Totals(contest_id="23", votes={"9": 0, "18": 0}))
    assert (outcome.vacant, outcome.elected) == (1, ())
    outcome = ASSEMBLY.declare(Totals(contest_id="04", votes={"9": 0, "18": 0}))
    assert (outcome.vacant, outcome.elected) == (4, ())
    assert Vacant(article="LEMNA 2015, art. 135", seats=4) in outcome.steps


def test_a_tie_waits_for_a_ruling_and_takes_it():
    totals = Totals(contest_id="04", votes={"1": 30, "2": 30, "3": 30})
    open_question = ASSEMBLY.declare(totals).pending[0]
    assert (open_question.needs, open_question.among, open_question.places) == ("ruling", ("1", "2", "3"), 1)
    ruling = Ruling(contest_id="04", subject=open_question.subject, drawn=("2",))
    assert ASSEMBLY.declare(totals, decisions=[ruling]).seats == {"1": 1, "2": 2, "3": 1}
    for drawn in ((), ("9",), ("1", "2")):
        with pytest.raises(LawError, match="it must name 1 of 1, 2, 3"):
            ASSEMBLY.declare(totals, decisions=[Ruling(contest_id="04", subject="last-seats", drawn=drawn)])


def test_a_ruling_on_another_question_does_not_answer_this_one():
    totals = Totals(contest_id="04", votes={"1": 30, "2": 30, "3": 30})
    ruling = Ruling(contest_id="04", subject="elected", drawn=("2",))
    assert not ASSEMBLY.declare(totals, decisions=[ruling]).is_complete


def test_lists_are_closed_and_may_end():
    slates = {"18": [Candidate(contest_id="04", option_id="18", position=n, candidate_id=f"c{n}") for n in (2, 1)]}
    outcome = ASSEMBLY.declare(Totals(contest_id="04", votes={"18": 90, "9": 10}), slates=slates)
    assert outcome.seats == {"18": 2, "9": 2}
    assert [person.candidate_id for person in outcome.elected] == ["c1", "c2", None, None]
    assert any(isinstance(step, ListExhausted) for step in outcome.steps)


def test_other_seats_than_the_law_s_are_used_and_said():
    outcome = ASSEMBLY.declare(Totals(contest_id="12", seats=11, votes={"18": 9, "9": 1}))
    assert sum(outcome.seats.values()) == 11
    assert SeatsByLaw(article="LEMNA 2015, art. 6", given=11, by_law=12) in outcome.steps


def test_what_it_cannot_apply():
    with pytest.raises(LawError, match="no round 2"):
        ASSEMBLY.declare(Totals(contest_id="12", round=2, votes={"18": 9}))
    with pytest.raises(LawError, match="the law has no seats for this code"):
        ASSEMBLY.declare(Totals(contest_id="Phnom Penh", votes={"18": 9}))


@given(st.sampled_from(sorted(ASSEMBLY.seats)), st.dictionaries(st.integers(1, 20).map(str), st.integers(0, 10**6), min_size=1))
def test_the_seats_are_those_of_the_highest_averages(province, votes):
    outcome = ASSEMBLY.declare(Totals(contest_id=province, votes=votes))
    alone = methods.highest_averages(dict(Totals(contest_id=province, votes=votes).votes), ASSEMBLY.seats[province])
    assert outcome.seats == alone.seats
    assert ASSEMBLY.declare(Totals(contest_id=province, votes=votes), steps=False).seats == outcome.seats


@pytest.mark.parametrize("valid", [99, 100, 120])
def test_a_valid_figure_that_is_not_the_sum_of_votes_moves_no_seat(valid):
    """A larger quota leaves more seats to the averages, which give them to the same lists; a smaller one cannot be."""
    totals = Totals(contest_id="04", votes={"1": 60, "2": 40}, valid=valid)
    assert ASSEMBLY.declare(totals).seats == methods.highest_averages({"1": 60, "2": 40}, 4).seats
