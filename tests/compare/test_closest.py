"""Closest seats against brute force: every way in which the voters of a small election could have voted is counted by the law."""

import csv
from datetime import date
from fractions import Fraction
from itertools import combinations, groupby, pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suffrage import law
from suffrage.compare.closest import MajorityMargin, Shift, closest, majority_lost, majority_won
from suffrage.compare.counted import Counted, Margin
from suffrage.compare.margins import margins, narrowest
from suffrage.compare.reach import NotExact
from suffrage.generate.cambodia import model
from suffrage.law.calculation import Calculation
from suffrage.law.formulas import DIVISORS, REMAINDERS
from suffrage.law.reform import reformed
from suffrage.model import Outcome, Ruling, Shape, Totals
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
        expected |= places_in_round_2(counted, every)
    ours = {(margin.kind, margin.keeps, margin.takes): margin.votes for margin in found}
    assert ours == {key: number for key, number in expected.items() if number is not None}
    return None


def surely(every, true):
    """The fewest voters after whom it is true whatever becomes of a tie."""
    return min((moved for moved, outcomes in every if all(map(true, outcomes))), default=None)


def places_in_round_2(counted, every):
    """Who is certain to stand, or to be elected, of those who do not; and who is certain to be neither, of those who do."""
    expected = {}
    for option in counted.totals.votes:

        def stays_in(outcome, option=option):
            return option in outcome.next_round or outcome.seats[option]

        if stays_in(counted.outcome):
            expected["next-round", option, None] = surely(every, lambda outcome, stays_in=stays_in: not stays_in(outcome))
        else:
            expected["next-round", None, option] = surely(every, stays_in)
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
        expected = places_in_round_2(counted, every)
        for option, number in counted.totals.votes.items():
            expected["elected", None, option] = counted.law.votes_to_elect(counted.voters) - number
        assert {(each.kind, each.keeps, each.takes): each.votes for each in found} == {
            key: number for key, number in expected.items() if number is not None
        }


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


