"""Tables that an administrator sent, kept in a folder of their own until they are stored as an election, or for a day."""

import re
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from suffrage.commission.refused import Refused
from suffrage.model.tables import STATEMENTS, TABLES, VOTES

LARGEST = 200 * 1024 * 1024
"""The most bytes of all files together: the tables of a whole country, without statements, are far smaller."""
KNOWN = frozenset({"election.toml", *(f"{name}.{ending}" for name in TABLES for ending in ("csv", "parquet"))})
"""The files of an election folder; nothing else is taken, under whatever name."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_KEPT = 24 * 3600


def take_in(files: "Iterable[UploadedFile[Any]]") -> str:
    """Keep the files of one election folder, and return the token under which they are found.

    Tables of statements and votes, which are not taken over, may be left out. `Refused`: an unknown or doubled name, or too much.
    """
    given = list(files)
    names = [file.name or "" for file in given]
    if unknown := next((name for name in names if name not in KNOWN), None):
        raise Refused("setup.unknown-file", name=unknown)
    if not given or len(set(names)) != len(names) or "election.toml" not in names:
        raise Refused("setup.no-election-toml")
    if sum(file.size or 0 for file in given) > LARGEST:
        raise Refused("setup.too-much")
    _forget_old()
    token = secrets.token_urlsafe(16)
    folder = _home() / token
    folder.mkdir(parents=True, mode=0o700)
    for file, name in zip(given, names, strict=True):
        with (folder / name).open("wb") as kept:
            kept.writelines(file.chunks())
    for table in (STATEMENTS, VOTES):
        if not {f"{table.name}.csv", f"{table.name}.parquet"} & set(names):
            heading = ",".join(column.name for column in table.columns if not column.optional)
            (folder / f"{table.name}.csv").write_text(heading + "\n", "utf-8")
    return token


def folder_of(token: str) -> Path:
    """The folder kept under a token; `Refused` if there is none (any more)."""
    folder = _home() / token
    if not _TOKEN.fullmatch(token) or not folder.is_dir():
        raise Refused("setup.gone")
    return folder


def forget(token: str) -> None:
    """Remove a kept folder."""
    shutil.rmtree(folder_of(token), ignore_errors=True)


def _home() -> Path:
    home: Path = settings.HOME
    return home / "incoming"


def _forget_old() -> None:
    if _home().is_dir():
        for folder in _home().iterdir():
            if folder.stat().st_mtime < time.time() - _KEPT:
                shutil.rmtree(folder, ignore_errors=True)
