"""Closest seats against brute force: every way in which the voters of a small election could have voted is counted by the law."""

from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suffrage.compare.closest import majority_lost, majority_won
from suffrage.compare.closest.counted import Counted
from suffrage.compare.closest.margins import margins, narrowest
from suffrage.law.calculation import Calculation
from suffrage.law.formulas import DIVISORS, REMAINDERS
from suffrage.law.reform import reformed
from suffrage.model import Ruling, Shape, Totals
from suffrage.model.shapes import Bar

DAY = date(2024, 6, 30)
HALF, A_FIFTH, AN_EIGHTH = Fraction(1, 2), Fraction(1, 5), Fraction(1, 8)
LISTS = [*DIVISORS, *REMAINDERS, "averages-once"]
ONE_ROUND = [
    *(Shape("lists", formula) for formula in LISTS),
    *(Shape("lists", formula, threshold=Bar(A_FIFTH)) for formula in DIVISORS),
    *(Shape("lists", formula, bonus=Fraction(1, 3)) for formula in LISTS),
    *(Shape("lists", formula, bonus=HALF, threshold=Bar(AN_EIGHTH, strict=True)) for formula in ("d-hondt", "sainte-lague")),
    Shape("lists", "d-hondt", bonus=Fraction(1)),
    Shape("lists", "d-hondt", bonus=HALF, bonus_down_below=4),
    Shape("lists", "d-hondt", threshold=Bar(AN_EIGHTH, "registered")),
    Shape("majority", "most-votes"),
]
MORE_THAN_HALF = Bar(HALF, strict=True)
TWO_ROUNDS = [
    Shape(
        "majority",
        "most-votes",
        rounds=2,
        majority=MORE_THAN_HALF,
        quorum=Bar(Fraction(1, 4), "registered"),
        bar=bar,
        least_in_round_2=n,
    )
    for bar, n in [
        (Bar(AN_EIGHTH, "registered"), 2),
        (Bar(A_FIFTH), 2),
        (None, 2),
        (None, 3),
        (Bar(A_FIFTH, strict=True), 0),
        (Bar(Fraction(0)), 2),
    ]
]
TWO_ROUNDS.append(Shape("majority", "most-votes", rounds=2, majority=Bar(Fraction(2, 5)), bar=Bar(A_FIFTH)))
LISTS_IN_TWO_ROUNDS = [
    Shape("lists", "d-hondt", bonus=HALF, rounds=2, majority=Bar(Fraction(2, 5)), bar=Bar(A_FIFTH)),
    Shape("lists", "d-hondt", Bar(Fraction(5, 100)), bonus=HALF, rounds=2, majority=MORE_THAN_HALF, bar=Bar(Fraction(1, 10))),
    Shape("lists", "hare-remainders", rounds=2, majority=MORE_THAN_HALF, bar=Bar(A_FIFTH)),
]


def name(shape):
    return f"{shape.formula}{' threshold' if shape.threshold else ''}{f' bonus {shape.bonus}' if shape.bonus else ''} {shape.bar or ''}"


def declared(counted, votes):
    """What the law makes of votes: one outcome, or one for each way in which ties can be settled."""
    totals = Totals(
        contest_id="c", votes=votes, seats=counted.seats, round=counted.totals.round, registered=counted.totals.registered
    )
    rule = reformed(counted.shape)

    def settled(rulings):
        outcome = rule(Calculation(totals, DAY, {}, rulings, with_steps=False))
        if not outcome.pending:
            return [outcome]
        tie = outcome.pending[0]
        assert tie.needs == "ruling"
        return [
            each
            for winners in combinations(tie.among, tie.places)
            for each in settled((*rulings, Ruling(contest_id="c", subject=tie.subject, drawn=winners)))
        ]

    return settled(())


def all_votes(options, number):
    """Every way in which so many voters can vote."""
    for bounds in combinations(range(number + len(options) - 1), len(options) - 1):
        parts = (after - before - 1 for before, after in pairwise((-1, *bounds, number + len(options) - 1)))
        yield dict(zip(options, parts, strict=True))


