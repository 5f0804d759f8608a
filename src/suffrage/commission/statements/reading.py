"""From what somebody typed to figures: numbers in Khmer or Latin digits, one field for each figure of the form and for each option."""

import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec
from django.db.models import prefetch_related_objects

from suffrage.commission.setup.models import Election as Stored
from suffrage.commission.statements.checking import Paper, Reading
from suffrage.commission.statements.models import Entry, EntryVotes, Statement
from suffrage.model import FIGURES, Election, Form
from suffrage.model.tables import LARGEST_COUNT

LONGEST_FIELD = 20
"""The most characters that a field takes; a count has at most nine digits."""

_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f.,'][0-9]{3})+")


class NotNumbers(Exception):
    """Fields that cannot be read: `fields`, each with the key of the sentence that says why."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


def number_of(text: str) -> int | None:
    """A whole number as people write it, thousands apart or not; None where nothing is written. `ValueError`: something else.

    >>> number_of(" ១.២៣៤ "), number_of("1 234"), number_of("")
    (1234, 1234, None)
    >>> number_of("1.5")
    Traceback (most recent call last):
    ValueError: not-a-number
    """
    plain = text.translate(_DIGITS).strip()
    if not plain:
        return None
    if not _NUMBER.fullmatch(plain):
        raise ValueError("not-a-number")
    number = int(re.sub(r"\D", "", plain)[: LONGEST_FIELD + 1])
    if number > LARGEST_COUNT:
        raise ValueError("too-large")
    return number


@lru_cache(maxsize=32)
def form_of(toml: str) -> Form:
    """The form of an election, from its `election.toml`."""
    return msgspec.toml.decode(toml, type=Election).form


def figures_of(form: Form) -> tuple[str, ...]:
    """The figures that a form bears, in its order."""
    return tuple(name for name in FIGURES if name in form.figures and (name != "blank" or form.blank_apart))


def paper_of(statement: Statement) -> Paper:
    """What is known of a statement before it is read. (Statements are made for stations in place only.)"""
    election: Stored = statement.contest.election
    prefetch_related_objects([statement.contest], "options")  # asked of the database once, for whatever follows
    options = tuple(option.code for option in statement.contest.options.all())
    return Paper(form_of(election.toml), options, statement.station.registered)


def field_names(paper: Paper) -> tuple[str, ...]:
    """The names of the fields of a paper: its figures, and "votes." with each option's code, in the order of the ballot paper."""
    return (*figures_of(paper.form), *(f"votes.{code}" for code in paper.options))


def read(paper: Paper, typed: Mapping[str, str]) -> Reading:
    """The figures that were typed. `NotNumbers` names every field that cannot be read."""
    numbers: dict[str, int | None] = {}
    wrong: dict[str, str] = {}
    for name in field_names(paper):
        try:
            numbers[name] = number_of(typed.get(name, ""))
        except ValueError as problem:
            wrong[name] = str(problem)
    if wrong:
        raise NotNumbers(wrong)
    votes = {code: given for code in paper.options if (given := numbers[f"votes.{code}"]) is not None}
    return Reading({name: numbers.get(name) for name in FIGURES}, votes)


def reading_of(entry: Entry) -> Reading:
    """What a finished entry says."""
    votes = EntryVotes.objects.filter(entry=entry).order_by("option__place")
    return Reading(entry.figures, dict(votes.values_list("option__code", "votes")))


def differences(one: Reading, other: Reading) -> frozenset[str]:
    """The names of the fields in which two readings differ."""
    figures = {name for name in FIGURES if one.figures.get(name) != other.figures.get(name)}
    votes = {f"votes.{code}" for code in {*one.votes, *other.votes} if one.votes.get(code) != other.votes.get(code)}
    return frozenset(figures | votes)
