"""Keys, signed notes and checkpoints, as C2SP defines them (signed-note, tlog-checkpoint, tlog-cosignature), with Ed25519.

A note is a text that ends with a newline, an empty line, and signature lines `— NAME BASE64`. What is signed is the text. A public key
is written `NAME+HASH+BASE64` and a private one `PRIVATE+KEY+NAME+HASH+BASE64`, as other tools for such logs write them.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from suffrage.model import SuffrageError

ED25519, COSIGNATURE = 1, 4
"""The signature types of C2SP signed-note that are used here: a log's own, and a witness's with its time."""

_MARK = "\N{EM DASH} "


class NoteError(SuffrageError):
    """A key, note or checkpoint that is not one, or that a key did not sign."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key to check signatures with: `name` is that of the log or the witness."""

    name: str
    raw: bytes

    def key_id(self, kind: int) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || type || key)."""
        return sha256(self.name.encode() + b"\n" + bytes([kind]) + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id(ED25519).hex()}+{to_base64(bytes([ED25519]) + self.raw)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key in `NAME+HASH+BASE64`, as a log's or as a witness's key; `NoteError` where it is not one."""
        name, digest, encoded = _fields(text.strip(), 3, "a public key is written NAME+HASH+BASE64")
        kind, raw = _key_bytes(encoded, (ED25519, COSIGNATURE))
        key = cls(name, raw)
        if key.key_id(kind).hex() != digest:
            raise NoteError(f"The public key of {name} is damaged: its hash is {key.key_id(kind).hex()}, it says {digest}.")
        return key

    def is_valid(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made the 64 bytes of `signature` over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The key to sign with. Its text is a secret: whoever has it can sign in the holder's name."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"PrivateKey({self.name!r}, …)"

    def public(self) -> PublicKey:
        """The key to publish."""
        return PublicKey(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def secret_text(self) -> str:
        """The text to keep in a file that nobody else can read."""
        return f"PRIVATE+KEY+{self.name}+{self.public().key_id(ED25519).hex()}+{to_base64(bytes([ED25519]) + self.seed)}"

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key for the log or witness `name`: a host or path, without spaces and plus signs."""
        if not name or "+" in name or any(character.isspace() for character in name):
            raise NoteError(f"{name!r} cannot name a key; give a name without spaces and plus signs, such as nec.example/2028.")
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key in `PRIVATE+KEY+NAME+HASH+BASE64`; `NoteError` where it is not one, without showing it."""
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise NoteError("This is not a private key: it is written PRIVATE+KEY+NAME+HASH+BASE64 (see `suffrage key`).")
        key = cls(parts[2], _key_bytes(parts[4], (ED25519,))[1])
        if key.public().key_id(ED25519).hex() != parts[3]:
            raise NoteError(f"The private key of {parts[2]} is damaged: its hash does not fit.")
        return key

    def sign(self, body: str) -> str:
        """The signature line over a note's text."""
        return self._line(ED25519, self._signature(body.encode()))

    def cosign(self, body: str, time: int) -> str:
        """The witness's line over a checkpoint's text at `time` (seconds since 1970), by C2SP tlog-cosignature."""
        return self._line(COSIGNATURE, time.to_bytes(8, "big") + self._signature(_witnessed(body, time)))

    def _signature(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def _line(self, kind: int, signature: bytes) -> str:
        return f"{_MARK}{self.name} {to_base64(self.public().key_id(kind) + signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signature lines: (name, key id and signature)."""

    body: str
    signatures: tuple[tuple[str, bytes], ...]

    @classmethod
    def parse(cls, content: bytes, what: str) -> Self:
        """The note in `content`; `what` names it in the error."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            raise NoteError(f"{what} is not UTF-8 text.") from None
        body, gap, tail = text.rpartition("\n\n")
        lines = tail.splitlines()
        if not gap or not lines or tail != "".join(f"{line}\n" for line in lines):
            raise NoteError(f"{what} is not a signed note: its text, an empty line and signature lines were expected.")
        return cls(body + "\n", tuple(_signature_line(line, what) for line in lines))

    def text(self) -> str:
        """The note as it is written."""
        return self.body + "\n" + "".join(f"{_MARK}{name} {to_base64(signature)}\n" for name, signature in self.signatures)

    def check(self, key: PublicKey, what: str) -> None:
        """`NoteError` unless `key` signed the text as its log does."""
        if not any(key.is_valid(signature, self.body.encode()) for signature in self._by(key, ED25519)):
            raise NoteError(f"{what} is not signed by {key.name} with the key that you gave ({key.key_id(ED25519).hex()}).")

    def cosigned_at(self, key: PublicKey) -> int | None:
        """When the witness `key` signed this checkpoint (seconds since 1970); None: it did not, or the signature is not good."""
        for signature in self._by(key, COSIGNATURE):
            time = int.from_bytes(signature[:8], "big")
            if key.is_valid(signature[8:], _witnessed(self.body, time)):
                return time
        return None

    def strangers(self, keys: Iterable[PublicKey]) -> list[str]:
        """The names of the signature lines that none of `keys` could have made."""
        known = {(key.name, key.key_id(kind)) for key in keys for kind in (ED25519, COSIGNATURE)}
        return [name for name, signature in self.signatures if (name, signature[:4]) not in known]

    def _by(self, key: PublicKey, kind: int) -> list[bytes]:
        return [s[4:] for name, s in self.signatures if name == key.name and s[:4] == key.key_id(kind)]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its name, how many entries it has, and the root of their tree."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def parse(cls, body: str, what: str) -> Self:
        """The checkpoint in a note's text; extension lines are refused, since this log writes none."""
        lines = body.splitlines()
        try:
            origin, size, encoded = lines
            checkpoint = cls(origin, int(size), from_base64(encoded))
        except ValueError:
            raise NoteError(
                f"{what} is not a checkpoint: three lines were expected, the log's name, its size and its root."
            ) from None
        if checkpoint.text() != body:
            raise NoteError(f"{what} is not a checkpoint as this log writes it.")
        return checkpoint


def _witnessed(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()


def _signature_line(line: str, what: str) -> tuple[str, bytes]:
    parts = line.removeprefix(_MARK).split(" ")
    if not line.startswith(_MARK) or len(parts) != 2:
        raise NoteError(f"{what} has a line that is not a signature: {line[:60]!r}.")
    try:
        signature = from_base64(parts[1])
    except ValueError:
        raise NoteError(f"{what}: the signature of {parts[0]} is damaged.") from None
    if len(signature) not in (4 + 64, 4 + 8 + 64):
        raise NoteError(f"{what}: the signature of {parts[0]} has {len(signature)} bytes; 68 or 76 were expected.")
    return parts[0], signature


def _fields(text: str, number: int, form: str) -> Sequence[str]:
    parts = text.split("+", number - 1)
    if len(parts) != number or not all(parts):
        raise NoteError(f"{text[:60]!r} is not a key: {form}.")
    return parts


def _key_bytes(encoded: str, kinds: Sequence[int]) -> tuple[int, bytes]:
    """The kind of a key, one of `kinds`, and its 32 bytes."""
    try:
        raw = from_base64(encoded)
    except ValueError:
        raise NoteError("The key is damaged: it is not Base64.") from None
    if len(raw) != 33 or raw[0] not in kinds:
        raise NoteError("The key is not an Ed25519 key of this kind of log.")
    return raw[0], raw[1:]


def to_base64(content: bytes) -> str:
    """The one way to write these bytes in Base64."""
    return base64.b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """Strict: the one way to write these bytes, so that not a single bit of it can change unseen. `ValueError` otherwise."""
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise ValueError(str(problem)) from None
    if to_base64(content) != text:
        raise ValueError("not canonical Base64")
    return content
