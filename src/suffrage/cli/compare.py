"""`suffrage compare`: the same votes under another law."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from suffrage.compare.comparison import Comparison
    from suffrage.compare.playing import Played
    from suffrage.compare.report.tongue import Tongue
    from suffrage.compare.studying import Findings
    from suffrage.model import Language

EXAMPLE = (
    "Example: suffrage compare elections/fr-2024-europeennes --law fr.european-parliament@2014-05-25 --law kh.national-assembly"
)


CLOSEST_SHOWN = 3
"""Of each scenario's closest seats so many stand on the screen; the report and the JSON have more."""


class Engine(StrEnum):
    """Where draws are run."""

    local = "local"
    spark = "spark"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLE)(compare)


def compare(
    folder: Path = typer.Argument(..., help="The election: a folder with election.toml and the canonical tables."),
    study: Path = typer.Argument(None, help="A study file (docs/compare.md), or the name of one that ships: kh-2023, fr-2024."),
    law: list[str] = typer.Option([], "--law", help="A law as it is: CODE, CODE:READING, CODE@DATE; again for another one."),
    into: Path = typer.Option(None, "--into", metavar="FOLDER", help="Write the report (HTML, PDF, CSV) into this new folder."),
    outlines: Path = typer.Option(None, "--outlines", help="GeoJSON (.gz too) with the outlines of constituencies, for maps."),
    outline_code: str = typer.Option("codeCirconscription", "--outline-code", help="The property that has their code."),
    draws: int = typer.Option(None, "--draws", help="So many Monte Carlo elections of each scenario."),
    seed: int = typer.Option(None, "--seed", help="The seed of the draws; the same seed gives the same draws."),
    engine: Engine = typer.Option(Engine.local, "--engine", help="Where draws are run: local, or spark (docs/cluster.md)."),
    workers: int = typer.Option(None, "--workers", help="How many cores draw at once; all of them if not given."),
    as_json: bool = typer.Option(False, "--json", help="Write every figure as JSON."),
    lang: str = typer.Option("en", "--lang", help="The language on screen and of the report: en, fr or km."),
) -> None:
    """Put the votes of an election through other laws, and see who would have been elected, what was assumed and how sure it is.

    Exit code 3: a seat of some scenario is open (a tie).
    """
    from suffrage.cli import console as screen
    from suffrage.compare.studying import carry_out, prepared, with_draws
    from suffrage.words import say

    tongue = screen.language(lang)
    asked, places = prepared(study, law, draws=draws, seed=seed)
    with screen.stages(tongue) as progress:
        found = carry_out(folder, asked, places=places, progress=progress)
    with screen.measured(say(tongue, "stage.draws")) as told:
        found = with_draws(found, engine=engine.value, workers=workers, progress=lambda _code, done, blocks: told(done, blocks))
    if into:
        from suffrage.compare.report import write_report
        from suffrage.compare.report.found import extras_of

        with screen.stages(tongue) as progress:
            progress("report")
            extras = extras_of(found, engine.value)
            shapes = (outlines, outline_code) if outlines else None
            write_report(found.comparison, extras, into, (tongue,), outlines=shapes)
    if as_json:
        screen.write_json(found.as_json())
    else:
        _show(found, tongue)
        if into:
            screen.console.print(f"\n{into}/report.{tongue}.html")
    if any(each.open_seats for each in found.comparison.played):
        raise typer.Exit(3)


def _show(found: "Findings", tongue: "Language") -> None:
    from suffrage.cli.console import console
    from suffrage.compare.report.tongue import Tongue
    from suffrage.words import say

    comparison = found.comparison
    speaker = Tongue(comparison, tongue)
    for each in comparison.played[1:]:
        console.print(speaker.numbered(each))
    console.print(_seats(speaker))
    if len(comparison.played) > 1:
        console.print(f"\n{say(tongue, 'assumption.same-votes')}")
    for each in comparison.played[1:]:
        console.print(f"\n[bold]{speaker.numbered(each)}[/bold]")
        for assumption in each.assumptions[1:]:
            console.print(f"  {speaker.assumption(assumption)}")
        for before, article, after in _would_change(comparison, each, tongue):
            console.print(f"  {say(tongue, 'compare.instead', before=before, article=article, after=after)}")
    _show_close_seats(found, speaker)
    _show_sweeps(found, speaker)
    _show_draws(found, speaker)


