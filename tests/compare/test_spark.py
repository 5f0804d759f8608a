"""Draws on a real Spark cluster of two worker processes: the same to the last digit, even when one of them is killed in mid-run."""

import os
import signal
import threading
from functools import partial
from operator import add
from pathlib import Path

import numpy as np
import pytest
from tests.compare.fields import EVERYTHING
from tests.compare.test_chance import made_up

from suffrage.compare.cluster import spark_context
from suffrage.compare.engines import run_blocks
from suffrage.compare.montecarlo import plan_draws, run_block
from suffrage.compare.montecarlo.running import BLOCK
from suffrage.model import BadInput

CLUSTER = "local-cluster[2,1,1024]"
"""A master and two executors, each a process of its own."""

pytestmark = [
    # Sockets of the gateway to Java that are closed when they are collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def cluster(java):
    """The cluster, started once for these tests; a study finds it running."""
    with spark_context(CLUSTER) as context:
        yield context


def numbers(seed, folder=None):
    """Work whose blocks draw from streams of their own, and which writes down the Java process that each block ran under.

    `folder`: block 0 waits there to be killed with its executor, the first time that it is tried.
    """

    def work(block):
        if folder and block == 0 and not (Path(folder) / "killed").exists():
            (Path(folder) / "victim.new").write_text(str(executor()), "utf-8")
            (Path(folder) / "victim.new").rename(Path(folder) / "victim")
            threading.Event().wait(60)  # until the executor is killed, and this process with it
        stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block,)))
        return stream.integers(0, 1000, 50), frozenset({executor()})

    def executor():
        """The Java process above this one: a worker's parent is PySpark's daemon, and that one's parent the executor."""
        above = Path(f"/proc/{os.getppid()}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[1]
        return int(above)

    return work


def merging():
    """Both parts of the work's results; a function made here travels to the workers whole."""
    return lambda earlier, later: (earlier[0] + later[0], earlier[1] | later[1])


def test_the_same_as_on_this_machine_by_two_processes():
    work = numbers(seed=5)
    here, _ = run_blocks(work, 40, merge=merging(), workers=2)
    told = []
    there, executors = run_blocks(
        work,
        40,
        merge=merging(),
        engine="spark",
        workers=2,
        progress=lambda *at: told.append(at),
    )
    assert np.array_equal(here, there)
    assert len(executors) == 2
    assert told[-1] == (40, 40)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_real_draws_are_the_same_and_a_fault_comes_back_as_it_was():
    plan = plan_draws(made_up(number=20), EVERYTHING, seed=3, number=4 * BLOCK)
    here = run_blocks(partial(run_block, plan), plan.blocks, merge=add, workers=1)
    there = run_blocks(partial(run_block, plan), plan.blocks, merge=add, engine="spark")
    assert here == there

    def broken(block):
        raise BadInput(f"block {block} cannot be drawn")

    with pytest.raises(BadInput, match="block 0 cannot be drawn"):
        run_blocks(broken, 2, merge=add, engine="spark")


def test_a_worker_killed_in_mid_run_changes_nothing(tmp_path):
    here, _ = run_blocks(numbers(seed=9), 20, merge=merging())
    killed = []

    def kill():
        victim, tick = tmp_path / "victim", threading.Event()
        for _ in range(1200):
            if victim.exists():
                break
            tick.wait(0.05)
        pid = int(victim.read_text("utf-8"))
        killed.append((pid, "CoarseGrainedExecutorBackend" in Path(f"/proc/{pid}/cmdline").read_text("utf-8")))
        (tmp_path / "killed").touch()
        os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    there, executors = run_blocks(
        numbers(seed=9, folder=str(tmp_path)),
        20,
        merge=merging(),
        engine="spark",
        workers=2,
    )
    killer.join(60)
    ((victim, was_an_executor),) = killed
    assert was_an_executor
    assert np.array_equal(here, there)
    assert executors - {victim}
    assert not Path(f"/proc/{victim}").exists() or "Z" in Path(f"/proc/{victim}/stat").read_text("utf-8").split()[2]
