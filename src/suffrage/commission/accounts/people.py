"""What an administrator does with accounts. Each act is in the trail; nobody does any of them to themselves; no role ever changes."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from suffrage.commission.accounts import second
from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Invitation, Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.frame import election_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.trail.chain import record

INVITATION_LASTS = timedelta(days=7)


def invite(
    administrator: Person, *, username: str, full_name: str, role: str, area: Area | None, party: str = "", language: str = "km"
) -> tuple[Person, str]:
    """A new person, and the secret of the invitation with which they set their password."""
    _must_hold(administrator, area)
    try:
        with transaction.atomic():
            person = Person(
                username=username,
                full_name=full_name,
                role=role,
                area=area,
                party=party,
                language=language,
                invited_by=administrator,
            )
            person.set_unusable_password()
            person.save()
            secret = _invitation(administrator, person)
            given = {"username": username, "full_name": full_name, "role": role, "party": party}
            record("person-invited", {"id": person.id, **given}, person=administrator, area=area)
    except IntegrityError as problem:
        raise Refused("people.username-taken") from problem
    return person, secret


def invite_again(administrator: Person, person: Person) -> str:
    """A new invitation for somebody who lost theirs or forgot the password; the old password and session end at once."""
    with transaction.atomic():
        person = _locked(administrator, person)
        person.set_unusable_password()
        person.must_change_password = True
        person.session_key = ""
        person.save(update_fields=["password", "must_change_password", "session_key"])
        end_tokens(person, by=administrator)
        secret = _invitation(administrator, person)
        record("person-invited-again", _who(person), person=administrator, area=person.area)
    return secret


def invitation(secret: str) -> Invitation:
    """The open invitation with that secret."""
    found = Invitation.objects.select_related("person").filter(sha256=_digest(secret)).first()
    if found is None or found.used or found.expires <= datetime.now(UTC) or not found.person.is_active:
        raise Refused("account.invitation-over")
    return found


def accept(secret: str, password: str) -> Person:
    """Set the invited person's password; the invitation is then over."""
    with transaction.atomic():
        Person.objects.select_for_update().get(id=invitation(secret).person_id)
        found = invitation(secret)
        person = found.person
        found.used = datetime.now(UTC)
        found.save(update_fields=["used"])
        person.set_password(password)
        person.must_change_password = False
        person.session_key = ""
        person.save(update_fields=["password", "must_change_password", "session_key"])
        record("invitation-accepted", {}, person=person, area=person.area)
    return person


def change_password(person: Person, password: str) -> None:
    """A person's own new password."""
    with transaction.atomic():
        person.set_password(password)
        person.must_change_password = False
        person.save(update_fields=["password", "must_change_password"])
        end_tokens(person, by=person)
        record("password-changed", {}, person=person, area=person.area)


def set_active(administrator: Person, person: Person, *, active: bool) -> None:
    """Close an account, whose session ends at once, or open it again."""
    with transaction.atomic():
        person = _locked(administrator, person)
        if person.is_active == active:
            raise Refused("people.already-so")
        person.is_active = active
        person.session_key = ""
        person.save(update_fields=["is_active", "session_key"])
        end_tokens(person, by=administrator)
        record("person-opened" if active else "person-closed", _who(person), person=administrator, area=person.area)


def move(administrator: Person, person: Person, area: Area | None) -> None:
    """Bind a person to another area, which the administrator must hold as well."""
    _must_hold(administrator, area)
    with transaction.atomic():
        person = _locked(administrator, person)
        before = person.area
        if before == area:
            raise Refused("people.already-so")
        person.area = area
        person.save(update_fields=["area"])
        end_tokens(person, by=administrator)
        moved = {"from": before.code if before else None, "to": area.code if area else None}
        record("person-moved", _who(person) | moved, person=administrator, area=area)


def reset_second_factor(administrator: Person, person: Person) -> None:
    """Take a lost second factor away; the session ends, and the next sign-in sets a new one up."""
    with transaction.atomic():
        person = _locked(administrator, person)
        second.forget(person)
        person.second_factor = False
        person.session_key = ""
        person.save(update_fields=["second_factor", "session_key"])
        end_tokens(person, by=administrator)
        record("second-factor-reset", _who(person), person=administrator, area=person.area)


def end_tokens(person: Person, *, by: Person) -> None:
    """End every token of a person, in the caller's transaction: what it stood on is no longer so."""
    person.tokens.filter(ended=None).update(ended=datetime.now(UTC), ended_by=by)


def area_of(administrator: Person, code: str) -> Area | None:
    """The area with a code in the administrator's election; None for an empty code: the whole country."""
    if not code:
        return None
    election = election_of(administrator)
    found = Area.objects.filter(election=election, code=code).select_related("election").first()
    if found is None:
        raise Refused("people.no-such-area", code=code)
    return found


def may_manage(administrator: Person, person: Person) -> bool:
    """Whether somebody's account is this administrator's to manage."""
    return administrator.role == Role.ADMINISTRATOR and administrator.id != person.id and _holds(administrator, person.area)


def _locked(administrator: Person, person: Person) -> Person:
    found = Person.objects.select_for_update().get(id=person.id)
    if found.id == administrator.id:
        raise Refused("people.not-oneself")
    if not may_manage(administrator, found):
        raise Refused("people.not-yours")
    return found


def _must_hold(administrator: Person, area: Area | None) -> None:
    if administrator.role != Role.ADMINISTRATOR or not _holds(administrator, area):
        raise Refused("people.not-your-area")


def _holds(administrator: Person, area: Area | None) -> bool:
    return within(administrator, area) if area else administrator.area_id is None


def _invitation(administrator: Person | None, person: Person) -> str:
    """A new secret; older invitations of the person are over."""
    now = datetime.now(UTC)
    person.invitations.filter(used=None).update(used=now)
    secret = secrets.token_urlsafe(24)
    Invitation.objects.create(person=person, sha256=_digest(secret), made_by=administrator, expires=now + INVITATION_LASTS)
    return secret


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _who(person: Person) -> dict[str, object]:
    return {"id": person.id, "username": person.username}
