"""An official text file: its encoding detected and stated, its rows read strictly, each cell able to say where it stands."""

import csv
import gzip
import hashlib
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suffrage.model import BadInput, Finding, Place
from suffrage.model.tables import LARGEST_COUNT

ENCODINGS = ("utf-8", "cp850", "cp1252", "latin-1")
"""The encodings that French official files have come in, the strictest first."""

_FRENCH = frozenset("àâäæçèéêëîïôöœùûüÿÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸ°’«»–…€ ")


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, the encoding it was read by, why, and the SHA-256 of its bytes."""

    file: Path
    text: str
    encoding: str
    evidence: str
    sha256: str

    def finding(self) -> Finding:
        """The statement of the encoding."""
        operands = {"encoding": self.encoding, "evidence": self.evidence}
        return Finding(code="encoding", severity="note", place=Place(file=self.file.name), operands=operands)


def read_source(file: Path, encoding: str | None = None) -> Source:
    """The text of a file (plain or .gz). `encoding` None: detected; `BadInput` where the bytes do not settle it."""
    try:
        data = file.read_bytes()
        plain = gzip.decompress(data) if file.suffix == ".gz" else data
    except (OSError, EOFError) as problem:
        raise BadInput(f"{file} cannot be read: {problem}.") from None
    if not plain.strip():
        raise BadInput(f"{file} is empty; give the official file as it was published.")
    if b"\0" in plain[:65536]:
        raise BadInput(f"{file} is not a text file (it holds NUL bytes); give the official CSV file.")
    text, name, evidence = _decode(file, plain, encoding)
    return Source(file, text.removeprefix("\ufeff"), name, evidence, hashlib.sha256(data).hexdigest())


def _decode(file: Path, data: bytes, encoding: str | None) -> tuple[str, str, str]:
    if encoding is not None:
        try:
            return data.decode(encoding), encoding, "given"
        except (UnicodeDecodeError, LookupError) as problem:
            raise BadInput(f"{file} cannot be read as {encoding}: {problem}.") from None
    try:
        return data.decode("utf-8-sig"), "utf-8", "ascii" if data.isascii() else "strict"
    except UnicodeDecodeError:
        pass
    found = {name: text for name in ENCODINGS[1:] if (text := _try(data, name)) is not None}
    french = {name: share for name, text in found.items() if (share := _french_share(text)) is not None}
    best = max(french.values(), default=(0, 1))
    winners = [name for name, share in french.items() if share == best]
    if not winners or best[0] * 10 < best[1] * 9 or len({found[name] for name in winners}) > 1:
        raise BadInput(
            f"{file} is not UTF-8, and its bytes do not show whether it is {', '.join(ENCODINGS[1:])}; "
            "say it with --encoding, or convert the file to UTF-8."
        )
    return found[winners[0]], winners[0], f"{best[0]}/{best[1]}"


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _french_share(text: str) -> tuple[int, int] | None:
    """(characters that French uses, all characters beyond ASCII); None if one of these is a control character."""
    beyond = [character for character in text if ord(character) > 126]
    if any(unicodedata.category(character) == "Cc" for character in beyond):
        return None
    return sum(character in _FRENCH for character in beyond), len(beyond)


@dataclass(slots=True)
class Row:
    """One row of an official file. Cells that are not what they should be are reported to `report`, and are then unknown."""

    file: str
    line: int
    cells: Mapping[str, str]
    report: Callable[[Finding], None]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()

    def count(self, column: str) -> int | None:
        """A count; an empty cell, or one that is no count, is reported and unknown."""
        text = self[column]
        if not text:
            self.find("cell-empty", "warning", column, "a count", "")
        elif not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) > LARGEST_COUNT:
            self.find("cell-not-count", "error", column, f"0–{LARGEST_COUNT}", text[:60])
        else:
            return int(text)
        return None

    def find(self, code: str, severity: str, column: str | None, expected: object, found: object, **place: str) -> None:
        """Report a finding at this row."""
        where = Place(file=self.file, line=self.line, column=column, **place)
        operands = {"expected": _operand(expected), "found": _operand(found)}
        self.report(Finding(code=code, severity=severity, place=where, operands=operands))  # type: ignore[arg-type]


def _operand(value: object) -> int | str | None:
    return value if isinstance(value, int | str) or value is None else str(value)


def read_rows(
    source: Source, delimiter: str, wanted: Sequence[str], what: str, report: Callable[[Finding], None]
) -> Iterator[Row]:
    """The rows of an official CSV file that must have the columns `wanted`; `what` names the format for an error's sentence.

    A row with too few or too many cells is reported and left out.
    """
    lines = csv.reader(io.StringIO(source.text, newline=""), delimiter=delimiter)
    try:
        heading = [name.strip() for name in next(lines, [])]
        missing = [name for name in wanted if name not in heading]
        if missing:
            raise BadInput(
                f"{source.file}, line 1: this is not {what}: the column {missing[0]!r} is missing "
                f"(columns are separated by {delimiter!r}; {len(heading)} were found). Give the file as the ministry published it."
            )
        for cells in lines:
            row = Row(source.file.name, lines.line_num, dict(zip(heading, cells, strict=False)), report)
            if len(cells) == len(heading):
                yield row
            elif cells:
                row.find("row-unusable", "error", None, f"{len(heading)} cells", f"{len(cells)} cells")
    except csv.Error as problem:
        raise BadInput(f"{source.file}, line {lines.line_num}: this is not CSV ({problem}).") from None
