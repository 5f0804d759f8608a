"""French municipal councils: lists with a bonus of half the seats, or, in small communes until 2026, candidates one by one.

Code électoral, articles L252 to L264, since the law n° 82-974 of 19 November 1982. The line between the two systems was 3,500
inhabitants, 1,000 from the renewal of 23 March 2014 (law n° 2013-403 of 17 May 2013), and went with that of 15 March 2026 (law n°
2025-444 of 21 May 2025). Seats by population: Code général des collectivités territoriales, article L2121-2.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import ListVote, half, quarter, shape_of, two_round_lists
from suffrage.law.majority import OPEN, TwoRounds, two_rounds
from suffrage.law.sources import figures_on
from suffrage.model import Names, Outcome, Source

L261 = "Code électoral, art. L261"
L262 = "Code électoral, art. L262"
L264 = "Code électoral, art. L264"
L253 = "Code électoral, art. L253"
L272_4_1 = "Code électoral, art. L272-4-1"
L273_8 = "Code électoral, art. L273-8"
L2121_2 = "CGCT, art. L2121-2"
SEATS_OF_CITIES = "CGCT, art. L2511-8 et L2512-3"

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)

BY_LISTS = ListVote(L262, L264, half)
PARIS_LYON_MARSEILLE = ListVote(L272_4_1, L264, quarter)
COMMUNITY = ListVote(L273_8, L264, half)
"""L273-8: community councillors, on the same ballot paper, by the rules of L262."""
SHAPE_2026 = shape_of(BY_LISTS, HALF, L2121_2, down_below=4)
SHAPE_OF_SECTORS = shape_of(BY_LISTS, HALF, L261, down_below=4)
SHAPE_OF_COMMUNITIES = shape_of(COMMUNITY, HALF, L273_8, down_below=4)
SHAPE_OF_CITIES = shape_of(PARIS_LYON_MARSEILLE, QUARTER, SEATS_OF_CITIES)
"""(Until 2026 communes had two systems, by their size: no shape says that.)"""
ONE_BY_ONE = TwoRounds(L253, L253, OPEN)


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
    by_law = seats_of_cities(calculation.day).get(calculation.totals.contest_id)
    seats = calculation.seats_to_fill(by_law, SEATS_OF_CITIES)
    return two_round_lists(calculation, PARIS_LYON_MARSEILLE, seats)


def seats_of_cities(_day: date) -> Mapping[str, int]:
    """Law n° 2025-795, article 2, by the INSEE code of the commune: Paris, Lyon, Marseille."""
    return {"75056": 163, "69123": 73, "13055": 111}


def sector(calculation: Calculation) -> Outcome:
    """L261 and L262 (law n° 82-1170 of 31 December 1982): until 2026 each sector elects its councillors as a commune does.

    The same votes elect the councillors of the arrondissement after them, by the same rule (L272-5): give their number.
    """
    by_law = seats_of_sectors(calculation.day).get(calculation.totals.contest_id)
    return two_round_lists(calculation, BY_LISTS, calculation.seats_to_fill(by_law, L261))


def seats_of_sectors(day: date) -> Mapping[str, int]:
    """L261, tables 2 to 4: the councillors of each sector, by the ministry's code (commune, SR, number)."""
    return figures_on(__package__, "tables/city_sectors.csv", day)


def community(calculation: Calculation) -> Outcome:
    """L273-8: the seats that the commune has in its community; how many they are is given with the totals."""
    return two_round_lists(calculation, COMMUNITY, calculation.seats_to_fill(None, L273_8))


