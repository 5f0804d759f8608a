"""The second round that never took place: the transfers of a scenario, read and applied."""

from dataclasses import dataclass
from pathlib import Path

from suffrage.compare.constituencies import Constituency, Refuse
from suffrage.compare.scenario import Transfers
from suffrage.compare.transfers.table import TransferTable, read_transfers, second_round
from suffrage.model import Outcome, Totals


@dataclass(frozen=True, slots=True)
class Moves:
    """How voters move to round 2: the `table`, and how many options stand there at most (None: all that may)."""

    table: TransferTable
    standing: int | None

    def second_round(self, each: Constituency, totals: Totals, first: Outcome) -> Totals:
        """Round 2 of one constituency, after the outcome of round 1."""
        return second_round(totals, first.next_round[: self.standing], each.parties, self.table)


def moves(how: Transfers | None, folder: Path, refuse: Refuse) -> Moves | None:
    """The transfers that a scenario or its study gives; None where neither does.

    `folder`: where their file is looked for. `BadInput`: a row over 100 %, a share that is none, nobody standing.
    """
    if how is None:
        return None
    if how.standing is not None and how.standing < 1:
        refuse("transfers.standing", f"{how.standing} options cannot decide a second round; give a number from 1.")
    if how.file is not None:
        if how.rows:
            refuse("transfers.file", "a file and rows both say who goes where; keep one.")
        return Moves(read_transfers(folder / how.file, default=how.default, absent=how.absent), how.standing)
    for party, row in how.rows.items():
        try:
            TransferTable.from_rows({party: row})
        except ValueError as problem:
            refuse(f"transfers.rows.{party}", f"{problem}.")
    return Moves(TransferTable.from_rows(how.rows, default=how.default, absent=how.absent), how.standing)
