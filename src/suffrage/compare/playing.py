"""A scenario carried out: the same votes, another law, who is elected, and everything that was assumed on the way."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import msgspec

from suffrage import law as laws
from suffrage.compare.assumptions import Assumption, assumed
from suffrage.compare.constituencies import Constituency, Refuse, draw
from suffrage.compare.home import Home
from suffrage.compare.parties import relabelling
from suffrage.compare.reforms import Declare, ruling
from suffrage.compare.result import Measured, measures_of
from suffrage.compare.scenario import Scenario, Transfers
from suffrage.compare.seats import Numbered, number_seats
from suffrage.compare.studies import NO_FILE, Places
from suffrage.compare.transfers.second_rounds import Moves, moves
from suffrage.jobs import Labels
from suffrage.law.catalogue import Law
from suffrage.model import ContestResult, LawError, LawNotKnown, Option, Result, Shape

Adjust = Callable[[Constituency], Constituency]
"""Votes of a constituency → other votes of the same constituency."""


@dataclass(frozen=True)
class Played:
    """One scenario's outcome.

    `constituencies`: where seats were given, with the votes of round 1 · `contests`: every round of each, counted and declared ·
    `moves`: how a second round was made · `assumptions`: in the order in which they are told.
    """

    scenario: Scenario
    law: Law
    shape: Shape | None
    constituencies: tuple[Constituency, ...]
    house: Numbered
    contests: tuple[ContestResult, ...]
    moves: Moves | None
    assumptions: tuple[Assumption, ...]

    @cached_property
    def made(self) -> tuple[str, ...]:
        """The constituencies whose second round was made, because it never took place."""
        return tuple(contest.contest_id for contest in self.contests if contest.round > 1) if self.moves else ()

    @cached_property
    def parties(self) -> Mapping[tuple[str, str], str]:
        """(constituency, option) → party."""
        return {(each.code, option): party for each in self.constituencies for option, party in each.parties.items()}

    @cached_property
    def votes(self) -> Mapping[str, int]:
        """Party → votes of round 1."""
        found = Counter[str]()
        for each in self.constituencies:
            for option, number in each.totals.votes.items():
                found[each.parties[option]] += number
        return dict(found)

    @cached_property
    def seats(self) -> Mapping[str, int]:
        """Party → seats; parties without one are left out."""
        found = Counter[str]()
        for given in self.seats_by_constituency.values():
            found.update(given)
        return dict(found)

    @cached_property
    def seats_by_constituency(self) -> Mapping[str, Mapping[str, int]]:
        """Constituency → party → seats; parties without one are left out."""
        found: dict[str, Counter[str]] = {each.code: Counter() for each in self.constituencies}
        for contest in self.contests:
            for option, number in contest.outcome.seats.items():
                if number:
                    found[contest.contest_id][self.parties[contest.contest_id, option]] += number
        return {code: dict(given) for code, given in found.items()}

    @cached_property
    def open_seats(self) -> int:
        """Seats that nobody has: a tie, or a list that ends."""
        return sum(self.house.seats.values()) - sum(self.seats.values())

    @cached_property
    def measured(self) -> Measured | None:
        """The measures of what was given; None where no seat was."""
        if not self.seats:
            return None
        options = {
            (contest, option): Option(contest_id=contest, option_id=option, party_id=party)
            for (contest, option), party in self.parties.items()
        }
        return measures_of(Result(contests=self.contests), Labels({}, {}, options))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from suffrage.compare.report.notebook import played_html  # noqa: PLC0415 — the report imports this module

        return played_html(self)


def play(
    home: Home,
    scenario: Scenario,
    *,
    transfers: Transfers | None = None,
    adjust: Adjust | None = None,
    places: Places = NO_FILE,
    path: str = "scenario",
    must_finish: bool = True,
) -> Played:
    """Carry a scenario out on the votes of an election.

    `transfers`: those of the study, where the scenario has none · `adjust`: changes each constituency's votes before the law is
    applied · `places`, `path`: where the scenario stands in its file · `must_finish` False leaves seats open for want of a transfer
    table. `BadInput`: something in it does not fit the election or the law; the sentence names the line.
    """

    def refuse(field: str, sentence: str) -> NoReturn:
        _refuse(places, f"{path}.{field}", sentence)

    law = _law(home, scenario, refuse)
    shape, declare = ruling(law, scenario.change, refuse)
    relabel = relabelling(home, scenario, refuse)
    constituencies = draw(
        home, scenario.constituencies, relabel, lambda field, sentence: refuse(f"constituencies.{field}", sentence)
    )
    if adjust:
        constituencies = tuple(map(adjust, constituencies))
    folder = Path(places.file).parent if places.file else Path()
    single = shape is not None and shape.kind == "majority"
    house = number_seats(scenario.seats, home, law, constituencies, folder, refuse, single=single)
    own = scenario.transfers is not None
    how = scenario.transfers if own else transfers
    moved = moves(how, folder, lambda field, text: _refuse(places, f"{path}.{field}" if own else field, text))
    contests: list[ContestResult] = []
    try:
        for each in constituencies:
            contests += _rounds(each, house.seats[each.code], declare, moved, refuse, must_finish=must_finish)
    except LawError as problem:
        refuse("law", f"{problem} So the law of {law.code} cannot be carried out here.")
    played = Played(scenario, law, shape, constituencies, house, tuple(contests), moved, ())
    return replace(played, assumptions=tuple(assumed(scenario, house, len(constituencies), len(played.made), how)))


def _rounds(
    each: Constituency, seats: int, declare: Declare, moved: Moves | None, refuse: Refuse, *, must_finish: bool
) -> Iterator[ContestResult]:
    """The rounds of one constituency: the first as it was voted, a second, if the law wants one, as the table makes it."""
    totals = msgspec.structs.replace(each.totals, seats=seats)
    outcome = declare(totals)
    yield ContestResult(contest_id=each.code, round=1, totals=totals, outcome=outcome)
    wanted = outcome.next_round and not any(question.subject == "next-round" for question in outcome.pending)
    if wanted and moved is None and must_finish:
        refuse("law", f"this law needs a second round in {each.code}, which never took place; give a [transfers] table.")
    if wanted and moved:
        totals = moved.second_round(each, totals, outcome)
        outcome = declare(totals)
        yield ContestResult(contest_id=each.code, round=2, totals=totals, outcome=outcome)
    for question in outcome.pending:
        # A figure that the law needs and the election does not have is a fault of the scenario, not an open seat.
        if question.needs in _FIGURES:
            refuse(
                "law",
                f"{question.article} needs the {_FIGURES[question.needs]} of {each.code}, which the election does not have.",
            )


def _law(home: Home, scenario: Scenario, refuse: Refuse) -> Law:
    own = home.election.law
    try:
        return laws.at(scenario.law or own.code, scenario.day or (own.date if not scenario.law else home.election.date))
    except LawNotKnown as problem:
        refuse("date" if scenario.day and "no law is known for" in str(problem) else "law", str(problem))


def _refuse(places: Places, path: str, sentence: str) -> NoReturn:
    raise places.error(path, sentence)


_FIGURES = {"registered": "registered voters", "population": "population", "sections": "votes by section"}
