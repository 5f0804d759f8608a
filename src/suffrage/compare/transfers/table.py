"""A second round that never took place, made from a transfer table: who would have gone where, those who stay at home included.

A table says of each party's voters in round 1 which share goes to which party in round 2. It is given by the user, estimated from
polling stations where both rounds are known (`suffrage.compare.transfers.ecological`), or swept over. Everything is an exact fraction
until the contest's votes are made whole.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal, Self

from suffrage.model import BadInput, FrozenDict, Totals
from suffrage.model.totals import code_order

ABSTENTION = "abstention"
"""As an origin: those on the list who gave no valid vote in round 1 (who did not come, or whose paper was blank or void)."""
HOME = "home"
"""As a destination: those who give no valid vote in round 2 (who do not come, or whose paper is blank or void)."""

COLUMNS = ("from", "to", "share")
"""The columns of a transfer file."""

Shares = Mapping[str, Fraction]
"""Destination → share of an origin's voters."""
Default = Literal["home", "proportional"]
"""What a party without a row does: all stay at home, or they follow round 1's votes of those who stand."""
Absent = Literal["home", "rescaled"]
"""Where a destination does not stand: its share stays at home, or the row's other shares grow until they are all."""

_DECIMAL = re.compile(r"([+-]?[0-9]{1,9}(?:[.,][0-9]{1,18})?)\s*(%?)")
_RATIO = re.compile(r"([+-]?[0-9]{1,18})\s*/\s*([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class TransferTable:
    """Origin → destination → share of the origin's voters; each row adds up to 1, what it does not give away being `home`.

    A party that stands in round 2 keeps all its voters unless its row gives a share to itself. `default` is for parties without a
    row; `abstention` without one stays at home. `ValueError` names the origin whose row is wrong, and says what to do.

    >>> TransferTable({"LR": {"ENS": Fraction(1, 2), "RN": Fraction(1, 5)}}).rows["LR"]["home"]
    Fraction(3, 10)
    """

    rows: Mapping[str, Shares]
    default: Default = "home"
    absent: Absent = "home"

    def __post_init__(self) -> None:
        rows = {origin: _whole_row(origin, self.rows[origin]) for origin in sorted(self.rows, key=code_order)}
        object.__setattr__(self, "rows", FrozenDict(rows))
        for name, value, known in (
            ("default", self.default, ("home", "proportional")),
            ("absent", self.absent, ("home", "rescaled")),
        ):
            if value not in known:
                raise ValueError(f"{name} is {value!r}; give {known[0]} or {known[1]}")

    @classmethod
    def from_rows(cls, rows: Mapping[str, Mapping[str, object]], *, default: Default = "home", absent: Absent = "home") -> Self:
        """A table from shares as people write them: fractions, numbers, "40 %", "0.4" or "2/5". `ValueError` names the origin.

        >>> TransferTable.from_rows({"LR": {"ENS": "40 %", "home": 0.6}}).rows["LR"]["ENS"]
        Fraction(2, 5)
        """
        read: dict[str, dict[str, Fraction]] = {}
        for origin, row in rows.items():
            try:
                read[origin] = {destination: parse_share(share) for destination, share in row.items()}
            except ValueError as problem:
                raise ValueError(f"the transfers of {origin}: {problem}") from None
        return cls(read, default=default, absent=absent)


def parse_share(share: object) -> Fraction:
    """A share of voters as a fraction of 1. `ValueError` for what is not a number.

    >>> parse_share("12.5 %"), parse_share("2/5")
    (Fraction(1, 8), Fraction(2, 5))
    """
    if isinstance(share, Fraction):
        return share
    text = str(share).strip() if isinstance(share, str | int | float | Decimal) and not isinstance(share, bool) else ""
    if found := _DECIMAL.fullmatch(text):
        return Fraction(found[1].replace(",", ".")) / (100 if found[2] else 1)
    if (found := _RATIO.fullmatch(text)) and int(found[2]):
        return Fraction(int(found[1]), int(found[2]))
    raise ValueError(f"{share!r} is not a share; write it as 40 %, 0.4 or 2/5")


def second_round(totals: Totals, going_on: Sequence[str], party_of: Mapping[str, str], table: TransferTable) -> Totals:
    """The totals of round 2 between the options `going_on`, if the voters of round 1 do as the table says.

    `party_of`: option → party; an option that is missing there is its own party. Voters of a party with another option in round 2
    follow it unless its row says otherwise; a share that goes to a party with several options is split by their votes in round 1.
    Where `registered` is known, those without a valid vote are the origin `abstention`; otherwise nobody can come from them.

    Shares are added up exactly and made whole once, by largest remainders over the options and `home` (equal ones in the order of
    codes, which moves one vote at most). `voters` and `valid` are the sum of the votes: blank and void papers are among those at
    home. Votes by section are not made. `ValueError`: nobody goes on, or an option that is not in round 1 or comes twice.
    """
    field = _Field.of(totals, going_on, party_of)
    exact = dict.fromkeys((*field.options, HOME), Fraction())
    origins = [(party_of.get(option, option), option, number) for option, number in totals.votes.items()]
    if totals.registered is not None:
        origins.append((ABSTENTION, ABSTENTION, max(0, totals.registered - sum(totals.votes.values()))))
    for party, option, number in origins:
        for destination, share in _destinations(table, field, party, option).items():
            exact[destination] += number * share
    votes = _made_whole(exact)
    del votes[HOME]
    return Totals(
        contest_id=totals.contest_id,
        round=totals.round + 1,
        votes=votes,
        seats=totals.seats,
        registered=totals.registered,
        voters=sum(votes.values()),
        valid=sum(votes.values()),
        population=totals.population,
    )


def swept(table: TransferTable, origin: str, destinations: tuple[str, str], shares: Iterable[Fraction]) -> list[TransferTable]:
    """One table for each of `shares`: that share of the origin's voters moved from the first destination to the second.

    >>> tables = swept(TransferTable.from_rows({"LR": {"RN": "1/2"}}), "LR", ("home", "RN"), [Fraction(0), Fraction(1, 4)])
    >>> [str(one.rows["LR"]["RN"]) for one in tables]
    ['1/2', '3/4']

    `ValueError`: the origin has no row, or its first destination has less than a share.
    """
    giver, taker = destinations
    if origin not in table.rows:
        raise ValueError(f"{origin} has no row in the transfer table; give it one before sweeping over it")
    row, found = table.rows[origin], []
    for share in shares:
        if not 0 <= share <= row.get(giver, 0):
            raise ValueError(
                f"{_percent(share)} of the voters of {origin} cannot be moved from {giver}, which has "
                f"{_percent(row.get(giver, Fraction()))} of them"
            )
        moved = {**row, giver: row.get(giver, Fraction()) - share}
        moved[taker] = moved.get(taker, Fraction()) + share
        found.append(replace(table, rows={**table.rows, origin: moved}))
    return found


def read_transfers(
    file: Path, *, known: Collection[str] | None = None, default: Default = "home", absent: Absent = "home"
) -> TransferTable:
    """The table in a CSV file with the columns from, to, share. `BadInput` names the line, what was found and what to do.

    `known`: the parties that there are; a code that is none of them is then refused.
    """
    rows: dict[str, dict[str, Fraction]] = {}
    last: dict[str, int] = {}
    for line, cells in _lines(file):
        origin, destination, text = (cell.strip() for cell in cells)
        here = f"{file}, line {line}"
        _check_codes(here, origin, destination, known)
        try:
            share = parse_share(text)
        except ValueError as problem:
            raise BadInput(f"{here}, column share: {problem}.") from None
        row = rows.setdefault(origin, {})
        if destination in row:
            raise BadInput(f"{here}: an earlier line already says what goes from {origin} to {destination}; keep one of them.")
        row[destination] = share
        last[origin] = line
        try:
            _check_shares(origin, row)
        except ValueError as problem:
            raise BadInput(f"{here}: {problem}.") from None
    for origin, row in rows.items():
        try:
            _whole_row(origin, row)
        except ValueError as problem:
            raise BadInput(f"{file}, line {last[origin]}: {problem}.") from None
    return TransferTable(rows, default=default, absent=absent)


def write_transfers(table: TransferTable, file: Path) -> None:
    """Write the table as a CSV file that `read_transfers` reads back to the same rows (`default` and `absent` are not in it)."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for origin, row in table.rows.items():
        lines.writerows((origin, destination, _written(share)) for destination, share in row.items())
    file.write_text(text.getvalue(), "utf-8")


@dataclass(frozen=True, slots=True)
class _Field:
    """Who stands in round 2: the options, and how what a party gets is split among its own (party → option → share)."""

    options: tuple[str, ...]
    parties: Mapping[str, Shares]
    proportional: Shares

    @classmethod
    def of(cls, totals: Totals, going_on: Sequence[str], party_of: Mapping[str, str]) -> Self:
        options = tuple(sorted(going_on, key=code_order))
        if not options:
            raise ValueError(f"contest {totals.contest_id}: nobody goes on to the next round")
        for option in options:
            if option not in totals.votes or options.count(option) > 1:
                raise ValueError(f"contest {totals.contest_id}: option {option} cannot go on; give each option of round 1 once")
        parties: dict[str, dict[str, int]] = {}
        for option in options:
            parties.setdefault(party_of.get(option, option), {})[option] = totals.votes[option]
        sums = {party: sum(own.values()) for party, own in parties.items()}
        return cls(options, {party: _split(own) for party, own in parties.items()}, _split(sums) if any(sums.values()) else {})


def _split(votes: Mapping[str, int]) -> dict[str, Fraction]:
    """Each one's share of the votes; equal shares where there are none."""
    whole = sum(votes.values())
    return {code: Fraction(number, whole) if whole else Fraction(1, len(votes)) for code, number in votes.items()}


def _destinations(table: TransferTable, field: _Field, party: str, option: str) -> Shares:
    """Option, or `home` → share of the voters of one option of a party."""
    row, stands = table.rows.get(party), party in field.parties
    if stands and (row is None or party not in row):
        row = {party: Fraction(1)}
    elif row is None:
        row = field.proportional if table.default == "proportional" and party != ABSTENTION else {}
    there = {code: share for code, share in row.items() if code == HOME or code in field.parties}
    given = sum(there.values(), Fraction())
    if table.absent == "rescaled" and given:
        there = {code: share / given for code, share in there.items()}
        given = Fraction(1)
    shares = {HOME: there.pop(HOME, Fraction()) + 1 - given}
    for code, share in there.items():
        to_itself = code == party and option in field.options
        for one, part in ({option: Fraction(1)} if to_itself else field.parties[code]).items():
            shares[one] = shares.get(one, Fraction()) + share * part
    return shares


def _made_whole(exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole numbers with the same sum, by largest remainders."""
    whole = {code: number.numerator // number.denominator for code, number in exact.items()}
    left = sum(exact.values(), Fraction()) - sum(whole.values())
    order = sorted(exact, key=lambda code: (whole[code] - exact[code], code == HOME, code_order(code)))
    for code in order[: int(left)]:
        whole[code] += 1
    return whole


def _whole_row(origin: str, row: Shares) -> FrozenDict[str, Fraction]:
    """The row with what it does not give away at home. `ValueError` unless it can be one."""
    _check_shares(origin, row)
    if origin == HOME:
        raise ValueError(f"{HOME} is where voters stay; those who did not vote in round 1 are the origin {ABSTENTION}")
    if ABSTENTION in row:
        raise ValueError(f"the transfers of {origin} go to {ABSTENTION}; those who stay at home go to {HOME}")
    given = sum(row.values(), Fraction())
    if HOME in row and given != 1:
        raise ValueError(
            f"the transfers of {origin} add up to {_percent(given)} with those who stay at home; "
            f"make it 100 %, or leave {HOME} out: it is then the rest"
        )
    rest = {HOME: 1 - given} if HOME not in row else {}
    return FrozenDict(sorted({**row, **rest}.items(), key=lambda entry: (entry[0] == HOME, code_order(entry[0]))))


def _check_shares(origin: str, row: Shares) -> None:
    """`ValueError` if a share is below 0 or the row above 1."""
    for destination, share in row.items():
        if share < 0:
            raise ValueError(f"{_percent(share)} of the voters of {origin} go to {destination}; give a share of 0 % or more")
    given = sum(row.values(), Fraction())
    if given > 1:
        raise ValueError(
            f"the transfers of {origin} add up to {_percent(given)}; voters can be given away once only: "
            "lower a share, so that they add up to 100 % or less"
        )


def _check_codes(here: str, origin: str, destination: str, known: Collection[str] | None) -> None:
    for column, code, special, instead in (("from", origin, ABSTENTION, HOME), ("to", destination, HOME, ABSTENTION)):
        if not code:
            raise BadInput(f"{here}, column {column}: nothing was found; give a party's code, or {special}.")
        if code == instead:
            raise BadInput(f"{here}, column {column}: {code!r} was found; write {special} there.")
        if known is not None and code not in known and code != special:
            parties = ", ".join(sorted(known, key=code_order)[:20])
            raise BadInput(
                f"{here}, column {column}: {code!r} is not a party of this election; give {special} or one of {parties}."
            )


def _lines(file: Path) -> Iterable[tuple[int, list[str]]]:
    """The rows below the heading, with the number of their line."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise BadInput(f"{file} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8 text; save it as a CSV file in UTF-8.") from None
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [name.strip() for name in next(lines, [])]
        if sorted(heading) != sorted(COLUMNS):
            raise BadInput(f"{file}, line 1: {','.join(heading)!r} was found; the heading is {','.join(COLUMNS)}.")
        for cells in lines:
            if cells and len(cells) != len(heading):
                raise BadInput(f"{file}, line {lines.line_num}: {len(cells)} cells were found; give 3, from,to,share.")
            if cells:
                yield lines.line_num, [cells[heading.index(name)] for name in COLUMNS]
    except csv.Error as problem:
        raise BadInput(f"{file}, line {lines.line_num}: this is not CSV ({problem}).") from None


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.10g} %"


def _written(share: Fraction) -> str:
    """As a percentage where four decimals tell it exactly, otherwise as a fraction."""
    hundredths = share * 1_000_000
    if hundredths.denominator > 1:
        return f"{share.numerator}/{share.denominator}"
    return f"{Decimal(int(hundredths)).scaleb(-4).normalize():f} %"
