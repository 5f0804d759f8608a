"""JSON in and out is lossless, and what is not JSON of the kind is refused."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage import law
from suffrage.model import BadInput, ContestResult, Election, Form, LawInForce, Names, Result, Source, Statement, Totals
from suffrage.model.jsonio import from_json, schema, to_json

totals = st.builds(
    Totals,
    contest_id=st.sampled_from(["12", "23", "0101"]),
    votes=st.dictionaries(st.text(min_size=1, max_size=4), st.integers(0, 10**9), max_size=6),
    round=st.just(1),
    seats=st.just(3),
    registered=st.none() | st.integers(0, 10**9),
    valid=st.none() | st.integers(0, 10**9),
)


@given(totals, st.booleans())
def test_an_outcome_survives_the_journey(totals, steps):
    outcome = law.at("kh.national-assembly", date(2023, 7, 23)).declare(totals, steps=steps)
    result = Result(contests=(ContestResult(contest_id=totals.contest_id, round=1, totals=totals, outcome=outcome),))
    text = to_json(result)
    assert from_json(Result, text) == result
    assert to_json(from_json(Result, text)) == text
    VALIDATOR.validate(json.loads(text))


VALIDATOR = jsonschema.Draft202012Validator(schema([Result]) | {"$ref": "#/$defs/Result"})

names = st.builds(Names, name=st.none() | st.text(), name_km=st.none() | st.text(), name_fr=st.none(), name_en=st.text())
statements = st.builds(
    Statement,
    station_id=st.text(),
    contest_id=st.text(),
    version=st.integers(0, 9),
    registered=st.none() | st.integers(0, 999),
    form_sha256=st.none() | st.text(),
    votes=st.dictionaries(st.text(), st.integers(0, 999)),
)
elections = st.builds(
    Election,
    election_id=st.text(),
    date=st.dates(),
    law=st.builds(LawInForce, code=st.text(), date=st.dates()),
    names=names,
    sources=st.lists(st.builds(Source, title=st.text(), retrieved=st.none() | st.dates()), max_size=2).map(tuple),
    form=st.builds(
        Form, figures=st.just(("voters", "valid")), blank_apart=st.booleans(), ballots_over_voters=st.integers(0, 9)
    ),
    generated=st.booleans(),
)


@given(statements | elections)
def test_every_value_survives_the_journey(value):
    assert from_json(type(value), to_json(value)) == value


@pytest.mark.parametrize("text", ["", "{", '{"contest_id": 1}', b"\xff\xfe", '{"contest_id":"1","votes":{},"unknown":1}'])
def test_what_is_not_a_totals(text):
    with pytest.raises(BadInput, match="not a Totals"):
        from_json(Totals, text)


@pytest.mark.parametrize("fraction", ["1/0", "0.5", "1", "١/٢"])
def test_fractions_have_one_form(fraction):
    with pytest.raises(BadInput):
        from_json(Fraction, f'"{fraction}"')


def test_only_the_vocabulary_has_a_json_form():
    with pytest.raises(TypeError, match="no JSON form"):
        to_json(object())
    with pytest.raises(TypeError, match="no JSON Schema"):
        schema([complex])


def test_values_are_frozen_all_the_way_down():
    value = Totals(contest_id="1", votes={"2": 1, "1": 2})
    with pytest.raises(AttributeError):
        value.contest_id = "2"
    with pytest.raises(TypeError):
        value.votes["1"] = 3
    with pytest.raises(ValueError, match="below zero"):
        Totals(contest_id="1", votes={"1": -1})
    assert list(value.votes) == ["1", "2"]
    assert hash(value.votes) == hash(Totals(contest_id="1", votes={"1": 2, "2": 1}).votes)


def test_the_published_schema_is_that_of_a_result():
    published = Path(__file__).parents[2] / "docs" / "result.schema.json"
    of_result = schema([Result]) | {"$ref": "#/$defs/Result", "title": "suffrage result"}
    assert json.loads(published.read_text("utf-8")) == json.loads(json.dumps(of_result))
