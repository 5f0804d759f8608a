"""What a study asks: the same votes under another law, or under the law in force with one thing changed.

The types here are the tables of a study file (TOML; docs/compare.md), which `suffrage.compare.studies` reads. A share is written as
text, "5 %" or "1/8", and read exactly.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

import msgspec

from suffrage.model import FrozenDict, Names
from suffrage.model.names import NO_NAMES

Share = str
"""A share of a whole as people write it: "12.5 %", "1/8", "0" (`suffrage.compare.transfers.parse_share` reads it)."""

SeatsFrom = Literal["law", "election"]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a study file; a field that it does not know is refused."""


class Constituencies(Part, frozen=True):
    """Where seats are given. `by`: `contest` (as in the election), `national`, `single-seats` (each contest in as many parts as it has
    seats, of neighbouring stations with about as many registered voters each), or a level of the area tree such as `department`;
    `merge`: code of a new constituency → the contests that form it; the others stay as they are.
    """

    by: str = "contest"
    merge: Mapping[str, tuple[str, ...]] = FrozenDict()


class Seats(Part, frozen=True):
    """How many seats each constituency has.

    `from`: the law's own table, or as many as the election has there (if none is named: the law's where it knows every
    constituency and is of the election's own country, otherwise the election's) · `table`: constituency → seats · `each`: the same
    number everywhere · `house`: so many, apportioned anew by `by`: `registered` voters, `valid` votes, or `population` (constituency →
    people, or a CSV file with the columns contest_id and population), with a `formula` of the divisor or remainder methods and at
    `least` so many each · `total`: what they must add up to.
    """

    source: SeatsFrom | None = msgspec.field(default=None, name="from")
    table: Mapping[str, int] = FrozenDict()
    each: int | None = None
    house: int | None = None
    by: Literal["registered", "valid", "population"] = "registered"
    population: Mapping[str, int] | str = FrozenDict()
    formula: str = "sainte-lague"
    least: int = 0
    total: int | None = None


class Change(Part, frozen=True):
    """What is changed in the law: a field of `suffrage.model.shapes.Shape` each; "none" takes a threshold, bonus or bar away.

    `threshold_of`, `bar_of`: `valid` or `registered`.
    """

    formula: str | None = None
    threshold: Share | None = None
    threshold_of: Literal["valid", "registered"] = "valid"
    bonus: Share | None = None
    rounds: Literal[1, 2] | None = None
    majority: Share | None = None
    quorum: Share | None = None
    bar: Share | None = None
    bar_of: Literal["valid", "registered"] = "registered"
    least_in_round_2: int | None = None


class Alliance(Part, frozen=True):
    """Parties that stand as one, under the `code` of the alliance."""

    code: str
    parties: tuple[str, ...]


class Split(Part, frozen=True):
    """A party whose votes are shared out: `into`: code → its share; the shares are the whole."""

    party: str
    into: Mapping[str, Share]


class Transfers(Part, frozen=True):
    """Who votes for whom in a second round that never took place.

    `file`: a CSV file (from, to, share), beside the study · `rows`: party → party → share of its voters, `home` for those who stay at
    home; `abstention` as an origin for those who did not vote in round 1 · `default`: what voters of a party without a row do: `home`,
    or `proportional` (as the others who went on stand) · `absent`: what those do whose choice does not stand: `home` or `rescaled` ·
    `standing`: of those who may stand in round 2 so many do, most votes first (None: all).
    """

    file: str | None = None
    rows: Mapping[str, Mapping[str, Share]] = FrozenDict()
    default: Literal["home", "proportional"] = "home"
    absent: Literal["home", "rescaled"] = "rescaled"
    standing: int | None = None


class Scenario(Part, frozen=True):
    """One law, or one reform, to be carried out on the votes of an election.

    `code` names it in tables · `law`: a body's code, with a reading after a colon; the election's own law if None · `date`: the
    day whose law it is; the election's own if None · `transfers`: None takes those of the study.
    """

    code: str
    law: str | None = None
    day: date | None = msgspec.field(default=None, name="date")
    names: Names = NO_NAMES
    notes: Names = NO_NAMES
    constituencies: Constituencies = Constituencies()
    seats: Seats = Seats()
    change: Change = Change()
    alliance: tuple[Alliance, ...] = ()
    split: tuple[Split, ...] = ()
    transfers: Transfers | None = None


class Swing(Part, frozen=True):
    """A sweep: every party's share of the votes moves towards `to` and away from `from`, from `least` to `most`, by `step`.

    `uniform`: the same points in each contest · `proportional`: the same part of the loser's votes.
    """

    losing: str = msgspec.field(name="from")
    gaining: str = msgspec.field(name="to")
    kind: Literal["uniform", "proportional"] = "uniform"
    least: Share = "-5 %"
    most: Share = "5 %"
    step: Share = "1 %"


class TransferSweep(Part, frozen=True):
    """A sweep over a transfer table: the share of the voters of `from` who go to `to` in round 2, from `least` to `most`, by `step`."""

    losing: str = msgspec.field(name="from")
    gaining: str = msgspec.field(name="to")
    least: Share = "0 %"
    most: Share = "100 %"
    step: Share = "10 %"


class Draws(Part, frozen=True):
    """Monte Carlo elections: how many, their seed, and what chance moves: the fields of `suffrage.compare.montecarlo.Noise`."""

    number: int = 1000
    seed: int = 1
    swing: float = 0.0
    local: float = 0.0
    turnout: float = 0.0
    local_turnout: float = 0.0
    transfers: float = 0.0
    second: float = 0.0


class Published(Part, frozen=True):
    """Figures to lay beside ours: party → seats as published, and where."""

    seats: Mapping[str, int]
    source: str


class Study(Part, frozen=True):
    """A study file: several scenarios, and what they share. `published`: the election's own outcome, as far as it is known by party."""

    scenario: tuple[Scenario, ...] = ()
    published: Published | None = None
    names: Names = NO_NAMES
    transfers: Transfers | None = None
    swing: tuple[Swing, ...] = ()
    transfer_sweep: tuple[TransferSweep, ...] = ()
    draws: Draws | None = None
