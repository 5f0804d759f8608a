"""What a voter can choose, and the people behind each choice."""

from collections.abc import Mapping, Sequence
from datetime import date

from suffrage.model.base import Value
from suffrage.model.names import NO_NAMES, Names


class Option(Value, frozen=True):
    """A party list, a candidate or a pair on the ballot of one contest."""

    contest_id: str
    option_id: str
    ballot_number: int | None = None
    party_id: str | None = None
    names: Names = NO_NAMES


class Candidate(Value, frozen=True):
    """A person at a `position` (1 is the first) of an option. `candidate_id` None: only the length of the list is known."""

    contest_id: str
    option_id: str
    position: int
    candidate_id: str | None = None
    names: Names = NO_NAMES
    sex: str | None = None
    birth_date: date | None = None


Slates = Mapping[str, Sequence[Candidate]]
"""Option code → its candidates in list order. An option that is missing here has a list of unknown, sufficient length."""
