"""The result now: the election as it stands, counted and put through its law, and kept until somebody counts again."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring import runs
from suffrage.commission.declaring.drawings import DRAWN, Question, questions
from suffrage.commission.declaring.export import export
from suffrage.commission.declaring.models import Counted, Drawing, Removal, Run
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Contest, Election, Option
from suffrage.commission.trail.models import Act
from suffrage.jobs import count
from suffrage.model import ContestResult, Finding, LawError, Result
from suffrage.model.jsonio import from_json, to_json
from suffrage.model.steps import Tie

FINDINGS = 200
"""So many findings of a contest are kept to be shown, the gravest first; all of them are in the published record."""

CHANGING = (
    "agree",
    "settle",
    "release",
    "drawn-twice",
    "drawing-void",
    "removal-confirm",
    "removal-confirm-lift",
    "election-reopened",
)
"""The kinds of acts after which a count may give something else."""

COUNTERS = frozenset({Role.VERIFIER, Role.COMMISSIONER})
_ORDER = ("error", "warning", "note")


def count_now(election: Election, *, by: Person) -> Run:
    """Count the election as it stands. `Refused`: not a verifier or commissioner of the whole country, a count is at
    work, or the election is not being counted.
    """
    if Role(by.role) not in COUNTERS or by.area_id is not None:
        raise Refused("declaring.not-yours")
    if election.phase != Election.Phase.COUNTING:
        raise Refused("work.not-counting")
    return runs.start(election, Run.Kind.COUNT, by=by)


def work(run: Run, _secret: str, say: runs.Say) -> runs.Done:
    """Export, count, apply the law; the contests' results, and which decisions do not fit the question any more."""
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside) / "election"
        say("exporting")
        exported = export(run.election, folder)
        say("counting")
        result, problem = counted(folder)
    say("storing")
    contests = {contest.code: contest for contest in Contest.objects.filter(election=run.election)}
    rows = tuple(_counted(run, contests, result))
    told = {
        "complete": result.is_complete and not problem,
        "errors": sum(row.errors for row in rows),
        "warnings": sum(row.warnings for row in rows),
        "pending": sum(row.pending for row in rows),
        "statements": exported.rows["statements"],
        "law_problem": problem,
        "trail": exported.number,
    }
    return runs.Done("count-made", told, number=exported.number, counted=rows)


def counted(folder: Path) -> tuple[Result, str]:
    """The result; and, where a decision does not fit it (a lot whose votes have changed), why, with the result as it is without lots
    and rulings, or if that is not enough, without any decision.
    """
    try:
        return count(folder), ""
    except LawError as problem:
        said = str(problem)
    kept = folder / "decisions.parquet"
    table = pq.read_table(kept)
    pq.write_table(table.filter(pc.is_in(table["kind"], pa.array(Removal.Kind.values))), kept)
    try:
        return count(folder), said
    except LawError as problem:
        kept.unlink()
        return count(folder), str(problem)


def _counted(run: Run, contests: Mapping[str, Contest], result: Result) -> Iterable[Counted]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(result.findings, key=lambda each: _ORDER.index(each.severity)):
        found[finding.place.contest_id or ""].append(finding)
    for contest in result.contests:
        own = found[contest.contest_id]
        yield Counted(
            run=run,
            contest=contests[contest.contest_id],
            final=contest.final,
            pending=len(contest.outcome.pending),
            errors=sum(finding.severity == "error" for finding in own),
            warnings=sum(finding.severity == "warning" for finding in own),
            seats={option: seats for option, seats in contest.outcome.seats.items() if seats},
            findings=[to_json(finding) for finding in own[:FINDINGS]],
            result=to_json(contest),
        )


@dataclass(frozen=True)
class Standing:
    """The last count of an election, as pages read it. `changed`: how many acts since then may give something else."""

    election: Election
    run: Run

    @cached_property
    def changed(self) -> int:
        """How many acts since the figures were read may give something else."""
        return Act.objects.filter(election=self.election, number__gt=self.run.number or 0, kind__in=CHANGING).count()

    @cached_property
    def contests(self) -> list[Counted]:
        """Every contest, without its result's text."""
        return list(self.run.counted.select_related("contest__area").defer("result", "findings").order_by("contest"))

    def of(self, contest: Contest) -> tuple[Counted, ContestResult] | None:
        """One contest's row and its result."""
        row = self.run.counted.filter(contest=contest).select_related("contest").first()
        return (row, from_json(ContestResult, row.result)) if row else None


def standing(election: Election) -> Standing | None:
    """The last count; None before the first."""
    run = Run.objects.filter(election=election, kind=Run.Kind.COUNT, state=Run.State.DONE).order_by("-pk").first()
    return Standing(election, run) if run else None


def asked(counted_contest: ContestResult, contest: Contest) -> list[Question]:
    """The questions of a counted contest that can be answered here."""
    return questions(contest, counted_contest.outcome.pending)


def unneeded(found: Standing) -> list[Drawing]:
    """The questions and decisions that the last count does not ask for: its votes give no such tie, or another one."""
    drawings = Drawing.objects.filter(contest__election=found.election).exclude(state=Drawing.State.VOID)
    return [drawing for drawing in drawings.select_related("contest__area").order_by("pk") if not is_needed(found, drawing)]


def is_needed(found: Standing | None, drawing: Drawing) -> bool:
    """Whether the last count asks for this answer, or rests on it. Without a count nothing is said to be superfluous."""
    counted_row = found.of(drawing.contest) if found else None
    if counted_row is None:
        return True
    outcome = counted_row[1].outcome
    if drawing.kind not in DRAWN:
        return True  # a birth date stays true, whoever asks for it
    if drawing.state == Drawing.State.AGREED and found and found.run.number and _settled_after(drawing, found.run):
        return True
    pending = any(
        (each.needs, each.subject, each.places) == (drawing.kind, drawing.subject, drawing.places)
        and set(each.among) == set(drawing.among)
        for each in outcome.pending
    )
    used = any(
        isinstance(step, Tie) and step.rule == drawing.kind and set(step.among) == set(drawing.among) for step in outcome.steps
    )
    return used if drawing.state == Drawing.State.AGREED else pending


def _settled_after(drawing: Drawing, run: Run) -> bool:
    """Whether an answer was agreed after the figures of a count were read: that count cannot know it."""
    return drawing.closed is not None and drawing.closed > run.asked


def seats_by_party(found: Standing) -> dict[str, int]:
    """Party code (or option code) → seats over all contests that are counted."""
    options = Option.objects.filter(contest__election=found.election)
    parties: dict[tuple[int, str], str] = {
        (contest, code): party for contest, code, party in options.values_list("contest_id", "code", "party")
    }
    seats: dict[str, int] = defaultdict(int)
    for row in found.contests:
        for option, number in row.seats.items():
            seats[parties.get((row.contest_id, option)) or option] += number
    return dict(sorted(seats.items(), key=lambda item: (-item[1], item[0])))
