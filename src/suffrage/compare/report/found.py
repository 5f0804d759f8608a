"""What a study found, as the plain types that a report shows."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from suffrage.compare.closest.close_seats import CloseSeats
from suffrage.compare.playing import Played
from suffrage.compare.report.extras import CloseMajority, CloseSeat, DrawnParty, DrawnScenario, Extras
from suffrage.compare.studying import Findings

if TYPE_CHECKING:
    from suffrage.compare.montecarlo import Draws

WITHIN = Fraction(9, 10)
"""The share of the draws that the report's bounds hold."""


def extras_of(found: Findings, engine: str = "local") -> Extras:
    """The sweeps, closest seats and draws of a study. `engine`: what drew."""
    played = {each.scenario.code: each for each in found.comparison.played}
    return Extras(
        swept=found.swept,
        closest=tuple(seat for close in found.close for seat in _seats(close, played[close.scenario])),
        majorities=tuple(_majorities(found.close)),
        inexact=tuple(close.scenario for close in found.close if close.not_exact),
        draws=tuple(_drawn(code, drawn, engine) for code, drawn in found.drawn.items()),
    )


def _seats(close: CloseSeats, played: Played) -> Iterator[CloseSeat]:
    """Each seat with its parties' codes."""
    for margin in close.margins:
        keeps, takes = (
            played.parties.get((margin.contest_id, option), option) if option else "" for option in (margin.keeps, margin.takes)
        )
        yield CloseSeat(close.scenario, margin.contest_id, keeps, takes, margin.votes)


def _majorities(closest: Iterable[CloseSeats]) -> Iterator[CloseMajority]:
    for close in closest:
        if (margin := close.majority) is not None:
            yield CloseMajority(close.scenario, margin.party, margin.change, margin.votes)


def _drawn(code: str, drawn: "Draws", engine: str) -> DrawnScenario:
    """The parties whose bounds are not both 0, most seats first."""
    parties = [
        DrawnParty(party, drawn.quantile(party, Fraction(1, 2)), *drawn.interval(party, WITHIN), drawn.majority(party))
        for party in drawn.parties
        if any(drawn.distribution(party))
    ]
    parties = [each for each in parties if each.high or each.majority]
    parties.sort(key=lambda each: (-each.median, -each.high, each.party))
    return DrawnScenario(code, tuple(parties), drawn.seed, drawn.number, engine, WITHIN)
