"""Anyone's COSE_Sign1 (RFC 9052 4.2), held against the one key that is handed in: ES256 or EdDSA, with CWT times.

`cose` reads our own tokens, of which there is one form. Here every form counts that the standard allows and that has
one meaning; a message in which two readers could see two things (a label twice, an open length, bytes that follow)
counts as not signed. The unprotected header is nobody's word: nothing is taken from it.
"""

import math
from typing import Any, Final, TypeAlias

from dorgora.certificates import cose, items
from dorgora.certificates.cose import BadToken
from dorgora.certificates.jwk import SIGNATURE_BYTES, PublicKey

Seconds: TypeAlias = int | float

TAG: Final = 18
ALGORITHM: Final = 1
CRITICAL: Final = 2
CONTENT_TYPE: Final = 3
KID: Final = 4
IV: Final = 5
PARTIAL_IV: Final = 6
CLAIMS: Final = 15
"""A map of claims in the protected header (RFC 9597)."""

_TYPES: dict[Any, tuple[type, ...]] = {
    ALGORITHM: (int, str), CRITICAL: (list,), CONTENT_TYPE: (int, str), KID: (bytes,),
    IV: (bytes,), PARTIAL_IV: (bytes,), CLAIMS: (dict,),
}  # fmt: skip
_UNDERSTOOD = {ALGORITHM, CRITICAL, CONTENT_TYPE, KID, CLAIMS}
_MAP_MAJOR = 5
_PREFIXES: Final = bytes.fromhex("d9d9f7"), bytes.fromhex("d83d")
"""Of a map that says of itself that it is CBOR (tag 55799, RFC 8949 3.4.6), or a CWT (tag 61, RFC 8392 6)."""


def check(message: bytes, key: PublicKey, at: Seconds, *, external: bytes = b"") -> None:
    """Holds that the key signed the message over its payload and `external`, and that its times hold at `at`.

    Raises:
        BadToken: anything is wrong with it; nothing that it says counts.
    """
    protected, payload, signature = _opened(message)
    if protected.header.get(ALGORITHM) != key.algorithm:
        raise BadToken("signed by another algorithm than the key's")
    if len(signature) != SIGNATURE_BYTES:
        raise BadToken("not a signature of 64 bytes")
    if not key.has_signed(cose.to_be_signed(protected.encoded, payload, external), signature):
        raise BadToken("the signature does not hold")
    _check_times(_claims_in(payload), at)
    _check_times(protected.header.get(CLAIMS, {}), at)


class _Protected:
    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded
        self.header = items.read(encoded) if encoded else {}


def _opened(message: bytes) -> tuple[_Protected, bytes, bytes]:
    """Protected header, payload, signature, when all have their places and kinds."""
    parts = items.read(message)
    if isinstance(parts, items.Tag) and parts.number == TAG:
        parts = parts.value
    if not isinstance(parts, list) or len(parts) != 4:
        raise BadToken("not a COSE_Sign1")
    encoded, unprotected, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (encoded, payload, signature)):
        raise BadToken("a part is missing or no byte string; a payload kept elsewhere is not looked for")
    protected = _Protected(encoded)
    _check_headers(protected.header, unprotected)
    return protected, payload, signature


def _check_headers(protected: Any, unprotected: Any) -> None:
    """RFC 9052 3 and 3.1: labels, once in both; kinds of values; what must be understood is."""
    if not isinstance(protected, dict) or not isinstance(unprotected, dict):
        raise BadToken("a header is no map")
    if protected.keys() & unprotected.keys():
        raise BadToken("a label in both headers")
    for label, value in (*protected.items(), *unprotected.items()):
        if isinstance(label, items.Key) or (label in _TYPES and type(value) not in _TYPES[label]):
            raise BadToken("a label or its value is of another kind")
    if CRITICAL in unprotected or not _is_understood(protected):
        raise BadToken("something critical is not understood")


def _is_understood(protected: dict[Any, Any]) -> bool:
    if CRITICAL not in protected:
        return True
    labels = protected[CRITICAL]
    return bool(labels) and all(
        type(label) is int and label in _UNDERSTOOD and label in protected for label in labels
    )


def _claims_in(payload: bytes) -> dict[Any, Any]:
    """The claims of a payload that is a map, also of one that says what it is; a payload that is no map has none."""
    while prefix := next((one for one in _PREFIXES if payload.startswith(one)), b""):
        payload = payload.removeprefix(prefix)
    if payload[:1] == b"" or payload[0] >> 5 != _MAP_MAJOR:
        return {}
    try:
        return dict(items.read(payload, is_definite=False))
    except items.NotCbor:
        return {}


def _check_times(claims: dict[Any, Any], at: Seconds) -> None:
    """RFC 8392 3.1.4 to 3.1.6.

    An `iat` after `at` is held against it: who asks names the instant, and no laptop's clock has a part in it.
    """
    times = {
        claim: claims[claim] for claim in (cose.EXPIRES, cose.NOT_BEFORE, cose.ISSUED) if claim in claims
    }
    if not all(type(time) in (int, float) and math.isfinite(time) for time in times.values()):
        raise BadToken("a time is no number")
    if at >= times.get(cose.EXPIRES, math.inf):
        raise BadToken("expired")
    if max(times.get(cose.NOT_BEFORE, -math.inf), times.get(cose.ISSUED, -math.inf)) > at:
        raise BadToken("not begun yet")
