"""The main jobs, one call each: count an election folder, or apply a law to totals alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from suffrage import law
from suffrage.counting import count_votes
from suffrage.intake.canonical import open_election
from suffrage.intake.tables import Tables
from suffrage.intake.totals import read_decisions, read_totals
from suffrage.law.parity import parity_findings
from suffrage.model import ContestResult, Language, LawError, Names, Option, Result

Progress = Callable[[str], None]
"""Called with a few words whenever a new stage of the work begins."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The names that stand beside the codes of one election: contests, areas, and each contest's options."""

    contests: Mapping[str, Names]
    areas: Mapping[str, Names]
    options: Mapping[tuple[str, str], Option]

    def contest_name(self, contest_id: str, language: Language) -> str:
        """A contest by its name, or by its code where it has none."""
        names = self.contests.get(contest_id)
        return names.text(language, contest_id) if names else contest_id

    def option_names(self, contest_id: str, language: Language) -> dict[str, str]:
        """Option code → name, of the options of one contest that have one."""
        named = {
            option: value.names.text(language) for (contest, option), value in self.options.items() if contest == contest_id
        }
        return {option: name for option, name in named.items() if name}


NO_LABELS = Labels({}, {}, {})
"""For results without names."""


def count(folder: str | Path, *, steps: bool = True, progress: Progress | None = None) -> Result:
    """Count the election in `folder` and apply its law: findings, totals at every level, who is elected and why.

    `steps` False leaves the calculations out. `BadInput`: a file of the folder is not what it says to be, and where ·
    `LawNotKnown`: the law named in `election.toml` is not known on that date · `LawError`: it cannot be applied.
    """
    return count_with_labels(folder, steps=steps, progress=progress)[0]


def count_with_labels(folder: str | Path, *, steps: bool = True, progress: Progress | None = None) -> tuple[Result, Labels]:
    """As `count`, with the names of contests, areas and options for those who show the result to people."""
    with open_election(Path(folder)) as tables:
        return count_tables(tables, steps=steps, progress=progress), read_labels(tables)


def count_tables(tables: Tables, *, steps: bool = True, progress: Progress | None = None) -> Result:
    """As `count`, of tables that are open already."""
    election = tables.election
    ruling = law.at(election.law.code, election.law.date)
    counted = count_votes(tables, progress, by_section=ruling.period.by_section)
    if progress:
        progress("law")
    decisions = tables.decisions()
    contests = tuple(
        ContestResult(
            contest_id=totals.contest_id,
            round=totals.round,
            totals=totals,
            outcome=ruling.declare(totals, slates=tables.slates(totals.contest_id), decisions=decisions, steps=steps),
            final=counted.final[totals.contest_id],
        )
        for totals in counted.totals
    )
    lists = [
        finding
        for contest in contests
        for finding in parity_findings(contest.contest_id, tables.slates(contest.contest_id), ruling.period.parity)
    ]
    return Result(
        contests=contests,
        findings=(*counted.findings, *lists),
        election=election,
        areas=counted.areas,
        checks=counted.checks,
    )


def declare(code: str, day: date, totals: str | Path, *, decisions: str | Path | None = None, steps: bool = True) -> Result:
    """Apply the law of the body `code`, as in force on `day`, to a CSV file of totals (`suffrage.intake.totals`).

    `decisions`: a CSV file of withdrawals, lots and rulings. Errors are those of `count`.
    """
    ruling = law.at(code, day)
    decided = read_decisions(Path(decisions)) if decisions else []
    contests = read_totals(Path(totals))
    for stray in {decision.contest_id for decision in decided} - {contest.totals.contest_id for contest in contests}:
        raise LawError(f"A decision in {decisions} names contest {stray}, which is not in {totals}.")
    return Result(
        contests=tuple(
            ContestResult(
                contest_id=contest.totals.contest_id,
                round=contest.totals.round,
                totals=contest.totals,
                outcome=ruling.declare(contest.totals, slates=contest.slates, decisions=decided, steps=steps),
            )
            for contest in contests
        )
    )


def shipped_elections() -> Path:
    """The folder of the elections that ship with the project: inside the installed package, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "elections"
    return installed if installed.is_dir() else package.parents[1] / "elections"


def read_labels(tables: Tables) -> Labels:
    """The names in the tables."""
    return Labels(
        contests={contest.contest_id: contest.names for contest in tables.contests()},
        areas={area.area_id: area.names for area in tables.areas()},
        options={(option.contest_id, option.option_id): option for option in tables.options()},
    )
