"""France's members of the European Parliament: lists with 5 % of the valid votes, highest average.

Law n° 77-729 of 7 July 1977, article 3. One national constituency from 1979 to 1999 and since the law n° 2018-509 of 25 June 2018;
eight regional ones from 2004 to 2014 (law n° 2003-327 of 11 April 2003).
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period, Rule
from suffrage.law.france.lists import shape_over_a_bar, shared_by_average
from suffrage.law.sources import figures_on
from suffrage.law.ties import Settle, by_ruling, by_youngest_list
from suffrage.model import Names, Outcome, Source

ARTICLE_3 = "Loi n° 77-729 du 7 juillet 1977, art. 3"
ARTICLE_4 = "Loi n° 77-729 du 7 juillet 1977, art. 4"

BAR = Fraction(5, 100)


def by_lists(last: Settle) -> Rule:
    """Article 3: the lists with at least 5 % of the valid votes share the seats by highest average.

    Equal averages for the last seat: the list with more votes; of lists with as many votes, as `last` says.
    """

    def declare(calculation: Calculation) -> Outcome:
        totals = calculation.totals
        if totals.round != 1:
            raise calculation.error(
                f"members of the European Parliament are elected in one round; there is no round {totals.round}."
            )
        seats = calculation.seats_to_fill(seats_of_france(calculation.day).get(totals.contest_id), ARTICLE_4)
        calculation.strike_off(ARTICLE_3)
        calculation.note_base(seats, ARTICLE_3)
        return calculation.outcome(shared_by_average(calculation, seats, {}, BAR, ARTICLE_3, lambda _held: last))

    return declare


def seats_of_france(day: date) -> Mapping[str, int]:
    """The members elected in France: FR for the whole country, or the codes of the eight constituencies of 2004 to 2014."""
    return figures_on(__package__, "tables/european_parliament.csv", day)


def _period(since: date, until: date | None, last: Settle, sources: tuple[Source, ...], summary: Names) -> Period:
    law = Source(
        title="Loi n° 77-729 du 7 juillet 1977 (élection des représentants au Parlement européen), article 3",
        url="https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000522261/",
    )
    return Period(
        since,
        until,
        by_lists(last),
        (law, *sources),
        summary,
        seats_of_france,
        parity="alternating" if since >= date(2003, 4, 12) else None,
        shape=shape_over_a_bar(BAR, ARTICLE_3, ARTICLE_4),
    )


def _summary(where_en: str, where_fr: str, then_en: str = "", then_fr: str = "") -> Names:
    return Names(
        name_en=(
            f"{where_en} Lists with at least 5 % of the valid votes share the seats by highest average; an equal average"
            f" for the last seat goes to the list with more votes{then_en}."
        ),
        name_km="បញ្ជីដែលបានយ៉ាងតិច ៥ % នៃសន្លឹកបានការ ចែកអាសនៈតាមមធ្យមភាគខ្ពស់បំផុត។",
        name_fr=(
            f"{where_fr} Les listes ayant obtenu au moins 5 % des suffrages exprimés se partagent les sièges à la plus "
            f"forte moyenne ; à égalité de moyenne, le dernier siège va à la liste qui a le plus de suffrages{then_fr}."
        ),
    )


BODY = Body(
    code="fr.european-parliament",
    names=Names(
        name_en="Members of the European Parliament elected in France",
        name_fr="Représentants français au Parlement européen",
        name_km="សមាជិកសភាអឺរ៉ុបជាប់ឆ្នោតនៅបារាំង",
    ),
    periods=(
        _period(
            date(1977, 7, 8),
            date(2003, 4, 12),
            by_ruling,
            (),
            _summary("One national constituency.", "Circonscription nationale unique."),
        ),
        _period(
            date(2003, 4, 12),
            date(2018, 6, 26),
            by_ruling,
            (Source(title="Loi n° 2003-327 du 11 avril 2003 (conseillers régionaux, représentants au Parlement européen)"),),
            _summary("Eight regional constituencies.", "Huit circonscriptions régionales."),
        ),
        _period(
            date(2018, 6, 26),
            None,
            by_youngest_list,
            (Source(title="Loi n° 2018-509 du 25 juin 2018 relative à l'élection des représentants au Parlement européen"),),
            _summary(
                "One national constituency.",
                "Circonscription nationale unique.",
                ", then to the list that is on average the youngest",
                ", puis à celle dont la moyenne d'âge est la moins élevée",
            ),
        ),
    ),
)
