"""The commission's pages of watching with a country loaded: 23,789 stations × 18 options, all but a few counted, on SQLite.

`DATABASE_URL` gives an empty PostgreSQL database instead. Each page is made anew after 20 more statements were entered twice (100 acts
to follow), for the country, a province and a commune: the median of five, the largest of the three areas.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.rows import Row

TITLE = "The commission's pages of watching, 23,789 stations × 18 options"
STATIONS, OPTIONS, BOUND = 23_789, 18, 300


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "SUFFRAGE_HOME": home,
            "SUFFRAGE_HTTPS": "0",
            "DJANGO_SETTINGS_MODULE": "suffrage.commission.settings",
        }
        command = [sys.executable, "-m", "benchmarks.commission_pages"]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    rows = []
    for line in done.stdout.splitlines():
        page, first, again = line.split()
        longest = float(first)
        rows.append(
            Row(
                f"{page}: made anew",
                f"{longest:.0f} ms",
                f"again {again} ms",
                longest / BOUND,
                f"≤ {BOUND} ms",
                longest <= BOUND,
            )
        )
    return rows


def measure() -> None:
    """In a process of its own: fill the site, then ask for every page; `page milliseconds milliseconds-again` on each line."""
    import time

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from benchmarks import commission_loaded
    from suffrage.commission.watching.models import Tally
    from suffrage.commission.watching.tally import PAUSE

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    loaded = commission_loaded.load(Path(settings.HOME), stations=STATIONS, options=OPTIONS)
    browser = Client()
    browser.force_login(loaded.observer, backend=settings.AUTHENTICATION_BACKENDS[-1])
    browser.get("/")
    for name in ("progress", "late", "rates", "results", "turnout", "findings", "wall"):
        anew, again = [], []
        for area in loaded.areas:
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(5):
                loaded.count(20)
                Tally.objects.update(at=Tally.objects.get().at - timedelta(seconds=PAUSE))
                for taken in times:
                    begun = time.perf_counter()
                    answer = browser.get(reverse(f"watch-{name}"), {"area": area})
                    taken.append((time.perf_counter() - begun) * 1000)
                    if answer.status_code != 200:
                        sys.exit(f"{name} of {area}: {answer.status_code}")
            anew.append(statistics.median(times[0]))
            again.append(statistics.median(times[1]))
        print(f"watch-{name}", f"{max(anew):.0f}", f"{max(again):.0f}")


if __name__ == "__main__":
    measure()
