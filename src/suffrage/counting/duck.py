"""The count, run by DuckDB in process over the tables of an election."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from suffrage.counting.checks import BY_CODE, CHECKS, Check
from suffrage.intake.tables import Tables
from suffrage.model import AreaTotals, CheckTally, Finding, Form, FrozenDict, Place, Totals
from suffrage.model.totals import code_order

_FIGURES = "registered, voters, ballots, blank, null_papers, valid"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count found: the totals of each contest and area, findings, and how often each check passed.

    `final`: contest → no error among its findings.
    """

    totals: tuple[Totals, ...]
    areas: tuple[AreaTotals, ...]
    findings: tuple[Finding, ...]
    checks: tuple[CheckTally, ...]
    final: Mapping[str, bool]


def count_votes(tables: Tables, progress: Callable[[str], None] | None = None, *, by_section: bool = False) -> Counted:
    """Check every statement of an election and add up its votes at every level of the area tree.

    `by_section`: give each contest's votes by section too (the areas just below its own), where every vote lies in one.
    """
    say = progress or (lambda _stage: None)
    run, form = tables.connection, tables.election.form
    say("checking")
    _prepare(run, form)
    _run_file(run, "check.sql")
    tallies = _tallies(run, form)
    findings = _findings(run, form, tallies)
    say("consolidating")
    _run_file(run, "consolidate.sql")
    totals = _totals(run, form, _sections(run) if by_section else {})
    in_error = {finding.place.contest_id for finding in findings if finding.severity == "error"}
    return Counted(
        totals=totals,
        areas=_areas(run, form),
        findings=findings,
        checks=tallies,
        final=FrozenDict({contest.contest_id: contest.contest_id not in in_error for contest in totals}),
    )


def _prepare(run: duckdb.DuckDBPyConnection, form: Form) -> None:
    """The small tables that the two SQL files read beside the canonical ones."""
    run.execute(
        "CREATE TABLE form AS SELECT ?::BOOLEAN AS blank_apart, ?::BOOLEAN AS has_ballots, ?::BIGINT AS ballots_over_voters",
        [form.blank_apart, "ballots" in form.figures, form.ballots_over_voters],
    )
    _keep_the_newest(run)


def _keep_the_newest(run: duckdb.DuckDBPyConnection) -> None:
    """The statements that count, and their votes. Where all have one version, all count, and joins over millions are saved."""
    several = run.execute("SELECT MIN(version) < MAX(version) FROM lines").fetchone() == (True,)
    newest, counted = "VIEW newest AS SELECT * FROM lines WHERE options IS NOT NULL", "SELECT * FROM area_sums"
    if several:
        newest = newest.replace("VIEW", "TABLE") + " QUALIFY version = MAX(version) OVER (PARTITION BY station_id, contest_id)"
        counted = "SELECT n.area_id, v.* FROM votes v JOIN newest n USING (station_id, contest_id, version)"
    run.execute(f"CREATE {newest}")
    run.execute(f"CREATE VIEW counted_votes AS {counted}")


def _run_file(run: duckdb.DuckDBPyConnection, name: str) -> None:
    run.execute(Path(__file__).with_name(name).read_text("utf-8"))


def _tallies(run: duckdb.DuckDBPyConnection, form: Form) -> tuple[CheckTally, ...]:
    """How many statements pass each check; the answers are gone through one by one only if some is no pass."""
    asked = [check for check in CHECKS if check.is_asked(form)]
    sums = ", ".join(f"SUM({check.column})" for check in asked)
    reported, lacking, *passed = run.execute(
        f"SELECT SUM(reported), (SELECT COUNT(*) FROM incomplete), {sums} FROM area_figures"
    ).fetchone() or (0, 0)
    others: dict[tuple[str, str], int] = {}
    if lacking or {*passed} != {reported}:
        for code, verdict, number in run.execute(
            "SELECT code, verdict, COUNT(*) FROM answers WHERE verdict <> 'pass' GROUP BY code, verdict"
        ).fetchall():
            others[code, verdict] = number
    return tuple(
        CheckTally(
            code=check.code,
            severity=check.severity,
            formula=check.formula,
            passed=int(number or 0),
            failed=others.get((check.code, "fail"), 0),
            cannot_tell=others.get((check.code, "cannot-tell"), 0),
        )
        for check, number in zip(asked, passed, strict=True)
    )


