"""The National Assembly of Cambodia: closed party lists in provincial and capital constituencies, by highest average.

Law on the Election of Members of the National Assembly (LEMNA), promulgated and in force on 26 March 2015 (published
translation: International IDEA, constitutionnet.org; article 135 was read there in summary, not in full, as docs/law.md says).
"""

from collections.abc import Mapping
from datetime import date

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.methods import D_HONDT, HARE, WholeQuotas, highest_averages, whole_quotas
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling, most_votes
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import Quota, QuotaSeats

ARTICLE_6 = "LEMNA 2015, art. 6"
ARTICLE_135 = "LEMNA 2015, art. 135"


def declare(calculation: Calculation) -> Outcome:
    """Seats by article 135 in the constituency's number by article 6: whole quotas first, then the highest averages."""
    totals = calculation.totals
    if totals.round != 1:
        raise calculation.error(f"the National Assembly of Cambodia is elected in one round; there is no round {totals.round}.")
    seats = calculation.seats_to_fill(seats_by_province(calculation.day).get(totals.contest_id), ARTICLE_6)
    calculation.note_base(seats, ARTICLE_135)
    if seats == 1:
        return most_votes(calculation, by_ruling, ARTICLE_135)
    lengths = calculation.list_lengths()
    quotas = seats_by_quota(calculation, seats, lengths)
    return calculation.outcome(seats_by_average(calculation, seats, quotas, lengths))


def seats_by_province(day: date) -> Mapping[str, int]:
    """Article 6: the seats of each province and of the capital (official two-digit codes), 125 in all."""
    return figures_on(__package__, "seats/national_assembly.csv", day)


def seats_by_quota(calculation: Calculation, seats: int, lengths: Mapping[str, int]) -> WholeQuotas:
    """Article 135: the quota is the valid votes divided by the seats; a party has a seat for every whole quota.

    (Votes that add up to more than the valid ones are an error of the statements; the quota is then taken from their sum.)
    """
    votes = calculation.votes
    quotas = whole_quotas(votes, seats, HARE, valid=calculation.totals.valid, limits=lengths)
    if calculation.with_steps:
        base = max(calculation.totals.valid_votes, sum(votes.values()))
        calculation.note(Quota(article=ARTICLE_135, method=HARE.name, votes=base, seats=seats, quota=quotas.quota))
        calculation.steps += [
            QuotaSeats(article=ARTICLE_135, option_id=option, votes=number, seats=quotas.seats[option])
            for option, number in votes.items()
        ]
    return quotas


def seats_by_average(calculation: Calculation, seats: int, quotas: WholeQuotas, lengths: Mapping[str, int]) -> dict[str, int]:
    """Article 135: each remaining seat goes to the highest average, votes ÷ (seats so far + 1), computed anew for each seat.

    No text that could be read settles equal averages; they wait for a ruling of the National Election Committee.
    """
    allocation = highest_averages(calculation.votes, seats, D_HONDT, start=quotas.seats, limits=lengths)
    calculation.note_averages(allocation, D_HONDT, ARTICLE_135)
    if allocation.tie:
        for option in by_ruling(calculation, allocation.tie, "last-seats", ARTICLE_135):
            allocation.seats[option] += 1
    return allocation.seats


BODY = Body(
    code="kh.national-assembly",
    names=Names(name_en="National Assembly of Cambodia", name_fr="Assemblée nationale du Cambodge", name_km="រដ្ឋសភា"),
    periods=(
        Period(
            since=date(2015, 3, 26),
            until=None,
            rule=declare,
            seats=seats_by_province,
            sources=(
                Source(
                    title="Law on the Election of Members of the National Assembly, 26 March 2015, articles 5, 6 and 135",
                    url="https://www.idea.int/node/150463",
                ),
            ),
            summary=Names(
                name_en=(
                    "125 seats in 25 constituencies. A seat for each whole quota (valid votes ÷ seats), the rest to the "
                    "highest averages, votes ÷ (seats so far + 1). Candidates are elected in the order of the closed list."
                ),
                name_fr=(
                    "125 sièges dans 25 circonscriptions. Un siège par quotient entier (suffrages exprimés ÷ sièges), le "
                    "reste à la plus forte moyenne, voix ÷ (sièges obtenus + 1). Les candidats sont élus dans l'ordre de la "
                    "liste bloquée."
                ),
            ),
        ),
    ),
)