class TestByHand:
    def test_a_seat_between_two(self):
        """60 to 40 for one seat: ten voters make a tie, eleven the other; 21 further votes do too."""
        found = margins(Counted(Totals(contest_id="7", votes={"1": 60, "2": 40}), Shape("majority", "most-votes"), 1))
        assert found == (Margin("7", 1, "seat", "1", "2", 11, 10, 21),)

    def test_a_third_to_be_left_behind(self):
        """To be first of 40, 39 and 20 takes 14: seven from each of the two."""
        found = margins(Counted(Totals(contest_id="7", votes={"1": 40, "2": 39, "3": 20}), Shape("majority", "most-votes"), 1))
        assert [(margin.takes, margin.votes) for margin in found] == [("2", 1), ("3", 14)]

    def test_over_the_threshold_come_two_seats(self):
        """1,000 valid votes, 5 %: 45 for list 3; with five more it has two of the 50 seats at once."""
        shape = Shape("lists", "d-hondt", threshold=Bar(Fraction(5, 100)))
        counted = Counted(Totals(contest_id="7", votes={"1": 505, "2": 450, "3": 45}), shape, 50)
        assert {margin.votes for margin in margins(counted) if margin.takes == "3"} == {5}
        assert counted.fewest({"3": 2}, {}) == 5

    def test_the_majority_of_round_1(self):
        """501 of 1,000 elect, and a quarter of 3,000 registered do not: 750 are asked for."""
        shape = Shape("majority", "most-votes", rounds=2, majority=MORE_THAN_HALF, quorum=Bar(Fraction(1, 4), "registered"))
        votes = {"1": 620, "2": 300, "3": 80}
        found = margins(Counted(Totals(contest_id="7", votes=votes, registered=2000), shape, 1))
        assert (found[0].keeps, found[0].takes, found[0].votes) == ("1", None, 120)
        found = margins(Counted(Totals(contest_id="7", votes=votes, registered=3000), shape, 1))
        assert Margin("7", 1, "elected", None, "1", 130, 130, 130) in found
        assert Margin("7", 1, "next-round", "2", None, 111, 110) in found

    def test_a_majority_of_three_seats(self):
        shape = Shape("majority", "most-votes")
        votes = [{"1": 60, "2": 40}, {"1": 51, "2": 49}, {"1": 10, "2": 90}]
        contests = [
            Counted(Totals(contest_id=str(place), votes=each), shape, 1, parties={"1": "A", "2": "B"})
            for place, each in enumerate(votes)
        ]
        assert majority_lost(contests) == MajorityMargin("A", "lost", 1, 2, (Shift("1", 1, 2),))
        assert majority_won(contests, "B") == MajorityMargin("B", "won", 1, 2, (Shift("1", 1, 2),))
        assert majority_won(contests, "A") is None
        assert majority_lost(contests[1:]) is None
        assert [(margin.contest_id, margin.votes) for margin in closest(contests)] == [("1", 2), ("0", 11), ("2", 41)]

    def test_two_options_of_one_party(self):
        """A seat goes from the party only to another: 45 and 35 of the same, 20 of the other."""
        parties = {"1": "A", "2": "A", "3": "B"}
        votes = {"1": 45, "2": 35, "3": 20}
        one = Counted(Totals(contest_id="7", votes=votes), Shape("majority", "most-votes"), 1, parties=parties)
        lost, won = majority_lost([one]), majority_won([one], "B")
        assert lost.votes == won.votes == one.fewest({"3": 1}, {}) == 14
        other = Counted(
            Totals(contest_id="7", votes={"1": 45, "2": 6, "3": 49}), Shape("majority", "most-votes"), 1, parties=parties
        )
        assert majority_won([other], "A").votes == 3
        several = Counted(Totals(contest_id="7", votes=votes), Shape("lists", "d-hondt"), 3, parties=parties)
        with pytest.raises(NotExact, match="Contest 7: the party A has several options"):
            majority_lost([several])

    def test_a_party_that_does_not_stand_everywhere(self):
        shape = Shape("majority", "most-votes")
        contests = [
            Counted(Totals(contest_id=str(place), votes=votes), shape, 1)
            for place, votes in enumerate([{"A": 6, "B": 4}, {"A": 6, "C": 4}, {"B": 6, "C": 4}])
        ]
        assert majority_won(contests, "C").votes == 4
        assert majority_lost(contests).votes == 2

    def test_the_majority_of_round_1_lost_to_nobody(self):
        shape = TWO_ROUNDS[0]
        parties = {"1": "A", "2": "A", "3": "B", "4": "C"}
        counted = Counted(
            Totals(contest_id="7", votes={"1": 55, "2": 5, "3": 20, "4": 20}, registered=120), shape, 1, parties=parties
        )
        assert majority_lost([counted]).votes == 5
        assert narrowest(counted).votes == 5


def test_cambodia_in_2023():
    """The generated election: 125 seats, 120 and 5; the law in force gives the seats of the closest reallocations, and no others."""
    assembly = law.at("kh.national-assembly", date(2023, 7, 23))
    contests = [
        Counted(
            Totals(contest_id=province.code, votes={str(number): int(votes) for number, votes in enumerate(province.votes, 1)}),
            assembly.shape,
            assembly.seats[province.code],
        )
        for province in model(23_789)
    ]
    found = closest(contests)
    assert len(found) == sum(17 * sum(map(bool, counted.held.values())) for counted in contests)
    assert [margin.votes for margin in found] == sorted(margin.votes for margin in found)
    assert all(0 < margin.tied <= margin.votes < margin.added for margin in found)
    by_contest = {counted.totals.contest_id: counted for counted in contests}
    for margin in found[:40]:
        counted = by_contest[margin.contest_id]
        least, most = {margin.takes: counted.held[margin.takes] + 1}, {margin.keeps: counted.held[margin.keeps] - 1}
        votes = dict(zip(counted.held, counted.reach.seats(least, most).votes, strict=True))
        outcome = assembly.declare(Totals(contest_id=margin.contest_id, votes=votes))
        assert sum(max(0, votes[option] - number) for option, number in counted.totals.votes.items()) == margin.votes
        assert outcome.seats[margin.takes] > counted.held[margin.takes]
        assert outcome.seats[margin.keeps] < counted.held[margin.keeps]
    assert min(narrowest(counted).votes for counted in contests) == found[0].votes
    lost, won = majority_lost(contests), majority_won(contests, "9")
    assert (lost.party, lost.seats, won.seats) == ("18", 120 - 62, 63 - 5)
    assert lost.votes <= won.votes


