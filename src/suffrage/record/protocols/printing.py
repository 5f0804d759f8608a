"""Typst: from a template and its data to the bytes of a PDF, which depend on nothing else: no clock, no other font."""

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import typst

from suffrage.model.jsonio import to_json
from suffrage.record.protocols.fonts import LATIN, Font


class Printer:
    """Prints documents of one day with one Khmer font (None: no Khmer is written). Use it in a `with` statement.

    `day`: the date that the PDF bears as that of its making. The data reach a template as JSON (`sys.inputs.data`).
    """

    def __init__(self, day: date, font: Font | None) -> None:
        self._day = datetime.combine(day, time(), UTC)
        self._font = font
        self._compilers: dict[str, typst.Compiler] = {}

    def __enter__(self) -> Self:
        self._held = ExitStack()
        self._templates = self._held.enter_context(resources.as_file(resources.files(__package__) / "templates"))
        # A folder that has the chosen files alone: another font of the system must never step in for a letter.
        folder = Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="suffrage-fonts-")))
        for file in self._font.files if self._font else ():
            shutil.copyfile(file, folder / file.name)
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._compilers.clear()
        self._held.close()

    def pdf(self, template: str, data: Mapping[str, Any], *, tagged: bool) -> bytes:
        """The document that `template` makes of `data`. `tagged`: with the structure that screen readers want."""
        fonts = [LATIN[0], *([self._font.family] if self._font else []), *LATIN[1:]]
        inputs = {"data": to_json(dict(data) | {"fonts": fonts})}
        made = self._compiler(template).compile(sys_inputs=inputs, format="pdf", timestamp=self._day, pdf_tags=tagged)
        if not isinstance(made, bytes):
            raise TypeError("Typst gave no document.")
        return made

    def _compiler(self, template: str) -> typst.Compiler:
        if template not in self._compilers:
            self._compilers[template] = typst.Compiler(
                str(self._templates / f"{template}.typ"),
                root=str(self._templates),
                font_paths=self._fonts,
                ignore_system_fonts=True,
            )
        return self._compilers[template]
