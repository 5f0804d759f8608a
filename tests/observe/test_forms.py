"""Checklists and incidents: what is read, what is refused, and intervals that are honest at 0 and 1."""

import numpy as np
import pytest
from tests.observe.made import stations_of

from suffrage.model import BadInput
from suffrage.observe.design import allocated, lay_out, with_sizes
from suffrage.observe.drawing import draw
from suffrage.observe.forms import proportions, read_answers, read_checklist, read_incidents

SEED = "4163524163524163524163524"
CHECKLIST = """question_id,stage,in_order,name_en,name_km
sealed,opening,yes,Was the box shown empty and sealed?,តើហិបឆ្នោតត្រូវបានបង្ហាញថាទទេ និងបិទត្រាដែរឬទេ?
crowd,voting,no,Was anybody in the room who had no right to be?,
"""


@pytest.fixture
def questions(tmp_path):
    file = tmp_path / "checklist.csv"
    file.write_text(CHECKLIST, "utf-8")
    return read_checklist(file)


def sampled(number, stations=400):
    all_stations = stations_of([[60, 40]] * stations, registered=[120] * stations, areas=np.arange(stations) * 4 // stations)
    layout = lay_out(all_stations, level="commune")
    layout = with_sizes(layout, allocated(layout, all_stations, number))
    return all_stations, layout, draw(all_stations, layout, SEED)


def test_proportions_with_their_strata(questions):
    stations, layout, sample = sampled(80)
    answers = {key: {"sealed": "yes" if int(key[1][1:]) % 4 else "no", "crowd": "no"} for key in sample.stations}
    sealed, crowd = proportions(stations, layout, sample, questions, answers)
    assert (sealed.asked, sealed.answered) == (80, 80)
    assert sealed.interval[0] < sealed.share < sealed.interval[1]
    assert sealed.share == pytest.approx(0.75, abs=0.12)
    assert len(sealed.strata) == 4
    assert sum(of for _, of, _ in sealed.strata.values()) == 80
    assert crowd.share == 0
    assert crowd.interval == pytest.approx((0, 1 - 0.025 ** (1 / 80)), abs=1e-6)


def test_what_was_not_observed_is_no_answer(questions):
    stations, layout, sample = sampled(40)
    answers = {key: {"sealed": "not-observed"} for key in sample.stations}
    answers[sample.stations[0]] = {"sealed": "yes"}
    sealed, crowd = proportions(stations, layout, sample, questions, answers)
    assert (sealed.answered, sealed.interval, sealed.reason) == (1, None, "too-few-reported")
    assert (crowd.share, crowd.reason) == (None, "nothing-reported")


def test_everywhere_observed(questions):
    stations, layout, sample = sampled(400)
    sealed, _ = proportions(stations, layout, sample, questions, {key: {"sealed": "yes"} for key in sample.stations})
    assert (sealed.share, sealed.interval, sealed.known_in_full) == (1, None, True)


def test_the_interval_holds_the_truth():
    """Among 400 stations, 12 % in disorder, unevenly over the areas: 150 samples of 60."""
    random = np.random.default_rng(4)
    stations, layout, _ = sampled(60)
    odd = set(random.choice(200, 40, replace=False)) | set(200 + random.choice(200, 8, replace=False))
    (question,) = read_one()
    held = []
    for number in range(150):
        sample = draw(stations, layout, f"{SEED}{number}")
        answers = {key: {"q": "yes" if int(key[1][1:]) in odd else "no"} for key in sample.stations}
        low, high = proportions(stations, layout, sample, (question,), answers)[0].interval
        held.append(low <= 0.12 <= high)
    assert 0.92 <= np.mean(held) <= 0.995


def read_one():
    from suffrage.model import Names
    from suffrage.observe.forms import Question

    return (Question("q", "count", "no", Names()),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "write question_id"),
        ("question_id,stage,in_order\nq,lunch,yes\n", "a stage"),
        ("question_id,stage,in_order\nq,count,yes\nq,count,no\n", "twice"),
        ("question_id,stage,in_order\nq,count\n", "as many cells"),
    ],
)
def test_checklists_that_are_refused(tmp_path, text, said):
    file = tmp_path / "bad.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_checklist(file)


def test_answers_that_cannot_be_used(tmp_path, questions):
    file = tmp_path / "answers.csv"
    lines = ["S1,01,sealed,yes", "S1,01,sealed,no", "S1,01,lunch,yes", "S2,01,crowd,perhaps", "S2,01,sealed,no"]
    file.write_text("station_id,contest_id,question_id,answer\n" + "\n".join(lines) + "\n", "utf-8")
    answers, findings = read_answers(file, questions)
    assert answers == {("01", "S1"): {}, ("01", "S2"): {"sealed": "no"}}
    assert [finding.code for finding in findings] == ["answer-twice", "answer-unknown", "answer-unknown"]


def test_incidents_by_gravity_and_time(tmp_path):
    file = tmp_path / "incidents.csv"
    heading = "station_id,time,place,severity,text\n"
    file.write_text(
        heading + "S2,2028-07-23T09:00,yard,minor,Queue\nS1,2028-07-23T08:00,booth,grave,Box opened\n"
        "S3,2028-07-23T07:00,door,minor,Late\n",
        "utf-8",
    )
    assert [(own.station_id, own.severity) for own in read_incidents(file)] == [
        ("S1", "grave"),
        ("S3", "minor"),
        ("S2", "minor"),
    ]
    file.write_text(heading + "S2,noon,yard,minor,Queue\n", "utf-8")
    with pytest.raises(BadInput, match="not a time"):
        read_incidents(file)
    file.write_text(heading + "S2,2028-07-23T09:00,yard,huge,Queue\n", "utf-8")
    with pytest.raises(BadInput, match="no severity"):
        read_incidents(file)
    file.write_bytes(heading.encode() + b"\xff\n")
    with pytest.raises(BadInput, match="UTF-8"):
        read_incidents(file)
