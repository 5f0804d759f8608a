"""What stands on a tally form, as it is typed, compared and kept.

A station's form has a field for each option, `votes.CODE`, and one for the papers for nobody, `invalid`; or it is `lost`. A form of
single papers has a field for each draw, `paper.NUMBER`. A count is kept as canonical JSON: {"votes": {…}, "invalid": 4},
{"lost": true} or {"papers": {"7": ["option", "A"], "8": ["invalid", ""], "9": ["missing", ""], "10": ["", ""]}}, the last not read yet.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from suffrage.commission.auditing.models import Sheet
from suffrage.commission.refused import Refused
from suffrage.commission.statements.reading import NotNumbers, number_of
from suffrage.commission.trail.chain import canonical

LOST, INVALID = "lost", "invalid"
KEYS = {"0": "invalid", "*": "missing", "-": ""}
"""What is typed for a paper that is for nobody, that is not there, and that is not read yet; words do as well."""

_WORDS = {"invalid": "invalid", "missing": "missing"}
_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


def field_names(sheet: Sheet) -> tuple[str, ...]:
    """The names of the fields of a form, in its order, without `lost`."""
    if sheet.round.audit.by_paper:
        return tuple(f"paper.{number}" for number, _paper in sheet.draws)
    return (*(f"votes.{code}" for _mark, code in sheet.round.options), INVALID)


def read(sheet: Sheet, typed: Mapping[str, str]) -> str:
    """The count that was typed, as it is kept.

    `NotNumbers` names every field that cannot be read. `Refused`: it is called lost and has figures, or no paper is read.
    """
    if sheet.round.audit.by_paper:
        return _papers(sheet, typed)
    names = field_names(sheet)
    if typed.get(LOST):
        if any(typed.get(name, "").strip() for name in names):
            raise Refused("auditing.lost-and-counted")
        return canonical({LOST: True})
    numbers: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for name in names:
        try:
            number = number_of(typed.get(name, ""))
        except ValueError as problem:
            wrong[name] = f"work.{problem}"
            continue
        if number is None:
            wrong[name] = "auditing.write-zero"
        else:
            numbers[name] = number
    if wrong:
        raise NotNumbers(wrong)
    votes = {code: numbers[f"votes.{code}"] for _mark, code in sheet.round.options}
    return canonical({"votes": votes, INVALID: numbers[INVALID]})


def _papers(sheet: Sheet, typed: Mapping[str, str]) -> str:
    marks = {mark: ["option", code] for mark, code in sheet.round.options}
    known = {key: [kind, ""] for key, kind in {**KEYS, **_WORDS}.items()} | marks
    papers: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for name in field_names(sheet):
        word = typed.get(name, "").translate(_DIGITS).strip()
        if word in known:
            papers[name.removeprefix("paper.")] = known[word]
        else:
            wrong[name] = "auditing.not-on-the-ballot" if word else "auditing.write-dash"
    if wrong:
        raise NotNumbers(wrong)
    if not any(kind for kind, _option in papers.values()):
        raise Refused("auditing.nothing-read")
    return canonical({"papers": papers})


def plain(counts: str) -> Mapping[str, Any]:
    """A count that is kept, as it is described above."""
    found: Mapping[str, Any] = json.loads(counts)
    return found


def values(sheet: Sheet, counts: str) -> dict[str, Any]:
    """Field → what stands there: a number, or for a paper its kind and the mark of its option. A lost form has none but `lost`."""
    found = plain(counts)
    if found.get(LOST):
        return {LOST: True}
    if "papers" in found:
        marks = {code: mark for mark, code in sheet.round.options}
        return {f"paper.{number}": (kind, marks.get(option, "")) for number, (kind, option) in found["papers"].items()}
    return {f"votes.{code}": number for code, number in found["votes"].items()} | {INVALID: found[INVALID]}


def differences(sheet: Sheet, one: str, other: str) -> frozenset[str]:
    """The names of the fields in which two counts differ."""
    first, second = values(sheet, one), values(sheet, other)
    return frozenset(name for name in {*first, *second} if first.get(name) != second.get(name))


def rows(counts: str) -> Iterator[dict[str, object]]:
    """A count as lines of the table that `suffrage audit enter` takes, without the columns that are the same in all of them."""
    found = plain(counts)
    if found.get(LOST):
        yield {"kind": "invalid", "votes": LOST}
    for number, (kind, option) in sorted(found.get("papers", {}).items(), key=lambda paper: int(paper[0])):
        yield {"draw": number, "kind": kind, "option_id": option}
    for code, number in found.get("votes", {}).items():
        yield {"kind": "option", "option_id": code, "votes": number}
    if INVALID in found:
        yield {"kind": "invalid", "votes": found[INVALID]}
