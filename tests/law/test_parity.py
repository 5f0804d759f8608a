"""Parity: findings on lists, which change no result."""

from datetime import date

import pytest
from tests.folders import TOML, write

import suffrage
from suffrage import law
from suffrage.law.parity import parity_findings
from suffrage.model import Candidate
from suffrage.words import LANGUAGES
from suffrage.words.findings import say_finding


def slate(option, sexes):
    return [
        Candidate(contest_id="c", option_id=option, position=place, sex=None if sex == "?" else sex)
        for place, sex in enumerate(sexes, start=1)
    ]


@pytest.mark.parametrize(
    ("sexes", "position"), [("FMFM", None), ("FFMM", 2), ("FMMF", 3), ("F?F", None), ("F", None), ("??", None), ("", None)]
)
def test_women_and_men_in_turn(sexes, position):
    found = [finding.operands["position"] for finding in parity_findings("c", {"1": slate("1", sexes)}, "alternating")]
    assert found == ([] if position is None else [position])


def test_the_order_of_candidates_and_lists_is_their_own():
    slates = {"2": slate("2", "FF"), "1": list(reversed(slate("1", "FMFF")))}
    assert [finding.place.option_id for finding in parity_findings("c", slates, "pair")] == ["1", "2"]
    assert not list(parity_findings("c", slates, None))


def test_which_laws_ask_for_it():
    rules = {
        ("fr.departmental", date(2021, 6, 20)): "pair",
        ("fr.departmental", date(2011, 3, 20)): None,
        ("fr.european-parliament", date(1999, 6, 13)): None,
        ("fr.european-parliament", date(2024, 6, 9)): "alternating",
        ("fr.municipal", date(2026, 3, 15)): "alternating",
        ("fr.paris-lyon-marseille", date(2026, 3, 15)): "alternating",
        ("fr.senate", date(1998, 9, 27)): None,
        ("fr.senate", date(2023, 9, 24)): "alternating",
        ("kh.national-assembly", date(2023, 7, 23)): None,
    }
    assert {key: law.at(*key).period.parity for key in rules} == rules


def test_a_warning_in_the_count_and_the_same_result(tmp_path):
    toml = TOML.replace("kh.national-assembly", "fr.departmental").replace(
        "date = 2023-07-23\n[form]", "date = 2021-06-27\n[form]"
    )
    contests = "contest_id,area_id,round,seats\n01,01,2,2\n23,23,2,2\n"
    people = "contest_id,option_id,position,candidate_id,sex\n01,9,1,a,F\n01,9,2,b,{}\n23,9,1,c,F\n23,9,2,d,M\n"
    fair = suffrage.count(write(tmp_path / "fair", toml=toml, contests=contests, candidates=people.format("M")))
    unfair = suffrage.count(write(tmp_path / "unfair", toml=toml, contests=contests, candidates=people.format("F")))
    assert (fair.findings, fair.is_complete) == ((), unfair.is_complete)
    assert [(finding.code, finding.place.option_id) for finding in unfair.findings] == [("parity-pair", "9")]
    assert [each.outcome for each in fair.contests] == [each.outcome for each in unfair.contests]
    assert len({say_finding(language, unfair.findings[0]) for language in LANGUAGES}) == len(LANGUAGES)
