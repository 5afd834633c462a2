"""Signed tokens: COSE_Sign1 with Ed25519 around a map of CWT claims, and nothing else of COSE.

A token is CBOR, deterministically encoded (RFC 8949 4.2.1; no floats, no indefinite lengths)::

    18([ << {1: -8, 4: kid} >>, {}, << claims >>, signature ])        tag 18 = COSE_Sign1, alg -8 = EdDSA

The signature is over ["Signature1", protected header, h'', claims] (RFC 9052 4.4). The claims (RFC 8392; the
private one lies below -65536, as its registry asks, and keeps our small numbers out of everyone else's way)::

    claim    name  value
    1        iss   text: who issues, an office or a node
    2        sub   text: the serial of a certificate, the code of a receipt, the name of a status list
    4        exp   seconds since 1970, optional
    5        nbf   seconds since 1970, optional
    6        iat   seconds since 1970
    -65537   content, a map:
        0    kind of content: 1 certificate, 2 receipt, 3 status list
        1    service code, text                     certificate, receipt
        2    version of that service, integer       certificate, receipt
        3    fields: {number in the template: value}; a value is text (as bytes when `scsu` makes it
             shorter), an integer, a truth value or a list of them
        4    [name of the status list, index]       certificate
        5    year, integer                          status list
        6    purpose, text: "revocation"            status list
        7    one bit for each index, zlib           status list
        8    refused tokens, 16 bytes each          status list

Nothing unsigned reaches the CBOR decoder: the envelope has one shape only and is read by hand, and only what
a known key has signed is decoded, then weighed, then encoded again and compared.
"""

import hashlib
from collections.abc import Mapping
from enum import IntEnum
from io import BytesIO
from typing import Any, Final, TypeAlias

import cbor2

from dorgora.kernel.signing import Signer, is_signed

Claims: TypeAlias = dict[int, Any]

ISSUER: Final = 1
SUBJECT: Final = 2
EXPIRES: Final = 4
NOT_BEFORE: Final = 5
ISSUED: Final = 6
CONTENT: Final = -65537

KIND: Final = 0
SERVICE: Final = 1
VERSION: Final = 2
FIELDS: Final = 3
STATUS: Final = 4
YEAR: Final = 5
PURPOSE: Final = 6
BITS: Final = 7
REFUSED: Final = 8

MAX_TOKEN_BYTES: Final = 4096
MAX_DEPTH: Final = 5
MAX_ITEMS: Final = 512
KID_BYTES: Final = 8
DIGEST_BYTES: Final = 16

_ENVELOPE = b"\xd2\x84"  # tag 18, an array of four
_PROTECTED = b"\xa2\x01\x27\x04"  # a map of two: 1 is -8, 4 is what follows
_SIGNATURE_BYTES = 64
_MAX_INTEGER = (1 << 63) - 1


class Kind(IntEnum):
    """What a token says it is; the first thing in its content."""

    CERTIFICATE = 1
    RECEIPT = 2
    STATUS_LIST = 3


class BadToken(Exception):
    """Not a token of ours: malformed, too large, not in canonical form, or its signature does not hold."""


class UnknownKey(BadToken):
    """A well-formed token whose key is not among those given."""


def key_id(public: bytes) -> bytes:
    """The eight bytes by which a token names its key: the head of the SHA-256 of the 32-byte public key."""
    return hashlib.sha256(public).digest()[:KID_BYTES]


def sign1(payload: Mapping[int, object], key: Signer, kid: bytes) -> bytes:
    """Sign a map of claims.

    Raises:
        ValueError: a value is of a type, size or depth that `verify1` would refuse.
    """
    claims = dict(payload)
    try:
        _check_plain(claims)
    except BadToken as refusal:
        raise ValueError(str(refusal)) from refusal
    protected, signed = _encoded({1: -8, 4: kid}), _encoded(claims)
    return _sealed(protected, signed, key.sign(to_be_signed(protected, signed)))


