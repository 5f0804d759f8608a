"""Any law in figures, carried out: a reform changes a figure of a shape, and the same votes show what it would have made of them.

A reform has no text. Where figures alone do not decide, as between equals, it waits for a ruling; where a law has a rule of its own
there (age, a lot, more votes), that rule is not among the figures. Nor are withdrawals, deaths and sections.
"""

from collections.abc import Mapping
from functools import partial

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Rule
from suffrage.law.formulas import AVERAGES_ONCE, DIVISORS, REMAINDERS, allocate, bonus_of, share
from suffrage.law.majority import TwoRounds, those_over, two_rounds, who_may_stand_again
from suffrage.law.ties import by_ruling, list_that_leads, most_votes
from suffrage.model import LawError, Outcome, Shape
from suffrage.model.steps import NoneElected

MOST_VOTES = "most-votes"


def reformed(shape: Shape) -> Rule:
    """The rule that carries `shape` out, exactly and with its steps; each bears the article that sets the figure, or a dash.

    The seats are those given with the totals: a shape has no table of them. `LawError`: figures that contradict each other; from the
    rule itself, totals that it cannot be applied to (no number of seats, another round, a majority vote for several seats).

    >>> from datetime import date
    >>> from fractions import Fraction
    >>> from suffrage.model import Totals
    >>> from suffrage.model.shapes import Bar
    >>> rule = reformed(Shape("lists", "d-hondt", threshold=Bar(Fraction(5, 100))))
    >>> totals = Totals(contest_id="12", seats=12, votes={"1": 500, "2": 450, "3": 40})
    >>> rule(Calculation(totals, date(2024, 1, 1), {}, ())).seats
    {'1': 6, '2': 6, '3': 0}
    """
    for holds, sentence in _contradictions(shape):
        if holds:
            raise LawError(f"The law in figures contradicts itself: {sentence}")
    return partial(_by_lists if shape.kind == "lists" else _by_majority, shape)


def _contradictions(shape: Shape) -> list[tuple[bool, str]]:
    bars = (shape.threshold, shape.majority, shape.quorum, shape.bar, shape.merge)
    formulas = {*DIVISORS, *REMAINDERS, AVERAGES_ONCE} if shape.kind == "lists" else {MOST_VOTES}
    return [
        (
            shape.formula not in formulas,
            f"{shape.formula} is no formula of its kind; these are: {', '.join(sorted(formulas))}.",
        ),
        (shape.rounds not in (1, 2), f"it has {shape.rounds} rounds; give 1 or 2."),
        (shape.rounds == 2 and shape.majority is None, "round 1 of 2 needs a majority that elects in it; give one."),
        (not 0 <= shape.bonus <= 1, f"the bonus is a share of the seats, from 0 to 1, not {shape.bonus}."),
        (any(bar and not 0 <= bar.share <= 1 for bar in bars), "a bar is a share of the votes or the registered, from 0 to 1."),
        (shape.least_in_round_2 < 0, f"{shape.least_in_round_2} cannot go to round 2; give 0 or more."),
        (shape.rounds == 2 and not (shape.bar or shape.least_in_round_2), "nobody can go to round 2; give a bar or a number."),
    ]


def _by_majority(shape: Shape, calculation: Calculation) -> Outcome:
    """One is elected: by most votes, or in round 1 of two by the majority and, where one is asked, the quorum."""
    if calculation.totals.seats not in (None, 1):
        seats = calculation.totals.seats
        raise calculation.error(f"a majority law in this form elects one, not {seats}; give one seat, or a law for lists.")
    _check_round(shape, calculation)
    if shape.rounds == 1 or shape.majority is None:
        calculation.note_base(1, shape.article("seats"))
        return most_votes(calculation, by_ruling, shape.article("formula"))
    rules = TwoRounds(
        article=shape.article("majority"),
        standing=shape.article("bar"),
        bar=shape.bar,
        least=shape.least_in_round_2,
        settle=by_ruling,
        majority=shape.majority,
        quorum=shape.quorum,
        quorum_article=shape.article("quorum"),
    )
    return two_rounds(calculation, rules)


