"""The official formats that can be imported, and the import itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from suffrage.intake.bureaux import read_bureaux
from suffrage.intake.canonical import open_election
from suffrage.intake.draft import Draft
from suffrage.intake.europeennes import read_communes, read_constituencies
from suffrage.intake.folder import new_folder, write_election
from suffrage.intake.legislatives import read_candidats, read_candidatures
from suffrage.intake.source import Source, read_source
from suffrage.model import BadInput, Election, Finding
from suffrage.model.tables import TABLES

CANONICAL = "canonical"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its code, the number of files it is made of, an example, and the function that reads it."""

    code: str
    files: tuple[int, int]
    example: str
    read: Callable[[list[Source], Draft], Election] | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote (rows of each table) and every defect it met."""

    folder: Path
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]


FORMATS = {
    known.code: known
    for known in (
        Format(CANONICAL, (1, 20), "suffrage import canonical FOLDER --into election", None),
        Format(
            "fr-legislatives-candidats",
            (1, 1),
            "suffrage import fr-legislatives-candidats resultats-t1.csv --into legislatives-2024",
            read_candidats,
        ),
        Format(
            "fr-legislatives-bureaux",
            (1, 2),
            "suffrage import fr-legislatives-bureaux bureaux.csv resultats-t1.csv --into bureaux-2024",
            read_bureaux,
        ),
        Format(
            "fr-legislatives-candidatures",
            (1, 1),
            "suffrage import fr-legislatives-candidatures candidatures-t2.csv --into second-tour-2024",
            read_candidatures,
        ),
        Format(
            "fr-europeennes-circonscriptions",
            (2, 2),
            "suffrage import fr-europeennes-circonscriptions circonscriptions.csv listes.csv --into europeennes-2024",
            read_constituencies,
        ),
        Format(
            "fr-europeennes-communes",
            (3, 3),
            "suffrage import fr-europeennes-communes communes.csv.gz votes.csv.gz listes.csv --into communes-2024",
            read_communes,
        ),
    )
}
"""Every format by its code; docs/formats.md says how each is read."""


def import_files(
    code: str, files: list[Path], into: Path, *, encoding: str | None = None, as_parquet: bool = False
) -> Imported:
    """Turn official files into an election folder. A defect never stops the import: it becomes a finding.

    `encoding`: that of the files, where it cannot be detected. `BadInput`: an unknown format, a file that is not what it says
    to be, or a folder that is not empty; then nothing is written.
    """
    if code not in FORMATS:
        raise BadInput(f"There is no format {code!r}; known are {', '.join(FORMATS)}.")
    known = FORMATS[code]
    least, most = known.files
    if not least <= len(files) <= most:
        number = str(least) if least == most else f"{least} to {most}"
        raise BadInput(f"The format {code} is read from {number} file(s); {len(files)} were given. Example: {known.example}")
    if known.read is None:
        return _import_canonical(files, into)
    draft = Draft()
    sources = [read_source(file, encoding) for file in files]
    for source in sources:
        draft.report(source.finding())
    election = known.read(sources, draft)
    tables = {name: draft.tables[name] for name, table in TABLES.items() if table.needed or draft.tables.get(name)}
    rows = write_election(into, election, tables, as_parquet=as_parquet or len(draft.tables["areas"]) > 5_000)
    return Imported(into, rows, tuple(draft.findings))


def _import_canonical(files: list[Path], into: Path) -> Imported:
    """Canonical tables, validated and copied as they are: a folder, or its files one by one."""
    parts = [part for file in files for part in (sorted(file.iterdir()) if file.is_dir() else [file])]
    names = {f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet")} | {"election.toml"}
    with new_folder(into) as working:
        for part in parts:
            if part.name not in names:
                raise BadInput(
                    f"{part} is not a canonical table; their files are election.toml and {', '.join(TABLES)} as .csv or .parquet."
                )
            if (working / part.name).exists():
                raise BadInput(f"{part}: a file of that name was given twice; keep one.")
            try:
                (working / part.name).write_bytes(part.read_bytes())
            except OSError as problem:
                raise BadInput(f"{part} cannot be read: {problem.strerror}.") from None
        with open_election(working) as tables:
            rows = {
                name: int((tables.connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone() or (0,))[0])
                for name in TABLES
                if tables.file(TABLES[name])
            }
    return Imported(into, rows, ())
