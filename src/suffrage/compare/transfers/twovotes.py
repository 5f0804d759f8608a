"""Two votes of the same people, polling station by polling station: what ecological inference reads.

Every unit has one row: the first vote by origin (each party, and `abstention`: those without a valid vote) and the second by
destination (each party, and `home`: those without a valid vote). Both rows add up to the same number of people. Those who joined the
list between the votes are of `abstention`, since they did not vote there before; those who left it are of `home`, since they do not
vote there after.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from suffrage.compare.transfers.table import ABSTENTION, HOME
from suffrage.intake.canonical import open_election
from suffrage.model import BadInput, Names
from suffrage.model.names import NO_NAMES
from suffrage.model.totals import code_order

Key = tuple[str, str]
"""A station, and the area of the contest in which it votes."""

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

OTHERS = "others"
"""Parties too small to be told apart, taken together."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoVotes:
    """`first` (units × origins) and `second` (units × destinations); `standing` (units × destinations): who can be chosen where.

    `members`: the parties taken together as the origin `others`; `absorbed`: as the destination. `names`: of codes that are options
    without a party. `left_out`: stations whose lists are not known, or too short for their votes. `moved`: people who joined or left
    a list between the votes. `ValueError`: the shapes do not fit, or a unit's rows do not add up to the same.
    """

    units: tuple[str, ...]
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    first: Counts
    second: Counts
    standing: Flags
    members: tuple[str, ...] = ()
    absorbed: tuple[str, ...] = ()
    names: Mapping[str, Names] = field(default_factory=dict)
    left_out: int = 0
    moved: int = 0

    def __post_init__(self) -> None:
        units = len(self.units)
        shapes = (self.first.shape, self.second.shape, self.standing.shape)
        if shapes != ((units, len(self.origins)), (units, len(self.destinations)), (units, len(self.destinations))):
            raise ValueError("two votes need a row for each unit, and a column for each origin and destination")
        if not units:
            raise ValueError("two votes need at least one unit")
        if (self.first < 0).any() or (self.second < 0).any():
            raise ValueError("a number of voters below zero is not a count")
        if (self.second[~self.standing] > 0).any():
            raise ValueError("a destination has votes where it does not stand")
        uneven = np.flatnonzero(self.first.sum(1) != self.second.sum(1))
        if len(uneven):
            raise ValueError(f"unit {self.units[uneven[0]]}: the two votes are not of the same number of people")

    @classmethod
    def of(
        cls,
        first: Mapping[str, Mapping[str, int]],
        second: Mapping[str, Mapping[str, int]],
        *,
        standing: Mapping[str, Sequence[str]] | None = None,
        names: Mapping[str, Names] | None = None,
        left_out: int = 0,
        moved: int = 0,
    ) -> Self:
        """From unit → code → voters on both sides. `standing`: unit → who can be chosen there (if not given: who is in its row)."""
        units = tuple(sorted(first, key=code_order))
        origins = _codes(first.values(), ABSTENTION)
        destinations = _codes(second.values(), HOME)
        there = standing or {unit: tuple(second[unit]) for unit in units}
        sets = {unit: {*there[unit], HOME} for unit in units}
        return cls(
            units=units,
            origins=origins,
            destinations=destinations,
            first=np.array([[first[unit].get(code, 0) for code in origins] for unit in units], np.int64),
            second=np.array([[second[unit].get(code, 0) for code in destinations] for unit in units], np.int64),
            standing=np.array([[code in sets[unit] for code in destinations] for unit in units], np.bool_),
            names=names or {},
            left_out=left_out,
            moved=moved,
        )

    def merged(self, least: Fraction) -> Self:
        """The same votes with the parties below the share `least` of all people taken together as `others`, on each side."""
        origins, small = _kept(self.first, self.origins, least, ABSTENTION)
        destinations, smaller = _kept(self.second, self.destinations, least, HOME)
        return replace(
            self,
            origins=origins,
            destinations=destinations,
            first=_added(self.first, self.origins, origins),
            second=_added(self.second, self.destinations, destinations),
            standing=_added(self.standing, self.destinations, destinations) > 0,
            members=small,
            absorbed=smaller,
        )

    def where(self, parties: Sequence[str]) -> Self:
        """The units in which these parties stand and no other; `ValueError`: there are none, and what there is instead."""
        wanted = {*parties, HOME}
        fields = [
            tuple(code for code, stands in zip(self.destinations, row, strict=True) if stands) for row in self.standing.tolist()
        ]
        chosen = [place for place, there in enumerate(fields) if {*there} == wanted]
        if not chosen:
            often = ", ".join(" + ".join(there[:-1]) for there, _ in Counter(fields).most_common(5))
            raise ValueError(f"nowhere do {' + '.join(parties)} stand alone; where votes were counted, these stood: {often}")
        found = self.part(chosen)
        kept = [place for place, code in enumerate(self.destinations) if code in wanted]
        codes = tuple(self.destinations[place] for place in kept)
        return replace(found, destinations=codes, second=found.second[:, kept], standing=found.standing[:, kept])

    def part(self, chosen: Sequence[int] | Counts) -> Self:
        """The units at these places alone."""
        places = np.asarray(chosen, np.int64)
        return replace(
            self,
            units=tuple(self.units[place] for place in places),
            first=self.first[places],
            second=self.second[places],
            standing=self.standing[places],
        )


