"""Parity of women and men, as findings on lists: they say where a list is not as the law wants it, and change no result.

A list that breaks the rule should not have been registered (Code électoral, articles L255-4, L265); whether it was is not for a
count to decide. A person whose sex is not known is passed over, and so is a list of one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from suffrage.model import Candidate, Finding, Place, Slates

Parity = Literal["alternating", "pair"]
"""alternating: each next candidate is of the other sex · pair: the two of an option are a woman and a man."""


def parity_findings(contest_id: str, slates: Slates, rule: Parity | None) -> Iterator[Finding]:
    """A finding for each list, in the order of their codes, that is not as `rule` wants it; `rule` None finds nothing."""
    for option_id in sorted(slates) if rule else ():
        position = _first_break(sorted(slates[option_id], key=lambda candidate: candidate.position))
        if position is not None:
            yield Finding(
                code=f"parity-{rule}",
                severity="warning",
                place=Place(contest_id=contest_id, option_id=option_id),
                operands={"position": position},
            )


def _first_break(candidates: Sequence[Candidate]) -> int | None:
    """The first position whose sex is that of the position before."""
    for before, candidate in pairwise(candidates):
        if candidate.sex and candidate.sex == before.sex:
            return candidate.position
    return None
