"""The one way in for bytes from outside: size, ratio, count and depth are bounded before anything is built."""

import io
import struct
from typing import TypeVar

import msgspec
import zstandard

from dorgora.feed import canonical

MAX_WIRE = 512 * 1024
MAX_CLEAR = 4 * 1024 * 1024
MAX_RATIO = 200
MAX_VALUES = 100_000
MAX_DEPTH = 10
T = TypeVar("T")


class Refused(Exception):
    """What came is not let in; `reason` is a code with a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pack(plain: object) -> bytes:
    """A value in its canonical encoding under zstd."""
    # A compressor of its own: one that two threads share reads memory that is gone, and takes the program with it.
    return zstandard.ZstdCompressor(level=12, write_content_size=False).compress(canonical.encode(plain))


def unpack(wire: bytes, shape: type[T]) -> T:
    """The value of `shape` in these bytes.

    Raises:
        Refused: too large, too dense, too many or too deep values, or not that shape.
    """
    clear = _inflate(wire)
    _scan(clear)
    try:
        return msgspec.msgpack.decode(clear, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, MemoryError) as wrong:
        raise Refused("shape") from wrong


def _inflate(wire: bytes) -> bytes:
    if len(wire) > MAX_WIRE:
        raise Refused("size")
    limit = min(MAX_CLEAR, 4096 + len(wire) * MAX_RATIO)
    # A one-shot decompress() trusts the size a frame claims for itself (FAULTS 0.3b); a bounded stream does not.
    # Read across frames, so that bytes after the first one are not passed over in silence.
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(
        io.BytesIO(wire), read_across_frames=True
    )
    try:
        clear = reader.read(limit + 1)
    except zstandard.ZstdError as wrong:
        raise Refused("compression") from wrong
    if len(clear) > limit:
        raise Refused("ratio")
    return clear


def _scan(clear: bytes) -> None:
    """Walks the MessagePack headers without building anything: lying lengths, depth and count are found here.

    Raises:
        Refused: `truncated`, `count`, `depth` or `trailing`.
    """
    at, n_values, open_arrays = 0, 0, [1]
    end = len(clear)
    while open_arrays:
        if at >= end:
            raise Refused("truncated")
        n_values += 1
        open_arrays[-1] -= 1
        at, n_inside = _step(clear, at, end)
        if n_inside:
            open_arrays.append(n_inside)
        if n_values > MAX_VALUES:
            raise Refused("count")
        if len(open_arrays) > MAX_DEPTH:
            raise Refused("depth")
        while open_arrays and not open_arrays[-1]:
            open_arrays.pop()
    if at != end:
        raise Refused("trailing")


_FIXED = {0xC0: 1, 0xC2: 1, 0xC3: 1, 0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9, 0xD0: 2, 0xD1: 3, 0xD2: 5, 0xD3: 9}
_BYTES = {0xC4: ">B", 0xC5: ">H", 0xC6: ">I", 0xD9: ">B", 0xDA: ">H", 0xDB: ">I"}
_ARRAYS = {0xDC: ">H", 0xDD: ">I"}


def _step(clear: bytes, at: int, end: int) -> tuple[int, int]:
    """Past one value's header and scalar bytes; the second number is how many values an array holds.

    Raises:
        Refused: `type`, `truncated` or `count`.
    """
    head = clear[at]
    if head < 0x80 or head >= 0xE0:
        return at + 1, 0
    if 0x90 <= head <= 0x9F:
        return at + 1, _count(head & 0x0F, end - at)
    if 0xA0 <= head <= 0xBF:
        return _within(at + 1 + (head & 0x1F), end), 0
    if head in _FIXED:
        return _within(at + _FIXED[head], end), 0
    shape = _BYTES.get(head) or _ARRAYS.get(head)
    if shape is None:
        raise Refused("type")
    width = struct.calcsize(shape)
    start = _within(at + 1 + width, end)
    (size,) = struct.unpack_from(shape, clear, at + 1)
    if head in _ARRAYS:
        return start, _count(size, end - at)
    return _within(start + size, end), 0


def _within(at: int, end: int) -> int:
    if at > end:
        raise Refused("truncated")
    return at


def _count(size: int, left: int) -> int:
    if size > left:
        raise Refused("count")
    return size
