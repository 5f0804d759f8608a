"""What could change hands in one contest, and by how few voters.

Definitions, and why the numbers are exact: docs/closest.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from suffrage.compare.closest.added import fewest_added
from suffrage.compare.closest.counted import Counted, Kind, Margin
from suffrage.compare.closest.first_round import round_1
from suffrage.law.formulas import REMAINDERS


def margins(counted: Counted) -> tuple[Margin, ...]:
    """Everything in a contest that could change hands, closest first.

    A seat: every option that has one, and every other that could take it. Round 1 of two: the majority, and where nobody has it every
    option's place in round 2, gained or lost. `NotExact` (a `ValueError`): figures of a law for which no exact number is known.
    """
    counted.reach  # noqa: B018 a law without exact margins is refused before anything else
    found = [*_seats(counted), *round_1(counted)]
    return tuple(
        sorted(found, key=lambda margin: (margin.votes, margin.tied, margin.kind, margin.keeps or "", margin.takes or ""))
    )


def narrowest(counted: Counted) -> Margin | None:
    """The fewest voters after whom the seats of anybody are others, outright: the margin of the contest; None: no votes change them.

    `keeps` loses a seat; who has it then may be any of several, so that `takes` is None.
    """
    if counted.law.is_first_of_two and not any(counted.held.values()):
        return min(round_1(counted), key=lambda margin: margin.votes, default=None)
    found = tuple(losses(counted))
    if not found:
        return None
    # Of an option with the fewest voters outright; a tie may come sooner elsewhere.
    best = min(found, key=lambda margin: margin.votes)
    return replace(best, tied=min(margin.tied for margin in found))


def losses(counted: Counted) -> Iterator[Margin]:
    """Each option that has a seat, and the fewest voters after whom it has one less, whoever has it then (`takes` None)."""
    totals = counted.totals
    kind: Kind = "elected" if counted.law.is_first_of_two else "seat"
    for option, number in counted.held.items():
        loss = {option: number - 1}
        outright, tied = counted.voters_to_lose(option) if number else (None, None)
        if number and outright is None:
            outright = counted.fewest({}, loss)
        if outright is not None:
            tied = counted.fewest({}, loss, ties=True) if tied is None else tied
            yield Margin(totals.contest_id, totals.round, kind, option, None, outright, outright if tied is None else tied)


def taker(counted: Counted, margin: Margin) -> str | None:
    """Of a loss, an option that has the seat after no more voters; the one with most votes comes first. None: nobody in particular."""
    if margin.keeps is None:
        return None
    held, votes = counted.held, counted.totals.votes
    most = {margin.keeps: held[margin.keeps] - 1}
    others = [option for option in votes if option != margin.keeps and held[option] < counted.seats]
    others.sort(key=lambda option: (-votes[option], option))
    able = (option for option in others if counted.fewest({option: held[option] + 1}, most) == margin.votes)
    return next(able, None)


def _seats(counted: Counted) -> Iterator[Margin]:
    held, totals = counted.held, counted.totals
    if counted.law.is_first_of_two and counted.shape.kind == "majority":
        return
    losers = [option for option, number in held.items() if number]
    takers = [option for option, number in held.items() if number < counted.seats] if losers else []
    added = {option: _added_for_a_seat(counted, option) for option in takers}
    for keeps, takes in product(losers, takers):
        least, most = {takes: held[takes] + 1}, {keeps: held[keeps] - 1}
        if takes != keeps and (outright := counted.fewest(least, most)) is not None:
            # What is had outright is had with ties too, so that there is a number.
            tied = counted.fewest(least, most, ties=True) or 0
            yield Margin(totals.contest_id, totals.round, "seat", keeps, takes, outright, tied, added[takes])


def _added_for_a_seat(counted: Counted, option: str) -> int | None:
    law, wanted = counted.law, counted.held[option] + 1
    quota = REMAINDERS.get(law.shape.formula)
    if quota and quota.more and not quota.next_whole:
        return None

    def certain(votes: Mapping[str, int]) -> bool:
        return all(each.seats[option] >= wanted for each in law.possibilities(votes))

    # A whole quota goes up by one with every so many votes; just before it does, the option stands best.
    stride = counted.seats - law.bonus + 1 if quota and quota.next_whole else 1
    return fewest_added(counted, option, certain, stride)
