"""`python -m benchmarks`: run every benchmark, print one table. Exit code 1 if a bound is not met."""

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from importlib import import_module

from rich.console import Console
from rich.table import Table

NAMES = (
    "check_and_consolidate",
    "declare",
    "batch",
    "draws",
    "audit",
    "observe",
    "looks",
    "help",
    "record",
    "commission_pages",
    "pages",
    "load",
    "faults",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, help="run only this one")
    parser.add_argument("--json", action="store_true", help="write the lines as JSON")
    asked = parser.parse_args()
    console, rows = Console(stderr=asked.json), []
    console.print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}")
    table = Table("what", "suffrage", "beside it", "ratio", "wanted", "")
    for name in [asked.only] if asked.only else NAMES:
        benchmark = import_module(f"benchmarks.{name}")
        with console.status(benchmark.TITLE):
            found = benchmark.run()
        rows += found
        for row in found:
            mark = "[green]met[/]" if row.met else "[red]missed[/]"
            table.add_row(row.what, row.ours, row.other, f"{row.ratio:.2f}", row.wanted, mark)
    console.print(table)
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
