"""The European election of 9 June 2024 in France: results by legislative constituency, or by commune, with the file of lists.

One national contest, FR; option codes are the lists' numbers. The area whose figures are published stands as the station.
"""

import gzip
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv

from suffrage.intake.draft import Draft, check_sums, french_election
from suffrage.intake.source import Row, Source, read_rows
from suffrage.model import BadInput, Election, Finding, Names, Place
from suffrage.model.tables import LARGEST_COUNT

DAY = date(2024, 6, 9)
CONTEST = "FR"
NAMES = Names(
    name_en="Election of the members of the European Parliament, France, 9 June 2024",
    name_fr="Élection des représentants au Parlement européen, 9 juin 2024",
)

_LISTS = ("list_no", "nuance", "label")
_FIGURES = ("registered", "abstentions", "voters", "blank", "null", "valid")
_CONSTITUENCIES = ("department_code", "department", "constituency_code", "constituency_label", *_FIGURES)
_COMMUNES = ("commune_code", "commune", "department_code", *_FIGURES, "votes_status")
_VOTES = ("commune_code", "list_no", "votes")


def read_constituencies(sources: list[Source], draft: Draft) -> Election:
    """Results by legislative constituency, one column a list (`fr-europeennes-2024-circonscriptions.csv`)."""
    (results,), (lists,) = _sorted(sources, [_CONSTITUENCIES, _LISTS], "results by constituency and the file of lists")
    options = _contest(draft, lists)
    wanted = (*_CONSTITUENCIES, *(f"list_{option}" for option in options))
    seen: set[str] = {CONTEST}
    for row in read_rows(results, ",", wanted, "results by constituency", draft.report):
        code, department = row["constituency_code"], row["department_code"]
        if not code or not department or code in seen:
            row.find(
                "duplicate-row" if code in seen else "row-unusable", "error", "constituency_code", "one row each", code[:60]
            )
            continue
        for area, parent, level, name in (
            (department, CONTEST, "department", row["department"]),
            (code, department, "constituency", row["constituency_label"]),
        ):
            if area not in seen:
                seen.add(area)
                draft.add("areas", area_id=area, parent_id=parent, level=level, name=name)
        draft.add("stations", station_id=code, area_id=code, registered=None, name=row["constituency_label"])
        _results(draft, row, code, options)
    _refuse_empty(draft, results)
    title = "résultats par circonscription législative"
    return french_election(
        "fr-2024-europeennes-circonscriptions", DAY, "fr.european-parliament", NAMES, title, sources, provisional=True
    )


def read_communes(sources: list[Source], draft: Draft) -> Election:
    """Results by commune: one file of communes, one of votes in long form, and the file of lists (all may be .gz)."""
    (communes,), (votes,), (lists,) = _sorted(sources, [_COMMUNES, _VOTES, _LISTS], "communes, votes, and the file of lists")
    options = _contest(draft, lists)
    seen: set[str] = {CONTEST}
    recovered = 0
    rows: dict[str, tuple[Row, dict[str, int | None]]] = {}
    for row in read_rows(communes, ",", _COMMUNES, "results by commune", draft.report):
        code, department = row["commune_code"], row["department_code"]
        if not code or not department or code in rows:
            row.find("duplicate-row" if code in rows else "row-unusable", "error", "commune_code", "one row each", code[:60])
            continue
        if department not in seen:
            seen.add(department)
            draft.add("areas", area_id=department, parent_id=CONTEST, level="department")
        draft.add("areas", area_id=code, parent_id=department, level="commune", name=row["commune"])
        draft.add("stations", station_id=code, area_id=code, registered=None, name=row["commune"])
        figures = {name: row.count(name) for name in _FIGURES}
        rows[code] = (row, figures)
        stated = {name: value for name, value in figures.items() if name != "abstentions"}
        draft.add("statements", station_id=code, contest_id=CONTEST, version=1, **stated)
        recovered += row["votes_status"].startswith("recovered")
        if row["votes_status"] == "unrecoverable":
            row.find("votes-unrecoverable", "warning", "votes_status", "published", "unrecoverable", station_id=code)
    _refuse_empty(draft, communes)
    if recovered:
        place = Place(file=communes.file.name, column="votes_status")
        draft.report(Finding(code="votes-recovered", severity="note", place=place, operands={"found": recovered}))
    sums = _long_votes(draft, votes, set(rows), options)
    for code, (row, figures) in rows.items():
        check_sums(row, figures, sums.get(code), CONTEST, code)
    title = "résultats par commune"
    return french_election(
        "fr-2024-europeennes-communes", DAY, "fr.european-parliament", NAMES, title, sources, provisional=True
    )


def _election(code: str, title: str, sources: list[Source]) -> Election:
    return french_election(code, DAY, "fr.european-parliament", NAMES, title, sources, provisional=True)


def _sorted(sources: list[Source], wanted: list[tuple[str, ...]], what: str) -> list[list[Source]]:
    """The sources by what their headings show them to be, whatever the order they were given in."""
    found: list[list[Source]] = []
    for columns in wanted:
        fits = [s for s in sources if set(columns) <= set(s.text.split("\n", 1)[0].strip().split(","))]
        if len(fits) != 1:
            names = ", ".join(str(source.file) for source in sources)
            raise BadInput(
                f"{names}: this format needs {what}; of the files given, {len(fits)} have the columns {', '.join(columns[:3])} …"
            )
        found.append(fits)
    return found


