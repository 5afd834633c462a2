"""CBOR of strangers, read by hand (RFC 8949): bounded, every map key once, nothing built but plain values.

The library that reads our own tokens takes the last of two equal keys and makes objects of tags; of a message that
anyone may have written neither may happen. Shapes: an integer, text, bytes, list, truth value, None and float are
themselves; a map is a dict whose keys are the integers and texts, any other key a `Key` of its encoding (so that
1, 1.0 and true stay apart); a tag is a `Tag`, any other simple value a `Simple`.
"""

import struct
from typing import Any, Final, NamedTuple

from dorgora.certificates.cose import BadToken

MAX_DEPTH: Final = 32
MAX_ITEMS: Final = 100_000

_BREAK = 0xFF
_BYTES, _TEXT, _LIST, _MAP, _TAG = 2, 3, 4, 5, 6
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE = {20: False, 21: True, 22: None}


class NotCbor(BadToken):
    """Not well-formed: no reader would find a value there."""


class Key(NamedTuple):
    """A key of a map that is neither integer nor text."""

    encoded: bytes


class Tag(NamedTuple):
    """A tagged value; what the tag means is not looked at."""

    number: int
    value: Any


class Simple(NamedTuple):
    """A simple value without a meaning here, `undefined` among them."""

    number: int


def read(encoded: bytes, *, is_definite: bool = True) -> Any:
    """The one value that these bytes are.

    is_definite: lengths must be told in advance; otherwise a value may also run until its break.

    Raises:
        NotCbor: they are not well-formed, or end too early.
        BadToken: too deep, too many, a key twice, text that is no UTF-8, an open length, or bytes that follow.
    """
    reader = _Reader(encoded, is_definite)
    value = reader.value(1)
    if reader.at != len(encoded):
        raise BadToken("something follows the value")
    return value


class _Reader:
    def __init__(self, encoded: bytes, is_definite: bool) -> None:
        self.encoded, self.is_definite = encoded, is_definite
        self.at = self.n_items = 0

    def value(self, depth: int) -> Any:
        self.n_items += 1
        if depth > MAX_DEPTH or self.n_items > MAX_ITEMS:
            raise BadToken("too deep or too many values")
        major, info, count = self._head()
        if count is None:
            return self._open_ended(major, depth)
        if major < _BYTES:
            return -1 - count if major else count
        if major in (_BYTES, _TEXT):
            return self._string(major, count)
        if major == _LIST:
            return [self.value(depth + 1) for _ in range(count)]
        if major == _MAP:
            return self._map(range(count), depth)
        return Tag(count, self.value(depth + 1)) if major == _TAG else self._simple(info, count)

    def _head(self) -> tuple[int, int, int | None]:
        """The major type, the additional information and what it says; None for a length that is left open."""
        first = self._take(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info, info
        if info < 28:
            return major, info, int.from_bytes(self._take(1 << info - 24), "big")
        if info < 31:
            raise NotCbor("a reserved length")
        return major, info, None

    def _take(self, count: int) -> bytes:
        taken = self.encoded[self.at : self.at + count]
        if len(taken) != count:
            raise NotCbor("cut short")
        self.at += count
        return taken

    def _string(self, major: int, count: int) -> bytes | str:
        taken = self._take(count)
        try:
            return taken if major == _BYTES else taken.decode()
        except UnicodeDecodeError as fault:
            raise BadToken("text that is no UTF-8") from fault

    def _map(self, turns: Any, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for _ in turns:
            start = self.at
            key = self.value(depth + 1)
            if type(key) not in (int, str):
                key = Key(self.encoded[start : self.at])
            if key in found:
                raise BadToken("a key twice")
            found[key] = self.value(depth + 1)
        return found

    def _simple(self, info: int, count: int) -> Any:
        if info in _FLOATS:
            return struct.unpack(_FLOATS[info], self.encoded[self.at - (1 << info - 24) : self.at])[0]
        if info == 24 and count < 32:
            raise NotCbor("a simple value of two bytes that has one")
        return _SIMPLE[count] if count in _SIMPLE else Simple(count)

    def _open_ended(self, major: int, depth: int) -> Any:
        if not _BYTES <= major <= _MAP:
            raise NotCbor("a break, or an open length, where none may be")
        if self.is_definite:
            raise BadToken("a length that is left open")
        if major == _LIST:
            return [self.value(depth + 1) for _ in self._until_break()]
        if major == _MAP:
            return self._map(self._until_break(), depth)
        return (b"" if major == _BYTES else "").join([self._chunk(major) for _ in self._until_break()])

    def _until_break(self) -> Any:
        while self.encoded[self.at : self.at + 1] != bytes([_BREAK]):
            yield
        self.at += 1

    def _chunk(self, wanted: int) -> Any:
        major, _, count = self._head()
        if major != wanted or count is None:
            raise NotCbor("a chunk of another kind")
        return self._string(major, count)
