"""The steps of a calculation: typed facts, each with the article of law that asks for it.

Steps hold numbers and codes, no words: `suffrage.words` says them in each language, and another program can check them.
Shares, quotas and averages are exact fractions, written "41234/12" in JSON.
"""

from fractions import Fraction
from typing import Literal

from suffrage.model.base import Value

TieRule = Literal["most-votes", "eldest", "eldest-next", "eldest-list", "youngest-list", "lot", "ruling", "pending"]
Reason = Literal["bar", "next-best", "top-two", "open", "merge"]
Post = Literal["chief", "first-deputy", "second-deputy"]


class _Step(Value, frozen=True, tag_field="kind"):
    """`article`: the provision that the step carries out, as a lawyer would cite it."""

    article: str


class Base(_Step, frozen=True, tag="base"):
    """The figures that the calculation starts from."""

    valid: int
    seats: int
    registered: int | None = None


class SeatsByLaw(_Step, frozen=True, tag="seats-by-law"):
    """The number of seats given with the totals differs from the law's own table; the given number is used."""

    given: int
    by_law: int


class Bar(_Step, frozen=True, tag="bar"):
    """A share that an option must reach (`strict`: exceed): `votes` against `share` × `base`."""

    option_id: str
    votes: int
    share: Fraction
    of: Literal["valid", "registered"]
    base: int
    strict: bool
    passed: bool


class Quota(_Step, frozen=True, tag="quota"):
    """The number of votes that is worth a seat: `quota` (Hare: votes ÷ seats; others as named by `method`)."""

    method: str
    votes: int
    seats: int
    quota: Fraction


class QuotaSeats(_Step, frozen=True, tag="quota-seats"):
    """Seats that an option gets for whole quotas in its votes."""

    option_id: str
    votes: int
    seats: int


class Average(_Step, frozen=True, tag="average"):
    """Seat number `seat` goes to the highest average: `votes` ÷ `divisor`, for an option that had `before` seats.

    `power` 2 (Huntington–Hill): `divisor` is the square of an irrational divisor, to be compared with votes².
    """

    seat: int
    option_id: str
    votes: int
    before: int
    divisor: Fraction
    power: int = 1


class Remainder(_Step, frozen=True, tag="remainder"):
    """Seat number `seat` goes to the largest remainder (votes left after whole quotas)."""

    seat: int
    option_id: str
    remainder: Fraction


class MostVotes(_Step, frozen=True, tag="most-votes"):
    """Most votes take the seat. Several `option_ids` have equally many; the next step settles that."""

    option_ids: tuple[str, ...]
    votes: int


class Qualified(_Step, frozen=True, tag="qualified"):
    """An option may stand in the next round: over the `bar`, as the `next-best`, among the `top-two`, or because the
    law sets no bar, or another number than two (`open`). `merge`: its candidates may only join another list.
    """

    option_id: str
    votes: int
    reason: Reason


class NoneElected(_Step, frozen=True, tag="none-elected"):
    """Nobody is elected in this round."""


class Withdrawn(_Step, frozen=True, tag="withdrawn"):
    """An option has withdrawn after the round."""

    option_id: str
    votes: int


class ListExhausted(_Step, frozen=True, tag="list-exhausted"):
    """A list has no more candidates than the seats it holds; it gets no further seat."""

    option_id: str
    candidates: int


class Bonus(_Step, frozen=True, tag="bonus"):
    """Seats that the leading option gets before the others are shared out."""

    option_id: str
    votes: int
    seats: int


class SectionSeats(_Step, frozen=True, tag="section-seats"):
    """An option's seats in one section: `whole` by its share of the option's votes, the rest by highest average."""

    section_id: str
    option_id: str
    votes: int
    whole: int
    seats: int


class SectionLeast(_Step, frozen=True, tag="section-least"):
    """A section that would have too few seats gets one of the option's, the last that its section `taken_from` was given."""

    section_id: str
    option_id: str
    taken_from: str


class Appointed(_Step, frozen=True, tag="appointed"):
    """The first, or another, of an option's candidates takes an office by the election itself."""

    option_id: str
    position: int
    office: Post


class Struck(_Step, frozen=True, tag="struck"):
    """A candidate of the list who can take no seat (dead, ineligible, withdrawn): those behind move up."""

    option_id: str
    position: int


class Turnout(_Step, frozen=True, tag="turnout"):
    """A vote that binds only if enough of the registered took part: `voters` against `share` × `registered`."""

    voters: int
    registered: int
    share: Fraction
    passed: bool


class Annulled(_Step, frozen=True, tag="annulled"):
    """The death or impediment of this option's candidate ends the election: it is held anew, from the start."""

    option_id: str


class Vacant(_Step, frozen=True, tag="vacant"):
    """Seats that no list can fill."""

    seats: int


class Tie(_Step, frozen=True, tag="tie"):
    """Equal claims of `among` to `places`; the `rule` gives them to `winners` (none while pending)."""

    among: tuple[str, ...]
    places: int
    rule: TieRule
    winners: tuple[str, ...] = ()


Step = (
    Base
    | SeatsByLaw
    | Bar
    | Quota
    | QuotaSeats
    | Average
    | Remainder
    | MostVotes
    | Qualified
    | NoneElected
    | Withdrawn
    | ListExhausted
    | Bonus
    | SectionSeats
    | SectionLeast
    | Appointed
    | Struck
    | Turnout
    | Annulled
    | Vacant
    | Tie
)
