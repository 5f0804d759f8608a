"""The tally follows the trail: what was done since it last looked is added to the sums of each area, and what was replaced taken off.

The trail's numbers have no gaps and stand in the order of commits, so that nothing is seen twice or passed over (the keys of other
tables may commit in another order). One process at a time follows; everybody else reads how far it came.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from suffrage.commission.setup.models import Area, Election, Option
from suffrage.commission.statements.models import Accepted, Statement
from suffrage.commission.statements.states import Action, State
from suffrage.commission.trail.models import Act, Tip
from suffrage.commission.watching.models import AreaTally, Found, HourTally, Mark, Tally
from suffrage.commission.watching.sums import AWAITED, Known, known_of

PAUSE = 2.0
"""Seconds: so long what was read last is good enough, however many look."""
AT_A_LOOK = 400
"""The most acts that are followed while somebody waits for a page."""
TOGETHER = 1000
"""The most acts that are followed in one transaction."""

FOLLOWED = frozenset(action.value for action in Action)
READ = frozenset(
    action.value for action in (Action.AGREE, Action.DIFFER, Action.ERR, Action.STAND_OUT, Action.SETTLE, Action.REFER)
)
"""The acts after which what the checks found may be seen: by then both entries were made, so that nobody learns of the first."""

_EMPTIED = frozenset({State.AWAITED.value, State.RECEIVED.value})
_one = threading.Lock()


class _Told(msgspec.Struct):
    """What an act on a statement tells."""

    state: str
    version: int
    figures: dict[str, int | None] | None = None
    votes: dict[str, int] | None = None
    findings: list[str] = []


class _Paper(msgspec.Struct):
    """Where a statement belongs: its station's area, and how many are registered there; its contest, with its area and round."""

    area: int
    listed: int
    contest: str
    contest_area: int
    round: str


def look(election: Election, *, pause: float = PAUSE) -> Tally:
    """The tally, brought up to the trail unless that was done less than `pause` seconds ago or somebody is doing it now."""
    tally = Tally.objects.filter(election=election).first()
    if tally is not None:
        fresh = (datetime.now(UTC) - tally.at).total_seconds() < pause
        if fresh or _one.locked() or tally.number >= Tip.objects.values_list("number", flat=True).get(id=1):
            return tally
    return bring_up(election, most=AT_A_LOOK)


def bring_up(election: Election, *, most: int | None = None) -> Tally:
    """The tally, brought up to the trail, by at most so many acts (None: all). Where another does it now, it is as it was."""
    with _one:
        if not Tally.objects.filter(election=election).exists():
            try:
                with transaction.atomic():
                    _begin(election)
            except IntegrityError:  # another process was first
                pass
        while True:
            with transaction.atomic():
                tally = Tally.objects.select_for_update(skip_locked=True).filter(election=election).first()
                if tally is None:
                    break
                followed = _follow(tally, min(most or TOGETHER, TOGETHER))
            if most is not None or followed < TOGETHER:
                break
    return Tally.objects.get(election=election)


def make_anew(election: Election) -> Tally:
    """Forget the tally, and follow the whole trail again."""
    with transaction.atomic():
        for rows in (
            Found.objects.filter(statement__contest__election=election),
            Mark.objects.filter(statement__contest__election=election),
            HourTally.objects.filter(area__election=election),
            AreaTally.objects.filter(area__election=election),
            Tally.objects.filter(election=election),
        ):
            rows.delete()
    return bring_up(election)


def _begin(election: Election) -> None:
    """What is to come, in every area; nothing has been followed yet."""
    now = datetime.now(UTC)
    tally = Tally.objects.create(election=election, at=now, changed_at=now)
    parents = dict(Area.objects.filter(election=election).values_list("pk", "parent_id"))
    known: dict[int, Known] = {area: Known() for area in parents}
    papers = _papers(Statement.objects.filter(contest__election=election))
    for paper in papers.values():
        for area, contest in _upwards(paper, parents):
            known[area].expect(contest, paper.round, paper.listed)
    AreaTally.objects.bulk_create((AreaTally(area_id=area, known=each.to_json()) for area, each in known.items()), 1000)
    tally.statements = len(papers)
    tally.save(update_fields=["statements"])


def _follow(tally: Tally, most: int) -> int:
    """Follow at most so many acts on statements, in the transaction that holds the tally; how many there were."""
    end = Tip.objects.values_list("number", flat=True).get(id=1)
    found = Act.objects.filter(election=tally.election_id, kind__in=FOLLOWED, number__gt=tally.number, number__lte=end)
    acts = list(found.order_by("number")[:most])
    if acts:
        _Change(acts).write()
        tally.changed, tally.changed_at = acts[-1].number, acts[-1].at
    tally.number = acts[-1].number if len(acts) == most else end
    tally.at = datetime.now(UTC)
    tally.save(update_fields=["number", "at", "changed", "changed_at"])
    return len(acts)


