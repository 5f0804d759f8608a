"""Scans are what their bytes say, at most so large, and shown to those alone in whose area their station lies."""

import hashlib
import struct
import zlib
from contextlib import suppress

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests.commission import elections
from tests.commission.tiny import text_of

from suffrage.commission.refused import Refused
from suffrage.commission.statements import scans
from suffrage.commission.statements.models import Scan
from suffrage.commission.trail.models import Act
from suffrage.words import messages

pytestmark = pytest.mark.django_db


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width=1, height=1):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg(width=2, height=3):
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + frame + b"\xff\xd9"


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def sent(browser, statement, content, name="scan.jpg", kind="image/jpeg"):
    return browser.post(f"/statements/{statement.pk}/scans", {"scan": SimpleUploadedFile(name, content, kind)})


@pytest.mark.parametrize(
    ("content", "kind"), [(png(), "image/png"), (jpeg(), "image/jpeg"), (PDF, "application/pdf")], ids=["png", "jpeg", "pdf"]
)
def test_a_scan_is_kept_and_shown_as_what_it_is(client_of, people, content, kind):
    statement = elections.received("01-1", people)
    # The name and the type that the browser tells are not believed.
    assert sent(client_of("clerk"), statement, content, "../../evil.html", "text/html").status_code == 302
    scan = Scan.objects.get()
    assert (scan.kind, scan.sha256, scan.size) == (kind, hashlib.sha256(content).hexdigest(), len(content))
    assert Act.objects.filter(kind="scan-attached", data__contains=scan.sha256).count() == 1
    for role in ("clerk", "observer"):
        answer = client_of(role).get(f"/scans/{scan.pk}")
        assert answer.content == content
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert client_of(role, "02").get(f"/scans/{scan.pk}").status_code == 404
    assert scan.sha256 in text_of(client_of("supervisor").get(f"/statements/{statement.pk}"))
    sent(client_of("clerk"), statement, content)
    assert Scan.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "scan.not-a-scan"),
        (b"<html><script>alert(1)</script>", "scan.not-a-scan"),
        (b"GIF89a", "scan.not-a-scan"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "scan.not-a-scan"),
        (b"PK\x03\x04" + b"0" * 100, "scan.not-a-scan"),
        (png()[:-5], "scan.not-a-scan"),
        (jpeg()[:12], "scan.not-a-scan"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "scan.not-a-scan"),
        (b"%PDF-1.7 cut", "scan.not-a-scan"),
        (png(60_000, 60_000), "scan.too-many-pixels"),
        (jpeg(65_000, 65_000), "scan.too-many-pixels"),
        (png() + b"0" * scans.LARGEST, "scan.too-large"),
    ],
)
def test_nothing_else_is_taken(client_of, people, content, key):
    statement = elections.received("01-1", people)
    answer = sent(client_of("clerk"), statement, content)
    assert answer.status_code == 409
    if content:
        assert messages("en")[key] in text_of(answer)
    assert not Scan.objects.exists()


@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda rest: b"\xff\xd8\xff" + rest))
def test_any_bytes_are_met(content):
    with suppress(Refused):
        assert scans.kind_of(content) in scans.KINDS


def test_a_file_that_was_changed_is_not_shown(client_of, people):
    statement = elections.received("01-1", people)
    sent(client_of("clerk"), statement, PDF + b"\n")
    scan = Scan.objects.get()
    default_storage.delete(scans.path_of(scan.sha256))
    answer = client_of("clerk").get(f"/scans/{scan.pk}")
    assert answer.status_code == 409
    with default_storage.open(scans.path_of(scan.sha256), "wb") as file:
        file.write(b"something else")
    assert messages("en")["scan.damaged"] in text_of(client_of("clerk").get(f"/scans/{scan.pk}"))


def test_there_is_no_scan_of_a_paper_that_has_not_come(client_of, people):
    statement = elections.statement_of("01-1")
    assert sent(client_of("clerk"), statement, PDF).status_code == 409
    assert client_of("clerk").post(f"/statements/{statement.pk}/scans").status_code == 409
