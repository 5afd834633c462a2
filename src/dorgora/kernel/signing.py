"""Ed25519 signatures, X25519 agreement and MACs, as raw bytes."""

import hashlib
import hmac
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

MAC_BYTES = 16


class Signer:
    """A 32-byte Ed25519 seed that can sign."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of `message`."""
        return self._key.sign(message)


SMALL_ORDER: Final = frozenset(
    bytes.fromhex(x)
    for x in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
"""Points of Ed25519 that eight times themselves are nothing, without the sign bit: whoever names one as a key can say
of any message that it was signed, and nobody can know who did."""
_FIELD: Final = 2**255 - 19


def is_key(public: bytes) -> bool:
    """Whether 32 bytes can be somebody's Ed25519 key: written in the one way there is, and not of small order."""
    bare = public[:31] + bytes([public[31] & 0x7F]) if len(public) == 32 else b""
    return len(public) == 32 and bare not in SMALL_ORDER and int.from_bytes(bare, "little") < _FIELD


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` was made by the owner of the 32-byte key `public`."""
    if not is_key(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def agree(own_seed: bytes, their_public: bytes) -> bytes:
    """The 32-byte key two nodes share: X25519, then SHA-256 with a label."""
    secret = X25519PrivateKey.from_private_bytes(own_seed).exchange(
        X25519PublicKey.from_public_bytes(their_public)
    )
    return hashlib.sha256(b"dorgora exchange 1" + secret).digest()


def agreement_public(seed: bytes) -> bytes:
    """The 32-byte public half of an X25519 seed."""
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def mac(key: bytes, *parts: bytes) -> bytes:
    """16 bytes of HMAC-SHA256 over the parts, each with its length so that they cannot run together."""
    tag = hmac.new(key, digestmod="sha256")
    for part in parts:
        tag.update(len(part).to_bytes(8, "big") + part)
    return tag.digest()[:MAC_BYTES]


def is_mac(key: bytes, tag: bytes, *parts: bytes) -> bool:
    """Whether `tag` is the MAC of the parts, compared in constant time."""
    return hmac.compare_digest(tag, mac(key, *parts))
