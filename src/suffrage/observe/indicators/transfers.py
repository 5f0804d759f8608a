"""Round to round: what must have happened in a station for both its sheets to be true.

The bounds of O. Duncan and B. Davis, "An alternative to ecological correlation", American Sociological Review 18 (1953)
665–666: of N people, if X stood behind the other candidates in round 1 and Y vote for this one in round 2, at least X + Y − N
went over from them to this one. They are certain, whatever voters do, so that there is no p-value; a sign is given where more
than half of the rivals' voters must have gone over, or more than half of a candidate's own left.

False alarms: a candidate who withdrew without a form, an agreement between parties, a station whose area was changed between
the rounds.
"""

import numpy as np

from suffrage.observe.signs import Sheet, Sign, percent
from suffrage.observe.stations import Counts

SHARE = 0.5
LEAST = 50
"""Fewer voters than that say nothing."""


def find(sheet: Sheet, first: Sheet) -> list[Sign]:
    """The stations of the last round (`sheet`) beside the `first` one, paired by their codes."""
    before = {first.stations.codes[place]: at for at, place in enumerate(first.places.tolist())}
    column = {code: at for at, code in enumerate(first.stations.options)}
    signs = []
    for at, place in enumerate(sheet.places.tolist()):
        earlier = before.get(sheet.stations.codes[place])
        if earlier is None:
            continue
        standing = [own for own in sheet.stations.contests[sheet.contest[at]].columns if sheet.stations.options[own] in column]
        x = np.array([first.votes[earlier, column[sheet.stations.options[own]]] for own in standing], dtype=np.int64)
        people = int(max(sheet.registered[at], first.registered[earlier]))
        found = _worst(x, sheet.votes[at, standing], people)
        if found is None:
            continue
        which, crossed, of, gone = found
        operands = {
            "option": sheet.stations.options[standing[which]],
            "what": "left" if gone else "crossed",
            "moved": crossed,
            "of": of,
            "share": percent(crossed / of),
        }
        signs.append(Sign("impossible-transfers", (place,), score=crossed / of / SHARE, operands=operands))
    return signs


def _worst(x: Counts, y: Counts, people: int) -> tuple[int, int, int, bool] | None:
    """(candidate, voters who must have moved, of how many, whether they left it): the largest share above the cut."""
    cases = []
    for which in range(len(x)):
        rivals = int(x.sum() - x[which])
        cases.append((max(0, rivals + int(y[which]) - people), rivals, which, False))
        cases.append((max(0, int(x[which] - y[which])), int(x[which]), which, True))
    large = [case for case in cases if case[1] >= LEAST and case[0] > SHARE * case[1]]
    if not large:
        return None
    moved, of, which, gone = max(large, key=lambda case: case[0] / case[1])
    return which, moved, of, gone
