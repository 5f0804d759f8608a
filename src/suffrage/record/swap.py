"""A new record in place of the old one, at once: whoever looks sees the old or the new, never a part of either."""

import ctypes
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suffrage.model import BadInput

_EXCHANGE, _HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD of Linux's renameat2(2)."""


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A working folder beside `folder` that takes its place when all has gone well, and goes away when it has not.

    Everything is on the disk before the exchange. What an earlier, killed run left behind is removed first. `BadInput`: another
    run is at work on the same folder, or the disk does not take the new one.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _mend(folder)
        working = Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
        try:
            yield working
            working.chmod(0o755)
            os.sync()
            _put(working, folder)
            os.sync()
        except OSError as problem:
            raise BadInput(
                f"{folder} could not be written: {problem.strerror or problem}. Nothing of it was changed; make room on the disk, "
                "or give another place, and run the command again."
            ) from None
        finally:
            shutil.rmtree(working, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = folder.with_name(f".{folder.name}.lock")
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInput(f"{folder} is being written by another run; wait until it has ended.") from None
        yield


def _put(working: Path, folder: Path) -> None:
    if not folder.exists():
        working.rename(folder)
    elif not _exchange(working, folder):
        aside = _aside(folder)
        folder.rename(aside)
        working.rename(folder)
        shutil.rmtree(aside, ignore_errors=True)


def _mend(folder: Path) -> None:
    """Put the old record back if a run was killed between the two renames, and remove what killed runs left."""
    aside = _aside(folder)
    if aside.exists():
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(folder)
    for left in folder.parent.glob(f".{folder.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can (Linux 3.15 with most file systems)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)
