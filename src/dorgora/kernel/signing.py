"""Ed25519 signatures, X25519 agreement and MACs, as raw bytes."""

import hashlib
import hmac

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


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` was made by the owner of the 32-byte key `public`."""
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
