"""The tally follows the trail: after any work it is what a recount from scratch says, and what `suffrage count` counts."""

import random
import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from tests.commission import tiny
from tests.commission.databases import ON_POSTGRESQL
from tests.commission.elections import CONFIRMED, GOOD, IN_ERROR, ODD, OTHER, reading, twice

from suffrage import jobs
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area, Contest, Election, Option, Station
from suffrage.commission.statements import deciding, work
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import TABLE, Action, State
from suffrage.commission.trail.chain import record
from suffrage.commission.trail.models import Act, Tip
from suffrage.commission.watching import tally as following
from suffrage.commission.watching.models import AreaTally, Found, HourTally, Tally
from suffrage.commission.watching.recount import recount, steps_of, wrong
from suffrage.commission.watching.sums import known_of
from suffrage.commission.watching.tally import bring_up, look, make_anew
from suffrage.intake.folder import write_election
from suffrage.model import Election as Described
from suffrage.model import Form, LawInForce

pytestmark = pytest.mark.django_db
SERVICES = {
    Action.RETURN: "give_back",
    **dict.fromkeys((Action.BEGIN_FIRST, Action.BEGIN_SECOND), "begin"),
    **dict.fromkeys((Action.LEAVE_FIRST, Action.LEAVE_SECOND), "leave"),
    **dict.fromkeys((Action.FINISH_FIRST, Action.AGREE, Action.DIFFER, Action.ERR, Action.STAND_OUT), "finish"),
    Action.REFER: "settle",
}
READINGS = (GOOD, OTHER, IN_ERROR, ODD, reading(200, 20, 80, 100), reading(0, 0, 0, 0))


def do(act, key, person, given):
    """One act of a walk; whether it was done: what the table does not allow this person is refused, and changes nothing."""
    try:
        if act == "receive":
            work.receive(key, f"S{key}", by=person)
        elif act in ("begin", "leave"):
            getattr(work, act)(key, by=person)
        elif act == "finish":
            work.finish(key, given, by=person, confirmed=CONFIRMED)
        elif act == "settle":
            deciding.settle(key, given, "because", by=person)
        elif act == "give_back":
            work.give_back(key, "because", by=person)
        else:
            getattr(deciding, act)(key, "because", by=person)
    except Refused:
        return False
    return True


def workers(election):
    return [
        *(tiny.person(Role.CLERK, None, suffix=f"-{number}") for number in range(3)),
        *(tiny.person(Role.SUPERVISOR, None, suffix=f"-{number}") for number in range(2)),
        *(tiny.person(Role.VERIFIER, None, suffix=f"-{number}") for number in range(3)),
    ]


def hours(election):
    found = HourTally.objects.filter(area__election=election).values_list("area__code", "hour", "steps")
    return {(area, hour): following.msgspec.json.decode(steps) for area, hour, steps in found}


def holds(election):
    """Nothing differs from a recount, neither the sums nor the steps."""
    assert wrong(election) == []
    assert hours(election) == steps_of(election)
    rows = AreaTally.objects.filter(area__election=election).select_related("area")
    of_area = {row.area.code: known_of(row.known).steps for row in rows}
    for (area, _hour), steps in steps_of(election).items():
        for kind, number in steps.items():
            of_area[area][kind] -= number
    assert not any(number for steps in of_area.values() for number in steps.values())


@pytest.mark.parametrize("seed", range(4))
def test_any_work_leaves_the_tally_as_a_recount(seed, db):
    """A random walk over the table of states, with looks at random moments."""
    drawn = random.Random(seed)
    election = tiny.election()
    people = workers(election)
    keys = [*Statement.objects.values_list("pk", flat=True)]
    for _number in range(120):
        key = drawn.choice(keys)
        state = State(Statement.objects.get(pk=key).state)
        acts = [SERVICES.get(action, action.value.replace("-", "_")) for before, action in TABLE if before is state]
        act, given = drawn.choice(acts), drawn.choice(READINGS if drawn.random() < 0.4 else READINGS[:1])
        for person in drawn.sample(people, len(people)):
            if do(act, key, person, given):
                break
        if drawn.random() < 0.07:
            look(election, pause=0)
    bring_up(election)
    holds(election)
    assert known("KH").steps["agree"]
    kept = {row.area_id: row.known for row in AreaTally.objects.all()}
    assert {(row.code, row.statement_id) for row in Found.objects.all()} == found_in(election)
    make_anew(election)
    assert {row.area_id: row.known for row in AreaTally.objects.all()} == kept


