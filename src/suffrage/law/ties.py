"""How a tie is settled: by age, by lot, or, where the text of the law names neither, by a ruling. Never by accident.

Each function returns the winners, notes the step, and returns none (with the question left open) while it cannot be settled.
`subject` names the question: `elected`, `last-seats` or `next-round`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

from suffrage.law.calculation import Calculation
from suffrage.law.methods import Leaders, Unsettled, eldest, eldest_lists, leaders, youngest_lists
from suffrage.model import Candidate, Lot, Outcome, Ruling
from suffrage.model.steps import MostVotes, Tie, TieRule

Settle = Callable[[Calculation, Unsettled, str, str], tuple[str, ...]]
"""(calculation, tie, subject, article) → the winners."""


def by_ruling(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    """The law's text does not settle it: the competent authority's ruling, or an open question."""
    return _by_decision(calculation, Ruling, "ruling", tie, subject, article)


def by_lot(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
    """The law settles it by lot: the lot drawn, or an open question."""
    return _by_decision(calculation, Lot, "lot", tie, subject, article)


def by_age_of(members: Callable[[Calculation, str], Sequence[Candidate]], rule: TieRule) -> Settle:
    """The option with the eldest of the `members` (calculation, option → candidates) that count for the law wins.

    A date of birth that is not known leaves the question open; two who were born on the same day wait for a ruling.
    """

    def settle(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
        births = {}
        for option in tie.among:
            born = [candidate.birth_date for candidate in members(calculation, option)]
            if not born or None in born:
                return _wait_for_births(calculation, tie, subject, article)
            births[option] = min(day for day in born if day)
        return _settled(calculation, tie, eldest(births, tie.places), rule, subject, article)

    return settle


def by_next_candidate(held: Mapping[str, int]) -> Settle:
    """The elder of those whose turn it is, after `held` seats ("le plus âgé des candidats susceptibles d'être proclamés élus")."""
    return by_age_of(lambda calculation, option: calculation.candidates(option)[held[option] :][:1], "eldest-next")


by_age = by_age_of(lambda calculation, option: calculation.candidates(option)[:1], "eldest")
"""The elder candidate wins: the first of each option counts (in these contests the only one, or the one with a substitute)."""

by_eldest_member = by_age_of(lambda calculation, option: calculation.candidates(option), "eldest")
"""The option with the eldest candidate wins: of pairs, both members count."""


def by_average_age(rank: Callable[[Mapping[str, Sequence[date]], int], Leaders], rule: TieRule) -> Settle:
    """The list whose candidates are on average the youngest, or the eldest, wins, by `rank`.

    A date of birth that is not known, of any candidate of any of the lists, leaves the question open; lists of the very same
    average age wait for a ruling.
    """

    def settle(calculation: Calculation, tie: Unsettled, subject: str, article: str) -> tuple[str, ...]:
        births: dict[str, list[date]] = {}
        for option in tie.among:
            births[option] = [candidate.birth_date for candidate in calculation.candidates(option) if candidate.birth_date]
            if not births[option] or len(births[option]) != len(calculation.candidates(option)):
                return _wait_for_births(calculation, tie, subject, article)
        return _settled(calculation, tie, rank(births, tie.places), rule, subject, article)

    return settle


by_youngest_list = by_average_age(youngest_lists, "youngest-list")
by_eldest_list = by_average_age(eldest_lists, "eldest-list")


def by_votes(calculation: Calculation, tie: Unsettled, then: Settle, subject: str, article: str) -> tuple[str, ...]:
    """More votes win (of equal averages); equal votes are settled by `then`."""
    by_number = leaders({option: calculation.votes[option] for option in tie.among}, tie.places)
    if by_number.certain:
        _noted(calculation, tie, by_number.certain, "most-votes", article)
    return by_number.certain + (then(calculation, by_number.tie, subject, article) if by_number.tie else ())


def most_votes(calculation: Calculation, settle: Settle, article: str, seats: int = 1) -> Outcome:
    """The seats to the options with most votes, a tie settled by `settle`. Nobody is elected without a vote."""
    votes = calculation.votes
    first = leaders({option: number for option, number in votes.items() if number} if 0 in votes.values() else votes, seats)
    for option in first.certain if calculation.with_steps else ():
        calculation.note(MostVotes(article=article, option_ids=(option,), votes=votes[option]))
    winners = first.certain
    if first.tie:
        among = first.tie.among
        calculation.note(MostVotes(article=article, option_ids=among, votes=votes[among[0]]))
        winners += settle(calculation, first.tie, "elected", article)
    elif len(winners) < seats:
        calculation.leave_vacant(seats - len(winners), article)
    given = dict.fromkeys(votes, 0)
    for option in winners:
        given[option] = 1
    return calculation.outcome(given)


def list_that_leads(calculation: Calculation, article: str, settle: Settle) -> str | None:
    """The list with most votes; of equals, as `settle` says. None: not decided."""
    votes = calculation.votes
    first = leaders({option: number for option, number in votes.items() if number}, 1)
    best = first.tie.among if first.tie else first.certain
    if not best:
        calculation.leave_vacant(calculation.totals.seats or 0, article)
        return None
    calculation.note(MostVotes(article=article, option_ids=best, votes=votes[best[0]]))
    winners = settle(calculation, first.tie, "elected", article) if first.tie else best
    return winners[0] if winners else None


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
