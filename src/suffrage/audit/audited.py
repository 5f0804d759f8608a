"""An election to be audited: its contests with the facts that they hang on, and their stations as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from suffrage import law
from suffrage.audit.figures import Sorted, Stations, Worths, station_sizes
from suffrage.facts import Assertion, Papers, assertions
from suffrage.intake.canonical import open_election
from suffrage.intake.tables import Tables
from suffrage.jobs import Labels, Progress, count_tables, read_labels
from suffrage.law.catalogue import Law
from suffrage.model import BadInput, ContestResult, Decision, Election, Slates, SuffrageError
from suffrage.record import layout

Bound = Literal["registered", "ballots"]
"""The most papers that a station can hold: its registered voters (nothing else need be trusted), or the papers that it states."""
Means = Literal["ballots", "transcription"]
"""What is there to be looked at: the papers themselves, or only the signed statements."""

_MEANS: Mapping[str, Means] = {"kh": "ballots", "fr": "transcription"}
"""Cambodia keeps the papers; France destroys those that count after the count (code électoral, R68), and keeps the procès-verbal.

A country that is not here is taken to keep them: add it with its article if it does not."""

_STATEMENTS = """
SELECT CAST(contest_id AS VARCHAR), station_id, version, registered, on_the_list, ballots, voters, blank, "null"
FROM newest ORDER BY 1, 2
"""
_VOTES = """
SELECT CAST(n.contest_id AS VARCHAR), n.station_id, v.option_id, v.votes
FROM newest n JOIN votes v ON v.station_id = n.station_id AND v.contest_id = CAST(n.contest_id AS VARCHAR) AND v.version = n.version
"""


@dataclass(frozen=True)
class AuditedContest:
    """One contest: its `result`, its `facts`, or why there are none (`refusal`, a sentence), and its stations.

    `stations`: with the bound on their papers · `boxes`: the same with the papers that they state, for draws of single papers ·
    `slates`: the options' candidates, as far as they are known.
    """

    result: ContestResult
    facts: tuple[Assertion, ...]
    refusal: str | None
    stations: Stations
    boxes: Stations
    slates: Slates

    @property
    def contest_id(self) -> str:
        """The contest's code."""
        return self.result.contest_id

    @property
    def options(self) -> tuple[str, ...]:
        """The options' codes, in the order of columns."""
        return self.stations.options

    @property
    def holds(self) -> bool:
        """Whether every fact is so by the votes reported: otherwise (a tie) there is nothing to audit, and all is to be counted."""
        return self.refusal is None and all(fact.holds(self.result.totals.votes) for fact in self.facts)

    @cached_property
    def worths(self) -> Worths:
        """The facts for tests by station."""
        return Worths.of(self.facts, self.result.totals, self.options)

    @cached_property
    def sorted(self) -> Sorted:
        """The facts for tests by paper."""
        return Sorted.of(self.facts, self.result.totals, self.options)

    @cached_property
    def sizes(self) -> list[int]:
        """How likely each station is drawn."""
        return station_sizes(self.facts, self.result.totals, self.stations)


@dataclass(frozen=True, slots=True)
class Audited:
    """An election with all its contests. `means`: what can be looked at · `decisions`: lots, rulings and withdrawals."""

    election: Election
    law: Law
    labels: Labels
    means: Means
    decisions: Sequence[Decision]
    contests: Mapping[str, AuditedContest]

    def contest(self, contest_id: str) -> AuditedContest:
        """The contest, or `BadInput`."""
        if contest_id not in self.contests:
            raise BadInput(f"There is no contest {contest_id!r}; give one of {', '.join(list(self.contests)[:30])}.")
        return self.contests[contest_id]


def open_audited(place: Path, *, bound: Bound = "registered", progress: Progress | None = None) -> Audited:
    """The election in `place`, a folder or a published record, counted, with its facts.

    A record is not verified here: run `suffrage verify` on it first. Errors are those of `suffrage.count`.
    """
    with open_election(election_folder(place)) as tables:
        result = count_tables(tables, progress=progress)
        in_force = tables.election.law
        ruling = law.at(in_force.code, in_force.date)
        rows = _rows(tables)
        contests = {
            each.contest_id: _contest(each, ruling, tables, rows.get(each.contest_id, {}), bound) for each in result.contests
        }
        means = _MEANS.get(in_force.code.split(".")[0], "ballots")
        return Audited(tables.election, ruling, read_labels(tables), means, tables.decisions(), contests)


def election_folder(place: Path) -> Path:
    """The folder with the tables: the one inside a record, or the place itself."""
    return place / layout.ELECTION if (place / layout.MANIFEST).is_file() else place


@dataclass(slots=True)
class _Row:
    registered: int
    papers: int | None
    void: int
    votes: dict[str, int]


def _rows(tables: Tables) -> dict[str, dict[str, _Row]]:
    """Contest → station → its figures."""
    found: dict[str, dict[str, _Row]] = {}
    for contest, station, _, registered, listed, ballots, voters, blank, null in tables.connection.execute(
        _STATEMENTS
    ).fetchall():
        people = max(registered or 0, listed or 0)
        papers = voters if ballots is None else ballots
        found.setdefault(contest, {})[station] = _Row(people, papers, (blank or 0) + (null or 0), {})
    for contest, station, option, votes in tables.connection.execute(_VOTES).fetchall():
        found[contest][station].votes[option] = votes
    return found


def _contest(each: ContestResult, ruling: Law, tables: Tables, rows: Mapping[str, _Row], bound: Bound) -> AuditedContest:
    options = tuple(each.totals.votes)
    boxes, most = {}, {}
    for station, row in rows.items():
        counted = sum(row.votes.values())
        invalid = row.void if row.papers is None or each.totals.ballots is None else max(0, row.papers - counted)
        papers = counted + row.void if row.papers is None else row.papers
        boxes[station] = (row.votes, invalid, papers)
        most[station] = (row.votes, invalid, max(papers, row.registered) if bound == "registered" else papers)
    facts: tuple[Assertion, ...] = ()
    slates = tables.slates(each.contest_id)
    try:
        refusal = _refusal(each, ruling)
        if refusal is None and ruling.shape is not None:
            lengths = {option: len(people) for option, people in slates.items()}
            facts = assertions(ruling.shape, each.totals, each.outcome, lengths=lengths)
            Papers.of(each.totals)
    except SuffrageError as why:
        refusal = str(why)
    return AuditedContest(each, facts, refusal, Stations.of(most, options), Stations.of(boxes, options), slates)


def _refusal(each: ContestResult, ruling: Law) -> str | None:
    """Why there can be no facts, before any is looked for."""
    if ruling.shape is None:
        return (
            f"Contest {each.contest_id}: the law of {ruling.code} on {ruling.day} is not one that a few figures say (sections, several "
            "votes on a paper, or a bonus of so many seats); count it in full."
        )
    if not each.final:
        return f"Contest {each.contest_id}: its count has errors or is not complete; an audit needs the result that is to be declared."
    return None
