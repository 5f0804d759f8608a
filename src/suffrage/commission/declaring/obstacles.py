"""What stands in the way of declaring, each as a sentence with a link to where it is settled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Count
from django.urls import reverse

from suffrage.commission.complaints.open import open_complaints
from suffrage.commission.copies.finding import open_cases
from suffrage.commission.copies.models import Case
from suffrage.commission.copies.states import State as CaseState
from suffrage.commission.declaring.counting import Standing, standing, unneeded
from suffrage.commission.declaring.models import Drawing
from suffrage.commission.declaring.removals import waiting
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import State
from suffrage.commission.words import sentence
from suffrage.model import Language

SHOWN = 20
"""So many contests or stations are named one by one."""

UNANSWERED = (CaseState.OPEN.value, CaseState.CORRECTING.value)
"""A case that awaits an answer or a correction."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is open. `address`: where it is settled."""

    key: str
    address: str
    operands: dict[str, Any] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """The sentence."""
        return sentence(language, self.key, **self.operands)


def obstacles(election: Election, *, matched: bool = False) -> Iterator[Obstacle]:
    """Everything that is open. Nothing is: the result can be declared. `matched`: match every copy with the figures first."""
    if election.phase != Election.Phase.COUNTING:
        yield Obstacle("work.not-counting", reverse("declaring"))
        return
    yield from _statements(election)
    found = standing(election)
    if found is None:
        yield Obstacle("declaring.no-count", reverse("declaring"))
    else:
        yield from _count(found)
    open_ones = Drawing.objects.filter(contest__election=election, state=Drawing.State.OPEN).select_related("contest")
    for drawing in open_ones.order_by("pk")[:SHOWN]:
        yield Obstacle("declaring.drawing-open", _contest(drawing.contest_id), {"contest": drawing.contest.code})
    for removal in islice(waiting(election), SHOWN):
        yield Obstacle("removal.open", _contest(removal.contest_id), {"contest": removal.contest.code})
    yield from _complaints(election)
    cases = open_cases(election) if matched else Case.objects.filter(copy__election=election, state__in=UNANSWERED)
    if number := cases.count():
        yield Obstacle("declaring.open-cases", reverse("copies"), {"number": number})


def _statements(election: Election) -> Iterator[Obstacle]:
    """Statements that do not count, or whose correction is proposed, by state."""
    numbers = (
        Statement.objects.filter(contest__election=election)
        .exclude(state=State.ACCEPTED.value)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    by_state = dict(numbers)
    for state in State:
        if by_state.get(state.value):
            address = f"{reverse('statements')}?state={state.value}"
            yield Obstacle(f"declaring.open-{state.value}", address, {"number": by_state[state.value]})


def _count(found: Standing) -> Iterator[Obstacle]:
    if found.changed:
        yield Obstacle("declaring.old-count", reverse("declaring"), {"number": found.changed})
    if found.run.told.get("law_problem"):
        yield Obstacle("declaring.law-problem", reverse("declaring"), {"detail": found.run.told["law_problem"]})
    for row in found.contests:
        operands = {"contest": row.contest.code}
        if row.errors:
            yield Obstacle("declaring.contest-errors", _contest(row.contest_id), operands | {"number": row.errors})
        elif not row.final:
            yield Obstacle("declaring.contest-not-final", _contest(row.contest_id), operands)
        if row.pending:
            yield Obstacle("declaring.contest-pending", _contest(row.contest_id), operands | {"number": row.pending})
    for drawing in unneeded(found):
        if drawing.state == Drawing.State.AGREED:
            yield Obstacle("declaring.drawing-unneeded", _contest(drawing.contest_id), {"contest": drawing.contest.code})


def _complaints(election: Election) -> Iterator[Obstacle]:
    """Complaints that are not decided, or not carried out."""
    number = open_complaints(election).count()
    if number:
        yield Obstacle("declaring.open-complaints", reverse("complaints"), {"number": number})


def _contest(contest_id: int) -> str:
    return reverse("declaring-contest", args=[contest_id])