class _Change:
    """What a run of acts changes in the tally."""

    def __init__(self, acts: list[Act]) -> None:
        keys = {act.statement_id for act in acts if act.statement_id is not None}
        self.papers = _papers(Statement.objects.filter(pk__in=keys))
        self.parents = _parents({paper.area for paper in self.papers.values()})
        self.marks = {key: Mark(statement_id=key, state=AWAITED) for key in keys} | Mark.objects.in_bulk(keys)
        self.parties = _parties(self.papers.values())
        self.known = {
            row.area_id: known_of(row.known) for row in AreaTally.objects.select_for_update().filter(area__in=self.parents)
        }
        self.hours: dict[tuple[int, datetime], dict[str, int]] = defaultdict(dict)
        self.read: set[int] = set()
        for act in acts:
            if act.statement_id in self.papers:
                self._take(act, self.papers[act.statement_id])

    def _take(self, act: Act, paper: _Paper) -> None:
        told = msgspec.json.decode(act.data, type=_Told)
        mark = self.marks[act.statement_id or 0]
        hour = act.at.replace(minute=0, second=0, microsecond=0)
        before = msgspec.json.decode(mark.findings, type=list[str])
        after = sorted(set(told.findings)) if act.kind in READ else [] if told.state in _EMPTIED else before
        if before != after:
            self.read.add(mark.statement_id)
        for area, contest in _upwards(paper, self.parents):
            known = self.known[area]
            known.move(mark.state, told.state)
            known.did(act.kind)
            known.found(before, -1)
            known.found(after)
            steps = self.hours[area, hour]
            steps[act.kind] = steps.get(act.kind, 0) + 1
            if told.figures is not None and told.votes is not None:
                self._count(known, mark, told, paper, contest)
        mark.state, mark.findings = told.state, msgspec.json.encode(after).decode()
        if told.votes is not None:
            mark.counted = told.version

    def _count(self, known: Known, mark: Mark, told: _Told, paper: _Paper, contest: str | None) -> None:
        """Let the figures count, in the place of the version before."""
        changes = [(told.figures or {}, told.votes or {}, 1)]
        if mark.counted:
            changes.append((*_counted_before(mark), -1))
        for figures, votes, sign in changes:
            by_party: dict[str, int] = {}
            for option, number in votes.items():
                party = self.parties.get((paper.contest, option))
                if party:
                    by_party[party] = by_party.get(party, 0) + number
            of_round, *of_contest = known.sums_of(contest, paper.round)
            of_round.take_on(figures, by_party, paper.listed, sign)
            for sums in of_contest:
                sums.take_on(figures, votes, paper.listed, sign)

    def write(self) -> None:
        """Write it."""
        AreaTally.objects.bulk_create(
            [AreaTally(area_id=area, known=known.to_json()) for area, known in self.known.items()],
            batch_size=400,
            update_conflicts=True,
            unique_fields=["area"],
            update_fields=["known"],
        )
        Mark.objects.bulk_create(
            self.marks.values(),
            batch_size=200,
            update_conflicts=True,
            unique_fields=["statement"],
            update_fields=["state", "counted", "findings"],
        )
        self._write_hours()
        Found.objects.filter(statement__in=self.read).delete()
        Found.objects.bulk_create(
            (
                Found(statement_id=key, code=code)
                for key in self.read
                for code in msgspec.json.decode(self.marks[key].findings, type=list[str])
            ),
            batch_size=400,
        )

    def _write_hours(self) -> None:
        hours = {hour for _area, hour in self.hours}
        for row in HourTally.objects.filter(area__in={area for area, _hour in self.hours}, hour__in=hours):
            if (row.area_id, row.hour) in self.hours:
                steps = self.hours[row.area_id, row.hour]
                for kind, number in msgspec.json.decode(row.steps, type=dict[str, int]).items():
                    steps[kind] = steps.get(kind, 0) + number
        HourTally.objects.bulk_create(
            [
                HourTally(area_id=area, hour=hour, steps=msgspec.json.encode(steps, order="sorted").decode())
                for (area, hour), steps in self.hours.items()
            ],
            batch_size=300,
            update_conflicts=True,
            unique_fields=["area", "hour"],
            update_fields=["steps"],
        )


def _counted_before(mark: Mark) -> tuple[dict[str, int | None], dict[str, int]]:
    """The figures and votes of the version that a statement counted with so far."""
    row = Accepted.objects.select_related("entry").get(statement=mark.statement_id, version=mark.counted)
    return row.figures, dict(row.entry.votes.values_list("option__code", "votes"))


def _papers(found: QuerySet[Statement]) -> dict[int, _Paper]:
    """Statement → where it belongs."""
    rows = found.order_by().values_list(
        "pk", "station__area_id", "station__registered", "contest__code", "contest__area_id", "contest__round"
    )
    return {key: _Paper(area, listed or 0, contest, home, str(number)) for key, area, listed, contest, home, number in rows}


def _parents(areas: set[int]) -> dict[int, int | None]:
    """These areas and all in which they lie, each with the one just above it."""
    found: dict[int, int | None] = {}
    wanted = areas
    while wanted:
        found |= dict(Area.objects.filter(pk__in=wanted).values_list("pk", "parent_id"))
        wanted = {above for above in found.values() if above is not None} - found.keys()
    return found


def _upwards(paper: _Paper, parents: Mapping[int, int | None]) -> Iterable[tuple[int, str | None]]:
    """Each area in which a statement lies, from its station's upwards; with its contest as far as the contest's own area."""
    here: int | None = paper.area
    contest: str | None = paper.contest
    while here is not None:
        yield here, contest
        if here == paper.contest_area:
            contest = None
        here = parents[here]


def _parties(papers: Iterable[_Paper]) -> dict[tuple[str, str], str]:
    """(contest, option) → party, of the contests of these statements."""
    codes = {(paper.contest, paper.contest_area) for paper in papers}
    found = Option.objects.filter(
        contest__code__in={code for code, _area in codes}, contest__area__in={area for _code, area in codes}
    )
    return {(contest, option): party for contest, option, party in found.values_list("contest__code", "code", "party")}
