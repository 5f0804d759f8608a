"""The log on disk, as C2SP tlog-tiles lays it out: hashes in tiles of 256, entries in bundles of 256, each named by its place."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from suffrage.record.merkle import HASH_SIZE, Tree, node_hash
from suffrage.record.notes import NoteError

WIDTH = 256
LARGEST_ENTRY = 65_535


def tile_path(level: int | str, number: int, width: int) -> str:
    """The path of a tile (`level` 0, 1 …) or an entry bundle (`level` "entries"), full or of `width` so far.

    >>> tile_path(0, 1234067, 256)
    'tile/0/x001/x234/067'
    >>> tile_path("entries", 0, 7)
    'tile/entries/000.p/7'
    """
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([f"tile/{level}", *(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def hash_tiles(tree: Tree) -> Iterator[tuple[str, bytes]]:
    """The path and content of every hash tile of a tree: level L holds the roots of subtrees of 256^L leaves."""
    level, hashes = 0, tree.levels[0]
    while hashes:
        for start in range(0, len(hashes), WIDTH):
            part = hashes[start : start + WIDTH]
            yield tile_path(level, start // WIDTH, len(part)), b"".join(part)
        level += 1
        hashes = [_root(hashes[i : i + WIDTH]) for i in range(0, len(hashes) - WIDTH + 1, WIDTH)]


def entry_bundles(entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """The path and content of every entry bundle: each entry after its length in two bytes, the higher first."""
    for start in range(0, len(entries), WIDTH):
        part = entries[start : start + WIDTH]
        content = b"".join(len(entry).to_bytes(2, "big") + entry for entry in part)
        yield tile_path("entries", start // WIDTH, len(part)), content


def read_entries(log: Path, size: int) -> list[bytes]:
    """The first `size` entries of the log in the folder `log`; `NoteError` names the bundle that is missing or damaged."""
    entries: list[bytes] = []
    for number in range(-(-size // WIDTH)):
        width = min(WIDTH, size - number * WIDTH)
        path = tile_path("entries", number, width)
        try:
            content = (log / path).read_bytes()
        except OSError:
            raise NoteError(f"log/{path} is missing: the log has {size} entries, and these are {width} of them.") from None
        entries += _unbundle(content, width, path)
    return entries


def _unbundle(content: bytes, width: int, path: str) -> Iterator[bytes]:
    place = 0
    for _ in range(width):
        length = int.from_bytes(content[place : place + 2], "big")
        entry = content[place + 2 : place + 2 + length]
        if len(content) < place + 2 or len(entry) != length:
            raise NoteError(f"log/{path} is cut short: {width} entries were expected in it.")
        yield entry
        place += 2 + length
    if place != len(content):
        raise NoteError(f"log/{path} goes on after its last entry.")


def _root(hashes: Sequence[bytes]) -> bytes:
    """The root of exactly 256 hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


__all__ = ["HASH_SIZE", "LARGEST_ENTRY", "WIDTH", "entry_bundles", "hash_tiles", "read_entries", "tile_path"]
