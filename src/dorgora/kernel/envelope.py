"""Sealing parts of one letter to whoever holds an X25519 key: who sealed it cannot open it again."""

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from dorgora.kernel.signing import agreement_public

TAG_BYTES = 16


@dataclass(frozen=True)
class Envelope:
    """One letter's key. public: what its reader needs; the other half of it was never kept."""

    public: bytes
    cipher: ChaCha20Poly1305

    def seal(self, number: int, words: bytes, about: bytes, *, is_last: bool = False) -> bytes:
        """Part `number`, bound to its place, to whether it is the last one, and to `about`."""
        return self.cipher.encrypt(_nonce(number, is_last), words, about)

    def open(self, number: int, sealed: bytes, about: bytes) -> tuple[bytes, bool]:
        """What was sealed as part `number`, and whether it is the last one.

        Raises:
            ValueError: another key, place or letter, or altered bytes.
        """
        for is_last in (False, True):
            with suppress(InvalidTag):
                return self.cipher.decrypt(_nonce(number, is_last), sealed, about), is_last
        raise ValueError("the part does not open")


def _nonce(number: int, is_last: bool) -> bytes:
    """Never the same twice under one key, which is one letter's alone."""
    return number.to_bytes(11, "big") + bytes([is_last])


def sealed_for(their_public: bytes) -> Envelope:
    """A new letter to the owner of a key."""
    seed = secrets.token_bytes(32)
    return _envelope(seed, their_public, agreement_public(seed), their_public)


def addressed_to(own_seed: bytes, public: bytes) -> Envelope:
    """A letter that came, to be opened by its reader.

    Raises:
        ValueError: no key can be agreed with what it names.
    """
    return _envelope(own_seed, public, public, agreement_public(own_seed))


def _envelope(seed: bytes, theirs: bytes, sender: bytes, reader: bytes) -> Envelope:
    secret = X25519PrivateKey.from_private_bytes(seed).exchange(X25519PublicKey.from_public_bytes(theirs))
    key = hashlib.sha256(b"dorgora envelope 1" + sender + reader + secret).digest()
    return Envelope(sender, ChaCha20Poly1305(key))
