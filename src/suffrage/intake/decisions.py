"""Withdrawals, impediments, names struck off, lots and rulings, gathered from rows of the table `decisions`."""

from collections.abc import Iterable
from dataclasses import dataclass

from suffrage.model import BadInput, Decision, Impediment, Lot, Ruling, Struck, Withdrawal

_DRAWN: dict[str, type[Lot | Ruling]] = {"lot": Lot, "ruling": Ruling}
_OF_OPTION: dict[str, type[Withdrawal | Impediment]] = {"withdrawal": Withdrawal, "impediment": Impediment}


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One row of the table, and `where` it stands, for an error's sentence."""

    where: str
    contest_id: str
    kind: str
    subject: str
    option_id: str
    rank: int | None


def gather_decisions(rows: Iterable[DecisionRow]) -> list[Decision]:
    """One value a decision; the options of a lot or ruling in the order of their ranks, whatever the order of the rows."""
    plain: list[Decision] = []
    drawn: dict[tuple[str, str, str], dict[int, str]] = {}
    for row in rows:
        if row.kind in _OF_OPTION:
            plain.append(_OF_OPTION[row.kind](contest_id=row.contest_id, option_id=row.option_id))
            continue
        if row.kind == "struck":
            plain.append(Struck(contest_id=row.contest_id, option_id=row.option_id, position=row.rank or 1))
            continue
        if row.kind not in _DRAWN:
            raise BadInput(
                f"{row.where}, column kind: {row.kind!r} was found; give withdrawal, impediment, struck, lot or ruling."
            )
        ranks = drawn.setdefault((row.kind, row.contest_id, row.subject), {})
        rank = row.rank or 1
        if rank in ranks:
            raise BadInput(f"{row.where}, column rank: option {ranks[rank]} already has rank {rank}; number them 1, 2, …")
        ranks[rank] = row.option_id
    return plain + [
        _DRAWN[kind](contest_id=contest, subject=subject, drawn=tuple(ranks[rank] for rank in sorted(ranks)))
        for (kind, contest, subject), ranks in sorted(drawn.items())
    ]
