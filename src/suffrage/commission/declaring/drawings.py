"""Lots, rulings and birth dates: what each answers is entered by two people, the second without seeing what the first entered.

The same twice is a decision; two different entries are both void. A decision that the count no longer asks for can be made void; one
that it uses cannot, so that nobody draws again until they like what is drawn.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring.models import Drawing, Drawn
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Candidate, Contest, Election
from suffrage.commission.statements.steps import reason_of
from suffrage.commission.trail import chain
from suffrage.model import Pending

LONGEST = 1000
DRAWN = (Drawing.Kind.LOT, Drawing.Kind.RULING)


@dataclass(frozen=True, slots=True)
class Question:
    """What can be answered here: a lot or ruling on a `subject` of a contest, or the birth date of a candidate."""

    contest: Contest
    kind: str
    subject: str = ""
    candidate: Candidate | None = None
    among: tuple[str, ...] = ()
    places: int = 1


def questions(contest: Contest, pending: tuple[Pending, ...]) -> list[Question]:
    """What a contest's open questions ask for that can be entered here; birth dates candidate by candidate."""
    found: list[Question] = []
    for question in pending:
        if question.needs in ("lot", "ruling"):
            found.append(
                Question(contest, question.needs, question.subject, among=tuple(question.among), places=question.places)
            )
        elif question.needs == "birth_dates":
            known = birth_dates(contest.election)
            unborn = Candidate.objects.filter(option__contest=contest, option__code__in=question.among, birth_date=None)
            found += [
                Question(contest, Drawing.Kind.AGE.value, candidate=candidate)
                for candidate in unborn.select_related("option").order_by("option__place", "position")
                if candidate.pk not in known
            ]
    return found


def enter(question: Question, answer: list[str] | date, *, day: date, source: str, by: Person) -> Drawing:
    """One person's entry of what was drawn, ruled or read. `source`: place, hour and witnesses of a lot, or the document.

    `Refused`: not a commissioner of the area, the second time by the same person, or an answer that the question does not take.
    """
    said = canonical_answer(question, answer)
    where = " ".join(source.split())
    if not where or len(where) > LONGEST:
        raise Refused("declaring.source-needed")
    if day > datetime.now(UTC).date():
        raise Refused("declaring.day-to-come")
    try:
        with transaction.atomic():
            _may(question.contest, by)
            drawing = _open(question)
            before = list(drawing.drawn.select_for_update())
            if any(entry.person_id == by.pk for entry in before):
                raise Refused("declaring.entered-already")
            mine = Drawn.objects.create(
                drawing=drawing,
                number=len(before) + 1,
                person=by,
                answer=said,
                day=day,
                source=where,
                salt=secrets.token_hex(16),
            )
            if not before:
                _tell("drawn-once", drawing, by, {"sha256": digest(mine)})
                return drawing
            return _compared(drawing, before[0], mine, by)
    except IntegrityError as problem:
        raise Refused("work.changed-meanwhile") from problem


def canonical_answer(question: Question, answer: list[str] | date) -> str:
    """An answer in its one form; `Refused` where the question does not take it."""
    if isinstance(answer, date):
        return chain.canonical(answer.isoformat())
    if len(answer) != question.places or len(set(answer)) != len(answer) or not set(answer) <= set(question.among):
        raise Refused("declaring.wrong-number", places=question.places)
    return chain.canonical(answer)


def make_void(drawing_id: int, reason: str, *, needed: bool, by: Person) -> Drawing:
    """Put aside a question or a decision that the count does not ask for any more (`needed`: it does; then `Refused`)."""
    because = reason_of(reason)
    with transaction.atomic():
        drawing = _locked(drawing_id)
        _may(drawing.contest, by)
        if needed or drawing.state == Drawing.State.VOID:
            raise Refused("declaring.still-needed")
        return _close(drawing, Drawing.State.VOID, "drawing-void", by, {"reason": because}, reason=because)


