"""A fact on which an outcome hangs as a sentence, and by how much it holds as another, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from suffrage.audit.facts import Assertion, Papers
from suffrage.model import Language, Totals
from suffrage.words import say
from suffrage.words.explain import Speaker

_NO_NAMES: Mapping[str, str] = {}


def say_fact(language: Language, fact: Assertion, names: Mapping[str, str] = _NO_NAMES) -> str:
    """The fact as a sentence. `names`: option code → its name.

    >>> say_fact("en", Assertion("more", ("A", "B"), {"A": 1, "B": -1}, "art. 7"))
    'A has more votes than B.'
    """
    speaker = Speaker(language, names)
    first, *others = (speaker.option(option) for option in fact.options)
    operands: dict[str, Any] = {"ahead": first, "behind": others[0]} if others else {"option": first}
    key: str = fact.kind
    if fact.bar is not None:
        key += f"-{fact.bar.of}-{'over' if fact.bar.strict else 'from'}"
        operands["percent"] = fact.bar.share * 100
    return say(language, f"assertion.{key}", seat=fact.seat, **operands)


def say_margin(language: Language, fact: Assertion, totals: Totals) -> str:
    """How many papers at least were read wrongly if the fact is false; or that the votes alone do not give it.

    >>> fact = Assertion("more", ("A", "B"), {"A": 1, "B": -1}, "art. 7")
    >>> say_margin("en", fact, Totals(contest_id="c", votes={"A": 60, "B": 50}))
    'It is false only if at least 5 papers were read wrongly.'
    """
    papers = fact.fewest(totals.votes, Papers.of(totals).invalid)
    return say(language, "assertion.fewest", papers=papers) if papers else say(language, "assertion.undecided")
