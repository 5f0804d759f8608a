"""The Assembly of Corsica, from the first one of 1982 to that of the single collectivity.

One constituency. Law n° 82-214 of 2 March 1982: 61 members in one round. From 1985 departmental lists as in the regions. Since the
law n° 91-428 of 13 May 1991 (Code électoral, L364 to L373): two rounds with a bonus for the list that leads, of 3 of 51 seats, then 9
of 51, and 11 of 63 since the single collectivity. Before 1991 the law was read in a report of the Senate (n° 214, 2006-2007), which
does not date the bar of 5 % of the election of 1984: between the dissolution of 29 June 1984 and the law of 1985 no law is known here.
The law that raised the bonus to 9 was not read: its figures are those of the elections of 2010 and 2015, from 1 January 2010.
"""

from datetime import date
from fractions import Fraction
from functools import partial

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import ListVote, highest_averages_over_a_bar, shape_over_a_bar, two_round_lists
from suffrage.law.ties import by_eldest_list, by_ruling, by_youngest_list
from suffrage.model import Names, Outcome, Source
from suffrage.model.shapes import Bar

LAW_82_214 = "Loi n° 82-214 du 2 mars 1982"
L338_1985 = "Code électoral, art. L338 (loi n° 85-692 du 10 juillet 1985)"
L366 = "Code électoral, art. L366"
L373 = "Code électoral, art. L373"

BAR_1985 = Fraction(5, 100)
OF_1991 = ListVote(L366, L373, lambda _seats: 3, stand=Bar(Fraction(5, 100)))
OF_1999 = ListVote(L366, L373, lambda _seats: 3, stand=Bar(Fraction(5, 100)), equal_leaders=by_youngest_list)
OF_2010 = ListVote(L366, L373, lambda _seats: 9, stand=Bar(Fraction(7, 100)), equal_leaders=by_ruling)
OF_2017 = ListVote(L366, L373, lambda _seats: 11, stand=Bar(Fraction(7, 100)), equal_leaders=by_eldest_list)


def first_assembly(calculation: Calculation) -> Outcome:
    """1982: the lists with the valid votes ÷ seats at least (one whole quota) share the seats by highest average.

    The text on equal averages could not be read: after more votes, they wait for a ruling.
    """
    seats = calculation.totals.seats or 61
    return highest_averages_over_a_bar(calculation, Fraction(1, seats), LAW_82_214, by_ruling, 61)


def departmental_lists(calculation: Calculation) -> Outcome:
    """1985: lists by department, 5 % of the valid votes, highest average; equal averages wait for a ruling after more votes."""
    return highest_averages_over_a_bar(calculation, BAR_1985, L338_1985, by_ruling)


def two_rounds_for(members: int, rules: ListVote) -> Rule:
    """L364 to L373: two rounds of lists for the `members` of the Assembly."""
    return partial(_two_rounds, members, rules)


def _two_rounds(members: int, rules: ListVote, calculation: Calculation) -> Outcome:
    return two_round_lists(calculation, rules, calculation.seats_to_fill(members, rules.article))


def _law(title: str) -> Source:
    return Source(title=title)


_REPORT = _law("Sénat, rapport n° 214 (2006-2007), sur l'élection de l'Assemblée de Corse depuis 1982")
_LAW_1991 = _law("Loi n° 91-428 du 13 mai 1991 portant statut de la collectivité territoriale de Corse, art. 7")


def _two_rounds_summary(members: int, bonus: int, stand: str, equal_en: str, equal_fr: str) -> Names:
    return Names(
        name_en=(
            f"{members} seats: {bonus} to the list that leads (in round 1 only with more than half of the valid votes), the "
            "others by "
            f"highest average among lists with 5 %. Round 2: lists with {stand} of the valid votes. {equal_en}"
        ),
        name_km=f"{members} អាសនៈ៖ {bonus} ទៅបញ្ជីនាំមុខ នៅសល់តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % ។ ជុំទីពីរ៖ បញ្ជីដែលបាន {stand} ។",
        name_fr=(
            f"{members} sièges : {bonus} à la liste en tête (au premier tour, seulement à la majorité absolue), les autres à la "
            "plus forte "
            f"moyenne entre les listes ayant 5 %. Second tour : listes ayant {stand} des exprimés. {equal_fr}"
        ),
    )


