"""Blocks on Spark: a real cluster with two worker processes, one of which is killed in mid-run.

Blocks wait for one another by files, up to a deadline; nothing here guesses how long something takes.
"""

import os
import re
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import add
from pathlib import Path

import numpy as np
import pytest
from tests.compare.fields import EVERYTHING
from tests.compare.test_chance import made_up

import suffrage
from suffrage.compare.engines import run_blocks
from suffrage.compare.engines.cluster import spark_context
from suffrage.compare.montecarlo import plan_draws, run_block
from suffrage.compare.montecarlo.running import BLOCK
from suffrage.model import BadInput, SuffrageError

pytestmark = pytest.mark.xdist_group("spark")

CLUSTER = "local-cluster[2,1,1024]"
DEADLINE = 60


def draws(block):
    """What a study does, in small: this block's own stream."""
    return np.random.default_rng(np.random.SeedSequence(2023, spawn_key=(block,))).integers(0, 1000, 20)


def concatenated(earlier, later):
    return earlier + later


def wait_until(true):
    end, pause = time.monotonic() + DEADLINE, threading.Event()
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("what this waits for did not happen")
        pause.wait(0.01)


def executor():
    """The executor above this worker, a process of Java's: (its process id, its number in the cluster)."""
    pid = os.getpid()
    while pid > 1:
        words = Path(f"/proc/{pid}/cmdline").read_text("utf-8").split("\0")
        if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in words:
            return pid, words[words.index("--executor-id") + 1]
        pid = int(re.search(r"^PPid:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8"), flags=re.MULTILINE).group(1))
    raise LookupError("no executor is above this process")


def begins(folder, block):
    """Leave word that a block has begun: a file BLOCK-EXECUTOR that holds the executor's process id."""
    pid, number = executor()
    word = folder / f".{block}-{number}"
    word.write_text(str(pid), "utf-8")
    word.rename(folder / f"{block}-{number}")


def begun(folder):
    """(block, executor, process id) of each block that has begun."""
    return [(*word.name.split("-"), int(word.read_text("utf-8"))) for word in sorted(folder.glob("[0-9]*-*"))]


@pytest.fixture(scope="module")
def spark(java, tmp_path_factory):
    """Spark's home in a folder of its own, where its workers may write; and this module's functions travel as they are."""
    import pyspark
    from pyspark import cloudpickle

    home = tmp_path_factory.mktemp("spark")
    for entry in Path(pyspark.__file__).parent.iterdir():
        (home / entry.name).symlink_to(entry)
    here = sys.modules[__name__]
    cloudpickle.register_pickle_by_value(here)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # Java starts sooner so
        for name in ("SPARK_MASTER", "MASTER"):
            patch.delenv(name, raising=False)
        yield
    cloudpickle.unregister_pickle_by_value(here)


@pytest.fixture(scope="module")
def cluster(spark):
    with spark_context(CLUSTER) as context:
        yield context


def test_spark_started_for_a_study_is_stopped_after_it(spark, monkeypatch):
    """And the master may come from the environment."""
    from pyspark import SparkContext

    monkeypatch.setenv("SPARK_MASTER", "local[1]")
    assert run_blocks(lambda block: [block], 3, merge=concatenated, engine="spark") == [0, 1, 2]
    assert SparkContext._active_spark_context is None


def test_the_result_is_that_of_this_machine(cluster):
    said = []
    spark = run_blocks(draws, 20, merge=np.add, engine="spark", workers=1, progress=lambda *figures: said.append(figures))
    assert spark.tolist() == run_blocks(draws, 20, merge=np.add, workers=1).tolist()
    assert spark.tolist() == run_blocks(draws, 20, merge=np.add, workers=2).tolist()
    assert [blocks for _, blocks in said] == [20] * len(said)
    assert [done for done, _ in said] == list(range(2, 21, 2))


def test_blocks_are_merged_in_order_however_they_are_cut(cluster):
    """307 blocks on one core: tasks of eight, the last one of three."""
    found = run_blocks(lambda block: [block], 307, merge=concatenated, engine="spark", workers=1)
    assert found == list(range(307))


