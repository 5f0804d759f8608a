"""The French legislative elections of 2024, as the ministry of the interior published them: three formats."""

import re
from datetime import date
from itertools import groupby

from suffrage.intake.draft import Draft, check_panels, check_percentage, check_sums, french_election
from suffrage.intake.source import Row, Source, read_rows
from suffrage.model import BadInput, Election, Names

FIRST_ROUND, SECOND_ROUND = date(2024, 6, 30), date(2024, 7, 7)
LAW = "fr.national-assembly"

_CODE = re.compile(r"[0-9][0-9AB][0-9]?[0-9]{2}|Z[A-Z][0-9]{2}", re.ASCII)
_SEX = {"M.": "M", "Mme": "F", "M": "M", "F": "F", "MASCULIN": "M", "FEMININ": "F"}
_FIGURES = {
    "registered": "Inscrits",
    "abstentions": "Abstentions",
    "voters": "Votants",
    "blank": "Blancs",
    "null": "Nuls",
    "valid": "Exprimes",
}
_CANDIDATS: tuple[str, ...] = (
    "CodCirElec",
    "LibCirElec",
    *_FIGURES.values(),
    "NumPanneauCand",
    "NomPsn",
    "PrenomPsn",
    "CivilitePsn",
)
_CANDIDATS += ("CodNuaCand", "NbVoix", "RapportExprimes", "RapportInscrits", "Elu")
_FLAGS = {"OUI", "QUALIF T2", "NON"}


def names(round_en: str, round_fr: str) -> Names:
    """The election's names for one round."""
    return Names(
        name_en=f"Election of the National Assembly of France, {round_en}",
        name_fr=f"Élections législatives, {round_fr}",
    )


def read_candidats(sources: list[Source], draft: Draft) -> Election:
    """One row a candidate, the constituency's figures on every row (`fr-legislatives-2024-t1.csv`)."""
    (source,) = sources
    draft.country()
    departments: set[str] = set()
    rows = list(read_rows(source, ",", _CANDIDATS, "the ministry's export with one row a candidate", draft.report))
    rows = [row for row in rows if _has_keys(row)]
    rows.sort(key=lambda row: (_padded(row["CodCirElec"]), row.line))
    for contest, group in groupby(rows, key=lambda row: _padded(row["CodCirElec"])):
        _constituency(draft, contest, list(group), departments)
    if not departments:
        raise BadInput(f"{source.file}: no usable row was found after the heading; give the file as the ministry published it.")
    _note_unpadded(rows, "CodCirElec")
    ours = names("first round, 30 June 2024", "premier tour, 30 juin 2024")
    title = "résultats provisoires du premier tour par circonscription et par candidat"
    return french_election("fr-2024-legislatives-t1", FIRST_ROUND, LAW, ours, title, sources, provisional=True)


def _has_keys(row: Row) -> bool:
    code, panel = row["CodCirElec"], row["NumPanneauCand"]
    if _CODE.fullmatch(_padded(code)) and panel.isascii() and panel.isdigit():
        return True
    row.find("row-unusable", "error", "CodCirElec, NumPanneauCand", "0101, 1", f"{code}, {panel}"[:60])
    return False


def _padded(code: str) -> str:
    """A constituency's code with the leading zero that spreadsheets drop: 101 is 0101."""
    return code.zfill(4) if code.isascii() and code.isdigit() else code


def _note_unpadded(rows: list[Row], column: str) -> None:
    bare = [row for row in rows if row[column] != _padded(row[column])]
    if bare:
        bare[0].find("code-unpadded", "note", column, _padded(bare[0][column]), len(bare))


def _area(draft: Draft, contest: str, label: str, departments: set[str], name: str | None = None) -> None:
    department = contest[:-2]
    if department not in departments:
        departments.add(department)
        draft.add("areas", area_id=department, parent_id="FR", level="department", name=name)
    draft.add("areas", area_id=contest, parent_id=department, level="constituency", name=label)


def _constituency(draft: Draft, contest: str, rows: list[Row], departments: set[str]) -> None:
    first = rows[0]
    label = first["LibCirElec"]
    _area(draft, contest, label, departments)
    draft.add("contests", contest_id=contest, area_id=contest, round=1, seats=1, name=label)
    figures = {name: first.count(column) for name, column in _FIGURES.items()}
    for row in rows[1:]:
        for column in _FIGURES.values():
            if row[column] != first[column]:
                row.find("totals-differ", "error", column, first[column], row[column], contest_id=contest)
    draft.add("stations", station_id=contest, area_id=contest, registered=None, name=label)
    draft.add("statements", station_id=contest, contest_id=contest, version=1, **_stated(figures))
    votes = [_candidate(draft, contest, row, figures) for row in _once(rows, "NumPanneauCand", contest)]
    known = [number for number in votes if number is not None]
    check_sums(first, figures, sum(known) if len(known) == len(votes) else None, contest, contest)
    check_panels(first, [row["NumPanneauCand"] for row in rows], contest)
    for part in ("Abstentions", "Votants", "Blancs", "Nuls", "Exprimes"):
        number = figures[next(name for name, column in _FIGURES.items() if column == part)]
        for base, whole in (("Inscrits", figures["registered"]), ("Votants", figures["voters"])):
            if f"{part}_Rapport{base}" in first.cells:
                check_percentage(first, f"{part}_Rapport{base}", number, whole)


