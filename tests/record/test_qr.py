"""QR codes, read back from the picture by a reader of QR codes."""

import random
import string
import struct
import zlib

import numpy as np
import pytest
import zxingcpp

from suffrage.record.site.qr import LONGEST, qr_code


def pixels(png):
    """The pixels of a PNG of one bit each, 255 for white; every chunk's sum is held to its content."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, chunks = 8, {}
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + content)
        chunks[kind] = content
        place += 12 + length
    size, height, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (height, rest) == (size, [1, 0, 0, 0, 0])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(size, -1)
    assert not lines[:, 0].any()
    return np.unpackbits(lines[:, 1:], axis=1)[:, :size] * 255


def read(png):
    """What a phone would read: the picture with a border, its modules three pixels wide."""
    seen = np.kron(np.pad(pixels(png), 4, constant_values=255), np.ones((3, 3), np.uint8))
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(seen, dtype=np.uint8))
    return found.text


@pytest.mark.parametrize("length", [1, 17, 18, 300, 1091, 1092, 2000, LONGEST])
def test_a_text_is_read_back(length):
    dice = random.Random(length)
    text = "".join(dice.choice(string.ascii_letters + string.digits + "-_:") for _ in range(length))
    assert read(qr_code(text)) == text


def test_a_text_that_is_too_long_has_no_code():
    assert qr_code("a" * (LONGEST + 1)) is None
