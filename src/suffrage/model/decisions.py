"""What people decide after the count and give to the law as input: a withdrawal, a lot drawn, a ruling, a name struck.

Beside them stand acts, which change nothing by themselves and say why something was done.
"""

from datetime import date
from typing import Literal

from suffrage.model.base import Value

ActKind = Literal["correction", "withdrawal", "complaint-upheld", "complaint-rejected", "recount", "age", "other"]


class Withdrawal(Value, frozen=True, tag_field="kind", tag="withdrawal"):
    """An option that stood in this round does not go on to the next."""

    contest_id: str
    option_id: str


class Lot(Value, frozen=True, tag_field="kind", tag="lot"):
    """A lot drawn in public. `subject`: that of the pending question · `drawn`: the options that win, in the order drawn."""

    contest_id: str
    subject: str
    drawn: tuple[str, ...]


class Ruling(Value, frozen=True, tag_field="kind", tag="ruling"):
    """The competent authority's answer where the text of the law settles a tie by nothing at all."""

    contest_id: str
    subject: str
    drawn: tuple[str, ...]


class Struck(Value, frozen=True, tag_field="kind", tag="struck"):
    """A candidate who can take no seat: dead, ineligible by a court's decision, withdrawn or resigned. Those behind move up."""

    contest_id: str
    option_id: str
    position: int


class Impediment(Value, frozen=True, tag_field="kind", tag="impediment"):
    """The death or impediment of an option's candidate between the rounds."""

    contest_id: str
    option_id: str


class Act(Value, frozen=True):
    """What the commission did and why, in its own words: the reason of a correction or withdrawal of a statement (that of
    `version`), a complaint and its outcome, a recount, an age settled. `source`: the document that says so.
    """

    act_id: str
    kind: ActKind
    text: str
    contest_id: str | None = None
    station_id: str | None = None
    version: int | None = None
    day: date | None = None
    source: str | None = None


Decision = Withdrawal | Lot | Ruling | Struck | Impediment
