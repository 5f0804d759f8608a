"""France's members of the European Parliament: one national constituency, lists with 5 %, highest average.

Law n° 77-729 of 7 July 1977, article 3, as in force since the law n° 2018-509 of 25 June 2018 made the country one
constituency again.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.methods import D_HONDT, highest_averages
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_average_age, by_votes
from suffrage.model import Names, Outcome, Source

ARTICLE_3 = "Loi n° 77-729 du 7 juillet 1977, art. 3"
ARTICLE_4 = "Loi n° 77-729 du 7 juillet 1977, art. 4"

BAR = Fraction(5, 100)


def declare(calculation: Calculation) -> Outcome:
    """Article 3: the seats are shared among the lists with at least 5 % of the valid votes, by highest average."""
    totals = calculation.totals
    if totals.round != 1:
        raise calculation.error(
            f"members of the European Parliament are elected in one round; there is no round {totals.round}."
        )
    seats = calculation.seats_to_fill(seats_of_france(calculation.day)["FR"], ARTICLE_4)
    calculation.note_base(seats, ARTICLE_3)
    admitted = {
        option: number
        for option, number in calculation.votes.items()
        if calculation.clears_bar(option, BAR, "valid", totals.valid_votes, ARTICLE_3)
    }
    return calculation.outcome(dict.fromkeys(calculation.votes, 0) | seats_by_average(calculation, admitted, seats))


def seats_of_france(day: date) -> Mapping[str, int]:
    """The number of members elected in France, set by the European Council for each term (contest code FR)."""
    return figures_on(__package__, "tables/european_parliament.csv", day)


def seats_by_average(calculation: Calculation, admitted: Mapping[str, int], seats: int) -> dict[str, int]:
    """Article 3: highest average among the admitted lists, and the rule for lists with the same average for the last seat.

    It goes to the list with more votes; of lists with as many votes, to the one whose candidates are on average the youngest.
    """
    allocation = highest_averages(admitted, seats, D_HONDT, limits=calculation.list_lengths())
    calculation.note_averages(allocation, D_HONDT, ARTICLE_3)
    if allocation.tie:
        for option in by_votes(calculation, allocation.tie, by_average_age, "last-seats", ARTICLE_3):
            allocation.seats[option] += 1
    return allocation.seats


BODY = Body(
    code="fr.european-parliament",
    names=Names(
        name_en="Members of the European Parliament elected in France",
        name_fr="Représentants français au Parlement européen",
    ),
    periods=(
        Period(
            since=date(2018, 6, 28),
            until=None,
            rule=declare,
            seats=seats_of_france,
            sources=(
                Source(
                    title="Loi n° 77-729 du 7 juillet 1977 (élection des représentants au Parlement européen), article 3",
                    url="https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000522261/",
                ),
                Source(title="Loi n° 2018-509 du 25 juin 2018 relative à l'élection des représentants au Parlement européen"),
            ),
            summary=Names(
                name_en=(
                    "One national constituency. Lists with at least 5 % of the valid votes share the seats by highest "
                    "average; an equal average for the last seat goes to the list with more votes, then to the list whose "
                    "candidates are on average the youngest."
                ),
                name_fr=(
                    "Circonscription nationale unique. Les listes ayant obtenu au moins 5 % des suffrages exprimés se "
                    "partagent les sièges à la plus forte moyenne ; à égalité de moyenne, le dernier siège va à la liste qui "
                    "a le plus de suffrages, puis à celle dont la moyenne d'âge est la moins élevée."
                ),
            ),
        ),
    ),
)
