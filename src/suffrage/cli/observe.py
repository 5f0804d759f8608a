"""`suffrage quickcount design|draw|estimate|report` and `suffrage forensics`: observers' samples, and stations worth a look."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from suffrage.law.catalogue import Law
    from suffrage.model import Finding, Language
    from suffrage.observe.design import Layout
    from suffrage.observe.drawing import Sample
    from suffrage.observe.naming import Naming
    from suffrage.observe.quickcount import ContestCount, QuickCount
    from suffrage.observe.stations import Stations

FOLDER = typer.Argument(..., help="The election: a folder with election.toml and the canonical tables, or a record.")
ROUND = typer.Option(None, "--round", min=1, help="The round; the last one if not given.")
SAMPLE = typer.Option(..., "--sample", help="The opened sample, as `suffrage quickcount draw` wrote it.")
REPORTS = typer.Option(..., "--reports", help="CSV: station_id,contest_id,item,number, in the order of arrival.")
SEAL = typer.Option(None, "--seal", help="The published SHA-256 of the sample.")
LEVEL = typer.Option(0.95, "--level", min=0.5, max=0.999, help="The level of the intervals.")
EVERY = typer.Option(None, "--every", min=1, help="Also an estimate after each so many reports.")
TOGETHER = typer.Option(False, "--together", help="This look is one of several: the intervals of all of them hold together.")
LOOKED_AT = typer.Option(
    [],
    "--looked-at",
    min=1,
    help="How many had reported at an earlier look, once for each: the intervals of all hold together.",
)
JSON = typer.Option(False, "--json", help="Write everything as JSON.")
LANG = typer.Option("en", "--lang", help="The language: en, fr or km.")

quickcount = typer.Typer(no_args_is_help=True, help="A quick count from a sample of stations: design, draw, estimate, report.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    quickcount.command(epilog="Example: suffrage quickcount design last-election --margin 0.01 --into design.json")(design)
    quickcount.command(
        epilog="Example: suffrage quickcount draw this-election --design design.json --seed 41635… --into sample.json"
    )(draw)
    quickcount.command(epilog="Example: suffrage quickcount estimate my-election --sample sample.json --reports reports.csv")(
        estimate
    )
    quickcount.command(
        epilog="Example: suffrage quickcount report my-election --sample sample.json --reports reports.csv --into report.html"
    )(report)
    app.add_typer(quickcount, name="quickcount")
    app.command(epilog="Example: suffrage forensics my-election --past last-election --lang km")(forensics)


def design(
    folder: Path = FOLDER,
    into: Path = typer.Option(..., "--into", help="Write the design into this new file (JSON)."),
    units: int = typer.Option(None, "--units", min=1, help="So many stations (or clusters) in all."),
    margin: float = typer.Option(None, "--margin", help="So many that no share has a wider half-width: 0.01. By past figures."),
    seats: bool = typer.Option(False, "--seats", help="So many that every seat can be told, with 90 %. By past figures."),
    by: str = typer.Option(None, "--by", help="Strata are the areas of this level inside each contest."),
    size_classes: int = typer.Option(1, "--size-classes", min=1, help="Cut each stratum into classes of like size."),
    cluster: str = typer.Option(None, "--cluster", help="Draw whole areas of this level instead of stations."),
    per_cluster: int = typer.Option(None, "--per-cluster", min=1, help="Observe so many stations of each drawn area."),
    round_: int = ROUND,
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Design a sample: strata, and how many are drawn in each. Give one of --units, --margin or --seats."""
    from dataclasses import asdict

    from suffrage.cli import console as screen
    from suffrage.observe import sizing
    from suffrage.observe.design import allocated, lay_out, with_sizes
    from suffrage.observe.stations import read_stations
    from suffrage.words import say

    tongue = screen.language(lang)
    if sum((units is not None, margin is not None, seats)) != 1:
        raise typer.BadParameter("Give one of --units, --margin and --seats.")
    if margin is not None and not 0 < margin < 1:
        raise typer.BadParameter("--margin lies between 0 and 1: 0.01 is one point.")
    stations = read_stations(folder, round_)
    layout = lay_out(stations, level=by, size_classes=size_classes, cluster=cluster, per_cluster=per_cluster)
    sizes = []
    if seats:
        sizes = sizing.units_for_seats(stations, layout, _ruling(folder))
        layout = with_sizes(layout, sizing.sizes_for(stations, layout, sizes))
    else:
        wanted = units if margin is None else sizing.units_for_margin(stations, layout, margin)
        layout = with_sizes(layout, allocated(layout, stations, wanted))
    _write_new(into, (json.dumps(asdict(layout.design), ensure_ascii=False, indent=1) + "\n").encode())
    if as_json:
        screen.write_json({"design": asdict(layout.design), "seats": [asdict(size) for size in sizes]})
        return
    for size in sizes:
        operands = asdict(size) | {
            "contest": size.contest_id,
            "option": size.option_id,
            "margin": _percent(size.margin, tongue),
        }
        screen.console.print(
            say(tongue, f"quickcount.{'size-for-seats' if size.enough else 'size-all'}", **operands), soft_wrap=True
        )
    screen.console.print(say(tongue, "quickcount.designed", drawn=layout.design.drawn, of=int(layout.sizes.sum())))
    screen.console.print(say(tongue, "quickcount.written", file=into))


