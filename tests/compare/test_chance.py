"""Draws with chance: what probability expects, the same whoever draws, and what is refused."""

import pickle
import tracemalloc
from fractions import Fraction
from functools import partial
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compare.fields import EVERYTHING, FRENCH, HALF, PARTIES, QUARTER, field_of

from suffrage.compare.engines import run_blocks
from suffrage.compare.montecarlo import (
    Field,
    Noise,
    Transfers,
    chance,
    draw_elections,
    plan_draws,
    run_block,
    summary,
)
from suffrage.compare.montecarlo.chance import growth
from suffrage.compare.montecarlo.running import BLOCK
from suffrage.model import BadInput, Shape
from suffrage.model.shapes import Bar

figure = st.integers(0, 12) | st.integers(0, 100_000)


def made_up(number=40, shape=FRENCH, seats=1):
    """Some contests of 6 options: five parties, the first of them twice."""
    stream = np.random.default_rng(7)
    votes = stream.integers(2_000, 12_000, (number, 6))
    destinations = {"A": Fraction(1, 5), "B": Fraction(1, 5), "C": Fraction(1, 5)}
    return Field(
        parties=PARTIES,
        contests=tuple(f"{place:03d}" for place in range(number)),
        votes=votes,
        party_of=np.tile([0, 1, 2, 3, 4, 0], (number, 1)),
        seats=np.full(number, seats),
        shape=shape,
        registered=votes.sum(axis=1) * 3 // 2,
        transfers=Transfers.of(PARTIES, dict.fromkeys(PARTIES, destinations)),
    )


@pytest.fixture(scope="module")
def plan():
    return plan_draws(made_up(), EVERYTHING, seed=11, number=5 * BLOCK + 7)


@pytest.fixture(scope="module")
def tally(plan):
    return run_blocks(partial(run_block, plan), plan.blocks, merge=add)


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_workers_gives_the_same(plan, tally, workers):
    done = []
    found = run_blocks(partial(run_block, plan), plan.blocks, merge=add, workers=workers, progress=lambda *at: done.append(at))
    assert found == tally
    assert done == [(block, plan.blocks) for block in range(1, plan.blocks + 1)]


def test_blocks_add_up_in_any_split_and_after_a_journey(plan, tally):
    sent = pickle.loads(pickle.dumps(plan))  # noqa: S301 our own bytes
    parts = [pickle.loads(pickle.dumps(run_block(sent, block))) for block in (5, 3, 4)]  # noqa: S301 our own bytes
    assert sum(parts[1:], parts[0]) + run_blocks(partial(run_block, plan), 3, merge=add) == tally
    assert tally.draws == plan.number


def test_fewer_draws_are_the_first_of_more(plan):
    fewer = plan_draws(plan.field, EVERYTHING, seed=11, number=BLOCK)
    assert run_block(fewer, 0) == run_block(plan, 0)


def test_another_seed_gives_other_draws(plan, tally):
    other = plan_draws(plan.field, EVERYTHING, seed=12, number=plan.number)
    assert run_blocks(partial(run_block, other), other.blocks, merge=add) != tally


def test_a_change_of_law_is_drawn_on_the_same_votes():
    """Each assumption has its own stream: what is added to the law or to the noise does not move the other draws."""
    seats = {}
    for name, shape, noise in (
        ("one round", Shape("majority", "most-votes"), Noise(swing=0.2)),
        (
            "two rounds never needed",
            Shape("majority", "most-votes", rounds=2, majority=Bar(Fraction(0))),
            Noise(swing=0.2, second=0.3),
        ),
    ):
        seats[name] = draw_elections(made_up(shape=shape), noise, seed=3, number=BLOCK).tally.house
    assert np.array_equal(seats["one round"], seats["two rounds never needed"])


def test_the_counts_fit_each_other(plan, tally):
    draws = summary(plan, tally)
    house = plan.field.house
    assert tally.house.sum(axis=1).tolist() == [plan.number] * len(PARTIES)
    assert tally.given.sum() + tally.open_seats == plan.number * house
    assert sum(draws.mean(party) for party in PARTIES) == Fraction(int(tally.given.sum()), plan.number)
    assert draws.no_majority + sum(draws.majority(party) for party in PARTIES) == 1
    assert set(draws.never_change).isdisjoint(draws.hang())
    assert len(draws.hang(Fraction(0))) == len(plan.field.contests)
    assert list(draws.hang().values()) == sorted(draws.hang().values(), reverse=True)
    for party in PARTIES:
        low, high = draws.interval(party)
        assert 0 <= low <= draws.quantile(party, Fraction(1, 2)) <= high <= house
        inside = sum(number for seats, number in draws.distribution(party).items() if low <= seats <= high)
        assert Fraction(inside, plan.number) >= Fraction(9, 10)
        assert draws.quantile(party, Fraction(1)) == max(draws.distribution(party))
    for contest in plan.field.contests:
        chances = draws.contest(contest)
        assert [own.party for own in chances] == ["A", "B", "C", "D", "E", "A"]
        assert sum(own.any_seat for own in chances) == 1 - Fraction(draws.open.get(contest, 0), plan.number)
        assert [own.seats for own in chances] == [own.any_seat for own in chances]
    with pytest.raises(ValueError, match="above 0"):
        draws.quantile("A", Fraction(0))