def _stated(figures: dict[str, int | None]) -> dict[str, int | None]:
    return {name: value for name, value in figures.items() if name != "abstentions"}


def _once(rows: list[Row], column: str, contest: str) -> list[Row]:
    """The rows, without those whose code has already been seen, which are reported."""
    seen: dict[str, int] = {}
    kept = []
    for row in rows:
        panel = str(int(row[column]))
        if panel in seen:
            row.find("duplicate-row", "error", column, f"line {seen[panel]}", panel, contest_id=contest, option_id=panel)
        else:
            seen[panel] = row.line
            kept.append(row)
    return kept


def _candidate(draft: Draft, contest: str, row: Row, figures: dict[str, int | None]) -> int | None:
    option = str(int(row["NumPanneauCand"]))
    name = f"{row['PrenomPsn']} {row['NomPsn']}".strip()
    draft.add("options", contest_id=contest, option_id=option, ballot_number=int(option), party_id=row["CodNuaCand"], name=name)
    draft.add(
        "candidates",
        contest_id=contest,
        option_id=option,
        position=1,
        candidate_id=f"{contest}-{option}",
        name=name,
        sex=_SEX.get(row["CivilitePsn"]),
    )
    votes = row.count("NbVoix")
    if votes is not None:
        draft.add("votes", station_id=contest, contest_id=contest, version=1, option_id=option, votes=votes)
    check_percentage(row, "RapportExprimes", votes, figures["valid"])
    check_percentage(row, "RapportInscrits", votes, figures["registered"])
    if row["Elu"] not in _FLAGS:
        row.find("flag-unknown", "warning", "Elu", ", ".join(sorted(_FLAGS)), row["Elu"][:60], contest_id=contest)
    return votes


_CANDIDATURES: tuple[str, ...] = (
    "Code département",
    "Département",
    "Code circonscription",
    "Libellé circonscription",
    "Numéro de panneau",
    "Sexe du candidat",
    "Nom du candidat",
    "Prénom du candidat",
    "Date de naissance du candidat",
    "Code nuance",
)


def read_candidatures(sources: list[Source], draft: Draft) -> Election:
    """The candidacies registered for the second round (`fr-legislatives-2024-t2-candidatures.csv`): no figures yet."""
    (source,) = sources
    draft.country()
    departments: set[str] = set()
    rows = list(read_rows(source, ";", _CANDIDATURES, "the ministry's list of candidacies", draft.report))
    usable = [row for row in rows if _is_candidacy(row)]
    usable.sort(key=lambda row: (_padded(row["Code circonscription"]), row.line))
    for code, group in groupby(usable, key=lambda row: _padded(row["Code circonscription"])):
        candidates = list(group)
        contest, label = f"{code}-2", candidates[0]["Libellé circonscription"]
        _area(draft, code, label, departments, candidates[0]["Département"])
        draft.add("contests", contest_id=contest, area_id=code, round=2, seats=1, name=label)
        draft.add("stations", station_id=code, area_id=code, registered=None, name=label)
        for row in _once(candidates, "Numéro de panneau", contest):
            _second_round_candidate(draft, contest, row)
    if not departments:
        raise BadInput(f"{source.file}: no usable row was found after the heading; give the file as the ministry published it.")
    _note_unpadded(usable, "Code circonscription")
    ours = names("second round, 7 July 2024", "second tour, 7 juillet 2024")
    title = "candidatures au second tour"
    return french_election("fr-2024-legislatives-t2", SECOND_ROUND, LAW, ours, title, sources, provisional=False)


def _is_candidacy(row: Row) -> bool:
    code, panel = row["Code circonscription"], row["Numéro de panneau"]
    if _CODE.fullmatch(_padded(code)) and panel.isascii() and panel.isdigit():
        return True
    row.find("row-unusable", "error", "Code circonscription, Numéro de panneau", "0101, 1", f"{code}, {panel}"[:60])
    return False


def _second_round_candidate(draft: Draft, contest: str, row: Row) -> None:
    option = str(int(row["Numéro de panneau"]))
    name = f"{row['Prénom du candidat']} {row['Nom du candidat']}".strip()
    draft.add(
        "options", contest_id=contest, option_id=option, ballot_number=int(option), party_id=row["Code nuance"], name=name
    )
    draft.add(
        "candidates",
        contest_id=contest,
        option_id=option,
        position=1,
        candidate_id=f"{contest}-{option}",
        name=name,
        sex=_SEX.get(row["Sexe du candidat"]),
        birth_date=_birth_date(row, "Date de naissance du candidat"),
    )


def _birth_date(row: Row, column: str) -> date | None:
    day, _, rest = row[column].partition("/")
    month, _, year = rest.partition("/")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        row.find("date-unknown", "warning", column, "DD/MM/YYYY", row[column][:60])
        return None