def test_all_577_constituencies_of_2024(shared):
    """Elected outright, and no longer after so many voters for somebody else; not yet, and with so many more."""
    assembly = law.at("fr.national-assembly", DAY)
    with (shared / "fr-legislatives-2024-t1.csv").open(encoding="cp850", newline="") as file:
        groups = [(code, list(group)) for code, group in groupby(csv.DictReader(file), key=lambda row: row["CodCirElec"])]
    contests = []
    for code, rows in groups:
        votes = {row["NumPanneauCand"]: int(row["NbVoix"]) for row in rows}
        registered, valid = int(rows[0]["Inscrits"]), int(rows[0]["Exprimes"])
        contests.append(Counted(Totals(contest_id=code, votes=votes, registered=registered, valid=valid), assembly.shape, 1))
    found = closest(contests)
    by_contest = {counted.totals.contest_id: counted.totals for counted in contests}

    def seats(contest, votes, more=0):
        totals = by_contest[contest]
        return assembly.declare(
            Totals(contest_id=contest, votes=votes, registered=totals.registered, valid=totals.valid + more)
        ).seats

    unelected = [margin for margin in found if margin.kind == "elected" and margin.keeps and not margin.takes]
    assert len(unelected) == 76
    for margin in unelected:
        votes = by_contest[margin.contest_id].votes
        other = next(option for option in votes if option != margin.keeps)
        for number, still in [(margin.votes, 0), (margin.votes - 1, 1)]:
            moved = {**votes, margin.keeps: votes[margin.keeps] - number, other: votes[other] + number}
            assert seats(margin.contest_id, moved)[margin.keeps] == still
    elected = [margin for margin in found if margin.kind == "elected" and not margin.keeps][:100]
    for margin in elected:
        votes = by_contest[margin.contest_id].votes
        for number, already in [(margin.added, 1), (margin.added - 1, 0)]:
            more = {**votes, margin.takes: votes[margin.takes] + number}
            assert seats(margin.contest_id, more, number)[margin.takes] == already
    places = [margin for margin in found if margin.kind == "next-round"]
    assert sum(margin.takes is None for margin in places) == 1318


@pytest.mark.parametrize(
    ("counted", "sentence"),
    [
        (lambda: Counted(Totals(contest_id="7", votes={"1": 0}), ONE_ROUND[0], 1), "Contest 7: it has no valid vote"),
        (lambda: Counted(Totals(contest_id="7", votes={"1": 5, "2": 5}), ONE_ROUND[0], 1), "a tie is not settled"),
        (
            lambda: Counted(
                Totals(contest_id="7", votes={"1": 6, "2": 5}),
                ONE_ROUND[0],
                1,
                Outcome(contest_id="7", round=1, seats={"2": 1}),
            ),
            r"does not give the seats declared \(2: 1\)",
        ),
        (
            lambda: Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}), Shape("majority", "most-votes"), 2),
            "for 2 seats by majority",
        ),
        (
            lambda: Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}), Shape("lists", "hare-remainders", Bar(A_FIFTH)), 2),
            "hare-remainders with a threshold",
        ),
        (
            lambda: Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}, valid=12), Shape("lists", "hare-remainders"), 2),
            "sum of",
        ),
        (lambda: Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}), TWO_ROUNDS[0], 1), "share of the registered"),
        (
            lambda: Counted(Totals(contest_id="7", votes={"1": 5, "2": 4, "3": 4}, registered=13), TWO_ROUNDS[2], 1),
            "a tie for round 2 is not settled",
        ),
        (
            lambda: Counted(
                Totals(contest_id="7", votes={"1": 5, "2": 4, "3": 3}, registered=13),
                TWO_ROUNDS[2],
                1,
                Outcome(contest_id="7", round=1, seats={}, next_round=("1", "3")),
            ),
            "does not send 1, 3 to round 2",
        ),
    ],
)
def test_what_has_no_exact_margin_is_said(counted, sentence):
    with pytest.raises(ValueError, match=sentence):
        margins(counted())


def test_a_party_that_nobody_knows():
    with pytest.raises(ValueError, match="no option is of the party X"):
        majority_won([Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}), ONE_ROUND[0], 1)], "X")
