"""The French Senate: electors vote by department, by majority where few are elected and by lists where more are.

Code électoral, articles L294 and L295. The boundary: lists for five seats or more (ordonnance n° 58-1098 of 15 November 1958), three
(law n° 2000-641 of 10 July 2000), four (law n° 2003-697 of 30 July 2003), three again (law n° 2013-702 of 2 August 2013). A
period here applies to the series that is renewed in it. Seats by department (L279, table 6) are in a table from the renewal of 1998
on, as far as it could be read; elsewhere they are given with the totals. "Registered" are the electors.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import highest_averages_over_a_bar
from suffrage.law.majority import OPEN, TwoRounds, two_rounds
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source

L294 = "Code électoral, art. L294"
L295 = "Code électoral, art. L295"

BY_MAJORITY = TwoRounds(L294, L294, OPEN)
"""More than half of the valid votes and a quarter of the electors in round 1; round 2 by most votes; of equals the elder."""
NO_BAR = Fraction(0)


def senators(lists_from: int) -> Rule:
    """L294 below `lists_from` seats, L295 from there on: highest average, without a bar.

    L295 settles no equal averages: after more votes, they wait for a ruling.
    """

    def declare(calculation: Calculation) -> Outcome:
        by_law = senators_of_departments(calculation.day).get(calculation.totals.contest_id)
        seats = by_law if calculation.totals.seats is None else calculation.totals.seats
        if seats is not None and seats >= lists_from:
            return highest_averages_over_a_bar(calculation, NO_BAR, L295, by_ruling, by_law)
        return two_rounds(calculation, BY_MAJORITY, calculation.seats_to_fill(by_law, L294))

    return declare


def senators_of_departments(day: date) -> Mapping[str, int]:
    """The senators of each department whose table could be read, by the department's code."""
    return figures_on(__package__, "tables/senators.csv", day)


def _period(since: date, until: date | None, lists_from: int, law: str) -> Period:
    return Period(
        since,
        until,
        senators(lists_from),
        (Source(title=law), Source(title="Code électoral, articles L294 et L295")),
        Names(
            name_en=(
                f"Departments with fewer than {lists_from} seats: majority in two rounds, in round 1 with more than half of the valid "
                "votes and a quarter of the electors. Others: lists, highest average."
            ),
            name_km=f"ខេត្តដែលមានអាសនៈតិចជាង {lists_from}៖ ភាគច្រើនក្នុងពីរជុំ។ ខេត្តដទៃ៖ បញ្ជី តាមមធ្យមភាគខ្ពស់បំផុត។",
            name_fr=(
                f"Départements de moins de {lists_from} sièges : scrutin majoritaire à deux tours, au premier tour avec la majorité "
                "absolue et le quart des électeurs. Autres : listes, plus forte moyenne."
            ),
        ),
        seats=senators_of_departments,
        parity="alternating" if lists_from < 5 else None,
    )


BODY = Body(
    code="fr.senate",
    names=Names(name_en="Senate of France", name_fr="Sénat", name_km="ព្រឹទ្ធសភាបារាំង"),
    periods=(
        _period(
            date(1958, 11, 16),
            date(2000, 7, 11),
            5,
            "Ordonnance n° 58-1098 du 15 novembre 1958 relative à l'élection des sénateurs",
        ),
        _period(
            date(2000, 7, 11), date(2003, 7, 31), 3, "Loi n° 2000-641 du 10 juillet 2000 relative à l'élection des sénateurs"
        ),
        _period(
            date(2003, 7, 31),
            date(2013, 8, 3),
            4,
            "Loi n° 2003-697 du 30 juillet 2003 portant réforme de l'élection des sénateurs",
        ),
        _period(date(2013, 8, 3), None, 3, "Loi n° 2013-702 du 2 août 2013 relative à l'élection des sénateurs"),
    ),
)
