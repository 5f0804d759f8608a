"""The Senate of Cambodia: closed lists in eight regions, elected by commune councillors and members of the National Assembly.

Law on the Election of Senators, promulgated on 20 June 2005: 57 senators were elected in 2006 and 2012, of 61; 58 of 62 since the
election of 2018 (the law was amended in 2017). The other four are not elected by votes on lists: two are named by the King and two
elected by the National Assembly. The formula's wording could not be read; reports call it the same as the National Assembly's.
"""

from collections.abc import Mapping
from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.cambodia.averages import by_lists, shape
from suffrage.law.catalogue import Body, Period
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source

SENATE_LAW = "Law on the Election of Senators 2005"


def members(day: date) -> Mapping[str, int]:
    """How many senators the `regions` elect, the `assembly` elects and the `king` names: 57 + 2 + 2, since 2018 58 + 2 + 2."""
    return figures_on(__package__, "seats/senate_members.csv", day)


def seats_by_region(day: date) -> Mapping[str, int]:
    """The seats of regions 1 to 8 since 2018, 58 in all; the table of 2006 and 2012 (57) could not be read."""
    return figures_on(__package__, "seats/senate.csv", day)


def region(calculation: Calculation) -> Outcome:
    """A region's seats, by quota and highest average.

    No text or report that could be read settles equal averages; they wait for a ruling of the National Election Committee.
    """
    by_law = seats_by_region(calculation.day).get(calculation.totals.contest_id)
    return by_lists(calculation, SENATE_LAW, SENATE_LAW, by_law, by_ruling)


BODY = Body(
    code="kh.senate",
    names=Names(name_en="Senate of Cambodia", name_fr="Sénat du Cambodge", name_km="ព្រឹទ្ធសភា"),
    periods=(
        Period(
            since=date(2005, 6, 20),
            until=None,
            rule=region,
            seats=seats_by_region,
            sources=(
                Source(title="Law on the Election of Senators, promulgated on 20 June 2005"),
                Source(
                    title="2018 Cambodian Senate election (seats by region)",
                    url="https://en.wikipedia.org/wiki/2018_Cambodian_Senate_election",
                ),
            ),
            summary=Names(
                name_en=(
                    "58 senators (57 before 2018) are elected in eight regions on closed lists: a seat for each whole quota (valid "
                    "votes ÷ seats), the rest to the highest averages. The King names two more, the Assembly elects two more."
                ),
                name_km=(
                    "សមាជិក ៥៨ រូប (៥៧ រូប មុនឆ្នាំ ២០១៨) ជាប់ឆ្នោតក្នុងភូមិភាគ ៨។ បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ "
                    "(សន្លឹកបានការ ÷ អាសនៈ) នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត។ ព្រះមហាក្សត្រតែងតាំង ២ រូប និងរដ្ឋសភាជ្រើសតាំង ២ រូបទៀត។"
                ),
                name_fr=(
                    "58 sénateurs (57 avant 2018) sont élus dans huit régions sur listes bloquées : un siège par quotient entier "
                    "(suffrages exprimés ÷ sièges), le reste à la plus forte moyenne. Le Roi en nomme deux, l'Assemblée en élit deux."
                ),
            ),
            shape=shape(SENATE_LAW, SENATE_LAW),
        ),
    ),
)
