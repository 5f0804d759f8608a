"""`suffrage measures`: how proportional a result is, how many parties it has, whose majority, whose power."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from fractions import Fraction

    from suffrage.compare.result import Measured
    from suffrage.model import Language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage measures elections/fr-2024-europeennes --lang fr")(measures)


def measures(
    folder: Path = typer.Argument(..., help="The election: a folder with election.toml and the canonical tables."),
    as_json: bool = typer.Option(False, "--json", help="Write the measures as JSON, fractions exact."),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Count an election and measure its result: disproportionality, parties, wasted votes, malapportionment, majority, power.

    Each measure's formula and source: docs/measures.md.
    """
    from dataclasses import asdict

    from suffrage.cli import console as screen
    from suffrage.compare.result import measure
    from suffrage.jobs import count_with_labels

    tongue = screen.language(lang)
    with screen.stages(tongue) as progress:
        result, labels = count_with_labels(folder, progress=progress)
    found = measure(result, labels)
    if as_json:
        plain = asdict(found)
        screen.write_json(plain | {"gallagher": str(found.gallagher)})
    else:
        _show(found, tongue)


def _show(found: "Measured", tongue: "Language") -> None:
    from rich.table import Table

    from suffrage.cli.console import console
    from suffrage.words import say
    from suffrage.words.numbers import say_integer

    table = Table(box=None, show_header=False)
    for name, value in _lines(found, tongue):
        table.add_row(say(tongue, f"measure.{name}"), value)
    console.print(table)
    head = ("party", "votes", "seats", "advantage", "shapley-shubik", "banzhaf")
    parties = Table(*(say(tongue, f"measure.{name}") for name in head), box=None)
    for column in parties.columns[1:]:
        column.justify = "right"
    for party in sorted(
        found.tally.parties, key=lambda code: (-found.tally.seats.get(code, 0), -found.tally.votes.get(code, 0))
    ):
        parties.add_row(
            party,
            say_integer(tongue, found.tally.votes.get(party, 0)),
            say_integer(tongue, found.tally.seats.get(party, 0)),
            _number(found.advantage[party], tongue),
            _percent(found.shapley_shubik.get(party), tongue),
            _percent(found.banzhaf.get(party), tongue),
        )
    console.print()
    console.print(parties)


def _lines(found: "Measured", tongue: "Language") -> list[tuple[str, str]]:
    from fractions import Fraction

    from suffrage.words import say

    kind = "none" if found.majority is None else "earned" if found.majority_earned else "manufactured"
    lines = [
        ("gallagher", _percent(Fraction(found.gallagher) / 100, tongue)),
        ("loosemore-hanby", _percent(found.loosemore_hanby, tongue)),
        ("rose", _percent(found.rose, tongue)),
        ("sainte-lague", _number(found.sainte_lague, tongue)),
        ("effective-votes", _number(found.effective_parties_by_votes, tongue)),
        ("effective-seats", _number(found.effective_parties_by_seats, tongue)),
        ("wasted", _percent(found.wasted, tongue)),
        ("effective-threshold", _percent(found.effective_threshold, tongue)),
        ("malapportionment", _percent(found.malapportionment, tongue)),
        ("majority", say(tongue, f"measure.majority-{kind}", party=found.majority)),
    ]
    if found.registered_per_seat:
        low, high = found.registered_per_seat
        lines.insert(-1, ("per-seat", say(tongue, "measure.from-to", low=round(low), high=round(high))))
    return lines


def _number(value: "Fraction | None", tongue: "Language") -> str:
    from suffrage.words.numbers import say_fraction

    return "—" if value is None else say_fraction(tongue, value)


def _percent(value: "Fraction | None", tongue: "Language") -> str:
    from suffrage.words.numbers import say_percent

    return "—" if value is None else say_percent(tongue, value.numerator, value.denominator)
