"""Quick counts: the draw and its seal, estimates against the textbook formula and the truth, and what cannot be estimated."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.observe.made import stations_of

from suffrage import law
from suffrage.generate import generate
from suffrage.law.methods import highest_averages
from suffrage.model import BadInput
from suffrage.observe.design import allocated, lay_out, lay_out_again, with_sizes
from suffrage.observe.drawing import check_sample, draw, open_sample, ticket
from suffrage.observe.official import compare_official, most_differing
from suffrage.observe.quickcount import arrivals, quick_count
from suffrage.observe.ratios import UnitSums, joined, share_interval
from suffrage.observe.reports import Reports, read_reports
from suffrage.observe.seats import contrasts, fewest_seats, seat_facts, told_by
from suffrage.observe.sizing import sizes_for, units_for_margin, units_for_seats
from suffrage.observe.stations import read_stations

SEED = "4163524163524163524163524"
CAMBODIA = law.at("kh.national-assembly", date(2023, 7, 23))
EUROPE = law.at("fr.european-parliament", date(2024, 6, 9))


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """2,000 generated Cambodian stations."""
    folder = tmp_path_factory.mktemp("generated") / "kh"
    generate("kh-2023", folder, stations=2000)
    return read_stations(folder)


def drawn(stations, number, **how):
    layout = lay_out(stations, **how)
    layout = with_sizes(layout, allocated(layout, stations, number))
    return layout, draw(stations, layout, SEED)


def truth(stations, sample, leave=()):
    items = {}
    for key in sample.stations:
        place = stations.place_of[key]
        own = {code: int(number) for code, number in zip(stations.options, stations.official.votes[place], strict=True)}
        if stations.official.voters[place] >= 0:
            own["voters"] = int(stations.official.voters[place])
        items[key] = own
    return Reports({key: own for key, own in items.items() if key not in leave})


def random_stations(seed=1, number=300, contests=2):
    random = np.random.default_rng(seed)
    registered = random.integers(300, 700, number)
    shares = random.dirichlet([30, 20, 8, 2], number)
    votes = np.array([random.multinomial(int(listed * 0.8), own) for listed, own in zip(registered, shares, strict=True)])
    return stations_of(
        votes,
        registered=registered,
        voters=votes.sum(axis=1) + 5,
        contest_of=np.arange(number) * contests // number,
        areas=np.arange(number) // 10,
    )


class TestDraw:
    def test_a_person_can_do_it_by_hand(self, generated):
        layout, sample = drawn(generated, 200)
        kep = [code for code, contest in zip(generated.codes, generated.contest_of, strict=True) if contest == 22]
        by_hand = sorted(kep, key=lambda code: sha256(f"{SEED}\n23\n{code}".encode()).hexdigest())
        number = layout.design.strata[22].drawn
        assert [station for contest, station in sample.stations if contest == "23"] == by_hand[:number]

    def test_the_seal(self, generated):
        layout, sample = drawn(generated, 200)
        again = open_sample(sample.file(), sample.seal)
        assert again == sample
        check_sample(generated, lay_out_again(generated, again.design), again)
        with pytest.raises(BadInput, match="not the published one"):
            open_sample(sample.file().replace(b"4163", b"4164"), sample.seal)
        forged = open_sample(sample.file().replace(SEED.encode(), b"5" * 25))
        with pytest.raises(BadInput, match="not the one that its seed gives"):
            check_sample(generated, layout, forged)

    def test_bad_files_and_seeds(self, generated):
        layout, _ = drawn(generated, 200)
        with pytest.raises(BadInput, match="throw 25 dice"):
            draw(generated, layout, "4163")
        with pytest.raises(BadInput, match="draws no unit"):
            draw(generated, lay_out(generated), SEED)
        for file in (b"[]", b"{", b'{"format":"suffrage-sample/1"}', b"\xff"):
            with pytest.raises(BadInput, match="not a sample"):
                open_sample(file)
        with pytest.raises(BadInput, match="other stations"):
            lay_out_again(random_stations(), layout.design)

    def test_each_station_is_drawn_as_often_as_any_other(self):
        counts = np.zeros(20)
        for seed in range(2000):
            order = sorted(range(20), key=lambda code: ticket(f"seed {seed}", "01", str(code)))
            counts[order[:5]] += 1
        assert np.abs(counts / 2000 - 0.25).max() < 0.04

    def test_clusters_and_size_classes(self, generated):
        layout, sample = drawn(generated, 120, cluster="commune", per_cluster=2)
        inside = {}
        for contest, station in sample.stations:
            inside.setdefault((contest, station[:6]), []).append(station)
        assert max(map(len, inside.values())) == 2
        assert len(inside) == layout.design.drawn
        classes = lay_out(generated, size_classes=3)
        listed = np.bincount(classes.stratum, weights=generated.official.registered)
        capital = [at for at, own in enumerate(classes.design.strata) if own.contest_id == "12"]
        assert listed[capital] / listed[capital].sum() == pytest.approx([1 / 3] * 3, abs=0.02)

    def test_what_cannot_be_laid_out(self, generated):
        with pytest.raises(BadInput, match="No area has the level"):
            lay_out(generated, level="planet")
        with pytest.raises(BadInput, match="1 or more size classes"):
            lay_out(generated, size_classes=0)
        with pytest.raises(BadInput, match="Size classes need"):
            lay_out(stations_of([[1, 2]] * 4), size_classes=2)
        with pytest.raises(BadInput, match="several strata"):
            lay_out(generated, level="commune", cluster="province")


class TestEstimate:
    def test_the_formula_worked_by_hand(self):
        """Two strata of 4 and 6 units, two seen of each."""
        y, x = np.array([10.0, 14, 30, 20]), np.array([20.0, 24, 50, 40])
        units = UnitSums(np.array([0, 0, 1, 1]), np.stack([y, x], axis=1), np.array([4, 6]))
        ratio = (2 * 24 + 3 * 50) / (2 * 44 + 3 * 90)
        d = y - ratio * x
        variance = (16 * 0.5 * (d[0] - d[1]) ** 2 / 2 / 2 + 36 * (2 / 3) * (d[2] - d[3]) ** 2 / 2 / 2) / (2 * 44 + 3 * 90) ** 2
        found, covariance = units.ratios(slice(0, 1), 1)
        assert found[0] == pytest.approx(ratio)
        assert covariance[0, 0] == pytest.approx(variance)
        assert units.freedom == 2

    def test_the_bootstrap_has_the_same_covariance(self):
        random = np.random.default_rng(3)
        sums = random.integers(1, 100, (24, 3)).astype(float)
        units = UnitSums(np.repeat([0, 1, 2], 8), sums, np.array([8, 20, 60]))
        drawn_totals = units.replicates(40_000, random)
        assert np.cov(drawn_totals.T) == pytest.approx(units.covariance(sums), rel=0.05)
        assert drawn_totals.mean(axis=0) == pytest.approx(units.totals, rel=0.005)

    @given(some.lists(some.tuples(some.integers(1, 9), some.integers(0, 9)), min_size=1, max_size=12))
    def test_the_rule_of_joining(self, strata):
        sizes = np.array([size for size, _ in strata])
        seen = np.array([min(size, had) for size, had in strata])
        group = joined(sizes, seen)
        assert (np.diff(group) >= 0).all()
        assert (np.diff(group) <= 1).all()
        units, had = np.bincount(group, weights=sizes), np.bincount(group, weights=seen)
        if len(units) > 1:
            assert ((had >= 2) | (had == units)).all()

    def test_a_full_count_is_the_result(self):
        stations = random_stations()
        layout, sample = drawn(stations, 300)
        found = quick_count(stations, layout, sample, truth(stations, sample), CAMBODIA)
        for place, contest in enumerate(found.contests):
            votes = stations.official.votes[stations.contest_of == place].sum(axis=0)
            seats = highest_averages(dict(zip(stations.options, votes.tolist(), strict=True)), 10).seats
            assert contest.known_in_full
            assert [own.share for own in contest.shares] == pytest.approx((votes / votes.sum()).tolist())
            assert all(own.interval is None and own.reason is None for own in contest.shares)
            assert {own.code: own.seats for own in contest.seats} == seats
            assert {each.verdict for each in contest.contrasts} == {"safe"}

    def test_missing_stations_widen_the_worst_case_alone(self):
        stations = random_stations()
        layout, sample = drawn(stations, 100)
        whole = quick_count(stations, layout, sample, truth(stations, sample), CAMBODIA).contests[0]
        leave = [key for key in sample.stations if key[0] == "01"][:10]
        some_missing = quick_count(stations, layout, sample, truth(stations, sample, leave), CAMBODIA).contests[0]
        assert (whole.drawn - whole.reported, some_missing.drawn - some_missing.reported) == (0, 10)
        for own, before in zip(some_missing.shares, whole.shares, strict=True):
            assert own.worst[0] < own.interval[0] < own.share < own.interval[1] < own.worst[1]
            assert own.worst[1] - own.worst[0] > 0.1
            assert before.worst == pytest.approx(before.interval)
        for own in some_missing.seats:
            assert sum(chance for _, chance in own.chances) == pytest.approx(1)
            assert sum(chance for seats, chance in own.chances if own.interval[0] <= seats <= own.interval[1]) >= 0.95
            assert own.worst[0] <= own.interval[0] <= own.interval[1] <= own.worst[1]
        assert any(own.worst != own.interval for own in some_missing.seats)

    def test_what_cannot_be_estimated_has_a_reason_and_no_margin(self):
        stations = random_stations(contests=3)
        layout, sample = drawn(stations, 60)
        reports = truth(stations, sample)
        keep = [key for key in reports.items if key[0] == "01"][:1] + [key for key in reports.items if key[0] == "03"]
        found = quick_count(stations, layout, sample, Reports({key: reports.items[key] for key in keep}), CAMBODIA)
        assert [contest.reason for contest in found.contests] == ["too-few-reported", "nothing-reported", None]
        assert found.contests[0].shares == ()
        assert found.parties == ()
        nobody = Reports({key: own | {"4": 0} for key, own in reports.items.items()})
        fourth = quick_count(stations, layout, sample, nobody, CAMBODIA).contests[0].shares[3]
        assert (fourth.share, fourth.interval, fourth.reason) == (0, None, "no-vote-in-sample")

    def test_equal_stations_are_no_margin_of_nothing(self):
        stations = stations_of([[60, 40]] * 40, registered=[120] * 40)
        layout, sample = drawn(stations, 10)
        found = quick_count(stations, layout, sample, truth(stations, sample), CAMBODIA).contests[0]
        assert {own.reason for own in found.shares} == {"too-few-reported"}
        assert {each.verdict for each in found.contrasts} == {"cannot-be-told"}

    def test_arrival_by_arrival(self):
        stations = random_stations()
        layout, sample = drawn(stations, 80)
        series = list(arrivals(stations, layout, sample, truth(stations, sample), CAMBODIA, every=30))
        assert [number for number, _ in series] == [30, 60, 80]
        assert series[-1][1].contests[0].reported + series[-1][1].contests[1].reported == 80

    def test_clusters_observed_in_part(self):
        stations = random_stations()
        layout, sample = drawn(stations, 12, cluster="commune", per_cluster=4)
        found = quick_count(stations, layout, sample, truth(stations, sample), CAMBODIA).contests[0]
        assert not found.known_in_full
        assert found.shares[0].interval[0] < found.shares[0].share < found.shares[0].interval[1]

    def test_the_same_seed_gives_the_same_intervals(self):
        stations = random_stations()
        layout, sample = drawn(stations, 40)
        one, other = (quick_count(stations, layout, sample, truth(stations, sample), CAMBODIA) for _ in range(2))
        assert one == other

    def test_a_law_of_another_kind_is_carried_out_as_it_is(self):
        """Round 2 of a presidential election: most votes, told by the replicates; no highest averages, so no contrasts."""
        both = random_stations(contests=1)
        stations = replace(both, contests=(replace(both.contests[0], contest_id="FR", seats=1, columns=(0, 1)),), round=2)
        layout, sample = drawn(stations, 40)
        reports = Reports({key: {"1": own["1"], "2": own["2"]} for key, own in truth(stations, sample).items.items()})
        ruling = law.at("fr.president", date(2022, 4, 24))
        found = quick_count(stations, layout, sample, reports, ruling, replicates=50).contests[0]
        assert found.reason is None
        assert [(own.code, own.seats, own.interval, own.worst) for own in found.seats] == [
            ("1", 1, (1, 1), (1, 1)),
            ("2", 0, (0, 0), (0, 0)),
        ]
        assert found.contrasts == ()

    def test_without_seats_in_the_law_there_are_shares_alone(self):
        one = random_stations(contests=1)
        stations = replace(one, contests=(replace(one.contests[0], contest_id="FR", seats=None),))
        layout, sample = drawn(stations, 40)
        found = quick_count(stations, layout, sample, truth(stations, sample), law.at("fr.president", date(2022, 4, 10)))
        assert (found.contests[0].reason, found.contests[0].seats, found.parties) == ("no-law", (), ())
        assert found.contests[0].shares[0].interval


class TestSeats:
    @given(
        some.lists(some.integers(0, 60), min_size=2, max_size=4),
        some.integers(1, 5),
        some.integers(0, 25),
        some.randoms(use_true_random=False),
    )
    def test_no_way_of_giving_votes_takes_more_than_the_worst_case(self, votes, seats, moved, random):
        fewest = fewest_seats(np.array([votes], float), np.array([float(moved)]), seats)[0]
        for _ in range(20):
            cuts = sorted(random.randint(0, moved) for _ in votes[1:])
            more = [high - low for low, high in zip([0, *cuts], [*cuts, moved], strict=True)]
            table = {str(at): own + extra for at, (own, extra) in enumerate(zip(votes, more, strict=True))}
            given_seats = highest_averages(table, seats).seats
            for at in range(len(votes)):
                if more[at] == 0:
                    assert given_seats[str(at)] >= fewest[at] or sum(given_seats.values()) < seats

    @given(some.lists(some.integers(1, 1000), min_size=2, max_size=5), some.integers(1, 8))
    def test_contrasts_of_a_full_count_hold_exactly_when_there_is_no_tie(self, votes, seats):
        options = [str(at) for at in range(len(votes))]
        shares = np.array(votes) / sum(votes)
        allocation = highest_averages(dict(zip(options, votes, strict=True)), seats)
        if allocation.tie:
            return
        found = contrasts(options, shares, np.zeros((len(votes),) * 2), 0, seats, CAMBODIA.shape, 0.95)
        assert [each.option_id for each in found] == allocation.order
        assert {each.verdict for each in found} <= {"safe"}
        assert all(each.margin > 0 or each.by == "alone" for each in found)

    @given(
        some.lists(some.integers(1, 1000), min_size=2, max_size=5),
        some.integers(1, 8),
        some.sampled_from([CAMBODIA, EUROPE]),
        some.integers(0, 2**32),
    )
    def test_the_last_seats_hang_on_the_facts_that_an_audit_tests(self, votes, seats, ruling, seed):
        options = [str(at) for at in range(len(votes))]
        facts, tied = seat_facts(ruling, "c", dict(zip(options, votes, strict=True)), seats)
        shares = np.array(votes) / sum(votes)
        spread = np.random.default_rng(seed).normal(size=(len(votes), 30))
        covariance = np.cov(spread - shares[:, None] * spread.sum(axis=0)) / 1e4
        found = contrasts(options, shares, covariance, 29, seats, ruling.shape, 0.95)
        if tied:
            return
        for option in options:
            seats_of = [each for each in found if each.option_id == option]
            own = [fact for fact in facts if fact.kind == "average" and fact.options[0] == option]
            if seats_of and seats_of[-1].by == "claim":
                vectors = [told_by(fact, options) for fact in own]
                told = [(vector @ shares, (vector @ covariance @ vector) ** 0.5) for vector in vectors]
                margin, error = min(told, key=lambda each: each[0] / each[1])
                assert seats_of[-1].t == pytest.approx(margin / error)
                assert seats_of[-1].margin == pytest.approx(margin)

    def test_a_threshold_that_is_not_sure_makes_seats_unsure(self):
        options, shares = ["1", "2", "3"], np.array([0.6, 0.348, 0.052])
        covariance = np.eye(3) * 0.003**2
        told = contrasts(options, shares, covariance, 100, 20, EUROPE.shape, 0.95)
        third = next(each for each in told if each.option_id == "3")
        assert (third.by, third.rival, third.verdict) == ("threshold", "3", "cannot-be-told")


class TestBadReports:
    def write(self, folder, *lines):
        file = folder / "reports.csv"
        file.write_text("\n".join(["station_id,contest_id,item,number", *lines]) + "\n", "utf-8")
        return file

    def test_every_defect_is_named_and_nothing_is_guessed(self, tmp_path):
        stations = random_stations()
        layout, sample = drawn(stations, 40)
        keys = [key for key in sample.stations if key[0] == "01"]
        lines = [f"{s},{c},{o},{n}" for (c, s), own in truth(stations, sample).items.items() for o, n in own.items()]
        spare = next(code for code in stations.codes[:100] if ("01", code) not in sample.stations)
        lines = [line for line in lines if not line.startswith(tuple(key[1] for key in keys[:5]))]
        lines += [f"{keys[0][1]},01,1,10", f"{keys[0][1]},01,1,11"]
        lines += [f"{keys[1][1]},01,1,ten"]
        lines += [f"{keys[2][1]},01,{option},900" for option in "1234"]
        lines += [f"{keys[3][1]},01,1,10", f"{keys[4][1]},01,9,10", "X1,01,1,5", f"{spare},01,1,5"]
        reports = read_reports(self.write(tmp_path, *lines))
        found = quick_count(stations, layout, sample, reports, CAMBODIA)
        assert {finding.code for finding in found.findings} == {
            "report-twice",
            "report-bad-line",
            "report-over-registered",
            "report-incomplete",
            "report-unknown-option",
            "report-unknown-station",
            "report-not-drawn",
        }
        assert found.contests[0].drawn - found.contests[0].reported == 5
        assert found.contests[0].reason is None

    def test_votes_that_do_not_add_up(self):
        stations = random_stations()
        layout, sample = drawn(stations, 40)
        reports = truth(stations, sample)
        key = next(iter(reports.items))
        spoilt = Reports(reports.items | {key: reports.items[key] | {"valid": 1}})
        assert [f.code for f in quick_count(stations, layout, sample, spoilt).findings] == ["report-votes-differ"]

    def test_another_file(self, tmp_path):
        file = tmp_path / "other.csv"
        file.write_text("a,b\n", "utf-8")
        with pytest.raises(BadInput, match="write station_id"):
            read_reports(file)
        file.write_bytes(b"station_id,contest_id,item,number\n\xff\n")
        with pytest.raises(BadInput, match="UTF-8"):
            read_reports(file)


class TestOfficial:
    def test_station_by_station(self):
        stations = random_stations()
        layout, sample = drawn(stations, 60)
        reports = truth(stations, sample)
        key = next(iter(reports.items))
        reports = Reports(reports.items | {key: reports.items[key] | {"1": reports.items[key]["1"] - 7}})
        found = compare_official(stations, layout, sample, reports)
        assert (found.compared, found.equal, found.moved) == (60, 59, {"1": -7})
        assert found.findings[0].operands["official"] - found.findings[0].operands["ours"] == 7
        assert found.most_differing == most_differing(300, 60, 1)

    def test_the_bound(self):
        assert most_differing(10, 10, 3) == 3
        assert most_differing(100_000, 59, 0) / 100_000 == pytest.approx(1 - 0.05 ** (1 / 59), abs=0.001)


class TestSizes:
    def test_the_planned_margin_is_met(self, generated):
        layout = lay_out(generated)
        number = units_for_margin(generated, layout, 0.004)
        found = coverage_half(generated, with_sizes(layout, allocated(layout, generated, number)))
        assert found == pytest.approx(0.004, rel=0.1)

    def test_seats_need_what_their_margin_needs(self):
        stations = random_stations(number=400, contests=2)
        layout = lay_out(stations)
        sizes = units_for_seats(stations, layout, CAMBODIA)
        sure = units_for_seats(stations, layout, CAMBODIA, power=0.99)
        assert [size.contest_id for size in sizes] == ["01", "02"]
        for size, more in zip(sizes, sure, strict=True):
            assert 2 <= size.units < more.units <= size.of == 200
        layout = with_sizes(layout, sizes_for(stations, layout, sizes))
        assert [stratum.drawn for stratum in layout.design.strata] == [size.units for size in sizes]
        told = 0
        for number in range(40):
            sample = draw(stations, layout, f"{SEED}{number}")
            found = quick_count(stations, layout, sample, truth(stations, sample), CAMBODIA, replicates=2)
            told += sum(all(each.verdict == "safe" for each in contest.contrasts) for contest in found.contests)
        assert 0.75 <= told / 80 <= 1

    def test_a_tied_seat_needs_every_station(self):
        stations = stations_of([[64, 41, 30], [56, 39, 30]] * 20, registered=[140] * 40, seats=3)
        (size,) = units_for_seats(stations, lay_out(stations), CAMBODIA)
        assert (size.units, size.enough) == (40, False)

    def test_other_laws_are_planned_by_a_margin(self, generated):
        with pytest.raises(BadInput, match="plan by a margin"):
            units_for_seats(generated, lay_out(generated), law.at("fr.president", date(2022, 4, 24)))


def coverage_half(stations, layout):
    """The mean half-width of the widest option over ten draws."""
    widths = []
    for number in range(10):
        sample = draw(stations, layout, f"{SEED}{number}")
        found = quick_count(stations, layout, sample, truth(stations, sample))
        widths.append(max((own.interval[1] - own.interval[0]) / 2 for own in found.whole.shares if own.interval))
    return float(np.mean(widths))


def test_no_interval_without_variance():
    with pytest.raises(ValueError, match="no interval"):
        share_interval(0.5, 0, 3, 0.95)
