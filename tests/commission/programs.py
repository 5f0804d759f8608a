"""Programs that ask the API in tests: each with a token of a person of the tiny election."""

import json
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api import tokens
from suffrage.commission.api.models import Token
from suffrage.commission.api.purposes import purposes_of

V1 = "/api/v1"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class Program:
    """Something that asks with a token; `person`: for whom."""

    def __init__(self, secret, person=None, language="en"):
        self.secret, self.person = secret, person
        self.client = Client(headers={"Accept-Language": language} | ({"Authorization": f"Bearer {secret}"} if secret else {}))

    def get(self, path, **query):
        return self.client.get(V1 + path, query)

    def post(self, path, content, key="", **headers):
        given = {"Idempotency-Key": key or uuid4().hex} | headers
        return self.client.post(V1 + path, json.dumps(content), content_type="application/json", headers=given)

    def scan(self, barcode, content=PDF):
        form = {"barcode": barcode, "scan": SimpleUploadedFile("x", content)}
        return self.client.post(V1 + "/scans", form)

    def enter(self, barcode, reading, confirmed=(), key=""):
        content = {
            "barcode": barcode,
            "figures": dict(reading.figures),
            "votes": dict(reading.votes),
            "confirmed": [*confirmed],
        }
        content["figures"].pop("blank")
        return self.post("/entries", content, key)


def with_second_factor(person):
    """A person who has a second factor."""
    TOTPDevice.objects.get_or_create(user=person, name="totp", confirmed=True)
    return person


def secret_for(person, purposes=None, area="own", days=7, name="a test", **more):
    """The secret of a new token of that person, for all that their role may."""
    asked = purposes_of(Role(person.role)) if purposes is None else purposes
    where = person.area if area == "own" else area
    return tokens.make(with_second_factor(person), name=name, purposes=asked, area=where, days=days, **more)[1]


def program(person, purposes=None, **more):
    """A program that acts for that person."""
    return Program(secret_for(person, purposes, **more), person)


def forged(person, purposes):
    """A program with a token that no service would make: written into the database for purposes that are not of the person's role."""
    with_second_factor(person)
    secret = "suffrage_" + token_urlsafe(32)
    Token.objects.create(
        person=person,
        name="forged",
        sha256=tokens.digest_of(secret),
        purposes=" ".join(purposes),
        area=person.area,
        expires=datetime.now(UTC) + timedelta(days=1),
    )
    return Program(secret, person)
