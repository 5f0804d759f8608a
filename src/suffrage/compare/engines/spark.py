"""Blocks on a Spark cluster: `run_blocks(…, engine="spark")`. It needs PySpark, an optional part of the installation, and Java.

What travels: the study once to each worker (a broadcast), the numbers of blocks to each task, and one merged part from each task back.
A task that is lost with its worker is done again by another; since a block depends on its number alone, the result stays the same.
"""

import traceback
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from math import ceil
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

import suffrage
from suffrage.compare.engines.cluster import last_word, spark_context
from suffrage.model import BadInput, SuffrageError

if TYPE_CHECKING:
    from pyspark import Broadcast, SparkContext

T = TypeVar("T")
Shipped = tuple[tuple[str, str], bytes]
"""The versions of suffrage and NumPy that a worker must have, and the pickled (work, merge)."""

JOBS = 2
"""Jobs on the cluster at a time: while the last tasks of one end, the cores that are free take up the next."""

TASKS_PER_CORE = 40
"""Tasks that a core has over a whole study: few, since Spark spends some 0.05 s on each, and so many that a lost one is little."""

TASKS_PER_JOB = 2
"""Tasks that a core has in one job. What a job gives is merged at once, so the driver holds few parts, however long the study."""


@contextmanager
def shares(
    work: Callable[[int], T], merge: Callable[[T, T], T], blocks: int, *, master: str | None, cores: int | None
) -> Iterator[Iterator[tuple[int, Callable[[], T]]]]:
    """The blocks 0 … `blocks` − 1 cut into jobs, in order: the number of blocks of each, and the call that runs it on the cluster.

    On leaving, what still runs is cancelled, and Spark is stopped if it was started here.
    """
    with spark_context(master) as context:
        from pyspark import cloudpickle  # noqa: PLC0415

        # Functions defined in a script or inside another function can be pickled by cloudpickle alone; a broadcast uses plain pickle.
        shipped = context.broadcast((_versions(), cloudpickle.dumps((work, merge))))
        study = _Study(context, f"suffrage {uuid.uuid4()}", shipped, merge)
        try:
            yield study.jobs(blocks, cores)
        finally:
            context.cancelJobGroup(study.group)
            shipped.destroy()


@dataclass(frozen=True)
class _Study(Generic[T]):
    """One study on the cluster. `group`: Spark's name for its jobs, by which they are cancelled."""

    context: "SparkContext"
    group: str
    shipped: "Broadcast[Shipped]"
    merge: Callable[[T, T], T]

    def jobs(self, blocks: int, cores: int | None) -> Iterator[tuple[int, Callable[[], T]]]:
        start = 0
        while start < blocks:
            # Workers join while a study runs: the cluster is asked again for each job.
            size = cores or max(self.context.defaultParallelism, 1)
            each = ceil(blocks / (TASKS_PER_CORE * size))
            stop = min(blocks, start + TASKS_PER_JOB * size * each)
            yield stop - start, partial(self.run, range(start, stop), ceil((stop - start) / each))
            start = stop

    def run(self, blocks: range, tasks: int) -> T:
        """Run one job, and merge what its tasks give; their order is that of the blocks."""
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415

        try:
            self.context.setJobGroup(self.group, f"blocks {blocks.start}–{blocks.stop - 1}", interruptOnCancel=True)
            parts: list[T] = self.context.parallelize(blocks, tasks).mapPartitions(partial(_task, self.shipped)).collect()
        except (Py4JError, PySparkException) as error:
            raise SuffrageError(f"Spark at {self.context.master} gave up the work: {last_word(error)}") from error
        for part in parts:
            if isinstance(part, _Raised):
                raise part.error
        return reduce(self.merge, parts)


class _Raised:
    """An exception of a block, on its way back to be raised where the study was started."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _task(shipped: "Broadcast[Shipped]", blocks: Iterable[int]) -> list[Any]:
    """What a worker does: one task's blocks, merged into one part, or what one of them raised."""
    from pyspark import cloudpickle  # noqa: PLC0415

    versions, pickled = shipped.value
    if versions != _versions():
        here, driver = (f"suffrage {ours} and NumPy {numpy}" for ours, numpy in (_versions(), versions))
        return [_Raised(BadInput(f"A worker of the cluster has {here}, the driver {driver}; install the same on both."))]
    try:
        work, merge = cloudpickle.loads(pickled)
        return [reduce(merge, map(work, blocks))]
    except (OSError, MemoryError):
        raise  # this machine's trouble, perhaps: Spark tries the task again, on another one where it can
    except Exception as error:
        error.add_note(f"In a worker of the cluster:\n{traceback.format_exc()}")
        return [_Raised(error)]


def _versions() -> tuple[str, str]:
    return suffrage.__version__, np.__version__
