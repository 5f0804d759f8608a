"""The figures of a sample, station by station, and how they are added up by what was drawn."""

from dataclasses import dataclass

import numpy as np

from suffrage.observe.design import Layout
from suffrage.observe.ratios import UnitSums, joined
from suffrage.observe.reports import Observed
from suffrage.observe.stations import NOT_KNOWN, Counts, Flags, Reals, Stations


@dataclass(frozen=True, eq=False)
class SampleFigures:
    """The sample of some contests: per station drawn its stratum, unit and figures, ready to be added up by unit."""

    stratum: Counts
    unit: Counts
    inside: Counts
    votes: Reals
    voters: Counts
    registered: Counts
    usable: Flags
    sizes: Counts
    names: tuple[str, ...]
    clustered: bool

    def units(self, columns: Reals, chosen: Flags) -> tuple[UnitSums, tuple[str, ...]] | None:
        """The columns added up by unit over the chosen stations, small strata joined; None where no unit is left.

        Of a cluster in which only some stations were seen, those stand for the others.
        """
        if not chosen.any():
            return None
        units, number = np.unique(self.unit[chosen], return_inverse=True)
        have = np.bincount(number)
        first = np.zeros(len(units), dtype=np.int64)
        places = np.flatnonzero(chosen)
        first[number[::-1]] = places[::-1]
        expand = self.inside[first] / have
        sums = np.stack([np.bincount(number, weights=column) for column in columns[chosen].T], axis=1) * expand[:, None]
        stratum = self.stratum[first]
        group = joined(self.sizes, np.bincount(stratum, minlength=len(self.sizes)))
        merged = np.bincount(group, minlength=int(group.max()) + 1) > 1
        sizes = np.bincount(group, weights=self.sizes).astype(np.int64)
        whole = not self.clustered or bool((have == self.inside[first]).all())
        names = tuple(name for name, own in zip(self.names, group, strict=True) if merged[own])
        return UnitSums(group[stratum], sums, sizes, whole), names


def sample_figures(stations: Stations, layout: Layout, seen: Observed, contest: int | None) -> SampleFigures:
    """The sample of one contest (by its place), or of all of them (None)."""
    mine = np.ones(len(seen.places), np.bool_) if contest is None else stations.contest_of[seen.places] == contest
    codes = {c.contest_id for c in stations.contests} if contest is None else {stations.contests[contest].contest_id}
    strata = [number for number, stratum in enumerate(layout.design.strata) if stratum.contest_id in codes]
    first = strata[0] if strata else 0
    places = seen.places[mine]
    unit = layout.unit[places]
    figures = seen.figures.part(mine)
    listed = np.where(figures.registered == NOT_KNOWN, stations.official.registered[places], figures.registered)
    return SampleFigures(
        stratum=layout.stratum[places] - first,
        unit=unit,
        inside=np.bincount(layout.unit, minlength=len(layout.unit_codes))[unit],
        votes=figures.votes.astype(np.float64),
        voters=figures.voters,
        registered=listed,
        usable=seen.usable[mine],
        sizes=layout.sizes[strata],
        names=tuple(layout.design.strata[number].name for number in strata),
        clustered=layout.design.cluster is not None,
    )
