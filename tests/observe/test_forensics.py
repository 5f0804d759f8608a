"""Forensics: silent on clean elections as often as stated, and loud on what is planted. Full size: `benchmarks/observe.py`."""

from collections import Counter
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.observe import elections as made
from tests.observe.made import communes, stations_of

from suffrage.generate import generate
from suffrage.observe.distributions import binomial_at_least
from suffrage.observe.forensics import benjamini_hochberg, forensics, holm, without_scores
from suffrage.observe.indicators import copied, last_digits, neighbours, second_digits, whole_percentages
from suffrage.observe.signs import group_medians, sheet_of
from suffrage.observe.stations import NOT_KNOWN, read_stations

PLANTED = np.arange(0, 400, 20)


def named(found, code):
    return {own.station_id for own in found.suspects if code in {reason.code for reason in own.reasons}}


def codes(stations, chosen):
    return {stations.codes[place] for place in chosen}


class TestPlanted:
    def test_ballot_stuffing(self):
        stations = made.stuffed(made.clean(5), PLANTED, 0.8)
        found = forensics(stations, simulations=99)
        assert named(found, "unlike-neighbours") == codes(stations, PLANTED)
        assert {own.station_id for own in found.suspects[:20]} == codes(stations, PLANTED)

    def test_sheets_of_everyone_for_one(self):
        stations = made.clean(6)
        votes = stations.official.votes.copy()
        votes[PLANTED] = 0
        votes[PLANTED, 0] = stations.official.registered[PLANTED] - stations.official.null[PLANTED]
        stations = made.changed(stations, votes)
        found = forensics(stations, simulations=99)
        assert named(found, "fingerprint") == codes(stations, PLANTED)
        assert found.picture.in_corner == 20
        assert found.picture.counts[49, 49] == 20

    def test_exchanged_lines(self):
        stations = made.exchanged(made.clean(5), PLANTED)
        found = forensics(stations, simulations=99)
        assert named(found, "swapped") == codes(stations, PLANTED)
        (operands,) = {
            reason.operands["option"] for own in found.suspects for reason in own.reasons if reason.code == "swapped"
        }
        assert operands == "1"

    def test_copied_sheets(self):
        stations = made.copied(made.clean(5), PLANTED[1:], 0)
        found = without_scores(forensics(stations, simulations=99))
        assert named(found, "copied") == codes(stations, PLANTED)
        assert {own.station_id for own in found.suspects[:20]} == codes(stations, PLANTED)

    def test_rounded_figures(self):
        stations = made.rounded(made.clean(5), np.arange(40))
        found = forensics(stations, simulations=99)
        assert codes(stations, np.arange(40)) <= named(found, "rounded")
        scattered = made.rounded(made.clean(5, options=6), PLANTED)
        assert len(named(forensics(scattered, simulations=99), "rounded") & codes(scattered, PLANTED)) >= 15

    def test_results_made_up_from_percentages(self):
        stations = made.by_percentage(made.clean(5), np.arange(0, 400, 4))
        (reason,) = (own for own in forensics(stations, simulations=199).election if own.code == "whole-percentages")
        assert reason.operands["what"] == "share"
        assert reason.operands["seen"] > 1.6 * reason.operands["expected"]

    def test_numbers_as_people_make_them_up(self):
        stations = made.made_up(made.clean(5), np.arange(0, 400, 2))
        found = forensics(stations, simulations=199)
        assert "digit-pairs" in {reason.code for reason in found.election}

    def test_spoilt_papers(self):
        stations = made.clean(5)
        votes, null = stations.official.votes.copy(), stations.official.null.copy()
        taken = votes[PLANTED, 1] // 2
        votes[PLANTED, 1] -= taken
        null[PLANTED] += taken
        stations = made.changed(stations, votes, null=null)
        assert named(forensics(stations, simulations=99), "invalid") >= codes(stations, PLANTED)

    def test_unlike_its_own_past(self):
        past, now = made.clean(5), made.clean(5)
        random = np.random.default_rng(7)
        again = np.array([random.multinomial(own.sum(), (own + 1) / (own + 1).sum()) for own in past.official.votes])
        now = made.stuffed(made.changed(now, again, voters=None), PLANTED, 0.5)
        found = forensics(now, past=past, simulations=99)
        assert named(found, "unlike-past") >= codes(now, PLANTED)
        assert len(named(found, "unlike-past")) <= 24

    def test_round_to_round(self):
        first = made.clean(5)
        second_votes = first.official.votes.copy()
        second_votes[:, 2:] = 0
        crossed = second_votes.copy()
        crossed[7] = [0, first.official.registered[7] - first.official.null[7], 0, 0]
        second = stations_of(
            crossed[:, :2],
            registered=first.official.registered,
            voters=crossed.sum(axis=1) + first.official.null,
            null=first.official.null,
            areas=first.levels["commune"],
        )
        found = forensics(second, first_round=first, simulations=99)
        assert named(found, "impossible-transfers") == codes(first, [7])
        (reason,) = (reason for own in found.suspects for reason in own.reasons if reason.code == "impossible-transfers")
        assert (reason.operands["what"], reason.operands["of"]) == ("left", int(first.official.votes[7, 0]))


