"""Ties, each kind that a law names: pending without what decides them, settled with it, and both said in the steps."""

from datetime import date

import pytest

from suffrage import law
from suffrage.law.calculation import Calculation
from suffrage.law.methods import Unsettled
from suffrage.law.ties import by_lot
from suffrage.model import Candidate, Lot, Ruling, Totals
from suffrage.model.steps import Tie

TIE = Unsettled(("1", "2", "3"), 2)


def calculation(*decisions):
    return Calculation(Totals(contest_id="c", votes={"1": 5, "2": 5, "3": 5}), date(2024, 1, 1), {}, decisions)


def test_without_a_lot_it_waits():
    waiting = calculation()
    assert by_lot(waiting, TIE, "last-seats", "art. 1") == ()
    assert (waiting.pending[0].needs, waiting.pending[0].places) == ("lot", 2)
    assert waiting.steps == [Tie(article="art. 1", among=TIE.among, places=2, rule="pending")]


def test_the_lot_decides_in_the_order_drawn():
    drawn = calculation(Lot(contest_id="c", subject="last-seats", drawn=("3", "1")))
    assert by_lot(drawn, TIE, "last-seats", "art. 1") == ("3", "1")
    assert drawn.steps == [Tie(article="art. 1", among=TIE.among, places=2, rule="lot", winners=("3", "1"))]
    assert not drawn.pending


def born(*years, option):
    return [
        Candidate(contest_id="c", option_id=option, position=place, birth_date=date(year, 1, 1))
        for place, year in enumerate(years, start=1)
    ]


OLD_FIRST = {"1": born(*[1950] * 40, option="1"), "2": born(*[1960] * 40, option="2")}
"""The first list is the older one, on average and man by man."""
EVEN = {"1": 50, "2": 50}

# What the law says · body, day, round, seats, votes · the question · who wins with the dates of birth above, by which rule
BY_AGE = [
    ("L126: the elder deputy", "fr.national-assembly", date(1967, 3, 12), 2, 1, EVEN, "elected", "1", "eldest"),
    ("L193: the elder councillor", "fr.departmental", date(2008, 3, 16), 2, 1, EVEN, "elected", "1", "eldest"),
    ("L193: the pair with the eldest", "fr.departmental", date(2021, 6, 27), 2, 2, EVEN, "elected", "1", "eldest"),
    ("L294: the elder senator", "fr.senate", date(2023, 9, 24), 2, 1, EVEN, "elected", "1", "eldest"),
    ("L262: the eldest list leads", "fr.municipal", date(2026, 3, 22), 2, 29, EVEN, "elected", "1", "eldest-list"),
    ("L262 by sector", "fr.paris-lyon-marseille", date(2014, 3, 30), 2, 11, EVEN, "elected", "1", "eldest-list"),
    ("L338: the eldest list leads", "fr.regional", date(2010, 3, 21), 2, 31, EVEN, "elected", "1", "eldest-list"),
    ("L366 of 1991: the eldest list", "fr.corsica", date(1998, 3, 22), 2, 51, EVEN, "elected", "1", "eldest-list"),
    ("L366 of 1999: the youngest list", "fr.corsica", date(2004, 3, 28), 2, 51, EVEN, "elected", "2", "youngest-list"),
    (
        "law 77-729: the youngest list",
        "fr.european-parliament",
        date(2024, 6, 9),
        1,
        3,
        EVEN,
        "last-seats",
        "2",
        "youngest-list",
    ),
    (
        "L262: the elder of those in turn",
        "fr.municipal",
        date(2026, 3, 22),
        2,
        5,
        EVEN | {"3": 80},
        "last-seats",
        "1",
        "eldest-next",
    ),
]


@pytest.mark.parametrize(
    ("code", "day", "number", "seats", "votes", "subject", "winner", "rule"),
    [row[1:] for row in BY_AGE],
    ids=[row[0] for row in BY_AGE],
)
def test_age_decides_once_the_dates_of_birth_are_known(code, day, number, seats, votes, subject, winner, rule):
    totals = Totals(contest_id="c", round=number, seats=seats, votes=votes, population=9000, sections={"A": votes})
    ruling = law.at(code, day)
    waiting = ruling.declare(totals)
    assert [(question.subject, question.needs) for question in waiting.pending] == [(subject, "birth_dates")]
    assert [step.rule for step in waiting.steps if isinstance(step, Tie)] == ["pending"]
    slates = (
        OLD_FIRST if code != "fr.departmental" or seats > 1 else {option: people[:1] for option, people in OLD_FIRST.items()}
    )
    decided = ruling.declare(totals, slates=slates)
    tie = next(step for step in decided.steps if isinstance(step, Tie) and step.rule == rule)
    assert tie.winners == (winner,)
    other = "2" if winner == "1" else "1"
    assert decided.seats[winner] > decided.seats[other]
    assert not any(question.subject == subject for question in decided.pending)
    same_day = {option: born(*[1950] * 40, option=option) for option in votes}
    assert ruling.declare(totals, slates=same_day).pending[0].needs == "ruling"


THREE = {"1": 40, "2": 30, "3": 30}
BY_RULING = [
    ("fr.president", date(2022, 4, 10), 1, None, THREE, "next-round"),
    ("fr.president", date(2022, 4, 24), 2, None, EVEN, "elected"),
    ("fr.national-assembly", date(2024, 6, 30), 1, None, THREE, "next-round"),
    ("fr.departmental", date(1985, 3, 10), 1, None, THREE, "next-round"),
    ("fr.municipal", date(2014, 3, 23), 1, 27, dict.fromkeys(map(str, range(1, 13)), 8), "next-round"),
    ("fr.national-assembly", date(1986, 3, 16), 1, 3, EVEN, "last-seats"),
    ("fr.regional", date(1992, 3, 22), 1, 3, EVEN, "last-seats"),
    ("fr.corsica", date(1982, 8, 8), 1, 61, EVEN, "last-seats"),
    ("fr.corsica", date(2015, 12, 13), 2, 51, EVEN, "elected"),
    ("fr.senate", date(2001, 9, 23), 1, 3, EVEN, "last-seats"),
    ("fr.european-parliament", date(1999, 6, 13), 1, 3, EVEN, "last-seats"),
]


@pytest.mark.parametrize(("code", "day", "number", "seats", "votes", "subject"), BY_RULING)
def test_where_the_text_is_silent_a_ruling_decides(code, day, number, seats, votes, subject):
    totals = Totals(contest_id="c", round=number, seats=seats, votes=votes, population=9000, registered=1000)
    waiting = law.at(code, day).declare(totals)
    question = waiting.pending[0]
    assert (question.subject, question.needs) == (subject, "ruling")
    drawn = question.among[-question.places :]
    decided = law.at(code, day).declare(totals, decisions=[Ruling(contest_id="c", subject=subject, drawn=drawn)])
    assert not decided.pending
    assert [step.winners for step in decided.steps if isinstance(step, Tie) and step.rule == "ruling"] == [drawn]


def test_more_votes_settle_equal_averages_before_age_does():
    """One seat after the bonus: 60 ÷ 2 and 30 ÷ 1 are equal, and the list with 60 votes has it (L262)."""
    totals = Totals(contest_id="c", round=2, seats=5, votes={"1": 60, "2": 30}, population=9000)
    outcome = law.at("fr.municipal", date(2026, 3, 22)).declare(totals)
    assert (outcome.seats, outcome.pending) == ({"1": 5, "2": 0}, ())
    assert [step.rule for step in outcome.steps if isinstance(step, Tie)] == ["most-votes"]
