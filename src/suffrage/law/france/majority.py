"""The French majority vote in two rounds, as the Code électoral repeats it from assembly to assembly.

Round 1 elects with more than half of the valid votes and votes of at least a quarter of the registered (L126, L193, L253, L294);
round 2 elects by most votes; of equals, the elder. What differs is the bar to round 2, and how many seats there are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from suffrage.law.calculation import Calculation
from suffrage.law.methods import leaders, ranking
from suffrage.law.ties import Settle, by_age, by_ruling, most_votes
from suffrage.model import Outcome
from suffrage.model.steps import MostVotes, NoneElected, Qualified, Reason

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)

Access = Callable[[Calculation, int], tuple[str, ...]]
"""(calculation, registered) → the options that may stand in round 2, most votes first."""


@dataclass(frozen=True, slots=True)
class TwoRounds:
    """The articles of one assembly; who may stand in round 2. `settle`: how equal votes are decided ·
    `no_round_3`: begins an error.
    """

    article: str
    access: Access
    settle: Settle = by_age
    no_round_3: str = "this body is elected"


def two_rounds(calculation: Calculation, rules: TwoRounds, seats: int = 1) -> Outcome:
    """The round of the totals, for `seats` seats. Round 1 waits for the number of registered where it is not known."""
    totals = calculation.totals
    if totals.round not in (1, 2):
        raise calculation.error(f"{rules.no_round_3} in round 1 or 2; there is no round {totals.round}.")
    calculation.note_base(seats, rules.article)
    if totals.round == 2:
        return most_votes(calculation, rules.settle, rules.article, seats)
    if totals.registered is None:
        calculation.need("elected", "registered", totals.votes, seats, rules.article)
        return calculation.outcome(dict.fromkeys(totals.votes, 0))
    return _first_round(calculation, rules, seats, totals.registered)


def _first_round(calculation: Calculation, rules: TwoRounds, seats: int, registered: int) -> Outcome:
    """Elected: more than half of the valid votes *and* a quarter of the registered; where more have them than seats, most votes.

    (With several seats each voter has as many votes, so that more candidates than seats can have a majority.)
    """
    votes, valid, article = calculation.votes, calculation.totals.valid_votes, rules.article
    able = {
        option: number
        for option, number in votes.items()
        if calculation.clears_bar(option, HALF, "valid", valid, article, strict=True)
        and calculation.clears_bar(option, QUARTER, "registered", registered, article)
    }
    best = leaders(able, seats)
    if len(able) > seats:
        for option in ranking(able):
            calculation.note(MostVotes(article=article, option_ids=(option,), votes=votes[option]))
    elected = best.certain + (rules.settle(calculation, best.tie, "elected", article) if best.tie else ())
    given = {option: int(option in elected) for option in votes}
    if len(elected) == seats or best.tie:
        return calculation.outcome(given)
    if not elected:
        calculation.note(NoneElected(article=article))
    going_on = rules.access(calculation, registered)
    return calculation.outcome(given, [option for option in going_on if option not in elected])


def over_a_bar(share: Fraction, of: Literal["valid", "registered"], article: str, *, at_least_two: bool = True) -> Access:
    """Those with votes of at least `share` of the valid votes or of the registered.

    `at_least_two`: if only one has them, the next in votes may stand too; if none, the two with most votes. The texts settle no
    tie for these places: it waits for a ruling. (Who in the end stands is for the candidates, many of whom withdraw.)
    """

    def access(calculation: Calculation, registered: int) -> tuple[str, ...]:
        base = registered if of == "registered" else calculation.totals.valid_votes
        over = [option for option in calculation.votes if calculation.clears_bar(option, share, of, base, article)]
        reasons = who_goes_on(calculation, over, 2 if at_least_two else 0, article)
        note_qualified(calculation, reasons, article)
        return tuple(reasons)

    return access


def who_goes_on(calculation: Calculation, over: Iterable[str], at_least: int, article: str) -> dict[str, Reason]:
    """The options `over` the bar, and those with most votes after them until they are `at_least` so many, each with its reason.

    Most votes first. A tie for the places added waits for a ruling: the texts settle none.
    """
    votes = calculation.votes
    going_on = leaders({option: votes[option] for option in over}, len(votes)).certain
    reasons: dict[str, Reason] = dict.fromkeys(going_on, "bar")
    if len(going_on) < at_least:
        others = {option: number for option, number in votes.items() if option not in reasons}
        best = leaders(others, at_least - len(going_on))
        added = best.certain + (by_ruling(calculation, best.tie, "next-round", article) if best.tie else ())
        reason: Reason = "next-best" if going_on else "top-two"
        reasons |= dict.fromkeys(added, reason)
    return reasons


def note_qualified(calculation: Calculation, reasons: Mapping[str, Reason], article: str) -> None:
    """Note who may stand again, or merge, and why."""
    for option, reason in reasons.items():
        calculation.note(Qualified(article=article, option_id=option, votes=calculation.votes[option], reason=reason))


def without_a_bar(article: str) -> Access:
    """Whoever stood in round 1 and was not elected may stand again."""

    def access(calculation: Calculation, _registered: int) -> tuple[str, ...]:
        reasons: dict[str, Reason] = dict.fromkeys(ranking(calculation.votes), "open")
        note_qualified(calculation, reasons, article)
        return tuple(reasons)

    return access
