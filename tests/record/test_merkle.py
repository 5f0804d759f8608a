"""The tree against the test vectors of Certificate Transparency, and its proofs against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage.record.merkle import Tree, is_consistent, leaf_hash, root_of_inclusion

# The eight leaves and the roots of their first 1 … 8, from the reference implementation of RFC 6962 (certificate-transparency,
# merkletree/merkle_tree_test).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_roots():
    tree = Tree(map(leaf_hash, LEAVES))
    assert [tree.root(size).hex() for size in range(1, 9)] == ROOTS
    assert Tree().root().hex() == EMPTY


def test_an_inclusion_proof_of_the_reference():
    """Leaf 0 of 8, and leaf 5 of 8."""
    tree = Tree(map(leaf_hash, LEAVES))
    assert [step.hex() for step in tree.inclusion(0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [step.hex() for step in tree.inclusion(5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(1, 70), st.data())
def test_inclusion(size, data):
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(leaf_hash(bytes([n])) for n in range(70))
    path, leaf = tree.inclusion(index, size), tree.levels[0][index]
    assert root_of_inclusion(leaf, index, size, path) == tree.root(size)
    assert root_of_inclusion(leaf_hash(b"another"), index, size, path) != tree.root(size)
    assert root_of_inclusion(leaf, (index + 1) % size, size, path) != tree.root(size) or size == 1
    assert root_of_inclusion(leaf, index, size, [*path, leaf]) is None
    assert root_of_inclusion(leaf, size, size, path) is None
    if path:
        assert root_of_inclusion(leaf, index, size, path[:-1]) is None


@given(st.integers(1, 70), st.data())
def test_consistency(size, data):
    old = data.draw(st.integers(1, size))
    tree = Tree(leaf_hash(bytes([n])) for n in range(70))
    proof = tree.consistency(old, size)
    assert is_consistent(old, tree.root(old), size, tree.root(size), proof)
    other = Tree(leaf_hash(bytes([n]) if n else b"rewritten") for n in range(70))
    assert not is_consistent(old, other.root(old), size, tree.root(size), proof)
    assert not is_consistent(old, tree.root(old), size, other.root(size), proof)
    assert not is_consistent(old, tree.root(old), size, tree.root(size), [*proof, tree.root()])
    assert not is_consistent(size + 1, tree.root(), size, tree.root(size), proof)
    if proof:
        assert not is_consistent(old, tree.root(old), size, tree.root(size), proof[:-1])
        assert not is_consistent(old, tree.root(old), size, tree.root(size), [])


@pytest.mark.parametrize("size", [0, 1, 5, 255, 256, 257, 512, 600])
def test_the_tiles_hold_the_tree_and_its_entries(size, tmp_path):
    from suffrage.record.notes import NoteError
    from suffrage.record.tiles import entry_bundles, hash_tiles, read_entries

    entries = [f"entry {number}".encode() * (number % 3) for number in range(size)]
    tree = Tree(map(leaf_hash, entries))
    files = dict([*entry_bundles(entries), *hash_tiles(tree)])
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert read_entries(tmp_path, size) == entries
    assert b"".join(content for path, content in files.items() if path.startswith("tile/0/")) == b"".join(tree.levels[0])
    if size >= 256:
        assert files["tile/1/000.p/2" if size >= 512 else "tile/1/000.p/1"][:32] == tree.root(256)
    if size:
        with pytest.raises(NoteError, match="is missing: the log has"):
            read_entries(tmp_path, size + 256)
        last = tmp_path / list(dict(entry_bundles(entries)))[-1]
        whole = last.read_bytes()
        last.write_bytes(whole[:-1])
        with pytest.raises(NoteError, match="is cut short"):
            read_entries(tmp_path, size)
        last.write_bytes(whole + b"\0")
        with pytest.raises(NoteError, match="goes on after its last entry"):
            read_entries(tmp_path, size)
