"""One measured line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` against `other`, their `ratio`, and whether what is `wanted` is `met`."""

    what: str
    ours: str
    other: str
    ratio: float
    wanted: str
    met: bool
