"""`suffrage assertions` and `suffrage audit`: the facts on which an outcome hangs, and audits of them."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from suffrage.audit.acts import Act
    from suffrage.audit.casefile import Case
    from suffrage.audit.plan import ContestPlan
    from suffrage.model import Language

PLACE = "The election: a folder with election.toml and the canonical tables, or a published record (verify it first)."
FOLDER = "The folder of the audit, with its log."
LANG = "The language of the report: en, fr or km."


class Method(StrEnum):
    """How an audit looks."""

    stations = "stations"
    polling = "polling"
    one_audit = "one-audit"
    comparison = "comparison"
    transcription = "transcription"


class Bound(StrEnum):
    """The most papers that a station can hold."""

    registered = "registered"
    ballots = "ballots"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: suffrage assertions elections/fr-2024-europeennes --lang fr")(assertions)
    steps = typer.Typer(
        no_args_is_help=True, help="Audit an election: plan, throw dice and draw, enter counts, assess the risk, report."
    )
    steps.command(epilog="Example: suffrage audit plan my-election --limit 5% --into my-audit")(plan)
    steps.command(epilog="Example: suffrage audit draw my-audit my-election --seed 31415926535897932384")(draw)
    steps.command(epilog="Example: suffrage audit forms my-audit my-election --into my-papers --lang km")(forms)
    steps.command(epilog="Example: suffrage audit enter my-audit my-election my-audit/tally-12-1-60.csv")(enter)
    steps.command(epilog="Example: suffrage audit assess my-audit my-election")(assess)
    steps.command(epilog="Example: suffrage audit report my-audit my-election --into report.pdf --lang km")(report)
    app.add_typer(steps, name="audit")


def assertions(
    place: Path = typer.Argument(..., help=PLACE),
    contest: str | None = typer.Option(None, "--contest", metavar="CONTEST", help="Only this contest."),
    as_json: bool = typer.Option(False, "--json", help="Write the facts, with their worths and assorters, as JSON."),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """List every fact on which the outcome hangs, the closest first: each is true by so many papers, under its article.

    Exit code 3: a contest's outcome cannot be said in such facts, or a tie decides it.
    """
    from rich.table import Table

    from suffrage.audit.audited import open_audited
    from suffrage.audit.saying import as_plain, say_fact, say_margin
    from suffrage.cli import console as screen
    from suffrage.facts import Papers
    from suffrage.words import say

    tongue = screen.language(lang)
    with screen.stages(tongue) as progress:
        audited = open_audited(place, progress=progress)
    chosen = [audited.contest(contest)] if contest else list(audited.contests.values())
    if as_json:
        screen.write_json([as_plain(each) for each in chosen])
    for each in chosen if not as_json else ():
        screen.console.print(f"\n[bold]{audited.labels.contest_name(each.contest_id, tongue)} ({each.contest_id})[/bold]")
        if each.refusal is not None:
            screen.console.print(each.refusal, soft_wrap=True)
            continue
        totals, names = each.result.totals, audited.labels.option_names(each.contest_id, tongue)
        invalid = Papers.of(totals).invalid
        table = Table(*(say(tongue, f"audit.{column}") for column in ("fact", "margin", "article")), box=None)
        for fact in sorted(each.facts, key=lambda fact: fact.fewest(totals.votes, invalid)):
            table.add_row(say_fact(tongue, fact, names), say_margin(tongue, fact, totals), fact.article)
        screen.console.print(table)
    raise typer.Exit(0 if all(each.holds for each in chosen) else 3)


def plan(
    place: Path = typer.Argument(..., help=PLACE),
    limit: str = typer.Option("5 %", "--limit", help="The risk limit."),
    contest: list[str] = typer.Option([], "--contest", metavar="CONTEST", help="Only this contest; again for another one."),
    method: Method | None = typer.Option(None, "--method", help="How to look; by default by station, or of transcription."),
    bound: Bound = typer.Option(
        Bound.registered, "--bound", help="The most papers a station can hold: registered, or as stated."
    ),
    replacement: bool = typer.Option(False, "--replacement", help="Draw with replacement."),
    records: Path | None = typer.Option(
        None,
        "--records",
        metavar="FILE",
        help="A CSV of single papers (contest_id,station_id,paper,kind,option_id), to compare.",
    ),
    into: Path | None = typer.Option(None, "--into", metavar="FOLDER", help="Begin the audit in this new folder."),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Say what can be audited here, and what it costs: clean, with one error, with one lost sheet. With --into, begin it."""
    from suffrage.audit.audited import open_audited
    from suffrage.audit.casefile import begin_case
    from suffrage.audit.forms import write_sizes
    from suffrage.audit.plan import plan_contest
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue, risk = screen.language(lang), _share(limit)
    audited = open_audited(place, bound=bound.value)
    chosen = [audited.contest(code) for code in contest] or list(audited.contests.values())
    screen.console.print(say(tongue, f"audit.means-{audited.means}"), soft_wrap=True)
    screen.console.print(say(tongue, "audit.limit", percent=risk * 100), soft_wrap=True)
    there = records is not None
    plans = [plan_contest(audited, each, limit=float(risk), replacement=replacement, records=there) for each in chosen]
    _show_plans(plans, tongue)
    if into:
        case = begin_case(
            into,
            place,
            contest,
            limit=risk,
            method=method.value if method else None,
            replacement=replacement,
            bound=bound.value,
            records=records,
        )
        write_sizes(case)
        screen.console.print(say(tongue, "audit.begun", folder=into, digest=case.head), soft_wrap=True)
        screen.console.print(say(tongue, "audit.tickets"), soft_wrap=True)


