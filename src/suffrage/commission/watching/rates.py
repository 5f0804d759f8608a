"""How often work is done again, step by step: by area and by hour, and never by person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils.safestring import SafeString

from suffrage.commission.setup.models import Area
from suffrage.commission.statements.states import Action
from suffrage.commission.watching.models import HourTally
from suffrage.commission.watching.saying import bar, percent
from suffrage.commission.watching.scope import Scope
from suffrage.model import Language

SECOND = (Action.AGREE, Action.DIFFER, Action.ERR, Action.STAND_OUT)
"""The ways in which a second entry ends."""
RATES: Mapping[str, tuple[tuple[Action, ...], tuple[Action, ...]]] = {
    "differ": ((Action.DIFFER,), SECOND),
    "in-error": ((Action.ERR,), SECOND),
    "stand-out": ((Action.STAND_OUT, Action.REFER), SECOND),
    "sent-back": ((Action.SEND_BACK,), SECOND),
    "corrected": ((Action.APPROVE,), (Action.AGREE, Action.SETTLE, Action.RELEASE)),
}
"""What went wrong → (the acts that say so, the acts of which they are a share)."""


@dataclass(frozen=True, slots=True)
class Line:
    """The rates of an area, or of an hour. `entered`: how many statements were entered twice · `rates`: (number, share) of each."""

    of: Area | datetime | None
    entered: int
    counted: int
    rates: tuple[tuple[int, str], ...]
    bar: SafeString


def line(of: Area | datetime | None, steps: Mapping[str, int], language: Language, largest: int = 0) -> Line:
    """The rates, from act → how often it was done."""

    def number(actions: tuple[Action, ...]) -> int:
        return sum(steps.get(action.value, 0) for action in actions)

    entered, counted = number(SECOND), number((Action.AGREE, Action.SETTLE, Action.RELEASE))
    rates = tuple((number(some), percent(language, number(some), number(every))) for some, every in RATES.values())
    return Line(of, entered, counted, rates, bar(("accepted", counted), of=largest) if largest else SafeString(""))


def rates(scope: Scope, language: Language) -> dict[str, object]:
    """What the page shows: the area, the areas below it, and its last hours."""
    by_hour: dict[datetime, dict[str, int]] = {}
    found = HourTally.objects.filter(area=scope.area) if scope.area else HourTally.objects.filter(area__in=scope.below())
    for hour, text in found.order_by("-hour").values_list("hour", "steps")[:96]:
        steps = by_hour.setdefault(hour, {})
        for kind, number in msgspec.json.decode(text, type=dict[str, int]).items():
            steps[kind] = steps.get(kind, 0) + number
    largest = max((line(hour, steps, language).counted for hour, steps in by_hour.items()), default=0)
    return {
        "kinds": list(RATES),
        "whole": line(scope.area, scope.known().steps, language),
        "rows": [line(area, known.steps, language) for area, known in scope.rows()],
        "hours": [line(hour, steps, language, largest) for hour, steps in by_hour.items()],
    }
