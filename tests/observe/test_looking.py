"""Many looks at one quick count: the intervals of all of them hold together, and what that costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.observe.looks import LEVEL, missed_by_looks
from tests.observe.made import stations_of

from suffrage.model import BadInput
from suffrage.observe.design import allocated, lay_out, with_sizes
from suffrage.observe.drawing import draw
from suffrage.observe.looking import MOST_REPLICATES, level_of_look, replicates_for
from suffrage.observe.quickcount import arrivals, quick_count
from suffrage.observe.reports import Reports


@given(some.sets(some.integers(1, 300), min_size=1, max_size=40), some.floats(0.5, 0.999))
def test_no_more_is_spent_than_there_is(looks, level):
    order, spent = sorted(looks), 0.0
    for place, now in enumerate(order):
        own = level_of_look(level, order[:place], now, 300)
        assert level < own < 1 or (len(order) == 1 and now == 300)
        spent += 1 - own
    assert spent <= (1 - level) * (1 + 1e-9)
    assert spent == pytest.approx((1 - level) * (order[-1] / 300) ** 2)


def test_the_last_of_ten_looks():
    assert level_of_look(LEVEL, range(10, 100, 10), 100, 100) == pytest.approx(0.9905)
    assert level_of_look(LEVEL, [], 100, 100) == pytest.approx(LEVEL)


@pytest.mark.parametrize(
    ("before", "now", "of"), [([50], 50, 100), ([60], 50, 100), ([0], 50, 100), ([], 0, 9), ([100], 110, 100)]
)
def test_looks_that_are_none(before, now, of):
    with pytest.raises(BadInput, match="more reports than at the one before"):
        level_of_look(LEVEL, before, now, of)


def test_rare_ends_want_more_replicates():
    assert (replicates_for(0.95, 1000), replicates_for(0.99, 1000), replicates_for(0.9999, 1000)) == (
        1000,
        2000,
        MOST_REPLICATES,
    )


def test_all_looks_hold_together_and_would_not_without():
    alone, together, wider = missed_by_looks(600)
    assert together <= 0.05
    assert alone > 0.1
    assert 1 < wider < 1.5


def test_a_look_knows_the_ones_before():
    random = np.random.default_rng(3)
    votes = random.multinomial(300, [0.5, 0.3, 0.2], 200)
    stations = stations_of(votes, registered=np.full(200, 500), voters=np.full(200, 310))
    layout = lay_out(stations)
    layout = with_sizes(layout, allocated(layout, stations, 60))
    sample = draw(stations, layout, "4163524163524163524163524")
    items = {
        key: {code: int(n) for code, n in zip(stations.options, stations.official.votes[stations.place_of[key]], strict=True)}
        for key in sample.stations
    }
    series = dict(arrivals(stations, layout, sample, Reports(items), every=20, together=True))
    assert [found.looked_at for found in series.values()] == [(), (20,), (20, 40)]
    assert {found.together for found in series.values()} == {LEVEL}
    last = quick_count(stations, layout, sample, Reports(items), looked_at=[20, 40])
    assert last.level == pytest.approx(1 - 0.05 * (1 - 4 / 9))
    alone = quick_count(stations, layout, sample, Reports(items))
    assert (alone.level, alone.together) == (LEVEL, None)
    for wide, narrow in zip(last.contests[0].shares, alone.contests[0].shares, strict=True):
        assert wide.interval[0] < narrow.interval[0] < narrow.interval[1] < wide.interval[1]
