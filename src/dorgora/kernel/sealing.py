"""Sealing what belongs to one person under her own 128-bit key (DESIGN 2).

AES-SIV (RFC 5297) is deterministic: the same words sealed for the same place give the same bytes on
every node, so tables can be compared byte by byte and no nonce can ever be reused by a cloned disk.
"""

import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY_BYTES = 16


def _derived(key: bytes, label: bytes) -> bytes:
    return hmac.digest(key, label, "sha256")


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> AESSIV:
    return AESSIV(_derived(key, b"dorgora seal 1"))


def seal(key: bytes, place: bytes, words: bytes) -> bytes:
    """`words` sealed under `key`; `place` (which event, which row) is bound in and needed to open."""
    return _cipher(key).encrypt(words, [place])


def open_sealed(key: bytes, place: bytes, sealed: bytes | memoryview) -> bytes:
    """What was sealed.

    Raises:
        ValueError: another key, another place, or altered bytes; also none at all, as a hand may leave text or a number
            in a column of SQLite.
    """
    if not isinstance(sealed, bytes | memoryview):
        raise ValueError("what is no bytes at all does not open")
    try:
        return _cipher(key).decrypt(sealed, [place])
    except InvalidTag as wrong:
        raise ValueError("sealed bytes do not open") from wrong


def forget_ciphers() -> None:
    """Drops every derived key from memory; called when a person is erased."""
    _cipher.cache_clear()


def person_digest(key: bytes, event_id: int, words: bytes) -> bytes:
    """The 32-byte digest of a person part, salted by her key: without it nothing can be guessed from it."""
    salt = _derived(key, b"dorgora salt 1" + event_id.to_bytes(8, "big"))
    return hmac.digest(salt, words, "sha256")
