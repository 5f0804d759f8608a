"""A record's log in the hands of a reader that nobody here wrote: `tlog-scales` from PyPI, for C2SP tlog-tiles and tlog-checkpoint."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from tests.folders import write
from tests.record.conftest import KEY, OTHER, WITNESS
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey

from suffrage.generate import generate
from suffrage.record import layout
from suffrage.record.merkle import leaf_hash
from suffrage.record.notes import PublicKey
from suffrage.record.publish import publish
from suffrage.record.reading import read_record
from suffrage.record.witness import add_cosignature


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A record whose log has several tiles and two levels of them."""
    home = tmp_path_factory.mktemp("large")
    generate("kh-2023", home / "election", stations=700)
    publish(home / "election", home / "record", KEY)
    return home / "record"


@pytest.fixture(params=["corrected", "large"])
def log(request):
    return request.getfixturevalue(request.param)


def test_the_checkpoint_its_signature_and_a_cosignature(tiny, tmp_path):
    record = tmp_path / "record"
    publish(write(tmp_path / "election"), record, KEY)
    add_cosignature(record, KEY.public(), WITNESS, 1_720_000_000)
    checkpoint = TilesReader(LocalBackend(record / layout.LOG)).get_checkpoint()
    assert (checkpoint.origin, checkpoint.size) == (KEY.name, 5)
    checkpoint.verify(Vkey.from_string(str(KEY.public())))
    witness = Vkey(WITNESS.name, None, 4, WITNESS.public().raw)
    checkpoint.verify(witness)
    assert PublicKey.parse(witness.serialize()) == WITNESS.public()
    with pytest.raises(RuntimeError, match="no signature matched"):
        checkpoint.verify(Vkey.from_string(str(OTHER.public())))
    text = (record / layout.CHECKPOINT).read_text()
    (record / layout.CHECKPOINT).write_text(text.replace("\n5\n", "\n6\n"))
    with pytest.raises(InvalidSignature):
        TilesReader(LocalBackend(record / layout.LOG)).get_checkpoint().verify(Vkey.from_string(str(KEY.public())))


def test_the_root_and_every_entry(log):
    ours = read_record(log)
    reader = TilesReader(LocalBackend(log / layout.LOG))
    checkpoint = reader.get_checkpoint()
    assert reader.calculate_root_hash() == checkpoint.root_hash == ours.checkpoint.root
    assert [reader.get_entry(number) for number in range(checkpoint.size)] == ours.entries


def test_its_proofs_are_ours(log):
    ours = read_record(log)
    reader = TilesReader(LocalBackend(log / layout.LOG))
    size = reader.get_checkpoint().size
    for number in {0, 1, size // 2, size - 1}:
        proof = reader.get_inclusion_proof(number, size)
        assert proof.node_hashes == ours.tree.inclusion(number)
        proof.check(leaf_hash(ours.entries[number]), ours.checkpoint.root)
    for old in {1, size // 2, size - 1, size}:
        proof = reader.get_consistency_proof(old, size)
        assert proof.node_hashes == ours.tree.consistency(old)
        proof.check(ours.tree.root(old), ours.checkpoint.root)


def test_an_older_checkpoint_is_a_prefix_of_the_corrected_log(tiny, corrected):
    old = TilesReader(LocalBackend(tiny / layout.LOG)).get_checkpoint()
    reader = TilesReader(LocalBackend(corrected / layout.LOG))
    new = reader.get_checkpoint()
    reader.get_consistency_proof(old.size, new.size).check(old.root_hash, new.root_hash)
    assert base64.b64encode(old.root_hash).decode() in (tiny / layout.CHECKPOINT).read_text()
