"""The declaration: who is elected or goes to the next round, what is still open, what was decided, and room to sign."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from suffrage.model import AreaTotals, ContestResult, Elected
from suffrage.record.entries import FIGURES, canonical, decision_entries
from suffrage.record.protocols.speech import Speech, breakable

NAMED = 100
"""Stations that are missing are named one by one up to this many; more of them are counted."""
SIGNATURES = 6
"""Lines to sign on."""


def declaration_data(speech: Speech) -> dict[str, Any]:
    """What the template `declaration` prints of an election."""
    result = speech.index.view.result
    return speech.frame(speech.say("declaration-title")) | {
        "facts": list(_facts(speech)),
        "state": speech.say("complete" if result.is_complete else "provisional"),
        "missing": list(_missing(speech)),
        "seats": _seats(speech),
        "outcome": speech.say("outcome"),
        "contests": [_contest(contest, speech) for contest in result.contests],
        "decisions": {
            "caption": speech.say("decisions"),
            "none": speech.say("no-decisions"),
            "head": [speech.say(word) for word in ("entry", "contest", "decision", "source")],
            "rows": list(_decisions(speech)),
        },
        "signing": {
            "caption": speech.say("signatures"),
            "done": speech.say("done-at"),
            "head": [speech.say(word) for word in ("name", "function", "signature")],
            "lines": SIGNATURES,
        },
    }


def _facts(speech: Speech) -> Iterator[list[str]]:
    election = speech.index.view.election
    yield [speech.say("date"), speech.say("on", date=election.date)]
    yield [speech.say("law"), speech.say("law-in-force", code=election.law.code, date=election.law.date)]
    for sums in _tops(speech):
        area = speech.index.areas[sums.area_id]
        where = speech.area(area)
        if len(speech.index.rounds) > 1:
            where = speech.say("in-round", area=where, round=sums.round)
        yield [where, speech.say("reported-of", reported=sums.reported, stations=sums.stations)]
        for figure in FIGURES:
            if (number := getattr(sums, figure)) is not None:
                yield [speech.say(figure), speech.number(number)]


def _tops(speech: Speech) -> list[AreaTotals]:
    """The sums of the whole; of an election without a common root only where it has few of them."""
    roots = speech.index.below[None]
    pairs = [(area.area_id, number) for number in speech.index.rounds for area in roots]
    return [speech.index.totals[pair] for pair in pairs if pair in speech.index.totals] if len(roots) <= SIGNATURES else []


def _missing(speech: Speech) -> Iterator[str]:
    index = speech.index
    absent = _absent_stations(speech)
    if absent:
        yield speech.say("stations-missing", number=len(absent), stations=", ".join(absent[:NAMED]))
    if len(absent) > NAMED:
        yield speech.say("more", number=len(absent) - NAMED)
    in_error = sum(finding.severity == "error" for finding in index.view.result.findings)
    if in_error:
        yield speech.say("errors", number=in_error)
    open_ones = [speech.contest(each.contest_id) for each in index.results.values() if each.outcome.pending]
    if open_ones:
        yield speech.say("contests-pending", number=len(open_ones), contests=" · ".join(open_ones[:NAMED]))


def _absent_stations(speech: Speech) -> list[str]:
    """Stations without the statement of a contest in which they vote."""
    index = speech.index
    here = {station for _, station in index.statements}
    if all(sums.reported == sums.stations for sums in index.view.result.areas):
        return []
    several = len(index.view.contests) > 1
    absent: set[str] = set()
    for area, own in index.stations.items():
        contests = [each.contest_id for number in index.rounds for each in index.contests_of(area, number)]
        absent |= {
            speech.named(station, contest) if several and station in here else station
            for station, _ in own
            for contest in contests
            if (contest, station) not in index.statements
        }
    return sorted(absent)


def _seats(speech: Speech) -> dict[str, Any] | None:
    """Seats by party over several contests; None where they have no seats or no parties, or there is one contest."""
    labels, seats, names = speech.index.view.labels.options, defaultdict[str, int](int), dict[str, str]()
    for contest in speech.index.results.values():
        for option, number in contest.outcome.seats.items():
            party = labels[contest.contest_id, option].party_id
            if party and number:
                seats[party] += number
                names.setdefault(party, speech.names(contest.contest_id).get(option, ""))
    if len(speech.index.results) < 2 or not seats:
        return None
    lists = any(sum(contest.outcome.seats.values()) > 1 for contest in speech.index.results.values())
    rows = [
        [speech.named(names[party], party) if lists else party, speech.number(number)]
        for party, number in sorted(seats.items(), key=lambda item: (-item[1], item[0]))
    ]
    return {"caption": speech.say("seats-by-party"), "head": [speech.say("party"), speech.say("seats")], "rows": rows}


def _contest(contest: ContestResult, speech: Speech) -> dict[str, Any]:
    """One contest: what the law makes of it, line by line."""
    return {
        "title": speech.contest(contest.contest_id),
        "state": speech.state(contest),
        "lines": list(_lines(contest, speech)),
    }


def _lines(contest: ContestResult, speech: Speech) -> Iterator[list[str]]:
    outcome, options = contest.outcome, speech.options(contest.contest_id)
    persons = _persons(contest, speech)
    for option in sorted((o for o, n in outcome.seats.items() if n), key=lambda o: (-outcome.seats[o], o)):
        several = sum(outcome.seats.values()) > 1
        said = speech.say("holds", option=options.option(option), seats=outcome.seats[option]) if several else None
        named = persons.get(option, [])
        yield [speech.say("elected"), said or options.option(option), *([", ".join(named)] if named else [])]
    if outcome.next_round:
        yield [speech.say("next-round"), options.options(outcome.next_round)]
    if outcome.may_merge:
        yield [speech.say("may-merge"), options.options(outcome.may_merge)]
    for question in outcome.pending:
        yield [speech.say("pending"), options.pending(question), question.article]
    if outcome.vacant:
        yield [speech.say("vacant"), speech.number(outcome.vacant)]


def _persons(contest: ContestResult, speech: Speech) -> dict[str, list[str]]:
    """Option → the names of those of its candidates who are elected, where candidates are known."""
    slates = speech.index.view.tables.slates(contest.contest_id)
    found: dict[str, list[str]] = defaultdict(list)
    for seat in contest.outcome.elected:
        if name := _person(seat, slates.get(seat.option_id, ()), speech):
            found[seat.option_id].append(name)
    return found


def _person(seat: Elected, slate: Any, speech: Speech) -> str | None:
    for candidate in slate:
        if seat.candidate_id is not None and candidate.candidate_id == seat.candidate_id:
            return breakable(candidate.names.text(speech.language, candidate.candidate_id or ""))
    return None


def _decisions(speech: Speech) -> Iterator[list[str]]:
    numbers = speech.index.view.state.decisions
    for decision in decision_entries(speech.index.view.tables):
        contest = decision["contest_id"]
        said = speech.say(
            f"decided-{decision['kind']}",
            option=speech.options(contest).option(decision["option_id"]),
            rank=decision.get("rank"),
            subject=decision.get("subject") or "—",
        )
        number = numbers.get(canonical(decision))
        yield [speech.number(number), speech.contest(contest), said, decision.get("source") or "—"]
