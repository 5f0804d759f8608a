"""How far the count is: statements by where they stand, area by area."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from suffrage.commission.setup.models import Area
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import State
from suffrage.commission.watching.saying import bar, percent
from suffrage.commission.watching.scope import A_PAGE, Scope
from suffrage.commission.watching.sums import Known
from suffrage.model import Language

GROUPS: dict[str, tuple[State, ...]] = {
    "accepted": (State.ACCEPTED, State.RECALLED),
    "to-decide": (State.DIFFERING, State.IN_ERROR, State.QUARANTINED),
    "in-entry": (State.RECEIVED, State.FIRST, State.ONCE, State.SECOND),
    "awaited": (State.AWAITED,),
}
"""Where a statement stands, in four steps from the last to the first; each has a colour, and its number beside it."""


@dataclass(frozen=True, slots=True)
class Row:
    """An area's line."""

    area: Area | None
    statements: int
    numbers: dict[str, int]
    share: str
    bar: SafeString


def row(area: Area | None, known: Known, language: Language) -> Row:
    """An area's line, from what is known of it."""
    numbers = {group: sum(known.states.get(state.value, 0) for state in states) for group, states in GROUPS.items()}
    total = known.statements
    return Row(area, total, numbers, percent(language, numbers["accepted"], total), bar(*numbers.items(), of=total))


def progress(scope: Scope, language: Language) -> dict[str, object]:
    """What the page shows: the area itself, the areas below it, or where there are none its statements."""
    known = scope.known()
    rows = [row(area, each, language) for area, each in scope.rows()]
    return {
        "whole": row(scope.area, known, language),
        "states": [(state.value, known.states.get(state.value, 0)) for state in State],
        "rows": rows,
        "papers": [] if rows or scope.area is None else _papers(scope.area),
    }


def _papers(area: Area) -> list[Statement]:
    found = Statement.objects.filter(station__area=area).select_related("station", "contest").order_by("pk")
    return list(found[: 5 * A_PAGE])
