"""Draws without chance are the law itself, exactly; the source before compilation gives the same."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compare.fields import EVERYTHING, FRENCH, HALF, PARTIES, QUARTER, field_of

from suffrage import law
from suffrage.compare.montecarlo import (
    Noise,
    Transfers,
    chance,
    draw_elections,
    drawing,
    kernels,
    plan_draws,
    running,
)
from suffrage.compare.montecarlo import second_round as second_round_kernels
from suffrage.compare.transfers import TransferTable, second_round
from suffrage.law.calculation import Calculation
from suffrage.law.reform import reformed
from suffrage.model import Shape, Totals
from suffrage.model.shapes import Bar

DAY = date(2024, 1, 1)
LISTS = (
    "d-hondt",
    "sainte-lague",
    "modified-sainte-lague",
    "danish",
    "imperiali",
    "adams",
    "huntington-hill",
    "hare-remainders",
    "droop-remainders",
    "hagenbach-bischoff-remainders",
    "imperiali-remainders",
    "averages-once",
)
figure = st.integers(0, 12) | st.integers(0, 100_000)


@st.composite
def contests(draw, most_seats=12):
    """A few contests: votes by option, the party of each option (two may have the same), seats, voters who stayed away."""
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        votes = draw(st.lists(figure, min_size=1, max_size=6))
        parties = draw(st.lists(st.integers(0, len(PARTIES) - 1), min_size=len(votes), max_size=len(votes)))
        rows.append((votes, parties, draw(st.integers(1, most_seats)), draw(figure)))
    return rows


def totals_of(row):
    votes, _, seats, away = row
    by_code = {str(place): number for place, number in enumerate(votes)}
    return Totals(contest_id="0", votes=by_code, seats=seats, registered=sum(votes) + away)


def by_reform(shape, totals):
    return reformed(shape)(Calculation(totals, DAY, {}, (), with_steps=False))


def check(rows, field, outcomes, number=3):
    """Every draw gives each option the seats of the outcome, and leaves as many open."""
    tally = draw_elections(field, Noise(), seed=1, number=number).tally
    still_open = 0
    for row, ((votes, _, seats, _), outcome) in enumerate(zip(rows, outcomes, strict=True)):
        expected = [outcome.seats.get(str(place), 0) for place in range(len(votes))]
        assert tally.given[row, : len(votes)].tolist() == [number * own for own in expected]
        assert tally.won[row, : len(votes)].tolist() == [number * (own > 0) for own in expected]
        assert tally.open[row] == number * (sum(expected) < seats)
        still_open += seats - sum(expected)
    assert tally.open_seats == number * still_open
    assert not tally.changed.any()


bars = st.none() | st.builds(
    Bar,
    st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 8), Fraction(1, 4)]),
    st.sampled_from(["valid", "registered"]),
    st.booleans(),
)
lists = st.builds(
    Shape,
    kind=st.just("lists"),
    formula=st.sampled_from(LISTS),
    threshold=bars,
    bonus=st.sampled_from([Fraction(0), Fraction(0), Fraction(1, 4), Fraction(1, 2)]),
    bonus_down=st.booleans(),
    bonus_down_below=st.sampled_from([0, 4]),
)
two_rounds = st.builds(
    Shape,
    kind=st.just("majority"),
    formula=st.just("most-votes"),
    rounds=st.just(2),
    majority=st.just(HALF),
    quorum=st.none() | st.just(QUARTER),
    bar=bars,
    least_in_round_2=st.integers(2, 3),
)
two_rounds_of_lists = st.builds(
    Shape,
    kind=st.just("lists"),
    formula=st.sampled_from(LISTS),
    bonus=st.just(Fraction(1, 2)),
    rounds=st.just(2),
    majority=st.just(HALF),
    bar=bars,
    threshold=bars,
)
tables = st.builds(
    TransferTable,
    st.dictionaries(
        st.sampled_from([*PARTIES, "abstention"]),
        st.dictionaries(st.sampled_from(PARTIES), st.sampled_from([Fraction(n, 20) for n in range(5)]), max_size=5),
        max_size=6,
    ),
    st.sampled_from(["home", "proportional"]),
    st.sampled_from(["home", "rescaled"]),
)


@pytest.mark.parametrize("formula", LISTS)
def test_every_formula_as_the_plain_method_has_it(formula):
    @settings(max_examples=60)
    @given(contests())
    def holds(rows):
        shape = Shape("lists", formula)
        check(rows, field_of(rows, shape, with_registered=False), [by_reform(shape, totals_of(row)) for row in rows])

    holds()


@pytest.mark.parametrize(
    "formula", ["d-hondt", "modified-sainte-lague", "adams", "huntington-hill", "averages-once", "imperiali"]
)
def test_houses_too_large_for_a_common_denominator(formula):
    @settings(max_examples=40)
    @given(contests(most_seats=120), st.integers(60, 120))
    def holds(rows, house):
        rows = [*rows, ([40, 40, 20], [0, 1, 2], house, 0)]
        shape = Shape("lists", formula)
        field = field_of(rows, shape)
        assert not len(plan_draws(field, Noise(), seed=1, number=1).rules.sharing.scale)
        check(rows, field, [by_reform(shape, totals_of(row)) for row in rows])

    holds()


@given(contests(), lists)
def test_thresholds_and_bonuses(rows, shape):
    check(rows, field_of(rows, shape), [by_reform(shape, totals_of(row)) for row in rows])


def in_two_rounds(row, declare, table):
    """The law's outcome, its second round made by the plain transfers; none where equal votes leave open who goes on."""
    outcome = declare(totals_of(row))
    if not outcome.next_round or outcome.pending:
        return outcome
    party_of = {str(place): PARTIES[party] for place, party in enumerate(row[1])}
    return declare(second_round(totals_of(row), outcome.next_round, party_of, table))


