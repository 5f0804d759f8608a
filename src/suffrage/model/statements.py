"""The statement: the signed result form of one polling station for one contest (Cambodia: Form 1102; France: procès-verbal)."""

from collections.abc import Mapping

from suffrage.model.base import MappingValue

FIGURES = ("registered", "voters", "ballots", "blank", "null", "valid")
"""The figures of a statement beside the votes of each option, in the order of the tables."""


class Statement(MappingValue, frozen=True):
    """One version of a station's figures. None is a figure that is not known; it is never taken for zero.

    `registered`: people on the list · `voters`: people who signed or were ticked · `ballots`: papers in the box ·
    `blank`, `null`: papers that count for nobody · `valid`: votes that count · `votes`: option code → votes ·
    `form_sha256`: hash of the scanned form, in hexadecimal.
    """

    station_id: str
    contest_id: str
    version: int = 1
    registered: int | None = None
    voters: int | None = None
    ballots: int | None = None
    blank: int | None = None
    null: int | None = None
    valid: int | None = None
    form_sha256: str | None = None
    votes: Mapping[str, int] = {}