class TestClean:
    @pytest.fixture(scope="class")
    @staticmethod
    def thirty():
        """What thirty clean elections of 400 stations give."""
        return [forensics(made.clean(100 + seed), simulations=99) for seed in range(30)]

    def test_the_whole_election_is_named_at_most_as_often_as_stated(self, thirty):
        # 5 % of 30 are 1.5; six or more would happen once in 250 times.
        assert sum(bool(found.election) for found in thirty) <= 5

    def test_few_stations_are_named(self, thirty):
        rates = Counter(code for found in thirty for code in {r.code for own in found.suspects for r in own.reasons})
        assert all(number <= 7 for number in rates.values()), rates
        assert sum(len(found.suspects) for found in thirty) <= 0.003 * 30 * 400

    def test_generated_cambodian_stations(self, tmp_path):
        generate("kh-2023", tmp_path / "kh", stations=1000)
        found = forensics(read_stations(tmp_path / "kh"), simulations=99)
        assert found.looked_at == 1000
        assert found.election == ()
        assert len(found.suspects) <= 5
        assert "second-digits" in {reason.code for reason in found.clear}

    def test_the_digits_of_the_communes_of_2024(self, shared):
        """Real counts fall off from 100 on, so that small last digits are commoner: that alone must not be odd."""
        digits, pairs = last_digits.find(sheet_of(communes(shared)), simulations=29)[:2]
        assert (digits.code, pairs.code) == ("last-digits", "digit-pairs")
        assert min(digits.p, pairs.p) > 0.05

    def test_the_probability_of_whole_percentages_is_uniform_or_larger(self):
        values = [whole_percentages.find(sheet_of(made.clean(seed)), seed, 99)[0].p for seed in range(60)]
        assert np.mean(np.array(values) <= 0.1) <= 0.2

    def test_it_is_the_same_again(self):
        one, other = (forensics(made.clean(3), simulations=99) for _ in range(2))
        assert one.suspects == other.suspects
        assert one.clear == other.clear


class TestParts:
    @given(some.lists(some.integers(0, 6), min_size=2, max_size=4).filter(any))
    def test_no_shares_make_a_copy_likelier(self, votes):
        whole = sum(votes)
        most = copied.chance_at_most(votes)
        ways = factorial(whole)
        for own in votes:
            ways //= factorial(own)
        random = np.random.default_rng(1)
        for shares in (*random.dirichlet(np.ones(len(votes)), 20), np.array(votes) / whole):
            assert ways * float(np.prod(shares ** np.array(votes))) <= most * (1 + 1e-9)

    def test_whole_percentages_are_exact(self):
        hits, of = np.array([50, 501, 1, 333, 334]), np.array([100, 1000, 3, 1000, 668])
        assert whole_percentages.is_whole(hits, of).tolist() == [True, False, False, False, True]

    @given(some.lists(some.tuples(some.integers(0, 3), some.integers(-5, 5)), min_size=1, max_size=30))
    def test_medians_of_the_others(self, pairs):
        group, values = np.array([one for one, _ in pairs]), np.array([float(two) for _, two in pairs])
        found = group_medians(values, group)
        for at in range(len(pairs)):
            others = [values[k] for k in range(len(pairs)) if k != at and group[k] == group[at]]
            assert found[at] == (np.median(others) if others else values[at])

    def test_robust_distances_see_a_quarter_of_bad_stations(self):
        random = np.random.default_rng(2)
        figures = random.normal(0, 1, (400, 2))
        figures[:80] += 8
        own = neighbours.distances(figures)
        assert own[:80].min() > 3 * own[80:].max()

    def test_second_digits_have_no_p_value(self):
        (sign,) = second_digits.find(sheet_of(made.clean(1)))
        assert (sign.p, sign.places) == (None, ())
        assert pytest.approx(4.187, abs=5e-4) == second_digits.EXPECTED
        assert second_digits.find(sheet_of(stations_of([[1, 2]] * 3, registered=[9] * 3))) == []

    @given(some.lists(some.floats(0, 1), min_size=1, max_size=8))
    def test_controlled_values_are_no_smaller_and_keep_their_order(self, values):
        for control in (holm, benjamini_hochberg):
            found = control(values)
            assert all(after >= before - 1e-15 for before, after in zip(values, found, strict=True))
            assert [found[at] for at in np.argsort(values, kind="stable")] == sorted(found)

    def test_figures_that_are_not_whole_are_left_out(self):
        stations = made.clean(1, stations=40, areas=4)
        stations.official.votes[3, 1] = NOT_KNOWN
        stations.official.registered[5] = 10
        found = forensics(stations, simulations=9)
        assert (found.stations, found.looked_at) == (40, 38)

    def test_hardly_any_station(self):
        assert forensics(made.clean(1, stations=4, areas=2), simulations=9).suspects == ()
        assert binomial_at_least(2, 4, 0.5) == pytest.approx(sum(comb(4, k) for k in (2, 3, 4)) / 16)
