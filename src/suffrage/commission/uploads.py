"""Files that people attach to complaints and copies: kept and served as scans are, under the SHA-256 of their bytes."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from suffrage.commission.refused import Refused
from suffrage.commission.statements.scans import LARGEST, kind_of, path_of

MOST = 40
"""The most files that one complaint or copy takes."""
_SAFE = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its digest, what it is by its own bytes, and how many they are."""

    sha256: str
    kind: str
    size: int


def keep(upload: "UploadedFile[Any]") -> Kept:
    """Keep a JPEG, PNG or PDF. `Refused`: it is none of these, too large, or not whole."""
    if upload.size is None or upload.size > LARGEST:
        raise Refused("scan.too-large")
    content = upload.read(LARGEST + 1)
    kind = kind_of(content)
    digest = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(path_of(digest)):
        default_storage.save(path_of(digest), ContentFile(content))
    return Kept(digest, kind, len(content))


def served(sha256: str, kind: str) -> HttpResponse:
    """The file as what it is and nothing else; `Refused` if it is gone or was changed."""
    try:
        with default_storage.open(path_of(sha256)) as file:
            content: bytes = file.read()
    except OSError:
        raise Refused("scan.damaged") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refused("scan.damaged")
    ending = kind.rpartition("/")[2]
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = (
        f'{"attachment" if ending == "pdf" else "inline"}; filename="{sha256[:16]}.{ending}"'
    )
    answer.headers["Content-Security-Policy"] = _SAFE
    return answer
