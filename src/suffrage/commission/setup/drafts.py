"""An election drafted step by step: its files, what they contain, its name, day and law, and, at the end, the election itself.

Every step is kept as it is done, so that one can go back, and nothing is lost by a power cut. What the files contain is read anew
whenever they change, into a folder named for their SHA-256.
"""

import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from suffrage import law
from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.refused import Refused
from suffrage.commission.setup import incoming
from suffrage.commission.setup.loading import preview, set_up
from suffrage.commission.setup.models import Draft, Election
from suffrage.intake.canonical import read_election
from suffrage.intake.folder import election_toml, new_folder
from suffrage.intake.formats import CANONICAL, FORMATS, import_files
from suffrage.model import BadInput, Finding, LawInForce, LawNotKnown, Names
from suffrage.model import Election as ElectionToml
from suffrage.model.base import MappingValue
from suffrage.model.jsonio import from_json, to_json
from suffrage.model.tables import STATEMENTS, VOTES

MOST_DRAFTS = 20
"""Drafts of one person at a time."""
SEVERITIES = ("error", "warning", "note")


class Contents(MappingValue, frozen=True):
    """What the files of a draft contain. `problem`: why nothing can be set up from them, in English; the `findings` say it in words.

    `rows`: table → how many · `statements`: how many would be awaited, and `given` how many the files hold, which are not taken over ·
    `election`: what the files say of it.
    """

    problem: str = ""
    findings: tuple[Finding, ...] = ()
    rows: Mapping[str, int] = {}
    statements: int = 0
    given: int = 0
    election: ElectionToml | None = None

    @property
    def is_sound(self) -> bool:
        """Whether an election can be set up from it."""
        return not self.problem

    def numbers(self) -> dict[str, int]:
        """Severity → how many findings, the gravest first."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in SEVERITIES}  # type: ignore[index]


def begin_draft(*, by: Person) -> Draft:
    """Begin to set an election up. `Refused`: not an administrator of the whole country, or too many drafts."""
    may_set_up(by)
    if Draft.objects.filter(person=by).count() >= MOST_DRAFTS:
        raise Refused("setup.too-many-drafts", number=MOST_DRAFTS)
    return Draft.objects.create(person=by)


def may_set_up(person: Person) -> None:
    """`Refused` unless the person is an administrator of the whole country."""
    if person.role != Role.ADMINISTRATOR.value or person.area_id is not None:
        raise Refused("setup.not-administrator")


def choose_format(draft: Draft, code: str) -> None:
    """Say in which format the files are. Files of another format are given up."""
    if code not in FORMATS:
        raise Refused("field.invalid-choice")
    if code != draft.format:
        incoming.remove(draft, draft.files.values_list("name", flat=True))
        draft.format = code
        draft.save(update_fields=["format"])


def is_complete(draft: Draft) -> bool:
    """Whether as many files are there as the format wants."""
    least, most = FORMATS[draft.format].files
    names = set(draft.files.values_list("name", flat=True))
    return "election.toml" in names if draft.format == CANONICAL else least <= len(names) <= most


def contents_of(draft: Draft) -> Contents:
    """What the files contain, read once for the same files."""
    folder = _folder(draft)
    if not (folder / "contents.json").is_file():
        shutil.rmtree(folder.parent, ignore_errors=True)  # also what was read from other files of this draft
        with new_folder(folder) as working:
            (working / "contents.json").write_text(to_json(_read(draft, working)), "utf-8")
    return from_json(Contents, (folder / "contents.json").read_bytes())


def fill_in(draft: Draft, contents: Contents) -> None:
    """Take over what the files say of the election into the fields that are still empty."""
    known = contents.election
    if known is None:
        return
    draft.code = draft.code or known.election_id
    draft.day = draft.day or known.date
    draft.law, draft.law_day = draft.law or known.law.code, draft.law_day or known.law.date
    for name in ("name_km", "name_fr", "name_en"):
        setattr(draft, name, getattr(draft, name) or getattr(known.names, name) or "")


def store(draft: Draft, *, by: Person) -> Election:
    """Set the election up as it is drafted, and give the draft up. `Refused` or `BadInput`: it cannot be, and the draft stays."""
    may_set_up(by)
    if not is_ready(draft):
        raise Refused("setup.steps-missing")
    contents = contents_of(draft)
    if contents.election is None:
        raise Refused("setup.not-sound")
    files = {file.name: file.sha256 for file in draft.files.all()}
    with _as_drafted(draft, contents.election) as folder:
        election = set_up(folder, by=by, rehearsal=draft.rehearsal, sources=files, of_format=draft.format)
    give_up(draft)
    return election


def is_ready(draft: Draft) -> bool:
    """Whether every step before the last is done."""
    if not (is_complete(draft) and draft.code and draft.day and draft.law and draft.law_day):
        return False
    return contents_of(draft).is_sound and law_of(draft.law, draft.law_day) is not None


def law_of(code: str, day: date | None) -> law.Law | None:
    """The law of that code on that day, or None where it is not known."""
    try:
        return law.at(code, day) if day else None
    except LawNotKnown:
        return None


def give_up(draft: Draft) -> None:
    """Remove a draft, and what was made of its files."""
    folder = _folder(draft)
    incoming.forget(draft)
    shutil.rmtree(folder.parent, ignore_errors=True)


def _folder(draft: Draft) -> Path:
    """Where what the files contain is kept: in a folder of the draft's own, under a name that follows from the format and the files."""
    of = "\n".join([draft.format, *(f"{file.sha256} {file.name}" for file in draft.files.all())])
    return incoming.home() / "read" / str(draft.pk) / hashlib.sha256(of.encode()).hexdigest()


