"""What every election by lists in Cambodia shares: a seat for each whole quota, the rest to the highest averages, closed lists."""

from collections.abc import Mapping

from suffrage.law.calculation import Calculation
from suffrage.law.formulas import allocate, noted_quotas
from suffrage.law.methods import D_HONDT, WholeQuotas, highest_averages
from suffrage.law.ties import Settle, by_lot, by_ruling
from suffrage.model import Formula, Outcome, Shape


def seats_by_quota(calculation: Calculation, seats: int, lengths: Mapping[str, int], article: str) -> WholeQuotas:
    """The quota is the valid votes divided by the seats; a party has a seat for every whole quota.

    (Votes that add up to more than the valid ones are an error of the statements; the quota is then taken from their sum.)
    """
    return noted_quotas(calculation, calculation.votes, seats, article, limits=lengths, valid=calculation.totals.valid)


def seats_by_average(
    calculation: Calculation,
    seats: int,
    quotas: WholeQuotas,
    lengths: Mapping[str, int],
    article: str,
    settle: Settle = by_ruling,
) -> dict[str, int]:
    """Each remaining seat goes to the highest average, votes ÷ (seats so far + 1), computed anew for each seat.

    Equal averages are settled by `settle`; where no text that could be read settles them, by a ruling of the National Election
    Committee.
    """
    allocation = highest_averages(calculation.votes, seats, D_HONDT, start=quotas.seats, limits=lengths)
    calculation.note_averages(allocation, D_HONDT, article)
    if allocation.tie:
        for option in settle(calculation, allocation.tie, "last-seats", article):
            allocation.seats[option] += 1
    return allocation.seats


def seats_by_formula(
    calculation: Calculation, formula: Formula, seats: int, lengths: Mapping[str, int], article: str
) -> dict[str, int]:
    """The formulas of 1993 (largest remainders) and of the other reading of 1998 (the averages ranked once), both after whole quotas.

    Equal claims to the last seats wait for a ruling.
    """
    valid = calculation.totals.valid
    allocation = allocate(calculation, formula, calculation.votes, seats, article, limits=lengths, valid=valid)
    if allocation.tie:
        for option in by_ruling(calculation, allocation.tie, "last-seats", article):
            allocation.seats[option] += 1
    return allocation.seats


def by_lists(
    calculation: Calculation, article: str, seats_article: str, by_law: int | None = None, settle: Settle = by_lot
) -> Outcome:
    """One round: the seats given with the totals, or else those of the law (`by_law`), and the candidates in list order.

    `LawError`: another round than the first, or no number of seats.
    """
    totals = calculation.totals
    if totals.round != 1:
        raise calculation.error(f"this election has one round; there is no round {totals.round}.")
    seats = calculation.seats_to_fill(by_law, seats_article)
    calculation.strike_off(article)
    calculation.note_base(seats, article)
    lengths = calculation.list_lengths()
    quotas = seats_by_quota(calculation, seats, lengths, article)
    return calculation.outcome(seats_by_average(calculation, seats, quotas, lengths, article, settle))


def shape(article: str, seats_article: str, formula: Formula = "d-hondt") -> Shape:
    """A vote on closed lists in one round in figures. (Whole quotas and then the highest averages are the averages alone: D'Hondt.)"""
    articles = dict.fromkeys(("formula", "threshold", "bonus", "rounds"), article) | {"seats": seats_article}
    return Shape(kind="lists", formula=formula, articles=articles)
