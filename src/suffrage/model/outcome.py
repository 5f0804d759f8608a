"""Who is elected or goes to the next round, why, and what still needs a lot, an age or a figure."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from suffrage.model.base import FrozenDict, Value
from suffrage.model.steps import Step
from suffrage.model.totals import NO_SECTIONS

Need = Literal["lot", "ruling", "birth_dates", "registered", "population", "sections", "new-election"]
"""What a pending question waits for: a lot, a ruling (the text is silent), dates of birth, a figure, or a new election."""


class Elected(Value, frozen=True):
    """A seat's holder. `candidate_id` None: the list's candidates are not known here, only the position.

    `section`: where a list has one part for each section of the constituency, the part in which `position` counts.
    """

    option_id: str
    position: int
    candidate_id: str | None = None
    section: str | None = None


class Pending(Value, frozen=True):
    """A question that the figures alone do not answer.

    `places` of the options in `among` win what is at stake. `subject` names the question (for a lot or ruling that answers
    it): `elected`, `last-seats`, `next-round`, and in regions `section-OPTION` and `least-SECTION-SEAT`.
    """

    subject: str
    needs: Need
    among: tuple[str, ...]
    places: int
    article: str


class Outcome(Value, frozen=True):
    """What the law makes of one contest's totals.

    `seats`: every option → its seats · `elected`: the lists with most votes first, each in list order · `next_round`:
    options that may stand in the next round, most votes first · `pending`: open questions; what hangs on them is in none of
    the other fields · `may_merge`: options that may only join another one's list in the next round · `sections`: section →
    option → seats, where a list's seats are shared out by section · `vacant`: seats that no
    list can fill · `steps`: the whole calculation.
    """

    contest_id: str
    round: int
    seats: Mapping[str, int]
    elected: tuple[Elected, ...] = ()
    next_round: tuple[str, ...] = ()
    pending: tuple[Pending, ...] = ()
    vacant: int = 0
    steps: tuple[Step, ...] = ()
    may_merge: tuple[str, ...] = ()
    sections: Mapping[str, Mapping[str, int]] = NO_SECTIONS

    def __post_init__(self) -> None:
        # Frozen by hand rather than as a `MappingValue`: simulations make a million of these.
        if type(self.seats) is dict:
            msgspec.structs.force_setattr(self, "seats", FrozenDict(self.seats))
        if self.sections:
            frozen = FrozenDict({section: FrozenDict(given) for section, given in self.sections.items()})
            msgspec.structs.force_setattr(self, "sections", frozen)

    @property
    def is_complete(self) -> bool:
        """True when nothing is pending."""
        return not self.pending
