"""Who may read which acts, and how an act is told.

A clerk reads own acts only, so that nobody sees what another person entered; an administrator never reads a figure; agents and
observers read what happened to statements, with the figures from when they count.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.statements.states import State
from suffrage.commission.trail.details import details, worded
from suffrage.commission.trail.models import Act
from suffrage.model import Language
from suffrage.words import messages, say

OF_ACCOUNTS = frozenset(
    {
        "sign-in",
        "sign-out",
        "administrator-made",
        "person-invited",
        "person-invited-again",
        "invitation-accepted",
        "password-changed",
        "person-closed",
        "person-opened",
        "person-moved",
        "second-factor-set",
        "second-factor-reset",
        "backup-code-used",
        "backup-codes-made",
        "token-made",
        "token-ended",
    }
)
"""The kinds of acts on accounts: an administrator's and a commissioner's to read, and one's own."""

OF_PARTIES = frozenset(
    {
        "complaint-filed",
        "complaint-summon",
        "complaint-hear",
        "complaint-propose",
        "complaint-refuse",
        "complaint-refuse-heard",
        "complaint-withdraw",
        "evidence-attached",
        "copy-given",
        "copies-given",
        "copy-photo-attached",
        "copies-matched",
        "case-explain",
        "case-correct",
        "case-complain",
    }
)
"""The kinds of acts on complaints before they are decided, and on copies: an agent or observer reads the own ones only."""

_READ_ACCOUNTS = frozenset({Role.ADMINISTRATOR, Role.COMMISSIONER})
_READ_DETAILS = frozenset({Role.SUPERVISOR, Role.VERIFIER, Role.COMMISSIONER})
_COUNTS = frozenset({State.ACCEPTED, State.RECALLED})


def acts_for(person: Person) -> QuerySet[Act]:
    """The acts that somebody may read, the latest first."""
    acts = Act.objects.select_related("person", "area", "statement__station").order_by("-number")
    own = Q(person=person)
    if person.role == Role.CLERK:
        return acts.filter(own)
    seen = Q() if person.role in _READ_ACCOUNTS else ~Q(kind__in=OF_ACCOUNTS)
    if person.role in (Role.AGENT, Role.OBSERVER):
        seen &= ~Q(kind__in=OF_PARTIES)
    if person.area:
        seen &= Q(area__election=person.area.election_id, area__path__startswith=person.area.path)
    return acts.filter(seen | own) if seen else acts


def shows_details(person: Person, act: Act) -> bool:
    """Whether somebody who may read an act may read its details too, which can contain figures."""
    if act.statement is None or act.person_id == person.id or person.role in _READ_DETAILS:
        return True
    return person.role in (Role.AGENT, Role.OBSERVER) and act.statement.state in _COUNTS


@dataclass(frozen=True, slots=True)
class Line:
    """An act as a line of the page."""

    number: int
    at: datetime
    person: str
    kind: str
    about: str
    details: tuple[tuple[str, str], ...]
    digest: str


def line(person: Person, act: Act, language: Language) -> Line:
    """An act, told to somebody in a language."""
    about = [act.statement.station.code] if act.statement else []
    about += [act.area.code] if act.area and not act.statement else []
    return Line(
        number=act.number,
        at=act.at,
        person=str(act.person) if act.person else say(language, "trail.nobody"),
        kind=kind_said(act.kind, language),
        about=" · ".join(about),
        details=_details(act, language) if shows_details(person, act) else (),
        digest=act.digest,
    )


def kind_said(kind: str, language: Language) -> str:
    """What kind of act it was, in words; its code where there are none."""
    return worded("act", kind, language)


def kinds(language: Language) -> list[tuple[str, str]]:
    """Every kind of act that has words, to choose from."""
    return sorted(
        ((key.removeprefix("act."), str(said)) for key, said in messages(language).items() if key.startswith("act.")), key=_said
    )


def _said(kind: tuple[str, str]) -> str:
    return kind[1]


def _details(act: Act, language: Language) -> tuple[tuple[str, str], ...]:
    content: Any = json.loads(act.data)
    return tuple(details(act.kind, content, language)) if isinstance(content, dict) else (("", act.data),)
