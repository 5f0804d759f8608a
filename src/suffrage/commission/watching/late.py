"""What is late: statements that have not come, entries that somebody holds for long, and what waits for a decision.

The settings `SUFFRAGE_POLLS_CLOSE` ("15:00", on the site's clock), `SUFFRAGE_LATE_AFTER_HOURS` (12) and `SUFFRAGE_HELD_AFTER_MINUTES`
(60) say from when on.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from suffrage.commission.setup.models import Area, Election
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import State
from suffrage.commission.watching.progress import Row, row
from suffrage.commission.watching.saying import waited
from suffrage.commission.watching.scope import Scope
from suffrage.model import Language

SHOWN = 50
HELD = (State.FIRST.value, State.SECOND.value)
WAITING = (State.DIFFERING.value, State.IN_ERROR.value, State.QUARANTINED.value, State.RECALLED.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement, and how long it has stood where it stands."""

    statement: Statement
    long: str


def closing(election: Election) -> datetime:
    """When the polls closed."""
    clock = time.fromisoformat(getattr(settings, "SUFFRAGE_POLLS_CLOSE", "15:00"))
    return timezone.make_aware(datetime.combine(election.day, clock), timezone.get_default_timezone())


def late_from(election: Election) -> datetime:
    """From when on a statement that has not come is late."""
    return closing(election) + timedelta(hours=getattr(settings, "SUFFRAGE_LATE_AFTER_HOURS", 12))


def late(scope: Scope, language: Language) -> dict[str, object]:
    """What the page shows."""
    now = datetime.now(UTC)
    held_after = timedelta(minutes=getattr(settings, "SUFFRAGE_HELD_AFTER_MINUTES", 60))
    from_when = late_from(scope.election)
    known = scope.known()
    rows = [row(area, each, language) for area, each in scope.rows()]
    found = _statements(scope.election, scope.area)
    return {
        "closing": closing(scope.election),
        "from_when": from_when,
        "is_late": now >= from_when,
        "whole": row(scope.area, known, language),
        "rows": sorted((each for each in rows if each.numbers["awaited"]), key=_most_awaited_first),
        "held": _waiting(found.filter(state__in=HELD, changed__lt=now - held_after), now, language),
        "held_after": int(held_after.total_seconds()) // 60,
        "waiting": _waiting(found.filter(state__in=WAITING), now, language),
        "waiting_number": sum(known.states.get(state, 0) for state in WAITING),
    }


def _most_awaited_first(line: Row) -> tuple[float, int]:
    return -line.numbers["awaited"] / line.statements, -line.numbers["awaited"]


def _statements(election: Election, area: Area | None) -> QuerySet[Statement]:
    found = Statement.objects.filter(contest__election=election).select_related("station__area", "contest")
    return found if area is None else found.filter(station__area__path__startswith=area.path)


def _waiting(found: QuerySet[Statement], now: datetime, language: Language) -> list[Waiting]:
    """Those that stand there longest."""
    return [Waiting(one, waited(language, one.changed, now)) for one in found.order_by("changed", "pk")[:SHOWN]]