_CODE = Source(title="Code électoral, articles L252 à L264; CGCT, article L2121-2 (sièges selon la population)")
_LAW_1982 = Source(title="Loi n° 82-974 du 19 novembre 1982 relative à l'élection des conseillers municipaux")
_LAW_2013 = Source(
    title="Loi n° 2013-403 du 17 mai 2013 relative à l'élection des conseillers départementaux, municipaux et communautaires"
)
_LAW_2025 = Source(title="Loi n° 2025-444 du 21 mai 2025 visant à harmoniser le mode de scrutin aux élections municipales")
_PLM_1982 = Source(
    title="Loi n° 82-1170 du 31 décembre 1982 (élection des membres des conseils de Paris, de Lyon et de Marseille)"
)
_PLM_2025 = Source(
    title="Loi n° 2025-795 du 11 août 2025 (élection des membres du conseil de Paris et des conseils municipaux de Lyon et Marseille)"
)


def _list_rules(bonus_en: str, bonus_fr: str, bonus_km: str) -> Names:
    """The rules of L262 and L264 in words, with the bonus of the day."""
    return Names(
        name_en=(
            "Lists. Round 1 decides if a list has more than half of the valid votes; otherwise round 2 is held, between lists "
            "with 10 % of "
            "the valid votes (if only one has them, also the next; if none, the first two); with 5 % candidates may join another "
            "list. "
            f"The list that leads gets {bonus_en}; the others go by highest average to lists with 5 % of the valid votes, the "
            "first "
            "included. Of equal leaders, the list whose candidates are on average the eldest. Equal averages for the last seat: "
            "the list "
            "with more votes, then the elder of the candidates whose turn it is. Who dies, resigns or is declared ineligible is "
            "followed "
            "by the next on the list."
        ),
        name_km=(
            "បញ្ជី។ ជុំទីមួយសម្រេច បើបញ្ជីមួយបានលើសពាក់កណ្តាលនៃសន្លឹកបានការ; បើមិនដូច្នេះ ជុំទីពីររវាងបញ្ជីដែលបាន ១០ % (បើតែមួយ "
            "បញ្ជីបន្ទាប់ផង; បើគ្មាន ពីរដំបូង); "
            f"បាន ៥ % អាចចូលរួមបញ្ជីផ្សេង។ បញ្ជីនាំមុខបាន{bonus_km}; នៅសល់តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % ។ "
            "បើស្មើគ្នាខាងមុខ បញ្ជីដែលមានអាយុមធ្យមខ្ពស់ជាង; "
            "មធ្យមភាគស្មើគ្នាសម្រាប់អាសនៈចុងក្រោយ៖ បញ្ជីដែលបានសំឡេងច្រើនជាង រួចបេក្ខជនចាស់ជាង។ អ្នកដែលស្លាប់ ឬលាឈប់ "
            "ត្រូវបន្តដោយអ្នកបន្ទាប់។"
        ),
        name_fr=(
            "Scrutin de liste. Le premier tour suffit si une liste a la majorité absolue des exprimés ; sinon un second tour "
            "oppose les "
            "listes ayant 10 % des exprimés (si une seule les a, la suivante aussi ; à défaut, les deux premières) ; avec 5 %, "
            "fusion "
            f"possible. La liste en tête reçoit {bonus_fr} ; les autres sièges vont à la plus forte moyenne aux listes ayant 5 % "
            "des "
            "exprimés, la première comprise. À égalité en tête, la liste dont la moyenne d'âge est la plus élevée. À égalité de "
            "moyenne pour "
            "le dernier siège, la liste ayant le plus de voix, puis le plus âgé des candidats susceptibles d'être élus. Un élu "
            "décédé, "
            "démissionnaire ou inéligible est remplacé par le suivant de liste."
        ),
    )


_HALF = _list_rules(
    "half of the seats, rounded up (down where there are fewer than four)",
    "la moitié des sièges, arrondie à l'entier supérieur (inférieur s'il y a moins de quatre sièges)",
    "អាសនៈពាក់កណ្តាល (បង្គត់ឡើង បើលើសពី ៤ អាសនៈ)",
)
_QUARTER = _list_rules(
    "a quarter of the seats, rounded up", "le quart des sièges, arrondi à l'entier supérieur", "អាសនៈមួយភាគបួន (បង្គត់ឡើង)"
)


