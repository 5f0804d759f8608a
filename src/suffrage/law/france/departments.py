"""French departmental councils: pairs of a woman and a man in each canton since 2015, one general councillor before.

Code électoral, articles L191-1, L193 and L210-1 (law n° 2013-403 of 17 May 2013, from the renewal of 22 March 2015). The bar to round
2 was 10 % of the registered from 11 May 1969 (the version of L210-1 in force on 28 December 1980 was read), and is 12.5 % since the law
n° 2010-1563 of 16 December 2010.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import msgspec

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.majority import TwoRounds, two_rounds
from suffrage.law.ties import by_eldest_member
from suffrage.model import Names, Outcome, Source
from suffrage.model.shapes import Bar

L191 = "Code électoral, art. L191"
L193 = "Code électoral, art. L193"
L210_1 = "Code électoral, art. L210-1"

CANTON_1969 = TwoRounds(L193, L210_1, Bar(Fraction(10, 100), "registered"))
CANTON = TwoRounds(L193, L210_1, Bar(Fraction(125, 1000), "registered"))
PAIRS = replace(CANTON, settle=by_eldest_member)
"""(Two are elected at once: no shape says that.)"""


def one_councillor(rules: TwoRounds) -> Rule:
    """L193 until 2015: one general councillor a canton, in two rounds; of equals in round 2, the elder."""
    return lambda calculation: two_rounds(calculation, rules)


def a_pair(calculation: Calculation) -> Outcome:
    """L191-1 and L193: the pair elected has both seats of the canton; of equal pairs, the one with the eldest candidate."""
    outcome = two_rounds(calculation, PAIRS)
    seats = {option: 2 * number for option, number in outcome.seats.items()}
    return msgspec.structs.replace(outcome, seats=seats, elected=calculation.outcome(seats).elected, vacant=2 * outcome.vacant)


def _summary(who_en: str, who_fr: str, bar: str = "12.5") -> Names:
    bar_fr = bar.replace(".", ",")
    return Names(
        name_en=(
            f"{who_en} Round 1 elects with more than half of the valid votes and a quarter of the registered; round 2 is open to "
            "those "
            f"with {bar} % of the registered (if only one has them, also to the next; if none, to the first two); most votes "
            "elect, and of "
            "equals the elder."
        ),
        name_km=(
            "ជុំទីមួយជាប់ដោយសំឡេងបានការលើសពាក់កណ្តាល និងមួយភាគបួននៃអ្នកចុះឈ្មោះ; "
            f"ជុំទីពីរសម្រាប់អ្នកបាន {bar_fr} % នៃអ្នកចុះឈ្មោះ (ឬពីរនាក់ដំបូង)។ បើស្មើគ្នា អ្នកចាស់ជាងឈ្នះ។"
        ),
        name_fr=(
            f"{who_fr} Est élu au premier tour qui réunit la majorité absolue des exprimés et le quart des inscrits ; le second "
            "tour "
            f"est ouvert à qui réunit {bar_fr} % des inscrits (si un seul les réunit, au suivant aussi ; à défaut, aux deux "
            "premiers) ; à "
            "égalité, le plus âgé l'emporte."
        ),
    )


BODY = Body(
    code="fr.departmental",
    names=Names(name_en="Departmental councils of France", name_fr="Conseils départementaux", name_km="ក្រុមប្រឹក្សាខេត្តបារាំង"),
    periods=(
        Period(
            date(1969, 5, 11),
            date(2010, 12, 17),
            one_councillor(CANTON_1969),
            (
                Source(
                    title="Code électoral, article L210-1, version en vigueur du 11 mai 1969 au 1er mars 1989 (10 % des inscrits)"
                ),
            ),
            _summary("One councillor a canton.", "Un conseiller par canton.", "10"),
            shape=CANTON_1969.shape(L191),
        ),
        Period(
            date(2010, 12, 17),
            date(2015, 3, 22),
            one_councillor(CANTON),
            (Source(title="Loi n° 2010-1563 du 16 décembre 2010 de réforme des collectivités territoriales (12,5 %)"),),
            _summary("One councillor a canton.", "Un conseiller par canton."),
            shape=CANTON.shape(L191),
        ),
        Period(
            date(2015, 3, 22),
            None,
            a_pair,
            (Source(title="Loi n° 2013-403 du 17 mai 2013, articles 3 à 15; Code électoral, articles L191-1, L193, L210-1"),),
            _summary("A pair of a woman and a man a canton.", "Un binôme d'une femme et d'un homme par canton."),
            parity="pair",
        ),
    ),
)
