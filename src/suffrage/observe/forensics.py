"""Which stations deserve a second look, and why: a ranked list of reasons, never a verdict.

Two families of p-values, each with its own control, and scores without one:

- *of the whole election* (whole percentages, last digits, pairs at the end): Holm's step-down procedure (Scandinavian Journal
  of Statistics 6 (1979) 65–70): the chance of a single false one among them is at most 5 %.
- *of stations and areas* (copied sheets, rounded figures): Benjamini and Hochberg's procedure (Journal of the Royal Statistical
  Society B 57 (1995) 289–300) over all of them together: of those named, at most 5 % are expected to be false.
- *scores* (fingerprint, neighbours, past, invalid, swapped, transfers): no valid p-value, so that none is made up; each has a
  cut, stated in its file, at which about one honest election in twenty of normal figures has a station beyond it.

The order of the list: first stations with a controlled p-value, then by how many indicators name a station, then by its largest
score.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from suffrage.model.base import FrozenDict
from suffrage.observe.indicators import (
    copied,
    fingerprint,
    invalid,
    last_digits,
    neighbours,
    second_digits,
    swapped,
    transfers,
    whole_percentages,
)
from suffrage.observe.indicators.fingerprint import Fingerprint
from suffrage.observe.signs import Code, Sign, sheet_of
from suffrage.observe.stations import Stations

LEVEL = 0.05
ELECTION_WIDE: frozenset[Code] = frozenset({"whole-percentages", "last-digits", "digit-pairs"})
SHOWN_ANYWAY: frozenset[Code] = frozenset({"second-digits"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in the report: the indicator, its p-value as it is and as controlled (None: a score), and what its sentence says."""

    code: Code
    p: float | None
    controlled: float | None
    score: float
    operands: Mapping[str, int | str | Fraction]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A station to look at, by its codes, with its reasons, the strongest first."""

    contest_id: str
    station_id: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Forensics:
    """The report: `looked_at` of `stations` had whole figures; reasons of the whole election, named (`election`) and not (`clear`).

    `tests`: how many p-values of stations and areas were controlled together.
    """

    stations: int
    looked_at: int
    election: tuple[Reason, ...]
    clear: tuple[Reason, ...]
    suspects: tuple[Suspect, ...]
    tests: int
    picture: Fingerprint


def forensics(
    stations: Stations,
    *,
    past: Stations | None = None,
    first_round: Stations | None = None,
    seed: int = 1,
    simulations: int = 999,
    progress: Callable[[str], None] | None = None,
) -> Forensics:
    """Run every indicator. `past`: an earlier election in the same stations · `first_round`: of the same one, before a second."""
    sheet = sheet_of(stations)
    if progress:
        progress("forensics")
    signs = [
        *whole_percentages.find(sheet, seed, simulations),
        *last_digits.find(sheet, seed, simulations),
        *second_digits.find(sheet),
        *fingerprint.find(sheet),
        *neighbours.find(sheet, sheet_of(past) if past else None),
        *invalid.find(sheet),
        *copied.find(sheet),
        *swapped.find(sheet),
        *(transfers.find(sheet, sheet_of(first_round)) if first_round else ()),
    ]
    wide = [sign for sign in signs if sign.code in ELECTION_WIDE]
    local = [sign for sign in signs if sign.p is not None and sign.code not in ELECTION_WIDE]
    # Copied sheets were looked for in every station, found or not: each counts as a test, those not found with p = 1.
    tests = len(local) + len(sheet.places) - sum(len(sign.places) for sign in local if sign.code == "copied")
    named = dict(zip(map(id, wide), holm([sign.p or 0.0 for sign in wide]), strict=True))
    named |= dict(zip(map(id, local), benjamini_hochberg([sign.p or 0.0 for sign in local], tests), strict=True))
    reasons = [(sign, _reason(sign, named.get(id(sign)))) for sign in signs]
    election = [reason for sign, reason in reasons if sign.code in ELECTION_WIDE]
    kept = [(sign, reason) for sign, reason in reasons if sign.places and sign.code not in ELECTION_WIDE and _holds(reason)]
    return Forensics(
        stations=len(stations.codes),
        looked_at=len(sheet.places),
        election=tuple(reason for reason in election if _holds(reason)),
        clear=tuple(reason for reason in election if not _holds(reason))
        + tuple(reason for sign, reason in reasons if sign.code in SHOWN_ANYWAY),
        suspects=_ranked(stations, kept),
        tests=tests,
        picture=fingerprint.fingerprint(sheet),
    )


def holm(values: list[float]) -> list[float]:
    """P-values controlled by Holm's step-down procedure.

    >>> [round(value, 10) for value in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(values, kind="stable")
    found, before = [0.0] * len(values), 0.0
    for at, place in enumerate(order.tolist()):
        before = max(before, min(1.0, (len(values) - at) * values[place]))
        found[place] = before
    return found


def benjamini_hochberg(values: list[float], tests: int | None = None) -> list[float]:
    """P-values controlled by Benjamini and Hochberg's procedure; `tests`: how many there are, the others being 1.

    >>> [round(value, 10) for value in benjamini_hochberg([0.01, 0.04, 0.03], 4)]
    [0.04, 0.0533333333, 0.0533333333]
    """
    number = max(len(values), tests or 0)
    order = np.argsort(values, kind="stable")[::-1]
    found, before = [0.0] * len(values), 1.0
    for at, place in enumerate(order.tolist()):
        before = min(before, values[place] * number / (len(values) - at))
        found[place] = before
    return found


def _reason(sign: Sign, controlled: float | None) -> Reason:
    return Reason(sign.code, sign.p, controlled, sign.score, FrozenDict(sign.operands))


def _holds(reason: Reason) -> bool:
    return reason.score > 1 if reason.controlled is None else reason.controlled <= LEVEL


def _ranked(stations: Stations, kept: list[tuple[Sign, Reason]]) -> tuple[Suspect, ...]:
    by_place: dict[int, list[Reason]] = {}
    for sign, reason in kept:
        for place in sign.places:
            by_place.setdefault(place, []).append(reason)
    strongest = {place: sorted(own, key=_strength) for place, own in by_place.items()}
    order = sorted(
        strongest,
        key=lambda place: (
            not any(reason.controlled is not None for reason in strongest[place]),
            -len({reason.code for reason in strongest[place]}),
            _strength(strongest[place][0]),
            place,
        ),
    )
    return tuple(
        Suspect(stations.contests[stations.contest_of[place]].contest_id, stations.codes[place], tuple(strongest[place]))
        for place in order
    )


def _strength(reason: Reason) -> tuple[float, float]:
    """Smaller is stronger: controlled p-values first, then scores."""
    return (1.0 if reason.controlled is None else reason.controlled, -reason.score)


def without_scores(found: Forensics) -> Forensics:
    """The same report with the stations alone that have a controlled p-value."""
    kept = tuple(own for own in found.suspects if any(reason.controlled is not None for reason in own.reasons))
    return replace(found, suspects=kept)
