"""Typst: from a template and its data to the bytes of a PDF, which depend on nothing else: no clock, no other font."""

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import typst

from suffrage.model.jsonio import to_json
from suffrage.record.protocols.fonts import LATIN, Font

WORKERS = min(4, os.cpu_count() or 1)
"""Documents that are set at the same time: Typst works outside Python's lock."""
LARGE = 50_000
"""Letters of data from which on Typst's memory of a document is worth throwing away (some 0.6 kB for each of them)."""
FORGETTING = 10
"""After so many further documents Typst forgets what it keeps of one."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to print: where it goes, its template, its data. `tagged`: with the structure that screen readers want."""

    path: str
    template: str
    data: Mapping[str, Any]
    tagged: bool


class Printer:
    """Prints documents of one day with one Khmer font (None: no Khmer is written). Use it in a `with` statement.

    `day`: the date that the PDF bears as that of its making · `package`: the one in which the folder `templates` lies. The data reach
    a template as JSON (`sys.inputs.data`).
    """

    def __init__(self, day: date, font: Font | None, package: str = __package__) -> None:
        self._day = datetime.combine(day, time(), UTC)
        self._font = font
        self._package = package

    def __enter__(self) -> Self:
        self._held = ExitStack()
        self._templates = self._held.enter_context(resources.as_file(resources.files(self._package) / "templates"))
        # A folder that has the chosen files alone: another font of the system must never step in for a letter.
        folder = Path(self._held.enter_context(tempfile.TemporaryDirectory(prefix="suffrage-fonts-")))
        for file in self._font.files if self._font else ():
            shutil.copyfile(file, folder / file.name)
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._held.close()

    def print(self, sheets: Iterable[Sheet]) -> Iterator[tuple[str, bytes]]:
        """The path and the PDF of each sheet, in their order; several are set at the same time."""
        waiting: deque[tuple[str, Future[bytes]]] = deque()
        with ThreadPoolExecutor(WORKERS) as pool:
            for sheet in sheets:
                waiting.append((sheet.path, pool.submit(self.pdf, sheet)))
                if len(waiting) > 2 * WORKERS:
                    path, made = waiting.popleft()
                    yield path, made.result()
            for path, made in waiting:
                yield path, made.result()

    def pdf(self, sheet: Sheet) -> bytes:
        """One sheet as PDF."""
        fonts = [LATIN[0], *([self._font.family] if self._font else []), *LATIN[1:]]
        data = to_json(dict(sheet.data) | {"fonts": fonts})
        made = self._compiler().compile(
            str(self._templates / f"{sheet.template}.typ"),
            format="pdf",
            sys_inputs={"data": data},
            timestamp=self._day,
            pdf_tags=sheet.tagged,
        )
        if len(data) > LARGE:
            self._forget()
        if not isinstance(made, bytes):
            raise TypeError("Typst gave no document.")
        return made

    def _compiler(self) -> typst.Compiler:
        """One for each document: a compiler serves one thread at a time."""
        return typst.Compiler(root=str(self._templates), font_paths=self._fonts, ignore_system_fonts=True)

    def _forget(self) -> None:
        """Have Typst free the memory of a large document now, and not after ten others as large."""
        compiler = self._compiler()
        for _ in range(FORGETTING):
            compiler.compile(b" ", format="pdf")
