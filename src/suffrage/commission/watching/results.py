"""Totals and turnout so far, area by area, with shares; and the seats so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString

from suffrage.commission.setup.models import Area, Contest, Option
from suffrage.commission.watching.models import EarlierArea
from suffrage.commission.watching.saying import bar, percent, points, share
from suffrage.commission.watching.scope import Scope
from suffrage.commission.watching.seats import SeatsSoFar, seats_so_far
from suffrage.commission.watching.sums import Known, Sums
from suffrage.model import Language, Names
from suffrage.model.statements import FIGURES
from suffrage.words import say

_FIRST = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A party or an option, with its votes."""

    code: str
    name: str
    votes: int
    share: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Result:
    """What an area's statements add up to so far, in a contest or a round. `title`: of the contest, or of the round."""

    title: str
    counted: int
    statements: int
    share: str
    turnout: str
    figures: tuple[tuple[str, int | None], ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Turnout:
    """An area's turnout. `apart`: from all beside it together · `earlier`, `since`: in the election before, and the difference."""

    area: Area | None
    counted: int
    statements: int
    turnout: str
    apart: str
    earlier: str
    since: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class CloseSeat:
    """A seat held by few votes, with the names of who has it and who would (None: nobody in particular)."""

    contest: Contest
    keeps: str
    takes: str | None
    votes: int
    out: int


@dataclass(frozen=True, slots=True)
class Leading:
    """An area's line: how much of it counts, its turnout, and who is in front there."""

    area: Area
    share: str
    turnout: str
    choices: tuple[Choice, ...]


def results(scope: Scope, language: Language) -> dict[str, object]:
    """What the page shows."""
    known = scope.known()
    names, seats = names_of(scope, language), seats_so_far(scope)
    contests = {
        contest.code: contest for contest in Contest.objects.filter(election=scope.election, code__in=known.contests or [""])
    }
    if contests:
        shown = [
            _result(_named(contest, language, contest.code), known.contests[code], names.get(code, {}), language)
            for code, contest in sorted(contests.items(), key=lambda each: (each[1].round, each[1].pk))
        ]
    else:
        shown = [
            _result(
                say(language, "watch.round", number=int(number)) if len(known.rounds) > 1 else "", sums, names[""], language
            )
            for number, sums in sorted(known.rounds.items())
        ]
    return {
        "results": shown,
        "rows": [_leading(area, each, names, language) for area, each in scope.rows()],
        "seats": seats,
        "holders": [(names[""].get(party, party), number) for party, number in seats.parties],
        "close": close_seats(seats, names),
    }


def turnout(scope: Scope, language: Language) -> dict[str, object]:
    """What the page of turnouts shows."""
    earlier = {row.code: row for row in EarlierArea.objects.filter(election=scope.election)}
    title = next(iter(earlier.values())).title if earlier else ""
    whole, rows = scope.known(), scope.rows()
    around = of_all(whole)
    mean = share(around.figure("voters"), around.figure("registered"))
    return {
        "title": title,
        "whole": _turnout(scope.area, whole, None, earlier, language),
        "rows": [_turnout(area, known, mean, earlier, language) for area, known in rows],
    }


def of_all(known: Known) -> Sums:
    """The sums of the latest round in which something counts, or else of the first."""
    counted = [number for number, sums in known.rounds.items() if sums.counted]
    return known.rounds.get(max(counted, key=int) if counted else min(known.rounds, default="", key=int), Sums())


def names_of(scope: Scope, language: Language) -> dict[str, dict[str, str]]:
    """Contest's code → option's code → its name; and "" → party's code → the name of one of its lists."""
    found: dict[str, dict[str, str]] = {"": {}}
    options = Option.objects.filter(contest__election=scope.election).order_by("contest", "place")
    for contest, code, party, *names in options.values_list(
        "contest__code", "code", "party", "name", "name_km", "name_fr", "name_en"
    ):
        name = Names(*(each or None for each in names)).text(language, code)
        found.setdefault(contest, {})[code] = name
        if party:
            found[""].setdefault(party, name)
    return found


def choices(votes: Mapping[str, int], names: Mapping[str, str], language: Language) -> tuple[Choice, ...]:
    """Everybody who has votes or could have them, most votes first."""
    total = sum(votes.values())
    order = sorted(votes.items(), key=lambda each: (-each[1], len(each[0]), each[0]))
    return tuple(
        Choice(code, names.get(code, code), number, percent(language, number, total), bar(("votes", number), of=total))
        for code, number in order
    )


def close_seats(seats: SeatsSoFar, names: Mapping[str, Mapping[str, str]]) -> list[CloseSeat]:
    """The closest seats, with names."""
    return [
        CloseSeat(
            contest=close.contest,
            keeps=names.get(close.contest.code, {}).get(close.keeps, close.keeps),
            takes=names.get(close.contest.code, {}).get(close.takes, close.takes) if close.takes else None,
            votes=close.votes,
            out=close.out,
        )
        for close in seats.close
    ]


def _result(title: str, sums: Sums, names: Mapping[str, str], language: Language) -> Result:
    votes = dict.fromkeys(names, 0) | sums.votes if sums.votes else {}
    return Result(
        title=title,
        counted=sums.counted,
        statements=sums.statements,
        share=percent(language, sums.counted, sums.statements),
        turnout=percent(language, sums.figure("voters"), sums.figure("registered")),
        figures=tuple((name, sums.figure(name)) for name in FIGURES if sums.figure(name) is not None),
        choices=choices(votes, names, language),
    )


def _leading(area: Area, known: Known, names: Mapping[str, Mapping[str, str]], language: Language) -> Leading:
    sums = of_all(known)
    code = ""
    if not sums.votes and known.contests:
        code, sums = next(iter(known.contests.items()))
    return Leading(
        area,
        percent(language, sums.counted, sums.statements),
        percent(language, sums.figure("voters"), sums.figure("registered")),
        choices(sums.votes, names.get(code, {}), language)[:_FIRST],
    )


def _turnout(
    area: Area | None, known: Known, mean: Fraction | None, earlier: Mapping[str, EarlierArea], language: Language
) -> Turnout:
    sums = of_all(known)
    voters, registered = sums.figure("voters"), sums.figure("registered")
    here = share(voters, registered)
    before = earlier.get(area.code) if area else None
    then = share(before.voters, before.registered) if before else None
    return Turnout(
        area=area,
        counted=sums.counted,
        statements=sums.statements,
        turnout=percent(language, voters, registered),
        apart=points(language, here, mean),
        earlier=percent(language, before.voters, before.registered) if before else "—",
        since=points(language, here, then),
        bar=bar(("votes", voters or 0), of=registered or 0, mark=mean) if here is not None else SafeString(""),
    )


def _named(thing: Contest, language: Language, code: str) -> str:
    names = Names(
        name=thing.name or None, name_km=thing.name_km or None, name_fr=thing.name_fr or None, name_en=thing.name_en or None
    )
    return names.text(language, code)