def found_in(election):
    from suffrage.commission.watching.recount import _SHOWN, _findings

    return {(code, one.pk) for one in Statement.objects.filter(state__in=_SHOWN) for code in _findings(one)}


def test_a_correction_replaces_the_version_before(election, people):
    first = twice("01-1", people)
    bring_up(election)
    assert known("01").contests["01"].votes == {"A": 100, "B": 150, "C": 50}
    deciding.propose(first.pk, "recounted", by=people[Role.SUPERVISOR, "01"])
    deciding.approve(first.pk, "yes", by=people[Role.VERIFIER, "01"])
    bring_up(election)
    assert known("01").contests["01"].counted == 1  # the version before counts until the next is accepted
    for clerk in (Role.CLERK, None), (Role.CLERK, "01"):
        work.begin(first.pk, by=people[clerk])
        work.finish(first.pk, reading(310, 110, 150, 50), by=people[clerk], confirmed=CONFIRMED)
    bring_up(election)
    assert known("01").contests["01"].votes == {"A": 110, "B": 150, "C": 50}
    assert known("KH").rounds["1"].votes == {"A": 110, "B": 150, "C": 50}
    assert known("KH").contests == {}
    assert known("KH").steps["approve"] == 1
    holds(election)


def known(code):
    return known_of(AreaTally.objects.get(area__code=code).known)


def test_acts_of_others_and_of_other_elections_change_nothing(election, people):
    twice("01-1", people)
    begun = bring_up(election)
    with transaction.atomic():
        record("sign-in", {}, person=people[Role.CLERK, "01"])
    later = bring_up(election)
    assert (later.number, later.changed) == (begun.number + 1, begun.changed)
    other = tiny.election("other")
    assert known_of(AreaTally.objects.get(area=bring_up(other).election.areas.get(code="KH")).known).counted == 0
    holds(election)


def test_what_was_read_a_moment_ago_is_good_enough(election, people):
    first = look(election)
    twice("01-1", people)
    assert look(election).number == first.number
    Tally.objects.update(at=first.at - timedelta(seconds=following.PAUSE))
    assert look(election).number == Tip.objects.get().number


