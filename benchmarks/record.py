"""A record of 70,000 stations × 12 options in 35,000 communes: published, then verified, beside what no check can do without.

The floor: reading and hashing all its data files with `sha256sum` (tables, log, result; not the pages), and counting the election once.
Each is a process of its own. Publishing, which happens now and then, is timed once; the others are the median of three, alternating.
"""

import json
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from benchmarks.made_up import Size, folder_of
from benchmarks.rows import Row
from suffrage.model import LawInForce
from suffrage.record.notes import PrivateKey

TITLE = "A record of 70,000 stations × 12 options"
FRANCE = Size(
    stations=70_000,
    options=12,
    contests=577,
    communes=35_000,
    law=LawInForce(code="fr.national-assembly", date=date(2024, 6, 30)),
    seats=1,
)
HOME = Path(__file__).parent / "data" / "record"
KEY = PrivateKey("example.org/benchmark", bytes(range(32)))
DATA = ("election", "parquet", "log", "result.json", "manifest")

MEASURED = """
import json, resource, sys, time
from pathlib import Path
start = time.perf_counter()
{}
seconds = time.perf_counter() - start
print(json.dumps({{"seconds": seconds, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}}))
"""
PUBLISH = MEASURED.format(
    "from suffrage.record.notes import PrivateKey\nfrom suffrage.record.publish import publish\n"
    "publish(Path(sys.argv[1]), Path(sys.argv[2]), PrivateKey.parse(sys.argv[3]))"
)
VERIFY = MEASURED.format(
    "from suffrage.record.notes import PublicKey\nfrom suffrage.record.verify import verify\n"
    "found = verify(Path(sys.argv[1]), PublicKey.parse(sys.argv[2]), pages=False)\n"
    "assert found.is_valid, found.failures[:3]"
)
COUNT = MEASURED.format("import suffrage\nassert suffrage.count(sys.argv[1]).contests")


def run() -> list[Row]:
    folder, _ = folder_of(HOME, FRANCE, as_parquet=True)
    record = HOME / "record"
    shutil.rmtree(record, ignore_errors=True)
    published = _timed(PUBLISH, folder, record, KEY.secret_text())
    floors, checks = [], []
    for _ in range(3):
        floors.append(_hashing(record) + _timed(COUNT, folder)["seconds"])
        checks.append(_timed(VERIFY, record, KEY.public()))
    floor = statistics.median(floors)
    verified = statistics.median(check["seconds"] for check in checks)
    memory = max(check["mib"] for check in (published, *checks))
    files = [file for file in record.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 1e6
    pages = max(file.stat().st_size for file in files if file.suffix == ".html") / 1000
    beside = f"sha256sum and count {floor:.1f} s"
    return [
        Row("publish, with all pages", f"{published['seconds']:.0f} s", beside, published["seconds"] / floor, "—", met=True),
        Row("verify without the pages", f"{verified:.1f} s", beside, verified / floor, "≤ 10", verified <= 10 * floor),
        Row("their memory", f"{memory:.0f} MiB", "1.5 GiB", memory / 1536, "≤ 1", memory <= 1536),
        Row("the record's size", f"{size:.0f} MB", "1 GB", size / 1000, "≤ 1", size <= 1000),
        Row("its files", f"{len(files):,}", "250,000", len(files) / 250_000, "≤ 1", len(files) <= 250_000),
        Row("its largest page", f"{pages:.0f} kB", "100 kB", pages / 100, "≤ 1", pages <= 100),
    ]


def _timed(code: str, *arguments: object) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _hashing(record: Path) -> float:
    files = [
        str(file) for name in DATA for file in ([record / name] if (record / name).is_file() else (record / name).rglob("*"))
    ]
    names = "\0".join(file for file in files if Path(file).is_file())
    start = time.perf_counter()
    command = ["xargs", "-0", "sha256sum"]
    subprocess.run(command, input=names, text=True, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
