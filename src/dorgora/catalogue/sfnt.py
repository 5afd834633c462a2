"""A TrueType font read so far as a pack is held up to it: whether it is whole, and which letters it has.

Source: the OpenType specification 1.9.1, "Organization of an OpenType Font" and "cmap", formats 4 and 12.
"""

import struct
from collections.abc import Iterator
from itertools import chain

_BEGINS = (b"\0\1\0\0", b"OTTO", b"true")
_NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name")


class NoFont(Exception):
    """Why a file is no font that anything can be set in, in words."""


def tables(font: bytes) -> dict[str, bytes]:
    """The tables of a font by their tags.

    Raises:
        NoFont: it is none, or not whole.
    """
    if font[:4] not in _BEGINS:
        raise NoFont("is no font (TrueType)")
    found = {}
    try:
        for n in range(*struct.unpack_from(">H", font, 4)):
            tag, _, at, length = struct.unpack_from(">4sLLL", font, 12 + 16 * n)
            name = tag.decode("latin-1")
            if at + length > len(font):
                raise NoFont(
                    f"is cut short: its table {name} ends at {at + length}, and it has {len(font)} bytes"
                )
            found[name] = font[at : at + length]
    except struct.error as wrong:
        raise NoFont("is cut short") from wrong
    if missing := [name for name in _NEEDED if name not in found]:
        raise NoFont(f"lacks its table {missing[0]}")
    return found


def letters(font: bytes) -> frozenset[int]:
    """The letters a font has a shape for, as Unicode numbers.

    Raises:
        NoFont: it is none, not whole, or has no table of letters that is known.
    """
    cmap = tables(font)["cmap"]
    try:
        starts = [
            struct.unpack_from(">HHL", cmap, 4 + 8 * n) for n in range(*struct.unpack_from(">H", cmap, 2))
        ]
        unicode = [
            at for platform, kind, at in starts if platform == 0 or (platform, kind) in ((3, 1), (3, 10))
        ]
        found = frozenset(chain.from_iterable(_mapped(cmap, at) for at in unicode))
    except struct.error as wrong:
        raise NoFont("has a damaged table cmap") from wrong
    if not found:
        raise NoFont("has no letters of Unicode (table cmap, format 4 or 12)")
    return found


def _mapped(cmap: bytes, at: int) -> Iterator[int]:
    (format_,) = struct.unpack_from(">H", cmap, at)
    if format_ == 12:
        for n in range(*struct.unpack_from(">L", cmap, at + 12)):
            first, last, shape = struct.unpack_from(">LLL", cmap, at + 16 + 12 * n)
            yield from range(first + (shape == 0), min(last, 0x10FFFF) + 1)  # shape 0 is that of what lacks
    elif format_ == 4:
        yield from _mapped_in_segments(cmap, at)


def _mapped_in_segments(cmap: bytes, at: int) -> Iterator[int]:
    n = struct.unpack_from(">H", cmap, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{n}H", cmap, at + 14)
    firsts, deltas, ranges = (
        struct.unpack_from(f">{n}H", cmap, at + 16 + 2 * n * part) for part in (1, 2, 3)
    )
    for segment, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for letter in range(first, last + 1):
            shape = letter
            if ranges[segment]:
                place = at + 16 + 6 * n + 2 * segment + ranges[segment] + 2 * (letter - first)
                (shape,) = struct.unpack_from(">H", cmap, place)
            if shape and (shape + deltas[segment]) & 0xFFFF:
                yield letter
