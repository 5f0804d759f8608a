"""Protocols against the tables: made again where the same Typst and the same font are, and compared byte for byte.

Where they are not, the check is left out and says why: the bytes of a PDF depend on both, so that a difference would prove
nothing. Which files there must be follows from the tables alone, and is checked everywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from suffrage.model import BadInput, Finding, Place
from suffrage.model.jsonio import from_json
from suffrage.record.layout import PROTOCOLS, digest_of
from suffrage.record.protocols.fonts import Font
from suffrage.record.protocols.made import MadeWith, made_with
from suffrage.record.protocols.making import NOTE, protocol_files, protocol_paths
from suffrage.record.view import View


@dataclass(slots=True)
class Checked:
    """How many protocols were made again (None: they could not be, and `reason` says why), and what is wrong with which."""

    number: int | None = None
    reason: Finding | None = None
    failures: list[Finding] = field(default_factory=list)


def check_protocols(view: View, record: Path, listed: Mapping[str, str]) -> Checked:
    """Hold the protocols of a record, as its list gives them (path → SHA-256), against its tables and log."""
    own = {path: digest for path, digest in listed.items() if path.startswith(f"{PROTOCOLS}/")}
    if not own:
        return Checked(number=0)
    try:
        text = (record / NOTE).read_bytes()
        made = from_json(MadeWith, text)
        is_whole = NOTE in own and made.text().encode() == text and len(set(made.languages)) == len(made.languages) > 0
    except (OSError, BadInput):
        is_whole = False
    if not is_whole:
        return Checked(number=0, failures=[_finding("protocols-note", NOTE)])
    expected = protocol_paths(view, made)
    checked = Checked(failures=[_finding("protocols-files", path) for path in sorted(expected ^ set(own))])
    font, checked.reason = _same_here(view, made)
    if checked.reason is None:
        wrong = list(_differing(view, made, font, own))
        checked.failures += [_finding("protocol", path) for path in wrong]
        checked.number = len(expected) - 1
    return checked


def _same_here(view: View, made: MadeWith) -> tuple[Font | None, Finding | None]:
    """The font to print with; or why the protocols cannot be made again here."""
    try:
        here, font = made_with(view.tables, made.languages)
    except BadInput as problem:
        return None, _finding("protocols-no-font", NOTE, "note", detail=str(problem))
    if here == made:
        return font, None
    return None, _finding("protocols-elsewhere", NOTE, "note", made=str(made), here=str(here))


def _differing(view: View, made: MadeWith, font: Font | None, own: Mapping[str, str]) -> Iterator[str]:
    for path, content in protocol_files(view, made, font):
        if path in own and digest_of(content) != own[path]:
            yield path


def _finding(code: str, path: str, severity: str = "error", **operands: str) -> Finding:
    return Finding(
        code=f"record-{code}",
        severity="note" if severity == "note" else "error",
        place=Place(file=path),
        operands=dict(operands),
    )
