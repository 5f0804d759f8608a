"""The exports: valid against NIST's published schemas, and read back from the ministry's layout."""

import csv
import json
from pathlib import Path

import pytest
from tests.record.conftest import KEY

import suffrage
from suffrage.record import layout
from suffrage.record.publish import publish

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT.parent / "shared" / "schemas"


@pytest.fixture(scope="module", params=["tiny", "fr-2024-legislatives", "fr-2024-europeennes", "fr-2022-presidentielle"])
def exported(request, tiny, tmp_path_factory):
    if request.param == "tiny":
        return tiny
    record = tmp_path_factory.mktemp("exports") / request.param
    publish(ROOT / "elections" / request.param, record, KEY)
    return record


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="NIST's schemas are not here (../shared/schemas)")
def test_nist_json_is_valid(exported):
    import jsonschema

    schema = json.loads((SCHEMAS / "NIST_V2_election_results_reporting.json").read_text("utf-8"))
    jsonschema.validate(json.loads((exported / "exports/nist-1500-100.json").read_text("utf-8")), schema)


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="NIST's schemas are not here (../shared/schemas)")
def test_nist_xml_is_valid(exported):
    import xmlschema

    xmlschema.XMLSchema(SCHEMAS / "NIST_V2_election_results_reporting.xsd").validate(exported / "exports/nist-1500-100.xml")


def test_nist_says_the_votes_and_seats_of_the_result(exported):
    report = json.loads((exported / "exports/nist-1500-100.json").read_text("utf-8"))
    result = json.loads((exported / layout.RESULT).read_text("utf-8"))
    said = {}
    for contest in report["Election"][0]["Contest"]:
        code = contest["ExternalIdentifier"][0]["Value"]
        counts = [{count["Type"]: count["Count"] for count in option["VoteCounts"]} for option in contest["ContestSelection"]]
        said[code] = [(each["total"], each["seats"]) for each in counts]
    for contest in result["contests"]:
        votes, seats = contest["totals"]["votes"], contest["outcome"]["seats"]
        assert said[contest["contest_id"]] == [(votes[option], seats.get(option, 0)) for option in votes]


def test_the_ministry_s_layout(exported):
    with (exported / "exports/ministere-par-bureau.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    result = suffrage.count(exported / "election")
    votes = sum(int(value) for row in rows for name, value in row.items() if name.startswith("Voix ") and value)
    assert votes == sum(sum(contest.totals.votes.values()) for contest in result.contests)
    assert sum(int(row["Exprimés"]) for row in rows) == sum(contest.totals.valid for contest in result.contests)
    assert list(rows[0])[:6] == [
        "Code département",
        "Libellé département",
        "Code commune",
        "Libellé commune",
        "Code BV",
        "Inscrits",
    ]
    assert all(len(row) == 19 + 9 * max(len(contest.totals.votes) for contest in result.contests) for row in rows)


def test_the_tables_can_be_counted_as_an_election(exported):
    from suffrage.model.jsonio import from_json

    published = from_json(suffrage.model.Result, (exported / layout.RESULT).read_bytes())
    assert suffrage.count(exported / "election") == published
