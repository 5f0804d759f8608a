"""The database of the previous version: its tables as its migrations made them, with an election half counted and its trail.

    python -m tests.commission.live.previous make FILE      make it, and write every row as JSON
    python -m tests.commission.live.previous look FILE      write what stands there now, by the columns of the previous version

PREVIOUS is renewed when a version is published; nothing else here changes then but rows for tables that are new in it.
"""

import hashlib
import json
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from suffrage.commission.running import Place, configure

PREVIOUS = {"accounts": "0003_guards", "setup": "0001_initial", "statements": "0002_guards", "trail": "0002_guards"}
"""The last migration of each of our apps in the previous version."""

TOML = 'election_id = "kh-before"\ndate = 2023-07-23\n\n[law]\ncode = "kh.national-assembly"\ndate = 2023-07-23\n\n[form]\n'
FORM = 'figures = ["registered", "voters", "ballots", "null", "valid"]\nblank_apart = false\n'
BEGUN = datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)


def main(what: str, file: Path) -> None:
    """Make the database or look at it."""
    configure(Place(Path(os.environ["SUFFRAGE_HOME"])))
    apps = _apps()
    if what == "make":
        from django.core.management import call_command

        for app, name in PREVIOUS.items():
            call_command("migrate", app, name, verbosity=0)
        for app in ("sessions", "otp_totp", "otp_static", "axes"):
            call_command("migrate", app, verbosity=0)
        _fill(apps)
    file.write_text(json.dumps({"rows": _rows(apps), "guards": _guards()}, default=str), "utf-8")


def _apps() -> Any:
    """The models of the previous version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection).loader.project_state(list(PREVIOUS.items())).apps


def _rows(apps: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row of our apps' tables."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in PREVIOUS:
            names = [field.attname for field in model._meta.concrete_fields]
            found[model._meta.label] = list(model._base_manager.order_by("pk").values(*names))
    return found


def _guards() -> dict[str, str]:
    """Every trigger with its text (in PostgreSQL, with its function's)."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid) || t.tgenabled::text || pg_get_functiondef(t.tgfoid) "
                "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
            )
        return dict(cursor.fetchall())


def _fill(apps: Any) -> None:
    """Two stations: one whose statement two clerks entered, which was accepted and recalled, and one that is being entered."""
    of = apps.get_model
    people = _people(of("accounts", "Person"))
    election = of("setup", "Election").objects.create(
        code="kh-before", name_km="ការបោះឆ្នោត", toml=TOML + FORM, day=date(2023, 7, 23), rehearsal=False, phase="counting"
    )
    country = of("setup", "Area").objects.create(election=election, code="KH", level="country", path="KH/", name_en="Cambodia")
    area = of("setup", "Area").objects.create(election=election, code="01", parent=country, level="province", path="KH/01/")
    contest = of("setup", "Contest").objects.create(election=election, code="01", area=area, round=1, seats=6, name_km="ខេត្ត")
    options = [
        of("setup", "Option").objects.create(contest=contest, code=code, place=place, ballot_number=place, party=code)
        for place, code in enumerate("AB", start=1)
    ]
    of("setup", "Candidate").objects.create(option=options[0], position=1, code="A-1", name_km="សុខ", sex="f")
    stations = [
        of("setup", "Station").objects.create(election=election, code=f"01-{number}", area=area, registered=500)
        for number in (1, 2)
    ]
    statements = [of("statements", "Statement").objects.create(station=station, contest=contest) for station in stations]
    trail = _Trail(of("trail", "Act"), of("trail", "Tip"), election.pk, area.pk)
    trail.record("election-set-up", people[0], {"code": "kh-before", "names": ["ការបោះឆ្នោត"]})
    _entered(of, trail, people, statements[0], options, both=True)
    _entered(of, trail, people, statements[1], options, both=False)
    of("statements", "Scan").objects.create(
        statement=statements[0], version=1, sha256="ab" * 32, kind="application/pdf", size=7, person=people[1]
    )
    of("statements", "Correction").objects.create(statement=statements[0], version=1, proposer=people[3], reason="Recounted.")
    _to(statements[0], "recalled")
    trail.record("propose", people[3], {"reason": "Recounted."}, statements[0])


def _people(model: Any) -> list[Any]:
    roles = ("administrator", "clerk", "clerk", "supervisor")
    return [
        model.objects.create(username=f"{role}-{number}", full_name="សុខ ស៊ីធា", role=role, password="!", language="km")
        for number, role in enumerate(roles)
    ]


def _to(statement: Any, state: str, holder: Any = None) -> None:
    statement.state, statement.holder = state, holder
    statement.save()


def _entered(of: Any, trail: "_Trail", people: list[Any], statement: Any, options: list[Any], *, both: bool) -> None:
    """Received and entered, by one clerk, who is at it, or by two."""
    statement.serial = f"S-{statement.pk}"
    _to(statement, "received")
    trail.record("receive", people[1], {"serial": statement.serial}, statement)
    figures = {"registered": 500, "voters": 305, "ballots": 305, "null": 5, "valid": 300}
    for number, state, after in ((1, "first", "once"), (2, "second", "accepted")):
        clerk = people[number]
        _to(statement, state, clerk)
        entry = of("statements", "Entry").objects.create(
            statement=statement, version=1, attempt=1, number=number, person=clerk, draft={"voters": "៣០៥"}
        )
        trail.record(f"begin-{state}", clerk, {"by_machine": False}, statement)
        if not both:
            return
        for option, votes in zip(options, (100, 200), strict=True):
            of("statements", "EntryVotes").objects.create(entry=entry, option=option, votes=votes)
        for name, figure in figures.items():
            setattr(entry, name, figure)
        entry.draft, entry.confirmed, entry.finished = {}, ["one-sided"], BEGUN
        entry.save()
        if after == "accepted":
            first = of("statements", "Entry").objects.get(statement=statement, number=1)
            of("statements", "Accepted").objects.create(statement=statement, version=1, entry=first, **figures)
        _to(statement, after)
        trail.record("finish-first" if number == 1 else "agree", clerk, {"entry": number}, statement)


class _Trail:
    """The chain as the previous version wrote it."""

    def __init__(self, act: Any, tip: Any, election: int, area: int) -> None:
        self.act, self.tip, self.election, self.area = act, tip, election, area

    def record(self, kind: str, person: Any, data: dict[str, Any], statement: Any = None) -> None:
        """Append an act."""
        tip = self.tip.objects.get(id=1)
        act = {
            "number": tip.number + 1,
            "at": (BEGUN + timedelta(seconds=tip.number)).isoformat(timespec="microseconds"),
            "person": person.pk,
            "kind": kind,
            "election": self.election,
            "statement": statement.pk if statement else None,
            "area": self.area,
            "data": _canonical(data),
            "previous": tip.digest,
        }
        tip.number, tip.digest = act["number"], hashlib.sha256(_canonical(act).encode()).hexdigest()
        keys = {f"{name}_id" if name in ("person", "election", "statement", "area") else name: act[name] for name in act}
        self.act.objects.create(**keys | {"at": datetime.fromisoformat(act["at"])}, digest=tip.digest)
        tip.save()


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
