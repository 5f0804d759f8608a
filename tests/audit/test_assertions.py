"""Facts hold exactly when the outcome is right; what they are worth; and what cannot be said so."""

import os
import random
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.small import SHAPES, try_one

from suffrage import law
from suffrage.facts import Assertion, Papers, assertions
from suffrage.law.calculation import Calculation
from suffrage.law.reform import reformed
from suffrage.model import BadInput, LawError, Outcome, Shape, Totals, Withdrawal
from suffrage.model.shapes import Bar

ELECTIONS = int(os.environ.get("SUFFRAGE_AUDIT_ELECTIONS", "6000"))
"""How many small elections are tried; docs/audits.md has the figures of 100,000."""


@pytest.mark.parametrize("name", SHAPES)
def test_facts_hold_exactly_when_the_outcome_is_right(name):
    stream = random.Random(f"2024 {name}")
    seen = Counter(try_one(stream, name) for _ in range(ELECTIONS // len(SHAPES)))
    assert seen["holds"] > 5
    assert seen["wrong"] > 5
    assert seen["reported-tie"] > 5


def facts_of(shape, **figures):
    totals = Totals(contest_id="c", **figures)
    outcome = reformed(shape)(Calculation(totals, date(2024, 1, 1), {}, ()))
    return assertions(shape, totals, outcome)


def test_the_assorters_of_the_literature():
    papers = Papers(1000, exact=True, invalid=100)
    (pair,) = (f for f in facts_of(SHAPES["d-hondt"], votes={"A": 600, "B": 300}, seats=4, ballots=1000) if f.options[0] == "A")
    assert pair.divisors == (3, 2)  # A has 3 seats, B would have its second
    assorter = pair.assorter(papers)
    assert (assorter.of("A"), assorter.of("B"), assorter.of("C"), assorter.of(None)) == (
        Fraction(5, 6),
        0,
        Fraction(1, 2),
        Fraction(1, 2),
    )
    assert assorter.upper == Fraction(1 + Fraction(2, 3), 2)
    over = Assertion("above", ("A",), {"A": 3 - 1}, "art.", other=-1, bar=Bar(Fraction(1, 3), strict=True)).assorter(papers)
    assert (over.of("A"), over.of("B"), over.of(None), over.upper) == (Fraction(3, 2), 0, Fraction(1, 2), Fraction(3, 2))


def test_a_share_of_the_registered_as_an_assorter():
    shape = SHAPES["deputy"]
    found = facts_of(shape, votes={"A": 300, "B": 250, "C": 90}, registered=1000, ballots=700)
    bars = {fact.options[0]: fact for fact in found if fact.bar == shape.bar}
    c = Fraction(1000, 8) - Fraction(1, 2)
    c /= 700
    papers = Papers(700, exact=True, invalid=60)
    reached, missed = bars["A"].assorter(papers), bars["C"].assorter(papers)
    assert (reached.of("A"), reached.of("B"), reached.of(None)) == (1 / (2 * c), 0, 0)
    assert (missed.of("C"), missed.of("A"), missed.of(None)) == (0, 1 / (2 * (1 - c)), 1 / (2 * (1 - c)))


def test_at_least_is_true_at_equality_and_more_than_is_not():
    at_least = facts_of(SHAPES["threshold"], votes={"A": 80, "B": 20}, seats=5, ballots=100)
    over = facts_of(SHAPES["threshold over"], votes={"A": 80, "B": 20}, seats=5, ballots=100)
    for facts, kind, wrong in ((at_least, "above", {"A": 81, "B": 19}), (over, "below", {"A": 79, "B": 21})):
        (bar,) = (fact for fact in facts if fact.options == ("B",))
        assert bar.kind == kind
        assert bar.holds({"A": 80, "B": 20})
        assert not bar.holds(wrong)


@given(st.lists(st.integers(0, 300), min_size=2, max_size=5), st.integers(1, 9), st.integers(0, 50))
def test_the_mean_of_the_assorter_is_above_a_half_exactly_when_the_fact_holds(numbers, seats, invalid):
    votes = {str(option): number for option, number in enumerate(numbers)}
    papers = Papers(sum(numbers) + invalid, exact=True, invalid=invalid)
    if not any(numbers):
        return
    best = max(votes, key=votes.get)
    outcome = Outcome(contest_id="c", round=1, seats={o: seats * (o == best) for o in votes})
    totals = Totals(contest_id="c", votes=votes, seats=seats, ballots=papers.number)
    for fact in assertions(SHAPES["threshold"], totals, outcome):
        assorter = fact.assorter(papers)
        assert (assorter.mean(votes, papers) > Fraction(1, 2)) == fact.holds(votes, invalid)
        assert all(0 <= assorter.of(option) <= assorter.upper for option in [*votes, "other", None])


def test_papers_that_are_only_bounded_count_against_every_fact():
    votes = {"A": 60, "B": 40}
    pair = Assertion("more", ("A", "B"), {"A": 1, "B": -1}, "art.")
    firm, loose = Papers(100, exact=True, invalid=0), Papers(150, exact=False, invalid=0)
    assert pair.assorter(firm).mean(votes, firm) == Fraction(3, 5)
    assert pair.assorter(loose).mean(votes, loose) == Fraction(2, 5)


def test_the_papers_of_totals():
    assert Papers.of(Totals(contest_id="c", votes={"A": 5}, ballots=7, registered=9)) == Papers(7, exact=True, invalid=2)
    assert Papers.of(Totals(contest_id="c", votes={"A": 5}, voters=8, blank=1)) == Papers(8, exact=False, invalid=1)
    assert Papers.of(Totals(contest_id="c", votes={"A": 5}, registered=9)) == Papers(9, exact=False, invalid=0)
    assert Papers.of(Totals(contest_id="c", votes={"A": 5}, null=1)) == Papers(6, exact=True, invalid=1)
    with pytest.raises(BadInput, match="6 valid votes are stated, and the votes of the options add up to 5"):
        Papers.of(Totals(contest_id="c", votes={"A": 5}, valid=6))
    with pytest.raises(BadInput, match="5 papers are counted, and there are at most 4"):
        Papers.of(Totals(contest_id="c", votes={"A": 5}, voters=4))


def test_a_seat_by_its_number_and_the_fewest_papers_that_decide_it():
    votes = {"A": 5300, "B": 2400, "C": 2300}
    facts = facts_of(SHAPES["d-hondt"], votes=votes, seats=7, ballots=10_000)
    last = min(facts, key=lambda fact: fact.fewest(votes))
    assert (last.kind, last.options, last.seat, last.fewest(votes)) == ("average", ("B", "C"), 7, 50)
    assert last.holds({"A": 5300, "B": 2400 - 49, "C": 2300 + 49})
    assert not last.holds({"A": 5300, "B": 2400 - 50, "C": 2300 + 50})


def test_a_fact_that_papers_cannot_deny_has_no_assorter():
    fact = Assertion("below", ("A",), {"A": -2}, "art.", constant=999)
    assert fact.assorter(Papers(400, exact=True, invalid=0)) is None
    assert fact.assorter(Papers(0, exact=True, invalid=0)) is None


def test_the_president_s_two_who_go_on_and_one_who_withdrew():
    president = law.at("fr.president", date(2022, 4, 10))
    totals = Totals(contest_id="FR", votes={"1": 40, "2": 30, "3": 20, "4": 10}, ballots=100)
    gone = Withdrawal(contest_id="FR", option_id="1")
    for decisions, pairs in (((), {("1", "3"), ("1", "4"), ("2", "3"), ("2", "4")}), ((gone,), {("2", "4"), ("3", "4")})):
        found = assertions(president.shape, totals, president.declare(totals, decisions=decisions))
        assert {fact.options for fact in found if fact.kind == "more"} == pairs
        assert {fact.options for fact in found if fact.kind == "below"} == {(option,) for option in "1234"}


TIE = Outcome(contest_id="c", round=1, seats={"A": 1, "B": 0})


@pytest.mark.parametrize(
    ("shape", "totals", "sentence"),
    [
        (Shape("lists", "hare-remainders"), {"seats": 1}, "hangs on all votes"),
        (Shape("lists", "averages-once"), {"seats": 1}, "hangs on all votes"),
        (Shape("lists", "huntington-hill"), {"seats": 1}, "not votes over numbers above zero"),
        (Shape("lists", "adams"), {"seats": 1}, "not votes over numbers above zero"),
        (Shape("majority", "most-votes"), {"seats": 2}, "several are elected at once"),
        (Shape("lists", "d-hondt", threshold=Bar(Fraction(1, 5), "registered")), {"seats": 1}, "their number is not known"),
        (Shape("lists", "d-hondt"), {"votes": {"A": 0, "B": 0}}, "has no votes"),
        (Shape("lists", "d-hondt"), {"votes": {"A": 9}}, "not one of these options"),
        (Shape("majority", "most-votes", rounds=2), {}, "contradicts itself"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_sentence(shape, totals, sentence):
    with pytest.raises(LawError, match=sentence):
        assertions(shape, Totals(**{"contest_id": "c", "votes": {"A": 6, "B": 4}} | totals), TIE)


def test_an_outcome_that_waits_or_contradicts_its_totals_is_refused():
    even = Totals(contest_id="c", votes={"A": 5, "B": 5}, seats=1)
    pending = reformed(SHAPES["d-hondt"])(Calculation(even, date(2024, 1, 1), {}, ()))
    with pytest.raises(LawError, match="waits for a decision"):
        assertions(SHAPES["d-hondt"], even, pending)
    nobody = Outcome(contest_id="c", round=1, seats={"A": 0, "B": 0})
    with pytest.raises(LawError, match="has what elects in round 1, and nobody is elected"):
        assertions(SHAPES["president"], Totals(contest_id="c", votes={"A": 9, "B": 1}), nobody)
    with pytest.raises(LawError, match="no outcome to audit"):
        assertions(SHAPES["plurality"], Totals(contest_id="c", votes={"A": 9, "B": 1}), nobody)
    sections = Outcome(contest_id="c", round=1, seats={"A": 1, "B": 0}, sections={"S": {"A": 1}})
    with pytest.raises(LawError, match="shared out by section"):
        assertions(SHAPES["d-hondt"], Totals(contest_id="c", votes={"A": 9, "B": 1}), sections)


def test_a_tie_that_was_decided_has_a_fact_that_does_not_hold():
    even = Totals(contest_id="c", votes={"A": 5, "B": 5}, seats=1)
    (fact,) = assertions(SHAPES["d-hondt"], even, Outcome(contest_id="c", round=1, seats={"A": 1, "B": 0}))
    assert fact.slack(even.votes) == 0
    assert not fact.holds(even.votes)
    assert fact.fewest(even.votes) == 0
