"""What the commands share: the console, progress, the language, and writing JSON."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from suffrage.model import Language
from suffrage.words import LANGUAGES, say

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def language(code: str) -> Language:
    """The reader's language; a sentence and exit code 2 for one that is not written yet."""
    import typer

    for known in LANGUAGES:
        if code == known:
            return known
    raise typer.BadParameter(f"{code!r} is not a language of the reports; give {', '.join(LANGUAGES[:-1])} or {LANGUAGES[-1]}.")


@contextmanager
def stages(tongue: Language) -> Iterator[Callable[[str], None]]:
    """Show on standard error which stage of the work is under way; nothing where nobody looks."""
    if not errors.is_terminal:
        yield lambda _stage: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(say(tongue, "stage.opening"), total=None)
        yield lambda stage: bar.update(task, description=say(tongue, f"stage.{stage}"))


@contextmanager
def measured(description: str) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how much of the work is done; nothing where nobody looks."""
    if not errors.is_terminal:
        yield lambda _done, _whole: None
        return
    with Progress(console=errors, transient=True) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def write_json(value: Any) -> None:
    """The value as JSON, indented, on standard output."""
    from suffrage.model.jsonio import to_json

    sys.stdout.write(to_json(value, indent=1) + "\n")