def _with(rules: Names, english: str, french: str, khmer: str) -> Names:
    return Names(name_en=f"{rules.name_en} {english}", name_fr=f"{rules.name_fr} {french}", name_km=f"{rules.name_km} {khmer}")


def _below(line_en: str, line_fr: str, line_km: str) -> Names:
    """The rules with the other system of small communes."""
    return _with(
        _HALF,
        f"Below {line_en} inhabitants: candidates one by one; round 1 elects with more than half of the valid votes and a "
        "quarter of the "
        "registered, round 2 by most votes, and of equals the elder.",
        f"Sous {line_fr} habitants : scrutin majoritaire ; est élu au premier tour qui réunit la majorité absolue des exprimés "
        "et le quart "
        "des inscrits, au second à la majorité relative, le plus âgé à égalité.",
        f"ក្រោម {line_km} នាក់៖ បេក្ខជនម្នាក់ៗ តាមភាគច្រើនក្នុងពីរជុំ។",
    )


BODY = Body(
    code="fr.municipal",
    names=Names(name_en="Municipal councils of France", name_fr="Conseils municipaux", name_km="ក្រុមប្រឹក្សាក្រុងបារាំង"),
    periods=(
        Period(date(1983, 3, 6), date(2014, 3, 23), council(3500), (_CODE, _LAW_1982), _below("3,500", "3 500", "៣ ៥០០")),
        Period(
            date(2014, 3, 23),
            date(2026, 3, 15),
            council(1000),
            (_CODE, _LAW_2013),
            _below("1,000", "1 000", "១ ០០០"),
            parity="alternating",
        ),
        Period(date(2026, 3, 15), None, council(0), (_CODE, _LAW_2025), _HALF, parity="alternating", shape=SHAPE_2026),
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
            date(1983, 3, 6),
            date(2026, 3, 15),
            sector,
            (_PLM_1982, _LAW_1982),
            _with(
                _HALF,
                "Each sector (one or more arrondissements) elects its own councillors; the councillors of the arrondissement "
                "come from the "
                "same votes, by the same rule, after them.",
                "Chaque secteur (un ou plusieurs arrondissements) élit ses conseillers ; les conseillers d'arrondissement sont "
                "élus par les "
                "mêmes voix, selon la même règle, après eux.",
                "តំបន់នីមួយៗ (សង្កាត់មួយ ឬច្រើន) បោះឆ្នោតជ្រើសសមាជិករបស់ខ្លួន។",
            ),
            seats_of_sectors,
            shape=SHAPE_OF_SECTORS,
        ),
        Period(
            date(2026, 3, 15),
            None,
            three_cities,
            (_PLM_2025,),
            _with(
                _QUARTER,
                "One ballot for the whole city: 163 seats in Paris, 73 in Lyon, 111 in Marseille. Councils of arrondissements: see "
                "fr.municipal.",
                "Une seule circonscription : 163 sièges à Paris, 73 à Lyon, 111 à Marseille. Conseils d'arrondissement : voir "
                "fr.municipal.",
                "ទីក្រុងទាំងមូលជាមណ្ឌលតែមួយ៖ ១៦៣ អាសនៈនៅប៉ារីស ៧៣ នៅលីយ៉ុង ១១១ នៅម៉ាសៃ។",
            ),
            seats_of_cities,
            parity="alternating",
            shape=SHAPE_OF_CITIES,
        ),
    ),
)

COMMUNITIES = Body(
    code="fr.community",
    names=Names(
        name_en="Community councillors of France", name_fr="Conseillers communautaires", name_km="សមាជិកក្រុមប្រឹក្សាសហគមន៍បារាំង"
    ),
    periods=(Period(date(2014, 3, 23), None, community, (_LAW_2013,), _HALF, shape=SHAPE_OF_COMMUNITIES),),
)
