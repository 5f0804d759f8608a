"""Every message exists in every written language, with the same operands; every step can be said."""

import re
import tomllib
from datetime import date
from fractions import Fraction
from importlib import resources

import pytest

from suffrage.model import Pending, steps
from suffrage.words import LANGUAGES, messages, say
from suffrage.words.explain import Speaker
from suffrage.words.numbers import say_date, say_fraction, say_integer, say_percent


def places(message):
    texts = [message] if isinstance(message, str) else [message["one"], message["other"]]
    return {name for text in texts for name in re.findall(r"{(\w+)}", text)}


def test_the_languages_say_the_same_things():
    assert len(messages("en")) > 30
    for language in LANGUAGES:
        assert messages(language).keys() == messages("en").keys()
        for key, message in messages(language).items():
            assert places(message) == places(messages("en")[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_stands_in_one_file(language):
    """Where two files had the same key, the later one would be said for both."""
    files = [tomllib.loads(file.read_text("utf-8")) for file in resources.files("suffrage.words").joinpath(language).iterdir()]
    keys = [f"{group}.{key}" for file in files for group, entries in file.items() for key in entries]
    assert sorted(keys) == sorted(messages(language))


A = {"article": "art. 1"}
EVERY_STEP = [
    steps.Base(**A, valid=10, seats=2),
    steps.Base(**A, valid=10, seats=2, registered=20),
    steps.SeatsByLaw(**A, given=2, by_law=3),
    *(
        steps.Bar(**A, option_id="1", votes=5, share=Fraction(1, 8), of=of, base=100, strict=strict, passed=passed)
        for of in ("valid", "registered")
        for strict in (True, False)
        for passed in (True, False)
    ),
    steps.Quota(**A, method="hare", votes=100, seats=3, quota=Fraction(100, 3)),
    *(steps.QuotaSeats(**A, option_id="1", votes=5, seats=seats) for seats in (0, 1, 2)),
    steps.Average(**A, seat=3, option_id="1", votes=5, before=1, divisor=Fraction(2)),
    steps.Average(**A, seat=3, option_id="1", votes=5, before=1, divisor=Fraction(2), power=2),
    steps.Average(**A, seat=3, option_id="1", votes=5, before=0, divisor=Fraction(0)),
    steps.Remainder(**A, seat=3, option_id="1", remainder=Fraction(1, 3)),
    steps.MostVotes(**A, option_ids=("1",), votes=3),
    steps.MostVotes(**A, option_ids=("1", "2", "3"), votes=3),
    *(
        steps.Qualified(**A, option_id="1", votes=5, reason=reason)
        for reason in ("bar", "next-best", "top-two", "open", "merge")
    ),
    steps.NoneElected(**A),
    steps.Withdrawn(**A, option_id="1", votes=5),
    *(steps.ListExhausted(**A, option_id="1", candidates=number) for number in (1, 2)),
    *(steps.Vacant(**A, seats=number) for number in (1, 2)),
    *(steps.Bonus(**A, option_id="1", votes=5, seats=number) for number in (1, 2)),
    steps.SectionSeats(**A, section_id="75", option_id="1", votes=5, whole=1, seats=2),
    steps.SectionLeast(**A, section_id="48", option_id="1", taken_from="31"),
    *(steps.Appointed(**A, option_id="1", position=1, office=post) for post in ("chief", "first-deputy", "second-deputy")),
    steps.Struck(**A, option_id="1", position=2),
    *(steps.Turnout(**A, voters=5, registered=9, share=Fraction(1, 2), passed=passed) for passed in (True, False)),
    steps.Annulled(**A, option_id="1"),
    *(
        steps.Tie(**A, among=("1", "2"), places=1, rule=rule, winners=() if rule == "pending" else ("1",))
        for rule in ("most-votes", "eldest", "eldest-next", "eldest-list", "youngest-list", "lot", "ruling", "pending")
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_and_question_can_be_said(language):
    speaker = Speaker(language, {"1": "Dara"})
    said = [speaker.step(step) for step in EVERY_STEP]
    said += [
        speaker.pending(Pending(subject="elected", needs=needs, among=("1", "2"), places=1, article="art. 1"))
        for needs in ("lot", "ruling", "birth_dates", "registered", "population", "sections", "new-election")
    ]
    assert all(text and "{" not in text for text in said)
    assert any("Dara (1)" in text for text in said)
    assert {type(step) for step in EVERY_STEP} == set(steps.Step.__args__)


def test_lists_of_options():
    assert Speaker("en", {}).options(["1", "2", "3"]) == "1, 2 and 3"
    assert Speaker("fr", {}).options(["1", "2"]) == "1 et 2"
    assert Speaker("fr", {}).options([]) == "—"


def test_numbers_in_each_language():
    assert say_integer("fr", 1234567) == "1\u202f234\u202f567"
    assert say_fraction("en", Fraction(-1, 3)) == "≈ −0.33"
    assert say_fraction("km", Fraction(5, 2)) == "២,៥"
    assert say_percent("en", 1, 0) == "—"
    assert say_percent("en", 2, 3) == "66.67%"
    assert say_date("km", date(2023, 7, 23)) == "២៣ កក្កដា ២០២៣"
    assert say_date("en", date(2024, 7, 1)) == "1 July 2024"


def test_operands_are_written_in_the_language_s_habits():
    assert say("fr", "vacant.seats", seats=0).startswith("0 siège reste")
    assert say("en", "option.named", name=None, code=date(2024, 7, 1)) == "— (1 July 2024)"
    assert say("en", "option.named", name=True, code=Fraction(1, 2)) == "True (0.5)"