def _read(draft: Draft, working: Path) -> Contents:
    """Read the files into `working/election`."""
    election = working / "election"
    try:
        found = _import(draft, working / "files", election)
        shown = preview(election)
    except BadInput as bad:
        return Contents(problem=_without(str(bad), working), findings=tuple(bad.findings))
    finally:
        shutil.rmtree(working / "files", ignore_errors=True)
    if not shown.is_sound:
        return Contents(problem=_without(shown.problem, working), findings=(*shown.findings, *found))
    return Contents(
        findings=found,
        rows=dict(shown.rows or {}),
        statements=shown.statements,
        given=shown.given,
        election=read_election(election),
    )


def _import(draft: Draft, files: Path, election: Path) -> tuple[Finding, ...]:
    """Turn the files, under their own names, into an election folder; what was found in them."""
    files.mkdir()
    for file in draft.files.all():
        try:
            os.link(incoming.path_of(file.sha256), files / file.name)
        except FileNotFoundError:
            raise BadInput(f"{file.name} is no longer kept here; send it again.") from None
    if draft.format != CANONICAL:
        return import_files(draft.format, sorted(files.iterdir()), election).findings
    shutil.copytree(files, election, copy_function=os.link)
    there = {file.name for file in files.iterdir()}
    for table in (STATEMENTS, VOTES):
        if not {f"{table.name}.csv", f"{table.name}.parquet"} & there:
            heading = ",".join(column.name for column in table.columns if not column.optional)
            (election / f"{table.name}.csv").write_text(heading + "\n", "utf-8")
    return ()


@contextmanager
def _as_drafted(draft: Draft, known: ElectionToml) -> Iterator[Path]:
    """The election's folder with the code, names, day and law of the draft in its `election.toml`."""
    if draft.day is None or draft.law_day is None:
        raise Refused("setup.steps-missing")
    names = Names(
        name=known.names.name, name_km=draft.name_km or None, name_fr=draft.name_fr or None, name_en=draft.name_en or None
    )
    in_force = LawInForce(code=draft.law, date=draft.law_day)
    as_drafted = msgspec.structs.replace(known, election_id=draft.code, date=draft.day, law=in_force, names=names)
    with tempfile.TemporaryDirectory(dir=incoming.home()) as beside:
        folder = Path(beside) / "election"
        shutil.copytree(_folder(draft) / "election", folder, copy_function=os.link)
        (folder / "election.toml").unlink()
        (folder / "election.toml").write_text(election_toml(as_drafted), "utf-8")
        yield folder


def _without(problem: str, working: Path) -> str:
    """A sentence without the place where the files are kept for now."""
    for folder in (working / "election", working / "files", working):
        problem = problem.replace(f"{folder}/", "").replace(str(folder), "election")
    return problem
