"""Blocks of work on threads, and what is refused; Spark itself is in test_spark.py."""

import threading

import pytest

from suffrage.compare.engines import cluster, run_blocks
from suffrage.model import BadInput


def together(earlier, later):
    return earlier + later


@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("blocks", [1, 2, 30])
def test_blocks_are_merged_in_their_order(workers, blocks):
    told = []
    found = run_blocks(lambda block: [block], blocks, merge=together, workers=workers, progress=lambda *at: told.append(at))
    assert found == list(range(blocks))
    assert told == [(done, blocks) for done in range(1, blocks + 1)]


def test_a_slow_block_holds_up_no_more_than_a_few():
    """However many blocks there are, only twice as many as there are workers have begun before the first one ends."""
    begun, gate = set(), threading.Event()

    def work(block):
        begun.add(block)
        if block == 0:
            gate.wait(20)
        elif len(begun) >= 4:
            gate.set()
        return 1

    assert run_blocks(work, 50, merge=together, workers=2) == 50
    assert gate.is_set()


def test_what_a_block_raises_is_raised_here():
    def work(block):
        if block == 3:
            raise BadInput("block 3 is bad")
        return block

    with pytest.raises(BadInput, match="block 3"):
        run_blocks(work, 9, merge=together, workers=2)


def test_an_error_or_who_listens_stops_the_study():
    """Most blocks are never begun."""
    begun = []

    def work(block):
        begun.append(block)
        if block == 2:
            raise BadInput("block 2 is bad")
        return 1

    def stop(done, blocks):
        raise KeyboardInterrupt

    for progress, raised in ((None, BadInput), (stop, KeyboardInterrupt)):
        with pytest.raises(raised):
            run_blocks(work, 1000, merge=together, workers=2, progress=progress)
    assert len(begun) < 20


def test_what_java_says_is_cut_to_its_sentence():
    java = (
        "An error occurred while calling None.X.\n: org.apache.spark.SparkException: No such master\n\tat org.apache.X\n\tat y"
    )
    python = "An error occurred\n: org.apache.E: Traceback:\n  File\nValueError: no\n SQLSTATE: 38000\n\tat org.apache.X"
    assert cluster.last_word(Exception(java)) == "SparkException: No such master"
    assert cluster.last_word(Exception(python)) == "ValueError: no"
    assert cluster.last_word(Exception()) == "Exception"


def test_what_makes_no_sense_is_refused(monkeypatch):
    with pytest.raises(ValueError, match="at least one block"):
        run_blocks(id, 0, merge=together)
    with pytest.raises(BadInput, match="at least one worker"):
        run_blocks(id, 1, merge=together, workers=0)
    with pytest.raises(BadInput, match="engine 'cloud' is not known"):
        run_blocks(id, 1, merge=together, engine="cloud")
    with pytest.raises(BadInput, match="is Spark's"):
        run_blocks(id, 1, merge=together, master="spark://somewhere:7077")
    with pytest.raises(BadInput, match=r"No Spark master answers at spark://127\.0\.0\.1:9"):
        run_blocks(id, 1, merge=together, engine="spark", master="spark://127.0.0.1:9")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(BadInput, match=r"needs Java 17 or newer; there is none in JAVA_HOME \(/nowhere\)"):
        run_blocks(id, 1, merge=together, engine="spark", master="local[1]")
