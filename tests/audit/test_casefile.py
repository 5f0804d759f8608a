"""What an audit under way accepts and refuses, act by act, and how many are drawn next."""

from fractions import Fraction

import pytest
from tests.audit.province import province

from suffrage.audit.acts import Assessed, Counted, Opened, Read, Round, Seeded
from suffrage.audit.audited import open_audited
from suffrage.audit.casefile import begin_case, open_case
from suffrage.audit.rounds import next_draws
from suffrage.model import BadInput

SEED = "16180339887498948482"


@pytest.fixture(scope="module")
def election(tmp_path_factory):
    return province(tmp_path_factory.mktemp("e") / "election", 12)


@pytest.fixture
def begun(election, tmp_path):
    def begin(method=None, drawn=4, **figures):
        case = begin_case(tmp_path / f"audit-{method}", election, ["01"], limit=Fraction(1, 20), method=method, **figures)
        case.add(Seeded(seed=SEED), Round(contest_id="01", drawn=drawn))
        return case

    return begin


def as_reported(case, station, **changed):
    contest = case.audited.contest("01")
    row = contest.stations.votes[contest.stations.codes.index(station)].tolist()
    votes = dict(zip(contest.options, row, strict=False))
    return Counted(contest_id="01", station_id=station, votes=votes, invalid=row[-1], **changed)


def test_an_act_that_is_refused_leaves_the_log_as_it_was(begun):
    case = begun()
    station = case.draws("01")[0].station
    for act, sentence in (
        (Read(contest_id="01", draw=1, kind="invalid"), "this audit draws stations"),
        (Counted(contest_id="01", station_id="x"), "it was not drawn"),
        (Counted(contest_id="01", station_id=station, votes={"1": -1, "2": 0, "3": 0}), "below zero"),
        (Counted(contest_id="01", station_id=station, votes={"1": 1}), "the votes of option 2 are not given"),
        (Counted(contest_id="01", station_id=station, votes={"9": 1}), "no option '9'"),
        (case.opened, "begins an audit twice"),
        (Assessed(contest_id="01", drawn=4, risk=0.5, verdict="stop"), "the log says stop"),
    ):
        with pytest.raises(BadInput, match=sentence):
            case.add(act)
    assert len((case.folder / "audit.jsonl").read_text().splitlines()) == 3


def test_papers_that_cannot_be_entered(begun):
    case = begun("polling", drawn=3)
    first, second, third = case.draws("01")
    for act, sentence in (
        (Counted(contest_id="01", station_id=first.station), "draws single papers"),
        (Read(contest_id="01", draw=third.number + 1, kind="invalid"), "it was not drawn"),
        (Read(contest_id="01", draw=first.number, kind="option", option_id="9"), "no option '9'"),
    ):
        with pytest.raises(BadInput, match=sentence):
            case.add(act)
    case.add(Read(contest_id="01", draw=second.number, kind="option", option_id="1"))
    assert case.assess("01").reason == "nothing-drawn"  # the first is not entered: none counts yet
    case.add(Read(contest_id="01", draw=first.number, kind="missing"))
    assert case.assess("01").reason is None
    with pytest.raises(BadInput, match="entered already"):
        case.add(Read(contest_id="01", draw=first.number, kind="invalid"))


def test_a_station_not_entered_counts_as_lost_until_it_is(begun, election):
    case = begun()
    stations = sorted({drawn.station for drawn in case.draws("01")})
    risks = [case.risks("01").largest]
    for station in stations:
        case.add(as_reported(case, station))
        risks.append(case.risks("01").largest)
    assert risks == sorted(risks, reverse=True)
    assert risks[0] == 1 > risks[-1]
    case.add(case.assess("01"))
    again = open_case(case.folder, election)
    assert again.head == case.head
    assert again.contests["01"].assessed[-1].risk == risks[-1]


def test_all_stations_entered_but_one_lost_is_no_full_count(begun):
    case = begun(drawn=12)
    *stations, last = sorted({drawn.station for drawn in case.draws("01")})
    case.add(*(as_reported(case, station) for station in stations), Counted(contest_id="01", station_id=last, lost=True))
    assert case.assess("01").verdict in ("stop", "go-on")
    case.add(as_reported(case, last, why="found in another box"))
    found = case.assess("01")
    assert (found.verdict, found.risk) == ("counted-in-full", None)


def test_how_many_are_drawn_next(begun):
    case = begun(drawn=4)
    assert next_draws(case, "01") == 6
    case.add(Round(contest_id="01", drawn=11))
    assert next_draws(case, "01") == 12
    case.add(Round(contest_id="01", drawn=12))
    with pytest.raises(BadInput, match="all 12 are drawn"):
        next_draws(case, "01")
    anew = begun("one-audit", drawn=40)
    assert anew.opened.replacement
    assert next_draws(anew, "01") == 60


def test_an_election_without_a_contest_for_a_sample(election, tmp_path):
    tied = province(tmp_path / "e", 3, shares=(1 / 2, 1 / 2, 0), seats=1, code="kh.national-assembly:averages-once")
    with pytest.raises(BadInput, match=r"No contest of .* can be audited by a sample"):
        begin_case(tmp_path / "a", tied, limit=Fraction(1, 20))
    with pytest.raises(BadInput, match="there are papers to look at"):
        begin_case(tmp_path / "a", election, ["01"], limit=Fraction(1, 20), method="transcription")
    assert not (tmp_path / "a").exists()


def test_what_the_plan_was_made_for_is_in_the_first_line(begun):
    case = begun()
    assert isinstance(case.acts[0], Opened)
    assert case.acts[0].election.keys() == {"01"}
    assert len(case.acts[0].election["01"]) == 64


def test_a_count_that_is_not_complete_and_a_law_without_figures(tmp_path):
    folder = province(tmp_path / "e", 3)
    votes = folder / "votes.csv"
    lines = votes.read_text().splitlines(keepends=True)
    first = lines[1].rsplit(",", 1)
    lines[1] = f"{first[0]},{int(first[1]) + 1}\n"
    votes.write_text("".join(lines))
    contest = open_audited(folder).contest("01")
    assert "has errors or is not complete" in contest.refusal
    regional = open_audited(province(tmp_path / "r", 2, code="fr.martinique")).contest("01")
    assert "not one that a few figures say" in regional.refusal
