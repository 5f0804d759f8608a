"""Every address of the site that can be opened, timed: those of the table of addresses, by somebody who may open them.

    python -m tests.commission.live.pages STATIONS OPTIONS

A country is made first, of which all but a few stations are counted. Prints JSON: for each address its name, its status, and the
milliseconds of the first and of the median request, database included.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from suffrage.commission.running import Place, configure, prepare

TIMES = 5


def main(stations: int, options: int) -> None:
    """Time them."""
    place = Place(Path(os.environ["SUFFRAGE_HOME"]))
    configure(place)
    prepare()
    from benchmarks import commission_loaded
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    settings.ALLOWED_HOSTS = ["*"]
    from tests.commission import tiny
    from tests.commission.access_table import TABLE
    from tests.commission.conftest import signed_in

    from suffrage.commission.accounts.roles import Role
    from suffrage.commission.setup.models import Area, Contest, Option, Station
    from suffrage.commission.statements.models import Statement

    election = commission_loaded.load(place.home, stations=stations, options=options).election
    # One more province of one station, coded as the table of addresses expects it.
    country = Area.objects.get(election=election, parent=None)
    area = Area.objects.create(election=election, code="01", parent=country, level="province", path=f"{country.path}01/")
    contest = Contest.objects.filter(election=election).order_by("pk")[0]
    station = Station.objects.create(election=election, code="01-1", area=area, registered=500)
    Statement.objects.create(station=station, contest=contest)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    party = Option.objects.filter(contest__election=election).exclude(party="").first()
    agents = {"party": party.party if party else "A"}
    people: dict[tuple[Role, Any], Any] = {
        (role, where): tiny.person(role, where, **(agents if role is Role.AGENT else {}))
        for role in Role
        for where in (None, area)
    }
    browsers: dict[Any, Any] = {who: signed_in(person) for who, person in people.items()}
    found = []
    for name, line in TABLE.items():
        if "GET" not in line.methods.split():
            continue
        arguments = line.arguments(area) if line.arguments else []
        roles = sorted(line.roles or (), key=list(Role).index)
        browser = browsers[roles[-1], area if line.arguments else None] if roles else Client()
        address, seconds, status = reverse(name, args=arguments), [], 0
        for _ in range(TIMES + 1):
            begun = time.perf_counter()
            status = browser.get(address).status_code
            seconds.append(time.perf_counter() - begun)
        found.append([name, status, seconds[0] * 1000, statistics.median(seconds[1:]) * 1000])
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
