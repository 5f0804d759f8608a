"""French municipal councils: lists with a bonus of half the seats, or, in small communes until 2026, candidates one by one.

Code électoral, articles L252 to L264, since the law n° 82-974 of 19 November 1982. The line between the two systems was 3,500
inhabitants, 1,000 from the renewal of 23 March 2014 (law n° 2013-403 of 17 May 2013), and went with that of 15 March 2026 (law n°
2025-444 of 21 May 2025). Seats by population: Code général des collectivités territoriales, article L2121-2.
"""

from collections.abc import Mapping
from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import ListVote, half, quarter, two_round_lists
from suffrage.law.france.majority import TwoRounds, two_rounds, without_a_bar
from suffrage.law.sources import figures_on
from suffrage.model import Names, Outcome, Source

L262 = "Code électoral, art. L262"
L264 = "Code électoral, art. L264"
L253 = "Code électoral, art. L253"
L272_4_1 = "Code électoral, art. L272-4-1"
L273_8 = "Code électoral, art. L273-8"
L2121_2 = "CGCT, art. L2121-2"


BY_LISTS = ListVote(L262, L264, half)
PARIS_LYON_MARSEILLE = ListVote(L272_4_1, L264, quarter)
COMMUNITY = ListVote(L273_8, L264, half)
"""L273-8: community councillors, on the same ballot paper, by the rules of L262."""
ONE_BY_ONE = TwoRounds(L253, without_a_bar(L253))


def seats_by_population(day: date, population: int) -> int:
    """L2121-2: the seats of a council by the commune's population, from the table of the day (code: the least population)."""
    table = figures_on(__package__, "tables/municipal_seats.csv", day)
    return table[max((least for least in table if int(least) <= population), key=int)]


def council(line: int) -> Rule:
    """Lists from `line` inhabitants on, candidates one by one below it. Without a population, nothing can be decided.

    (A number of seats alone would not tell: the sectors of Paris have few seats and a list vote.)
    """

    def declare(calculation: Calculation) -> Outcome:
        totals = calculation.totals
        if totals.population is None and (line or totals.seats is None):
            calculation.need("elected", "population", totals.votes, totals.seats or 0, L2121_2)
            return calculation.outcome(dict.fromkeys(totals.votes, 0))
        population = totals.population or 0
        by_law = None if totals.population is None else seats_by_population(calculation.day, population)
        seats = calculation.seats_to_fill(by_law, L2121_2)
        if population >= line:
            return two_round_lists(calculation, BY_LISTS, seats)
        return two_rounds(calculation, ONE_BY_ONE, seats)

    return declare


def three_cities(calculation: Calculation) -> Outcome:
    """L272-4-1 (law n° 2025-795 of 11 August 2025): the council of Paris, Lyon or Marseille, with a bonus of a quarter."""
    seats = calculation.seats_to_fill(_SEATS_OF_CITIES.get(calculation.totals.contest_id), "CGCT, art. L2511-8 et L2512-3")
    return two_round_lists(calculation, PARIS_LYON_MARSEILLE, seats)


def community(calculation: Calculation) -> Outcome:
    """L273-8: the seats that the commune has in its community; how many they are is given with the totals."""
    return two_round_lists(calculation, COMMUNITY, calculation.seats_to_fill(None, L273_8))


_SEATS_OF_CITIES: Mapping[str, int] = {"75056": 163, "69123": 73, "13055": 111}
"""By the INSEE code of the commune: Paris, Lyon, Marseille (law n° 2025-795, article 2)."""

_LAW_1982 = Source(title="Loi n° 82-974 du 19 novembre 1982 relative à l'élection des conseillers municipaux")
_LAW_2013 = Source(
    title="Loi n° 2013-403 du 17 mai 2013 relative à l'élection des conseillers départementaux, municipaux et communautaires"
)
_LAW_2025 = Source(title="Loi n° 2025-444 du 21 mai 2025 visant à harmoniser le mode de scrutin aux élections municipales")
_PLM_2025 = Source(
    title="Loi n° 2025-795 du 11 août 2025 (élection des membres du conseil de Paris et des conseils municipaux de Lyon et Marseille)"
)


def _summary(line: str | None) -> Names:
    return Names(
        name_en=(
            "Lists: half of the seats to the list that leads (in round 1 only with more than half of the valid votes), the others by "
            "highest average among lists with 5 %. Round 2: lists with 10 %; with 5 % they may join another."
            + (f" Below {line} inhabitants: candidates one by one, majority in two rounds." if line else "")
        ),
        name_km="អាសនៈពាក់កណ្តាលទៅបញ្ជីនាំមុខ នៅសល់តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % ។ ជុំទីពីរ៖ បញ្ជីដែលបាន ១០ %; បាន ៥ % អាចចូលរួមបញ្ជីផ្សេង។",
        name_fr=(
            "Listes : la moitié des sièges à la liste en tête (au premier tour, seulement à la majorité absolue), les autres à la plus "
            "forte moyenne entre les listes ayant 5 %. Second tour : listes ayant 10 % ; avec 5 %, fusion possible."
            + (f" Sous {line} habitants : scrutin majoritaire à deux tours." if line else "")
        ),
    )


BODY = Body(
    code="fr.municipal",
    names=Names(name_en="Municipal councils of France", name_fr="Conseils municipaux", name_km="ក្រុមប្រឹក្សាក្រុងបារាំង"),
    periods=(
        Period(date(1983, 3, 6), date(2014, 3, 23), council(3500), (_LAW_1982,), _summary("3 500")),
        Period(date(2014, 3, 23), date(2026, 3, 15), council(1000), (_LAW_2013,), _summary("1 000"), parity="alternating"),
        Period(date(2026, 3, 15), None, council(0), (_LAW_2025,), _summary(None), parity="alternating"),
    ),
)

THREE_CITIES = Body(
    code="fr.paris-lyon-marseille",
    names=Names(
        name_en="Councils of Paris, Lyon and Marseille",
        name_fr="Conseils de Paris, Lyon et Marseille",
        name_km="ក្រុមប្រឹក្សាប៉ារីស លីយ៉ុង និងម៉ាសៃ",
    ),
    periods=(
        Period(
            date(2026, 3, 15),
            None,
            three_cities,
            (_PLM_2025,),
            Names(
                name_en=(
                    "As other communes, with one ballot for the whole city and a bonus of a quarter of the seats. "
                    "Councils of arrondissements: see fr.municipal."
                ),
                name_km="ដូចឃុំដទៃ តែមានសន្លឹកឆ្នោតមួយសម្រាប់ទីក្រុងទាំងមូល និងអាសនៈបន្ថែមមួយភាគបួន។",
                name_fr=(
                    "Comme les autres communes, en une seule circonscription et avec une prime du quart des sièges. "
                    "Conseils d'arrondissement : voir fr.municipal."
                ),
            ),
            parity="alternating",
        ),
    ),
)

COMMUNITIES = Body(
    code="fr.community",
    names=Names(
        name_en="Community councillors of France", name_fr="Conseillers communautaires", name_km="សមាជិកក្រុមប្រឹក្សាសហគមន៍បារាំង"
    ),
    periods=(Period(date(2014, 3, 23), None, community, (_LAW_2013,), _summary(None)),),
)
