"""What holds for every body and every period: all seats given or accounted for, no order of rows, no date before the first law."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage import law
from suffrage.model import LawNotKnown, Totals
from suffrage.model.steps import Bar, Bonus

PERIODS = [(body.code, period) for body in law.bodies() for period in body.periods]
NAMED = [f"{code} {period.since}" for code, period in PERIODS]


@pytest.mark.parametrize("body", law.bodies(), ids=lambda body: body.code)
def test_a_day_before_the_first_known_law_is_refused_with_a_sentence(body):
    first = body.periods[0].since
    with pytest.raises(LawNotKnown, match=f"is known from {first}"):
        law.at(body.code, first - timedelta(days=1))


@pytest.mark.parametrize("body", law.bodies(), ids=lambda body: body.code)
def test_periods_follow_each_other(body):
    for before, after in zip(body.periods, body.periods[1:], strict=False):
        assert before.until
        assert before.until <= after.since


SECTION = {"fr.guyane": "cayenne"}
REST = {
    "fr.guyane": (
        "bas-maroni",
        "grande-couronne",
        "haut-maroni",
        "oyapock",
        "petite-couronne",
        "saint-laurent-du-maroni",
        "savanes",
    )
}
"""Sections that the law names; elsewhere any name will do."""


def totals_for(code, votes, seats, round_number):
    if "referendum" in code:
        votes = {"yes": votes[0], "no": votes[-1]}
        round_number = 1
    else:
        votes = {str(number): count for number, count in enumerate(votes, start=1)}
    if code in ("fr.president", "fr.national-assembly", "fr.departmental"):
        seats = 1
    if code.startswith("kh.") or code == "fr.european-parliament":
        round_number = 1
    registered = 2 * sum(votes.values()) + 1
    return Totals(
        contest_id="c",
        round=round_number,
        votes=votes,
        seats=seats,
        registered=registered,
        voters=registered,
        population=9000,
        sections={SECTION.get(code, "A"): votes, **{section: {} for section in REST.get(code, ())}},
    )


ONE_ROUND = {
    "fr.corsica 1982-03-04",
    "fr.corsica 1985-07-11",
    "fr.national-assembly 1985-07-11",
    "fr.regional 1985-07-11",
}
"""Lists without a second round; the Senate's depend on the number of seats."""


def some_totals(code, period, votes, seats, number):
    """Totals that the law of the period can be applied to."""
    one_round = f"{code} {period.since}" in ONE_ROUND or (code == "fr.senate" and seats >= 5)
    seats = {"fr.national-assembly": 1, "fr.guyane": 51}.get(code, seats)
    return totals_for(code, votes, seats, 1 if one_round else number)


ANY_VOTES = st.lists(st.integers(0, 9999), min_size=2, max_size=7)
ANY_SEATS = st.integers(11, 40)


@pytest.mark.parametrize(("code", "period"), PERIODS, ids=NAMED)
@given(votes=ANY_VOTES, seats=ANY_SEATS, number=st.sampled_from([1, 2]))
def test_seats_are_given_once_and_the_order_of_rows_decides_nothing(code, period, votes, seats, number):
    totals = some_totals(code, period, votes, seats, number)
    outcome = law.at(code, period.since).declare(totals)
    backwards = dict(reversed(totals.votes.items()))
    same = Totals(
        **{name: getattr(totals, name) for name in totals.__struct_fields__}
        | {"votes": backwards, "sections": dict(reversed(totals.sections.items()))}
    )
    assert law.at(code, period.since).declare(same) == outcome
    a_pair = code == "fr.departmental" and period.until is None
    available = 2 if a_pair else 1 if "referendum" in code else totals.seats
    assert sum(outcome.seats.values()) + outcome.vacant <= available
    settled = not outcome.pending and not outcome.next_round and "referendum" not in code
    if settled and "president" not in code and sum(outcome.seats.values()):
        assert sum(outcome.seats.values()) + outcome.vacant == available
    assert len(outcome.elected) == sum(outcome.seats.values())
    assert all(step.article for step in outcome.steps)


@pytest.mark.parametrize(("code", "period"), PERIODS, ids=NAMED)
@given(votes=ANY_VOTES, seats=ANY_SEATS, number=st.sampled_from([1, 2]))
def test_no_seat_below_a_bar_no_bonus_lost_and_what_is_missing_is_pending(code, period, votes, seats, number):
    totals = some_totals(code, period, votes, seats, number)
    outcome = law.at(code, period.since).declare(totals)
    for step in outcome.steps:
        if isinstance(step, Bar) and not step.passed and not step.strict:
            assert outcome.seats[step.option_id] == 0
        if isinstance(step, Bonus):
            assert outcome.seats[step.option_id] >= step.seats
    # (The bar of half of the valid votes is another thing: it decides whether round 1 is enough.)
    subjects = {question.subject for question in outcome.pending}
    if subjects and all(subject == "last-seats" or subject.startswith("section-") for subject in subjects):
        missing = sum(question.places for question in outcome.pending)
        assert sum(outcome.seats.values()) + outcome.vacant + missing == totals.seats
