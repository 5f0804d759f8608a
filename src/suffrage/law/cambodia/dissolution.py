"""The seats of a dissolved party in Cambodia's National Assembly (amendments of October 2017 to the LEMNA).

First distribution (round 1): the seats that the party held in a constituency go to the other parties that stood there, without the
parties that have seats in the Assembly. Seats that a party refuses stay unfilled. Second distribution (round 2): those go to the
parties that are in the Assembly by then, those that accepted seats in the first included. (As the National Election Committee
explained it: *Phnom Penh Post*, "List of new National Assembly members approved", November 2017. The amended articles' wording
could not be read.)
"""

from datetime import date

import msgspec

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.methods import D_HONDT, highest_averages
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import Withdrawn

AMENDMENT = "LEMNA, amendments of October 2017"


def distribution(calculation: Calculation) -> Outcome:
    """The seats by quota and highest average, which is the highest average alone, among the parties given with the totals.

    The totals hold only the parties that take part: in round 1 those without a seat in the Assembly, in round 2 those in it. A
    refusal is a withdrawal: the party's seats stay unfilled for the second distribution.
    """
    totals = calculation.totals
    if totals.round not in (1, 2):
        raise calculation.error(f"there are two distributions (rounds 1 and 2); there is no round {totals.round}.")
    seats = calculation.seats_to_fill(None, AMENDMENT)
    calculation.strike_off(AMENDMENT)
    calculation.note_base(seats, AMENDMENT)
    allocation = highest_averages(calculation.votes, seats, D_HONDT, limits=calculation.list_lengths())
    calculation.note_averages(allocation, D_HONDT, AMENDMENT)
    if allocation.tie:
        for option in by_ruling(calculation, allocation.tie, "last-seats", AMENDMENT):
            allocation.seats[option] += 1
    refused = calculation.withdrawn()
    for option in refused:
        calculation.note(Withdrawn(article=AMENDMENT, option_id=option, votes=calculation.votes[option]))
    unfilled = sum(allocation.seats[option] for option in refused)
    if unfilled:
        calculation.leave_vacant(calculation.vacant + unfilled, AMENDMENT)
    outcome = calculation.outcome(allocation.seats | dict.fromkeys(refused, 0))
    return msgspec.structs.replace(outcome, vacant=calculation.vacant)


BODY = Body(
    code="kh.dissolved-seats",
    names=Names(
        name_en="Seats of a dissolved party, National Assembly of Cambodia",
        name_fr="Sièges d'un parti dissous, Assemblée nationale du Cambodge",
        name_km="អាសនៈរបស់គណបក្សដែលត្រូវបានរំលាយ",
    ),
    decisions=("withdrawal",),
    periods=(
        Period(
            since=date(2017, 10, 17),
            until=None,
            rule=distribution,
            sources=(Source(title="Amendments to the Law on the Election of Members of the National Assembly, October 2017"),),
            summary=Names(
                name_en=(
                    "The seats go by highest average to the other parties that stood, without those in the Assembly; seats that are "
                    "refused go, in a second distribution, to the parties in the Assembly."
                ),
                name_km="អាសនៈទៅគណបក្សដទៃដែលបានចូលប្រកួត លើកលែងគណបក្សដែលមានអាសនៈ; អាសនៈដែលគេបដិសេធ ទៅគណបក្សក្នុងសភា ក្នុងការបែងចែកលើកទីពីរ។",
                name_fr=(
                    "Les sièges vont à la plus forte moyenne aux autres partis en lice, sauf ceux qui siègent ; les sièges refusés "
                    "vont, dans une seconde répartition, aux partis qui siègent."
                ),
            ),
        ),
    ),
)
