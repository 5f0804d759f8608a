"""The ministry's wide format by polling station (bureau de vote): 19 columns of place and totals, then blocks of 9 a candidate.

The constituency is not a column, and a town may lie in several. Stations are put together by their ballot: all that offer the
same panel numbers with the same nuances belong to one constituency. Its code is found in the export with one row a candidate,
if that is given as a second file, as the one constituency of the department with that very ballot; otherwise constituencies are
called 29-a, 29-b … in the order in which they appear, and a finding says so.
"""

import string
from collections import defaultdict
from dataclasses import dataclass

from suffrage.intake.draft import Draft, check_panels, check_percentage, check_sums, french_election
from suffrage.intake.legislatives import FIRST_ROUND, LAW, names
from suffrage.intake.source import Row, Source, read_rows
from suffrage.model import BadInput, Election

_FIGURES = {
    "registered": "Inscrits",
    "abstentions": "Abstentions",
    "voters": "Votants",
    "blank": "Blancs",
    "null": "Nuls",
    "valid": "Exprimés",
}
_PLACE = ("Code département", "Libellé département", "Code commune", "Libellé commune", "Code BV")
_COLUMNS = (*_PLACE, *_FIGURES.values(), "Numéro de panneau 1", "Nuance candidat 1", "Voix 1")
_PERCENTAGES = {
    "% Votants": ("voters", "registered"),
    "% Abstentions": ("abstentions", "registered"),
    "% Exprimés/inscrits": ("valid", "registered"),
    "% Exprimés/votants": ("valid", "voters"),
    "% Blancs/inscrits": ("blank", "registered"),
    "% Blancs/votants": ("blank", "voters"),
    "% Nuls/inscrits": ("null", "registered"),
    "% Nuls/votants": ("null", "voters"),
}

Ballot = frozenset[tuple[str, str]]
"""The (panel number, nuance) of every candidate."""


@dataclass(frozen=True, slots=True)
class _Station:
    row: Row
    code: str
    blocks: tuple[int, ...]
    ballot: Ballot


def read_bureaux(sources: list[Source], draft: Draft) -> Election:
    """Results by polling station (`…-t1-bureaux-….csv`), with the constituencies' codes from a second file if it is given."""
    wide = [source for source in sources if source.text.startswith(_PLACE[0])]
    if len(wide) != 1:
        raise BadInput(
            f"{sources[0].file}: this is not the ministry's wide format by polling station ({_PLACE[0]!r} is missing)."
        )
    draft.country()
    known = _ballots_by_constituency([source for source in sources if source is not wide[0]], draft)
    stations = _stations(wide[0], draft)
    if not stations:
        raise BadInput(
            f"{wide[0].file}: no usable row was found after the heading; give the file as the ministry published it."
        )
    contests = _contests(stations, known)
    _areas(stations, contests, draft)
    seen: set[str] = set()
    for station in stations:
        contest = contests[station.row["Code département"], station.ballot]
        if contest not in seen:
            seen.add(contest)
            _contest(draft, station, contest)
        _statement(draft, station, contest)
    ours = names("first round, 30 June 2024", "premier tour, 30 juin 2024")
    title = "résultats du premier tour par bureau de vote"
    return french_election("fr-2024-legislatives-t1-bureaux", FIRST_ROUND, LAW, ours, title, sources, provisional=False)


def _ballots_by_constituency(sources: list[Source], draft: Draft) -> dict[tuple[str, Ballot], list[str]]:
    """(department, ballot) → the constituencies that have it, from the export with one row a candidate."""
    candidates: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for source in sources:
        wanted = ("CodCirElec", "NumPanneauCand", "CodNuaCand")
        for row in read_rows(source, ",", wanted, "the ministry's export with one row a candidate", draft.report):
            candidates[row["CodCirElec"]].add((row["NumPanneauCand"], row["CodNuaCand"]))
    found: dict[tuple[str, Ballot], list[str]] = defaultdict(list)
    for code, ballot in candidates.items():
        found[code[:-2], frozenset(ballot)].append(code)
    return found


