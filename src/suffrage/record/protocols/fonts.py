"""The Khmer font of the protocols: one that is installed, found by its files.

Latin, Greek, Hebrew and Arabic letters come from fonts that Typst brings along, the same on every machine.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from suffrage.model import BadInput

FOLDERS = (
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
"""Where systems keep their fonts; the user's own come first."""

LATIN = ("Libertinus Serif", "DejaVu Sans Mono")
"""Families that Typst brings along: the first has Latin, Greek, Cyrillic and Hebrew, the second also Arabic."""


@dataclass(frozen=True, slots=True)
class Font:
    """A family and its files, the regular one first."""

    family: str
    files: tuple[Path, ...]


_WANTED = (
    ("Noto Serif Khmer", ("NotoSerifKhmer-Regular.ttf", "NotoSerifKhmer-Bold.ttf")),
    ("Noto Sans Khmer", ("NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf")),
    ("Khmer OS Siemreap", ("KhmerOSsiemreap.ttf",)),
    ("Khmer OS Battambang", ("KhmerOSbattambang.ttf",)),
    ("Khmer OS", ("KhmerOS.ttf",)),
)
"""In the order in which they are taken: those that have a bold face first."""


def khmer_font(folders: Iterable[Path] | None = None) -> Font:
    """The first of the known Khmer fonts that is installed; `BadInput` says which Debian packages bring one."""
    searched = [folder.expanduser() for folder in (FOLDERS if folders is None else folders)]
    there: dict[str, Path] = {}
    for file in _font_files(searched):
        there.setdefault(file.name, file)
    for family, names in _WANTED:
        if all(name in there for name in names):
            return Font(family, tuple(there[name] for name in names))
    raise BadInput(
        f"No Khmer font was found in {', '.join(map(str, searched))}, and the protocols need one. Install one (Debian: "
        "`apt-get install fonts-noto-core` or `fonts-khmeros`), or leave the PDF documents out (protocols: --no-protocols)."
    )


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for top in folders:
        for folder, below, names in os.walk(top):
            below.sort()
            yield from (Path(folder) / name for name in sorted(names) if name.endswith(".ttf"))
