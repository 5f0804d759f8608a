"""The French National Assembly: one deputy a constituency, in two rounds (Code électoral, articles L123 to L126, L162).

In force in this form since the law n° 86-825 of 11 July 1986 brought back the majority vote; the bar of article L162, 12.5 %
of the registered, dates from the law n° 76-665 of 19 July 1976.
"""

from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.methods import leaders
from suffrage.law.ties import by_age, by_ruling, most_votes
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import NoneElected, Qualified, Reason

L126 = "Code électoral, art. L126"
L162 = "Code électoral, art. L162"

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)
BAR = Fraction(125, 1000)


def declare(calculation: Calculation) -> Outcome:
    """Articles L123 and L124: one seat, two rounds."""
    totals = calculation.totals
    if totals.round not in (1, 2):
        raise calculation.error(f"a deputy is elected in round 1 or 2; there is no round {totals.round}.")
    if calculation.seats_to_fill(1, "Code électoral, art. L124") != 1:
        raise calculation.error(f"a constituency elects one deputy (Code électoral, art. L124), not {totals.seats}.")
    calculation.note_base(1, L126)
    if totals.round == 2:
        return second_round(calculation)
    if totals.registered is None:
        calculation.need("elected", "registered", totals.votes, 1, L126)
        return calculation.outcome(dict.fromkeys(totals.votes, 0))
    return first_round(calculation, totals.registered)


def first_round(calculation: Calculation, registered: int) -> Outcome:
    """Article L126: round 1 elects with the absolute majority of the valid votes and a quarter of the registered.

    "Nul n'est élu au premier tour de scrutin s'il n'a réuni : 1° La majorité absolue des suffrages exprimés ; 2° Un nombre de
    suffrages égal au quart du nombre des électeurs inscrits."
    """
    votes, valid = calculation.votes, calculation.totals.valid_votes
    seats = dict.fromkeys(votes, 0)
    for option in votes:
        majority = calculation.clears_bar(option, HALF, "valid", valid, L126, strict=True)
        if majority and calculation.clears_bar(option, QUARTER, "registered", registered, L126):
            seats[option] = 1
    if any(seats.values()):
        return calculation.outcome(seats)
    calculation.note(NoneElected(article=L126))
    return calculation.outcome(seats, who_may_stand_again(calculation, registered))


def who_may_stand_again(calculation: Calculation, registered: int) -> tuple[str, ...]:
    """Article L162: who may be a candidate in round 2.

    Those with votes equal to at least 12.5 % of the registered; if only one has them, the one with most votes after that one
    may stand too; if none, the two with most votes. The text settles no tie for these places: it waits for a ruling. (Who in
    the end stands is for the candidates: article L162 asks for a new declaration, and many withdraw.)
    """
    votes = calculation.votes
    over_bar = [option for option in votes if calculation.clears_bar(option, BAR, "registered", registered, L162)]
    going_on = leaders({option: votes[option] for option in over_bar}, len(votes)).certain
    reasons: dict[str, Reason] = dict.fromkeys(going_on, "bar")
    if len(going_on) < 2:
        others = {option: number for option, number in votes.items() if option not in going_on}
        best = leaders(others, 2 - len(going_on))
        added = best.certain + (by_ruling(calculation, best.tie, "next-round", L162) if best.tie else ())
        reason: Reason = "next-best" if going_on else "top-two"
        reasons |= dict.fromkeys(added, reason)
        going_on += added
    for option in going_on:
        calculation.note(Qualified(article=L162, option_id=option, votes=votes[option], reason=reasons[option]))
    return going_on


def second_round(calculation: Calculation) -> Outcome:
    """Article L126, last paragraph: in round 2 the relative majority is enough; equal votes elect the elder candidate."""
    return most_votes(calculation, by_age, L126)


BODY = Body(
    code="fr.national-assembly",
    names=Names(name_en="National Assembly of France", name_fr="Assemblée nationale"),
    periods=(
        Period(
            since=date(1986, 7, 12),
            until=None,
            rule=declare,
            sources=(
                Source(
                    title="Code électoral, articles L123 à L126 et L162",
                    url="https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070239/LEGISCTA000006148458/",
                ),
                Source(title="Loi n° 86-825 du 11 juillet 1986 relative à l'élection des députés"),
                Source(title="Loi n° 76-665 du 19 juillet 1976 modifiant certaines dispositions du code électoral (12,5 %)"),
            ),
            summary=Names(
                name_en=(
                    "Round 1 elects with more than half of the valid votes and a quarter of the registered. Round 2 is open "
                    "to those with 12.5 % of the registered, or to the first two; most votes elect, and of equals the elder."
                ),
                name_fr=(
                    "Est élu au premier tour qui réunit la majorité absolue des suffrages exprimés et le quart des inscrits. "
                    "Le second tour est ouvert à qui réunit 12,5 % des inscrits, à défaut aux deux premiers ; à égalité, le "
                    "plus âgé est élu."
                ),
            ),
        ),
    ),
)
