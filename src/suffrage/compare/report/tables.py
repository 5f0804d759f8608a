"""Every figure of a report as CSV: codes and numbers, the same in all languages (docs/report.md lists the columns)."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from suffrage.compare.comparison import Comparison
from suffrage.compare.report.document import files_of
from suffrage.compare.report.extras import Extras
from suffrage.compare.result import Measured
from suffrage.compare.scenario import Swing
from suffrage.model.shapes import Bar, FigureValue

Rows = Iterator[Sequence[Any]]
DIGITS = Context(prec=10)


def write_tables(comparison: Comparison, extras: Extras, folder: Path) -> tuple[Path, ...]:
    """Write the CSV files into a folder that is there, and say which; those that would have nothing in them are left out."""
    written = []
    for name in files_of(extras):
        head, rows = _TABLES[name]
        written.append(folder / f"{name}.csv")
        _write(written[-1], head, rows(comparison, extras))
    return tuple(written)


def _write(file: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _seats(comparison: Comparison, _extras: Extras) -> Rows:
    """Every party with a vote or a seat; the seats that nobody has stand on a line without a party."""
    for played in comparison.played:
        for party in sorted({*played.votes, *played.seats}, key=lambda code: (-played.seats.get(code, 0), code)):
            yield played.scenario.code, party, played.votes.get(party, 0), played.seats.get(party, 0)
        if played.open_seats:
            yield played.scenario.code, "", "", played.open_seats
    if comparison.study.published:
        for party, seats in comparison.study.published.seats.items():
            yield "published", party, "", seats


def _constituencies(comparison: Comparison, _extras: Extras) -> Rows:
    table = comparison.to_arrow()
    house = {(each.scenario.code, code): seats for each in comparison.played for code, seats in each.house.seats.items()}
    for scenario, place, party, votes, seats in zip(*(column.to_pylist() for column in table.columns), strict=True):
        yield scenario, place, house[scenario, place], party, votes, seats


def _gains(comparison: Comparison, _extras: Extras) -> Rows:
    for played in comparison.played[1:]:
        for gain in comparison.gains(played):
            yield played.scenario.code, gain.place, gain.party, gain.before, gain.after


def _measures(comparison: Comparison, _extras: Extras) -> Rows:
    for played in comparison.played:
        if played.measured:
            for name, party, value in _values(played.measured):
                yield played.scenario.code, name, party, _exact(value), _decimal(value)


def _values(found: Measured) -> Iterator[tuple[str, str, Any]]:
    """(measure, party or nothing, value). Of a pair, the fewest and the most."""
    for field in fields(found):
        value = getattr(found, field.name)
        if field.name == "tally":
            continue
        if isinstance(value, Mapping):
            yield from ((field.name, party, own) for party, own in value.items())
        elif isinstance(value, tuple):
            yield from ((f"{field.name}_{end}", "", own) for end, own in zip(("fewest", "most"), value, strict=True))
        else:
            yield field.name, "", value


def _exact(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _decimal(value: Any) -> str:
    if isinstance(value, Fraction):
        return str(DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))
    return str(value) if isinstance(value, Decimal) else ""


def _differences(comparison: Comparison, _extras: Extras) -> Rows:
    for played in comparison.played[1:]:
        code = played.scenario.code
        for each in comparison.differences(played):
            yield code, each.figure, _figure(each.home), each.home_article, _figure(each.other), each.other_article
        if structures := comparison.structures(played):
            home, other = structures
            for name in ("constituencies", "seats"):
                yield code, name, getattr(home, name), home.article, getattr(other, name), other.article


def _figure(value: FigureValue) -> str:
    """A figure of a law; a bar as ">= 1/20 valid"."""
    if isinstance(value, Bar):
        return f"{'>' if value.strict else '>='} {value.share} {value.of}"
    return _exact(value)


def _closest(_comparison: Comparison, extras: Extras) -> Rows:
    for seat in extras.closest:
        yield seat.scenario, seat.constituency, seat.keeps, seat.takes, seat.votes


def _sweeps(_comparison: Comparison, extras: Extras) -> Rows:
    for number, swept in enumerate(extras.swept, start=1):
        kind = swept.sweep.kind if isinstance(swept.sweep, Swing) else "transfer"
        for amount, played in swept.points:
            for party, seats in sorted(played.seats.items()):
                yield swept.scenario, number, kind, swept.sweep.losing, swept.sweep.gaining, amount, party, seats


def _draws(_comparison: Comparison, extras: Extras) -> Rows:
    for each in extras.draws:
        for drawn in each.parties:
            figures = (drawn.party, drawn.median, drawn.low, drawn.high, each.within, drawn.majority)
            yield each.scenario, *figures, each.number, each.seed, each.engine


_TABLES: Mapping[str, tuple[Sequence[str], Callable[[Comparison, Extras], Rows]]] = {
    "seats": (("scenario", "party", "votes", "seats"), _seats),
    "constituencies": (("scenario", "constituency", "house", "party", "votes", "seats"), _constituencies),
    "gains": (("scenario", "place", "party", "before", "after"), _gains),
    "measures": (("scenario", "measure", "party", "exact", "decimal"), _measures),
    "differences": (("scenario", "figure", "home", "home_article", "other", "other_article"), _differences),
    "closest": (("scenario", "constituency", "keeps", "takes", "votes"), _closest),
    "sweeps": (("scenario", "sweep", "kind", "from", "to", "moved", "party", "seats"), _sweeps),
    "draws": (("scenario", "party", "median", "low", "high", "within", "majority", "number", "seed", "engine"), _draws),
}
