"""Cambodia's indirect elections: the Senate, and the councils of the capital, provinces, municipalities, districts and khans.

Senators are elected in eight regions by commune councillors and members of the National Assembly (58 of 62 in 2018 and 2024; two more
are chosen by the Assembly and two by the King). The other councils are elected by commune councillors. Both by closed lists, quota and
highest average; the number of seats is given with the totals, because the tables by region and council could not be read.
"""

from datetime import date
from functools import partial

from suffrage.law.cambodia.communes import by_lists
from suffrage.law.catalogue import Body, Period
from suffrage.model import Names, Source

SENATE_LAW = "Law on the Election of Senators 2005"
COUNCILS_LAW = "Law on Elections of Capital, Provincial, Municipal, District and Khan Councils 2008"

_SUMMARY = Names(
    name_en="Closed lists: a seat for each whole quota (valid votes ÷ seats), the rest to the highest averages.",
    name_km="បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ (សន្លឹកបានការ ÷ អាសនៈ) នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត។",
    name_fr="Listes bloquées : un siège par quotient entier (suffrages exprimés ÷ sièges), le reste à la plus forte moyenne.",
)

SENATE = Body(
    code="kh.senate",
    names=Names(name_en="Senate of Cambodia", name_fr="Sénat du Cambodge", name_km="ព្រឹទ្ធសភា"),
    periods=(
        Period(
            since=date(2005, 6, 20),
            until=None,
            rule=partial(by_lists, SENATE_LAW),
            sources=(Source(title="Law on the Election of Senators, promulgated on 20 June 2005"),),
            summary=_SUMMARY,
        ),
    ),
)
COUNCILS = Body(
    code="kh.council",
    names=Names(
        name_en="Capital, provincial, municipal, district and khan councils of Cambodia",
        name_fr="Conseils de la capitale, des provinces, villes, districts et khans du Cambodge",
        name_km="ក្រុមប្រឹក្សារាជធានី ខេត្ត ក្រុង ស្រុក ខណ្ឌ",
    ),
    periods=(
        Period(
            since=date(2008, 5, 24),
            until=None,
            rule=partial(by_lists, COUNCILS_LAW),
            sources=(Source(title="Law on Elections of Capital, Provincial, Municipal, District and Khan Councils, 2008"),),
            summary=_SUMMARY,
        ),
    ),
)
