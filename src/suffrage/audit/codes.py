"""The code of a tally form: one line of ASCII that a scanner types, `suffrage-audit:1?audit=…&contest=…&station=…&draw=3&check=…`.

`audit` is the beginning of the digest of the log's first line, `draw` the first draw that hit the station, `check` the beginning of
the SHA-256 of all that stands before it: a form of another audit, or one that is misread, is not taken for a form of this one.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, unquote

SCHEME = "suffrage-audit:1"
_CODE = re.compile(r"(.+\?audit=([0-9a-f]+)&contest=([^&]+)&station=([^&]+)&draw=([0-9]{1,9}))&check=([0-9a-f]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class FormCode:
    """What the code of a form says. `sound`: whether its check fits, so that it was not misread."""

    audit: str
    contest_id: str
    station_id: str
    draw: int
    sound: bool = True

    def __str__(self) -> str:
        text = (
            f"{SCHEME}?audit={self.audit}&contest={quote(self.contest_id, safe='')}"
            f"&station={quote(self.station_id, safe='')}&draw={self.draw}"
        )
        return f"{text}&check={_check(text)}"


def parse_code(text: str) -> FormCode | None:
    """What the code of a form says; None: the text is no such code.

    >>> code = FormCode("0123456789abcdef", "12", "12.002/1", 3)
    >>> parse_code(str(code)) == code
    True
    >>> parse_code(str(code).replace("12.002", "12.003")).sound
    False
    """
    found = _CODE.fullmatch(text.strip())
    if not found or not found[1].startswith(f"{SCHEME}?"):
        return None
    body, audit, contest, station, draw, check = found.groups()
    return FormCode(audit, unquote(contest), unquote(station), int(draw), check == _check(body))


def _check(text: str) -> str:
    return sha256(text.encode("ascii")).hexdigest()[:8]
