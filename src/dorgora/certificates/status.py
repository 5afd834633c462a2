"""Status lists: which certificates of one issuer and year are revoked, signed, one bit for each.

Bit i is bit i mod 8, counted from the lowest, of byte i div 8, packed by zlib: the order of the IETF's Token
Status List. A list ends where its last set bit does; what lies beyond was not revoked when it was made.

Two certificates with one serial (from a node and its clone, neither aware of the other) may share their
index as well. So that the first goes on verifying, the second is refused by the digest of its claims
(`cose.digest`).
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dorgora.certificates import cose
from dorgora.certificates.cose import BadToken, Claims, Kind
from dorgora.certificates.document import typed
from dorgora.certificates.qr import inflate
from dorgora.kernel.clock import from_seconds, to_seconds
from dorgora.kernel.signing import Signer

MAX_INDEX: Final = (1 << 20) - 1
MAX_LIST_BYTES: Final = 256 * 1024
"""The most one signed list takes: a million bits that do not pack, and 8,000 refused tokens."""

MAX_REFUSED: Final = 8_000

REVOCATION: Final = "revocation"
_MAX_BITS_BYTES = (MAX_INDEX + 1) // 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """One issuer's list of one year, as it stood at `issued_at`."""

    name: str
    issuer: str
    year: int
    issued_at: datetime
    bits: bytes = b""
    refused: frozenset[bytes] = frozenset()

    def is_revoked(self, index: int, digest: bytes) -> bool:
        """Whether the certificate at this index, or this very token, is revoked."""
        return is_set(self.bits, index) or digest in self.refused

    def is_refused(self, digest: bytes) -> bool:
        """Whether this very token never counted: another has its number, or it was not its writer's to give."""
        return digest in self.refused


def list_name(issuer: str, year: int) -> str:
    """The name a certificate carries for the list it would be revoked on."""
    return f"{issuer}-{year}"


def bits_of(indexes: Iterable[int]) -> bytes:
    """The bits of a list on which exactly these indexes are revoked.

    Raises:
        ValueError: no list has one of them.
    """
    revoked = set(indexes)
    if any(not 0 <= index <= MAX_INDEX for index in revoked):
        raise ValueError("no status list has this index")
    bits = bytearray((max(revoked, default=-1) >> 3) + 1)
    for index in revoked:
        bits[index >> 3] |= 1 << (index & 7)
    return bytes(bits)


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit of an index is set; beyond the end of a list none is."""
    return 0 <= index < 8 * len(bits) and bool(bits[index >> 3] >> (index & 7) & 1)


def sign(status_list: StatusList, key: Signer, kid: bytes) -> bytes:
    """Sign a list.

    Raises:
        ValueError: it is larger than a reader takes.
    """
    content: dict[int, Any] = {
        cose.KIND: int(Kind.STATUS_LIST),
        cose.YEAR: status_list.year,
        cose.PURPOSE: REVOCATION,
        cose.BITS: zlib.compress(status_list.bits, 9),
        cose.REFUSED: b"".join(sorted(status_list.refused)),
    }
    claims = {
        cose.ISSUER: status_list.issuer,
        cose.SUBJECT: status_list.name,
        cose.ISSUED: to_seconds(status_list.issued_at),
        cose.CONTENT: content,
    }
    token = cose.sign1(claims, key, kid)
    if len(token) > MAX_LIST_BYTES or len(status_list.bits) > _MAX_BITS_BYTES:
        raise ValueError("the status list is too large")
    return token


def verify(token: bytes, keys: Mapping[bytes, bytes]) -> StatusList:
    """Open a signed list.

    Raises:
        BadToken: it is not a status list signed by one of the keys.
    """
    claims = cose.verify1(token, keys, max_bytes=MAX_LIST_BYTES)
    content: Claims = typed(claims, cose.CONTENT, dict)
    if typed(content, cose.KIND, int) != Kind.STATUS_LIST or typed(content, cose.PURPOSE, str) != REVOCATION:
        raise BadToken("not a list of revoked certificates")
    refused = typed(content, cose.REFUSED, bytes)
    if len(refused) % cose.DIGEST_BYTES:
        raise BadToken("a refused token is not of sixteen bytes")
    return StatusList(
        name=typed(claims, cose.SUBJECT, str),
        issuer=typed(claims, cose.ISSUER, str),
        year=typed(content, cose.YEAR, int),
        issued_at=from_seconds(typed(claims, cose.ISSUED, int)),
        bits=inflate(typed(content, cose.BITS, bytes), _MAX_BITS_BYTES),
        refused=frozenset(
            refused[start : start + cose.DIGEST_BYTES] for start in range(0, len(refused), cose.DIGEST_BYTES)
        ),
    )