def digest(entry: Drawn) -> str:
    """The SHA-256 of an entry with its salt: the trail bears it before anybody may see the answer."""
    content = {"answer": entry.answer, "day": entry.day.isoformat(), "salt": entry.salt, "source": entry.source}
    return hashlib.sha256(chain.canonical(content).encode()).hexdigest()


def birth_dates(election: Election) -> dict[int, date]:
    """Candidate → the birth date that two people entered."""
    found = Drawn.objects.filter(
        number=1,
        drawing__contest__election=election,
        drawing__kind=Drawing.Kind.AGE,
        drawing__state=Drawing.State.AGREED,
    ).values_list("drawing__candidate_id", "answer")
    return {candidate: date.fromisoformat(json.loads(answer)) for candidate, answer in found}


def decision_rows(election: Election) -> Iterator[Mapping[str, Any]]:
    """The lots and rulings that stand, as rows of the canonical table `decisions`."""
    found = Drawn.objects.filter(
        number=1, drawing__contest__election=election, drawing__kind__in=DRAWN, drawing__state=Drawing.State.AGREED
    )
    for entry in found.select_related("drawing__contest").order_by("pk"):
        for rank, option in enumerate(json.loads(entry.answer), start=1):
            yield {
                "contest_id": entry.drawing.contest.code,
                "kind": entry.drawing.kind,
                "subject": entry.drawing.subject,
                "option_id": option,
                "rank": rank,
                "source": f"{entry.day.isoformat()}, {entry.source}",
            }


def _may(contest: Contest, by: Person) -> None:
    election = Election.objects.select_for_update(no_key=True).get(pk=contest.election_id)
    if by.role != Role.COMMISSIONER.value:
        raise Refused("work.not-your-role")
    if not within(by, contest.area):
        raise Refused("work.not-your-area")
    if election.phase != Election.Phase.COUNTING:
        raise Refused("work.not-counting")


def _open(question: Question) -> Drawing:
    """The question as it is open now, or opened."""
    standing = Drawing.objects.select_for_update().exclude(state=Drawing.State.VOID)
    of = {"contest": question.contest, "kind": question.kind, "subject": question.subject, "candidate": question.candidate}
    drawing = standing.filter(**of).first()
    if drawing is None:
        return Drawing.objects.create(among=list(question.among), places=question.places, **of)
    if drawing.state != Drawing.State.OPEN:
        raise Refused("declaring.answered-already")
    if (set(drawing.among), drawing.places) != (set(question.among), question.places):
        raise Refused("declaring.asked-otherwise")
    return drawing


def _locked(drawing_id: int) -> Drawing:
    try:
        return (
            Drawing.objects.select_for_update(of=("self",))
            .select_related("contest__area", "contest__election")
            .get(pk=drawing_id)
        )
    except Drawing.DoesNotExist:
        raise Refused("declaring.no-such-question") from None


def _compared(drawing: Drawing, first: Drawn, second: Drawn, by: Person) -> Drawing:
    """The same twice: a decision. Otherwise both entries are void, with what they said."""
    entries = [{"answer": json.loads(each.answer), "source": each.source, "salt": each.salt} for each in (first, second)]
    if first.answer == second.answer:
        return _close(drawing, Drawing.State.AGREED, "drawn-twice", by, {"entries": entries})
    return _close(drawing, Drawing.State.VOID, "drawing-void", by, {"reason": "differ", "entries": entries}, reason="differ")


def _close(
    drawing: Drawing, state: Drawing.State, kind: str, by: Person, data: Mapping[str, Any], *, reason: str = ""
) -> Drawing:
    drawing.state, drawing.reason, drawing.closed = state.value, reason, datetime.now(UTC)
    drawing.save()
    _tell(kind, drawing, by, data)
    return drawing


def _tell(kind: str, drawing: Drawing, by: Person, data: Mapping[str, Any]) -> None:
    about = {"contest": drawing.contest.code, "question": drawing.kind, "subject": drawing.subject}
    if drawing.candidate:
        about["candidate"] = drawing.candidate.code
    chain.record(
        kind, {"drawing": drawing.pk, **about, **data}, person=by, election=drawing.contest.election, area=drawing.contest.area
    )
