"""The second factor: a code that changes every half minute (TOTP), and backup codes for the day on which the telephone is lost."""

import secrets
from base64 import b32encode
from typing import Any

import django_otp
import segno
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from suffrage.commission.accounts.access import person_of
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.sessions import hold
from suffrage.commission.refused import Refused
from suffrage.commission.trail.chain import record

CODES = 10
_DIGITS = 6
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another."""


def enrolled(person: Person) -> bool:
    """Whether a person has a second factor that was tried once."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def offered(person: Person) -> TOTPDevice:
    """The factor that a person can put into an application now; it counts only when a first code from it was given."""
    device = TOTPDevice.objects.filter(user=person, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=person, name="totp", confirmed=False)


def picture(device: TOTPDevice) -> str:
    """The QR code to scan, as the address of an SVG image."""
    return str(segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=4, light="#fff"))


def secret_text(device: TOTPDevice) -> str:
    """The secret to type where nothing can be scanned, in groups of four."""
    text = b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def enrol(request: HttpRequest, code: str) -> list[str]:
    """Accept the first code of the factor offered, and give the backup codes, which are shown this once."""
    person = person_of(request)
    with transaction.atomic():
        Person.objects.select_for_update().get(id=person.id)
        if enrolled(person):
            raise Refused("account.already-enrolled")
        device = offered(person)
        right = device.verify_token(code)
        if right:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            person.second_factor = True
            person.save(update_fields=["second_factor"])
            codes = _new_codes(person)
            record("second-factor-set", {}, person=person, area=person.area)
    if not right:  # the attempt itself stays counted
        raise Refused("account.wrong-code")
    _verified(request, device)
    return codes


def check(request: HttpRequest, code: str) -> None:
    """Accept a code of the person's factor, or one of the backup codes, each of which opens once."""
    person = person_of(request)
    kind = TOTPDevice if code.isdigit() and len(code) == _DIGITS else StaticDevice
    known = kind.objects.filter(user=person, confirmed=True).first()
    device = known and django_otp.verify_token(person, known.persistent_id, code)
    if device is None:
        raise Refused("account.wrong-code")
    if isinstance(device, StaticDevice):
        with transaction.atomic():
            record("backup-code-used", {"left": device.token_set.count()}, person=person, area=person.area)
    _verified(request, device)


def renew_codes(person: Person) -> list[str]:
    """New backup codes; the old ones open nothing any more."""
    with transaction.atomic():
        codes = _new_codes(person)
        record("backup-codes-made", {}, person=person, area=person.area)
    return codes


def forget(person: Person) -> None:
    """Take a person's second factor away, in the caller's transaction."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


def _new_codes(person: Person) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="backup", confirmed=True)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return codes


def _verified(request: HttpRequest, device: Any) -> None:
    """The session is now worth more: it goes on under another key."""
    django_otp.login(request, device)
    request.session.cycle_key()
    hold(request, request.user)
