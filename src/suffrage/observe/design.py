"""The design of a sample: strata, what is drawn in each, and how many.

A stratum is a contest, or one area of a chosen level inside it, or one size class of that. Size classes hold about as many
registered each, the largest stations in class 1: where stations are of very unequal size (French communes), the largest are
then all taken. What is drawn are stations, or whole areas of a lower level (clusters), of which all stations or some are
observed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from suffrage.model import BadInput
from suffrage.observe.stations import NOT_KNOWN, Counts, Stations

FEWEST = 2
"""Units of each stratum, where it has so many: one alone says nothing about the others."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A stratum: its contest, its area and size class (`""` and 0 without), its units, and how many are drawn."""

    contest_id: str
    area_id: str
    size_class: int
    units: int
    drawn: int = 0

    @property
    def name(self) -> str:
        """Its name in files and in the draw."""
        return "/".join(filter(None, [self.contest_id, self.area_id, str(self.size_class or "")]))


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample is drawn.

    `level`: the level of area that makes strata · `size_classes`: into how many each is cut · `cluster`: the level of area that is
    drawn as a whole (None: stations) · `per_cluster`: how many stations of a drawn cluster are observed (None: all).
    """

    election_id: str
    round: int
    strata: tuple[Stratum, ...]
    level: str | None = None
    size_classes: int = 1
    cluster: str | None = None
    per_cluster: int | None = None

    @property
    def drawn(self) -> int:
        """Units drawn in all."""
        return sum(stratum.drawn for stratum in self.strata)


@dataclass(frozen=True, eq=False)
class Layout:
    """Where each station belongs: `stratum` (S) is a place in the strata, `unit` (S) the number of what is drawn, `unit_codes`."""

    design: Design
    stratum: Counts
    unit: Counts
    unit_codes: tuple[str, ...]
    unit_stratum: Counts

    @property
    def sizes(self) -> Counts:
        """Units of each stratum."""
        return np.array([stratum.units for stratum in self.design.strata], dtype=np.int64)


def lay_out(
    stations: Stations,
    *,
    level: str | None = None,
    size_classes: int = 1,
    cluster: str | None = None,
    per_cluster: int | None = None,
) -> Layout:
    """The strata and units of a design in which nothing is drawn yet.

    `BadInput`: a level that is not there, a number below 1, size classes without registered voters, or a cluster in two strata.
    """
    if size_classes < 1 or (per_cluster is not None and per_cluster < 1):
        raise BadInput("A sample has 1 or more size classes, and 1 or more stations of each cluster.")
    if not stations.codes:
        raise BadInput("There is no polling station from which a sample could be drawn.")
    areas, unit, codes = stations.areas(level), *_units(stations, cluster)
    classes = _size_classes(stations, areas, unit, size_classes)
    keys = np.stack([stations.contest_of, areas, classes], axis=1)
    distinct, stratum = np.unique(keys, axis=0, return_inverse=True)
    unit_stratum = np.zeros(len(codes), dtype=np.int64)
    unit_stratum[unit] = stratum
    if (unit_stratum[unit] != stratum).any():
        raise BadInput(f"An area of the level {cluster!r} lies in several strata; draw areas of a lower level, or stations.")
    sizes = np.bincount(unit_stratum, minlength=len(distinct))
    named = _area_names(stations, level, stratum, len(distinct))
    strata = tuple(
        Stratum(stations.contests[key[0]].contest_id, named[place], int(key[2]), int(sizes[place]))
        for place, key in enumerate(distinct)
    )
    design = Design(stations.election_id, stations.round, strata, level, size_classes, cluster, per_cluster)
    return Layout(design, stratum.astype(np.int64), unit, codes, unit_stratum)


def lay_out_again(stations: Stations, design: Design) -> Layout:
    """The layout of a design that was written down. `BadInput`: these are not the stations that it was made for."""
    layout = lay_out(
        stations,
        level=design.level,
        size_classes=design.size_classes,
        cluster=design.cluster,
        per_cluster=design.per_cluster,
    )
    bare = tuple(replace(stratum, drawn=0) for stratum in design.strata)
    if bare != layout.design.strata or (design.election_id, design.round) != (stations.election_id, stations.round):
        raise BadInput(
            f"The design was made for other stations than those of {stations.election_id}, round {stations.round}: strata differ; "
            "give the folder from which it was made."
        )
    return replace(layout, design=design)


def with_sizes(layout: Layout, drawn: Mapping[str, int] | Counts) -> Layout:
    """The layout with so many units drawn in each stratum (by name, or in their order)."""
    numbers = [drawn[s.name] for s in layout.design.strata] if isinstance(drawn, Mapping) else [int(number) for number in drawn]
    strata = tuple(replace(s, drawn=min(n, s.units)) for s, n in zip(layout.design.strata, numbers, strict=True))
    return replace(layout, design=replace(layout.design, strata=strata))


def allocated(layout: Layout, stations: Stations, number: int, contest: int | None = None) -> Counts:
    """Share `number` units out among the strata (of one contest) in proportion to their registered; at least two of each.

    With size classes, which hold equal numbers of registered, that gives many of the few large units and few of the many small
    ones. Where a stratum has fewer units than its part, it is taken whole and the others have the rest.
    """
    sizes = layout.sizes
    registered = np.where(stations.official.registered == NOT_KNOWN, 1, stations.official.registered)
    weights = np.bincount(layout.stratum, weights=registered, minlength=len(sizes)).astype(np.float64)
    weights = np.maximum(weights, 1e-9)
    inside = np.ones(len(sizes), np.bool_)
    if contest is not None:
        code = stations.contests[contest].contest_id
        inside = np.array([stratum.contest_id == code for stratum in layout.design.strata])
    least = np.where(inside, np.minimum(sizes, FEWEST), 0)
    given, left = least.astype(np.float64), float(number - least.sum())
    while left > 1e-9 and (open_ := inside & (given < sizes)).any():
        part = np.where(open_, left * weights / weights[open_].sum(), 0)
        taken = np.minimum(part, sizes - given)
        given, left = given + taken, left - float(taken.sum())
    whole = np.floor(given + 1e-9).astype(np.int64)
    short = min(max(number, int(least.sum())), int(sizes[inside].sum())) - int(whole.sum())
    order = np.argsort(np.where(whole < sizes, whole - given, 1.0), kind="stable")
    whole[order[: max(short, 0)]] += 1
    return np.minimum(whole, sizes)


def _units(stations: Stations, cluster: str | None) -> tuple[Counts, tuple[str, ...]]:
    """The number of the unit of each station, and the units' codes."""
    if cluster is None:
        return np.arange(len(stations.codes)), stations.codes
    areas = stations.areas(cluster)
    keys = np.stack([stations.contest_of, areas], axis=1)
    _, first, unit = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return unit.astype(np.int64), tuple(stations.levels[cluster][place] for place in first)


