"""What the bytes of a protocol depend on beside the record: the version of Typst, and the files of the Khmer font.

It stands in the record as `protocols/made-with.json`, so that whoever has the same can make every protocol again, byte for byte.
"""

from collections.abc import Iterable
from importlib.metadata import version

from suffrage.intake.tables import Tables
from suffrage.model import BadInput, Language
from suffrage.model.base import Value
from suffrage.model.jsonio import to_json
from suffrage.record.layout import digest
from suffrage.record.protocols.fonts import Font, khmer_font
from suffrage.words import LANGUAGES


class FontFile(Value, frozen=True):
    """A font's file by its name, and its SHA-256."""

    file: str
    sha256: str


class MadeWith(Value, frozen=True):
    """The content of `protocols/made-with.json`. `typst`: the version of the Python package `typst`."""

    typst: str
    fonts: tuple[FontFile, ...]
    languages: tuple[Language, ...]

    def text(self) -> str:
        """The file's text."""
        return to_json(self, indent=1) + "\n"

    def __str__(self) -> str:
        fonts = "".join(f", {font.file} ({font.sha256[:12]}…)" for font in self.fonts)
        return f"typst {self.typst}{fonts}"


def made_with(tables: Tables, languages: Iterable[Language]) -> tuple[MadeWith, Font | None]:
    """What protocols of this election are made with here, and the Khmer font to print with.

    A font is asked for only where Khmer is written: in protocols in Khmer, or where a name is. `BadInput`: there is none ·
    a language is not one of the protocols.
    """
    wanted = set(languages)
    if strange := sorted(wanted - set(LANGUAGES)):
        raise BadInput(f"There are no protocols in {strange[0]!r}; give some of {', '.join(LANGUAGES)}.")
    font = khmer_font() if "km" in wanted or _has_khmer_names(tables) else None
    files = tuple(FontFile(file=file.name, sha256=digest(file)) for file in font.files) if font else ()
    made = MadeWith(
        typst=version("typst"), fonts=files, languages=tuple(language for language in LANGUAGES if language in wanted)
    )
    return made, font


def _has_khmer_names(tables: Tables) -> bool:
    names = "concat_ws(' ', name, name_km, name_fr, name_en)"
    found = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE regexp_matches({names}, '\\p{{Khmer}}')"
        for table in ("areas", "contests", "options", "candidates", "stations")
    )
    names_of_election = tables.election.names
    own = (names_of_election.name, names_of_election.name_km, names_of_election.name_fr, names_of_election.name_en)
    return any("\u1780" <= letter <= "\u17ff" for name in own if name for letter in name) or (
        tables.connection.execute(f"SELECT 1 FROM ({found}) LIMIT 1").fetchone() is not None
    )
