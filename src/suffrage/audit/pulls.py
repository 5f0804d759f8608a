"""What a round of an audit pulls: stations in the order of place, each with its draws; and the code by which its form comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from suffrage.audit.acts import Round, name_of
from suffrage.audit.audited import election_folder
from suffrage.audit.casefile import Case
from suffrage.audit.codes import FormCode, parse_code
from suffrage.audit.draw import Drawn
from suffrage.audit.methods import BY_STATION
from suffrage.intake.canonical import open_election
from suffrage.model import Area, BadInput, Names
from suffrage.model.totals import code_order

_STATIONS = "SELECT station_id, area_id, name, name_km, name_fr, name_en FROM stations"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a station lies: its `areas` from the largest down, without the one that has all the others; and what it is called."""

    areas: tuple[Area, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class Unit:
    """A station to be pulled, with the draws that hit it, in the order of draws (of its papers, where single papers are drawn)."""

    contest_id: str
    station_id: str
    place: Place
    draws: tuple[Drawn, ...]


def read_places(place: Path) -> dict[str, Place]:
    """Station → where it lies, of the election (or record) in `place`."""
    with open_election(election_folder(place)) as tables:
        areas = {area.area_id: area for area in tables.areas()}
        rows = tables.connection.execute(_STATIONS).fetchall()
    roots = [area.area_id for area in areas.values() if area.parent_id is None]
    paths: dict[str, tuple[Area, ...]] = {}
    for area_id in areas:
        path, above = [], areas.get(area_id)
        while above is not None and [above.area_id] != roots:
            path.append(above)
            above = areas.get(above.parent_id or "")
        paths[area_id] = tuple(reversed(path))
    return {
        station: Place(paths.get(area, ()), Names(name=name, name_km=km, name_fr=fr, name_en=en))
        for station, area, name, km, fr, en in rows
    }


def round_bounds(case: Case, contest_id: str, number: int | None = None) -> tuple[int, int]:
    """After how many draws a round of a contest begins, and where it ends; None: the last round. `BadInput`: there is no such one."""
    case.progress(contest_id)
    ends = [0, *(act.drawn for act in case.acts if isinstance(act, Round) and act.contest_id == contest_id)]
    wanted = len(ends) - 1 if number is None else number
    if not 0 < wanted < len(ends):
        raise BadInput(f"Contest {contest_id}: round {number or 1} is not drawn yet; there are {len(ends) - 1}.")
    return ends[wanted - 1], ends[wanted]


def new_draws(case: Case, contest_id: str, after: int, until: int) -> list[Drawn]:
    """The draws after the first `after`; where stations are drawn, one for each that was not drawn before."""
    draws = case.draws(contest_id)[:until]
    if case.opened.method not in BY_STATION:
        return list(draws[after:])
    seen = {drawn.station for drawn in draws[:after]}
    return list({drawn.station: drawn for drawn in reversed(draws[after:]) if drawn.station not in seen}.values())


def round_of(case: Case, contest_id: str, draw: int) -> tuple[int, int]:
    """The bounds of the round in which a draw, by its number, was made first."""
    order = [drawn.number for drawn in case.draws(contest_id)]
    place, number = order.index(draw), 1
    while round_bounds(case, contest_id, number)[1] <= place:
        number += 1
    return round_bounds(case, contest_id, number)


def draws_on_forms(case: Case, contest_id: str, bounds: tuple[int, int]) -> dict[str, tuple[Drawn, ...]]:
    """Station → its draws as they stand on its form of the round between the `bounds`: by paper, then in the order drawn."""
    after, until = bounds
    new = {drawn.station for drawn in new_draws(case, contest_id, after, until)}
    hits: dict[str, list[Drawn]] = {}
    for drawn in case.draws(contest_id)[0 if case.opened.method in BY_STATION else after : until]:
        if drawn.station in new:
            hits.setdefault(drawn.station, []).append(drawn)
    return {station: tuple(sorted(draws, key=lambda drawn: (drawn.paper, drawn.number))) for station, draws in hits.items()}


def units(case: Case, contest_id: str, places: Mapping[str, Place], bounds: tuple[int, int]) -> list[Unit]:
    """What is pulled in the round between the `bounds`, in the order of place."""
    hits = draws_on_forms(case, contest_id, bounds)
    found = [Unit(contest_id, station, places[station], draws) for station, draws in hits.items()]
    return sorted(
        found, key=lambda unit: ([code_order(area.area_id) for area in unit.place.areas], code_order(unit.station_id))
    )


def form_code(case: Case, unit: Unit) -> str:
    """The code of a station's tally form."""
    return str(FormCode(name_of(case.opened), unit.contest_id, unit.station_id, min(drawn.number for drawn in unit.draws)))


def read_code(text: str, case: Case) -> tuple[str, Drawn]:
    """The contest and the draw for which a form is. `BadInput`: it is no such code, misread, or not a form of this audit."""
    found = parse_code(text)
    if found is None:
        raise BadInput(f"{text[:80]!r} is not the code of a tally form; scan the square on the form.")
    where = f"The form of station {found.station_id}, contest {found.contest_id}"
    if not found.sound:
        raise BadInput(f"{where}: its code was misread (its check does not fit); scan it again.")
    if found.audit != name_of(case.opened):
        raise BadInput(
            f"{where}: it belongs to the audit {found.audit}, and this one is {name_of(case.opened)}; enter it there."
        )
    drawn = next((each for each in case.draws(found.contest_id) if each.number == found.draw), None)
    if drawn is None or drawn.station != found.station_id:
        raise BadInput(f"{where}: draw {found.draw} did not hit it; print the forms again from this audit's log.")
    return found.contest_id, drawn
