"""`suffrage transfers`: where the votes of one round went in the next, estimated from stations where both are known."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from suffrage.compare.transfers.ecological import Estimate
    from suffrage.compare.transfers.holdout import HeldOut
    from suffrage.compare.transfers.twovotes import TwoVotes
    from suffrage.model import Language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: suffrage transfers my-election --into transfers.csv --lang fr")(transfers)


def transfers(
    folder: Path = typer.Argument(..., help="The election: a folder with election.toml and the canonical tables."),
    second: Path | None = typer.Option(
        None, "--second", help="Another election in the same stations: its first round is the second vote."
    ),
    where: str = typer.Option(
        "", "--where", help="Only stations where these parties stood in the second vote, and no other: RN,UG."
    ),
    least: str = typer.Option(
        "1 %", "--least", help="Parties with a smaller share of the registered voters are taken together."
    ),
    draws: int = typer.Option(200, "--draws", min=2, help="How many bootstrap draws the intervals are made of."),
    seed: int = typer.Option(1, "--seed", min=0, help="The seed of the draws: the same one gives the same intervals."),
    into: Path | None = typer.Option(None, "--into", help="Write the table as a CSV file with the columns from,to,share."),
    as_json: bool = typer.Option(False, "--json", help="Write the estimate as JSON."),
    lang: str = typer.Option("en", "--lang", help="The language of the report: en, fr or km."),
) -> None:
    """Estimate where each party's voters went between rounds 1 and 2, from the polling stations where both are known.

    Method, assumptions and their weakness: docs/transfers.md.
    """
    from dataclasses import asdict

    from suffrage.cli import console as screen
    from suffrage.compare.transfers import write_transfers
    from suffrage.compare.transfers.ecological import estimate
    from suffrage.compare.transfers.holdout import held_out
    from suffrage.model import BadInput
    from suffrage.words import say

    tongue = screen.language(lang)
    if into and into.exists():
        raise BadInput(f"{into} exists; give another file, or remove it first.")
    if into and not into.parent.is_dir():
        raise BadInput(f"{into.parent} is not a folder; make it first, or give another file.")
    votes = _votes(folder, second, where, least)
    with screen.measured(say(tongue, "transfers.working")) as progress:
        found, check = estimate(votes, draws=draws, seed=seed, progress=progress), held_out(votes, seed=seed)
    if into:
        write_transfers(found.table(), into)
    if as_json:
        screen.write_json(_plain(found) | {"held_out": asdict(check) if check else None})
        return
    _show(found, tongue)
    _say(found, check, tongue)
    if into:
        rows = sum(len(row) for row in found.table().rows.values())
        screen.console.print(say(tongue, "transfers.written", file=into, rows=rows), soft_wrap=True)


def _votes(folder: Path, second: Path | None, where: str, least: str) -> "TwoVotes":
    """The two votes, as the options choose and merge them."""
    from suffrage.compare.transfers import parse_share
    from suffrage.compare.transfers.twovotes import from_elections

    try:
        share = parse_share(least)
    except ValueError as problem:
        raise typer.BadParameter(f"--least: {problem}.") from None
    votes = from_elections(folder, second)
    if where:
        try:
            votes = votes.where([party.strip() for party in where.split(",")])
        except ValueError as problem:
            raise typer.BadParameter(f"--where: {problem}.") from None
    return votes.merged(share)


def _plain(found: "Estimate") -> dict[str, Any]:
    """The estimate as plain values: origin → destination → its share, interval, voters moved and certain bounds."""
    from suffrage.compare.transfers.ecological import LEVEL

    votes = found.votes
    arrays = {"share": found.shares, "low": found.low, "high": found.high}
    counts = {"votes": found.cells.round(), "at_least": found.least, "at_most": found.most}
    return {
        "units": len(votes.units),
        "draws": len(found.draws),
        "seed": found.seed,
        "level": LEVEL,
        "dispersion": round(found.dispersion, 4),
        "first": dict(zip(votes.origins, votes.first.sum(0).tolist(), strict=True)),
        "second": dict(zip(votes.destinations, votes.second.sum(0).tolist(), strict=True)),
        "others": {"first": votes.members, "second": votes.absorbed},
        "transfers": {
            origin: {
                destination: {name: round(float(array[row, column]), 6) for name, array in arrays.items()}
                | {name: int(array[row, column]) for name, array in counts.items()}
                for column, destination in enumerate(votes.destinations)
            }
            for row, origin in enumerate(votes.origins)
        },
        "doubts": [{"code": doubt.code, **doubt.operands} for doubt in found.doubts],
    }


def _show(found: "Estimate", tongue: "Language") -> None:
    from rich.table import Table

    from suffrage.cli.console import console
    from suffrage.words import say

    votes, everywhere = found.votes, bool(found.votes.standing.all())
    head = ("from", "to", "share", "interval", *(("bounds",) if everywhere else ()))
    table = Table(*(say(tongue, f"transfers.{name}") for name in head), box=None)
    for number in table.columns[2:]:
        number.justify = "right"
    least, most = found.bound_shares()
    for row in _largest_first(votes.first.sum(0).tolist()):
        for place, column in enumerate(_largest_first(votes.second.sum(0).tolist())):
            at = (row, column)
            table.add_row(
                _name(votes.origins[row], votes, tongue) if place == 0 else "",
                _name(votes.destinations[column], votes, tongue),
                _percent(found.shares[at], tongue),
                _range(found.low[at], found.high[at], tongue),
                *((_range(least[at], most[at], tongue),) if everywhere else ()),
            )
    console.print(table)
    console.print()


def _say(found: "Estimate", check: "HeldOut | None", tongue: "Language") -> None:
    """What the table rests on, how well it predicts, and every reason to doubt it."""
    from suffrage.cli.console import console
    from suffrage.model.totals import code_order
    from suffrage.words import say

    votes = found.votes
    said: list[tuple[str, dict[str, Any]]] = [
        ("transfers.units", {"units": len(votes.units), "draws": len(found.draws), "seed": found.seed}),
        ("transfers.assumed", {}),
    ]
    if check:
        said.append(("transfers.held-out", {"estimated": _percent(check.estimated, tongue)}))
    if check and check.swing is not None:
        said.append(("transfers.swing", {"swing": _percent(check.swing, tongue)}))
    if small := sorted({*votes.members, *votes.absorbed}, key=code_order):
        said.append(("transfers.merged", {"parties": ", ".join(small)}))
    said += [(f"doubt.{doubt.code}", dict(doubt.operands)) for doubt in found.doubts]
    for key, operands in said:
        console.print(say(tongue, key, **operands), soft_wrap=True)


def _largest_first(votes: list[int]) -> list[int]:
    """The places of the parties by votes, then that of those without a vote, which is the last."""
    return [*sorted(range(len(votes) - 1), key=lambda place: -votes[place]), len(votes) - 1]


def _name(code: str, votes: "TwoVotes", tongue: "Language") -> str:
    from suffrage.compare.transfers import ABSTENTION, HOME
    from suffrage.compare.transfers.twovotes import OTHERS
    from suffrage.words import say

    if code in {ABSTENTION, HOME, OTHERS}:
        return say(tongue, f"transfers.{code}")
    name = votes.names[code].text(tongue) if code in votes.names else ""
    return f"{name} ({code})" if name else code


def _percent(share: float, tongue: "Language") -> str:
    from suffrage.words.numbers import say_percent

    return say_percent(tongue, round(share * 10_000), 10_000)


def _range(low: float, high: float, tongue: "Language") -> str:
    from suffrage.words import say

    return say(tongue, "transfers.range", low=_percent(low, tongue), high=_percent(high, tongue))
