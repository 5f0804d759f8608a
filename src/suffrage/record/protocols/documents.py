"""Which protocols a record has, by its size: few enough files for a country of 35,000 communes, none too large to print.

- `declaration`: who is elected, with room to sign.
- `contest-CODE`: the calculation of one contest; with more than `MOST_CONTESTS`, `contests-CODE`: those of an area together.
- `country`: the whole with the areas just below it.
- `area-CODE`: one of these areas, with every area in it and every station. One of more than `MOST_STATIONS` stations is
  itself printed as the country is, and the areas in it each have their own protocol.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from suffrage.model import Area, BadInput
from suffrage.record.layout import file_name
from suffrage.record.protocols.areas import Scope, area_data
from suffrage.record.protocols.calculation import calculation_data
from suffrage.record.protocols.declaration import declaration_data
from suffrage.record.protocols.index import Index
from suffrage.record.protocols.speech import Speech

MOST_CONTESTS = 150
"""A file has its own copy of the fonts, 25 to 80 kB. Cambodia's 25 provinces have a protocol each; France's 577 constituencies stand
together by department, Cambodia's 1,652 communes by province."""
MOST_STATIONS = 5_000
"""Typst lays a table out in memory, some 0.1 MB for a station's row: 5,000 are half a gigabyte. Phnom Penh had 2,206 in 2023."""
MOST_AREAS = 110
"""More areas side by side than this are put together, in the order of their codes. France has 107 departments and the like."""


@dataclass(frozen=True, slots=True)
class Document:
    """One protocol: the name of its file without the language, its template, and what gives its data.

    `tagged`: with the structure that screen readers want. It makes a table of stations four times as large, and the same
    figures stand on the record's pages, so protocols of areas, and of many contests together, go without.
    """

    name: str
    template: str
    tagged: bool
    data: Callable[[Speech], dict[str, Any]]


def documents(index: Index) -> Iterator[Document]:
    """Every protocol of a record."""
    yield Document("declaration", "declaration", tagged=True, data=declaration_data)
    parts = list(_parts(index))
    yield from _calculations(index, parts)
    for part in parts:
        yield _area_document(part.name, part.scope)


def one_document(index: Index, which: str) -> Document:
    """The protocol that somebody asks for: declaration, country, contest:CODE or area:CODE."""
    kind, _, code = which.partition(":")
    if which == "declaration":
        return Document("declaration", "declaration", tagged=True, data=declaration_data)
    if which == "country":
        return _area_document("country", next(iter(_parts(index))).scope)
    if kind == "contest" and code in index.results:
        return _calculation(index, code)
    if kind == "area" and code in index.areas:
        return _area_document(f"area-{file_name(code)}", _whole(index, [index.areas[code]]))
    if kind in ("contest", "area") and code:
        raise BadInput(f"This election has no {kind} {code!r}.")
    raise BadInput(f"{which!r} is no protocol; give declaration, country, contest:CODE or area:CODE.")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the country that is printed by itself. `areas`: those whose contests belong to it."""

    name: str
    scope: Scope
    areas: Sequence[Area]


def _parts(index: Index) -> Iterator[_Part]:
    """The country first, then what it falls into."""
    roots = index.below[None]
    if len(roots) == 1 and (below := index.below[roots[0].area_id]):
        yield _Part("country", _summary(index, roots[0]), roots)
        yield from _divided(index, below)
    elif len(roots) == 1:
        yield _Part("country", _whole(index, roots), roots)
    else:
        yield _Part("country", Scope(None, [(area, 0) for area in roots], ()), ())
        yield from _divided(index, roots)


def _divided(index: Index, areas: Sequence[Area]) -> Iterator[_Part]:
    step = 1 if len(areas) <= MOST_AREAS else -(-len(areas) // MOST_AREAS)
    for start in range(0, len(areas), step):
        together = areas[start : start + step]
        head = together[0]
        kind = "area" if step == 1 else "areas"
        below = index.below[head.area_id]
        name = f"{kind}-{file_name(head.area_id)}"
        if step == 1 and below and index.size.get(head.area_id, 0) > MOST_STATIONS:
            yield _Part(name, _summary(index, head), together)
            yield from _divided(index, below)
        else:
            yield _Part(name, _whole(index, together), [area for top in together for area, _ in index.subtree(top)])


def _summary(index: Index, area: Area) -> Scope:
    return Scope(area, [(area, 0), *((each, 1) for each in index.below[area.area_id])], [area])


def _whole(index: Index, areas: Sequence[Area]) -> Scope:
    consolidated = [pair for area in areas for pair in index.subtree(area)]
    return Scope(areas[0] if len(areas) == 1 else None, consolidated, [area for area, _ in consolidated])


def _area_document(name: str, scope: Scope) -> Document:
    return Document(name, "area", tagged=False, data=partial(area_data, scope))


def _calculation(index: Index, contest_id: str) -> Document:
    def data(speech: Speech) -> dict[str, Any]:
        title = speech.say("calculation-title", contest=speech.contest(contest_id))
        return calculation_data([index.results[contest_id]], title, speech)

    return Document(f"contest-{file_name(contest_id)}", "calculation", tagged=True, data=data)


def _calculations(index: Index, parts: Sequence[_Part]) -> Iterator[Document]:
    if len(index.results) <= MOST_CONTESTS:
        yield from (_calculation(index, contest_id) for contest_id in index.results)
        return
    part_of = {area.area_id: part for part in parts for area in part.areas}
    together: dict[str, list[str]] = {}
    for contest_id in index.results:
        together.setdefault(part_of[index.area_of[contest_id]].name, []).append(contest_id)
    for part, contest_ids in together.items():
        name = f"contests-{part.removeprefix('areas-').removeprefix('area-')}"
        yield Document(name, "calculation", tagged=False, data=partial(_several, tuple(contest_ids)))


def _several(contest_ids: Sequence[str], speech: Speech) -> dict[str, Any]:
    contests = [speech.index.results[contest_id] for contest_id in contest_ids]
    return calculation_data(contests, speech.say("calculations-title", number=len(contests)), speech)
