"""The French National Assembly: one deputy a constituency, in two rounds; in 1986 departmental lists.

Ordonnance n° 58-945 of 13 October 1958, then Code électoral, articles L123 to L126 and L162. What changed is who may stand in round
2: 5 % of the valid votes (1958), 10 % of the registered (1966), 12.5 % (1976); and the vote itself in 1985, for one election.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import highest_averages_over_a_bar, shape_over_a_bar
from suffrage.law.majority import TwoRounds, two_rounds
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source
from suffrage.model.shapes import Bar

L124 = "Code électoral, art. L124"
L126 = "Code électoral, art. L126"
L162 = "Code électoral, art. L162"
L123_1985 = "Code électoral, art. L123 et L124 (loi n° 85-690 du 10 juillet 1985)"
ORDER_1958 = "Ordonnance n° 58-945 du 13 octobre 1958"

BAR_1985 = Fraction(5, 100)

_deputy = partial(TwoRounds, no_round_3="a deputy is elected")
AS_OF_1958 = _deputy(ORDER_1958, ORDER_1958, Bar(Fraction(5, 100)), least=0)
"""Round 2 is open to those with 5 % of the valid votes."""
AS_OF_1966 = _deputy(L126, L162, Bar(Fraction(10, 100), "registered"))
"""Law n° 66-1022 of 29 December 1966: 10 % of the registered; if only one has them, the next; if none, the first two."""
AS_OF_1976 = _deputy(L126, L162, Bar(Fraction(125, 1000), "registered"))
"""Law n° 76-665 of 19 July 1976: 12.5 % of the registered."""


def majority(rules: TwoRounds) -> Rule:
    """One seat in two rounds (L123 and L124), by the `rules` of the day."""

    def declare(calculation: Calculation) -> Outcome:
        if calculation.totals.seats not in (None, 1):
            seats = calculation.totals.seats
            raise calculation.error(f"a constituency elects one deputy (Code électoral, art. L124), not {seats}.")
        return two_rounds(calculation, rules)

    return declare


def departmental_lists(calculation: Calculation) -> Outcome:
    """L123 and L124 of 1985: lists by department, those with 5 % of the valid votes, highest average.

    The rule for equal averages could not be read in the text of 1985: after more votes, it waits for a ruling.
    """
    by_law = deputies_of_departments(calculation.day).get(calculation.totals.contest_id)
    return highest_averages_over_a_bar(calculation, BAR_1985, L123_1985, by_ruling, by_law)


def deputies_of_departments(day: date) -> Mapping[str, int]:
    """The deputies of each department in 1986, by the department's code; no table before or after."""
    return figures_on(__package__, "tables/deputies_1986.csv", day)


_CODE = Source(
    title="Code électoral, articles L123 à L126 et L162",
    url="https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070239/LEGISCTA000006148458/",
)
_LAW_1966 = Source(title="Loi n° 66-1022 du 29 décembre 1966 modifiant le code électoral (10 % des inscrits)")
_LAW_1976 = Source(title="Loi n° 76-665 du 19 juillet 1976 modifiant certaines dispositions du code électoral (12,5 %)")
_LAW_1985 = Source(title="Loi n° 85-690 du 10 juillet 1985 relative à l'élection des députés")
_LAW_1986 = Source(title="Loi n° 86-825 du 11 juillet 1986 relative à l'élection des députés")


def _summary(bar_en: str, bar_fr: str) -> Names:
    return Names(
        name_en=(
            "Round 1 elects with more than half of the valid votes and a quarter of the registered. Round 2 is open to "
            f"{bar_en}; most votes elect, and of equals the elder."
        ),
        name_km="ជុំទីមួយជាប់ដោយសំឡេងបានការលើសពាក់កណ្តាល និងមួយភាគបួននៃអ្នកចុះឈ្មោះ។ ជុំទីពីរជាប់ដោយសំឡេងច្រើនជាងគេ បើស្មើគ្នា អ្នកចាស់ជាងឈ្នះ។",
        name_fr=(
            "Est élu au premier tour qui réunit la majorité absolue des suffrages exprimés et le quart des inscrits. Le second "
            f"tour est ouvert {bar_fr} ; à égalité, le plus âgé est élu."
        ),
    )


_SUMMARY_1976 = _summary(
    "those with 12.5 % of the registered (if only one has them, also to the next; if none, to the first two)",
    "à qui réunit 12,5 % des inscrits (si un seul les réunit, au suivant aussi ; à défaut, aux deux premiers)",
)

BODY = Body(
    code="fr.national-assembly",
    names=Names(name_en="National Assembly of France", name_fr="Assemblée nationale", name_km="រដ្ឋសភាបារាំង"),
    periods=(
        Period(
            since=date(1958, 10, 14),
            until=date(1966, 12, 30),
            rule=majority(AS_OF_1958),
            sources=(Source(title="Ordonnance n° 58-945 du 13 octobre 1958 relative à l'élection des députés"),),
            summary=_summary("those with 5 % of the valid votes", "à qui réunit 5 % des suffrages exprimés"),
            shape=AS_OF_1958.shape(ORDER_1958),
        ),
        Period(
            since=date(1966, 12, 30),
            until=date(1976, 7, 20),
            rule=majority(AS_OF_1966),
            sources=(_CODE, _LAW_1966),
            summary=_summary(
                "those with 10 % of the registered (if only one has them, also to the next; if none, to the first two)",
                "à qui réunit 10 % des inscrits (si un seul les réunit, au suivant aussi ; à défaut, aux deux premiers)",
            ),
            shape=AS_OF_1966.shape(L124),
        ),
        Period(
            since=date(1976, 7, 20),
            until=date(1985, 7, 11),
            rule=majority(AS_OF_1976),
            sources=(_CODE, _LAW_1976),
            summary=_SUMMARY_1976,
            shape=AS_OF_1976.shape(L124),
        ),
        Period(
            since=date(1985, 7, 11),
            until=date(1986, 7, 12),
            rule=departmental_lists,
            sources=(_LAW_1985,),
            seats=deputies_of_departments,
            summary=Names(
                name_en="Lists by department; those with at least 5 % of the valid votes share its seats by highest average.",
                name_km="បញ្ជីតាមខេត្ត ដែលបានយ៉ាងតិច ៥ % នៃសន្លឹកបានការ ចែកអាសនៈតាមមធ្យមភាគខ្ពស់បំផុត។",
                name_fr=(
                    "Listes départementales ; celles qui réunissent 5 % des suffrages exprimés se partagent les sièges "
                    "à la plus forte moyenne."
                ),
            ),
            shape=shape_over_a_bar(BAR_1985, L123_1985, L123_1985),
        ),
        Period(
            since=date(1986, 7, 12),
            until=None,
            rule=majority(AS_OF_1976),
            sources=(_CODE, _LAW_1986, _LAW_1976),
            summary=_SUMMARY_1976,
            shape=AS_OF_1976.shape(L124),
        ),
    ),
)
