"""What the Monte Carlo draws start from: the votes of one scenario as plain arrays, and the assumptions about chance, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from suffrage.model import BadInput
from suffrage.model.shapes import Shape

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Transfers:
    """Who votes for whom in round 2, by party (P of them).

    `table` (P+1 × P+1): rows are origins, the parties and then those who did not vote in round 1; columns are destinations, the parties
    and then home. Each row adds up to 1; a row of zeros: as the votes of round 1 are, of those who go on · `loyal` (P): where it
    goes on, all voters of the party stay with it · `absent_stay_home`: a share for a party that does not go on stays at home;
    otherwise the row's other shares grow until they are all.

    `BadInput`: forms that do not fit each other, or shares that cannot be.
    """

    table: Reals
    loyal: NDArray[np.bool_]
    absent_stay_home: bool = False

    def __post_init__(self) -> None:
        side = len(self.loyal) + 1
        if self.table.shape != (side, side) or self.loyal.shape != (side - 1,):
            raise BadInput(
                f"A table of transfers between {side - 1} parties has the form ({side}, {side}): a row for each party and one for "
                f"those who did not vote, a column for each party and one for home; this one has the form {self.table.shape}."
            )
        sums = self.table.sum(axis=1)
        if not np.all(self.table >= 0) or not np.all((np.abs(sums - 1) < 1e-9) | (sums == 0)):
            raise BadInput("Each row of a table of transfers must hold shares of 0 or more that add up to 1, or zeros alone.")

    @classmethod
    def of(
        cls,
        parties: Sequence[str],
        rows: Mapping[str, Mapping[str, Fraction]],
        *,
        default: Literal["home", "proportional"] = "home",
        absent: Literal["home", "rescaled"] = "home",
    ) -> "Transfers":
        """The arrays of a `suffrage.compare.transfers.TransferTable`: its rows, default and absent.

        >>> Transfers.of(["A", "B"], {"A": {"B": Fraction(1, 4), "home": Fraction(3, 4)}}).table.tolist()
        [[0.0, 0.25, 0.75], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
        """
        destinations = {code: place for place, code in enumerate((*parties, "home"))}
        table = np.zeros((len(destinations), len(destinations)))
        for origin, code in enumerate((*parties, "abstention")):
            stays = default == "home" or code == "abstention"
            row = rows.get(code, {"home": Fraction(1)} if stays else {})
            table[origin, -1] = float(1 - sum(row.values(), Fraction())) if row else 0.0
            for destination, share in row.items():
                if destination in destinations:
                    table[origin, destinations[destination]] += float(share)
        loyal = np.array([party not in rows.get(party, ()) for party in parties], dtype=np.bool_)
        return cls(table, loyal, absent == "home")


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Who stands where, with how many votes, and the law that makes seats of them. C contests of at most K options; P parties.

    `votes` (C × K): the votes of each option of round 1 · `party_of` (C × K): the place of its party in `parties`; two options of one
    contest may have the same; −1: there is no such option · `seats` (C) · `registered` (C): None where it is not known ·
    `transfers`: for two rounds, who votes for whom in the second one.

    `BadInput`: arrays that do not fit each other, or figures that cannot be.
    """

    parties: tuple[str, ...]
    contests: tuple[str, ...]
    votes: Numbers
    party_of: Numbers
    seats: Numbers
    shape: Shape
    registered: Numbers | None = None
    transfers: Transfers | None = None

    def __post_init__(self) -> None:
        self._check_forms()
        self._check_figures()
        self._check_rounds()

    def _check_forms(self) -> None:
        contests = len(self.contests)
        for name in ("votes", "party_of", "seats", "registered"):
            array = getattr(self, name)
            if array is not None and not np.issubdtype(array.dtype, np.integer):
                raise BadInput(f"{name} must be whole numbers; they are {array.dtype}.")
        if not contests or self.votes.ndim != 2 or self.votes.shape != self.party_of.shape or len(self.votes) != contests:
            raise BadInput(
                f"votes and party_of must each have a row for each of the {contests} contests and a column for each option; they have "
                f"the forms {self.votes.shape} and {self.party_of.shape}."
            )
        for name in ("seats", "registered"):
            array = getattr(self, name)
            if array is not None and array.shape != (contests,):
                raise BadInput(
                    f"{name} must have one number for each of the {contests} contests; it has the form {array.shape}."
                )

    def _check_figures(self) -> None:
        if self.party_of.max(initial=-1) >= len(self.parties) or self.party_of.min(initial=0) < -1:
            raise BadInput(f"party_of must hold places in the {len(self.parties)} parties, or −1 where there is no option.")
        if self.seats.min() < 0:
            raise BadInput("seats must be 0 or more.")
        if self.votes[self.party_of >= 0].min(initial=0) < 0:
            raise BadInput("votes must be 0 or more where there is an option.")
        if self.registered is None:
            return
        valid = np.where(self.party_of >= 0, self.votes, 0).sum(axis=1)
        for contest in np.flatnonzero(valid > self.registered)[:1]:
            raise BadInput(
                f"Contest {self.contests[contest]} has {valid[contest]} votes, more than its {self.registered[contest]} registered; "
                "one of the two figures is wrong."
            )

    def _check_rounds(self) -> None:
        shape = self.shape
        of_registered = [
            name
            for name in ("threshold", "majority", "quorum", "bar")
            if (bar := getattr(shape, name)) is not None and bar.of == "registered"
        ]
        if of_registered and self.registered is None:
            raise BadInput(f"This law's {of_registered[0]} is a share of the registered; give the registered of each contest.")
        if shape.rounds == 1:
            return
        if shape.majority is None:
            raise BadInput("A law in two rounds must say what elects in the first; give its shape a majority.")
        if shape.kind == "majority" and self.seats.max() > 1:
            raise BadInput(
                "Candidates in two rounds are drawn for one seat a contest; with more, voters have several votes each."
            )
        if self.transfers is None or len(self.transfers.loyal) != len(self.parties):
            raise BadInput(f"A second round needs a table of transfers between the {len(self.parties)} parties; give one.")

    @property
    def house(self) -> int:
        """All seats."""
        return int(self.seats.sum())


@dataclass(frozen=True, slots=True)
class Noise:
    """What is assumed of chance: each a standard deviation, 0 for none. All 0: every draw is the election itself.

    `swing`: of the logarithm of each party's votes, the same in all contests · `local`: the same, of each option in each contest by
    itself · `turnout`, `local_turnout`: of the logarithm of the odds of voting, in all contests alike and in each by itself ·
    `transfers`: of a row of the table of transfers; a share p of it has the standard deviation `transfers` × √(p(1 − p)), by
    Dirichlet's distribution · `second`: of the logarithm of each option's votes in round 2, in each contest by itself.

    `BadInput`: a number below 0, or so large that it says nothing (2 and more; for transfers 1).
    """

    swing: float = 0.0
    local: float = 0.0
    turnout: float = 0.0
    local_turnout: float = 0.0
    transfers: float = 0.0
    second: float = 0.0

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self)):
            value, most = getattr(self, name), 1 if name == "transfers" else 2
            if not 0 <= value < most:
                raise BadInput(f"The noise of {name} is {value}; it must be 0 or more, and less than {most}.")
