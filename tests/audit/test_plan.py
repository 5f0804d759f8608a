"""What can be audited and what it costs: held to the test itself, to simulated audits, and to what the literature says of provinces."""

import numpy as np
import pytest
from tests.audit.province import province

from suffrage.audit.audited import open_audited
from suffrage.audit.plan import make_plan, plan_contest
from suffrage.audit.risk import StationDraw, ballot_polling, station_comparison
from suffrage.model import BadInput


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    return open_audited(province(tmp_path_factory.mktemp("province") / "e", 300))


@pytest.fixture(scope="module")
def plans(audited):
    return {plan.contest.contest_id: plan for plan in make_plan(audited, limit=0.05)}


def work(plan, method, scenario="clean"):
    return next(each for each in plan.work if (each.method, each.scenario) == (method, scenario))


def test_a_tie_and_a_law_without_figures_are_for_a_full_count(plans, tmp_path):
    assert plans["23"].work == ()
    assert "waits for a decision" in plans["23"].refusal
    regional = open_audited(province(tmp_path / "e", 2, code="kh.national-assembly:averages-once"))
    (plan, _) = make_plan(regional, limit=0.05)
    assert "hangs on all votes" in plan.refusal


def test_what_there_is_to_look_at(audited, tmp_path):
    assert audited.means == "ballots"
    in_france = open_audited(province(tmp_path / "e", 5, code="fr.european-parliament"))
    assert in_france.means == "transcription"
    plan = plan_contest(in_france, in_france.contest("01"), limit=0.05)
    assert {each.method for each in plan.work} == {"transcription"}
    with pytest.raises(BadInput, match="There is no contest '9'"):
        in_france.contest("9")


def test_the_work_grows_with_what_goes_wrong(plans):
    clean, error, lost = (work(plans["01"], "stations", scenario) for scenario in ("clean", "one-error", "one-lost"))
    assert 0 < clean.expected <= error.expected < lost.expected
    assert clean.expected <= clean.ninetieth
    assert clean.papers < clean.of * 400
    assert not clean.full


@pytest.mark.parametrize("replacement", [True, False])
def test_an_audit_of_as_many_stations_as_planned_ends(audited, replacement):
    contest = audited.contest("01")
    plan = plan_contest(audited, contest, limit=0.05, replacement=replacement)
    stream = np.random.default_rng(3)
    sizes = np.array(contest.sizes)
    ended = []
    for _ in range(100):
        if replacement:
            order = stream.choice(300, size=1200, p=sizes / sizes.sum())
            seen = np.array([len(set(order[: n + 1])) for n in range(len(order))])
            order = order[seen <= work(plan, "stations").ninetieth]
        else:
            order = np.argsort(stream.exponential(size=300) / sizes)[: work(plan, "stations").ninetieth]
        drawn = StationDraw(order, contest.stations.votes[order], np.zeros(len(order), dtype=bool), sizes)
        ended.append(station_comparison(contest.worths, contest.stations, drawn, replacement=replacement).largest <= 0.05)
    assert np.mean(ended) >= 0.85


def test_the_expected_number_of_papers_is_near_what_polls_need(audited, plans):
    """Real bets start from the reported mean, and need no more than half as many papers again as the best bet of all."""
    contest = audited.contest("01")
    stream = np.random.default_rng(4)
    papers = np.repeat(np.arange(4), contest.boxes.votes.sum(axis=0))
    planned = work(plans["01"], "polling")
    ended = [
        ballot_polling(contest.sorted, stream.permutation(papers)[: int(planned.ninetieth * 1.2)]).largest <= 0.05
        for _ in range(60)
    ]
    assert np.mean(ended) >= 0.8
    too_few = [
        ballot_polling(contest.sorted, stream.permutation(papers)[: planned.expected // 8]).largest <= 0.05 for _ in range(60)
    ]
    assert np.mean(too_few) < 0.5
    assert work(plans["01"], "one-audit").expected <= planned.expected


def test_a_province_whose_last_seat_is_close(tmp_path):
    """1,500 stations, the last seat by half a per cent of the ballots: a fifth to a quarter of them, or so."""
    near = open_audited(province(tmp_path / "near", 1500, shares=(0.505, 0.495, 0.0), seats=1), bound="ballots")
    close = plan_contest(near, near.contest("01"), limit=0.05)
    fact = close.contest.facts[close.tightest]
    margin = fact.fewest(close.contest.result.totals.votes) / close.contest.boxes.papers.sum()
    assert 0.004 < margin < 0.007
    assert 0.15 < work(close, "stations").expected / 1500 < 0.35


def test_a_contest_that_hangs_by_a_paper_is_for_a_full_count(tmp_path):
    even = open_audited(province(tmp_path / "e", 40, shares=(0.5, 0.4999, 0.0001), seats=1))
    plan = plan_contest(even, even.contest("01"), limit=0.05)
    if plan.refusal is None:
        assert work(plan, "stations", "one-lost").expected >= 30


def test_the_bound_on_papers_is_the_registered_or_what_is_stated(tmp_path):
    folder = province(tmp_path / "e", 5)
    registered, ballots = (open_audited(folder, bound=bound).contest("01") for bound in ("registered", "ballots"))
    assert (registered.stations.papers - ballots.stations.papers).tolist() == [56] * 5
    assert ballots.stations.papers.tolist() == ballots.boxes.papers.tolist()
    assert ballots.stations.votes[:, -1].tolist() == [4] * 5
