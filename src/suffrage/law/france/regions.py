"""French regional councils and the assembly of Martinique: lists with a bonus, in two rounds.

Code électoral, articles L338, L338-1 and L346, since the law n° 2003-327 of 11 April 2003 (elections from 2004), with a least number
of seats for each department since the law n° 2015-29 of 16 January 2015; from 1986 to 1998 departmental lists (law n° 85-692 of 10
July 1985). The system of the law n° 99-36 of 19 January 1999 was never applied, and is not here. Martinique: book VI bis, title II
(law n° 2011-884 of 27 July 2011). Corsica is in `corsica`; Guyane shares each section's seats by itself: see `guyane`.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import partial

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.france.lists import ListVote, highest_averages_over_a_bar, quarter, shape_over_a_bar, two_round_lists
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source

L338 = "Code électoral, art. L338"
L338_1985 = "Code électoral, art. L338 (loi n° 85-692 du 10 juillet 1985)"
L337_1985 = "Code électoral, art. L337 (loi n° 85-692 du 10 juillet 1985)"
L338_1 = "Code électoral, art. L338-1"
L346 = "Code électoral, art. L346"
BOOK_VI_BIS = "Code électoral, livre VI bis, titre II"

BAR_1985 = Fraction(5, 100)


def least_of_section(day: date, section: str) -> int:
    """L338-1 since 2015: four seats for a department, two where it has fewer than 100,000 inhabitants (`section`: its code)."""
    return figures_on(__package__, "tables/least_of_sections.csv", day).get(section, 4)


REGION = ListVote(L338, L346, quarter, sections=L338_1)
REGION_2015 = ListVote(L338, L346, quarter, sections=L338_1, least=least_of_section)
MARTINIQUE_LISTS = ListVote(BOOK_VI_BIS, BOOK_VI_BIS, lambda _seats: 11, sections=BOOK_VI_BIS)


def departmental_lists(calculation: Calculation) -> Outcome:
    """L338 of 1985: lists by department, those with 5 % of the valid votes, highest average.

    The rule for equal averages could not be read in the text of 1985: after more votes, it waits for a ruling.
    """
    return highest_averages_over_a_bar(calculation, BAR_1985, L338_1985, by_ruling)


def councillors_of_regions(day: date) -> Mapping[str, int]:
    """L337, table 7: the councillors of each region, by its INSEE code (the official geographic code of the day)."""
    return figures_on(__package__, "tables/regional_councils.csv", day)


def council(rules: ListVote, calculation: Calculation) -> Outcome:
    """Two rounds of lists for the seats of the region."""
    by_law = councillors_of_regions(calculation.day).get(calculation.totals.contest_id)
    return two_round_lists(calculation, rules, calculation.seats_to_fill(by_law, rules.article))


def assembly(rules: ListVote, by_law: int, calculation: Calculation) -> Outcome:
    """Two rounds of lists for the seats given with the totals, or the law's own number."""
    return two_round_lists(calculation, rules, calculation.seats_to_fill(by_law, rules.article))


_LAW_1985 = Source(title="Loi n° 85-692 du 10 juillet 1985 (élection des conseillers régionaux)")
_LAW_2003 = Source(
    title="Loi n° 2003-327 du 11 avril 2003 (élection des conseillers régionaux et des représentants au Parlement européen)"
)
_LAW_2015 = Source(
    title="Loi n° 2015-29 du 16 janvier 2015 relative à la délimitation des régions et aux élections régionales, art. 5 à 7"
)
_LAW_2011 = Source(
    title="Loi n° 2011-884 du 27 juillet 2011 relative aux collectivités territoriales de Guyane et de Martinique"
)


