"""The one canonical encoding that digests are taken over (docs/feed.md, with test vectors).

Positional MessagePack: a value is nil, a boolean, an integer (-2^63 .. 2^64-1), a UTF-8 string, bytes or an
array of values; every header is the shortest there is; no floats, maps, extensions or timestamps. A struct is
the array of its fields in the order they are declared. What travels may be coded in any way, as long as these
bytes come back exactly.
"""

import hashlib
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_encoder = msgspec.msgpack.Encoder()
_decoders: dict[Any, Any] = {}
MAX_DEPTH = 8
_SCALARS = (type(None), bool, int, str, bytes)


def encode(plain: Any) -> bytes:
    """The canonical bytes of a positional struct (`array_like`) or of nested lists, tuples and scalars."""
    return _encoder.encode(plain)


def digest(encoded: bytes) -> bytes:
    """SHA-256 of canonical bytes."""
    return hashlib.sha256(encoded).digest()


def decode(encoded: bytes, shape: type[T]) -> T:
    """The value of `shape` in these bytes, only if they are its canonical form.

    Raises:
        ValueError: not that shape, or not the shortest way to write it.
    """
    try:
        value: T = _decoder(shape).decode(encoded)
    except (msgspec.MsgspecError, RecursionError, MemoryError) as wrong:
        raise ValueError("not the declared shape") from wrong
    if _encoder.encode(value) != encoded:
        raise ValueError("not canonical")
    return value


def _decoder(shape: Any) -> Any:
    if shape not in _decoders:
        _decoders[shape] = msgspec.msgpack.Decoder(shape)
    return _decoders[shape]


def is_plain(value: Any, depth: int = 0) -> bool:
    """Whether a value holds only what the canonical encoding knows."""
    if isinstance(value, list | tuple):
        return depth < MAX_DEPTH and all(is_plain(one, depth + 1) for one in value)
    return isinstance(value, _SCALARS)
