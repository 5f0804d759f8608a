"""The French Senate: electors vote by department, by majority where few are elected and by lists where more are.

Code électoral, articles L294 and L295. The boundary: lists for five seats or more (ordonnance n° 58-1098 of 15 November 1958), three
(law n° 2000-641 of 10 July 2000), four (law n° 2003-697 of 30 July 2003), three again (law n° 2013-702 of 2 August 2013). A
period here applies to the series that is renewed in it. The number of seats (LO274, table 6) is given with the totals; "registered"
are the electors.
"""

from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import highest_averages_over_a_bar
from suffrage.law.france.majority import TwoRounds, two_rounds, without_a_bar
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source

L294 = "Code électoral, art. L294"
L295 = "Code électoral, art. L295"

BY_MAJORITY = TwoRounds(L294, without_a_bar(L294))
"""More than half of the valid votes and a quarter of the electors in round 1; round 2 by most votes; of equals the elder."""
NO_BAR = Fraction(0)


def senators(lists_from: int) -> Rule:
    """L294 below `lists_from` seats, L295 from there on."""

    def declare(calculation: Calculation) -> Outcome:
        seats = calculation.seats_to_fill(None, L294)
        if seats < lists_from:
            return two_rounds(calculation, BY_MAJORITY, seats)
        return by_lists(calculation)

    return declare


def by_lists(calculation: Calculation) -> Outcome:
    """L295: highest average, without a bar. The text settles no equal averages: after more votes, they wait for a ruling."""
    return highest_averages_over_a_bar(calculation, NO_BAR, L295, by_ruling)


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