@settings(max_examples=300)
@given(contests(most_seats=1), two_rounds, tables)
def test_two_rounds_and_the_transfers_between_them(rows, shape, table):
    transfers = Transfers.of(PARTIES, table.rows, default=table.default, absent=table.absent)
    outcomes = [in_two_rounds(row, partial(by_reform, shape), table) for row in rows]
    check(rows, field_of(rows, shape, transfers), outcomes)


@settings(max_examples=200)
@given(contests(), two_rounds_of_lists, tables)
def test_lists_in_two_rounds(rows, shape, table):
    transfers = Transfers.of(PARTIES, table.rows, default=table.default, absent=table.absent)
    outcomes = [in_two_rounds(row, partial(by_reform, shape), table) for row in rows]
    check(rows, field_of(rows, shape, transfers), outcomes)


@given(contests())
def test_cambodia(rows):
    """Article 135: whole quotas, then D'Hondt's averages. In figures: D'Hondt."""
    in_force = law.at("kh.national-assembly", date(2023, 7, 23))
    check(rows, field_of(rows, Shape("lists", "d-hondt")), [in_force.declare(totals_of(row)) for row in rows])


@given(contests(most_seats=1), tables)
def test_the_french_national_assembly(rows, table):
    in_force = law.at("fr.national-assembly", date(2024, 6, 30))
    transfers = Transfers.of(PARTIES, table.rows, default=table.default, absent=table.absent)
    outcomes = [in_two_rounds(row, in_force.declare, table) for row in rows]
    check(rows, field_of(rows, FRENCH, transfers), outcomes)


def test_most_votes_for_several_seats():
    rows = [([5, 9, 7, 7], [0, 1, 2, 3], 2, 0), ([5, 9, 7, 7], [0, 1, 2, 3], 3, 0), ([3, 0], [0, 1], 2, 0)]
    tally = draw_elections(field_of(rows, Shape("majority", "most-votes")), Noise(), seed=1, number=1).tally
    assert tally.given.tolist() == [[0, 1, 0, 0], [0, 1, 1, 1], [1, 0, 0, 0]]
    assert (tally.open.tolist(), tally.open_seats) == ([1, 0, 1], 2)


@pytest.mark.parametrize("seed", range(4))
def test_the_source_before_compilation(seed, monkeypatch):
    """Compiled code cannot be measured for coverage; its source is run as plain Python too, and gives the same."""
    rows = [
        ([30, 30, 20, 9, 1], [0, 1, 2, 2, 3], 1, 30),
        ([60, 30, 0], [0, 1, 2], 1, 0),
        ([5, 5, 5], [0, 0, 1], 1, 1),
        ([0], [1], 1, 0),
    ]
    table = Transfers.of(PARTIES, {"C": {"A": Fraction(1, 2), "C": Fraction(1, 4)}}, default="proportional")
    large = [(votes, parties, 60, away) for votes, parties, _, away in rows]
    of_lists = Shape("lists", LISTS[seed], threshold=Bar(Fraction(1, 20)), bonus=Fraction(1, 4))
    fields = (
        field_of(rows, FRENCH, table),
        field_of(rows, Shape("lists", LISTS[-1 - seed]), table),
        field_of(large, Shape("lists", LISTS[3 + seed])),
        field_of(rows, of_lists.changed(rounds=2, majority=HALF, least_in_round_2=3), replace(table, absent_stay_home=True)),
    )
    monkeypatch.setattr(running, "BLOCK", 5)
    compiled = [draw_elections(field, EVERYTHING, seed=seed, number=9).tally for field in fields]
    for module in (chance, drawing, kernels, running, second_round_kernels):
        for name, function in list(vars(module).items()):
            if hasattr(function, "py_func"):
                monkeypatch.setattr(module, name, function.py_func)
    assert [draw_elections(field, EVERYTHING, seed=seed, number=9).tally for field in fields] == compiled
