"""A private key under a passphrase, to be kept in a file: whoever finds the file cannot sign with it.

One line: `LOCKED+KEY+NAME+HASH+BASE64(0x01 || log2 N || salt (16 bytes) || nonce (12) || box (48))`. The passphrase gives a key by
scrypt (RFC 7914, r = 8, p = 1); the box is ChaCha20-Poly1305 (RFC 8439) over the seed, bound to the text before the Base64. NAME and
HASH are those of the public key.
"""

import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from suffrage.record.notes import ED25519, NoteError, PrivateKey, from_base64, to_base64

SHORTEST = 12
"""The fewest characters of a passphrase."""

_VERSION, _COST, _LARGEST_COST = 1, 16, 20
_SALT, _NONCE, _BOX = 16, 12, 48


class WrongPassphrase(NoteError):
    """The passphrase does not open the key."""


def is_locked(text: str) -> bool:
    """Whether a key's text is one that needs a passphrase."""
    return text.lstrip().startswith("LOCKED+KEY+")


def lock(key: PrivateKey, passphrase: str) -> str:
    """The key's text under a passphrase; `NoteError` where that is too short."""
    if len(passphrase) < SHORTEST:
        raise NoteError(f"A passphrase has at least {SHORTEST} characters; several words that do not belong together are good.")
    head = f"LOCKED+KEY+{key.name}+{key.public().key_id(ED25519).hex()}"
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    box = ChaCha20Poly1305(_stretched(passphrase, salt, _COST)).encrypt(nonce, key.seed, head.encode())
    return f"{head}+{to_base64(bytes([_VERSION, _COST]) + salt + nonce + box)}"


def unlock(text: str, passphrase: str) -> PrivateKey:
    """The key in a locked text, or in an open one (then without a passphrase). Neither is ever shown in an error.

    `WrongPassphrase`: it does not open the key · `NoteError`: the text is no key, or damaged.
    """
    if not is_locked(text):
        return PrivateKey.parse(text)
    parts = text.strip().split("+", 4)
    try:
        content = from_base64(parts[-1])
    except ValueError:
        content = b""
    if len(parts) != 5 or len(content) != 2 + _SALT + _NONCE + _BOX or content[0] != _VERSION or content[1] > _LARGEST_COST:
        raise NoteError("This locked key is damaged: it is written LOCKED+KEY+NAME+HASH+BASE64 (see `suffrage key --locked`).")
    head = "+".join(parts[:4])
    salt, nonce, box = content[2:18], content[18:30], content[30:]
    try:
        seed = ChaCha20Poly1305(_stretched(passphrase, salt, content[1])).decrypt(nonce, box, head.encode())
    except InvalidTag:
        raise WrongPassphrase(f"This passphrase does not open the key of {parts[2]}.") from None
    return PrivateKey(parts[2], seed)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    """A passphrase that is typed on another keyboard in another composition of its letters is the same one."""
    plain = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=32, n=1 << cost, r=8, p=1).derive(plain)
