"""The councils of Cambodia's capital, provinces, municipalities, districts and khans: closed lists, elected by commune councillors.

Law on Elections of Capital, Provincial, Municipal, District and Khan Councils, 2008. How many members a council has follows article
18 of the Law on Administrative Management of the Capital, Provinces, Municipalities, Districts and Khans (24 May 2008) and sub-decrees:
9 to 21 in the capital and provinces from 2009 (374 in 2009, 393 in 2014), 15 to 27 since the sub-decree of 25 January 2019 (559 in
2019 and in 2024). The election law's own wording could not be read.

Equal averages are settled by lot: in May 2014 two parties had 36 votes each in Choeung Prey, and a monk drew the 17th seat "according
to the law", as the National Election Committee's secretary-general said (*Cambodia Daily*, "Control of district council decided by
lottery").
"""

from collections.abc import Mapping
from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.cambodia.averages import by_lists, shape
from suffrage.law.catalogue import Body, Period
from suffrage.law.sources import figures_on
from suffrage.model import Names, Outcome, Source

COUNCILS_LAW = "Law on Elections of Capital, Provincial, Municipal, District and Khan Councils 2008"
ARTICLE_18 = "Law on Administrative Management of the Capital, Provinces, Municipalities, Districts and Khans 2008, art. 18"

_LAW = Source(title="Law on Elections of Capital, Provincial, Municipal, District and Khan Councils, 2008")
_ORGANIC = Source(
    title="Law on Administrative Management of the Capital, Provinces, Municipalities, Districts and Khans, 24 May 2008, article 18",
    url="https://fdocuments.net/document/2008-organic-law-eng.html",
)


def seats_by_council(day: date) -> Mapping[str, int]:
    """The seats of the capital's and provinces' councils (official two-digit codes), as far as they could be read."""
    return figures_on(__package__, "seats/councils.csv", day)


def council(calculation: Calculation) -> Outcome:
    """A council's seats, by quota and highest average; equal averages by lot."""
    by_law = seats_by_council(calculation.day).get(calculation.totals.contest_id)
    return by_lists(calculation, COUNCILS_LAW, ARTICLE_18, by_law)


BODY = Body(
    code="kh.council",
    names=Names(
        name_en="Capital, provincial, municipal, district and khan councils of Cambodia",
        name_fr="Conseils de la capitale, des provinces, villes, districts et khans du Cambodge",
        name_km="ក្រុមប្រឹក្សារាជធានី ខេត្ត ក្រុង ស្រុក ខណ្ឌ",
    ),
    periods=(
        Period(
            since=date(2008, 5, 24),
            until=date(2019, 1, 25),
            rule=council,
            seats=seats_by_council,
            shape=shape(COUNCILS_LAW, ARTICLE_18),
            sources=(_LAW, _ORGANIC),
            summary=Names(
                name_en=(
                    "9 to 21 councillors in the capital and provinces. Closed lists: a seat for each whole quota (valid votes ÷ "
                    "seats), the rest to the highest averages, equal ones by lot."
                ),
                name_km=(
                    "សមាជិក ៩ ទៅ ២១ នាក់ក្នុងរាជធានី ខេត្ត។ បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ (សន្លឹកបានការ ÷ អាសនៈ) "
                    "នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត បើស្មើគ្នា ចាប់ឆ្នោត។"
                ),
                name_fr=(
                    "9 à 21 conseillers dans la capitale et les provinces. Listes bloquées : un siège par quotient entier (suffrages "
                    "exprimés ÷ sièges), le reste à la plus forte moyenne, au sort en cas d'égalité."
                ),
            ),
        ),
        Period(
            since=date(2019, 1, 25),
            until=None,
            rule=council,
            seats=seats_by_council,
            shape=shape(COUNCILS_LAW, ARTICLE_18),
            sources=(
                _LAW,
                _ORGANIC,
                Source(title="Sub-decree of 25 January 2019 on the number of councillors (559 in the provinces)"),
            ),
            summary=Names(
                name_en=(
                    "15 to 27 councillors in the capital and provinces, 11 to 21 in districts. Closed lists: a seat for each whole "
                    "quota (valid votes ÷ seats), the rest to the highest averages, equal ones by lot."
                ),
                name_km=(
                    "សមាជិក ១៥ ទៅ ២៧ នាក់ក្នុងរាជធានី ខេត្ត និង ១១ ទៅ ២១ នាក់ក្នុងស្រុក។ បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ "
                    "(សន្លឹកបានការ ÷ អាសនៈ) នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត បើស្មើគ្នា ចាប់ឆ្នោត។"
                ),
                name_fr=(
                    "15 à 27 conseillers dans la capitale et les provinces, 11 à 21 dans les districts. Listes bloquées : un siège par "
                    "quotient entier (suffrages exprimés ÷ sièges), le reste à la plus forte moyenne, au sort en cas d'égalité."
                ),
            ),
        ),
    ),
)
