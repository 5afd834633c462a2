"""Scan pages on the road, sans-IO: what a page is called, how it is sealed, what two nodes say of it (ADR 0028).

A page is the picture of one paper of one file. It travels and lies at the hub under the key of the citizen the file is
for; its name is a digest keyed by that key, so it says nothing to anybody else, and nothing at all once she is erased.
"""

import hashlib
import hmac
from typing import Annotated

from msgspec import Meta

from dorgora.feed.sync.wire import Id, Instant, Wire
from dorgora.kernel.picture_headers import size_of_avif, size_of_webp
from dorgora.kernel.sealing import open_sealed, seal
from dorgora.kernel.secrets_file import subkey

CHUNK = 8 * 1024
"""So many sealed bytes go at once: no more than that is lost with the line."""
MAX_PIXELS_WHOLE = 4096 * 3072
"""Of what must stand in memory whole, at up to 14 bytes a pixel while a WebP is decoded: PNG, WebP, some JPEG."""
MOST_BYTES = 256 * 1024
"""Of one sealed page, for pictures kept before they were made small; what is larger stays where it is."""
NAME_BYTES = 16
SEAL_BYTES = 16
"""What sealing adds (RFC 5297)."""
OK, GONE, UNKNOWN, FOREIGN, TOO_LARGE, DIFFERS, REVOKED, BUSY, NO_PICTURE = range(9)
"""What the hub says of a page: fine; she was erased; no event names it; another's; too large; not it; not trusted; not
now, as too many are half here; it, and no picture that anybody should open."""

Name = Annotated[bytes, Meta(min_length=NAME_BYTES, max_length=NAME_BYTES)]
Count = Annotated[int, Meta(ge=0, le=1 << 32)]
Piece = Annotated[bytes, Meta(max_length=CHUNK)]


class Part(Wire, frozen=True):
    """The next bytes of a page of n_bytes (sealed), behind `after`; empty: how far are you?"""

    file_id: Id
    name: Name
    n_bytes: Count
    after: Count
    piece: Piece


class Want(Wire, frozen=True):
    """Who holds a file and asks for a page of it, from `after` on."""

    file_id: Id
    name: Name
    after: Count


class Said(Wire, frozen=True):
    """What a node says at once: one of both."""

    part: Part | None
    want: Want | None


class Answer(Wire, frozen=True):
    """What the hub says: how many bytes of the page it holds durably, of how many; piece: what was asked for."""

    at: Instant
    state: Annotated[int, Meta(ge=OK, le=NO_PICTURE)]
    n_held: Count
    n_bytes: Count
    piece: Piece


def name_of(key: bytes, file_id: int, digest: str) -> bytes:
    """What a page is called. digest: SHA-256 of the picture in hex, as the file's event names it."""
    told = file_id.to_bytes(8, "big") + bytes.fromhex(digest)
    return hmac.digest(subkey(key, "scan names"), told, "sha256")[:NAME_BYTES]


def sealed(key: bytes, name: bytes, picture: bytes) -> bytes:
    """A page as it travels and lies at the hub: the same bytes on every node."""
    return seal(subkey(key, "scans"), name, picture)


def opened(key: bytes, name: bytes, content: bytes) -> bytes:
    """The picture.

    Raises:
        ValueError: another key, another page, or altered bytes.
    """
    return open_sealed(subkey(key, "scans"), name, content)


def judged(key: bytes, name: bytes, digest: str, content: bytes) -> int:
    """OK if these are the bytes of just that page and it is a picture; else DIFFERS or NO_PICTURE."""
    try:
        picture = opened(key, name, content)
    except ValueError:
        return DIFFERS
    if hashlib.sha256(picture).hexdigest() != digest:
        return DIFFERS
    return OK if is_picture(picture) else NO_PICTURE


def is_picture(content: bytes) -> bool:
    """Whether its header says that it is one a counter keeps (AVIF, WebP), of no more pixels than a counter opens.

    Nothing is decoded here: that is done by whoever looks at it.
    """
    size = size_of_webp(content) or size_of_avif(content)
    return size is not None and 0 < size[0] * size[1] <= MAX_PIXELS_WHOLE
