"""The file with which a round is opened on the commission's site, and the tables that come back from there."""

import csv

import pytest
from tests.audit.province import province
from tests.audit.test_sheets import begun, pulled, run, votes_of  # noqa: F401 - fixture

from suffrage.audit.acts import digests, read_log
from suffrage.audit.casefile import open_case
from suffrage.audit.codes import parse_code
from suffrage.audit.handout import Handout
from suffrage.audit.pulls import form_code
from suffrage.model.jsonio import from_json


@pytest.fixture
def election(tmp_path):
    return province(tmp_path / "election", 40)


@pytest.fixture
def audit(run, election, tmp_path):  # noqa: F811
    return begun(run, election, tmp_path / "audit", 12)


def handout(folder, after=1, until=12):
    return from_json(Handout, (folder / f"forms-01-{after}-{until}.json").read_bytes())


def test_a_round_is_handed_out_as_it_is_printed(run, election, audit, tmp_path, font):  # noqa: F811
    papers = tmp_path / "papers"
    code, out, _ = run("audit", "forms", audit, election, "--into", papers)
    assert (code, "opens this round on the commission's site" in out) == (0, True)
    case, there = pulled(audit, election)
    found = handout(papers)
    assert [form.code for form in found.forms] == [form_code(case, unit) for unit in there]
    assert [(form.station_id, [hit.draw for hit in form.draws]) for form in found.forms] == [
        (unit.station_id, [drawn.number for drawn in unit.draws]) for unit in there
    ]
    assert {parse_code(form.code).audit for form in found.forms} == {found.audit}
    assert [(option.mark, option.option_id) for option in found.options] == [("1", "1"), ("2", "2"), ("3", "3")]
    assert (found.method, found.after, found.until, found.election_id) == ("stations", 0, 12, "tiny")
    assert found.head == read_log(audit)[1]
    written = (papers / "forms-01-1-12.json").read_text("utf-8")
    assert not {number for unit in there for number in votes_of(election, unit.station_id) if len(number) == 3} & set(
        written.replace('"', " ").replace(",", " ").split()
    )


def test_the_same_round_gives_the_same_file_whatever_was_entered_since(run, election, audit, tmp_path, font):  # noqa: F811
    papers = tmp_path / "papers"
    assert run("audit", "forms", audit, election, "--into", papers)[0] == 0
    before = (papers / "forms-01-1-12.json").read_bytes()
    case, there = pulled(audit, election)
    assert run("audit", "enter", audit, election, "--code", form_code(case, there[0]), "--counts", "1 2 3 4")[0] == 0
    assert run("audit", "forms", audit, election, "--into", papers, "--lang", "fr")[0] == 0
    assert (papers / "forms-01-1-12.json").read_bytes() == before
    (papers / "forms-01-1-12.json").write_text("{}")
    assert "is of another round" in run("audit", "forms", audit, election, "--into", papers, "--lang", "km")[2]


def test_digests_are_those_of_the_log(election, audit):
    acts, head = read_log(audit)
    assert digests(acts)[-1] == head


def table(file, rows):
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerows(rows)
    return file


def test_a_table_of_the_site_has_all_that_was_taken_and_only_news_are_entered(run, election, audit, tmp_path):  # noqa: F811
    case, there = pulled(audit, election)
    one, two = (form_code(case, unit) for unit in there[:2])
    head = ["form", "kind", "option_id", "name", "votes", "why", "act"]

    def lines(code, figures, why="", act="7"):
        kinds = [("option", "1"), ("option", "2"), ("option", "3"), ("invalid", "")]
        return [[code, *kind, "", number, why, act] for kind, number in zip(kinds, figures, strict=True)]

    first = table(tmp_path / "first.csv", [head, *lines(one, (200, 90, 10, 4))])
    both = table(tmp_path / "both.csv", [head, *lines(one, (200, 90, 10, 4)), [two, "invalid", "", "", "lost", "", "9"]])
    assert "1 count entered" in run("audit", "enter", audit, election, first)[1]
    assert "0 counts entered" in run("audit", "enter", audit, election, first)[1]
    assert "1 count entered" in run("audit", "enter", audit, election, both)[1]
    counted = open_case(audit, election).contests["01"].counted
    assert counted[there[1].station_id].lost
    other = table(tmp_path / "other.csv", [head, *lines(one, (201, 89, 10, 4))])
    assert "is entered already; say with --why" in run("audit", "enter", audit, election, other)[2]
    why = table(tmp_path / "why.csv", [head, *lines(one, (201, 89, 10, 4), "a pile was missed", "12")])
    assert "1 count entered" in run("audit", "enter", audit, election, why)[1]
    newest = open_case(audit, election).contests["01"].counted[there[0].station_id]
    assert (newest.votes["1"], newest.why) == (201, "a pile was missed")


def test_papers_of_the_site(run, election, tmp_path):  # noqa: F811
    audit = begun(run, election, tmp_path / "audit", 60, "--method", "polling")
    case, there = pulled(audit, election)
    unit = there[0]
    head = ["form", "draw", "paper", "kind", "option_id", "why", "act"]
    rows = [[form_code(case, unit), drawn.number, drawn.paper, "option", "2", "", "7"] for drawn in unit.draws]
    file = table(tmp_path / "papers.csv", [head, *rows])
    assert run("audit", "enter", audit, election, file)[0] == 0
    assert "0 counts entered" in run("audit", "enter", audit, election, file)[1]
    assert open_case(audit, election).contests["01"].read.keys() == {drawn.number for drawn in unit.draws}
