"""Writing what was gathered about a station: tables, acts with their place in the chain, files, a page to read, and the manifest."""

import csv
import hashlib
import json
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from suffrage import __version__
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.dossier.checking import ACTS, CHAIN, HEAD, MANIFEST, RECORD, STATION
from suffrage.commission.dossier.gathering import Gathered, content_of
from suffrage.commission.statements.models import Entry, Statement
from suffrage.commission.statements.reading import field_names, paper_of, reading_of
from suffrage.commission.statements.scans import path_of
from suffrage.commission.trail.reading import line
from suffrage.intake.folder import new_folder
from suffrage.model import BadInput, Language
from suffrage.record.notes import NoteError, PrivateKey


def write(
    gathered: Gathered, folder: Path, language: Language, *, key: PrivateKey | None = None, record: Path | None = None
) -> int:
    """Write the folder, which must not exist or be empty; how many files it has. All of it or nothing.

    `key`: signs the manifest · `record`: a published record, whose proofs about the station are put beside.
    """
    with new_folder(folder) as working:
        made = datetime.now(UTC)
        said = {
            "station": gathered.station.code,
            "election": gathered.election.code,
            "area": gathered.station.area.path,
            "made": made.isoformat(timespec="seconds"),
            "version": __version__,
            "acts": len(gathered.chain),
            "tip": gathered.tip,
        }
        _json(working / STATION, said)
        acts = [_act(act) for act in gathered.acts]
        _json(working / ACTS, acts)
        _csv(working / CHAIN, ("number", "digest"), gathered.chain)
        for label, rows in gathered.tables.items():
            _csv(working / "tables" / f"{label}.csv", tuple(rows[0]), [tuple(row.values()) for row in rows])
        people = [(one.username, one.full_name, one.role, one.area.code if one.area else "") for one in gathered.people]
        _csv(working / "tables" / "people.csv", ("account", "name", "role", "area"), people)
        missing = _files(gathered, working)
        proofs = _proofs(gathered, working, record) if record else 0
        page = _page(gathered, language, said | {"made": made, "missing": missing, "proofs": proofs})
        (working / "index.html").write_text(page, "utf-8")
        return _seal(working, said, key)


def _act(act: Any) -> dict[str, Any]:
    who = {"account": act.person.username, "name": act.person.full_name, "role": act.person.role} if act.person else None
    return {"who": who, "content": content_of(act), "digest": act.digest}


def _files(gathered: Gathered, working: Path) -> list[str]:
    """Copy scans and evidence; the digests of those that are gone or changed, which the page names."""
    missing = []
    for digest, kind in gathered.files.items():
        try:
            with default_storage.open(path_of(digest)) as file:
                content: bytes = file.read()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != digest:
            missing.append(digest)
            continue
        target = working / _name_of(digest, kind)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    return missing


def _name_of(digest: str, kind: str) -> str:
    return f"files/{digest}.{kind.rpartition('/')[2]}"


def _proofs(gathered: Gathered, working: Path, record: Path) -> int:
    """The record's proofs about the station, with the checkpoint that they lead to; how many."""
    from suffrage.record.reading import read_record  # noqa: PLC0415 - only where a record is given
    from suffrage.record.station import proofs_of_station  # noqa: PLC0415

    try:
        reading = read_record(record)
        proofs = proofs_of_station(reading, gathered.station.code)
    except (NoteError, OSError) as problem:
        raise BadInput(f"{record} is no whole record: {problem}") from None
    (working / RECORD).mkdir()
    (working / RECORD / "checkpoint").write_text(reading.note.text(), "utf-8")
    for proof in proofs:
        (working / RECORD / f"proof-{proof.number}.txt").write_text(proof.text(), "utf-8")
    return len(proofs)


def _page(gathered: Gathered, language: Language, said: dict[str, Any]) -> str:
    """The page that a lawyer reads."""
    reader = Person(role=Role.COMMISSIONER.value)
    more = {
        "language": language,
        "style": resources.files("suffrage.record.site").joinpath("style.css").read_text("utf-8"),
        "gathered": gathered,
        "said": said,
        "statements": [_told(statement) for statement in gathered.statements],
        "complaints": [(row, datetime.fromisoformat(row["filed"])) for row in gathered.complaints],
        "acts": [(line(reader, act, language), act.person.role if act.person else "") for act in gathered.acts],
        "files": [
            (digest, kind, _name_of(digest, kind)) for digest, kind in gathered.files.items() if digest not in said["missing"]
        ],
        "others": sorted((label, len(rows)) for label, rows in gathered.tables.items()),
    }
    return render_to_string("dossier/index.html", more)


def _told(statement: Statement) -> dict[str, Any]:
    """A statement as the page shows it: each entry a column, each field a row, and what counts by version."""
    entries = list(Entry.objects.filter(statement=statement).select_related("person").order_by("version", "attempt", "number"))
    readings = {entry.pk: reading_of(entry) for entry in entries if entry.finished and entry.number != 4}
    columns = [(entry, readings.get(entry.pk)) for entry in entries]
    options = {f"votes.{option.code}": option for option in statement.contest.options.all()}
    counting = set(statement.accepted.values_list("entry_id", flat=True))
    rows = []
    for name in field_names(paper_of(statement)):
        cells = []
        for _entry, reading in columns:
            votes = name.startswith("votes.")
            found = reading and (reading.votes.get(name[6:]) if votes else reading.figures.get(name))
            cells.append("—" if found is None else found)
        differ = len({cell for cell in cells if cell != "—"}) > 1
        rows.append((f"form.{name}", options.get(name), cells, differ))
    return {
        "statement": statement,
        "columns": [(entry, f"entry-{entry.number}", entry.pk in counting) for entry, _reading in columns],
        "rows": rows,
        "corrections": list(statement.corrections.select_related("proposer", "decider").order_by("pk")),
    }


def _seal(working: Path, said: dict[str, Any], key: PrivateKey | None) -> int:
    """Write the manifest, signed where there is a key; how many files it names."""
    names = sorted(path.relative_to(working).as_posix() for path in working.rglob("*") if path.is_file())
    lines = [HEAD, f"station {said['station']}", f"made {said['made']}"]
    for name in names:
        with (working / name).open("rb") as content:
            lines.append(f"{hashlib.file_digest(content, 'sha256').hexdigest()}  {name}")
    body = "\n".join(lines) + "\n"
    (working / MANIFEST).write_text(body + (f"\n{key.sign(body)}" if key else ""), "utf-8")
    return len(names)


def _json(file: Path, value: Any) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _csv(file: Path, columns: tuple[str, ...], rows: list[Any]) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows(rows)
