"""Public keys as JSON Web Keys (RFC 7517): one that a stranger hands in, and those we publish.

Two kinds are read: P-256 for ES256 (RFC 7518 6.2) and Ed25519 for EdDSA (RFC 8037 2). A private part that comes
along is not looked at; what the key says of its own use is kept to.

A published key is an OKP with `kid` (base64url of the id that tokens name it by), `alg`, `use` and of our own::

    x_use     "certificates" (an office's key of one year) or "receipts" (a laptop's or the hub's own)
    x_issuer  the `iss` of what it signs; a token with another one is not this key's to sign
    x_place   the code of the office's or centre's area
    x_year    of an office's key
    x_from    seconds since 1970: what is dated before is not this key's (receipts go by a laptop's clock)
    x_until   the same for its end; missing until further notice
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from dorgora.certificates.cose import BadToken
from dorgora.certificates.keyset import Key
from dorgora.kernel.clock import to_seconds
from dorgora.kernel.signing import is_key, is_signed

ES256: Final = -7
EDDSA: Final = -8
SIGNATURE_BYTES: Final = 64
COORDINATE_BYTES: Final = 32

_NAMES = {ES256: ("ES256",), EDDSA: ("EdDSA", "Ed25519")}


class BadKey(BadToken):
    """Not a public key of a kind known here, or not one to verify with."""


@dataclass(frozen=True)
class PublicKey:
    """The COSE algorithm that the key is for, and whether it signed a message (message, signature of 64 bytes)."""

    algorithm: int
    has_signed: Callable[[bytes, bytes], bool]


def read(jwk: object) -> PublicKey:
    """The public key that a JWK is.

    Raises:
        BadKey: of another kind, malformed, no point of its curve, or by its own word for something else.
    """
    if not isinstance(jwk, dict):
        raise BadKey("a JWK is an object")
    kind = jwk.get("kty"), jwk.get("crv")
    if kind == ("EC", "P-256"):
        key = _p256(_octets(jwk, "x"), _octets(jwk, "y"))
    elif kind == ("OKP", "Ed25519"):
        key = _ed25519(_octets(jwk, "x"))
    else:
        raise BadKey("neither P-256 nor Ed25519")
    _check_use(jwk, key.algorithm)
    return key


def to_set(keys: Iterable[Key]) -> dict[str, list[dict[str, str | int]]]:
    """A JWK set (RFC 7517 5) of keys that were published, in the order of their issuers and times."""
    return {
        "keys": [
            _written(key) for key in sorted(keys, key=lambda key: (key.use, key.issuer, key.not_before_at))
        ]
    }


def _written(key: Key) -> dict[str, str | int]:
    found: dict[str, str | int | None] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "kid": to_base64url(key.kid),
        "x": to_base64url(key.public),
        "alg": "EdDSA",
        "use": "sig",
        "x_use": key.use,
        "x_issuer": key.issuer,
        "x_place": key.place,
        "x_year": key.year,
        "x_from": to_seconds(key.not_before_at),
        "x_until": None if key.not_after_at is None else to_seconds(key.not_after_at),
    }
    return {member: value for member, value in found.items() if value is not None}


def _p256(x: bytes, y: bytes) -> PublicKey:
    numbers = ec.EllipticCurvePublicNumbers(
        int.from_bytes(x, "big"), int.from_bytes(y, "big"), ec.SECP256R1()
    )
    try:
        public = numbers.public_key()
    except ValueError as fault:
        raise BadKey("not a point of the curve") from fault

    def has_signed(message: bytes, signature: bytes) -> bool:
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        try:
            public.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    return PublicKey(ES256, has_signed)


def _ed25519(x: bytes) -> PublicKey:
    if not is_key(x):
        raise BadKey("no key of anybody's")
    return PublicKey(EDDSA, lambda message, signature: is_signed(x, message, signature))


def _octets(jwk: dict[str, Any], member: str) -> bytes:
    """A coordinate: 32 bytes as base64url without padding, in the one way there is to write them (RFC 7515 2)."""
    text = jwk.get(member)
    if not isinstance(text, str) or not text.isascii():
        raise BadKey(f"{member} is no text")
    try:
        octets = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except binascii.Error as fault:
        raise BadKey(f"{member} is not base64url") from fault
    if len(octets) != COORDINATE_BYTES or to_base64url(octets) != text:
        raise BadKey(f"{member} is not 32 bytes in base64url")
    return octets


def to_base64url(octets: bytes) -> str:
    """Base64url without padding, as every member of a JWK is written."""
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _check_use(jwk: dict[str, Any], algorithm: int) -> None:
    """RFC 7517 4.2 to 4.4: what the key says of itself."""
    if "alg" in jwk and jwk["alg"] not in _NAMES[algorithm]:
        raise BadKey("its alg is another")
    if jwk.get("use", "sig") != "sig":
        raise BadKey("not for signatures")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or operations.count("verify") != 1:
        raise BadKey("not to verify with")