def verify1(token: bytes, keys: Mapping[bytes, bytes], *, max_bytes: int = MAX_TOKEN_BYTES) -> Claims:
    """Open a token signed by one of `keys` (key id to 32-byte public key) and give its claims.

    Raises:
        UnknownKey: the key it names is not among the keys.
        BadToken: anything else is wrong with it.
    """
    protected, signed, signature = _opened(token, max_bytes)
    public = keys.get(_kid(protected))
    if public is None:
        raise UnknownKey("no such key")
    if not is_signed(public, to_be_signed(protected, signed), signature):
        raise BadToken("the signature does not hold")
    return _decoded(signed)


def kid_of(token: bytes, *, max_bytes: int = MAX_TOKEN_BYTES) -> bytes:
    """The key id a token names, before anything is verified.

    Raises:
        BadToken: the envelope is not ours.
    """
    return _kid(_opened(token, max_bytes)[0])


def digest(token: bytes, *, max_bytes: int = MAX_TOKEN_BYTES) -> bytes:
    """Sixteen bytes that name one token among those with the same serial: of the claims as they were signed.

    Raises:
        BadToken: the envelope is not ours.
    """
    return hashlib.sha256(_opened(token, max_bytes)[1]).digest()[:DIGEST_BYTES]


def to_be_signed(protected: bytes, signed: bytes, external: bytes = b"") -> bytes:
    """What a signature is over (RFC 9052 4.4); ours have nothing external."""
    return _encoded(["Signature1", protected, external, signed])


def _sealed(protected: bytes, signed: bytes, signature: bytes) -> bytes:
    return _ENVELOPE + _encoded(protected) + _encoded({}) + _encoded(signed) + _encoded(signature)


def _opened(token: bytes, max_bytes: int) -> tuple[bytes, bytes, bytes]:
    """Protected header, signed claims, signature; encoding them again must give the very token back."""
    if len(token) > max_bytes or not token.startswith(_ENVELOPE):
        raise BadToken("not a COSE_Sign1 envelope")
    rest = BytesIO(token[len(_ENVELOPE) :])
    protected = _byte_string(rest)
    rest.read(1)
    signed, signature = _byte_string(rest), _byte_string(rest)
    if len(signature) != _SIGNATURE_BYTES or _sealed(protected, signed, signature) != token:
        raise BadToken("not in canonical form")
    return protected, signed, signature


def _kid(protected: bytes) -> bytes:
    kid = _byte_string(BytesIO(protected[len(_PROTECTED) :]))
    if not 0 < len(kid) <= 32 or _encoded({1: -8, 4: kid}) != protected:
        raise BadToken("not our protected header")
    return kid


def _byte_string(rest: BytesIO) -> bytes:
    """Read one byte string; whether its length was written canonically is found by encoding it again."""
    first = rest.read(1)
    if not first or first[0] >> 5 != 2 or first[0] & 31 > 26:
        raise BadToken("a byte string was expected")
    size = first[0] & 31
    if size >= 24:
        size = int.from_bytes(rest.read(1 << size - 24), "big")
    return rest.read(size)


def _decoded(signed: bytes) -> Claims:
    try:
        claims = cbor2.loads(signed)
    except Exception as fault:  # the decoder lets through whatever its input provokes
        raise BadToken("the claims are not CBOR") from fault
    _check_plain(claims)
    if _encoded(claims) != signed:
        raise BadToken("the claims are not in canonical form")
    return dict(claims)


def _check_plain(claims: object) -> None:
    """Maps with integer keys, lists, text, bytes, 64-bit integers and truth values, few and not deep."""
    if type(claims) is not dict:
        raise BadToken("claims are a map")
    waiting: list[tuple[object, int]] = [(claims, 1)]
    n_items = 0
    while waiting:
        value, depth = waiting.pop()
        n_items += 1
        if depth > MAX_DEPTH or n_items > MAX_ITEMS:
            raise BadToken("too deep or too many values")
        waiting += [(part, depth + 1) for part in _parts(value)]


def _parts(value: object) -> list[object]:
    """What is inside a value; nothing inside a plain one."""
    if type(value) is dict:
        if not all(type(key) is int for key in value):
            raise BadToken("a key is not an integer")
        return [*value, *value.values()]
    if type(value) is list:
        return value
    if type(value) is int and abs(value) > _MAX_INTEGER:
        raise BadToken("an integer of more than 63 bits")
    if type(value) not in {int, str, bytes, bool}:
        raise BadToken("a value of this type has no place in a token")
    return []


def _encoded(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)