def _contest(draft: Draft, lists: Source) -> list[str]:
    """The national contest and its lists; the codes of the lists."""
    draft.country()
    draft.add(
        "contests",
        contest_id=CONTEST,
        area_id=CONTEST,
        round=1,
        seats=81,
        name_fr="Circonscription nationale",
        name_en="France",
    )
    options: list[str] = []
    for row in read_rows(lists, ",", _LISTS, "the file of lists", draft.report):
        code = row["list_no"]
        if not (code.isascii() and code.isdigit()) or code in options:
            row.find("duplicate-row" if code in options else "row-unusable", "error", "list_no", "a number, once", code[:60])
            continue
        options.append(code)
        draft.add(
            "options", contest_id=CONTEST, option_id=code, ballot_number=int(code), party_id=row["nuance"], name=row["label"]
        )
    if not options:
        raise BadInput(f"{lists.file}: no list was found after the heading.")
    # Several lists of one election may bear the same nuance: at the national level only the lists are added up.
    for option in draft.tables["options"]:
        option["party_id"] = None
    return options


def _results(draft: Draft, row: Row, code: str, options: list[str]) -> None:
    figures = {name: row.count(name) for name in _FIGURES}
    stated = {name: value for name, value in figures.items() if name != "abstentions"}
    draft.add("statements", station_id=code, contest_id=CONTEST, version=1, **stated)
    votes = {option: row.count(f"list_{option}") for option in options}
    known = {option: number for option, number in votes.items() if number is not None}
    for option, number in known.items():
        draft.add("votes", station_id=code, contest_id=CONTEST, version=1, option_id=option, votes=number)
    check_sums(row, figures, sum(known.values()) if len(known) == len(votes) else None, CONTEST, code)


def _refuse_empty(draft: Draft, source: Source) -> None:
    if not draft.tables["statements"]:
        raise BadInput(f"{source.file}: no usable row was found after the heading; give the file as it was published.")


def _long_votes(draft: Draft, source: Source, communes: set[str], options: list[str]) -> dict[str, int]:
    """The votes (a million rows and more) by way of the database; what cannot be used is reported. Commune → sum of votes."""
    data = source.file.read_bytes()
    plain = gzip.decompress(data) if source.file.suffix == ".gz" else data
    as_text = pa.csv.ConvertOptions(column_types=dict.fromkeys(_VOTES, pa.string()), strings_can_be_null=True)
    try:
        read = pa.csv.read_csv(pa.BufferReader(plain), convert_options=as_text)
    except pa.ArrowInvalid as problem:
        raise BadInput(f"{source.file} cannot be read as CSV: {problem}.") from None
    with duckdb.connect() as run:
        run.register("read", read.append_column("line", pa.array(range(2, read.num_rows + 2))))
        run.register("communes", pa.table({"code": sorted(communes)}))
        run.register("lists", pa.table({"code": options}))
        run.execute(
            "CREATE TABLE long AS SELECT r.*, CASE WHEN regexp_full_match(r.votes, '[0-9]{1,18}') "
            "AND CAST(r.votes AS BIGINT) <= ? THEN CAST(r.votes AS BIGINT) END AS number, "
            "r.commune_code IN (SELECT code FROM communes) AND r.list_no IN (SELECT code FROM lists) AS known, "
            "ROW_NUMBER() OVER (PARTITION BY r.commune_code, r.list_no ORDER BY r.line) AS nth FROM read r",
            [LARGEST_COUNT],
        )
        _report_long(draft, source, run)
        usable = "FROM long WHERE known AND nth = 1 AND number IS NOT NULL"
        columns = "commune_code AS station_id, 'FR' AS contest_id, CAST(1 AS BIGINT) AS version, list_no AS option_id, number AS votes"
        found = run.sql(f"SELECT {columns} {usable} ORDER BY line")
        draft.tables["votes"] = list(_batches(found))
        sums = run.execute(f"SELECT commune_code, SUM(number) {usable} GROUP BY commune_code").fetchall()
        return {commune: int(votes) for commune, votes in sums}


def _batches(found: Any) -> Iterator[pa.Table]:
    for batch in found.to_arrow_reader(200_000):
        yield pa.Table.from_batches([batch])


def _report_long(draft: Draft, source: Source, run: duckdb.DuckDBPyConnection) -> None:
    for code, condition, column, expected in (
        ("row-unusable", "known IS NOT TRUE", "commune_code, list_no", "codes of the other two files"),
        ("duplicate-row", "known AND nth > 1", "commune_code, list_no", "one row each"),
        ("cell-not-count", "known AND nth = 1 AND number IS NULL", "votes", f"0–{LARGEST_COUNT}"),
    ):
        query = f"SELECT line, commune_code, list_no, votes FROM long WHERE {condition} ORDER BY line"
        for line, commune, option, votes in run.execute(query).fetchall():
            found = str(votes) if column == "votes" else f"{commune}, {option}"
            place = Place(file=source.file.name, line=line, column=column, station_id=commune, option_id=option)
            draft.report(
                Finding(code=code, severity="error", place=place, operands={"expected": expected, "found": found[:60]})
            )
