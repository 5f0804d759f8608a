"""Stations from folders and records: before the day, without a list, and as they were published."""

import numpy as np
from tests.folders import TABLES, write

from suffrage.observe.design import allocated, lay_out, with_sizes
from suffrage.observe.drawing import draw
from suffrage.observe.forensics import forensics
from suffrage.observe.official import compare_official
from suffrage.observe.quickcount import quick_count
from suffrage.observe.reports import Reports
from suffrage.observe.stations import NOT_KNOWN, read_stations
from suffrage.record.notes import PrivateKey
from suffrage.record.publish import publish

SEED = "4163524163524163524163524"
BEFORE = {name: TABLES[name].splitlines()[0] + "\n" for name in ("statements", "votes")}


def sampled(stations):
    layout = lay_out(stations)
    layout = with_sizes(layout, allocated(layout, stations, 3))
    return layout, draw(stations, layout, SEED)


def test_a_folder_and_the_record_of_it_have_the_same_stations(tmp_path):
    folder = write(tmp_path / "tiny")
    publish(folder, tmp_path / "record", PrivateKey.generate("nec.example/2024"))
    one, other = read_stations(folder), read_stations(tmp_path / "record")
    assert one.codes == other.codes == ("0101", "0102", "2301")
    assert np.array_equal(one.official.votes, other.official.votes)
    assert one.official.votes.tolist() == [[40, 300], [25, 170], [50, 100]]
    assert one.official.valid_votes.tolist() == [340, 195, 150]
    assert one.levels["province"] == ["01", "01", "23"]


def test_the_newest_statement_counts(tmp_path):
    folder = write(
        tmp_path / "tiny",
        statements=TABLES["statements"] + "2301,23,2,200,151,151,,0,151\n",
        votes=TABLES["votes"] + "2301,23,2,9,51\n2301,23,2,18,100\n",
    )
    assert read_stations(folder).official.votes[2].tolist() == [51, 100]


def test_before_the_day_there_is_a_sample_and_nothing_else(tmp_path):
    stations = read_stations(write(tmp_path / "tiny", **BEFORE))
    assert (stations.official.votes == NOT_KNOWN).all()
    layout, sample = sampled(stations)
    found = quick_count(stations, layout, sample, Reports({}))
    assert {contest.reason for contest in found.contests} == {"nothing-reported"}
    assert found.whole.reason == "nothing-reported"
    reports = Reports({key: {"9": 5, "18": 100} for key in sample.stations})
    compared = compare_official(stations, layout, sample, reports)
    assert (compared.compared, compared.most_differing) == (0, None)
    assert {finding.code for finding in compared.findings} == {"official-missing"}
    silent = forensics(stations, simulations=9)
    assert (silent.looked_at, silent.suspects, silent.election) == (0, (), ())


def test_without_a_list_there_is_no_worst_case(tmp_path):
    unlisted = "station_id,area_id,registered\n0101,01,\n0102,01,\n0103,01,\n2301,23,\n"
    stations = read_stations(write(tmp_path / "tiny", stations=unlisted, **BEFORE))
    layout = lay_out(stations)
    layout = with_sizes(layout, np.array([3, 1]))
    sample = draw(stations, layout, SEED)
    reports = Reports({("01", "0101"): {"9": 5, "18": 100}, ("01", "0102"): {"9": 15, "18": 100}})
    found = quick_count(stations, layout, sample, reports).contests[0]
    assert found.reported == 2
    assert all(own.interval and own.worst is None for own in found.shares)
