"""`suffrage --help` beside importing its command-line library alone, each in a fresh process; the median of 15, alternating."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.rows import Row

TITLE = "suffrage --help"


def run() -> list[Row]:
    command = [str(Path(sys.executable).with_name("suffrage")), "--help"]
    library = [sys.executable, "-c", "import typer"]
    ours, theirs = [], []
    for _ in range(15):
        ours.append(_seconds(command))
        theirs.append(_seconds(library))
    mine, other = statistics.median(ours), statistics.median(theirs)
    return [
        Row(
            "suffrage --help",
            f"{mine * 1000:.0f} ms",
            f"import typer {other * 1000:.0f} ms",
            mine / other,
            "≤ 2",
            mine <= 2 * other,
        )
    ]


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start
