"""QR codes of proofs: `zxing-cpp` makes the modules, one mask for all (trying all eight takes five times as long).

The pictures are PNG without compression: the same bytes everywhere, whichever zlib is installed, so that `verify` can make them again.
"""

import struct
from typing import Any
from zlib import adler32, crc32

import numpy as np
import zxingcpp

LONGEST = 2953
"""Bytes that the largest code holds (ISO/IEC 18004, table 7: version 40, level L)."""


def qr_code(text: str) -> bytes | None:
    """The code of an ASCII text as a PNG, one pixel for a module, without a border; None for a text that no code can hold."""
    if len(text) > LONGEST:
        return None
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="L", data_mask=0)
    return png(np.array(code.to_image(scale=1, add_quiet_zones=False)))


def png(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """A square of black (0) and white pixels as a PNG of one bit per pixel, its data stored as they are."""
    size = len(pixels)
    lines = np.packbits(pixels > 0, axis=1)
    raw = np.hstack([np.zeros((size, 1), np.uint8), lines]).tobytes()
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(raw), len(raw) ^ 0xFFFF) + raw + struct.pack(">I", adler32(raw))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", size, size, 1, 0, 0, 0, 0)), (b"IDAT", stored), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc32(kind + content)) for kind, content in chunks
    )