def _size_classes(stations: Stations, areas: Counts, unit: Counts, number: int) -> Counts:
    """The size class of each station's unit: 0 without classes, otherwise 1 (the largest units) to `number`."""
    if number == 1:
        return np.zeros(len(stations.codes), dtype=np.int64)
    registered = stations.official.registered
    if (registered == NOT_KNOWN).any():
        raise BadInput("Size classes need the registered voters of every station; give them, or make no classes.")
    sizes = np.bincount(unit, weights=registered).astype(np.int64)
    first = np.zeros(len(sizes), dtype=np.int64)
    first[unit[::-1]] = np.arange(len(unit))[::-1]
    group = np.unique(np.stack([stations.contest_of, areas], axis=1), axis=0, return_inverse=True)[1][first]
    # Largest first; equals in the order of their codes.
    order = np.lexsort((first, -sizes, group))
    running = np.cumsum(sizes[order])
    starts = np.concatenate([[True], np.diff(group[order]) > 0])
    before = np.maximum.accumulate(np.where(starts, running - sizes[order], 0))
    whole = np.maximum(np.bincount(group, weights=sizes), 1)[group[order]]
    classes = np.zeros(len(sizes), dtype=np.int64)
    middle = running - before - sizes[order] / 2
    classes[order] = np.minimum(number, 1 + np.floor(middle * number / whole)).astype(np.int64)
    return classes[unit]


def _area_names(stations: Stations, level: str | None, stratum: Counts, number: int) -> list[str]:
    if level is None:
        return [""] * number
    first = np.zeros(number, dtype=np.int64)
    first[stratum[::-1]] = np.arange(len(stratum))[::-1]
    return [stations.levels[level][place] for place in first.tolist()]
