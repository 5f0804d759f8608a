"""The checks at entry answer as the count's SQL does, whatever the figures; and what puts a statement in quarantine."""

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests import folders

from suffrage.commission.statements import checking
from suffrage.commission.statements.checking import Paper, Reading, findings, quarantined
from suffrage.counting import CHECKS, count_votes
from suffrage.intake.canonical import open_election
from suffrage.model import FIGURES, Form

FORMS = [
    Form(figures=("registered", "voters", "ballots", "null", "valid"), blank_apart=False),
    Form(figures=("registered", "voters", "blank", "null", "valid")),
    Form(ballots_over_voters=3),
]
figure = st.none() | st.integers(0, 6) | st.integers(40, 160)
readings = st.builds(
    Reading,
    figures=st.fixed_dictionaries(dict.fromkeys(FIGURES, figure)),
    votes=st.dictionaries(st.sampled_from(["9", "18"]), st.integers(0, 160)),
)


def as_toml(form):
    figures = ", ".join(f'"{name}"' for name in form.figures)
    head = folders.TOML.split("[form]", maxsplit=1)[0]
    return (
        f"{head}[form]\nfigures = [{figures}]\nblank_apart = {str(form.blank_apart).lower()}\n"
        f"ballots_over_voters = {form.ballots_over_voters}\n"
    )


def counted(folder, form, readings, lists):
    """The answers of the SQL for a country of so many stations in one contest: (station, code) → (answer, a, b); and its findings."""
    header, values, votes = folders.TABLES["statements"].splitlines()[0], [], []
    for number, reading in enumerate(readings):
        figures = reading.figures if form.blank_apart else reading.figures | {"blank": None}
        cells = ["" if figures[name] is None else str(figures[name]) for name in FIGURES]
        values.append(f"{number},01,1,{','.join(cells)}")
        votes += [f"{number},01,1,{option},{given}" for option, given in reading.votes.items()]
    folders.write(
        folder,
        toml=as_toml(form),
        stations="station_id,area_id,registered\n"
        + "".join(f"{number},01,{'' if listed is None else listed}\n" for number, listed in enumerate(lists)),
        statements="\n".join([header, *values]) + "\n",
        votes="\n".join(["station_id,contest_id,version,option_id,votes", *votes]) + "\n",
    )
    with open_election(folder) as tables:
        found = count_votes(tables).findings
        rows = tables.connection.execute("SELECT station_id, code, verdict, a, b FROM answers").fetchall()
    return {(station, code): (verdict, a, b) for station, code, verdict, a, b in rows}, found


@pytest.mark.parametrize("form", FORMS)
@hypothesis_settings(max_examples=25)
@given(cases=st.lists(st.tuples(readings, figure), min_size=1, max_size=30))
def test_the_checks_at_entry_are_those_of_the_count(form, cases):
    given_readings, lists = zip(*cases, strict=True)
    with tempfile.TemporaryDirectory() as folder:
        answers, found = counted(Path(folder), form, given_readings, lists)
    for number, (reading, listed) in enumerate(cases):
        paper = Paper(form, ("9", "18"), listed)
        mine = {(v.check.code): (v.answer, v.a, v.b) for v in checking.verdicts(paper, reading)}
        assert mine == {code: answers[str(number), code] for code in mine}
        assert set(mine) == {check.code for check in CHECKS if check.is_asked(form)}
        theirs = [finding for finding in found if finding.place.station_id == str(number)]
        assert [msgspec.to_builtins(f) for f in findings(paper, reading, theirs[0].place if theirs else checking.Place())] == [
            msgspec.to_builtins(f) for f in theirs
        ]


def test_a_misplaced_statement_is_an_error():
    paper = Paper(FORMS[0], ("9",), 100, is_in_place=False)
    assert checking.codes(findings(paper, Reading({}, {"9": 0})), "error")[0] == "misplaced-statement"


def test_quarantine_is_a_matter_of_thresholds():
    reading = Reading({"registered": 101, "voters": 90, "ballots": 90, "null": 0, "valid": 90}, {"9": 90, "18": 0})
    found = findings(Paper(FORMS[0], ("9", "18"), 100), reading)
    assert checking.codes(found) == ["registered-list", "one-sided"]
    assert checking.codes(quarantined(found)) == ["registered-list", "one-sided"]
    assert checking.codes(quarantined(found, {"registered-list": 2, "one-sided": 90})) == ["one-sided"]
    assert quarantined(found, {"registered-list": 2, "one-sided": 91}) == ()
    assert quarantined(found, {}) == ()