def test_drawn_elections_are_the_same(cluster):
    plan = plan_draws(made_up(number=20), EVERYTHING, seed=3, number=3 * BLOCK + 1)
    here = run_blocks(partial(run_block, plan), plan.blocks, merge=add, workers=1)
    assert run_blocks(partial(run_block, plan), plan.blocks, merge=add, engine="spark") == here


def test_two_worker_processes_work_at_once(cluster, tmp_path):
    """Each of two blocks waits until the other has begun: one worker alone would wait for ever."""

    def work(block):
        begins(tmp_path, block)
        wait_until(lambda: len(begun(tmp_path)) == 2)
        return {executor()}

    found = run_blocks(work, 2, merge=set.union, engine="spark", workers=1)
    assert len({pid for pid, _ in found}) == len({number for _, number in found}) == 2
    assert os.getpid() not in {pid for pid, _ in found}


def test_a_worker_killed_in_mid_run_changes_nothing(cluster, tmp_path):
    """Every block waits for the file `go`, which is there only after the kill: the killed worker had a block and lost it."""

    def work(block):
        begins(tmp_path, block)
        wait_until((tmp_path / "go").exists)
        return draws(block)

    def kill_one():
        wait_until(lambda: len({number for _, number, _ in begun(tmp_path)}) == 2)
        block, number, pid = begun(tmp_path)[0]
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not Path(f"/proc/{pid}").exists())
        (tmp_path / "go").touch()
        return block, number

    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill_one)
        found = run_blocks(work, 12, merge=np.add, engine="spark")
        block, killed = killing.result()
    assert found.tolist() == run_blocks(draws, 12, merge=np.add).tolist()
    workers = {number for again, number, _ in begun(tmp_path) if again == block}
    assert killed in workers
    assert len(workers) == 2, "the lost block was begun again, by another worker"


def test_what_a_block_raises_is_raised_here(cluster):
    def work(block):
        if block == 3:
            raise LookupError("block 3 is bad")
        return 1

    with pytest.raises(LookupError, match="block 3 is bad") as caught:
        run_blocks(work, 6, merge=int.__add__, engine="spark")
    assert "In a worker of the cluster" in caught.value.__notes__[0]


def fails(sentence, block):
    raise OSError(sentence)


def test_a_worker_in_trouble_time_and_again_ends_the_study(cluster):
    with pytest.raises(SuffrageError, match="gave up the work: OSError: the disk is full"):
        run_blocks(partial(fails, "the disk is full"), 1, merge=int.__add__, engine="spark")


def test_workers_with_other_versions_are_refused(cluster, monkeypatch):
    installed = suffrage.__version__
    monkeypatch.setattr(suffrage, "__version__", "99")
    with pytest.raises(
        BadInput, match=rf"A worker of the cluster has suffrage {re.escape(installed)} .*, the driver suffrage 99 "
    ):
        run_blocks(draws, 2, merge=np.add, engine="spark")


def test_a_second_spark_is_not_started_beside_the_first(cluster):
    with pytest.raises(BadInput, match=r"already runs in this program, at local-cluster\[2,1,1024\]"):
        run_blocks(draws, 2, merge=np.add, engine="spark", master="local[1]")
    assert cluster.parallelize(range(3), 1).sum() == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PATH", "/nowhere", "none on the path"),
        ("JAVA_HOME", "/nowhere", r"none in JAVA_HOME \(/nowhere\)"),
    ],
)
def test_java_is_asked_for(name, value, said, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput, match=f"Spark needs Java 17 or newer; there is {said}"):
        run_blocks(draws, 2, merge=np.add, engine="spark", master="local[1]")


def test_pyspark_is_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(BadInput, match=r"pip install 'suffrage\[spark\]'"):
        run_blocks(draws, 2, merge=np.add, engine="spark")


def test_a_master_that_does_not_answer_is_named(java):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for master in (f"spark://127.0.0.1:{port}", f"spark://127.0.0.1:{port},127.0.0.1:none"):
        with pytest.raises(BadInput, match=f"No Spark master answers at {master}"):
            run_blocks(draws, 2, merge=np.add, engine="spark", master=master)