def everything(counted):
    """(voters who vote otherwise, what the law makes of it) for every reallocation."""
    before = counted.totals.votes
    for votes in all_votes(tuple(before), sum(before.values())):
        yield sum(max(0, number - before[option]) for option, number in votes.items()), declared(counted, votes)


def fewest(every, true, *, tied=False):
    """The fewest voters after whom it is true, outright or by some settlement of the ties."""
    return min(
        (
            moved
            for moved, outcomes in every
            if (any(map(true, outcomes)) if tied else len(outcomes) == 1 and true(outcomes[0]))
        ),
        default=None,
    )


@st.composite
def elections(draw, shape, most_seats=5):
    options = draw(st.integers(2, 4))
    number = draw(st.integers(1, {2: 30, 3: 18, 4: 11}[options]))
    cuts = sorted(draw(st.lists(st.integers(0, number), min_size=options - 1, max_size=options - 1)))
    votes = {str(place): after - before for place, (before, after) in enumerate(pairwise([0, *cuts, number]))}
    seats = 1 if shape.kind == "majority" else draw(st.integers(1, most_seats))
    round_ = draw(st.integers(1, shape.rounds))
    totals = Totals(contest_id="c", votes=votes, round=round_, registered=number + draw(st.integers(0, 20)))
    counted = Counted(totals, shape, seats)
    outcomes = declared(counted, votes)
    # A tie is settled somehow; the margin is of the outcome then.
    return Counted(totals, shape, seats, outcomes[draw(st.integers(0, len(outcomes) - 1))])


def check_seats(counted, found, every):
    held = counted.outcome.seats
    expected = {}
    for keeps, takes in product(held, held):
        if keeps != takes and held[keeps] and held[takes] < counted.seats:

            def changed(outcome, keeps=keeps, takes=takes):
                return outcome.seats[takes] > held[takes] and outcome.seats[keeps] < held[keeps]

            expected[keeps, takes] = fewest(every, changed), fewest(every, changed, tied=True)
    ours = {(margin.keeps, margin.takes): (margin.votes, margin.tied) for margin in found if margin.kind == "seat"}
    assert ours == {pair: numbers for pair, numbers in expected.items() if numbers[0] is not None}


def check_added(counted, found):
    """No fewer further votes are certain to do it, and these are."""

    def certain(margin, added):
        votes = {**counted.totals.votes, margin.takes: counted.totals.votes[margin.takes] + added}
        outcomes = declared(counted, votes)
        if margin.kind == "next-round":
            return all(margin.takes in outcome.next_round or outcome.seats[margin.takes] for outcome in outcomes)
        wanted = counted.outcome.seats[margin.takes] + 1
        return all(outcome.seats[margin.takes] >= wanted for outcome in outcomes)

    for margin in found:
        if margin.takes is not None and counted.shape.formula not in ("hagenbach-bischoff-remainders", "imperiali-remainders"):
            if margin.added is None:
                assert not any(certain(margin, added) for added in (*range(40), 400, 401, 402, 403, 404))
            else:
                assert certain(margin, margin.added)
                assert not any(certain(margin, added) for added in range(max(0, margin.added - 60), margin.added))


@pytest.mark.parametrize("shape", ONE_ROUND, ids=name)
@settings(max_examples=12)
@given(st.data())
def test_every_seat_against_every_reallocation(shape, data):
    counted = data.draw(elections(shape))
    held = counted.outcome.seats
    every = list(everything(counted))
    found = margins(counted)
    check_seats(counted, found, every)
    check_added(counted, found)
    own = narrowest(counted)

    def lost(outcome):
        return any(outcome.seats[option] < number for option, number in held.items())

    assert (own and (own.votes, own.tied)) == ((fewest(every, lost), fewest(every, lost, tied=True)) if own else None)
    assert own or fewest(every, lost) is None


