"""`election.toml`: what was voted on, when, under which law as it stood on which date, and where the figures come from."""

from datetime import date
from typing import Literal

from msgspec import UNSET, UnsetType

from suffrage.model.base import Value
from suffrage.model.names import NO_NAMES, Names

Status = Literal["preliminary", "final"]


class Source(Value, frozen=True):
    """Where figures come from. Give at least a `title`."""

    title: str
    url: str | None = None
    licence: str | None = None
    retrieved: date | None = None
    note: str | None = None


class LawInForce(Value, frozen=True):
    """The law to apply: its code (as `suffrage law` lists them) and the day on which it must have been in force."""

    code: str
    date: date


class Form(Value, frozen=True):
    """What the statements of this election bear.

    `figures`: those of `suffrage.model.FIGURES` that the form or the source gives; the others are not known, and a check that
    needs one of them cannot tell. `blank_apart` False: the form has one figure for papers that count for nobody (Cambodia),
    which stands under `null`, and no blank ones beside it. `ballots_over_voters`: by how many the papers in a box may exceed
    the voters ticked before it is an error.
    """

    figures: tuple[str, ...] = ("registered", "voters", "ballots", "blank", "null", "valid")
    blank_apart: bool = True
    ballots_over_voters: int = 0


class Election(Value, frozen=True):
    """The content of `election.toml`. `generated` says that the figures are made up, wherever they are shown.

    `status`: what its publisher says of the result: preliminary, or final, which a result can be only when it is complete ·
    `rehearsal`: held for training; it is marked wherever it is shown. Both are left out where nothing is said.
    """

    election_id: str
    date: date
    law: LawInForce
    names: Names = NO_NAMES
    sources: tuple[Source, ...] = ()
    form: Form = Form()
    generated: bool = False
    status: Status | UnsetType = UNSET
    rehearsal: bool | UnsetType = UNSET
