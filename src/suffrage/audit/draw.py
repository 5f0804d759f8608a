"""The draw of stations, or of papers: from a seed of dice thrown in public, by SHA-256, so that a person can follow it by hand.

1. The stations of a contest are put in the order of their digests, SHA-256 over seed, contest and station code.
2. Draw number j is the digest over seed, contest, the word `draw` and j. Read as a fraction between 0 and 1 and multiplied by the sum
   of all sizes, its whole part is a ticket: the stations have tickets in that order, each as many as its size.
3. Without replacement a draw that hits what was drawn before is passed over. (What is left is then hit in proportion to its size.)

Nothing hangs on the order of rows or on a library's generator, and all numbers are whole. docs/audit-draw.md does it on one page.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, count

from suffrage.model import BadInput

LEAST_DIGITS = 20
"""How many decimal digits a seed must have: as many as throws of a ten-sided die."""

_SEED = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw: its `number`, the `station`, and the `paper` of that station (from 1), where papers are drawn; else 0."""

    number: int
    station: str
    paper: int = 0


def check_seed(seed: str) -> str:
    """The seed, if it is one; `BadInput` otherwise."""
    if not _SEED.fullmatch(seed) or len(seed) < LEAST_DIGITS:
        raise BadInput(
            f"The seed {seed[:60]!r} is not one: write the digits of at least {LEAST_DIGITS} throws of a ten-sided die, one after the "
            "other, without spaces."
        )
    return seed


def canonical(code: str) -> str:
    """A code as it is hashed: Unicode's composed form (NFC). `BadInput`: it is empty or has a line break."""
    if not code or "\n" in code or "\r" in code:
        raise BadInput(f"The code {code!r} cannot be drawn: it is empty or has a line break; correct it.")
    return unicodedata.normalize("NFC", code)


def digest(*lines: str) -> int:
    """SHA-256 over the lines in UTF-8, with a line feed between them, as a whole number.

    >>> hex(digest("31415926535897932384", "12", "1210"))[:10]
    '0x175d9799'
    """
    return int.from_bytes(sha256("\n".join(lines).encode("utf-8")).digest(), "big")


class Urn:
    """The tickets of one contest under one seed."""

    def __init__(self, seed: str, contest: str, sizes: Mapping[str, int]) -> None:
        """`sizes`: station → tickets, from 0. `BadInput`: a seed, code or size that is none, or no ticket at all."""
        self._seed, self._contest = check_seed(seed), canonical(contest)
        by_code = {canonical(code): size for code, size in sizes.items()}
        if len(by_code) < len(sizes):
            raise BadInput(f"Contest {contest}: two stations have the same code; give each its own.")
        if bad := [code for code, size in by_code.items() if size < 0]:
            raise BadInput(f"Contest {contest}: station {bad[0]} has a size below zero.")
        self._sizes = by_code
        self._written = {canonical(code): code for code in sizes}
        self._order = sorted(by_code, key=lambda code: digest(self._seed, self._contest, code))
        self._ends = list(accumulate(by_code[code] for code in self._order))
        if not self._ends or not self._ends[-1]:
            raise BadInput(f"Contest {contest}: there is nothing to draw from; its stations have no size.")

    def stations(self, number: int, *, replacement: bool) -> tuple[Drawn, ...]:
        """The first `number` stations. Without replacement there may be no more than stations that have a size."""
        able = sum(1 for size in self._sizes.values() if size)
        if not replacement and number > able:
            raise BadInput(f"Contest {self._contest}: {number} stations cannot be drawn from {able}; draw fewer.")
        found: dict[object, Drawn] = {}
        for j in count(1):
            if len(found) >= number:
                break
            station, _ = self._hit(j)
            found.setdefault(j if replacement else station, Drawn(j, station))
        return tuple(found.values())

    def papers(self, number: int, *, replacement: bool) -> tuple[Drawn, ...]:
        """The first `number` papers, each of a station and counted from 1 in it."""
        if not replacement and number > self._ends[-1]:
            raise BadInput(f"Contest {self._contest}: {number} papers cannot be drawn from {self._ends[-1]}; draw fewer.")
        found: dict[object, Drawn] = {}
        for j in count(1):
            if len(found) >= number:
                break
            station, paper = self._hit(j)
            found.setdefault(j if replacement else (station, paper), Drawn(j, station, paper))
        return tuple(found.values())

    def _hit(self, j: int) -> tuple[str, int]:
        """The station of draw j, and which of its tickets it is."""
        ticket = digest(self._seed, self._contest, "draw", str(j)) * self._ends[-1] >> 256
        place = bisect_right(self._ends, ticket)
        station = self._order[place]
        return self._written[station], ticket - self._ends[place] + self._sizes[station] + 1
