"""Commune and sangkat councils of Cambodia: closed lists, quota and highest average; the chief and deputies by the same votes.

Law on the Election of Commune/Sangkat Councils of 19 March 2001, with its amendments: 5 to 11 councillors by commune (the number is
given with the totals). The articles' wording could not be read; what is carried out is what reports of the five elections from 2002 to
2022 agree on, and what they leave open waits for a ruling.
"""

from datetime import date

import msgspec

from suffrage.law.calculation import Calculation
from suffrage.law.cambodia.national_assembly import seats_by_average, seats_by_quota
from suffrage.law.catalogue import Body, Period
from suffrage.law.methods import Unsettled, ranking
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import Appointed, Post

LECC = "Law on the Election of Commune/Sangkat Councils 2001"
LAMC = "Law on the Administration of Communes/Sangkats 2001"

POSTS: tuple[Post, ...] = ("chief", "first-deputy", "second-deputy")


def by_lists(article: str, calculation: Calculation) -> Outcome:
    """Whole quotas, then the highest averages, for the seats given with the totals; candidates in list order."""
    totals = calculation.totals
    if totals.round != 1:
        raise calculation.error(f"this election has one round; there is no round {totals.round}.")
    seats = calculation.seats_to_fill(None, article)
    calculation.strike_off(article)
    calculation.note_base(seats, article)
    lengths = calculation.list_lengths()
    quotas = seats_by_quota(calculation, seats, lengths, article)
    return calculation.outcome(seats_by_average(calculation, seats, quotas, lengths, article))


def council(calculation: Calculation) -> Outcome:
    """The seats, and then, where they are all decided, the chief and two deputies."""
    outcome = by_lists(LECC, calculation)
    if outcome.pending:
        return outcome
    appoint(calculation, outcome)
    return msgspec.structs.replace(outcome, steps=tuple(calculation.steps), pending=tuple(calculation.pending))


def appoint(calculation: Calculation, outcome: Outcome) -> None:
    """The first of the list with most votes is chief; the firsts of the second and the third list are the deputies.

    One list alone gives all three, in its order. With two lists the reports do not say whose the second deputy is, and equal
    votes are not settled: both wait for a ruling, which names the option.
    """
    votes = calculation.votes
    lists = [option for option in ranking(votes) if outcome.seats[option]]
    places = {option: [person.position for person in outcome.elected if person.option_id == option] for option in lists}
    for number, post in enumerate(POSTS):
        option = _whose(calculation, lists, number, post)
        if option is None or not places[option]:
            return
        calculation.note(Appointed(article=LAMC, option_id=option, position=places[option].pop(0), office=post))


def _whose(calculation: Calculation, lists: list[str], number: int, post: Post) -> str | None:
    votes = calculation.votes
    if not lists:
        return None
    if len(lists) == 1:
        return lists[0]
    among = tuple(lists)
    if number < len(lists):
        among = tuple(option for option in lists if votes[option] == votes[lists[number]])
    if len(among) == 1:
        return among[0]
    winners = by_ruling(calculation, Unsettled(among, 1), post, LAMC)
    return winners[0] if winners else None


BODY = Body(
    code="kh.commune",
    names=Names(
        name_en="Commune and sangkat councils of Cambodia",
        name_fr="Conseils de commune et de sangkat du Cambodge",
        name_km="ក្រុមប្រឹក្សាឃុំ សង្កាត់",
    ),
    periods=(
        Period(
            since=date(2001, 3, 19),
            until=None,
            rule=council,
            sources=(
                Source(title="Law on the Election of Commune/Sangkat Councils, 19 March 2001"),
                Source(title="Law on the Administration of Communes/Sangkats, 19 March 2001"),
            ),
            summary=Names(
                name_en=(
                    "5 to 11 councillors. A seat for each whole quota, the rest to the highest averages. The first of the list with "
                    "most votes is chief, the firsts of the next two lists are deputies."
                ),
                name_km=(
                    "សមាជិក ៥ ទៅ ១១ នាក់។ បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ (សន្លឹកបានការ ÷ អាសនៈ) នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត។ "
                    "លេខមួយនៃបញ្ជីនាំមុខជាមេឃុំ លេខមួយនៃបញ្ជីពីរបន្ទាប់ជាជំទប់។"
                ),
                name_fr=(
                    "5 à 11 conseillers. Un siège par quotient entier, le reste à la plus forte moyenne. La tête de la liste arrivée "
                    "première devient chef, celles des deux suivantes adjoints."
                ),
            ),
        ),
    ),
)
