"""The screen for the wall: the whole at a glance, to be read from the far end of the hall."""

from suffrage.commission.watching.progress import row
from suffrage.commission.watching.results import choices, close_seats, names_of, of_all
from suffrage.commission.watching.saying import bar, percent
from suffrage.commission.watching.scope import Scope
from suffrage.commission.watching.seats import seats_so_far
from suffrage.model import Language

PARTIES, CLOSEST = 8, 4


def wall(scope: Scope, language: Language) -> dict[str, object]:
    """What the screen shows."""
    known = scope.known()
    sums = of_all(known)
    names = names_of(scope, language)
    code = ""
    if not sums.votes and known.contests:
        code, sums = next(iter(known.contests.items()))
    seats = seats_so_far(scope)
    most = max((number for _party, number in seats.parties), default=0)
    return {
        "whole": row(scope.area, known, language),
        "turnout": percent(language, sums.figure("voters"), sums.figure("registered")),
        "choices": choices(sums.votes, names.get(code, {}), language)[:PARTIES],
        "seats": seats,
        "holders": [
            (names[""].get(party, party), number, bar(("votes", number), of=most)) for party, number in seats.parties[:PARTIES]
        ],
        "close": close_seats(seats, names)[:CLOSEST],
    }
