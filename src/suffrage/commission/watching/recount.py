"""The same sums as the tally's, added up from scratch from the statements themselves: what the tally is held against."""

from collections import defaultdict
from datetime import datetime

from suffrage.commission.setup.models import Area, Election, Option
from suffrage.commission.statements.models import Accepted, EntryVotes, Statement
from suffrage.commission.statements.states import State
from suffrage.commission.trail.models import Act
from suffrage.commission.watching.models import AreaTally
from suffrage.commission.watching.sums import Known, known_of
from suffrage.commission.watching.tally import FOLLOWED
from suffrage.model.statements import FIGURES

_SHOWN = frozenset(
    {State.DIFFERING.value, State.IN_ERROR.value, State.QUARANTINED.value, State.ACCEPTED.value, State.RECALLED.value}
)


def recount(election: Election) -> dict[str, Known]:
    """Area's code → what is known of it. Without the steps, of which the statements themselves do not tell."""
    areas = {area.pk: area for area in Area.objects.filter(election=election)}
    parties = {
        (contest, option): party
        for contest, option, party in Option.objects.filter(contest__election=election).values_list("contest", "code", "party")
    }
    newest: dict[int, Accepted] = {}
    for accepted in Accepted.objects.filter(statement__contest__election=election).order_by("version"):
        newest[accepted.statement_id] = accepted
    votes: dict[int, dict[str, int]] = defaultdict(dict)
    for entry, option, cast in EntryVotes.objects.filter(
        entry__in=[accepted.entry_id for accepted in newest.values()]
    ).values_list("entry", "option__code", "votes"):
        votes[entry][option] = cast
    found = {area: Known() for area in areas}
    for statement in Statement.objects.filter(contest__election=election).select_related("station", "contest"):
        listed, number = statement.station.registered or 0, str(statement.contest.round)
        codes = _findings(statement) if statement.state in _SHOWN else []
        area: Area | None = areas[statement.station.area_id]
        within = True
        while area is not None:
            known = found[area.pk]
            known.expect(statement.contest.code if within else None, number, listed)
            known.move(State.AWAITED.value, statement.state)
            known.found(codes)
            accepted_now = newest.get(statement.pk)
            if accepted_now is not None:
                figures = {name: getattr(accepted_now, name) for name in FIGURES}
                own = votes[accepted_now.entry_id]
                of_party: dict[str, int] = {}
                for option, each in own.items():
                    if party := parties[statement.contest_id, option]:
                        of_party[party] = of_party.get(party, 0) + each
                of_round, *of_contest = known.sums_of(statement.contest.code if within else None, number)
                of_round.take_on(figures, of_party, listed)
                for sums in of_contest:
                    sums.take_on(figures, own, listed)
            within = within and area.pk != statement.contest.area_id
            area = areas[area.parent_id] if area.parent_id else None
    return {areas[area].code: known for area, known in found.items()}


def steps_of(election: Election) -> dict[tuple[str, datetime], dict[str, int]]:
    """(area's code, hour) → act → how often it was done, from every act of the trail."""
    areas = {area.pk: area for area in Area.objects.filter(election=election)}
    found: dict[tuple[str, datetime], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for act in Act.objects.filter(election=election, kind__in=FOLLOWED):
        area = areas[act.area_id or 0]
        while True:
            found[area.code, act.at.replace(minute=0, second=0, microsecond=0)][act.kind] += 1
            if area.parent_id is None:
                break
            area = areas[area.parent_id]
    return found


def wrong(election: Election) -> list[str]:
    """The codes of the areas in which the tally, which must have followed the whole trail, is not what a recount says. None: good."""
    anew = recount(election)
    kept = dict(AreaTally.objects.filter(area__election=election).values_list("area__code", "known"))
    return [code for code, known in anew.items() if _without_steps(known_of(kept[code])) != known]


def _without_steps(known: Known) -> Known:
    known.steps = {}
    return known


def _findings(statement: Statement) -> list[str]:
    """What the checks found in a statement as it was last entered."""
    entry = statement.entries.filter(finished__isnull=False, number__in=(1, 2, 3), version=statement.version)
    last = entry.filter(attempt=statement.attempt).order_by("-number").first()
    return sorted(set(last.confirmed)) if last else []
