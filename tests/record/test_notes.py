"""Keys and signed notes, against a note that another implementation signed, and against damage."""

import base64

import pytest
from tests.record.conftest import KEY, OTHER, WITNESS

from suffrage.record.notes import Checkpoint, Note, NoteError, PrivateKey, PublicKey
from suffrage.record.station import Proof

# The example of golang.org/x/mod/sumdb/note: key and note made by Go.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"


def test_a_note_and_keys_that_another_implementation_made():
    note = Note.parse(GO_NOTE.encode(), "The note")
    note.check(PublicKey.parse(GO_KEY), "The note")
    assert note.text() == GO_NOTE
    secret = PrivateKey.parse(GO_SECRET)
    assert (str(secret.public()), secret.secret_text()) == (GO_KEY, GO_SECRET)
    assert GO_NOTE.endswith(secret.sign(note.body))


def test_keys():
    assert PublicKey.parse(str(KEY.public())) == KEY.public()
    assert PrivateKey.parse(KEY.secret_text()) == KEY
    assert "AAEC" not in repr(KEY)
    assert PrivateKey.generate("a.example").seed != PrivateKey.generate("a.example").seed
    for name in ("", "two words", "a+b"):
        with pytest.raises(NoteError, match="cannot name a key"):
            PrivateKey.generate(name)
    for text in ("", "name", "a+b", f"{KEY.public()}x", str(KEY.public()).replace("+", "+00", 1), "n+00000000+AAAA", "n+0+!"):
        with pytest.raises(NoteError):
            PublicKey.parse(text)
    for text in ("", str(KEY.public()), KEY.secret_text()[:-4] + "AAA=", KEY.secret_text().replace("nec.", "ned.")):
        with pytest.raises(NoteError) as problem:
            PrivateKey.parse(text)
        assert KEY.secret_text()[-20:] not in str(problem.value)


def test_cosignatures():
    body = Checkpoint("nec.example/tiny", 7, bytes(32)).text()
    note = Note.parse(f"{body}\n{KEY.sign(body)}{WITNESS.cosign(body, 1_720_000_000)}".encode(), "it")
    note.check(KEY.public(), "it")
    assert note.cosigned_at(WITNESS.public()) == 1_720_000_000
    assert note.cosigned_at(KEY.public()) is None
    assert note.strangers([KEY.public()]) == ["mission.example"]
    assert note.strangers([KEY.public(), WITNESS.public()]) == []
    name, signature = note.signatures[1]
    later = Note(body, (note.signatures[0], (name, signature[:11] + bytes([signature[11] ^ 1]) + signature[12:])))
    assert later.cosigned_at(WITNESS.public()) is None


def test_damage():
    body = Checkpoint("nec.example/tiny", 7, bytes(32)).text()
    whole = f"{body}\n{KEY.sign(body)}"
    with pytest.raises(NoteError, match="is not signed by"):
        Note.parse(whole.encode(), "it").check(OTHER.public(), "it")
    for damaged in (b"\xff", body.encode(), whole[:-1].encode(), whole.replace("—", "-").encode(), (whole + "x\n").encode()):
        with pytest.raises(NoteError):
            Note.parse(damaged, "it")
    encoded = whole.rsplit(" ", maxsplit=1)[-1].strip()
    for wrong in (encoded[:-4], encoded + "AAAA", base64.b64encode(b"short").decode(), "?" + encoded[1:]):
        with pytest.raises(NoteError, match="it"):
            Note.parse(whole.replace(encoded, wrong).encode(), "it")
    for text in ("a\n1\n", "a\nx\nAAAA\n", "a\n01\nAAAA\n", "a\n1\n?\n", "a\n1\nAAAA\nmore\n"):
        with pytest.raises(NoteError, match="is not a checkpoint"):
            Checkpoint.parse(text, "it")


def test_a_station_s_qr_code(corrected):
    from suffrage.record.reading import read_record
    from suffrage.record.station import proofs_of_station

    record = read_record(corrected, KEY.public())
    proofs = proofs_of_station(record, "0102")
    assert [Proof.parse(proof.text()).check(record.checkpoint)["version"] for proof in proofs] == [1, 2]
    with pytest.raises(NoteError, match="is not the one that stands in the log"):
        Proof(proofs[0].number, proofs[0].size, proofs[1].entry, proofs[0].path).check(record.checkpoint)
    with pytest.raises(NoteError, match="the checkpoint of that with 5"):
        proofs[0].check(Checkpoint("nec.example/tiny", 5, record.checkpoint.root))
    for text in ("", "suffrage:1:2", "suffrage:2:1:1:AAAA:AAAA", "suffrage:1:1:1:A:AAAA", "suffrage:1:x:1:AAAA:AAAA"):
        with pytest.raises(NoteError, match="not the text of a station's QR code"):
            Proof.parse(text)