def test_a_look_follows_so_many_acts_and_the_next_one_goes_on(election, people, monkeypatch):
    for station in ("01-1", "01-2", "02-1"):
        twice(station, people)
    monkeypatch.setattr(following, "AT_A_LOOK", 4)
    seen = [look(election, pause=0).number]
    while seen[-1] < Tip.objects.get().number:
        seen.append(look(election, pause=0).number)
    assert len(seen) == -(-Act.objects.count() // 4)
    holds(election)


def test_votes_as_counted_from_a_folder_with_the_same_statements(tmp_path):
    """Two levels below the contests, candidates of parties, and every station in one of two contests."""
    election, papers = grown()
    bring_up(election)
    folder = tmp_path / "election"
    write(folder, election, papers)
    counted = jobs.count(folder, steps=False)
    kept = {row.area.code: known_of(row.known) for row in AreaTally.objects.select_related("area")}
    assert len(counted.areas) == 7
    for area in counted.areas:
        sums = kept[area.area_id].rounds[str(area.round)]
        assert (area.stations, area.reported, area.votes) == (sums.statements, sums.counted, sums.votes)
        for name in ("registered", "voters", "ballots", "null", "valid"):
            assert getattr(area, name) == sums.figure(name), (area.area_id, name)
    for contest in counted.contests:
        sums = kept[contest.contest_id].contests[contest.contest_id]
        assert dict(contest.totals.votes) == sums.votes
        assert contest.totals.valid == sums.figure("valid")
    holds(election)


def grown():
    """KH, two provinces with two communes each and five stations in each commune, all accepted with figures of their own."""
    election = tiny.election()
    people = workers(election)
    papers = {}
    for province in ("01", "02"):
        above = Area.objects.get(election=election, code=province)
        contest = Contest.objects.get(election=election, code=province)
        for commune in ("1", "2"):
            area = Area.objects.create(
                election=election, code=province + commune, parent=above, level="commune", path=f"{above.path}{commune}/"
            )
            for number in range(5):
                station = Station.objects.create(election=election, code=f"{area.code}-{number}", area=area, registered=500)
                Statement.objects.create(station=station, contest=contest)
    for place, statement in enumerate(Statement.objects.select_related("station").order_by("pk")):
        given = reading(200 + place, 20 + place, 80, 100, null=place)
        papers[statement.station.code] = given
        work.receive(statement.pk, f"S{statement.pk}", by=people[0])
        for clerk in people[:2]:
            work.begin(statement.pk, by=clerk)
            work.finish(statement.pk, given, by=clerk, confirmed=CONFIRMED)
    assert not Statement.objects.exclude(state="accepted").exists()
    return election, papers


def write(folder, election, papers):
    """The same as a folder of canonical tables."""
    stations = Station.objects.select_related("area").order_by("pk")
    contest_of = {one.station.code: one.contest.code for one in Statement.objects.select_related("station", "contest")}
    described = Described(
        election_id=election.code,
        date=date(2023, 7, 23),
        law=LawInForce(code="kh.national-assembly", date=date(2023, 7, 23)),
        form=Form(figures=("registered", "voters", "ballots", "null", "valid"), blank_apart=False),
        generated=True,
    )
    where = [{"station_id": code, "contest_id": contest, "version": 1} for code, contest in contest_of.items()]
    tables = {
        "areas": [
            {"area_id": area.code, "parent_id": area.parent.code if area.parent else None, "level": area.level}
            for area in Area.objects.select_related("parent").order_by("pk")
        ],
        "contests": [{"contest_id": code, "area_id": code, "round": 1, "seats": 3} for code in ("01", "02")],
        "options": [
            {
                "contest_id": option.contest.code,
                "option_id": option.code,
                "ballot_number": option.place,
                "party_id": option.party,
            }
            for option in Option.objects.select_related("contest")
        ],
        "stations": [{"station_id": one.code, "area_id": one.area.code, "registered": one.registered} for one in stations],
        "statements": [line | papers[line["station_id"]].figures for line in where],
        "votes": [
            line | {"option_id": option, "votes": number}
            for line in where
            for option, number in papers[line["station_id"]].votes.items()
        ],
    }
    write_election(folder, described, tables)


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite in memory has one writer")
@pytest.mark.django_db(transaction=True)
def test_many_look_at_once_while_others_work():
    """Threads of their own connections: no act is followed twice, none passed over."""
    election = tiny.election()
    clerks = [tiny.person(Role.CLERK, None, suffix=f"-{number}") for number in range(2)]
    stop, wrongs = threading.Event(), []

    def watch():
        try:
            while not stop.is_set():
                look(Election.objects.get(), pause=0)
        except Exception as problem:
            wrongs.append(problem)
        finally:
            connection.close()

    watchers = [threading.Thread(target=watch) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    for statement in Statement.objects.all():
        work.receive(statement.pk, f"S{statement.pk}", by=clerks[0])
        for clerk in clerks:
            work.begin(statement.pk, by=clerk)
            work.finish(statement.pk, GOOD, by=clerk, confirmed=CONFIRMED)
    stop.set()
    for watcher in watchers:
        watcher.join()
    bring_up(election)
    assert wrongs == []
    assert recount(election)["KH"].counted == 4
    holds(election)
