"""A deadline of the election calendar: a code, a day, an hour, an article; never a sentence."""

from datetime import date

from suffrage.model.base import Value
from suffrage.model.election import Source


class Deadline(Value, frozen=True):
    """By when something must be done, or from when. `day` None: it is counted from something that has not happened yet.

    `hour`: on the clock of the place, "00:00" to "24:00" (the end of the day); None: the text names no hour · `article`, `source`:
    where it stands; empty for polling day itself, which is given.
    """

    code: str
    day: date | None
    hour: str | None = None
    article: str = ""
    source: Source | None = None
