"""What the program says, in Khmer, French and English: whole sentences from message files, never text glued from pieces.

Messages stand in `words/LANGUAGE/ROOM.toml`, by group and key, with `{named}` places. A message that depends on a number has
two forms, `one` and `other`, chosen by the language's own plural rule from the operand named in `by`.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from suffrage.model import Language
from suffrage.words.numbers import say_date, say_fraction, say_integer

LANGUAGES: tuple[Language, ...] = ("en", "fr", "km")


@cache
def messages(language: Language) -> Mapping[str, Any]:
    """Every message of a language: "group.key" → text, or a table with `by`, `one` and `other`."""
    found: dict[str, Any] = {}
    for file in sorted(resources.files(__package__).joinpath(language).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for group, entries in tomllib.loads(file.read_text("utf-8")).items():
                found |= {f"{group}.{key}": message for key, message in entries.items()}
    return found


def say(language: Language, key: str, **operands: Any) -> str:
    """The sentence for `key` in `language`; numbers, fractions and dates are written in its habits.

    >>> say("en", "finding.votes-sum", sum=98, valid=100)
    'The votes of the options add up to 98; the statement says that 100 votes are valid.'
    >>> from fractions import Fraction
    >>> say("en", "average.first", seat=3, option="A", votes=100, divisor=3, average=Fraction(100, 3))
    'Seat 3 goes to the highest average, A: 100 ÷ 3 ≈ 33.33.'
    """
    message = messages(language)[key]
    if isinstance(message, dict):
        message = message["one" if _is_one(language, operands[message["by"]]) else "other"]
    said = message.format_map({name: _written(language, operand) for name, operand in operands.items()})
    return str(said.replace("= ≈", "≈"))  # a decimal that was cut is not equal, but nearly so


def _is_one(language: Language, number: int) -> bool:
    return number == 1 or (language == "fr" and number == 0)


def _written(language: Language, operand: Any) -> str:
    if operand is None:
        return "—"
    if isinstance(operand, bool):
        return str(operand)
    if isinstance(operand, int):
        return say_integer(language, operand)
    if isinstance(operand, Fraction):
        return say_fraction(language, operand)
    if isinstance(operand, date):
        return say_date(language, operand)
    return str(operand)