_ELDEST = (
    "Of equal leaders the list that is on average the eldest.",
    "À égalité en tête, la liste de moyenne d'âge la plus élevée.",
)
_YOUNGEST = (
    "Of equal leaders the list that is on average the youngest.",
    "À égalité en tête, la liste de moyenne d'âge la moins élevée.",
)
_NOT_READ = (
    "With 5 % they may join another. The rule for equal leaders could not be read.",
    "Avec 5 %, fusion possible. La règle d'égalité en tête n'a pu être lue.",
)

BODY = Body(
    code="fr.corsica",
    names=Names(name_en="Assembly of Corsica", name_fr="Assemblée de Corse", name_km="សភាកោះកស"),
    periods=(
        Period(
            date(1982, 3, 4),
            date(1984, 6, 30),
            first_assembly,
            (_law("Loi n° 82-214 du 2 mars 1982 portant statut particulier de la région de Corse"), _REPORT),
            Names(
                name_en="61 seats in one round, by highest average among lists whose votes reach the valid votes ÷ 61.",
                name_km="៦១ អាសនៈក្នុងមួយជុំ តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបានយ៉ាងតិចសន្លឹកបានការចែកនឹង ៦១ ។",
                name_fr="61 sièges en un tour, à la plus forte moyenne entre les listes ayant au moins les exprimés divisés par 61.",
            ),
        ),
        Period(
            date(1985, 7, 11),
            date(1991, 5, 14),
            departmental_lists,
            (_law("Loi n° 85-692 du 10 juillet 1985 (élection des conseillers régionaux)"), _REPORT),
            Names(
                name_en="Lists by department; those with at least 5 % of the valid votes share its seats by highest average.",
                name_km="បញ្ជីតាមខេត្ត ដែលបានយ៉ាងតិច ៥ % នៃសន្លឹកបានការ ចែកអាសនៈតាមមធ្យមភាគខ្ពស់បំផុត។",
                name_fr=(
                    "Listes départementales ; celles qui réunissent 5 % des suffrages exprimés se partagent les sièges à la plus "
                    "forte "
                    "moyenne."
                ),
            ),
            shape=shape_over_a_bar(BAR_1985, L338_1985),
        ),
        Period(
            date(1991, 5, 14),
            date(1999, 1, 20),
            two_rounds_for(51, OF_1991),
            (_LAW_1991,),
            _two_rounds_summary(51, 3, "5 %", *_ELDEST),
        ),
        Period(
            date(1999, 1, 20),
            date(2010, 1, 1),
            two_rounds_for(51, OF_1999),
            (_LAW_1991, _law("Loi n° 99-36 du 19 janvier 1999, art. 16")),
            _two_rounds_summary(51, 3, "5 %", *_YOUNGEST),
        ),
        Period(
            date(2010, 1, 1),
            date(2017, 12, 3),
            two_rounds_for(51, OF_2010),
            (
                _LAW_1991,
                _law(
                    "Code électoral, art. L366 et L373, comme appliqués en mars 2010 et décembre 2015 (prime de 9 sièges, 7 %)"
                ),
            ),
            _two_rounds_summary(51, 9, "7 %", *_NOT_READ),
        ),
        Period(
            date(2017, 12, 3),
            None,
            two_rounds_for(63, OF_2017),
            (
                _law(
                    "Loi n° 2015-991 du 7 août 2015, art. 30; ordonnance n° 2016-1562 du 21 novembre 2016 (collectivité de Corse)"
                ),
            ),
            _two_rounds_summary(
                63, 11, "7 %", f"With 5 % they may join another. {_ELDEST[0]}", f"Avec 5 %, fusion possible. {_ELDEST[1]}"
            ),
        ),
    ),
)