def draw(
    folder: Path = FOLDER,
    design: Path = typer.Option(..., "--design", help="The design, as `suffrage quickcount design` wrote it."),
    seed: str = typer.Option(..., "--seed", help="What was thrown in public: 25 dice or more."),
    into: Path = typer.Option(..., "--into", help="Write the sample into this new file; keep it closed until after the day."),
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Draw the sample and say its seal, which is published before the day. The stations are those of this folder."""
    from suffrage.cli import console as screen
    from suffrage.model import BadInput
    from suffrage.observe.design import lay_out_again
    from suffrage.observe.drawing import draw as run
    from suffrage.observe.drawing import read_design
    from suffrage.observe.stations import read_stations
    from suffrage.words import say

    tongue = screen.language(lang)
    try:
        planned = read_design(json.loads(design.read_bytes()))
    except (ValueError, UnicodeDecodeError) as problem:
        raise BadInput(f"{design} is not a design of a sample: {problem}.") from None
    stations = read_stations(folder, planned.round)
    sample = run(stations, lay_out_again(stations, planned), seed)
    _write_new(into, sample.file())
    if as_json:
        screen.write_json({"seal": sample.seal, "stations": len(sample.stations)})
        return
    screen.console.print(say(tongue, "quickcount.drawn-stations", number=len(sample.stations)))
    screen.console.print(say(tongue, "quickcount.seal", seal=sample.seal), soft_wrap=True)
    screen.console.print(say(tongue, "quickcount.written", file=into))


def estimate(
    folder: Path = FOLDER,
    sample: Path = SAMPLE,
    reports: Path = REPORTS,
    seal: str = SEAL,
    every: int = EVERY,
    together: bool = TOGETHER,
    looked_at: list[int] = LOOKED_AT,
    level: float = LEVEL,
    replicates: int = typer.Option(
        1000, "--replicates", min=100, help="Bootstrap replicates of which intervals of seats are made."
    ),
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Estimate votes, turnout and seats from what has arrived, and hold it against the official record where there is one."""
    from dataclasses import asdict

    from suffrage.cli import console as screen
    from suffrage.observe.official import compare_official
    from suffrage.observe.quickcount import arrivals, quick_count
    from suffrage.observe.reports import read_reports
    from suffrage.observe.telling import count_lines, official_lines
    from suffrage.words import say

    tongue = screen.language(lang)
    stations, layout, opened = _opened(folder, sample, seal)
    arrived, ruling = read_reports(reports), _ruling(folder)
    before = _looks(len(arrived.items), every, looked_at, together=together)
    with screen.stages(tongue) as progress:
        progress("quickcount")
        found = quick_count(stations, layout, opened, arrived, ruling, level=level, replicates=replicates, looked_at=before)
        looks = (
            arrivals(stations, layout, opened, arrived, ruling, every=every, level=level, together=together) if every else ()
        )
        series = list(looks)
    official = compare_official(stations, layout, opened, arrived)
    if as_json:
        plain = asdict(found) | {"official": asdict(official), "sealed": seal is not None}
        screen.write_json(plain | {"series": [{"reports": number, **asdict(one)} for number, one in series]})
        return
    _say_generated(stations, tongue)
    screen.console.print(say(tongue, "quickcount.seal-good" if seal else "quickcount.seal-not-given"), soft_wrap=True)
    names = _names(folder, tongue)
    for number, one in series:
        screen.console.print(f"\n{say(tongue, 'quickcount.after', number=number)}")
        _show_contest(one.whole or one.contests[0], one, tongue, names)
    for count in (*((found.whole,) if found.whole else ()), *found.contests):
        _show_contest(count, found, tongue, names)
    _show_parties(found, tongue, names)
    for line in (*official_lines(tongue, official), *count_lines(tongue, found, names)):
        screen.console.print(line, soft_wrap=True)


def report(
    folder: Path = FOLDER,
    sample: Path = SAMPLE,
    reports: Path = REPORTS,
    into: Path = typer.Option(..., "--into", help="Write the report into this new file, a page (.html) or a PDF (.pdf)."),
    seal: str = SEAL,
    every: int = EVERY,
    together: bool = TOGETHER,
    looked_at: list[int] = LOOKED_AT,
    checklist: Path = typer.Option(None, "--checklist", help="CSV of questions: question_id,stage,in_order,name…"),
    answers: Path = typer.Option(None, "--answers", help="CSV of answers: station_id,contest_id,question_id,answer."),
    incidents: Path = typer.Option(None, "--incidents", help="CSV of incidents: station_id,time,place,severity,text."),
    level: float = LEVEL,
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """Write the quick count as a page or a PDF, with the observers' checklist and incidents where they are given."""
    from dataclasses import asdict

    from suffrage.cli import console as screen
    from suffrage.documents.files import content_for
    from suffrage.intake.canonical import read_election
    from suffrage.observe import forms
    from suffrage.observe.official import compare_official
    from suffrage.observe.page import quick_count_document
    from suffrage.observe.quickcount import arrivals, quick_count
    from suffrage.observe.reports import read_reports
    from suffrage.observe.stations import election_folder
    from suffrage.words import say
    from suffrage.words.findings import say_finding

    tongue = screen.language(lang)
    if (checklist is None) != (answers is None):
        raise typer.BadParameter("--checklist and --answers go together.")
    stations, layout, opened = _opened(folder, sample, seal)
    arrived, ruling = read_reports(reports), _ruling(folder)
    before = _looks(len(arrived.items), every, looked_at, together=together)
    with screen.stages(tongue) as progress:
        progress("quickcount")
        found = quick_count(stations, layout, opened, arrived, ruling, level=level, looked_at=before)
        looks = (
            arrivals(stations, layout, opened, arrived, ruling, every=every, level=level, together=together) if every else ()
        )
        series = list(looks)
    official = compare_official(stations, layout, opened, arrived)
    asked: list[forms.Proportion] = []
    defects: tuple[Finding, ...] = ()
    if checklist and answers:
        questions = forms.read_checklist(checklist)
        said, defects = forms.read_answers(answers, questions)
        asked = forms.proportions(stations, layout, opened, questions, said, level)
    seen = forms.read_incidents(incidents) if incidents else ()
    election = read_election(election_folder(folder))
    written = quick_count_document(
        found,
        election.names.text(tongue, stations.election_id),
        tongue,
        _names(folder, tongue),
        official=official,
        checklist=asked,
        incidents=seen,
        looks=series,
        generated=stations.generated,
    )
    _write_new(into, content_for(into, written, election.date))
    if as_json:
        screen.write_json(
            asdict(found) | {"checklist": [asdict(own) for own in asked], "incidents": [asdict(own) for own in seen]}
        )
        return
    for finding in defects:
        screen.console.print(say_finding(tongue, finding), soft_wrap=True)
    screen.console.print(say(tongue, "quickcount.written", file=into))


def forensics(
    folder: Path = FOLDER,
    past: Path = typer.Option(None, "--past", help="An earlier election in the same stations."),
    round_: int = ROUND,
    into: Path = typer.Option(
        None,
        "--into",
        help="Write the report into this new file, a page (.html) or a PDF (.pdf), with the picture of all stations.",
    ),
    limit: int = typer.Option(50, "--limit", min=1, help="How many stations are shown; --json gives all."),
    seed: int = typer.Option(1, "--seed", min=0, help="The seed of the simulations: the same one gives the same p-values."),
    simulations: int = typer.Option(999, "--simulations", min=99, help="How many simulations a p-value is made of."),
    as_json: bool = JSON,
    lang: str = LANG,
) -> None:
    """List stations that deserve a second look, each with its reasons; never a verdict (docs/forensics.md)."""
    from dataclasses import asdict

    from suffrage.cli import console as screen
    from suffrage.documents.files import content_for
    from suffrage.intake.canonical import read_election
    from suffrage.observe.forensics import forensics as run
    from suffrage.observe.forensics_page import forensics_document
    from suffrage.observe.stations import election_folder, read_stations
    from suffrage.observe.telling import forensics_lines, say_reason
    from suffrage.words import say

    tongue = screen.language(lang)
    stations = read_stations(folder, round_)
    first = read_stations(folder, stations.round - 1) if stations.round > 1 and _has_round(folder, stations.round - 1) else None
    before = read_stations(past) if past else None
    with screen.stages(tongue) as progress:
        found = run(stations, past=before, first_round=first, seed=seed, simulations=simulations, progress=progress)
    if into:
        election = read_election(election_folder(folder))
        title = election.names.text(tongue, stations.election_id)
        written = forensics_document(found, title, tongue, _names(folder, tongue), generated=stations.generated)
        _write_new(into, content_for(into, written, election.date))
    if as_json:
        plain = asdict(found)
        plain["picture"]["counts"] = found.picture.counts.astype(int).tolist()
        screen.write_json(plain)
        return
    _say_generated(stations, tongue)
    for line in forensics_lines(tongue, found):
        screen.console.print(line, soft_wrap=True)
    screen.console.print(f"\n[bold]{say(tongue, 'forensics.election')}[/bold]")
    for reason in (*found.election, *found.clear):
        screen.console.print(
            ("! " if reason in found.election else "  ") + say_reason(tongue, reason), soft_wrap=True, markup=False
        )
    screen.console.print(f"\n[bold]{say(tongue, 'forensics.list')}[/bold]")
    for suspect in found.suspects[:limit]:
        screen.console.print(f"{suspect.contest_id} {suspect.station_id}", markup=False)
        for reason in suspect.reasons:
            screen.console.print(f"  {say_reason(tongue, reason)}", soft_wrap=True, markup=False)
    if not found.suspects:
        screen.console.print(say(tongue, "forensics.nothing"))
    if len(found.suspects) > limit:
        screen.console.print(say(tongue, "report.more", number=len(found.suspects) - limit))
    if into:
        screen.console.print(say(tongue, "quickcount.written", file=into))


def _looks(now: int, every: int | None, looked_at: list[int], *, together: bool) -> list[int] | None:
    """After how many reports earlier looks were; None where this look is taken for the only one."""
    if looked_at and every:
        raise typer.BadParameter("Give --every, or --looked-at for each earlier look, not both.")
    if together and every:
        return list(range(every, now, every))
    return looked_at if together or looked_at else None


def _opened(folder: Path, sample: Path, seal: str | None) -> "tuple[Stations, Layout, Sample]":
    """The stations and the sample, its seal and its draw checked."""
    from suffrage.observe.design import lay_out_again
    from suffrage.observe.drawing import check_sample, open_sample
    from suffrage.observe.stations import read_stations

    opened = open_sample(sample.read_bytes(), seal)
    stations = read_stations(folder, opened.design.round)
    layout = lay_out_again(stations, opened.design)
    check_sample(stations, layout, opened)
    return stations, layout, opened


def _ruling(folder: Path) -> "Law":
    from suffrage import law
    from suffrage.intake.canonical import read_election
    from suffrage.observe.stations import election_folder

    stands = read_election(election_folder(folder)).law
    return law.at(stands.code, stands.date)


def _has_round(folder: Path, number: int) -> bool:
    from suffrage.intake.canonical import open_election
    from suffrage.observe.stations import election_folder

    with open_election(election_folder(folder)) as tables:
        return any(contest.round == number for contest in tables.contests())


def _names(folder: Path, tongue: "Language") -> "Naming":
    """What to call contests, options and parties."""
    from suffrage.intake.canonical import open_election
    from suffrage.jobs import read_labels
    from suffrage.observe.naming import Naming
    from suffrage.observe.stations import election_folder

    with open_election(election_folder(folder)) as tables:
        return Naming(read_labels(tables), tongue)


def _show_contest(count: "ContestCount", found: "QuickCount", tongue: "Language", names: "Naming") -> None:
    from rich.markup import escape
    from rich.table import Table

    from suffrage.cli.console import console
    from suffrage.observe.telling import contest_lines, share_heads, share_rows
    from suffrage.words import say

    own = count.contest_id or found.contests[0].contest_id

    def name(code: str) -> str:
        return names.option(own, code)

    title = names.contest(count.contest_id) if count.contest_id else say(tongue, "quickcount.all")
    console.print(f"\n[bold]{escape(title)}[/bold]")
    table = Table(*share_heads(tongue, count, found.level), box=None)
    rows = list(share_rows(tongue, count, name))
    for row in rows:
        table.add_row(*row)
    if rows:
        console.print(table)
    for line in contest_lines(tongue, count, name):
        console.print(line, soft_wrap=True, markup=False)


def _show_parties(found: "QuickCount", tongue: "Language", names: "Naming") -> None:
    from suffrage.cli.console import console
    from suffrage.observe.telling import say_seats
    from suffrage.words import say
    from suffrage.words.numbers import say_integer

    if not found.parties:
        return
    console.print(f"\n[bold]{say(tongue, 'quickcount.by-party')}[/bold]")
    for own in found.parties:
        if own.interval[1]:
            console.print(
                f"  {names.party(own.code)} {say_integer(tongue, own.seats)} ({say_seats(tongue, own.interval)})", markup=False
            )
    console.print()


def _say_generated(stations: "Stations", tongue: "Language") -> None:
    """Made-up figures are marked wherever they show."""
    from suffrage.cli.console import console
    from suffrage.words import say

    if stations.generated:
        console.print(f"[bold]{say(tongue, 'report.generated')}[/bold]")


def _percent(share: float, tongue: "Language") -> str:
    from suffrage.observe.telling import say_share

    return say_share(tongue, share)


def _write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet."""
    from suffrage.model import BadInput

    if file.exists():
        raise BadInput(f"{file} exists; give another file, or remove it first.")
    if not file.parent.is_dir():
        raise BadInput(f"{file.parent} is not a folder; make it first, or give another file.")
    file.write_bytes(content)