def _by_lists(shape: Shape, calculation: Calculation) -> Outcome:
    """Lists share the seats: in one round, in round 1 of two if a list has the majority and the quorum, and in round 2 in any case."""
    totals = calculation.totals
    _check_round(shape, calculation)
    seats = calculation.seats_to_fill(None, shape.article("seats"))
    calculation.strike_off(shape.article("formula"))
    calculation.note_base(seats, shape.article("seats"))
    first_of_two = shape.rounds == 2 and totals.round == 1
    bars = (shape.majority, shape.quorum, shape.bar, shape.merge) if first_of_two else ()
    if calculation.lacks_registered(shape.threshold, *bars):
        calculation.need("elected", "registered", totals.votes, seats, shape.article("formula"))
        return calculation.outcome(dict.fromkeys(totals.votes, 0))
    if first_of_two and not _over_the_majority(shape, calculation):
        return _to_round_2(shape, calculation)
    return _shared_out(shape, calculation, seats)


def _over_the_majority(shape: Shape, calculation: Calculation) -> bool:
    """Whether a list has what shares the seats out in round 1. (If several have it, the one in front has it too.)"""
    over = shape.majority and those_over(
        calculation, shape.majority, shape.article("majority"), shape.quorum, shape.article("quorum")
    )
    return bool(over)


def _to_round_2(shape: Shape, calculation: Calculation) -> Outcome:
    calculation.note(NoneElected(article=shape.article("majority")))
    going_on, may_merge = who_may_stand_again(
        calculation, shape.bar, shape.least_in_round_2, shape.article("bar"), shape.merge, shape.article("merge")
    )
    return calculation.outcome(dict.fromkeys(calculation.votes, 0), going_on, may_merge=may_merge)


def _shared_out(shape: Shape, calculation: Calculation, seats: int) -> Outcome:
    """The bonus, if there is one, to the list in front; the other seats by the formula. Equals wait for a ruling."""
    first: Mapping[str, int] = {}
    if shape.bonus:
        article = shape.article("bonus")
        leader = list_that_leads(calculation, article, by_ruling)
        if leader is None:
            return calculation.outcome(dict.fromkeys(calculation.votes, 0))
        down = shape.bonus_down or seats < shape.bonus_down_below
        first = bonus_of(calculation, leader, share(shape.bonus, seats, down=down), article)
    given = _by_formula(shape, calculation, seats - sum(first.values()), first)
    return calculation.outcome({option: given[option] + first.get(option, 0) for option in calculation.votes})


def _by_formula(shape: Shape, calculation: Calculation, seats: int, first: Mapping[str, int]) -> dict[str, int]:
    """The seats left by the formula, among the lists over the threshold; the `first` ones (the bonus) do not count in it.

    A quota is taken from the valid votes, or, where a threshold keeps lists out, from the votes of those that it lets in.
    """
    votes, threshold, article = calculation.votes, shape.threshold, shape.article("formula")
    valid = calculation.totals.valid
    if threshold and not threshold.is_open:
        admitted = [option for option in votes if calculation.reaches(option, threshold, shape.article("threshold"))]
        votes, valid = {option: votes[option] for option in admitted}, None
    limits = {option: length - first.get(option, 0) for option, length in calculation.list_lengths().items()}
    allocation = allocate(calculation, shape.formula, votes, seats, article, limits=limits, valid=valid)
    if allocation.tie:
        for option in by_ruling(calculation, allocation.tie, "last-seats", article):
            allocation.seats[option] += 1
    return dict.fromkeys(calculation.votes, 0) | allocation.seats


def _check_round(shape: Shape, calculation: Calculation) -> None:
    number = calculation.totals.round
    if not 1 <= number <= shape.rounds:
        raise calculation.error(f"the law in figures has {shape.rounds} round(s); there is no round {number}.")