def _would_change(comparison: "Comparison", each: "Played", tongue: "Language") -> "Iterator[tuple[str, str, str]]":
    """What in the law at home would have to change: the sentence at home, its article, and the other law's sentence."""
    from suffrage.words import say
    from suffrage.words.reform import say_difference

    if structures := comparison.structures(each):
        home, other = (say(tongue, "compare.structure", number=one.constituencies, seats=one.seats) for one in structures)
        yield home, structures[0].article, other
    for difference in comparison.differences(each):
        before, after = say_difference(tongue, difference)
        yield before, difference.home_article, after


def _seats(speaker: "Tongue") -> object:
    from rich.table import Table

    from suffrage.words import say
    from suffrage.words.numbers import say_integer, say_percent

    comparison, tongue = speaker.comparison, speaker.language
    table = Table(box=None)
    table.add_column(say(tongue, "measure.party"), max_width=30, overflow="fold")
    for number, each in enumerate(comparison.played):
        head = say(tongue, "study.numbered", number=number, name="").strip() if number else speaker.scenario(each)
        table.add_column(head, justify="right")
    for party in comparison.parties:
        label = speaker.party(party)
        name = f"{label.text} ({label.small})" if label.small else label.text
        table.add_row(name, *(say_integer(tongue, each.seats.get(party, 0)) for each in comparison.played))
    if any(each.open_seats for each in comparison.played):
        numbers = (say_integer(tongue, each.open_seats) for each in comparison.played)
        table.add_row(say(tongue, "compare.open"), *numbers)
    gallagher = []
    for each in comparison.played:
        index = each.measured.gallagher if each.measured else None
        gallagher.append("—" if index is None else say_percent(tongue, int(index * 10**6), 10**8))
    table.add_row(say(tongue, "measure.gallagher"), *gallagher, style="dim")
    return table


def _show_sweeps(found: "Findings", speaker: "Tongue") -> None:
    from suffrage.cli.console import console
    from suffrage.words import say
    from suffrage.words.numbers import say_integer

    tongue = speaker.language
    for swept in found.swept:
        sweep = swept.sweep
        console.print()
        console.print(
            say(tongue, "compare.sweep", scenario=speaker.by_code(swept.scenario), losing=sweep.losing, gaining=sweep.gaining)
        )
        for amount, played in swept.points:
            largest = sorted(played.seats.items(), key=lambda entry: (-entry[1], entry[0]))[:5]
            seats = " · ".join(f"{party} {say_integer(tongue, number)}" for party, number in largest)
            console.print(f"  {say(tongue, 'compare.points', points=amount * 100):>10}  {seats}")
        console.print(
            f"  {say(tongue, 'compare.hanging', number=len(swept.hanging), of=len(swept.points[0][1].constituencies))}"
        )


def _show_close_seats(found: "Findings", speaker: "Tongue") -> None:
    from rich.table import Table

    from suffrage.cli.console import console
    from suffrage.compare.report.found import extras_of
    from suffrage.words import say
    from suffrage.words.numbers import say_integer

    tongue, close = speaker.language, extras_of(found).closest
    columns = ("compare.scenario", "column.contest", "study.keeps", "study.takes", "study.voters")
    table = Table(
        *(say(tongue, column) for column in columns), box=None, title=say(tongue, "study.closest"), title_justify="left"
    )
    for each in found.comparison.played:
        for seat in [seat for seat in close if seat.scenario == each.scenario.code][:CLOSEST_SHOWN]:
            cells = (speaker.numbered(each), seat.constituency, seat.keeps or "—", seat.takes or "—")
            table.add_row(*cells, say_integer(tongue, seat.votes))
    if table.row_count:
        console.print()
        console.print(table)


def _show_draws(found: "Findings", speaker: "Tongue") -> None:
    from suffrage.cli.console import console
    from suffrage.words import say
    from suffrage.words.numbers import say_integer, say_percent

    tongue = speaker.language
    if asked := found.comparison.study.draws:
        console.print(f"\n{speaker.noise(asked)}")
    for each in found.comparison.played:
        drawn = found.drawn.get(each.scenario.code)
        if drawn is None:
            continue
        console.print(f"\n[bold]{speaker.numbered(each)}[/bold]")
        console.print(say(tongue, "compare.draws", number=drawn.number, seed=str(drawn.seed)))
        for party in found.comparison.parties:
            low, high = drawn.interval(party)
            if high:
                seats = say(tongue, "measure.from-to", low=low, high=high)
                share = drawn.majority(party)
                console.print(f"  {party:<8} {seats} · {say_percent(tongue, share.numerator, share.denominator)}")
        steady = say_integer(tongue, len(drawn.never_change))
        console.print(f"  {say(tongue, 'compare.steady', number=steady, of=len(drawn.contests))}")
