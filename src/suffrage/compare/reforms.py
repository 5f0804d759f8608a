"""The law of a scenario: as it is, or with some of its figures changed."""

from collections.abc import Callable
from typing import Any, get_args

from suffrage.compare.constituencies import Refuse
from suffrage.compare.scenario import Change
from suffrage.compare.transfers import parse_share
from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Law
from suffrage.law.reform import reformed
from suffrage.model import Outcome, Shape, Totals
from suffrage.model.shapes import Bar, Formula

Declare = Callable[[Totals], Outcome]
"""Totals of one round → what the law makes of them."""


def ruling(law: Law, change: Change, refuse: Refuse) -> tuple[Shape | None, Declare]:
    """The figures of the law after the change, and the law itself to be applied.

    Without a change the law's own module declares; with one, its figures do (`suffrage.law.reform`). The figures are None where they
    cannot say the law; it can then be applied, and not changed.
    """
    if change == Change():
        return law.shape, lambda totals: law.declare(totals, steps=False)
    if law.shape is None:
        refuse("change", f"the law of {law.code} on {law.day} is not one that a few figures say, and cannot be changed here.")
    shape = changed(law.shape, change, refuse)
    rule = reformed(shape)
    return shape, lambda totals: rule(Calculation(totals, law.day, {}, (), with_steps=False))


def changed(shape: Shape, change: Change, refuse: Refuse) -> Shape:
    """The figures with those of `change` in their place; no article sets those any longer."""
    new: dict[str, Any] = {}
    if change.formula is not None:
        if change.formula not in get_args(Formula):
            refuse("change.formula", f"{change.formula!r} is no formula; give one of {', '.join(get_args(Formula))}.")
        new |= {"formula": change.formula, "kind": "majority" if change.formula == "most-votes" else "lists"}
    if change.threshold is not None:
        new["threshold"] = _bar(change.threshold, change.threshold_of)
    if change.bar is not None:
        new["bar"] = _bar(change.bar, change.bar_of)
    if change.majority is not None:
        new["majority"] = _bar(change.majority, "valid", strict=True)
    if change.quorum is not None:
        new["quorum"] = _bar(change.quorum, "registered")
    if change.bonus is not None:
        new["bonus"] = parse_share("0" if change.bonus == "none" else change.bonus)
    if change.rounds is not None:
        new["rounds"] = change.rounds
    if change.least_in_round_2 is not None:
        new["least_in_round_2"] = change.least_in_round_2
    return shape.changed(**new)


def _bar(text: str, of: Any, *, strict: bool = False) -> Bar | None:
    return None if text == "none" else Bar(parse_share(text), of, strict)
