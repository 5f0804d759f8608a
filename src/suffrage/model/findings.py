"""A finding: something wrong or odd, said by a stable code, a place, a formula and its operands; never by a sentence.

The sentences are in `suffrage.words`, one for each code and language.
"""

from collections.abc import Mapping
from typing import Literal

from suffrage.model.base import MappingValue, Value

Severity = Literal["error", "warning", "note"]
"""error: the statement does not count as final · warning: a person should look · note: worth knowing, nothing to do."""

Verdict = Literal["fail", "cannot-tell"]


class Place(Value, frozen=True):
    """Where a finding is: in a file (`line` counts from 1, the heading included) and at which codes."""

    file: str | None = None
    line: int | None = None
    column: str | None = None
    area_id: str | None = None
    contest_id: str | None = None
    station_id: str | None = None
    option_id: str | None = None


class Finding(MappingValue, frozen=True):
    """One finding. `operands` are the numbers or texts that the check compared, by name; None is a figure not known."""

    code: str
    severity: Severity
    verdict: Verdict = "fail"
    place: Place = Place()
    formula: str | None = None
    operands: Mapping[str, int | str | None] = {}
