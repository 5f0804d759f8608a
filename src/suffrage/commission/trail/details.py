"""How what an act holds is told: each detail by its word, the program's codes in words, numbers and times as the language writes them.

What people typed, and the codes of areas, stations and options, stand as they are.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import Any

from suffrage.commission.frame import OWN_NAMES
from suffrage.commission.words import say_moment, sentence
from suffrage.model import Language
from suffrage.words import messages, say
from suffrage.words.numbers import say_date

_GROUPS = {
    "role": "role",
    "question": "question",
    "about": "sitting",
    "choice": "vote",
    "status": "status",
    "outcome": "complaint-outcome",
    "remedy": "complaint-remedy",
    "event": "event",
    "purposes": "token-purpose",
    "findings": "check",
    "method": "audit-method",
}
"""Details whose values are the program's codes, and the group of their words."""

INNER = {"figures": "form", "entries": "detail", "counts": "detail", "lacking": "missing"}
"""Details that hold others under names of the program, and the group of the words for those; else names are official codes."""

_NAMES = {
    "forms-printed": {"run": "printing"},
    "complaint-hear": {"sitting": "sat"},
    "published": {"size": "log-size"},
    "cosigned": {"size": "log-size"},
}
"""By the kind of act, the details whose names mean something else than in other acts."""

_MOMENTS = frozenset({"at", "due", "made", "day"})
"""Details that hold a day or a moment."""

_APART = ", "


def details(kind: str, content: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    """The details of an act of a kind, in a language: the word for each, and its value.

    >>> list(details("complaint-hear", {"state": "heard", "late": True}, "en"))
    [('state', 'Heard'), ('late', 'yes')]
    """
    for name, value in content.items():
        yield worded("detail", _NAMES.get(kind, {}).get(name, name), language), _told(kind, name, value, content, language)


def group_of(kind: str, name: str) -> str | None:
    """The group in which a detail's values have their words; None where they are no codes of the program.

    The states of a thing whose acts begin with its name have their own group; all others are a statement's.

    >>> group_of("case-explain", "state"), group_of("settle", "state"), group_of("scan-attached", "kind")
    ('case-state', 'statement-state', None)
    """
    if name not in ("state", "kind"):
        return _GROUPS.get(name)
    thing = kind.partition("-")[0].replace("evidence", "complaint")
    return f"{thing}-{name}" if f"{thing}-{name}" in _groups() else "statement-state" if name == "state" else None


@cache
def _groups() -> frozenset[str]:
    return frozenset(key.partition(".")[0] for key in messages("en"))


def worded(group: str, name: str, language: Language) -> str:
    """The word for a name, or the name itself where there is none."""
    key = f"{group}.{name.replace('_', '-')}"
    return say(language, key) if key in messages(language) else name


def _told(kind: str, name: str, value: Any, content: Mapping[str, Any], language: Language) -> str:
    """A detail's value. `content`: of the whole act, which has the operands of a sentence."""
    if isinstance(value, bool):
        return say(language, "trail.yes" if value else "trail.no")
    if isinstance(value, list):
        return _APART.join(_told(kind, name, each, content, language) for each in value) or say(
            language, "trail.value", value=None
        )
    if isinstance(value, dict):
        return _APART.join(_pairs(kind, name, value, language))
    if isinstance(value, str) and value:
        return _text(kind, name, value, content, language)
    return say(language, "trail.value", value=None if value == "" else value)


def _pairs(kind: str, name: str, value: Mapping[str, Any], language: Language) -> Iterator[str]:
    """What stands in a detail under names of its own: figures by the form's lines, votes by option, files by name."""
    for key, each in value.items():
        if name == "lacking":
            yield say(language, f"missing.{key}", number=each).rstrip(":៖ ") if f"missing.{key}" in messages(language) else key
            continue
        word = worded(INNER[name], key, language) if name in INNER else key
        told = _paper(each, language) if name == "papers" else _told(kind, key, each, {}, language)
        yield say(language, "trail.pair", name=word, value=told)


def _paper(read: tuple[str, str], language: Language) -> str:
    """A paper that was drawn and read: its option, else what it is."""
    kind, option = read
    return option or worded("audit-kind", kind or "not-yet", language)


def _text(kind: str, name: str, value: str, content: Mapping[str, Any], language: Language) -> str:
    if name in _MOMENTS:
        with suppress(ValueError):
            return (
                say_date(language, date.fromisoformat(value)) if len(value) == len("2023-07-23") else _moment(value, language)
            )
    if name == "problem":
        with suppress(KeyError):
            return sentence(language, value, **content)
    if (kind, name, value) == ("drawing-void", "reason", "differ"):
        return say(language, "declaring.void-differ")
    if name == "language":
        return next((own for code, own in OWN_NAMES.items() if code == value), value)
    if name == "purposes":
        return _APART.join(worded("token-purpose", each, language) for each in value.split())
    group = group_of(kind, name)
    return worded(group, value, language) if group else value


def _moment(text: str, language: Language) -> str:
    return say_moment(language, datetime.fromisoformat(text))
