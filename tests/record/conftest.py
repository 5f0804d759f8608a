"""Keys and small records to be attacked."""

import shutil
from pathlib import Path

import pytest
from tests.folders import edit, write

from suffrage.record import layout
from suffrage.record.merkle import Tree, leaf_hash
from suffrage.record.notes import Checkpoint, PrivateKey
from suffrage.record.publish import publish
from suffrage.record.tiles import entry_bundles, hash_tiles

KEY = PrivateKey("nec.example/tiny", bytes(range(32)))
WITNESS = PrivateKey("mission.example", bytes(range(1, 33)))
OTHER = PrivateKey("nec.example/tiny", bytes(range(2, 34)))
"""A key of the same name that is not the commission's."""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Path:
    """The record of the tiny election; not to be changed."""
    home = tmp_path_factory.mktemp("tiny")
    publish(write(home / "election"), home / "record", KEY)
    return home / "record"


@pytest.fixture
def record(tiny, tmp_path) -> Path:
    """A copy of the tiny record, to be attacked."""
    return Path(shutil.copytree(tiny, tmp_path / "record"))


@pytest.fixture(scope="session")
def corrected(tiny, tmp_path_factory) -> Path:
    """The tiny record, extended by a correction; not to be changed."""
    home = tmp_path_factory.mktemp("corrected")
    target = Path(shutil.copytree(tiny, home / "record"))
    publish(write(home / "election", **correction()), target, KEY)
    return target


def correction() -> dict[str, str]:
    """Station 0102 again: five votes of party 9 were party 18's."""
    later = "0102,01,2,300,200,200,,5,195\n"
    return {
        **edit("statements", "2301,23,1,", later + "2301,23,1,"),
        **edit("votes", "2301,23,1,9", "0102,01,2,9,20\n0102,01,2,18,175\n2301,23,1,9"),
    }


def resign(record: Path, *, entries: list[bytes] | None = None, key: PrivateKey = KEY) -> None:
    """What a dishonest holder of the key does: list and sign the files as they are now, with another log if it wants one."""
    if entries is not None:
        shutil.rmtree(record / layout.LOG)
        tree = Tree(map(leaf_hash, entries))
        for path, content in (*entry_bundles(entries), *hash_tiles(tree)):
            (record / layout.LOG / path).parent.mkdir(parents=True, exist_ok=True)
            (record / layout.LOG / path).write_bytes(content)
        body = Checkpoint(key.name, len(entries), tree.root()).text()
        (record / layout.CHECKPOINT).write_text(f"{body}\n{key.sign(body)}", "utf-8")
    body = (record / layout.CHECKPOINT).read_text("utf-8").split("\n\n")[0] + "\n"
    checkpoint = Checkpoint.parse(body, "checkpoint")
    files = {path: layout.digest(record / path) for path in layout.files_of(record)}
    text = layout.Manifest(checkpoint, files).text()
    (record / layout.MANIFEST).write_text(f"{text}\n{key.sign(text)}", "utf-8")


def replace(file: Path, old: str, new: str) -> None:
    """Change a piece of a text file."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
