"""Intervals of quick counts held to what they say, over repeated samples, and how a number of seats is counted that is in doubt."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.observe.made import Population, closest, communes, coverage

from suffrage import law
from suffrage.generate import generate
from suffrage.observe.design import lay_out
from suffrage.observe.ratios import UnitSums
from suffrage.observe.seats import part_inside, seat_chances, seat_intervals
from suffrage.observe.stations import read_stations

CAMBODIA = law.at("kh.national-assembly", date(2023, 7, 23))
EUROPE = law.at("fr.european-parliament", date(2024, 6, 9))


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """2,000 generated Cambodian stations."""
    folder = tmp_path_factory.mktemp("generated") / "kh"
    generate("kh-2023", folder, stations=2000)
    return read_stations(folder)


@pytest.fixture(scope="module")
def france(shared):
    return communes(shared)


class TestCoverage:
    """Full size in `python -m benchmarks --only observe`; here the bounds leave room for the few samples' own chance."""

    def test_the_communes_of_2024(self, france):
        place = Population(france, lay_out(france, size_classes=20), 1000, EUROPE)
        found = coverage(place, samples=120, houses=range(61, 102, 10), replicates=100)
        assert found["votes"] == pytest.approx(0.95, abs=0.02)
        assert found["small"] == pytest.approx(0.945, abs=0.02)
        assert found["turnout"] == pytest.approx(0.95, abs=0.06)
        assert found["claims"] == pytest.approx(0.95, abs=0.03)
        assert found["doubt"] == pytest.approx(0.95, abs=0.03)
        assert found["doubtful"] > 0.3
        assert min(found["seats"], found["sure"]) >= 0.97
        assert found["safe"] <= 0.025

    def test_generated_stations(self, generated):
        found = coverage(Population(generated, lay_out(generated), 40, CAMBODIA, 11), samples=400, houses=range(3, 33))
        assert found["votes"] == pytest.approx(0.95, abs=0.02)
        assert found["small"] == pytest.approx(0.95, abs=0.02)
        assert found["turnout"] == pytest.approx(0.95, abs=0.035)
        assert found["claims"] == pytest.approx(0.95, abs=0.03)
        assert found["doubt"] == pytest.approx(0.95, abs=0.03)
        assert min(found["seats"], found["sure"]) >= 0.97
        assert found["safe"] <= 0.025

    def test_a_last_seat_that_hangs_by_a_hair(self, generated):
        """The hardest case for "safe": as many seats as make the last one nearly a tie. Six in a hundred would be beyond chance."""
        margin, contest, seats = closest(generated)
        assert margin < 0.002
        place = Population(generated, lay_out(generated), 40, CAMBODIA, contest)
        found = coverage(place, samples=300, houses=[seats])
        assert found["seats"] >= 0.94
        assert found["claims"] == pytest.approx(0.95, abs=0.04)
        assert found["safe"] <= 0.05


class TestChances:
    @given(some.lists(some.floats(0.01, 1), min_size=1, max_size=6), some.sampled_from([0.5, 0.9, 0.95]))
    def test_the_parts_inside_hold_just_the_level(self, weights, level):
        chances = {at: weight / sum(weights) for at, weight in enumerate(weights)}
        parts = {seats: part_inside(chances, seats, level) for seats in chances}
        assert sum(parts[seats] * chances[seats] for seats in chances) == pytest.approx(level)
        assert all(-1e-9 <= part <= 1 + 1e-9 for part in parts.values())
        assert part_inside(chances, 99, level) == 0

    def test_what_is_printed_is_what_has_a_part(self):
        low = np.random.default_rng(4).binomial(9, [0.2, 0.5], (1000, 2))
        for (first, last), chances in zip(seat_intervals(low, low, 0.95), seat_chances(low, low), strict=True):
            inside = [seats for seats in chances if part_inside(chances, seats, 0.95) > 0]
            assert (first, last) == (min(inside), max(inside))


def test_a_list_that_the_sample_hardly_holds_has_no_narrow_interval():
    """Two strata of equal size, the list seen in one of them alone: the other counts for half of what chance would give there."""
    first = [[own, 100 - own] for own in (4, 6, 5, 5)]
    sums = np.array([*first, *[[0, 100]] * 4], dtype=float)
    units = UnitSums(np.repeat([0, 1], 4), np.column_stack([sums, sums.sum(axis=1)]), np.array([400, 400]))
    shares, covariance = units.ratios(slice(0, 1), 2)
    floor = (400 * 400 * 0.99 / 4) * shares[0] * (1 - shares[0]) * 100 / 2 / units.totals[2] ** 2
    (variance,) = units.share_variances(slice(0, 1), 2)
    assert variance > 1.5 * covariance[0, 0]
    assert variance == pytest.approx(2 * floor)
    assert units.share_variances(slice(2, 3), 2) == pytest.approx([0])
