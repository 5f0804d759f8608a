"""Making tokens, taking them back, and finding out for whom a program acts.

A person makes tokens of their own, with the second factor given at that moment; nobody makes one for somebody else, since whoever
holds a token acts in its person's name. An administrator sees the tokens of their area, and takes them back.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction

from suffrage.commission.accounts import second
from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.people import may_manage
from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.models import Token
from suffrage.commission.api.purposes import Purpose, purposes_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.trail.chain import record

MOST = 10
"""So many tokens that are in force can one person have."""
DAYS = (1, 7, 30)
"""For how many days a token can be made."""

_SIGN = "suffrage_"
"""With this a token begins, so that it is known for one where it does not belong: in a log, in a repository."""
_FORM = re.compile(rf"{_SIGN}[A-Za-z0-9_-]{{43}}")
_NOTED_EVERY = timedelta(minutes=1)


def make(
    person: Person, *, name: str, purposes: Iterable[str], area: Area | None, days: int, now: datetime | None = None
) -> tuple[Token, str]:
    """A new token of a person's own, and its secret, which is not kept. The caller has checked the second factor just now."""
    moment = now or datetime.now(UTC)
    asked = [*purposes]
    secret = _SIGN + secrets.token_urlsafe(32)
    with transaction.atomic():
        owner = Person.objects.select_for_update(of=("self",)).select_related("area").get(pk=person.pk)
        check(owner, purposes=asked, area=area, days=days, now=moment)
        token = Token.objects.create(
            person=owner,
            name=name,
            sha256=digest_of(secret),
            purposes=" ".join(purpose for purpose in Purpose if purpose in asked),
            area=area,
            expires=moment + timedelta(days=days),
        )
        told = {"id": token.pk, "name": name, "purposes": token.purposes, "days": days}
        record("token-made", told, person=owner, area=area)
    return token, secret


def check(person: Person, *, purposes: Iterable[str], area: Area | None, days: int, now: datetime | None = None) -> None:
    """`Refused` if a person cannot have such a token: it is for something that their role does not do, elsewhere, or one too many."""
    asked = {*purposes}
    if not asked or not asked <= {purpose.value for purpose in purposes_of(Role(person.role))}:
        raise Refused("api.not-your-purpose")
    if days not in DAYS:
        raise Refused("api.not-so-long")
    if not _holds(person, area):
        raise Refused("api.not-your-area")
    if person.tokens.filter(ended=None, expires__gt=now or datetime.now(UTC)).count() >= MOST:
        raise Refused("api.too-many", number=MOST)


def end(token_id: int, *, by: Person) -> Token:
    """Take a token back: one's own, or as an administrator that of somebody in one's area."""
    with transaction.atomic():
        token = (
            Token.objects.select_for_update(of=("self",))
            .select_related("person__area", "area")
            .filter(pk=token_id, ended=None)
            .first()
        )
        if token is None or not (token.person_id == by.pk or may_manage(by, token.person)):
            raise Refused("api.no-such-token")
        token.ended, token.ended_by = datetime.now(UTC), by
        token.save(update_fields=["ended", "ended_by"])
        told = {"id": token.pk, "name": token.name, "username": token.person.username}
        record("token-ended", told, person=by, area=token.person.area)
    return token


def admitted(secret: str) -> Token | None:
    """The token with that secret, if it opens anything now; its person is then bound to the token's area.

    None: there is no such token, it is too old or was taken back, or its person could not work on the site either: the account is
    closed, moved away from the token's area, or has no password or second factor of its own at this moment.
    """
    if not _FORM.fullmatch(secret):
        return None
    now = datetime.now(UTC)
    token = (
        Token.objects.select_related("person__area__election", "area__election")
        .filter(sha256=digest_of(secret), ended=None, expires__gt=now, person__is_active=True)
        .first()
    )
    if token is None or not _could_work(token.person) or not _holds(token.person, token.area):
        return None
    if token.last_used is None or now - token.last_used >= _NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used=now)
    token.person.area = token.area  # in memory only: what the services check is what the token allows
    return token


def digest_of(secret: str) -> str:
    """What is kept of a secret. Its 256 random bits need no slow hash: nobody finds them by trying."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _could_work(person: Person) -> bool:
    return not person.must_change_password and second.enrolled(person)


def _holds(person: Person, area: Area | None) -> bool:
    return within(person, area) if area else person.area_id is None
