"""Where a long study is worked on: the cores of this machine, or a Spark cluster. The result is the same, to the last digit.

A study is cut into numbered blocks. What comes out of a block depends on nothing but its number (it draws from a stream of its own,
such as `numpy.random.SeedSequence(seed, spawn_key=(block,))`), and blocks are merged in the order of their numbers. So neither the
number of workers, nor which of them is faster, nor one that is lost and whose blocks are done again changes anything.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Literal, TypeVar

from suffrage.model import BadInput

T = TypeVar("T")

Engine = Literal["local", "spark"]
Share = tuple[int, Callable[[], T]]
"""Some blocks that follow one another: how many they are, and the call that works on them and gives what they merge to."""


def run_blocks(
    work: Callable[[int], T],
    blocks: int,
    *,
    merge: Callable[[T, T], T],
    engine: Engine = "local",
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    master: str | None = None,
) -> T:
    """Work on the blocks 0 … `blocks` − 1 and merge what they give.

    `work`: gives the part of one block; pure, so that a block can be done twice · `merge`: of two neighbours, the earlier one first;
    associative (a sum of whole numbers, not of floats), it need not be commutative. With Spark both are pickled, once for the study.
    `workers`: threads of this machine (one a core if None; `work` should release Python's lock while it calculates), or cores of the
    cluster to cut the study for (as many as it shows if None) · `progress`: told (blocks merged, blocks) now and then · `master`: the
    cluster, as Spark writes it; if None `SPARK_MASTER`, then what `spark-submit` or Spark's settings say, then this machine's cores.

    An exception of a block is raised here, whichever the engine. `ValueError`: no block. `BadInput`: an engine or number that makes no
    sense, or a cluster that cannot be used. `SuffrageError`: the cluster gave up.

    >>> run_blocks(lambda block: [block], 4, merge=lambda earlier, later: earlier + later, workers=2)
    [0, 1, 2, 3]
    """
    if blocks < 1:
        raise ValueError(f"a study needs at least one block; this one has {blocks}")
    if workers is not None and workers < 1:
        raise BadInput(f"The work needs at least one worker; {workers} cannot be.")
    tell = progress or (lambda _done, _blocks: None)
    if engine == "spark":
        from suffrage.compare.engines import spark  # noqa: PLC0415 - only a study on a cluster pays for it

        # Left in this order: the cluster's jobs are cancelled first, so that their threads here end.
        with ThreadPoolExecutor(spark.JOBS) as pool, spark.shares(work, merge, blocks, master=master, cores=workers) as shares:
            return _merged(_in_order(pool, shares, spark.JOBS), blocks, merge, tell)
    if engine != "local":
        raise BadInput(f"The engine '{engine}' is not known; there are 'local' and 'spark'.")
    if master is not None:
        raise BadInput(f"The master {master} is Spark's; name the engine 'spark' with it.")
    threads = workers or os.cpu_count() or 1
    with ThreadPoolExecutor(threads) as pool:
        each = ((1, partial(work, block)) for block in range(blocks))
        return _merged(_in_order(pool, each, 2 * threads), blocks, merge, tell)


def _in_order(pool: ThreadPoolExecutor, shares: Iterable[Share[T]], ahead: int) -> Generator[tuple[int, T], None, None]:
    """What each share gives, in order, with its number of blocks. Never more than `ahead` are under way or wait for an earlier one."""
    under_way: deque[tuple[int, Future[T]]] = deque()
    try:
        for size, call in shares:
            under_way.append((size, pool.submit(call)))
            if len(under_way) == ahead:
                first, future = under_way.popleft()
                yield first, future.result()
        while under_way:
            first, future = under_way.popleft()
            yield first, future.result()
    finally:
        for _, future in under_way:
            future.cancel()


def _merged(
    parts: Generator[tuple[int, T], None, None], blocks: int, merge: Callable[[T, T], T], progress: Callable[[int, int], None]
) -> T:
    """All parts in one, telling `progress` after each."""
    with closing(parts):
        done, whole = next(parts)
        progress(done, blocks)
        for size, part in parts:
            whole = merge(whole, part)
            done += size
            progress(done, blocks)
    return whole
