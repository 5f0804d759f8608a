"""Sweeps: the same scenario over and over, with one thing moved step by step: votes from one party to another, or a transfer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import msgspec

from suffrage.compare.constituencies import Constituency
from suffrage.compare.home import Home
from suffrage.compare.playing import Adjust, Played, play
from suffrage.compare.scenario import Scenario, Study, Swing, Transfers, TransferSweep
from suffrage.compare.studies import NO_FILE, Places
from suffrage.compare.transfers import parse_share
from suffrage.compare.wholes import share_out


@dataclass(frozen=True)
class Swept:
    """A scenario at each step of a sweep: `points`: (how much was moved, what came of it), in the order of the steps."""

    scenario: str
    sweep: Swing | TransferSweep
    points: tuple[tuple[Fraction, Played], ...]

    @cached_property
    def majorities(self) -> Mapping[str, int]:
        """Party → the number of steps at which it has more than half of the seats."""
        found: dict[str, int] = {}
        for _, played in self.points:
            for party, seats in played.seats.items():
                if 2 * seats > sum(played.house.seats.values()):
                    found[party] = found.get(party, 0) + 1
        return found

    @cached_property
    def hanging(self) -> tuple[str, ...]:
        """The constituencies whose seats are not the same at every step."""
        first = self.points[0][1].seats_by_constituency
        return tuple(
            code
            for code, seats in first.items()
            if any(played.seats_by_constituency[code] != seats for _, played in self.points)
        )


def swing_sweep(
    home: Home, scenario: Scenario, swing: Swing, study: Study, *, places: Places = NO_FILE, path: str = "scenario"
) -> Swept:
    """The scenario at every step of a swing."""
    points = tuple(
        (amount, play(home, scenario, transfers=study.transfers, adjust=swung(swing, amount), places=places, path=path))
        for amount in steps(swing.least, swing.most, swing.step)
    )
    return Swept(scenario.code, swing, points)


def transfer_sweep(
    home: Home, scenario: Scenario, sweep: TransferSweep, study: Study, *, places: Places = NO_FILE, path: str = "scenario"
) -> Swept:
    """The scenario with a growing share of one party's voters going to another one in round 2, taken from those who go elsewhere.

    The other destinations of the row, those at home included, keep their proportions to each other.
    """
    table = scenario.transfers or study.transfers or Transfers()
    points = []
    for amount in steps(sweep.least, sweep.most, sweep.step):
        rows = {**table.rows, sweep.losing: _with_share(table.rows.get(sweep.losing, {}), sweep.gaining, amount)}
        moved = msgspec.structs.replace(scenario, transfers=msgspec.structs.replace(table, rows=rows))
        points.append((amount, play(home, moved, places=places, path=path)))
    return Swept(scenario.code, sweep, tuple(points))


def steps(least: str, most: str, step: str) -> Iterator[Fraction]:
    """The steps of a sweep, both ends included.

    >>> [str(amount) for amount in steps("-1 %", "1 %", "1 %")]
    ['-1/100', '0', '1/100']
    """
    amount, end, by = parse_share(least), parse_share(most), parse_share(step)
    while amount <= end:
        yield amount
        amount += by


def swung(swing: Swing, amount: Fraction) -> Adjust:
    """What a swing of `amount` makes of one constituency's votes.

    `uniform`: that part of its valid votes moves from the losing party to the gaining one, `proportional`: that part of the losing
    party's votes; below 0 they move the other way. Never more than the loser has; nothing where one of the two does not stand. Whole
    votes, rounded down; among several options of a party by their votes.
    """

    def adjust(each: Constituency) -> Constituency:
        giver, taker = (swing.losing, swing.gaining) if amount > 0 else (swing.gaining, swing.losing)
        from_, to = ({o: n for o, n in each.totals.votes.items() if each.parties[o] == party} for party in (giver, taker))
        held = sum(from_.values())
        if not held or not to:
            return each
        base = each.totals.valid_votes if swing.kind == "uniform" else held
        moved = min(held, int(abs(amount) * base))
        votes = dict(each.totals.votes)
        for option, number in share_out(moved, {option: Fraction(own) for option, own in from_.items()}).items():
            votes[option] -= number
        weights = to if any(to.values()) else dict.fromkeys(to, 1)
        for option, number in share_out(moved, {option: Fraction(own) for option, own in weights.items()}).items():
            votes[option] += number
        return replace(each, totals=msgspec.structs.replace(each.totals, votes=votes))

    return adjust


def _with_share(row: Mapping[str, str], party: str, amount: Fraction) -> dict[str, str]:
    """The row with `amount` going to `party`; the others share the rest as before (all of it stays at home where there were none)."""
    others = {code: parse_share(text) for code, text in row.items() if code not in (party, "home")}
    others["home"] = 1 - parse_share(row.get(party, "0")) - sum(others.values(), Fraction())
    whole = sum(others.values(), Fraction())
    parts = {code: part * (1 - amount) / whole for code, part in others.items()} if whole else {"home": 1 - amount}
    return {code: str(part) for code, part in (parts | {party: amount}).items() if part}