def _stations(source: Source, draft: Draft) -> list[_Station]:
    stations, seen = [], set()
    for row in read_rows(source, ";", _COLUMNS, "the ministry's wide format by polling station", draft.report):
        blocks = tuple(
            n for n in range(1, len(row.cells) // 9) if row.cells.get(f"Numéro de panneau {n}", "").strip().isdigit()
        )
        code = f"{row['Code commune']}-{row['Code BV']}"
        if not row["Code commune"] or not row["Code BV"] or not blocks:
            row.find("row-unusable", "error", "Code commune, Code BV", "29019, 0001", code[:60])
        elif code in seen:
            row.find("duplicate-row", "error", "Code BV", "one row a station", code, station_id=code)
        else:
            seen.add(code)
            ballot = frozenset((row[f"Numéro de panneau {n}"], row[f"Nuance candidat {n}"]) for n in blocks)
            stations.append(_Station(row, code, blocks, ballot))
    return stations


def _contests(stations: list[_Station], known: dict[tuple[str, Ballot], list[str]]) -> dict[tuple[str, Ballot], str]:
    contests: dict[tuple[str, Ballot], str] = {}
    unnamed: dict[str, int] = defaultdict(int)
    for station in stations:
        key = (station.row["Code département"], station.ballot)
        if key in contests:
            continue
        codes = known.get(key, [])
        if len(codes) == 1:
            contests[key] = codes[0]
        else:
            letter = string.ascii_lowercase[unnamed[key[0]] % 26]
            unnamed[key[0]] += 1
            contests[key] = f"{key[0]}-{letter}"
            station.row.find("constituency-unknown", "warning", None, "one", len(codes), contest_id=contests[key])
    return contests


def _areas(stations: list[_Station], contests: dict[tuple[str, Ballot], str], draft: Draft) -> None:
    """Country, departments, constituencies; and in each constituency the communes, or parts of communes, that vote in it."""
    seen: set[str] = set()
    for station in stations:
        row = station.row
        department, commune = row["Code département"], row["Code commune"]
        contest = contests[department, station.ballot]
        for area, parent, level, name in (
            (department, "FR", "department", row["Libellé département"]),
            (contest, department, "constituency", None),
            (f"{contest}/{commune}", contest, "commune", row["Libellé commune"]),
        ):
            if area not in seen:
                seen.add(area)
                draft.add("areas", area_id=area, parent_id=parent, level=level, name=name)


def _contest(draft: Draft, station: _Station, contest: str) -> None:
    draft.add("contests", contest_id=contest, area_id=contest, round=1, seats=1)
    row = station.row
    check_panels(row, [row[f"Numéro de panneau {n}"] for n in station.blocks], contest)
    for n in station.blocks:
        option = str(int(row[f"Numéro de panneau {n}"]))
        name = f"{row[f'Prénom candidat {n}']} {row[f'Nom candidat {n}']}".strip()
        party = row[f"Nuance candidat {n}"]
        draft.add("options", contest_id=contest, option_id=option, ballot_number=int(option), party_id=party, name=name)
        sex = {"MASCULIN": "M", "FEMININ": "F"}.get(row[f"Sexe candidat {n}"])
        person = f"{contest}-{option}"
        draft.add("candidates", contest_id=contest, option_id=option, position=1, candidate_id=person, name=name, sex=sex)


def _statement(draft: Draft, station: _Station, contest: str) -> None:
    row, code = station.row, station.code
    figures = {name: row.count(column) for name, column in _FIGURES.items()}
    stated = {name: value for name, value in figures.items() if name != "abstentions"}
    area = f"{contest}/{row['Code commune']}"
    draft.add("stations", station_id=code, area_id=area, registered=None, name=f"{row['Libellé commune']} {row['Code BV']}")
    draft.add("statements", station_id=code, contest_id=contest, version=1, **stated)
    votes = []
    for n in station.blocks:
        number = row.count(f"Voix {n}")
        votes.append(number)
        option = str(int(row[f"Numéro de panneau {n}"]))
        if number is not None:
            draft.add("votes", station_id=code, contest_id=contest, version=1, option_id=option, votes=number)
        for base, whole in (("inscrits", "registered"), ("exprimés", "valid")):
            if f"% Voix/{base} {n}" in row.cells:
                check_percentage(row, f"% Voix/{base} {n}", number, figures[whole])
    known = [number for number in votes if number is not None]
    check_sums(row, figures, sum(known) if len(known) == len(votes) else None, contest, code)
    for column, (part, whole) in _PERCENTAGES.items():
        if column in row.cells:
            check_percentage(row, column, figures[part], figures[whole])
