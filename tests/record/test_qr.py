"""QR codes in one go: every size has the modules that segno makes of the same text, and the picture holds them."""

import random
import struct
import zlib

import pytest
import segno

from suffrage.record.site.qr import LONGEST, qr_codes


def by_segno(text):
    code = segno.make(text.encode(), error="l", boost_error=False, mask=0, mode="byte", micro=False)
    return code.version, [list(row) for row in code.matrix_iter(border=0)]


def modules(png):
    """The pixels of a PNG of one bit each, 1 for dark; every chunk's sum is held to its content."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, chunks = 8, {}
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + content)
        chunks[kind] = content
        place += 12 + length
    size, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (size, depth, colour, rest) == (height, 1, 0, [0, 0, 0])
    raw, width = zlib.decompress(chunks[b"IDAT"]), (size + 7) // 8 + 1
    lines = [raw[start : start + width] for start in range(0, len(raw), width)]
    assert {line[0] for line in lines} == {0}
    return [[1 - (line[1 + x // 8] >> (7 - x % 8) & 1) for x in range(size)] for line in lines]


# Bytes that versions 1 to 40 hold at level L (ISO/IEC 18004, table 7).
CAPACITIES = [
    17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003, 1091, 1171, 1273, 1367,
    1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953,
]  # fmt: skip


@pytest.mark.parametrize("version", range(1, 41))
def test_every_size(version):
    dice = random.Random(version)
    smallest = CAPACITIES[version - 2] + 1 if version > 1 else 1
    lengths = {smallest, CAPACITIES[version - 1], dice.randint(smallest, CAPACITIES[version - 1])}
    texts = ["".join(chr(dice.randint(33, 126)) for _ in range(length)) for length in sorted(lengths)]
    for text, picture in zip(texts, qr_codes(texts), strict=True):
        assert by_segno(text) == (version, modules(picture))


def test_several_sizes_at_once_and_a_text_that_is_too_long():
    texts = ["a" * 100, "b" * (LONGEST + 1), "c" * 1000, "d" * 100]
    first, too_long, third, fourth = qr_codes(texts)
    assert too_long is None
    assert [modules(first), modules(third), modules(fourth)] == [by_segno(texts[place])[1] for place in (0, 2, 3)]
    assert qr_codes([]) == []
