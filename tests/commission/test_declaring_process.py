"""A count in a process of its own, as the site makes it: it ends, or it dies and the next one takes its place."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"

SCRIPT = """
import os, signal, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from suffrage.commission.running import Place, configure, prepare

configure(Place(Path(sys.argv[1])))
prepare()
from suffrage.commission.accounts.models import Person
from suffrage.commission.declaring import runs
from suffrage.commission.declaring.counting import count_now, standing
from suffrage.commission.declaring.models import Run
from suffrage.commission.refused import Refused
from suffrage.commission.training import make
from suffrage.commission.trail.chain import check

made = make(stations=100, language="en")
verifier = Person.objects.filter(role="verifier", area=None).first()


def ended(run):
    for _ in range(600):
        run.refresh_from_db()
        if run.finished:
            return run
        time.sleep(0.1)
    raise SystemExit("the run does not end")


launch = runs._launch
runs._launch = lambda run, secret: None  # a process that was killed before its first word
dead = count_now(made.election, by=verifier)
runs._launch = launch
try:
    count_now(made.election, by=verifier)
    raise SystemExit("two at once")
except Refused as refused:
    print(refused.key)
Run.objects.filter(pk=dead.pk).update(beat=datetime.now(UTC) - timedelta(minutes=5))
run = ended(count_now(made.election, by=verifier))
print(run.state, run.problem, run.told.get("statements", 0) > 0)
print(ended(dead).problem, len(standing(made.election).contests) > 0, check().broken)
"""


def test_a_process_counts_and_a_dead_one_is_buried(tmp_path):
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "site")],
        env=given,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "declaring.at-work",
        "done  True",
        "declaring.interrupted True None",
    ], done.stderr
