"""The methods: worked examples from the literature, and what must hold for any votes."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from suffrage.law import methods
from suffrage.law.methods import divisors, quotas

# A worked example that many textbooks share: 100,000 votes, 10 seats.
POPULAR = {"yellow": 47000, "white": 16000, "red": 15900, "green": 12000, "blue": 6000, "pink": 3100}


@pytest.mark.parametrize(
    ("divisor", "seats"),
    [
        (methods.D_HONDT, (5, 2, 2, 1, 0, 0)),
        (methods.SAINTE_LAGUE, (4, 2, 2, 1, 1, 0)),
        (methods.MODIFIED_SAINTE_LAGUE, (5, 2, 2, 1, 0, 0)),
        (methods.DANISH, (4, 2, 2, 1, 1, 0)),
        (divisors.IMPERIALI, (7, 1, 1, 1, 0, 0)),
        (methods.ADAMS, (3, 2, 2, 1, 1, 1)),
        (methods.HUNTINGTON_HILL, (4, 2, 1, 1, 1, 1)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_divisor_methods(divisor, seats):
    assert tuple(methods.highest_averages(POPULAR, 10, divisor).seats.values()) == seats


@pytest.mark.parametrize(
    ("quota", "remainders", "averages"),
    [
        (methods.HARE, (5, 2, 1, 1, 1, 0), (5, 2, 2, 1, 0, 0)),
        (methods.DROOP, (5, 2, 2, 1, 0, 0), (5, 2, 2, 1, 0, 0)),
        (methods.HAGENBACH_BISCHOFF, (5, 2, 2, 1, 0, 0), (5, 2, 2, 1, 0, 0)),
        (quotas.IMPERIALI, (5, 2, 2, 1, 0, 0), (5, 2, 2, 1, 0, 0)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_quota_methods(quota, remainders, averages):
    assert tuple(methods.largest_remainders(POPULAR, 10, quota).seats.values()) == remainders
    assert tuple(methods.quotas_then_averages(POPULAR, 10, quota).seats.values()) == averages


def test_quotas_are_what_their_authors_said():
    assert methods.HARE.of(100, 3) == Fraction(100, 3)
    assert methods.DROOP.of(100, 3) == 26
    assert methods.HAGENBACH_BISCHOFF.of(100, 3) == 25
    assert quotas.IMPERIALI.of(100, 3) == 20
    with pytest.raises(ValueError, match="no quota of 0 votes"):
        methods.HARE.of(0, 3)


def test_a_quota_too_small_is_raised_until_the_seats_suffice():
    # 3 seats, Imperiali: 100 / 5 = 20 gives 2 + 2 = 4 seats of 3; 100 / 4 = 25 gives 2 + 1.
    assert methods.whole_quotas({"A": 57, "B": 43}, 3, quotas.IMPERIALI) == methods.WholeQuotas(100, 4, {"A": 2, "B": 1})


def test_nothing_to_share():
    assert methods.highest_averages({}, 3).vacant == 3
    assert methods.highest_averages({"A": 0, "B": 0}, 2).vacant == 2
    assert methods.highest_averages({"A": 5}, 0).seats == {"A": 0}
    assert methods.whole_quotas({"A": 0}, 3, minima={"A": 1}).seats == {"A": 1}
    assert methods.largest_remainders({"A": 5}, 0).seats == {"A": 0}


def test_minima_and_starts():
    assert methods.largest_remainders({"A": 90, "B": 10}, 4, minima={"B": 2}).seats == {"A": 2, "B": 2}
    assert methods.whole_quotas({"A": 9, "B": 0}, 1, minima={"B": 1}).seats == {"A": 0, "B": 1}
    with pytest.raises(ValueError, match="the minima need 3 seats"):
        methods.whole_quotas({"A": 5, "B": 5}, 2, minima={"A": 1, "B": 2})
    with pytest.raises(ValueError, match="2 seats cannot hold the 3"):
        methods.highest_averages({"A": 5, "B": 5}, 2, start={"A": 3})


def test_a_list_that_ends_gives_its_seats_back():
    full = methods.highest_averages({"A": 90, "B": 10}, 5, limits={"A": 2, "B": 2})
    assert (full.seats, full.exhausted, full.vacant) == ({"A": 2, "B": 2}, ["A", "B"], 1)
    quotas_first = methods.quotas_then_averages({"A": 90, "B": 10}, 5, limits={"A": 2})
    assert quotas_first.seats == {"A": 2, "B": 3}
    assert methods.highest_averages({"A": 9, "B": 1}, 1, limits={"A": 0}).seats == {"A": 0, "B": 1}


def test_a_first_seat_for_everyone_goes_by_votes_where_seats_are_fewer():
    few = methods.highest_averages({"A": 10, "B": 30, "C": 20}, 2, methods.ADAMS)
    assert few.seats == {"A": 0, "B": 1, "C": 1}


def test_seats_held_by_an_option_that_is_not_there_are_nobody_s():
    assert methods.highest_averages({"A": 5, "B": 4}, 2, start={"Z": 1}).seats == {"A": 1, "B": 1}


def test_leaders():
    assert methods.eldest({"1": date(1950, 1, 1)}, 1) == methods.Leaders(("1",))
    assert methods.leaders({"1": 5}, 2) == methods.Leaders(("1",))
    assert methods.leaders({"1": 5, "2": 5, "3": 7}, 2) == methods.Leaders(("3",), methods.Unsettled(("1", "2"), 1))
    assert methods.eldest({"1": date(1950, 1, 1), "2": date(1950, 1, 1)}, 1).tie == methods.Unsettled(("1", "2"), 1)
    assert not methods.clears(0, Fraction(1, 2), 0)


votes = st.dictionaries(st.integers(1, 40).map(str), st.integers(0, 10**7), min_size=1, max_size=12)
small_votes = st.dictionaries(st.integers(1, 40).map(str), st.integers(0, 12), min_size=1, max_size=8)
house = st.integers(0, 25)
rule = st.sampled_from(divisors.ALL)


def settled(allocation):
    return sum(allocation.seats.values()) + allocation.vacant + (allocation.tie.places if allocation.tie else 0)


@given(votes | small_votes, house, rule)
def test_every_seat_of_the_house_is_given_or_accounted_for(votes, seats, divisor):
    assert settled(methods.highest_averages(votes, seats, divisor)) == seats


@given(votes | small_votes, house, st.sampled_from(quotas.ALL))
def test_quota_methods_fill_the_house(votes, seats, quota):
    assert settled(methods.largest_remainders(votes, seats, quota)) == seats
    assert settled(methods.quotas_then_averages(votes, seats, quota)) == seats


@given(votes | small_votes, house, rule)
def test_a_larger_house_takes_no_seat_from_anyone(votes, seats, divisor):
    fewer, more = (methods.highest_averages(votes, number, divisor) for number in (seats, seats + 1))
    assert all(more.seats[option] >= fewer.seats[option] for option in votes)


@given(votes | small_votes, house, rule)
def test_more_votes_never_mean_fewer_seats(votes, seats, divisor):
    given_seats = methods.highest_averages(votes, seats, divisor).seats
    ranked = methods.ranking(votes)
    assert all(given_seats[first] >= given_seats[second] for first, second in pairwise(ranked))


@given(small_votes, house, st.integers(1, 1000), rule)
def test_only_shares_matter(votes, seats, factor, divisor):
    larger = {option: number * factor for option, number in votes.items()}
    assert methods.highest_averages(larger, seats, divisor).seats == methods.highest_averages(votes, seats, divisor).seats


@given(small_votes, house, rule, st.randoms(use_true_random=False))
def test_neither_order_nor_name_matters(votes, seats, divisor, random):
    options = list(votes)
    random.shuffle(options)
    renamed = dict(zip(votes, options, strict=True))
    ours = methods.highest_averages(votes, seats, divisor)
    theirs = methods.highest_averages({renamed[option]: votes[option] for option in options}, seats, divisor)
    assert {renamed[option]: number for option, number in ours.seats.items()} == theirs.seats
    tied = {renamed[option] for option in ours.tie.among} if ours.tie else None
    assert tied == (set(theirs.tie.among) if theirs.tie else None)


@given(votes | small_votes, house)
def test_the_two_step_rule_is_the_divisor_method(votes, seats):
    """Whole Hare quotas, then averages, give D'Hondt's seats (lower quota), down to the ties."""
    two_steps, one_step = methods.quotas_then_averages(votes, seats), methods.highest_averages(votes, seats)
    assert (two_steps.seats, two_steps.tie) == (one_step.seats, one_step.tie)


@given(votes | small_votes, house, st.dictionaries(st.integers(1, 40).map(str), st.integers(0, 4), max_size=12))
def test_no_list_gets_more_seats_than_candidates(votes, seats, lengths):
    allocation = methods.highest_averages(votes, seats, limits=lengths)
    assert settled(allocation) == seats
    assert all(allocation.seats[option] <= lengths[option] for option in lengths if option in votes)


@given(votes, st.integers(1, 25))
def test_dhondt_gives_no_seat_below_another_average(votes, seats):
    """The definition: no holder's last average is below a claimant's next one. Checked with fractions, by another road."""
    allocation = methods.highest_averages(votes, seats)
    assume(any(votes.values()))
    last = [Fraction(votes[option], held) for option, held in allocation.seats.items() if held]
    following = [Fraction(votes[option], held + 1) for option, held in allocation.seats.items()]
    if last and not allocation.tie:
        assert min(last) >= max(following)
