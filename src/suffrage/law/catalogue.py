"""Which law applies: `at(code, date)` gives the law of a body as it was in force on a day.

Each country is a folder beside this file whose package has `BODIES`; a new country is a new folder, and nothing else.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module

from suffrage.law.calculation import Calculation
from suffrage.law.parity import Parity
from suffrage.model import Decision, LawNotKnown, Names, Outcome, Shape, Slates, Source, Totals

_NO_SLATES: Slates = {}


Rule = Callable[[Calculation], Outcome]
"""Carries a law out on one contest."""


@dataclass(frozen=True, slots=True)
class Period:
    """The law of a body from `since` until the day before `until` (None: still in force).

    `rule` carries it out on one contest · `sources`: the texts · `seats`: the law's own table of seats on a day (contest code →
    seats), empty where the law fixes none · `summary`: what it says, in each language, for people ·
    `variants`: other readings of the same text, by name · `by_section`: the rule wants the votes of each section ·
    `parity`: what the law asks of the sexes on a list · `shape`, and by name `variant_shapes`: the law and its other readings in
    figures; None where figures alone do not say it truly (sections, another system in small places, a bonus of so many seats).
    """

    since: date
    until: date | None
    rule: Rule
    sources: tuple[Source, ...]
    summary: Names
    seats: Callable[[date], Mapping[str, int]] = lambda _day: {}
    variants: Mapping[str, Rule] = field(default_factory=dict)
    by_section: bool = False
    parity: Parity | None = None
    shape: Shape | None = None
    variant_shapes: Mapping[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    """An elected body: its code (`country.body`), its names, and its law period by period, oldest first.

    `decisions`: the kinds of decisions on options, beside lots and rulings, that its law draws something from.
    """

    code: str
    names: Names
    periods: tuple[Period, ...]
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """The law of one body on one day, ready to be applied."""

    body: Body
    period: Period
    day: date
    variant: str | None = None

    @property
    def code(self) -> str:
        """The body's code."""
        return self.body.code

    @property
    def seats(self) -> Mapping[str, int]:
        """The law's own table of seats on that day: contest code → seats; empty where the law fixes none."""
        return self.period.seats(self.day)

    @property
    def shape(self) -> Shape | None:
        """The law, or the reading of it, in figures; None where figures alone do not say it truly."""
        return self.period.variant_shapes.get(self.variant) if self.variant else self.period.shape

    @property
    def decisions(self) -> tuple[str, ...]:
        """The kinds of decisions, beside lots and rulings, that the law draws something from: names struck off where lists are elected.

        >>> from datetime import date
        >>> at("kh.national-assembly", date(2023, 7, 23)).decisions, at("fr.president", date(2022, 4, 10)).decisions
        (('struck',), ('withdrawal', 'impediment'))
        """
        has_lists = self.shape is None or self.shape.kind == "lists"
        return ("struck", *self.body.decisions) if has_lists else self.body.decisions

    def declare(
        self, totals: Totals, *, slates: Slates = _NO_SLATES, decisions: Sequence[Decision] = (), steps: bool = True
    ) -> Outcome:
        """What the law makes of one contest's totals.

        `slates`: option → its candidates in list order, as far as they are known · `decisions`: withdrawals, lots and rulings;
        those of other contests are passed over · `steps` False leaves the calculation out of the outcome.
        `LawError`: the law cannot be applied to these totals (no number of seats, a round it does not know, a lot outside
        the tie).

        >>> from datetime import date
        >>> from suffrage import law
        >>> from suffrage.model import Totals
        >>> totals = Totals(contest_id="FR", round=2, votes={"3": 18768639, "5": 13288686})
        >>> law.at("fr.president", date(2022, 4, 24)).declare(totals).elected
        (Elected(option_id='3', position=1, candidate_id=None, section=None),)
        """
        own = [decision for decision in decisions if decision.contest_id == totals.contest_id] if decisions else ()
        rule = self.period.variants[self.variant] if self.variant else self.period.rule
        return rule(Calculation(totals, self.day, slates, own, steps))


def bodies() -> tuple[Body, ...]:
    """Every body whose law is known, in the order of their codes."""
    return tuple(sorted(_bodies().values(), key=lambda body: body.code))


def at(code: str, day: date) -> Law:
    """The law of the body `code` in force on `day`; `code:variant` is another reading of its text.

    `LawNotKnown` says which codes, readings and dates are known.

    >>> from datetime import date
    >>> at("fr.president", date(1958, 12, 21))
    Traceback (most recent call last):
    suffrage.model.errors.LawNotKnown: …
    """
    code, _, variant = code.partition(":")
    body = _bodies().get(code)
    if body is None:
        raise LawNotKnown(f"No law is known for {code!r}; known are {', '.join(sorted(_bodies()))}.")
    for period in body.periods:
        if period.since <= day and (period.until is None or day < period.until):
            if variant and variant not in period.variants:
                known = ", ".join(period.variants) or "none"
                raise LawNotKnown(f"The law of {code} has no reading called {variant!r} on {day}; known: {known}.")
            return Law(body, period, day, variant or None)
    spans = "; ".join(
        f"from {period.since} {f'until before {period.until}' if period.until else 'on'}" for period in body.periods
    )
    raise LawNotKnown(f"The law of {code} is known {spans}; no law is known for {day}.")


@cache
def _bodies() -> Mapping[str, Body]:
    package = import_module("suffrage.law")
    countries = (
        import_module(f"suffrage.law.{module.name}") for module in pkgutil.iter_modules(package.__path__) if module.ispkg
    )
    return {body.code: body for country in countries for body in getattr(country, "BODIES", ())}
