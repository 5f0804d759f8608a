"""A calculation in words: each step of an outcome as a sentence, with its article, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import msgspec

from suffrage.model import Language, Outcome, Pending, Step, steps
from suffrage.words import say


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of an explanation, and the article of law that it rests on."""

    text: str
    article: str


def explain(outcome: Outcome, language: Language, names: Mapping[str, str] | None = None) -> list[Line]:
    """The whole calculation, step by step, then what is still open.

    `names`: option code → its name in that language; an option without one is called by its code.

    >>> from datetime import date
    >>> from suffrage import law
    >>> from suffrage.model import Totals
    >>> totals = Totals(contest_id="FR", round=2, votes={"3": 18768639, "5": 13288686})
    >>> for line in explain(law.at("fr.president", date(2022, 4, 24)).declare(totals), "en", {"3": "Macron"}):
    ...     print(line.text)
    32,057,325 valid votes for 1 seat(s).
    Macron (3) has most votes: 18,768,639.
    """
    speaker = Speaker(language, names or {})
    lines = [Line(speaker.step(step), step.article) for step in outcome.steps]
    return lines + [Line(speaker.pending(question), question.article) for question in outcome.pending]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says steps and questions in one language, with the options' names."""

    language: Language
    names: Mapping[str, str]

    def option(self, code: str) -> str:
        """An option by its name and code."""
        return say(self.language, "option.named", name=self.names[code], code=code) if self.names.get(code) else code

    def options(self, codes: Iterable[str]) -> str:
        """Several options, as the language lists things."""
        *before, last = [self.option(code) for code in codes] or ["—"]
        return say(self.language, "list.last", before=", ".join(before), last=last) if before else last

    def step(self, step: Step) -> str:
        """One step as a sentence."""
        key, operands = _key(step), self._operands(step)
        return say(self.language, f"{step.__struct_config__.tag}.{key}", **operands)

    def pending(self, question: Pending) -> str:
        """One open question as a sentence that says what to give."""
        return say(self.language, f"pending.{question.needs}", **self._operands(question))

    def _operands(self, value: Step | Pending) -> dict[str, Any]:
        operands: dict[str, Any] = msgspec.structs.asdict(value) | _derived(value)
        for name in ("among", "winners"):
            if name in operands:
                operands[name] = self.options(operands[name])
        if "option_ids" in operands:
            operands["options"] = self.options(operands["option_ids"])
        if "option_id" in operands:
            operands["option"] = self.option(operands["option_id"])
        return operands


@singledispatch
def _key(step: Any) -> str:
    """Which of the messages of its kind says this step; most kinds have one."""
    return _ONLY_KEY[type(step)]


_ONLY_KEY: dict[type, str] = {
    steps.SeatsByLaw: "differ",
    steps.Quota: "fraction",
    steps.QuotaSeats: "seats",
    steps.Remainder: "largest",
    steps.NoneElected: "round",
    steps.Withdrawn: "option",
    steps.ListExhausted: "candidates",
    steps.Vacant: "seats",
    steps.Bonus: "seats",
    steps.SectionSeats: "seats",
    steps.SectionLeast: "moved",
    steps.Struck: "candidate",
    steps.Annulled: "option",
}


@_key.register
def _(step: steps.Base) -> str:
    return "valid" if step.registered is None else "registered"


@_key.register
def _(step: steps.Bar) -> str:
    return f"{step.of}-{'over' if step.strict else 'from'}-{'passed' if step.passed else 'missed'}"


@_key.register
def _(step: steps.Average) -> str:
    return "first" if step.power == 1 else "squared"


@_key.register
def _(step: steps.MostVotes) -> str:
    return "alone" if len(step.option_ids) == 1 else "several"


@_key.register
def _(step: steps.Qualified) -> str:
    return step.reason


@_key.register
def _(step: steps.Appointed) -> str:
    return step.office


@_key.register
def _(step: steps.Turnout) -> str:
    return "passed" if step.passed else "missed"


@_key.register
def _(step: steps.Tie) -> str:
    return step.rule


def _derived(value: Step | Pending) -> dict[str, Any]:
    """Numbers that a sentence wants beside the step's own."""
    if isinstance(value, steps.Bar):
        return {"percent": value.share * 100, "needed": value.share * value.base}
    if isinstance(value, steps.Turnout):
        return {"percent": value.share * 100, "needed": value.share * value.registered}
    if isinstance(value, steps.Average) and value.divisor:
        return {"average": value.votes**value.power / value.divisor}
    if isinstance(value, steps.Average):
        return {"average": "∞"}
    return {}
