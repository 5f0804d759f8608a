"""Scans and photos of the papers: kept under the SHA-256 of their bytes, and known by what is in them, not by what they are called."""

import hashlib
import struct
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.models import Scan
from suffrage.commission.statements.states import State
from suffrage.commission.statements.steps import lock, transactions
from suffrage.commission.trail import chain

LARGEST = 10 * 1024 * 1024
"""The most bytes of a scan."""
MOST_PIXELS = 120_000_000
"""A picture of more would fill the memory of whoever looks at it."""
KINDS = ("image/jpeg", "image/png", "application/pdf")
MAY_ATTACH = frozenset({Role.CLERK, Role.SUPERVISOR, Role.VERIFIER})

_PNG, _JPEG, _PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-"


def attach(statement_id: int, upload: "UploadedFile[Any]", *, by: Person) -> Scan:
    """Keep a scan of a statement that has been received. `Refused`: it is too large, or no JPEG, PNG or PDF."""
    if upload.size is None or upload.size > LARGEST:
        raise Refused("scan.too-large")
    content = upload.read(LARGEST + 1)
    kind = kind_of(content)
    digest = hashlib.sha256(content).hexdigest()
    with transactions():
        statement = lock(statement_id)
        if Role(by.role) not in MAY_ATTACH:
            raise Refused("work.not-your-role")
        if not within(by, statement.station.area):
            raise Refused("work.not-your-area")
        if statement.state == State.AWAITED or statement.contest.election.phase != Election.Phase.COUNTING:
            raise Refused("work.not-in-this-state")
        if known := Scan.objects.filter(statement=statement, sha256=digest).first():
            return known
        if not default_storage.exists(path_of(digest)):
            default_storage.save(path_of(digest), ContentFile(content))
        scan = Scan.objects.create(
            statement=statement, version=statement.version, sha256=digest, kind=kind, size=len(content), person=by
        )
        chain.record(
            "scan-attached",
            {"version": statement.version, "sha256": digest, "kind": kind, "size": len(content)},
            person=by,
            election=statement.contest.election,
            statement=statement,
            area=statement.station.area,
        )
        return scan


def content_of(scan: Scan) -> bytes:
    """A scan's bytes, still those that were attached; `Refused` if the file is gone or was changed."""
    try:
        with default_storage.open(path_of(scan.sha256)) as file:
            content: bytes = file.read()
    except OSError:
        raise Refused("scan.damaged") from None
    if hashlib.sha256(content).hexdigest() != scan.sha256:
        raise Refused("scan.damaged")
    return content


def path_of(digest: str) -> str:
    """Where a scan is kept, below the uploads."""
    return f"scans/{digest[:2]}/{digest}"


def kind_of(content: bytes) -> str:
    """What a file is, by its own bytes; `Refused` if it is none of `KINDS`, is cut short, or is a picture of too many pixels."""
    if len(content) > LARGEST:
        raise Refused("scan.too-large")
    if content.startswith(_PDF) and b"%%EOF" in content[-1024:]:
        return "application/pdf"
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and content.endswith(b"IEND\xaeB`\x82"):
        width, height = struct.unpack(">II", content[16:24])
        return _drawn("image/png", width, height)
    if content.startswith(_JPEG):
        width, height = _size_of_jpeg(content)
        return _drawn("image/jpeg", width, height)
    raise Refused("scan.not-a-scan")


def _drawn(kind: str, width: int, height: int) -> str:
    if not 0 < width * height <= MOST_PIXELS:
        raise Refused("scan.too-many-pixels")
    return kind


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    """A JPEG's width and height, from the first frame that it announces."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        if length < 2:
            break
        at += 2 + length
    raise Refused("scan.not-a-scan")
