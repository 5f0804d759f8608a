"""What programs send and are answered: the shapes of the JSON, from which the OpenAPI document is made."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.purposes import Purpose
from suffrage.commission.statements.states import State
from suffrage.model.tables import LARGEST_COUNT

FURTHEST = 2**53 - 1
"""The largest place in a list that JavaScript, too, can write."""

Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST_COUNT)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Barcode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=130,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="The station's code; where the station votes in several contests, a slash and the contest's code after it.",
        examples=["01-1", "01-1/01"],
    ),
]


class Sent(BaseModel):
    """What is sent: nothing but what is named, and nothing taken for something else."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Paper(Sent):
    """A paper that has come."""

    barcode: Barcode
    serial: Annotated[str, Field(min_length=1, max_length=64, description="The serial number that is printed on the paper.")]


class MachineEntry(Sent):
    """What a machine read on a paper."""

    barcode: Barcode
    figures: dict[Code, Count | None] = Field(
        description="The form's figures by name, as /contests gives them; null or left out where the paper bears none."
    )
    votes: dict[Code, Count] = Field(description="Votes by the option's code; left out where the paper bears none.")
    confirmed: list[Code] = Field(
        default=[],
        max_length=100,
        description="Codes of findings that somebody looked at and found to be so on the paper.",
    )


class TokenSeen(BaseModel):
    """The token that is used, and for whom it acts."""

    name: str
    username: str
    role: Role
    area: str | None = Field(description="The area's code; null: the whole country.")
    purposes: list[Purpose]
    expires: datetime
    election: str | None = Field(description="The code of the election.")
    day: date | None
    phase: str | None = Field(description="setup, counting or declared")
    rehearsal: bool | None = Field(description="Whether it is for training, and counts for nothing.")


class Names(BaseModel):
    """Names in the languages in which they are known."""

    name: str | None
    name_km: str | None
    name_fr: str | None
    name_en: str | None


class OptionSeen(Names):
    """What a voter can choose."""

    code: str
    ballot_number: int | None
    party: str | None


class ContestSeen(Names):
    """A contest, and the fields of its form."""

    code: str
    area: str
    round: int
    seats: int | None
    figures: list[str] = Field(description="The names of the form's figures, in its order.")
    options: list[OptionSeen] = Field(description="In the order of the form.")


class StationSeen(Names):
    """A polling station."""

    code: str
    area: str
    registered: int | None = Field(description="People on its list before the vote.")


class StatementSeen(BaseModel):
    """Where a statement stands."""

    number: int = Field(description="The statement's number, as in its address on the site.")
    station: str
    contest: str
    state: State
    version: int = Field(description="1, and one more for each correction.")
    serial: str | None
    changed: datetime


class ScanSeen(BaseModel):
    """A scan that is kept."""

    statement: int
    sha256: str
    kind: str
    size: int


class FiguresSeen(BaseModel):
    """Figures that count."""

    station: str
    contest: str
    version: int
    figures: dict[str, int | None]
    votes: dict[str, int]
    accepted: datetime


class TotalsSeen(BaseModel):
    """A contest's sums over the statements of the token's area that count."""

    contest: str
    statements: int
    counted: int
    figures: dict[str, int | None]
    votes: dict[str, int]


class _Page(BaseModel):
    next: int | None = Field(description="What to give as `after` for what follows; null: nothing follows.")


class Stations(_Page):
    """Some of the stations."""

    items: list[StationSeen]


class Statements(_Page):
    """Some of the statements."""

    items: list[StatementSeen]


class FiguresPage(_Page):
    """Some of the figures that count."""

    items: list[FiguresSeen]


class Contests(BaseModel):
    """The contests."""

    items: list[ContestSeen]


class Totals(BaseModel):
    """The contests' totals."""

    items: list[TotalsSeen]


class FoundOut(BaseModel):
    """A finding, or a field that cannot be taken."""

    code: str
    detail: str
    field: str | None = None
    severity: str | None = None
    verdict: str | None = None


class Problem(BaseModel):
    """Why it was not done: RFC 9457."""

    type: str = Field(description="urn:suffrage:problem: and the key of the sentence; about:blank: what the status says.")
    title: str
    status: int
    detail: str = Field(description="The sentence, in the language of Accept-Language.")
    errors: list[FoundOut] | None = None
