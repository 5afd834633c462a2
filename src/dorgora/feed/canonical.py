"""The one canonical encoding that digests are taken over (docs/feed.md, with test vectors).

Positional MessagePack: a value is nil, a boolean, an integer (-2^63 .. 2^64-1), a UTF-8 string, bytes or an
array of values; every header is the shortest there is; no floats, maps, extensions or timestamps, and no text
holds U+0000. A struct is the array of its fields in the order they are declared. What travels may be coded in
any way, as long as these bytes come back exactly.
"""

import hashlib
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_encoder = msgspec.msgpack.Encoder()
_as_text = msgspec.json.Encoder()
_decoders: dict[Any, Any] = {}


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
        value: T = (_decoders.get(shape) or _decoder(shape)).decode(encoded)
    except (msgspec.MsgspecError, RecursionError, MemoryError) as wrong:
        raise ValueError("not the declared shape") from wrong
    if _encoder.encode(value) != encoded:
        raise ValueError("not canonical")
    # Numbers are full of zero bytes: told from a text's at the library's speed before they are looked for one by one.
    if b"\0" in encoded and b"\\u0000" in _as_text.encode(value) and _has_nul(value):
        raise ValueError("a text with U+0000 in it")
    return value


def _decoder(shape: Any) -> Any:
    return _decoders.setdefault(shape, msgspec.msgpack.Decoder(shape))


def _has_nul(value: Any) -> bool:
    """Whether a text holds the one character that no PostgreSQL text can."""
    if isinstance(value, msgspec.Struct):
        value = msgspec.structs.astuple(value)
    if isinstance(value, list | tuple):
        # Texts are looked at here and not one by one: every event that is told goes by.
        for one in value:
            if type(one) is str:
                if "\0" in one:
                    return True
            elif type(one) not in _WITHOUT_TEXT and _has_nul(one):
                return True
        return False
    return isinstance(value, str) and "\0" in value


_WITHOUT_TEXT = frozenset((int, bytes, bool, type(None)))
