"""The measures against published figures, against their definitions, and at their edges."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage.compare import measures as m
from suffrage.compare.measures import Tally

# Cambodia 2023: votes as published by the NEC, 120 seats for party 18 (CPP) and 5 for FUNCINPEC.
CAMBODIA_2023 = Tally({"CPP": 6_398_311, "FUN": 716_490, "others": 659_475}, {"CPP": 120, "FUN": 5})


def test_shares_and_distances_by_hand():
    """60 and 40 of 100 votes, 7 and 3 of 10 seats: every index can be written down."""
    tally = Tally({"A": 60, "B": 40}, {"A": 7, "B": 3})
    tenth = Fraction(1, 10)
    assert m.gallagher_squared(tally) == tenth**2
    assert m.gallagher(tally) == Decimal(10)
    assert m.loosemore_hanby(tally) == tenth
    assert m.rose(tally) == 1 - tenth
    assert m.sainte_lague(tally) == tenth**2 / Fraction(6, 10) + tenth**2 / Fraction(4, 10)
    assert m.advantage_ratios(tally) == {"A": Fraction(7, 6), "B": Fraction(3, 4)}


def test_cambodia_2023():
    """82.30 % of the votes, 96 % of the seats: earned, and 1.44 effective parties by votes."""
    share = Fraction(6_398_311, 7_774_276)
    assert m.majority(CAMBODIA_2023) == ("CPP", True)
    assert m.loosemore_hanby(CAMBODIA_2023) == Fraction(120, 125) - share
    assert round(m.effective_parties(CAMBODIA_2023.votes), 2) == Decimal("1.44")
    assert m.effective_parties(CAMBODIA_2023.seats) == Fraction(125**2, 120**2 + 5**2)
    assert m.shapley_shubik(CAMBODIA_2023.seats) == {"CPP": 1, "FUN": 0}


# Party, votes in hundredths of a per cent, seats.
NEW_ZEALAND_2005 = """
Labour 4110 50, National 3910 48, NZ-First 572 7, Greens 530 6, Maori 212 4, United-Future 267 3, ACT 151 2, Progressives 116 1,
Destiny 62 0, Legalise-Cannabis 25 0, Christian-Heritage 12 0, Alliance 7 0, Family-Rights 5 0, Democrats 5 0, Libertarianz 4 0,
Direct-Democracy 3 0, 99MP 3 0, OneNZ 2 0, Republicans 2 0, not-listed 6 0
"""


def test_new_zealand_2005():
    """The least squares index is printed as 1.11 (Wikipedia, Gallagher index); its own rows add up to squares that give 1.126."""
    rows = [row.split() for row in NEW_ZEALAND_2005.replace("\n", " ").split(",")]
    tally = Tally({name: int(votes) for name, votes, _ in rows}, {name: int(seats) for name, _, seats in rows})
    assert abs(m.gallagher(tally) - Decimal("1.126")) < Decimal("0.01")


def test_power_of_50_49_and_1():
    """Banzhaf's index 3/5, 1/5, 1/5 is printed by Aleskerov (2009), Warwick Economic Research Papers 898."""
    seats = {"A": 50, "B": 49, "C": 1}
    assert m.banzhaf(seats) == {"A": Fraction(3, 5), "B": Fraction(1, 5), "C": Fraction(1, 5)}
    assert m.shapley_shubik(seats) == {"A": Fraction(2, 3), "B": Fraction(1, 6), "C": Fraction(1, 6)}


def test_a_manufactured_majority_and_none():
    assert m.majority(Tally({"A": 45, "B": 40, "C": 15}, {"A": 6, "B": 4})) == ("A", False)
    assert m.majority(Tally({"A": 45, "B": 40, "C": 15}, {"A": 5, "B": 5})) == (None, False)


def test_seats_without_votes_make_the_sainte_lague_index_infinite():
    tally = Tally({"A": 10}, {"A": 1, "B": 1})
    assert m.sainte_lague(tally) is None
    assert m.advantage_ratios(tally)["B"] is None


def test_wasted_votes_and_thresholds():
    assert m.wasted([({"A": 60, "B": 40}, {"A": 1}), ({"A": 30, "B": 70}, {"B": 1})]) == Fraction(70, 200)
    assert m.effective_threshold(Fraction(1)) == Fraction(375, 1000)
    assert m.effective_threshold(Fraction(5)) == Fraction(1, 8)


def test_malapportionment_by_hand():
    """Half of the people with a third of the seats: (1/6 + 1/6) / 2."""
    assert m.malapportionment({"01": 1, "02": 2}, {"01": 500, "02": 500}) == Fraction(1, 6)
    with pytest.raises(ValueError, match="the same constituencies"):
        m.malapportionment({"01": 1}, {"02": 1})


@pytest.mark.parametrize(
    "call",
    [
        lambda: m.loosemore_hanby(Tally({}, {"A": 1})),
        lambda: m.loosemore_hanby(Tally({"A": 1}, {})),
        lambda: m.effective_parties({}),
        lambda: m.wasted([]),
    ],
)
def test_nothing_to_measure_is_said(call):
    with pytest.raises(ValueError, match="at least one vote"):
        call()


NUMBERS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 40), min_size=2)


@given(NUMBERS.filter(lambda seats: sum(seats.values()) > 0))
def test_power_is_what_brute_force_counts(seats):
    """Every order of joining, and every coalition."""
    groups = {code: number for code, number in seats.items() if number}
    whole = sum(groups.values())
    pivots = dict.fromkeys(seats, 0)
    for order in permutations(groups):
        held = 0
        for code in order:
            if 2 * held <= whole < 2 * (held + groups[code]):
                pivots[code] += 1
            held += groups[code]
    assert m.shapley_shubik(seats) == {code: Fraction(number, factorial(len(groups))) for code, number in pivots.items()}
    swings = dict.fromkeys(seats, 0)
    codes = list(groups)
    for mask in range(1 << len(codes)):
        held = sum(groups[code] for place, code in enumerate(codes) if mask >> place & 1)
        for place, code in enumerate(codes):
            if not mask >> place & 1 and 2 * held <= whole < 2 * (held + groups[code]):
                swings[code] += 1
    every = sum(swings.values())
    assert m.banzhaf(seats) == {code: Fraction(number, every) for code, number in swings.items()}


@given(NUMBERS, NUMBERS)
def test_the_indices_stay_in_their_bounds(votes, seats):
    if not sum(votes.values()) or not sum(seats.values()):
        return
    tally = Tally(votes, seats)
    assert 0 <= m.gallagher_squared(tally) <= 1
    assert m.gallagher_squared(tally) <= m.loosemore_hanby(tally) ** 2 + m.loosemore_hanby(tally)
    assert 0 <= m.loosemore_hanby(tally) <= 1
    assert 1 <= m.effective_parties(votes) <= len(votes)
