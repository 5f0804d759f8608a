"""French regional councils, and the assemblies of Corsica and Martinique: lists with a bonus, in two rounds.

Code électoral, articles L338, L338-1 and L346, since the law n° 2003-327 of 11 April 2003 (elections from 2004); from 1986 to 1998
departmental lists (law n° 85-692 of 10 July 1985). The system of the law n° 99-36 of 19 January 1999 was never applied, and is not
here. Corsica: L366 and L373; Martinique: book VI bis, title II (law n° 2011-884 of 27 July 2011). Guyane shares each section's
seats by itself: see `guyane`.
"""

from datetime import date
from fractions import Fraction
from functools import partial

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.france.lists import ListVote, highest_averages_over_a_bar, quarter, two_round_lists
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source

L338 = "Code électoral, art. L338"
L338_1985 = "Code électoral, art. L338 (loi n° 85-692 du 10 juillet 1985)"
L338_1 = "Code électoral, art. L338-1"
L346 = "Code électoral, art. L346"
L366 = "Code électoral, art. L366"
L373 = "Code électoral, art. L373"
BOOK_VI_BIS = "Code électoral, livre VI bis, titre II"

REGION = ListVote(L338, L346, quarter, sections=L338_1)
CORSICA = ListVote(L366, L373, lambda _seats: 11, stand=Fraction(7, 100))
MARTINIQUE_LISTS = ListVote(BOOK_VI_BIS, BOOK_VI_BIS, lambda _seats: 11, sections=BOOK_VI_BIS)


def departmental_lists(calculation: Calculation) -> Outcome:
    """L338 of 1985: lists by department, those with 5 % of the valid votes, highest average.

    The rule for equal averages could not be read in the text of 1985: after more votes, it waits for a ruling.
    """
    return highest_averages_over_a_bar(calculation, Fraction(5, 100), L338_1985, by_ruling)


def assembly(rules: ListVote, by_law: int | None, calculation: Calculation) -> Outcome:
    """Two rounds of lists for the seats given with the totals, or the law's own number."""
    return two_round_lists(calculation, rules, calculation.seats_to_fill(by_law, rules.article))


_LAW_1985 = Source(title="Loi n° 85-692 du 10 juillet 1985 (élection des conseillers régionaux)")
_LAW_2003 = Source(
    title="Loi n° 2003-327 du 11 avril 2003 (élection des conseillers régionaux et des représentants au Parlement européen)"
)
_LAW_2015 = Source(
    title="Loi n° 2015-991 du 7 août 2015, art. 30; ordonnance n° 2016-1562 du 21 novembre 2016 (collectivité de Corse)"
)
_LAW_2011 = Source(
    title="Loi n° 2011-884 du 27 juillet 2011 relative aux collectivités territoriales de Guyane et de Martinique"
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
        ),
        Period(
            date(2003, 4, 12),
            None,
            partial(assembly, REGION, None),
            (_LAW_2003,),
            Names(
                name_en=(
                    "A quarter of the seats to the list that leads (in round 1 only with over half of the valid votes), the others "
                    "by highest average among lists with 5 %; each list's seats among its departmental sections. Round 2: lists with "
                    "10 %; with 5 % they may join another."
                ),
                name_km=(
                    "អាសនៈមួយភាគបួនទៅបញ្ជីនាំមុខ នៅសល់តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % រួចបែងចែកតាមខេត្ត។ "
                    "ជុំទីពីរ៖ បញ្ជីដែលបាន ១០ %; បាន ៥ % អាចចូលរួមបញ្ជីផ្សេង។"
                ),
                name_fr=(
                    "Un quart des sièges à la liste en tête (au premier tour, à la majorité absolue), les autres à la plus forte "
                    "moyenne entre les listes ayant 5 % ; les sièges de chaque liste sont répartis entre ses sections départementales. "
                    "Second tour : listes ayant 10 % ; avec 5 %, fusion possible."
                ),
            ),
            by_section=True,
        ),
    ),
)

CORSE = Body(
    code="fr.corsica",
    names=Names(name_en="Assembly of Corsica", name_fr="Assemblée de Corse", name_km="សភាកោះកស"),
    periods=(
        Period(
            date(2017, 12, 3),
            None,
            partial(assembly, CORSICA, 63),
            (_LAW_2015,),
            Names(
                name_en=(
                    "63 seats: 11 to the list that leads, 52 by highest average among lists with 5 %. Round 2: lists "
                    "with 7 %; with 5 % they may join another."
                ),
                name_km="៦៣ អាសនៈ៖ ១១ ទៅបញ្ជីនាំមុខ ៥២ តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % ។",
                name_fr=(
                    "63 sièges : 11 à la liste en tête, 52 à la plus forte moyenne entre les listes ayant 5 %. Second "
                    "tour : listes ayant 7 % ; avec 5 %, fusion possible."
                ),
            ),
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

BODIES = (REGIONS, CORSE, MARTINIQUE)
