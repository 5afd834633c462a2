"""What one subject adds to the counters, in a few bytes: cells of one subject mostly begin alike."""

from collections.abc import Mapping
from os.path import commonprefix

import msgspec

from dorgora.feed import canonical

_Line = tuple[int, str, int]
_lines = msgspec.msgpack.Decoder(tuple[_Line, ...])


def pack(counts: Mapping[str, int]) -> bytes:
    """Cells and numbers by cell, each without the letters it shares with the one before; zeros are left out."""
    before, lines = "", []
    for cell, n in sorted(counts.items()):
        if n:
            shared = len(commonprefix((before, cell)))
            lines.append((shared, cell[shared:], n))
            before = cell
    return canonical.encode(lines)


def unpack(packed: bytes) -> dict[str, int]:
    """The cells and numbers again."""
    before, counts = "", {}
    for shared, rest, n in _lines.decode(packed):
        before = before[:shared] + rest
        counts[before] = n
    return counts


NOTHING = pack({})
"""What a subject that adds nothing would have; there is no row of it."""
