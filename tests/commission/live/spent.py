"""The processor time that a site and its database have used, from Linux's own books: what others do on the machine does not count."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(root: int) -> float:
    """Seconds of processor time that a process has used with all that it started, those that ended included."""
    times, parents = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            parents[int(folder.name)] = int(fields[1])
            times[int(folder.name)] = sum(map(int, fields[11:15]))
    return sum(used for process, used in times.items() if _is_below(process, root, parents)) / _TICKS


def _is_below(process: int, root: int, parents: dict[int, int]) -> bool:
    while process > 1:
        if process == root:
            return True
        process = parents.get(process, 0)
    return False