def test_nothing_but_the_number_of_blocks_grows_with_the_draws():
    field, peaks, sizes = made_up(200, Shape("lists", "d-hondt"), 5), [], []
    draw_elections(field, EVERYTHING, seed=1, number=1)
    for number in (BLOCK, 10 * BLOCK):
        tracemalloc.start()
        sizes.append(draw_elections(field, EVERYTHING, seed=1, number=number, workers=2).tally.nbytes)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert sizes[0] == sizes[1]
    assert peaks[1] < 4 * peaks[0]  # more blocks are under way than the single one, and no more than that


def test_an_even_race_is_won_half_of_the_time():
    """Two parties, level, 101 seats, chance in each contest alone: seats are binomial, B(101, ½)."""
    field = Field(
        ("A", "B"),
        tuple(map(str, range(101))),
        np.full((101, 2), 50_000),
        np.tile([0, 1], (101, 1)),
        np.ones(101, int),
        Shape("majority", "most-votes"),
    )
    draws = draw_elections(field, Noise(local=0.2), seed=5, number=4_000)
    assert abs(draws.mean("A") - Fraction(101, 2)) < Fraction(1, 3)
    variance = sum(number * (seats - draws.mean("A")) ** 2 for seats, number in draws.distribution("A").items()) / 4_000
    assert abs(variance - Fraction(101, 4)) < 2
    assert abs(draws.majority("A") - Fraction(1, 2)) < Fraction(3, 100)
    assert draws.as_it_is == {"A": 0, "B": 0}  # level: every seat is open
    assert draws.quantile("A", Fraction(1, 2)) in (50, 51)


def test_a_swing_moves_a_share_as_it_says():
    """One seat, 55 % against 45 %, each moved by σ: the leader loses where N(0, σ√2) is below −ln(55 ÷ 45)."""
    field = Field(
        ("A", "B"), ("1",), np.array([[55_000, 45_000]]), np.array([[0, 1]]), np.array([1]), Shape("majority", "most-votes")
    )
    draws = draw_elections(field, Noise(swing=0.2), seed=8, number=20_000)
    assert abs(draws.majority("B") - Fraction(239, 1000)) < Fraction(12, 1000)  # Φ(−0.2007 ÷ 0.2828) = 0.239
    level = Fraction(draws.open.get("1", 0), draws.number)
    assert draws.hang() == {"1": draws.majority("B") + level}
    assert draws.largest("A") == draws.majority("A") == 1 - draws.majority("B") - level


def test_turnout_decides_what_hangs_on_the_registered():
    """51 % of the votes win if they are a quarter of the registered; with half of them away, chance decides."""
    votes = np.array([[51_000, 49_000]])
    quorum = Shape("majority", "most-votes", rounds=2, majority=HALF, quorum=QUARTER, bar=Bar(Fraction(1)), least_in_round_2=0)
    field = Field(
        ("A", "B"), ("1",), votes, np.array([[0, 1]]), np.array([1]), quorum, np.array([204_000]), Transfers.of(("A", "B"), {})
    )
    for noise in (Noise(turnout=0.2), Noise(local_turnout=0.2)):
        draws = draw_elections(field, noise, seed=2, number=4_000)
        assert abs(draws.majority("A") - Fraction(1, 2)) < Fraction(4, 100)
        assert draws.open == {"1": draws.number - draws.tally.majority[0]}


def test_transfers_drawn_keep_their_mean():
    """C's voters split evenly between A and B, level: a drawn table gives each of the two half of the draws."""
    rows = {"C": {"A": Fraction(1, 2), "B": Fraction(1, 2)}}
    votes = np.array([[45_000, 45_000, 10_000]])
    field = Field(
        ("A", "B", "C"),
        ("1",),
        votes,
        np.array([[0, 1, 2]]),
        np.array([1]),
        FRENCH,
        np.array([110_000]),
        Transfers.of("ABC", rows),
    )
    for noise in (Noise(transfers=0.2), Noise(second=0.1)):
        draws = draw_elections(field, noise, seed=4, number=4_000)
        assert draws.open.get("1", 0) < 20
        assert abs(draws.majority("A") - Fraction(1, 2)) < Fraction(4, 100)


def test_shapes_too_small_for_the_distribution_leave_the_row_as_it_is():
    draws = draw_elections(made_up(5), Noise(transfers=0.9999), seed=1, number=BLOCK)
    assert draws.tally.house.sum(axis=1).tolist() == [BLOCK] * len(PARTIES)


