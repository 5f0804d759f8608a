"""The National Assembly of Cambodia: closed party lists in provincial and capital constituencies.

1993, United Nations Electoral Law for Cambodia (12 August 1992), article 79: quota and largest remainder. From 1998, Law on the
Election of Members of the National Assembly (LEMNA): quota and highest average, article 118 of the law of 26 December 1997, article
135 of that of 26 March 2015 (published translation: International IDEA; read there in summary, as docs/law.md says).

Seats: article 30 of 1992 (by registered voters, 120 in 21 provinces), article 6 of 1997 ("at least 120": 122 in 23 constituencies in
1998, 123 in 24 since the amendment of 17 September 2002), article 6 of 2015 (125 in 25). The dated table says of each row where it was
read, and which were not. The addition of 8 April 1998 sets the calendar of that year; those of 18 May 1998 and the amendments of 2006
are known by their dates alone.

In 1998 two readings of article 118 were disputed: the averages computed anew for each remaining seat (applied: 64, 43 and 15 seats),
or once for all of them (59, 44, 18 and 1; *Phnom Penh Post*, "Preliminary results in, but questions remain", August 1998; *Cambodia
Daily*, "Preliminary results give CPP 64 seats"). The second one is the variant `averages-once`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.cambodia.averages import seats_by_average, seats_by_formula, seats_by_quota, shape
from suffrage.law.catalogue import Body, Period
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling, most_votes
from suffrage.model import Formula, Names, Outcome, Shape, Source

ARTICLE_30 = "UN Electoral Law for Cambodia 1992, art. 30"
ARTICLE_79 = "UN Electoral Law for Cambodia 1992, art. 79"
ARTICLE_6_OF_1997 = "LEMNA 1997, art. 6"
ARTICLE_118 = "LEMNA 1997, art. 118"
ARTICLE_6 = "LEMNA 2015, art. 6"
ARTICLE_135 = "LEMNA 2015, art. 135"

REMAINDERS: Formula = "hare-remainders"
AVERAGES_ONCE: Formula = "averages-once"


@dataclass(frozen=True, slots=True)
class HighestAverage:
    """Whole quotas, then highest averages, under one `article`. `anew`: the averages are computed anew for each seat."""

    article: str
    seats_article: str
    anew: bool = True

    def __call__(self, calculation: Calculation) -> Outcome:
        """Whole quotas first, then the averages; a constituency with one seat goes to the largest party."""
        seats = _seats(calculation, self.seats_article, self.article)
        if seats == 1:
            return most_votes(calculation, by_ruling, self.article)
        lengths = calculation.list_lengths()
        if not self.anew:
            return calculation.outcome(seats_by_formula(calculation, AVERAGES_ONCE, seats, lengths, self.article))
        quotas = seats_by_quota(calculation, seats, lengths, self.article)
        return calculation.outcome(seats_by_average(calculation, seats, quotas, lengths, self.article))

    @property
    def shape(self) -> Shape:
        """The law in figures. (With one seat, all these formulas give it to the largest party.)"""
        return shape(self.article, self.seats_article, "d-hondt" if self.anew else AVERAGES_ONCE)


def largest_remainder(calculation: Calculation) -> Outcome:
    """Article 79 of 1992: a seat for each whole quota, the rest to the largest remainders.

    Equal remainders wait for a ruling: the text of the article could not be read in full.
    """
    seats = _seats(calculation, ARTICLE_30, ARTICLE_79)
    return calculation.outcome(seats_by_formula(calculation, REMAINDERS, seats, calculation.list_lengths(), ARTICLE_79))


def seats_by_province(day: date) -> Mapping[str, int]:
    """The seats of each province and of the capital (official two-digit codes), since 1992."""
    return figures_on(__package__, "seats/national_assembly.csv", day)


def _seats(calculation: Calculation, seats_article: str, article: str) -> int:
    totals = calculation.totals
    if totals.round != 1:
        raise calculation.error(f"the National Assembly of Cambodia is elected in one round; there is no round {totals.round}.")
    seats = calculation.seats_to_fill(seats_by_province(calculation.day).get(totals.contest_id), seats_article)
    if calculation.decisions:
        calculation.strike_off(article)
    calculation.note_base(seats, article)
    return seats


_IN_FORCE = HighestAverage(ARTICLE_135, ARTICLE_6)
_OF_1997 = HighestAverage(ARTICLE_118, ARTICLE_6_OF_1997)
_ONCE_OF_1997 = HighestAverage(ARTICLE_118, ARTICLE_6_OF_1997, anew=False)
_ONCE = HighestAverage(ARTICLE_135, ARTICLE_6, anew=False)
_LAW_1997 = Source(
    title="Law on the Election of Members of the National Assembly, 26 December 1997, articles 5, 6 and 118",
    url="http://www.bigpond.com.kh/Council_Of_Jurists/Constit/cons005g.htm",
)
_AVERAGES = Names(
    name_en=(
        "A seat for each whole quota (valid votes ÷ seats), the rest to the highest averages, votes ÷ (seats so far + 1). "
        "Candidates are elected in the order of the closed list."
    ),
    name_km="បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ (សន្លឹកបានការ ÷ អាសនៈ) នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត។ បេក្ខជនជាប់តាមលំដាប់បញ្ជី។",
    name_fr=(
        "Un siège par quotient entier (suffrages exprimés ÷ sièges), le reste à la plus forte moyenne, voix ÷ (sièges obtenus + 1). "
        "Les candidats sont élus dans l'ordre de la liste bloquée."
    ),
)

BODY = Body(
    code="kh.national-assembly",
    names=Names(name_en="National Assembly of Cambodia", name_fr="Assemblée nationale du Cambodge", name_km="រដ្ឋសភា"),
    periods=(
        Period(
            since=date(1992, 8, 12),
            until=date(1997, 12, 26),
            rule=largest_remainder,
            seats=seats_by_province,
            sources=(Source(title="United Nations Electoral Law for Cambodia, 12 August 1992, articles 30 and 79"),),
            summary=Names(
                name_en="120 seats. A seat for each whole quota (valid votes ÷ seats), the rest to the largest remainders.",
                name_km="១២០ អាសនៈ។ បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ នៅសល់ទៅសំណល់ធំបំផុត។",
                name_fr="120 sièges. Un siège par quotient entier (suffrages exprimés ÷ sièges), le reste aux plus forts restes.",
            ),
            shape=shape(ARTICLE_79, ARTICLE_30, REMAINDERS),
        ),
        Period(
            since=date(1997, 12, 26),
            until=date(2002, 9, 17),
            rule=_OF_1997,
            seats=seats_by_province,
            sources=(_LAW_1997,),
            summary=_AVERAGES,
            variants={AVERAGES_ONCE: _ONCE_OF_1997},
            shape=_OF_1997.shape,
            variant_shapes={AVERAGES_ONCE: _ONCE_OF_1997.shape},
        ),
        Period(
            since=date(2002, 9, 17),
            until=date(2015, 3, 26),
            rule=_OF_1997,
            seats=seats_by_province,
            sources=(_LAW_1997, Source(title="Amendment of 17 September 2002 (123 seats)")),
            summary=_AVERAGES,
            variants={AVERAGES_ONCE: _ONCE_OF_1997},
            shape=_OF_1997.shape,
            variant_shapes={AVERAGES_ONCE: _ONCE_OF_1997.shape},
        ),
        Period(
            since=date(2015, 3, 26),
            until=None,
            rule=_IN_FORCE,
            seats=seats_by_province,
            sources=(
                Source(
                    title="Law on the Election of Members of the National Assembly, 26 March 2015, articles 5, 6 and 135",
                    url="https://www.idea.int/node/150463",
                ),
            ),
            summary=_AVERAGES,
            variants={AVERAGES_ONCE: _ONCE},
            shape=_IN_FORCE.shape,
            variant_shapes={AVERAGES_ONCE: _ONCE.shape},
        ),
    ),
)
