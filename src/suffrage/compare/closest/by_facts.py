"""Margins straight from the facts on which an outcome hangs (`suffrage.facts`), where pairs of options are all that it hangs on.

If an option loses a seat, one of the facts in which it is ahead is false, so that no fewer voters do it than break the tightest of
these: a lower bound. Those voters, of the option that is ahead, vote for the one behind; if the law's own methods then take the seat,
the bound is reached and exact. Where they do not (the seat of a third option hangs by less), the search has the answer.
"""

from collections.abc import Mapping

from suffrage.compare.closest.possible import Law
from suffrage.facts import Assertion, assertions
from suffrage.model import BadInput, LawError, Outcome, Totals


def pairs_of(law: Law, votes: Mapping[str, int], held: Mapping[str, int]) -> tuple[Assertion, ...]:
    """The facts of a contest whose seats hang on pairs of options alone; none where they hang on more, or a tie was settled."""
    shape = law.shape
    if law.is_first_of_two or law.votes_over(shape.threshold, sum(votes.values())) or law.bonus:
        return ()
    totals = Totals(contest_id="", votes=votes, seats=law.seats, round=law.round, registered=law.registered)
    try:
        facts = assertions(shape, totals, Outcome(contest_id="", round=law.round, seats=held))
    except (BadInput, LawError):
        return ()
    return facts if all(fact.kind in ("average", "more") and fact.holds(votes) for fact in facts) else ()


def voters_to_lose(law: Law, votes: Mapping[str, int], held: Mapping[str, int], facts: tuple[Assertion, ...]) -> int | None:
    """The fewest voters after whom the option ahead in `facts` has a seat less, no tie left; None: these facts do not tell it."""
    return _fewest(law, votes, held, facts, outright=True)


def voters_to_tie(law: Law, votes: Mapping[str, int], held: Mapping[str, int], facts: tuple[Assertion, ...]) -> int | None:
    """The fewest after whom a tie could be settled so."""
    return _fewest(law, votes, held, facts, outright=False)


def _fewest(
    law: Law, votes: Mapping[str, int], held: Mapping[str, int], facts: tuple[Assertion, ...], *, outright: bool
) -> int | None:
    tightest = min(facts, key=lambda fact: _breaking(fact, votes, outright=outright), default=None)
    if tightest is None:
        return None
    (ahead, behind), moved = tightest.options, _breaking(tightest, votes, outright=outright)
    then = {**votes, ahead: votes[ahead] - moved, behind: votes[behind] + moved}
    possible = law.possibilities(then)
    if then[ahead] < 0 or (outright and (len(possible) > 1 or possible[0].tie)):
        return None
    return moved if any(each.allows({}, {ahead: held[ahead] - 1}) for each in possible) else None


def _breaking(fact: Assertion, votes: Mapping[str, int], *, outright: bool) -> int:
    """How many voters break a fact: after them it is a tie, or with `outright` the other way round."""
    return fact.fewest(votes) if not outright else fact.slack(votes) // (fact.most - fact.least) + 1
