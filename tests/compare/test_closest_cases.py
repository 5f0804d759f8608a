"""Closest seats worked out by hand, of real elections, and what has none."""

import csv
from datetime import date
from fractions import Fraction
from itertools import groupby

import pytest

from suffrage import law
from suffrage.compare.closest import MajorityMargin, Shift, closest, majority_lost, majority_won
from suffrage.compare.closest.counted import Counted, Margin
from suffrage.compare.closest.margins import margins, narrowest
from suffrage.compare.closest.reach import NotExact
from suffrage.generate.cambodia import model
from suffrage.model import Outcome, Shape, Totals
from suffrage.model.shapes import Bar

DAY = date(2024, 6, 30)
A_FIFTH, A_QUARTER = Fraction(1, 5), Bar(Fraction(1, 4), "registered")
MORE_THAN_HALF = Bar(Fraction(1, 2), strict=True)
D_HONDT = Shape("lists", "d-hondt")
FIRST_TWO = Shape("majority", "most-votes", rounds=2, majority=MORE_THAN_HALF, quorum=A_QUARTER)


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
        shape = Shape("majority", "most-votes", rounds=2, majority=MORE_THAN_HALF, quorum=A_QUARTER)
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
        shape = FIRST_TWO
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
        (lambda: Counted(Totals(contest_id="7", votes={"1": 0}), D_HONDT, 1), "Contest 7: it has no valid vote"),
        (lambda: Counted(Totals(contest_id="7", votes={"1": 5, "2": 5}), D_HONDT, 1), "a tie is not settled"),
        (
            lambda: Counted(
                Totals(contest_id="7", votes={"1": 6, "2": 5}),
                D_HONDT,
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
        (lambda: Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}), FIRST_TWO, 1), "share of the registered"),
        (
            lambda: Counted(Totals(contest_id="7", votes={"1": 5, "2": 4, "3": 4}, registered=13), FIRST_TWO, 1),
            "a tie for round 2 is not settled",
        ),
        (
            lambda: Counted(
                Totals(contest_id="7", votes={"1": 5, "2": 4, "3": 3}, registered=13),
                FIRST_TWO,
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
        majority_won([Counted(Totals(contest_id="7", votes={"1": 6, "2": 5}), D_HONDT, 1)], "X")