def from_elections(first: Path, second: Path | None = None) -> TwoVotes:
    """The stations of an election folder whose statements of rounds 1 and 2 are both there; or of the first rounds of two elections.

    Votes are added up by party; by option where a round has one contest, whose options need no party. `BadInput`: no station has
    both votes, an option lacks its party, or, of two elections, a station votes in several contests of one.
    """
    one = _read(first, 1, by_area=second is None)
    other = _read(first, 2, by_area=True) if second is None else _read(second, 1, by_area=False)
    both = sorted(one.stations.keys() & other.stations.keys())
    if not both:
        where = f"{first} in both rounds 1 and 2" if second is None else f"both {first} and {second}"
        raise BadInput(
            f"No polling station has a statement in {where}; transfers are estimated from stations where both votes are known."
        )
    known = [key for key in both if one.stations[key].rest is not None and other.stations[key].rest is not None]
    if not known:
        raise BadInput(
            f"Of {len(both)} polling stations with both votes, none has a list of voters that is as long as its votes; "
            "give the registered voters of each statement or station."
        )
    twice = Counter(station for station, _ in known)
    pairs = {}
    for station, area in known:
        unit = station if twice[station] == 1 else f"{station} {area}"
        pairs[unit] = one.stations[station, area], other.stations[station, area]
    return TwoVotes.of(
        {unit: _before(*pair) for unit, pair in pairs.items()},
        {unit: _after(*pair) for unit, pair in pairs.items()},
        standing={unit: other.standing[after.contest] for unit, (_, after) in pairs.items()},
        names={**one.names, **other.names},
        left_out=len(both) - len(known),
        moved=sum(abs(_joined(*pair)) for pair in pairs.values()),
    )


@dataclass(slots=True)
class _Station:
    """One station's votes by party in one contest."""

    contest: str
    registered: int | None
    votes: dict[str, int] = field(default_factory=dict)

    @property
    def rest(self) -> int | None:
        """Those on the list without a valid vote; None where that is not known, or cannot be."""
        rest = -1 if self.registered is None else self.registered - sum(self.votes.values())
        return rest if rest >= 0 else None


@dataclass(frozen=True, slots=True)
class _Round:
    """(station, the contest's area) → its votes; contest → the parties that stand; names of options without a party."""

    stations: Mapping[Key, _Station]
    standing: Mapping[str, tuple[str, ...]]
    names: Mapping[str, Names]


