"""The President of the Republic: direct election in two rounds (Constitution of 4 October 1958, article 7).

In force since the law n° 62-1292 of 6 November 1962, adopted by the referendum of 28 October 1962.
"""

from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.majority import MORE_THAN_HALF
from suffrage.law.methods import leaders
from suffrage.law.ties import by_ruling, most_votes
from suffrage.model import Impediment, Names, Outcome, Shape, Source
from suffrage.model.steps import Annulled, NoneElected, Qualified, Withdrawn

ARTICLE_6 = "Constitution du 4 octobre 1958, art. 6"
ARTICLE_7 = "Constitution du 4 octobre 1958, art. 7"

SHAPE = Shape(
    kind="majority",
    formula="most-votes",
    rounds=2,
    majority=MORE_THAN_HALF,
    articles=dict.fromkeys(("formula", "rounds", "majority", "quorum", "bar"), ARTICLE_7) | {"seats": ARTICLE_6},
)
"""Article 7 in figures; what it says of withdrawals and of the death of a candidate is beyond them."""
AMENDED_1976 = date(1976, 6, 19)


def declare(calculation: Calculation) -> Outcome:
    """Article 7: an absolute majority elects in round 1; otherwise a second round is held, between two."""
    totals = calculation.totals
    if totals.round not in (1, 2):
        raise calculation.error(f"the President is elected in round 1 or 2; there is no round {totals.round}.")
    calculation.note_base(1, ARTICLE_7)
    if totals.round == 2:
        return held_anew(calculation) or second_round(calculation)
    return first_round(calculation)


def held_anew(calculation: Calculation) -> Outcome | None:
    """Article 7, since the constitutional law n° 76-527 of 18 June 1976: the death or impediment of a candidate between the rounds.

    Where it befalls one of the two best placed in round 1, before withdrawals, or one of the two left for round 2, the whole
    election is held anew. (Before round 1 the Conseil constitutionnel may postpone it, and there are no votes to count.)
    """
    if calculation.day < AMENDED_1976:
        return None
    votes = calculation.votes
    among = leaders(votes, 2)
    concerned = {*among.certain, *(among.tie.among if among.tie else ())}
    for decision in calculation.decisions:
        if isinstance(decision, Impediment) and decision.option_id in concerned:
            calculation.note(Annulled(article=ARTICLE_7, option_id=decision.option_id))
            calculation.need("elected", "new-election", votes, 1, ARTICLE_7)
            return calculation.outcome(dict.fromkeys(votes, 0))
    return None


def first_round(calculation: Calculation) -> Outcome:
    """Article 7, first paragraph: elected by the absolute majority of the valid votes (suffrages exprimés)."""
    seats = {option: int(calculation.reaches(option, MORE_THAN_HALF, ARTICLE_7)) for option in calculation.votes}
    if any(seats.values()):
        return calculation.outcome(seats)
    calculation.note(NoneElected(article=ARTICLE_7))
    if annulled := held_anew(calculation):
        return annulled
    return calculation.outcome(seats, two_who_go_on(calculation))


def two_who_go_on(calculation: Calculation) -> tuple[str, ...]:
    """Article 7, first paragraph: only the two may stand who, "where better-placed candidates have withdrawn", had most votes.

    The text settles no tie for these places; it waits for a ruling of the Conseil constitutionnel, which sees to the
    regularity of the election (Constitution, article 58).
    """
    votes, withdrawn = calculation.votes, calculation.withdrawn()
    for option in withdrawn:
        calculation.note(Withdrawn(article=ARTICLE_7, option_id=option, votes=votes[option]))
    best = leaders({option: number for option, number in votes.items() if option not in withdrawn}, 2)
    going_on = best.certain + (by_ruling(calculation, best.tie, "next-round", ARTICLE_7) if best.tie else ())
    for option in going_on:
        calculation.note(Qualified(article=ARTICLE_7, option_id=option, votes=votes[option], reason="top-two"))
    return going_on


def second_round(calculation: Calculation) -> Outcome:
    """Article 7: of the two, the one with more votes. Equality, which the text does not foresee, waits for a ruling."""
    return most_votes(calculation, by_ruling, ARTICLE_7)


BODY = Body(
    code="fr.president",
    names=Names(
        name_en="President of the French Republic", name_fr="Président de la République française", name_km="ប្រធានាធិបតីបារាំង"
    ),
    decisions=("withdrawal", "impediment"),
    periods=(
        Period(
            since=date(1962, 11, 8),
            until=None,
            rule=declare,
            sources=(
                Source(
                    title="Loi n° 62-1292 du 6 novembre 1962 (élection du Président de la République au suffrage universel)",
                    url="https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000684037/",
                ),
                Source(
                    title="Constitution du 4 octobre 1958, article 7",
                    url="https://www.legifrance.gouv.fr/loda/article_lc/LEGIARTI000019241004/",
                ),
            ),
            shape=SHAPE,
            summary=Names(
                name_en=(
                    "More than half of the valid votes elects; otherwise the two first who have not withdrawn stand in round 2."
                ),
                name_km="ជាប់ដោយសំឡេងបានការលើសពាក់កណ្តាល; បើមិនដូច្នេះ បេក្ខជនពីរដំបូងដែលមិនដកខ្លួន ឈរក្នុងជុំទីពីរ។",
                name_fr=(
                    "La majorité absolue des suffrages exprimés élit ; à défaut, les deux premiers, après retraits, vont au "
                    "second tour."
                ),
            ),
        ),
    ),
)
