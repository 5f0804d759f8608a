"""The draw, which a person can follow by hand, and the seal: what is drawn is fixed before election day and shown after it.

Every unit has a ticket: the SHA-256 of the seed, the name of its stratum and its own code, each on a line of its own, in UTF-8
(normal form C). A stratum's sample are the units with the smallest tickets. No generator of random numbers, no order of rows,
no library has a part in it. A sample of d stations of a cluster are, in the same way, those with the smallest tickets in it.

The seal is the SHA-256 of the file that holds seed, design and list. It is published before the day; the file is opened after
it. Whoever has both can check the seal and draw again. A seed that could be guessed would give the list away, so that a short
one is refused.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from unicodedata import normalize

import numpy as np

from suffrage.model import BadInput
from suffrage.observe.design import Design, Layout, Stratum
from suffrage.observe.stations import Stations

SHORTEST_SEED = 25
"""Characters of a seed: 25 dice are 64 bits."""
FORMAT = "suffrage-sample/1"


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn: the design, the seed, and (contest, station) of every station to observe, in the order of stratum and ticket."""

    design: Design
    seed: str
    stations: tuple[tuple[str, str], ...]

    def file(self) -> bytes:
        """The file that is sealed: JSON in one fixed form."""
        content = {"format": FORMAT, "seed": self.seed, "design": asdict(self.design), "stations": self.stations}
        return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()

    @property
    def seal(self) -> str:
        """The SHA-256 of the file, to be published before the day."""
        return sha256(self.file()).hexdigest()


def ticket(seed: str, stratum: str, code: str) -> str:
    """The ticket of a unit, in hexadecimal digits; the smallest are drawn.

    >>> ticket("4163", "12", "12.001")[:16]
    '18993972357b6ac2'
    """
    return sha256(normalize("NFC", f"{seed}\n{stratum}\n{code}").encode()).hexdigest()


def draw(stations: Stations, layout: Layout, seed: str) -> Sample:
    """Draw the sample. `BadInput`: the seed is too short to stay secret, or nothing is to be drawn."""
    if len(seed.strip()) < SHORTEST_SEED:
        raise BadInput(
            f"The seed has {len(seed.strip())} characters; throw {SHORTEST_SEED} dice or more, so that nobody can guess the sample."
        )
    if not layout.design.drawn:
        raise BadInput("The design draws no unit; give it a number first (suffrage quickcount design).")
    chosen: list[tuple[str, str]] = []
    by_unit: dict[int, list[int]] = {}
    for place, unit in enumerate(layout.unit.tolist()):
        by_unit.setdefault(unit, []).append(place)
    for number, stratum in enumerate(layout.design.strata):
        units = np.flatnonzero(layout.unit_stratum == number).tolist()
        order = sorted(units, key=lambda unit: ticket(seed, stratum.name, layout.unit_codes[unit]))
        for unit in order[: stratum.drawn]:
            inside = by_unit[unit]
            if layout.design.cluster is not None and layout.design.per_cluster is not None:
                name = f"{stratum.name}/{layout.unit_codes[unit]}"
                inside = sorted(inside, key=lambda place: ticket(seed, name, stations.codes[place]))
                inside = inside[: layout.design.per_cluster]
            chosen += [(stratum.contest_id, stations.codes[place]) for place in inside]
    return Sample(layout.design, seed, tuple(chosen))


def read_design(content: dict[str, Any]) -> Design:
    """A design from its JSON. `BadInput`: it is none."""
    try:
        return Design(**{**content, "strata": tuple(Stratum(**stratum) for stratum in content["strata"])})
    except (KeyError, TypeError) as problem:
        raise BadInput(f"This is not a design of a sample ({problem}); suffrage quickcount design writes one.") from None


def open_sample(data: bytes, seal: str | None = None) -> Sample:
    """The sample in a file. `BadInput`: it is not one, or it does not have the published seal."""
    if seal is not None and sha256(data).hexdigest() != seal.strip().lower():
        raise BadInput(f"The sample's SHA-256 is {sha256(data).hexdigest()}, and not the published one, {seal.strip()}.")
    try:
        content = json.loads(data)
        if content.get("format") != FORMAT:
            raise ValueError(f"the format is {content.get('format')!r}, not {FORMAT!r}")
        stations = tuple((str(contest), str(station)) for contest, station in content["stations"])
        return Sample(read_design(content["design"]), str(content["seed"]), stations)
    except (ValueError, KeyError, AttributeError, TypeError) as problem:
        raise BadInput(f"This file is not a sample: {problem}; suffrage quickcount draw writes one.") from None


def check_sample(stations: Stations, layout: Layout, sample: Sample) -> None:
    """Draw again. `BadInput`: the list is not the one that the seed gives."""
    again = draw(stations, layout, sample.seed).stations
    if again != sample.stations:
        odd = sorted(set(again) ^ set(sample.stations))
        raise BadInput(
            f"The sample is not the one that its seed gives: {len(odd)} stations differ"
            + (f", the first being {odd[0][1]} of contest {odd[0][0]}." if odd else ", in their order alone.")
        )
