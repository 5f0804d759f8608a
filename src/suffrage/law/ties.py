"""How a tie is settled: by age, by lot, or, where the text of the law names neither, by a ruling. Never by accident.

Each function returns the winners, notes the step, and returns none (with the question left open) while it cannot be settled.
`subject` names the question: `elected`, `last-seats` or `next-round`.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from suffrage.law.calculation import Calculation
from suffrage.law.methods import Leaders, Unsettled, eldest, leaders, youngest_lists
from suffrage.model import Lot, Outcome, Ruling
from suffrage.model.steps import MostVotes, Tie, TieRule

Settle = Callable[[Calculation, Unsettled, str, str], tuple[str, ...]]
"""(calculation, tie, subject, article) → the winners."""


def by_ruling(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    """The law's text does not settle it: the competent authority's ruling, or an open question."""
    return _by_decision(calculation, Ruling, "ruling", tie, subject, article)


def by_lot(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    """The law settles it by lot: the lot drawn, or an open question."""
    return _by_decision(calculation, Lot, "lot", tie, subject, article)


def by_age(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    """The elder candidate wins: the first (in these contests the only) candidate of each option counts.

    A date of birth that is not known leaves the question open; two who were born on the same day wait for a ruling.
    """
    births = {}
    for option in tie.among:
        candidates = calculation.candidates(option)
        if not candidates or candidates[0].birth_date is None:
            return _wait_for_births(calculation, tie, subject, article)
        births[option] = candidates[0].birth_date
    return _settled(calculation, tie, eldest(births, tie.places), "eldest", subject, article)


def by_average_age(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    """The list whose candidates are on average the youngest wins.

    A date of birth that is not known, of any candidate of any of the lists, leaves the question open; lists of the very same
    average age wait for a ruling.
    """
    births: dict[str, list[date]] = {}
    for option in tie.among:
        births[option] = [candidate.birth_date for candidate in calculation.candidates(option) if candidate.birth_date]
        if not births[option] or len(births[option]) != len(calculation.candidates(option)):
            return _wait_for_births(calculation, tie, subject, article)
    return _settled(calculation, tie, youngest_lists(births, tie.places), "youngest-list", subject, article)


def by_votes(calculation: Calculation, tie: Unsettled, then: Settle, subject: str, article: str) -> tuple[str, ...]:
    """More votes win (of equal averages); equal votes are settled by `then`."""
    by_number = leaders({option: calculation.votes[option] for option in tie.among}, tie.places)
    if by_number.certain:
        _noted(calculation, tie, by_number.certain, "most-votes", article)
    return by_number.certain + (then(calculation, by_number.tie, subject, article) if by_number.tie else ())


def most_votes(calculation: Calculation, settle: Settle, article: str) -> Outcome:
    """One seat to the option with most votes, a tie settled by `settle`. Where nobody has a vote, nobody is elected."""
    votes = calculation.votes
    first = leaders(votes, 1)
    best = first.tie.among if first.tie else first.certain
    winners: tuple[str, ...] = ()
    if best and votes[best[0]]:
        if calculation.with_steps:
            calculation.note(MostVotes(article=article, option_ids=best, votes=votes[best[0]]))
        winners = settle(calculation, first.tie, "elected", article) if first.tie else best
    else:
        calculation.leave_vacant(1, article)
    seats = dict.fromkeys(votes, 0)
    for option in winners:
        seats[option] = 1
    return calculation.outcome(seats)


def _settled(
    calculation: Calculation, tie: Unsettled, found: Leaders, rule: TieRule, subject: str, article: str
) -> tuple[str, ...]:
    """The winners `found` by a rule; equals that it leaves wait for a ruling."""
    if found.certain:
        _noted(calculation, tie, found.certain, rule, article)
    return found.certain + (by_ruling(calculation, found.tie, subject, article) if found.tie else ())


def _wait_for_births(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    calculation.need(subject, "birth_dates", tie.among, tie.places, article)
    return _noted(calculation, tie, (), "pending", article)


def _by_decision(
    calculation: Calculation,
    kind: type[Lot | Ruling],
    rule: Literal["lot", "ruling"],
    tie: Unsettled,
    subject: str,
    article: str,
) -> tuple[str, ...]:
    for decision in calculation.decisions:
        if isinstance(decision, kind) and decision.subject == subject:
            drawn = decision.drawn
            if len(drawn) != tie.places or len(set(drawn)) != tie.places or not set(drawn) <= set(tie.among):
                raise calculation.error(
                    f"the {rule} on {subject} names {', '.join(drawn) or 'nobody'}; it must name {tie.places} of "
                    f"{', '.join(tie.among)}."
                )
            return _noted(calculation, tie, drawn, rule, article)
    calculation.need(subject, rule, tie.among, tie.places, article)
    return _noted(calculation, tie, (), "pending", article)


def _noted(calculation: Calculation, tie: Unsettled, winners: tuple[str, ...], rule: TieRule, article: str) -> tuple[str, ...]:
    calculation.note(Tie(article=article, among=tie.among, places=tie.places, rule=rule, winners=winners))
    return winners
