"""Work off the request: asked for by a person, done by a process of its own, seen on every page, and never left half-told.

A run's row says where it stands. Its process is heard of every few seconds; one that was not for `SILENT` seconds has died with its
machine, and the next that is asked for says so in its row and takes its place. A secret that a run needs goes to its process by a pipe.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from suffrage.commission.accounts.models import Person
from suffrage.commission.declaring.models import Counted, Run
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Election
from suffrage.commission.trail import chain
from suffrage.model import SuffrageError

SILENT = 90
BEAT = 5
LATEST = 20
_WORK = {
    Run.Kind.COUNT.value: "suffrage.commission.declaring.counting",
    Run.Kind.PUBLISH.value: "suffrage.commission.declaring.publishing",
    Run.Kind.COSIGN.value: "suffrage.commission.declaring.cosigning",
}
"""Kind → the module whose `work(run, secret, say)` does it, and gives a `Done`."""
ACTIVE = (Run.State.WAITING, Run.State.RUNNING)
Say = Callable[[str], None]
_log = logging.getLogger(__name__)


class Done:
    """What a run gave: `told` for its row, the `act` for the trail, and, of a count, its `counted` contests."""

    def __init__(
        self, act: str, told: Mapping[str, Any], *, number: int | None = None, counted: tuple[Counted, ...] = ()
    ) -> None:
        self.act, self.told, self.number, self.counted = act, told, number, counted


def start(election: Election, kind: Run.Kind, *, by: Person, secret: str = "", asks: Mapping[str, Any] | None = None) -> Run:
    """Begin a run. `asks`: what its row tells of it from the beginning. `Refused`: one like it is at work already."""
    try:
        with transaction.atomic():
            _bury(election)
            run = Run.objects.create(
                election=election, kind=kind.value, person=by, beat=datetime.now(UTC), told=dict(asks or {})
            )
            chain.record(f"{kind.value}-begun", {"run": run.pk, **(asks or {})}, person=by, election=election)
    except IntegrityError:
        raise Refused("declaring.at-work") from None
    if settings.RUNS == "here":
        execute(run.pk, secret)
    else:
        _launch(run, secret)
    return run


def active(election: Election) -> list[Run]:
    """The runs at work, and those that died unseen."""
    return list(Run.objects.filter(election=election, state__in=ACTIVE).select_related("person").order_by("pk"))


def is_silent(run: Run) -> bool:
    """Whether a run that should be at work was not heard of for too long."""
    return run.state in ACTIVE and run.beat < datetime.now(UTC) - timedelta(seconds=SILENT)


def latest(election: Election, *kinds: Run.Kind) -> list[Run]:
    """The last runs of these kinds, the newest first."""
    found = Run.objects.filter(election=election, kind__in=[kind.value for kind in kinds])
    return list(found.select_related("person").order_by("-pk")[:LATEST])


def execute(run_id: int, secret: str) -> None:
    """Do a run's work, and tell in its row and in the trail how it ended."""
    if not Run.objects.filter(pk=run_id, state=Run.State.WAITING).update(state=Run.State.RUNNING, beat=datetime.now(UTC)):
        return
    run = Run.objects.select_related("election", "person").get(pk=run_id)
    try:
        done: Done = import_module(_WORK[run.kind]).work(run, secret, _sayer(run))
        _finish(run, done)
    except Refused as refused:
        _fail(run, refused.key, dict(refused.operands))
    except (SuffrageError, OSError) as problem:
        _fail(run, "declaring.problem", {"detail": str(problem)})
    except Exception as problem:
        _log.exception("Run %s of election %s failed.", run.pk, run.election.code)
        _fail(run, "declaring.problem", {"detail": type(problem).__name__})


@contextmanager
def heard_of(run_id: int) -> Iterator[None]:
    """While a process works on a run, its row says every few seconds that it does."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            Run.objects.filter(pk=run_id, state=Run.State.RUNNING).update(beat=datetime.now(UTC))
        connection.close()

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _launch(run: Run, secret: str) -> None:
    """Start the process of a run. The secret goes through its standard input, which no list of processes shows."""
    command = [sys.executable, "-m", "suffrage.commission.declaring.worker", str(run.pk)]
    around = {name: value for name, value in os.environ.items() if name != "PROMETHEUS_MULTIPROC_DIR"}
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=around, start_new_session=True)  # noqa: S603 - our own
    except OSError as problem:
        _fail(run, "declaring.problem", {"detail": str(problem)})
        return
    threading.Thread(target=process.communicate, args=(secret.encode(),), daemon=True).start()


def _sayer(run: Run) -> Say:
    def say(stage: str) -> None:
        if not Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(stage=stage[:20], beat=datetime.now(UTC)):
            raise Refused("declaring.interrupted")

    return say


def _bury(election: Election) -> None:
    """Say of runs that were not heard of any more that they were interrupted."""
    for run in Run.objects.select_for_update().filter(election=election, state__in=ACTIVE):
        if is_silent(run):
            _end(run, Run.State.FAILED, run.told, "declaring.interrupted")
            chain.record(
                f"{run.kind}-failed", {"run": run.pk, "problem": "declaring.interrupted"}, person=None, election=election
            )


def _finish(run: Run, done: Done) -> None:
    with transaction.atomic():
        mine = _still(run)
        Counted.objects.bulk_create(done.counted)
        mine.number = done.number
        _end(mine, Run.State.DONE, run.told | dict(done.told), "")
        chain.record(done.act, {"run": run.pk, **done.told}, person=run.person, election=run.election)


def _fail(run: Run, key: str, operands: dict[str, Any]) -> None:
    with transaction.atomic():
        mine = Run.objects.select_for_update().get(pk=run.pk)
        if mine.state in ACTIVE:
            _end(mine, Run.State.FAILED, run.told | {"operands": operands}, key)
            chain.record(
                f"{run.kind}-failed", {"run": run.pk, "problem": key, **operands}, person=run.person, election=run.election
            )


def _still(run: Run) -> Run:
    mine = Run.objects.select_for_update().get(pk=run.pk)
    if mine.state != Run.State.RUNNING:
        raise Refused("declaring.interrupted")
    return mine


def _end(run: Run, state: Run.State, told: Mapping[str, Any], problem: str) -> None:
    run.state, run.told, run.problem, run.finished = state.value, dict(told), problem, datetime.now(UTC)
    run.save()