@pytest.mark.parametrize("shape", TWO_ROUNDS, ids=name)
@settings(max_examples=30)
@given(st.data())
def test_both_rounds_of_two_against_every_reallocation(shape, data):
    counted = data.draw(elections(shape))
    every = list(everything(counted))
    found = margins(counted)
    check_added(counted, found)
    if counted.totals.round == 2:
        return check_seats(counted, found, every)
    held, votes = counted.outcome.seats, counted.totals.votes
    front = next((option for option, number in held.items() if number), None)
    expected = {}
    if front is not None:
        expected["elected", front, None] = surely(every, lambda outcome: not outcome.seats[front])
    for option in votes:
        if option != front:
            expected["elected", front, option] = surely(every, lambda outcome, option=option: outcome.seats[option])
    if front is None:
        expected |= places_in_round_2(counted)
    ours = {(margin.kind, margin.keeps, margin.takes): (margin.votes, margin.tied) for margin in found}
    assert ours == {key: number for key, number in expected.items() if number is not None}
    return None


def surely(every, true):
    """The fewest voters after whom it is true whatever becomes of a tie, and after whom it can be; None: no votes make it sure."""
    sure = min((moved for moved, outcomes in every if all(map(true, outcomes))), default=None)
    return sure if sure is None else (sure, fewest(every, true, tied=True))


def still_in(outcome, votes):
    """Who may stand in round 2; where round 1 decides, the option in front."""
    if not any(outcome.seats.values()):
        return set(outcome.next_round)
    return {max(votes, key=lambda option: (votes[option], outcome.seats[option]))}


def places_in_round_2(counted):
    """Who is certain to be still in, of those who are out, and to be out, of those who are in; and who can be."""
    before = counted.totals.votes
    every = []
    for votes in all_votes(tuple(before), sum(before.values())):
        moved = sum(max(0, number - before[option]) for option, number in votes.items())
        every.append((moved, [still_in(outcome, votes) for outcome in declared(counted, votes)]))
    expected = {}
    for option in before:
        if option in counted.outcome.next_round:
            expected["next-round", option, None] = surely(every, lambda those, option=option: option not in those)
        else:
            expected["next-round", None, option] = surely(every, lambda those, option=option: option in those)
    return expected


@pytest.mark.parametrize("shape", LISTS_IN_TWO_ROUNDS, ids=name)
@settings(max_examples=30)
@given(st.data())
def test_lists_in_two_rounds_against_every_reallocation(shape, data):
    counted = data.draw(elections(shape))
    every = list(everything(counted))
    found = margins(counted)
    check_seats(counted, found, every)
    if counted.totals.round == 1 and not any(counted.outcome.seats.values()):
        expected = places_in_round_2(counted)
        ours = {(each.kind, each.keeps, each.takes): (each.votes, each.tied) for each in found if each.kind == "next-round"}
        assert ours == {key: numbers for key, numbers in expected.items() if numbers is not None}


@st.composite
def small_parliaments(draw):
    contests = []
    for place in range(draw(st.integers(2, 3))):
        shape = draw(
            st.sampled_from([Shape("majority", "most-votes"), Shape("lists", "d-hondt"), Shape("lists", "hare-remainders")])
        )
        votes = {option: draw(st.integers(0, 3)) for option in draw(st.sampled_from(["AB", "ABC"]))}
        votes["A"] += 1
        seats = 1 if shape.kind == "majority" else draw(st.integers(1, 3))
        outcome = declared(Counted(Totals(contest_id="c", votes=votes), shape, seats), votes)[0]
        contests.append(Counted(Totals(contest_id=str(place), votes=votes), shape, seats, outcome))
    return contests