def _summary(least_en: str, least_fr: str, least_km: str) -> Names:
    return Names(
        name_en=(
            "Round 1 decides if a list has more than half of the valid votes; otherwise round 2 is held, between lists with 10 % "
            "of the "
            "valid votes (the first two, if fewer have them); with 5 % candidates may join another list. The list that leads "
            "gets a "
            "quarter of the seats, rounded up; the others go by highest average to lists with 5 %, the first included. Of equal "
            "leaders the list that is on average the eldest; of equal averages for the last seat the list with more votes, then "
            "the "
            "elder candidate. Each list's seats are shared among its departmental sections by its votes there." + least_en
        ),
        name_km=(
            "ជុំទីមួយសម្រេច បើបញ្ជីមួយបានលើសពាក់កណ្តាលនៃសន្លឹកបានការ; បើមិនដូច្នេះ ជុំទីពីររវាងបញ្ជីដែលបាន ១០ % (ឬពីរដំបូង); បាន "
            "៥ % អាចចូលរួមបញ្ជីផ្សេង។ "
            "បញ្ជីនាំមុខបានអាសនៈមួយភាគបួន (បង្គត់ឡើង) នៅសល់តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % ។ បើស្មើគ្នា "
            "បញ្ជីដែលមានអាយុមធ្យមខ្ពស់ជាង "
            "ឬបញ្ជីដែលបានសំឡេងច្រើនជាង រួចបេក្ខជនចាស់ជាង។ អាសនៈរបស់បញ្ជីនីមួយៗ ចែកតាមខេត្ត តាមសំឡេងនៅទីនោះ។" + least_km
        ),
        name_fr=(
            "Le premier tour suffit si une liste a la majorité absolue des exprimés ; sinon un second tour oppose les listes "
            "ayant 10 % des "
            "exprimés (à défaut les deux premières) ; avec 5 %, fusion possible. La liste en tête reçoit le quart des sièges, "
            "arrondi à "
            "l'entier supérieur ; les autres vont à la plus forte moyenne aux listes ayant 5 %, la première comprise. À égalité "
            "en tête, la "
            "liste dont la moyenne d'âge est la plus élevée ; à égalité de moyenne pour le dernier siège, la liste ayant le plus "
            "de voix, "
            "puis le plus âgé. Les sièges de chaque liste se répartissent entre ses sections départementales selon ses voix."
            + least_fr
        ),
    )


REGIONS = Body(
    code="fr.regional",
    names=Names(name_en="Regional councils of France", name_fr="Conseils régionaux", name_km="ក្រុមប្រឹក្សាតំបន់បារាំង"),
    periods=(
        Period(
            date(1985, 7, 11),
            date(1999, 1, 20),
            departmental_lists,
            (_LAW_1985,),
            Names(
                name_en="Lists by department; those with at least 5 % of the valid votes share its seats by highest average.",
                name_km="បញ្ជីតាមខេត្ត ដែលបានយ៉ាងតិច ៥ % នៃសន្លឹកបានការ ចែកអាសនៈតាមមធ្យមភាគខ្ពស់បំផុត។",
                name_fr=(
                    "Listes départementales ; celles qui réunissent 5 % des suffrages exprimés se partagent les sièges "
                    "à la plus forte moyenne."
                ),
            ),
            shape=shape_over_a_bar(BAR_1985, L338_1985, L337_1985),
        ),
        Period(
            date(2003, 4, 12),
            date(2015, 12, 1),
            partial(council, REGION),
            (_LAW_2003,),
            _summary("", "", ""),
            councillors_of_regions,
            by_section=True,
        ),
        Period(
            date(2015, 12, 1),
            None,
            partial(council, REGION_2015),
            (_LAW_2003, _LAW_2015),
            _summary(
                " A department has at least four seats, all lists together (two below 100,000 inhabitants): the leading list "
                "gives it "
                "the last seats of its other sections.",
                " Chaque département a au moins quatre sièges, toutes listes réunies (deux sous 100 000 habitants) : la liste en "
                "tête "
                "lui réattribue les derniers sièges de ses autres sections.",
                " ខេត្តនីមួយៗមានយ៉ាងតិច ៤ អាសនៈ (២ បើប្រជាជនតិចជាង ១០០ ០០០ នាក់)៖ បញ្ជីនាំមុខផ្ទេរអាសនៈចុងក្រោយពីផ្នែកដទៃរបស់ខ្លួន។",
            ),
            councillors_of_regions,
            by_section=True,
        ),
    ),
)

_SECTIONED = Names(
    name_en=(
        "11 seats to the list that leads, the others by highest average among lists with 5 %; each list's seats among "
        "its sections. Round 2: lists with 10 %; with 5 % they may join another."
    ),
    name_km="១១ អាសនៈទៅបញ្ជីនាំមុខ នៅសល់តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % រួចបែងចែកតាមផ្នែក។ ជុំទីពីរ៖ បញ្ជីដែលបាន ១០ %; បាន ៥ % អាចចូលរួមបញ្ជីផ្សេង។",
    name_fr=(
        "11 sièges à la liste en tête, les autres à la plus forte moyenne entre les listes ayant 5 % ; les sièges de "
        "chaque liste sont répartis entre ses sections. Second tour : listes ayant 10 % ; avec 5 %, fusion possible."
    ),
)

MARTINIQUE = Body(
    code="fr.martinique",
    names=Names(name_en="Assembly of Martinique", name_fr="Assemblée de Martinique", name_km="សភាម៉ាទីនីក"),
    periods=(
        Period(date(2015, 12, 6), None, partial(assembly, MARTINIQUE_LISTS, 51), (_LAW_2011,), _SECTIONED, by_section=True),
    ),
)

BODIES = (REGIONS, MARTINIQUE)
