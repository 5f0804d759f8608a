"""The majority vote in two rounds, as the French Code électoral repeats it from assembly to assembly.

Round 1 elects with more than half of the valid votes and votes of at least a quarter of the registered (L126, L193, L253, L294);
round 2 elects by most votes; of equals, the elder. What differs is the bar to round 2, and how many seats there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.methods import leaders, ranking
from suffrage.law.ties import Settle, by_age, by_ruling, most_votes
from suffrage.model import Outcome, Shape
from suffrage.model.shapes import Bar
from suffrage.model.steps import MostVotes, NoneElected, Qualified, Reason

MORE_THAN_HALF = Bar(Fraction(1, 2), strict=True)
A_QUARTER = Bar(Fraction(1, 4), "registered")
OPEN = Bar(Fraction(0))
"""No bar: whoever stood in round 1 and was not elected may stand again."""


@dataclass(frozen=True, slots=True)
class TwoRounds:
    """The figures and articles of one assembly.

    `article`: who is elected · `standing`: the article on round 2 · `bar`, `least`: who may stand there, see `who_may_stand_again` ·
    `settle`: how equal votes are decided · `no_round_3`: begins an error · `majority`, and beside it `quorum`: what elects in round 1.
    """

    article: str
    standing: str
    bar: Bar | None
    least: int = 2
    settle: Settle = by_age
    no_round_3: str = "this body is elected"
    majority: Bar = MORE_THAN_HALF
    quorum: Bar | None = A_QUARTER
    quorum_article: str | None = None

    def shape(self, seats_article: str) -> Shape:
        """The law in figures, where one is elected."""
        articles = {
            "formula": self.article,
            "majority": self.article,
            "quorum": self.quorum_article or self.article,
            "bar": self.standing,
            "rounds": self.article,
            "seats": seats_article,
        }
        return Shape(
            kind="majority",
            formula="most-votes",
            rounds=2,
            majority=self.majority,
            quorum=self.quorum,
            bar=self.bar,
            least_in_round_2=self.least,
            articles=articles,
        )


def two_rounds(calculation: Calculation, rules: TwoRounds, seats: int = 1) -> Outcome:
    """The round of the totals, for `seats` seats. Round 1 waits for the number of registered where it is asked for and not known."""
    totals = calculation.totals
    if totals.round not in (1, 2):
        raise calculation.error(f"{rules.no_round_3} in round 1 or 2; there is no round {totals.round}.")
    calculation.note_base(seats, rules.article)
    if totals.round == 2:
        return most_votes(calculation, rules.settle, rules.article, seats)
    if calculation.lacks_registered(rules.majority, rules.quorum, rules.bar):
        calculation.need("elected", "registered", totals.votes, seats, rules.article)
        return calculation.outcome(dict.fromkeys(totals.votes, 0))
    return _first_round(calculation, rules, seats)


def _first_round(calculation: Calculation, rules: TwoRounds, seats: int) -> Outcome:
    """Elected: more than half of the valid votes *and* a quarter of the registered; where more have them than seats, most votes.

    (With several seats each voter has as many votes, so that more candidates than seats can have a majority.)
    """
    votes, article = calculation.votes, rules.article
    over = those_over(calculation, rules.majority, article, rules.quorum, rules.quorum_article)
    able = {option: votes[option] for option in over}
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
    going_on, _ = who_may_stand_again(calculation, rules.bar, rules.least, rules.standing)
    return calculation.outcome(given, [option for option in going_on if option not in elected])


def those_over(
    calculation: Calculation, majority: Bar, article: str, quorum: Bar | None = None, quorum_article: str | None = None
) -> list[str]:
    """The options with the majority of round 1, and, where one is asked beside it, the quorum."""
    return [
        option
        for option in calculation.votes
        if calculation.reaches(option, majority, article)
        and (quorum is None or calculation.reaches(option, quorum, quorum_article or article))
    ]


def who_may_stand_again(
    calculation: Calculation,
    bar: Bar | None,
    least: int,
    article: str,
    merge: Bar | None = None,
    merge_article: str | None = None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who may stand in round 2, and whose candidates may only join another list there (over `merge`): most votes first.

    Those over the `bar` (`OPEN`: all; None: nobody by that); if they are fewer than `least`, those next in votes until they are so
    many: with 2, if only one has the bar, the next too; if none, the two with most votes. The texts settle no tie for these
    places: it waits for a ruling. (Who in the end stands is for the candidates, many of whom withdraw.)
    """
    votes = calculation.votes
    if bar is not None and bar.is_open:
        standing: dict[str, Reason] = dict.fromkeys(ranking(votes), "open")
    else:
        over = [option for option in votes if bar and calculation.reaches(option, bar, article)]
        standing = _who_goes_on(calculation, over, least, article)
    others = [option for option in ranking(votes) if option not in standing] if merge else []
    may_merge = [option for option in others if merge and calculation.reaches(option, merge, merge_article or article)]
    _note_qualified(calculation, standing, article)
    _note_qualified(calculation, dict.fromkeys(may_merge, "merge"), merge_article or article)
    return tuple(standing), tuple(may_merge)


def _who_goes_on(calculation: Calculation, over: Iterable[str], at_least: int, article: str) -> dict[str, Reason]:
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
        reason: Reason = "open" if at_least != 2 else "next-best" if going_on else "top-two"
        reasons |= dict.fromkeys(added, reason)
    return reasons


def _note_qualified(calculation: Calculation, reasons: Mapping[str, Reason], article: str) -> None:
    """Note who may stand again, or merge, and why."""
    for option, reason in reasons.items():
        calculation.note(Qualified(article=article, option_id=option, votes=calculation.votes[option], reason=reason))
