"""A site on its database with an election under way: generated stations, papers received, clerks with a second factor, watchers.

    python -m tests.commission.live.prepare STATIONS RECEIVED CLERKS WATCHERS FILE

FILE: who can sign in, and what each paper that was received says, for those who enter it.
"""

import json
import os
import random
import sys
import tempfile
from pathlib import Path

from suffrage.commission.running import Place, configure, prepare

PASSWORD = "four green apples fall"
SEED = 2023


def main(stations: int, received: int, clerks: int, watchers: int, file: Path) -> None:
    """Make the site."""
    configure(Place(Path(os.environ["SUFFRAGE_HOME"])))
    prepare()
    from django.db import transaction

    from suffrage.commission.accounts.models import Person
    from suffrage.commission.accounts.roles import Role
    from suffrage.commission.setup.loading import set_up
    from suffrage.commission.setup.models import Election
    from suffrage.commission.trail.chain import record
    from suffrage.commission.training import papers
    from suffrage.generate import generate

    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside) / "election"
        generate("kh-2023", folder, stations=stations, seed=SEED)
        with transaction.atomic():
            trainer = Person(username="trainer", full_name="Trainer", role=Role.ADMINISTRATOR.value, must_change_password=False)
            trainer.set_password(PASSWORD)
            trainer.save()
            election = set_up(folder, by=trainer, rehearsal=True)
            election.phase = Election.Phase.COUNTING
            election.save(update_fields=["phase"])
            record("training-made", {"stations": stations}, person=None, election=election)
        known = list(papers(folder))
    chosen = random.Random(SEED).sample(known, min(received, len(known)))
    people = _people(election, trainer.password, clerks, watchers)
    said = _receive(election, chosen)
    file.write_text(json.dumps({"password": PASSWORD, "people": people, "papers": said}), "utf-8")


def _people(election: object, password: str, clerks: int, watchers: int) -> list[dict[str, str]]:
    """Clerks, most of them where most stations are, and observers of the whole country. They share a password, made once."""
    from django.db.models import Count
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from suffrage.commission.accounts.models import Person
    from suffrage.commission.accounts.roles import Role
    from suffrage.commission.setup.models import Area, Station

    provinces = list(Area.objects.filter(election=election, level="province").order_by("code"))
    weights = {
        area.pk: Station.objects.filter(election=election, area__path__startswith=area.path).aggregate(n=Count("pk"))["n"]
        for area in provinces
    }
    places = _shared_out(clerks, weights) if clerks >= 2 * len(provinces) else [None] * clerks
    names = [(f"clerk-{number:03d}", Role.CLERK, area) for number, area in enumerate(places)]
    names += [(f"observer-{number:02d}", Role.OBSERVER, None) for number in range(watchers)]
    Person.objects.bulk_create(
        Person(
            username=name,
            full_name=name.title(),
            role=role.value,
            area_id=area,
            password=password,
            must_change_password=False,
            second_factor=role is Role.CLERK,
        )
        for name, role, area in names
    )
    people = dict(Person.objects.values_list("username", "pk"))
    devices = [TOTPDevice(user_id=people[name], name="totp", confirmed=True) for name, role, _ in names if role is Role.CLERK]
    TOTPDevice.objects.bulk_create(devices)
    keys = {device.user_id: device.key for device in devices}
    return [{"name": name, "role": role.value, "key": keys.get(people[name], "")} for name, role, _area in names]


def _shared_out(number: int, weights: dict[int, int]) -> list[int]:
    """Two for each, and the others by weight."""
    places = [place for place in weights for _ in range(2)]
    while len(places) < number:
        places.append(max(weights, key=lambda place: weights[place] / places.count(place)))
    return places


def _receive(election: object, chosen: list) -> dict[str, dict[str, str]]:
    """Receive those papers; statement → the fields that a clerk types."""
    from django.db import transaction

    from suffrage.commission.accounts.models import Person
    from suffrage.commission.accounts.roles import Role
    from suffrage.commission.statements import work
    from suffrage.commission.statements.models import Statement

    receiver = Person(username="receiver", full_name="Receiver", role=Role.CLERK.value)
    receiver.set_unusable_password()
    receiver.save()
    keys = {
        (station, contest): key
        for key, station, contest in Statement.objects.filter(contest__election=election).values_list(
            "pk", "station__code", "contest__code"
        )
    }
    said = {}
    for start in range(0, len(chosen), 500):
        with transaction.atomic():
            for paper in chosen[start : start + 500]:
                key = keys[paper.station, paper.contest]
                work.receive(key, f"T{key:07d}", by=receiver)
                fields = {f"f.{name}": str(figure) for name, figure in paper.figures.items() if figure is not None}
                said[str(key)] = fields | {f"f.votes.{code}": str(votes) for code, votes in paper.votes.items()}
    return said


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]), Path(sys.argv[5]))
