"""What the first bytes of a picture say of the memory it will take, read before any decoder takes some.

Only what is plainly so is believed: whatever else a header holds counts as the dearer case.
"""

import struct
from collections.abc import Iterator

_SOI, _SOS = 0xD8, 0xDA
_SEQUENTIAL = (0xC0, 0xC1)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def is_jpeg_in_one_scan(content: bytes) -> bool:
    """Whether this is a JPEG that can be decoded small without standing in memory whole.

    With more than one scan (progressive, or a colour after the other) the decoder holds all coefficients of the full
    size, however small it was asked for. Source: ITU-T T.81, B.1.1 and B.2; libjpeg-turbo, `jdcoefct.c`.
    """
    if content[:2] != bytes((0xFF, _SOI)):
        return False
    at, n_colours = 2, 0
    while at + 10 <= len(content) and content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if kind == _SOS:
            return 0 < n_colours == content[at + 4]
        if kind in _FRAMES:
            if n_colours or kind not in _SEQUENTIAL:
                return False
            n_colours = content[at + 9]
        at += 2 + length
    return False


def size_of_webp(content: bytes) -> tuple[int, int] | None:
    """Width and height of a WebP in pixels; None if this is none. Source: RFC 9649, 2.5 to 2.7; RFC 6386, 9.1."""
    head = content[:30]
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def size_of_avif(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of the largest image in an AVIF; None if this is none.

    What its boxes say: the stream of pixels behind them may yet say another size. Source: ISO/IEC 14496-12, 4.2 and
    8.11; ISO/IEC 23008-12, 6.5.3 (`ispe`); AV1 Image File Format 1.1.
    """
    if content[4:12] != b"ftypavif":
        return None
    ipco = _inside(_inside(_inside(content, b"meta")[4:], b"iprp"), b"ipco")
    sizes = [
        struct.unpack(">II", box[4:12]) for kind, box in _boxes(ipco) if kind == b"ispe" and len(box) >= 12
    ]
    return max(sizes, key=lambda size: size[0] * size[1]) if sizes else None


def _inside(content: bytes, kind: bytes) -> bytes:
    return next((box for name, box in _boxes(content) if name == kind), b"")


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each box up to the first that is not whole or has a length in 64 bits."""
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if not 8 <= length <= len(content) - at:
            return
        yield content[at + 4 : at + 8], content[at + 8 : at + length]
        at += length


def media_type(content: bytes) -> str:
    """What a browser is told that a kept picture is."""
    return "image/avif" if content[4:12] == b"ftypavif" else "image/webp"
