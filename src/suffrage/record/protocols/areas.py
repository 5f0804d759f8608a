"""Consolidations and station lists: the figures of areas, level by level, and of each station, in wide tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suffrage.model import Area, AreaTotals, Names
from suffrage.model.totals import code_order
from suffrage.record.protocols.speech import FIGURES, Speech, breakable

Row = dict[str, Any]
"""`label`, `depth` (how far to set it in) and `cells`; or `label` alone: a heading within the table; or `label` and `note`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a document covers: `consolidated` areas, each with its depth, and the areas whose stations it lists."""

    title: Area | None
    consolidated: Sequence[tuple[Area, int]]
    listed: Sequence[Area]


def area_data(scope: Scope, speech: Speech) -> dict[str, Any]:
    """What the template `area` prints of a scope."""
    name = speech.area(scope.title) if scope.title else speech.say("whole")
    tables = [
        *(table for number in speech.index.rounds for table in _consolidations(scope.consolidated, number, speech)),
        *_station_lists(scope.listed, speech),
    ]
    return speech.frame(speech.say("area-title", area=name)) | {"tables": tables}


def _consolidations(areas: Iterable[tuple[Area, int]], number: int, speech: Speech) -> Iterable[dict[str, Any]]:
    """One table for the areas whose votes can be told apart by the same codes: parties, or the options of one contest."""
    grouped: dict[str | None, list[tuple[Area, int, AreaTotals]]] = defaultdict(list)
    for area, depth in areas:
        sums = speech.index.totals.get((area.area_id, number))
        if sums:
            grouped[_namespace(sums, speech)].append((area, depth, sums))
    several = len(speech.index.rounds) > 1
    caption = speech.say("of-round", round=number) if several else speech.say("consolidation")
    for contest, rows in grouped.items():
        codes = sorted({code for _, _, sums in rows for code in sums.votes}, key=code_order)
        figures = _known(sums for _, _, sums in rows)
        yield _table(
            caption if contest is None else speech.say("of-contest", caption=caption, contest=speech.contest(contest)),
            speech.parties if contest is None else _names_of_codes(contest, speech),
            [speech.say(word) for word in ("reported", "stations", *figures)],
            codes,
            [_area_row(area, depth, sums, figures, codes, speech) for area, depth, sums in rows],
        )


def _table(
    caption: str, names: Mapping[str, str], words: Sequence[str], codes: Sequence[str], rows: Sequence[Row]
) -> dict[str, Any]:
    """A wide table: columns headed by words, then those headed by codes, whose names stand in a key above it."""
    columns = zip(*(row["cells"] for row in rows if "cells" in row), strict=True)
    return {
        "caption": caption,
        "key": [[code, names[code]] for code in codes if code in names],
        "head": [*words, *codes],
        "longest-label": max((row["label"] for row in rows if len(row) > 1), key=len, default=""),
        "longest": [max(column, key=len) for column in columns],
        "rows": rows,
    }


def _area_row(area: Area, depth: int, sums: AreaTotals, figures: Sequence[str], codes: Sequence[str], speech: Speech) -> Row:
    own = [speech.number(getattr(sums, figure)) for figure in figures]
    votes = [speech.number(sums.votes.get(code)) for code in codes]
    return {
        "label": speech.area(area),
        "depth": depth,
        "cells": [speech.number(sums.reported), speech.number(sums.stations), *own, *votes],
    }


def _namespace(sums: AreaTotals, speech: Speech) -> str | None:
    """The contest whose option codes an area's votes bear; None where they bear party codes, or there are none."""
    held = speech.index.contests_at(sums.area_id, sums.round)
    if len(held) != 1:
        return None
    labels = speech.index.view.labels.options
    contest = held[0].contest_id
    has_parties = all(labels[contest, option].party_id for option in held[0].totals.votes)
    return None if has_parties or not sums.votes else contest


def _names_of_codes(contest: str, speech: Speech) -> dict[str, str]:
    """The codes under which an area's votes stand where one contest is held, some of whose options have no party: their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for option, name in speech.names(contest).items():
        found[speech.index.view.labels.options[contest, option].party_id or option].append(name)
    return {code: names[0] for code, names in found.items() if len(names) == 1}


def _known(rows: Iterable[Any]) -> list[str]:
    """The figures that at least one of the rows has."""
    gathered = list(rows)
    return [figure for figure in FIGURES if any(_figure(row, figure) is not None for row in gathered)]


def _figure(row: Any, name: str) -> int | None:
    found: int | None = row.get(name) if isinstance(row, dict) else getattr(row, name)
    return found


def _station_lists(areas: Sequence[Area], speech: Speech) -> Iterable[dict[str, Any]]:
    """A table for each contest in which these areas' stations vote."""
    index = speech.index
    voting: dict[str, list[Area]] = defaultdict(list)
    for area in areas:
        if index.stations.get(area.area_id):
            for number in index.rounds:
                for contest in index.contests_of(area.area_id, number):
                    voting[contest.contest_id].append(area)
    for contest_id in sorted(voting, key=code_order):
        yield _station_list(contest_id, voting[contest_id], speech)


def _station_list(contest_id: str, areas: Sequence[Area], speech: Speech) -> dict[str, Any]:
    index, names = speech.index, speech.names(contest_id)
    options = list(index.results[contest_id].totals.votes)
    stations = [(area, station, name) for area in areas for station, name in index.stations[area.area_id]]
    found = [index.statements.get((contest_id, station)) for _, station, _ in stations]
    figures = _known(statement for statement in found if statement)
    rows: list[Row] = []
    before: Area | None = None
    for (area, station, name), statement in zip(stations, found, strict=True):
        if area is not before:
            rows.append({"label": speech.area(area)})
            before = area
        rows.append(_station_row(station, name, statement, figures, options, speech))
    return _table(
        speech.say("station-list", contest=speech.contest(contest_id)),
        names,
        [speech.say(word) for word in ("entry", *figures)],
        options,
        rows,
    )


def _station_row(
    station: str,
    name: Names,
    statement: dict[str, Any] | None,
    figures: Sequence[str],
    options: Sequence[str],
    speech: Speech,
) -> Row:
    known = name.text(speech.language)
    label = breakable(f"{station} {known}" if known and known != station else station)
    if statement is None:
        return {"label": label, "note": speech.say("missing")}
    if statement["version"] > 1:
        label = speech.say("corrected", station=label, version=statement["version"])
    cells = [statement["entry"], *(statement.get(figure) for figure in figures)]
    votes = [statement["votes"].get(option) for option in options]
    return {"label": label, "depth": 1, "cells": [speech.number(number) for number in (*cells, *votes)]}