def draw(
    folder: Path = typer.Argument(..., help=FOLDER),
    place: Path = typer.Argument(..., help=PLACE),
    seed: str | None = typer.Option(
        None, "--seed", help="The digits of at least 20 throws of a ten-sided die, once for the audit."
    ),
    contest: list[str] = typer.Option([], "--contest", metavar="CONTEST", help="Only this contest; again for another one."),
    number: int | None = typer.Option(
        None, "--number", min=1, help="So many in all; by default as planned, then half as many again."
    ),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Draw a first or a further round, and write its pull lists and tally forms (CSV). docs/audit-draw.md does it by hand."""
    from suffrage.audit.acts import Round, Seeded
    from suffrage.audit.casefile import open_case
    from suffrage.audit.forms import write_round
    from suffrage.audit.rounds import next_draws
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue = screen.language(lang)
    case = open_case(folder, place)
    if seed is not None:
        case.add(Seeded(seed=seed))
        screen.console.print(say(tongue, "audit.seeded", seed=seed, digest=case.head), soft_wrap=True)
    for code in contest or _going_on(case):
        before = case.progress(code).drawn
        case.add(Round(contest_id=code, drawn=number or next_draws(case, code)))
        pull, tally = write_round(case, code, case.audited.labels.option_names(code, tongue), after=before)
        drawn = case.progress(code).drawn
        screen.console.print(say(tongue, "audit.lists", contest=code, number=drawn, pull=pull, tally=tally), soft_wrap=True)


def forms(
    folder: Path = typer.Argument(..., help=FOLDER),
    place: Path = typer.Argument(..., help=PLACE),
    into: Path = typer.Option(..., "--into", metavar="FOLDER", help="Write the PDF files into this folder."),
    contest: list[str] = typer.Option([], "--contest", metavar="CONTEST", help="Only this contest; again for another one."),
    number: int | None = typer.Option(None, "--round", min=1, help="The round; by default the last one of each contest."),
    lang: str = typer.Option("en", "--lang", help="The language of the papers: en, fr or km."),
) -> None:
    """Print a round: a pull list in the order of place, and a tally form for each station, with the code by which it comes back.

    Beside them a file with which the round is opened on the commission's site.
    """
    from suffrage.audit.casefile import open_case
    from suffrage.audit.pulls import read_places, round_bounds
    from suffrage.audit.sheets import write_handout, write_sheets
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue = screen.language(lang)
    case, places = open_case(folder, place), read_places(place)
    for code in contest or [code for code, progress in case.contests.items() if progress.drawn] or list(case.contests):
        bounds = round_bounds(case, code, number)
        pull, tally, stations = write_sheets(case, code, places, bounds, tongue, into)
        said = say(tongue, "audit-forms.written", contest=code, number=stations, pull=pull, tally=tally)
        screen.console.print(said, soft_wrap=True)
        handout = write_handout(case, code, places, bounds, into)
        screen.console.print(say(tongue, "audit-forms.handout", file=handout), soft_wrap=True)


def enter(
    folder: Path = typer.Argument(..., help=FOLDER),
    place: Path = typer.Argument(..., help=PLACE),
    form: Path | None = typer.Argument(None, help="A tally form, filled in; what is empty in it is not entered yet."),
    code: str | None = typer.Option(None, "--code", help="The code of one printed form, as a scanner reads it; with --counts."),
    written: str | None = typer.Option(
        None, "--counts", help="What that form says, in its order: figures, the last of papers for nobody; or `lost`."
    ),
    why: str = typer.Option("", "--why", help="What is corrected, where the form takes the place of earlier counts."),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Enter counts: a table, or one printed form by its code. Write `lost` for the votes of a station whose papers are not there."""
    from suffrage.audit.casefile import open_case
    from suffrage.audit.forms import read_counts
    from suffrage.audit.typed import typed_counts
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue = screen.language(lang)
    if (code is None) != (written is None) or (form is None) == (code is None):
        raise typer.BadParameter("Give a filled-in table, or --code with --counts.")
    case = open_case(folder, place)
    typed = code is not None and written is not None
    counts: Sequence[Act] = (
        typed_counts(code or "", written or "", case, why=why) if typed else read_counts(form or Path(), case, why=why)
    )
    case.add(*counts)
    screen.console.print(say(tongue, "audit.counts", number=len(counts), digest=case.head), soft_wrap=True)
    screen.console.print(say(tongue, "audit.waiting", number=case.waiting()), soft_wrap=True)


def assess(
    folder: Path = typer.Argument(..., help=FOLDER),
    place: Path = typer.Argument(..., help=PLACE),
    as_json: bool = typer.Option(False, "--json", help="Write the assessments as JSON."),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Compute the risk of every contest from what was entered, and log it. Exit code 3: some contest is to go on."""
    from rich.table import Table

    from suffrage.audit.casefile import open_case
    from suffrage.audit.report import say_assessment, say_hand_count, say_risk
    from suffrage.cli import console as screen
    from suffrage.words import say

    tongue = screen.language(lang)
    case = open_case(folder, place)
    found = [case.assess(code) for code in case.contests]
    case.add(*(each for each in found if each not in case.progress(each.contest_id).assessed[-1:]))
    if as_json:
        screen.write_json(found)
    else:
        table = Table(*(say(tongue, f"audit.{column}") for column in ("contest", "drawn", "risk", "verdict")), box=None)
        for each in found:
            table.add_row(each.contest_id, str(each.drawn), say_risk(each.risk), say_assessment(tongue, each))
        screen.console.print(table)
        for each in found:
            if each.verdict == "counted-in-full":
                screen.console.print(f"{each.contest_id}: {say_hand_count(tongue, case, each.contest_id)}", soft_wrap=True)
        screen.console.print(say(tongue, "audit.log", number=len(case.acts), digest=case.head), soft_wrap=True)
    raise typer.Exit(0 if all(each.verdict in ("stop", "counted-in-full") for each in found) else 3)


def report(
    folder: Path = typer.Argument(..., help=FOLDER),
    place: Path = typer.Argument(..., help=PLACE),
    into: Path = typer.Option(
        ..., "--into", metavar="FILE", help="Write the report into this file, a page (.html) or a PDF (.pdf)."
    ),
    acts: Path | None = typer.Option(
        None, "--acts", metavar="FILE", help="Write the acts into this table (acts.csv of an election)."
    ),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Replay the audit from its log and write where it stands as a page or a PDF; with --acts, its acts for the published record."""
    from suffrage.audit.casefile import open_case
    from suffrage.audit.published import write_acts_table
    from suffrage.audit.report import audit_document
    from suffrage.cli import console as screen
    from suffrage.documents.files import content_for
    from suffrage.words import say

    tongue = screen.language(lang)
    case = open_case(folder, place)
    into.write_bytes(content_for(into, audit_document(case, tongue), case.audited.election.date))
    screen.console.print(say(tongue, "audit.written", file=into), soft_wrap=True)
    if acts:
        write_acts_table(case, acts, tongue)
        screen.console.print(say(tongue, "audit-act.written", file=acts), soft_wrap=True)


def _going_on(case: "Case") -> list[str]:
    """The contests that need another round."""
    return [code for code in case.contests if case.assess(code).verdict == "go-on"]


def _share(text: str) -> Fraction:
    from suffrage.compare.transfers import parse_share

    try:
        return parse_share(text)
    except ValueError as problem:
        raise typer.BadParameter(f"--limit: {problem}.") from None


def _show_plans(plans: list["ContestPlan"], tongue: "Language") -> None:
    from rich.table import Table

    from suffrage.cli.console import console
    from suffrage.words import say
    from suffrage.words.numbers import say_integer

    columns = ("contest", "method", "scenario", "expected", "ninetieth", "of", "papers")
    table = Table(*(say(tongue, f"audit.{column}") for column in columns), box=None)
    for each in plans:
        for work in each.work:
            numbers = (say_integer(tongue, number) for number in (work.expected, work.ninetieth, work.of, work.papers))
            kinds = (say(tongue, f"audit-method.{work.method}"), say(tongue, f"audit-if.{work.scenario}"))
            table.add_row(each.contest.contest_id, *kinds, *numbers)
        if not each.work:
            table.add_row(each.contest.contest_id, say(tongue, "audit.full"))
    console.print(table)
    for each in plans:
        if not each.work:
            console.print(each.refusal or f"{each.contest.contest_id}: {say(tongue, 'assertion.undecided')}", soft_wrap=True)