_STATEMENTS = """
SELECT s.station_id, c.area_id, s.contest_id, COALESCE(s.registered, l.registered) AS registered
FROM statements s
JOIN contests c ON c.contest_id = s.contest_id
JOIN stations l ON l.station_id = s.station_id
WHERE c.round = ?
QUALIFY s.version = MAX(s.version) OVER (PARTITION BY s.station_id, s.contest_id)
ORDER BY ALL
"""

_VOTES = """
SELECT v.station_id, c.area_id, COALESCE(o.party_id, o.option_id) AS party, CAST(SUM(v.votes) AS BIGINT) AS votes
FROM votes v
JOIN contests c ON c.contest_id = v.contest_id
JOIN options o ON o.contest_id = v.contest_id AND o.option_id = v.option_id
JOIN (SELECT station_id, contest_id, MAX(version) AS version FROM statements GROUP BY station_id, contest_id) n
  ON n.station_id = v.station_id AND n.contest_id = v.contest_id AND n.version = v.version
WHERE c.round = ?
GROUP BY v.station_id, c.area_id, party
ORDER BY ALL
"""


def _read(folder: Path, number: int, *, by_area: bool) -> _Round:
    """The stations of one round; a station that votes in several contests of it is told apart by their areas, or refused."""
    with open_election(folder) as tables:
        contests = {contest.contest_id for contest in tables.contests() if contest.round == number}
        options = [option for option in tables.options() if option.contest_id in contests]
        stations: dict[Key, _Station] = {}
        for station, area, contest, registered in tables.connection.execute(_STATEMENTS, [number]).fetchall():
            if (key := (station, area if by_area else "")) in stations:
                raise BadInput(
                    f"{folder}: station {station} votes in several contests of round {number}; its votes cannot be paired."
                )
            stations[key] = _Station(contest, registered)
        for station, area, party, votes in tables.connection.execute(_VOTES, [number]).fetchall():
            stations[station, area if by_area else ""].votes[party] = votes
    for option in options:
        if option.party_id is None and len(contests) > 1:
            raise BadInput(
                f"{folder}: option {option.option_id} of contest {option.contest_id} has no party code; "
                "transfers over several contests need one for each."
            )
    standing = {
        contest: tuple(option.party_id or option.option_id for option in options if option.contest_id == contest)
        for contest in contests
    }
    names = {option.option_id: option.names for option in options if option.party_id is None and option.names != NO_NAMES}
    return _Round(stations, standing, names)


def _joined(before: _Station, after: _Station) -> int:
    """By how many the list grew between the votes."""
    return (after.registered or 0) - (before.registered or 0)


def _before(before: _Station, after: _Station) -> dict[str, int]:
    return {**before.votes, ABSTENTION: (before.rest or 0) + max(0, _joined(before, after))}


def _after(before: _Station, after: _Station) -> dict[str, int]:
    return {**after.votes, HOME: (after.rest or 0) + max(0, -_joined(before, after))}


def _codes(rows: Any, last: str) -> tuple[str, ...]:
    """Every code of the rows in the order of codes, with the one for those without a vote at the end."""
    return (*sorted({code for row in rows for code in row} - {last}, key=code_order), last)


def _kept(counts: Counts, codes: tuple[str, ...], least: Fraction, last: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes with the small ones as `others`, and the small ones; a single small one stays by itself."""
    sums = dict(zip(codes, (int(number) for number in counts.sum(0)), strict=True))
    small = tuple(code for code in codes if code != last and sums[code] < least * sum(sums.values()))
    if len(small) < 2:
        return codes, ()
    return (*(code for code in codes if code not in small and code != last), OTHERS, last), small


def _added(counts: Counts | Flags, codes: tuple[str, ...], kept: tuple[str, ...]) -> Counts:
    """The columns of the kept codes; those of all others added up under `others`."""
    return np.stack(
        [
            counts[:, [place for place, own in enumerate(codes) if own == code or (code == OTHERS and own not in kept)]].sum(1)
            for code in kept
        ],
        axis=1,
    )
