"""A round of an audit as the commission's site opens it, and the tables in which counts come back.

`suffrage audit forms` writes it beside the papers: which forms there are, by their codes, and in which order the options stand on them.
It bears no reported figure. The same round always gives the same file.
"""

from suffrage.audit.methods import Method
from suffrage.model.base import Value

STATION_TALLY = ("contest_id", "station_id", "kind", "option_id", "name", "votes")
PAPER_TALLY = ("contest_id", "draw", "station_id", "paper", "kind", "option_id")
BY_FORM = ("form", "why", "act")
"""Columns that a table of the commission's site has besides: the form's code in place of contest and station, why a count takes the
place of an earlier one, and the number of the act by which it was taken, on the site's trail."""
LOST = "lost"
"""Written in place of a station's votes where its papers are not there."""


class Option(Value, frozen=True):
    """An option, in the order of the form. `mark`: what stands before it on the ballot."""

    mark: str
    option_id: str


class Hit(Value, frozen=True):
    """One draw, by its number. `paper`: which paper of the station, from the top of the pile, where single papers are drawn; else 0."""

    draw: int
    paper: int = 0


class Form(Value, frozen=True):
    """A tally form: its station, its code, and the draws that hit the station, in the order in which they stand on the form."""

    station_id: str
    code: str
    draws: tuple[Hit, ...]


class Handout(Value, frozen=True, tag_field="kind", tag="suffrage-audit-round-1"):
    """One round of one contest, in the order of place. `audit`: the audit's name on its forms · `head`: the digest of the line of the
    log by which the round was drawn · `after`, `until`: how many were drawn before, and with this round.
    """

    audit: str
    election_id: str
    method: Method
    seed: str
    head: str
    contest_id: str
    after: int
    until: int
    options: tuple[Option, ...]
    forms: tuple[Form, ...]
