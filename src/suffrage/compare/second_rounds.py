"""The second round that never took place: the transfer table of a scenario, read and applied."""

from fractions import Fraction
from pathlib import Path

from suffrage.compare.constituencies import Constituency, Refuse
from suffrage.compare.scenario import Transfers, share
from suffrage.compare.transfers import TransferTable, read_transfers, second_round
from suffrage.model import Outcome, Totals


def transfer_table(how: Transfers | None, folder: Path, refuse: Refuse) -> TransferTable | None:
    """The table that a scenario or its study gives; None where neither does.

    `folder`: where its file is looked for. `BadInput`: a row over 100 %, a party that did not stand, a share that is none.
    """
    if how is None:
        return None
    rows: dict[str, dict[str, Fraction]] = {}
    if how.file is not None:
        if how.rows:
            refuse("transfers.file", "a file and rows both say who goes where; keep one.")
        return read_transfers(folder / how.file, default=how.default, absent=how.absent)
    for party, row in how.rows.items():
        rows[party] = {}
        for goes_to, text in row.items():
            try:
                rows[party][goes_to] = share(text)
            except ValueError as problem:
                refuse(f"transfers.rows.{party}", f"{problem}.")
    try:
        return TransferTable.from_rows(rows, default=how.default, absent=how.absent)
    except ValueError as problem:
        refuse("transfers.rows", f"{problem}.")


def made_second_round(
    each: Constituency, totals: Totals, first: Outcome, table: TransferTable | None, refuse: Refuse
) -> Totals:
    """Round 2 of one constituency; a scenario that needs it must say how voters would have moved."""
    if table is None:
        refuse("law", f"this law needs a second round in {each.code}, which never took place; give a [transfers] table.")
    return second_round(totals, first.next_round, each.parties, table)
