"""What the checks found: check by check, the gravest first, and the statements in which each found something."""

from dataclasses import dataclass

from suffrage.commission.statements.models import Statement
from suffrage.commission.watching.scope import Scope
from suffrage.counting.checks import BY_CODE, CHECKS, Check
from suffrage.model import Language

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A check, and in how many statements it found something."""

    check: Check
    number: int


def findings(scope: Scope, language: Language, code: str = "") -> dict[str, object]:  # noqa: ARG001 - as the other pages
    """What the page shows: every check that found something, and the statements of the one asked for (else of the first)."""
    known = scope.known().findings
    lines = [Line(check, known[check.code]) for check in CHECKS if known.get(check.code)]
    chosen = BY_CODE.get(code) or (lines[0].check if lines else None)
    return {"lines": lines, "chosen": chosen, "papers": _papers(scope, chosen.code) if chosen else [], "most": SHOWN}


def _papers(scope: Scope, code: str) -> list[Statement]:
    """The statements in which a check found something, those that wait for a decision first (their states come last by name)."""
    found = Statement.objects.filter(found__code=code, contest__election=scope.election)
    if scope.area is not None:
        found = found.filter(station__area__path__startswith=scope.area.path)
    return list(found.select_related("station__area", "contest").order_by("-state", "pk")[:SHOWN])