@settings(max_examples=60)
@given(small_parliaments())
def test_the_majority_against_every_reallocation_in_every_contest(contests):
    held, total = {}, sum(counted.seats for counted in contests)
    for counted in contests:
        for option, number in counted.outcome.seats.items():
            held[option] = held.get(option, 0) + number
    # For each contest and each number of voters, the seats that the party can have outright.
    front = next((option for option, number in held.items() if 2 * number > total), None)
    every = [list(everything(counted)) for counted in contests]

    def brute(party, wanted):
        tables = [
            {(moved, outcomes[0].seats.get(party, 0)) for moved, outcomes in table if len(outcomes) == 1} for table in every
        ]
        sums = [
            sum(moved for moved, _ in chosen)
            for chosen in product(*tables)
            if (2 * sum(seats for _, seats in chosen) > total) == wanted
        ]
        return min(sums, default=None)

    # A contest nobody touches may have had a tie, settled; it counts as declared.
    assume(all(len(declared(counted, counted.totals.votes)) == 1 for counted in contests))
    lost = majority_lost(contests)
    assert (lost and lost.votes) == (brute(front, wanted=False) if front else None)
    for party in held:
        won = majority_won(contests, party)
        assert (won and won.votes) == (brute(party, wanted=True) if party != front else None)
        if won:
            assert sum(shift.votes for shift in won.where) == won.votes
            assert sum(shift.seats for shift in won.where) == won.seats


@given(
    votes=st.lists(st.integers(1, 10**7), min_size=2, max_size=12),
    seats=st.integers(1, 40),
    law_=st.sampled_from([("d-hondt", lambda held: held + 1), ("sainte-lague", lambda held: 2 * held + 1)]),
)
def test_at_scale_the_margin_is_that_of_the_closest_pair(votes, seats, law_):
    """Stark and Teague (2014): the seats stand if and only if no claim without a seat passes one that has it; voters do most for
    a pair by going from the one to the other, so that its margin is one division."""
    formula, divisor = law_
    counted = Counted(
        Totals(contest_id="c", votes=dict(zip(map(str, range(len(votes))), votes, strict=True))), Shape("lists", formula), seats
    )
    outcomes = declared(counted, counted.totals.votes)
    assume(len(outcomes) == 1)
    held = outcomes[0].seats
    pairs = []
    for keeps, takes in product(held, held):
        if keeps != takes and held[keeps]:
            last, following = divisor(held[keeps] - 1), divisor(held[takes])
            gap = counted.totals.votes[keeps] * following - counted.totals.votes[takes] * last
            pairs.append(-(-gap // (last + following)))
    own = narrowest(counted)
    assert own.tied == min(pairs)
    assert own.tied <= own.votes <= own.tied + 1


@given(
    votes=st.lists(st.integers(1, 500), min_size=2, max_size=6),
    seats=st.integers(1, 12),
    shape=st.sampled_from(
        [Shape("lists", "d-hondt"), Shape("lists", "sainte-lague"), Shape("lists", "danish"), Shape("majority", "most-votes")]
    ),
)
def test_what_the_facts_tell_is_what_the_search_finds(votes, seats, shape):
    """The facts that an audit tests, and the search over all reallocations: one number wherever the facts give one."""
    votes = dict(zip(map(str, range(len(votes))), votes, strict=True))
    counted = Counted(Totals(contest_id="c", votes=votes), shape, seats if shape.kind == "lists" else 1)
    assume(len(declared(counted, votes)) == 1)
    assert counted.pairs
    told = {option: counted.voters_to_lose(option) for option, number in counted.held.items() if number}
    for option, (outright, tied) in told.items():
        loss = {option: counted.held[option] - 1}
        assert outright is None or outright == counted.fewest({}, loss)
        assert tied is None or tied == counted.fewest({}, loss, ties=True)
    if shape.kind == "majority" or sum(votes.values()) > 10**3:
        narrowest_pair = min(counted.pairs, key=lambda fact: fact.fewest(votes))
        assert told[narrowest_pair.options[0]][1] == narrowest_pair.fewest(votes)


def test_facts_with_bars_or_a_bonus_are_left_to_the_search():
    votes = {"A": 53, "B": 31, "C": 16}
    for shape in (
        Shape("lists", "d-hondt", threshold=Bar(AN_EIGHTH)),
        Shape("lists", "d-hondt", bonus=HALF),
        Shape("lists", "hare-remainders"),
        LISTS_IN_TWO_ROUNDS[0],
    ):
        assert Counted(Totals(contest_id="c", votes=votes), shape, 5).pairs == ()