def _findings(run: duckdb.DuckDBPyConnection, form: Form, tallies: Sequence[CheckTally]) -> tuple[Finding, ...]:
    """The answers that are no pass, gravest check first. What the form cannot tell at all is in the tallies alone."""
    if not any(tally.failed or tally.cannot_tell for tally in tallies):
        return ()
    answers = run.execute(
        "SELECT code, station_id, contest_id, a, b, verdict FROM answers WHERE verdict <> 'pass' "
        "ORDER BY contest_id, station_id"
    ).fetchall()
    order = {check.code: place for place, check in enumerate(CHECKS)}
    answers.sort(key=lambda answer: order[answer[0]])
    return tuple(
        _finding(BY_CODE[code], station, contest, (a, b), verdict)
        for code, station, contest, a, b, verdict in answers
        if verdict == "fail" or _is_defect(BY_CODE[code], form)
    )


def _is_defect(check: Check, form: Form) -> bool:
    """Whether not being able to tell is a defect of the statement: an error check, whose figures the form has."""
    return check.severity == "error" and check.can_tell(form)


def _finding(check: Check, station: str, contest: str, operands: tuple[Any, Any], verdict: Any) -> Finding:
    named = {name: value for name, value in zip((check.a, check.b), operands, strict=True) if name}
    return Finding(
        code=check.code,
        severity=check.severity,
        verdict=verdict,
        place=Place(station_id=station, contest_id=contest),
        formula=check.formula,
        operands=named,
    )


def _figures(names: list[str], values: tuple[Any, ...], form: Form) -> dict[str, Any]:
    """Sums by the vocabulary's names, without the blank papers of a form that has none."""
    figures = {
        name.removesuffix("_papers"): None if value is None else int(value) for name, value in zip(names, values, strict=True)
    }
    return figures if form.blank_apart else figures | {"blank": None}


def _sections(run: duckdb.DuckDBPyConnection) -> dict[str, dict[str, dict[str, int]]]:
    """Contest → section → option → votes, of the contests all whose votes lie in a section."""
    sections: dict[str, dict[str, dict[str, int]]] = {}
    for contest, section, option, number in run.execute(
        "SELECT s.* FROM section_votes s JOIN ("
        "  SELECT contest_id FROM contest_votes GROUP BY contest_id HAVING SUM(votes) = "
        "  (SELECT SUM(v.votes) FROM section_votes v WHERE v.contest_id = contest_votes.contest_id)"
        ") whole ON whole.contest_id = s.contest_id"
    ).fetchall():
        sections.setdefault(contest, {}).setdefault(section, {})[option] = int(number)
    return sections


def _totals(
    run: duckdb.DuckDBPyConnection, form: Form, sections: Mapping[str, Mapping[str, Mapping[str, int]]]
) -> tuple[Totals, ...]:
    votes: dict[str, dict[str, int]] = defaultdict(dict)
    for contest, option, number in run.execute("SELECT contest_id, option_id, votes FROM contest_votes").fetchall():
        votes[contest][option] = int(number)
    names = _FIGURES.split(", ")
    rows = run.execute(f"SELECT contest_id, round, seats, population, {_FIGURES} FROM contest_figures").fetchall()
    return tuple(
        Totals(
            contest_id=contest,
            round=number,
            seats=seats,
            population=population,
            votes=votes[contest],
            sections=sections.get(contest, {}),
            **_figures(names, tuple(figures), form),
        )
        for contest, number, seats, population, *figures in sorted(rows, key=lambda row: (row[1], code_order(row[0])))
    )


def _areas(run: duckdb.DuckDBPyConnection, form: Form) -> tuple[AreaTotals, ...]:
    votes: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    contests: dict[tuple[str, int], int] = {}
    for area, number, held in run.execute(
        "SELECT w.above_id, c.round, COUNT(DISTINCT c.contest_id) FROM covers v JOIN within w ON w.area_id = v.area_id "
        "JOIN contests c ON c.contest_id = v.contest_id GROUP BY w.above_id, c.round"
    ).fetchall():
        contests[area, number] = held
    for area, number, is_party, code, sum_of_votes in run.execute(
        "SELECT area_id, round, party_id IS NOT NULL, COALESCE(party_id, option_id) AS code, CAST(votes AS BIGINT) "
        "FROM level_votes ORDER BY LENGTH(code), code"
    ).fetchall():
        if is_party or contests[area, number] == 1:
            here = votes[area, number]
            here[code] = here.get(code, 0) + sum_of_votes
    names = _FIGURES.split(", ")
    figures_in_64_bits = ", ".join(f"CAST({name} AS BIGINT)" for name in names)
    rows = run.execute(
        f"SELECT f.area_id, a.level, f.round, f.stations, f.reported, {figures_in_64_bits} "
        "FROM level_figures f JOIN areas a ON a.area_id = f.area_id"
    ).fetchall()
    return tuple(
        AreaTotals(
            area_id=area,
            level=level,
            round=number,
            stations=stations,
            reported=int(reported),
            votes=votes[area, number],
            **_figures(names, tuple(figures), form),
        )
        for area, level, number, stations, reported, *figures in sorted(rows, key=lambda row: (row[2], code_order(row[0])))
    )
