"""The Merkle tree of RFC 6962 and RFC 9162, section 2.1, with SHA-256: roots, inclusion proofs and consistency proofs."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32


def leaf_hash(entry: bytes) -> bytes:
    """HASH(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """HASH(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree over leaf hashes, with every complete subtree kept: `levels[k][i]` covers the leaves from i·2^k to (i+1)·2^k − 1."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while len(below := self.levels[-1]) > 1:
            self.levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
        self._parts: dict[tuple[int, int], bytes] = {}

    def __len__(self) -> int:
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves (all of them): MTH of RFC 9162, 2.1.1."""
        return self._hash(0, len(self) if size is None else size)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of leaf `index` in the tree of the first `size` leaves: PATH of RFC 9162, 2.1.3.1."""
        return self._path(index, 0, len(self) if size is None else size)

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the first `old` leaves are those of an older tree: PROOF of RFC 9162, 2.1.4.1. 0 < old ≤ size."""
        return self._proof(old, 0, len(self) if size is None else size, whole=True)

    def _hash(self, low: int, high: int) -> bytes:
        number = high - low
        if number == 0:
            return sha256().digest()
        if number & (number - 1) == 0:
            return self.levels[number.bit_length() - 1][low // number]
        if (low, high) not in self._parts:
            middle = low + _split(number)
            self._parts[low, high] = node_hash(self._hash(low, middle), self._hash(middle, high))
        return self._parts[low, high]

    def _path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*self._path(index, low, middle), self._hash(middle, high)]
        return [*self._path(index, middle, high), self._hash(low, middle)]

    def _proof(self, old: int, low: int, high: int, *, whole: bool) -> list[bytes]:
        if old == high:
            return [] if whole else [self._hash(low, high)]
        middle = low + _split(high - low)
        if old <= middle:
            return [*self._proof(old, low, middle, whole=whole), self._hash(middle, high)]
        return [*self._proof(old, middle, high, whole=False), self._hash(low, middle)]


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf hash and its audit path lead to (RFC 9162, 2.1.3.2); None: the path does not fit the index and size."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf
    for other in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_hash(other, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, other)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None


def is_consistent(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `size` leaves extends that of `old` leaves (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(other, first), node_hash(other, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, other)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == root


def _split(number: int) -> int:
    """The largest power of two below `number`."""
    return 1 << (number - 1).bit_length() - 1
