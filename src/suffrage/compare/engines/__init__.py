"""Where a long study is worked on: the cores of this machine, or a Spark cluster, with the same result."""

from suffrage.compare.engines.running import Engine, run_blocks

__all__ = ["Engine", "run_blocks"]