@given(
    st.lists(figure, min_size=1, max_size=6),
    figure,
    st.integers(0, 2**32 - 1),
    st.floats(0, 1.9),
    st.floats(0, 1.9),
    st.floats(0, 1.9),
)
def test_drawn_votes_are_whole_and_within_the_registered(base, away, seed, swing, local, turnout):
    stream, lanes = np.random.default_rng(seed), 20
    factors = stream.standard_normal((len(base), lanes))
    chance.growths(factors, swing)
    normals = stream.standard_normal((1, len(base), lanes), dtype=np.float32)
    brought = chance.Chance(
        swing=factors,
        turnout=np.ones(lanes),
        local=normals,
        local_sd=local,
        local_turnout=normals[:, 0],
        local_turnout_sd=turnout,
        transfers=np.zeros((1, 1, 1)),
        second=normals,
        second_sd=0.0,
    )
    votes, valid = np.zeros((len(base), lanes), dtype=np.int64), np.zeros(lanes, dtype=np.int64)
    registered = sum(base) + away
    chance.draw_votes(0, np.array(base), np.arange(len(base)), registered, brought, votes, valid)
    assert votes.min() >= 0
    assert votes.sum(axis=0).tolist() == valid.tolist()
    assert valid.max() <= registered
    exact = np.array(base)[:, None] * factors * np.exp(local * normals[0].astype(float))
    exact *= np.divide(valid, exact.sum(axis=0), out=np.zeros(lanes), where=exact.sum(axis=0) > 0)
    assert np.abs(votes - exact).max() < 1.001
    assert not votes[np.array(base) == 0].any()


@given(st.floats(-8, 8))
def test_the_exponential(x):
    assert growth(x) == pytest.approx(np.exp(x), rel=1e-7)
    assert growth(0.0) == 1


# -- what is refused

ROW = ([60, 40], [0, 1], 1, 20)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"votes": np.array([[60.0, 40.0]])}, "votes must be whole numbers"),
        ({"votes": np.array([[60, -40]])}, "votes must be 0 or more"),
        ({"party_of": np.array([[0, 1, 2]])}, "a row for each of the 1 contests"),
        ({"party_of": np.array([[0, 5]])}, "places in the 5 parties"),
        ({"seats": np.array([1, 1])}, "seats must have one number"),
        ({"seats": np.array([-1])}, "seats must be 0 or more"),
        ({"registered": np.array([99])}, "more than its 99 registered"),
        ({"registered": None, "shape": Shape("lists", "d-hondt", threshold=QUARTER)}, "threshold is a share of the registered"),
        ({"shape": Shape("majority", "most-votes", rounds=2)}, "what elects in the first"),
        ({"shape": FRENCH, "seats": np.array([2])}, "one seat a contest"),
        ({"shape": FRENCH}, "needs a table of transfers"),
    ],
)
def test_fields_that_cannot_be(change, sentence):
    whole = field_of([ROW], Shape("majority", "most-votes"))
    given = {name: getattr(whole, name) for name in Field.__dataclass_fields__} | change
    with pytest.raises(BadInput, match=sentence):
        Field(**given)


@pytest.mark.parametrize(
    ("table", "loyal", "sentence"),
    [
        (np.ones((2, 3)), np.ones(2, dtype=bool), "has the form"),
        (np.full((3, 3), 0.5), np.ones(2, dtype=bool), "add up to 1"),
        (np.array([[2.0, -1.0, 0.0]] * 3), np.ones(2, dtype=bool), "0 or more"),
    ],
)
def test_tables_that_cannot_be(table, loyal, sentence):
    with pytest.raises(BadInput, match=sentence):
        Transfers(table, loyal)


@pytest.mark.parametrize(
    ("shape", "votes", "sentence"),
    [
        (Shape("lists", "most-votes"), 60, "is none for lists"),
        (Shape("majority", "d-hondt"), 60, "is none for majority"),
        (Shape("lists", "d-hondt", bonus=Fraction(2)), 60, "between 0 and 1"),
        (Shape("lists", "d-hondt"), 2**61, "64 bits"),
        (Shape("lists", "huntington-hill"), 2**31, "64 bits"),
        (Shape("majority", "most-votes"), 2**51, "too many to draw"),
        (Shape("lists", "hare-remainders"), 2**61, "64 bits"),
    ],
)
def test_laws_that_cannot_be_drawn(shape, votes, sentence):
    with pytest.raises(BadInput, match=sentence):
        plan_draws(field_of([([votes, 40], [0, 1], 12, 0)], shape), Noise(), seed=1, number=1)


def test_other_refusals():
    field = field_of([ROW], Shape("majority", "most-votes"), with_registered=False)
    for seed, number in ((1, 0), (-1, 1)):
        with pytest.raises(BadInput, match="at least 1 draw"):
            plan_draws(field, Noise(), seed=seed, number=number)
    with pytest.raises(BadInput, match="registered are known"):
        plan_draws(field, Noise(turnout=0.1), seed=1, number=1)
    with pytest.raises(BadInput, match="The noise of local is -1"):
        Noise(local=-1)
    with pytest.raises(BadInput, match="less than 1"):
        Noise(transfers=1.0)
