"""A token on paper: zlib, Base45 (RFC 9285), a QR code of error level M. No prefix."""

import zlib
from html import escape
from typing import Final

import segno

from dorgora.certificates.cose import MAX_TOKEN_BYTES, BadToken
from dorgora.certificates.deflated import is_nearest

MAX_TEXT: Final = 4296
"""The most letters and digits any QR code holds (version 40-L)."""

QUIET_ZONE: Final = 4
"""Light modules around the code, as ISO/IEC 18004 asks."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_CHECKSUM_BYTES = 4


def to_qr_text(token: bytes) -> str:
    """The text of the QR code of a token.

    Raises:
        ValueError: the token is larger than a reader takes.
    """
    if len(token) > MAX_TOKEN_BYTES:
        raise ValueError("the token is too large for a QR code")
    packed = zlib.compress(token, 9)
    # Another build of zlib may search otherwise; without any copies the text is longer, and good all the same.
    return to_base45(packed if is_nearest(packed, token) else _without_copies(token))


def from_qr_text(text: str) -> bytes:
    """The token in a scanned text; space around it is taken off, anything else must be as it was printed.

    A space is a symbol of Base45, but no zlib stream begins with one and no Base45 text ends with one.

    Raises:
        BadToken: it is not the text of a token, or it would unpack to more than a token holds.
    """
    if len(text) > 2 * MAX_TEXT or len(text.strip()) > MAX_TEXT:
        raise BadToken("longer than any QR code")
    packed = from_base45(text.strip())
    token = inflate(packed, MAX_TOKEN_BYTES)
    if _has_spare_bits(packed, token):
        raise BadToken("bits that carry nothing are set")
    if not is_nearest(packed, token):
        raise BadToken("not as a packer says it")
    return token


def _without_copies(token: bytes) -> bytes:
    packer = zlib.compressobj(9, strategy=zlib.Z_HUFFMAN_ONLY)
    return packer.compress(token) + packer.flush()


def svg(text: str, *, label: str) -> str:
    """The QR code as SVG markup to stand in a page: dark on light in any theme, no style attribute.

    Raises:
        ValueError: the text does not fit a QR code of level M.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False)
    drawn = code.svg_inline(
        border=QUIET_ZONE, omitsize=True, light="#fff", dark="#000", svgclass=None, lineclass=None
    )
    return drawn.replace(
        "<svg ", f'<svg role="img" aria-label="{escape(label)}" shape-rendering="crispEdges" ', 1
    )


def inflate(packed: bytes, limit: int) -> bytes:
    """Unpack one whole zlib stream of at most `limit` bytes, and never hold more than that.

    Raises:
        BadToken: it is damaged, larger, cut short, or something follows it.
    """
    stream = zlib.decompressobj()
    try:
        unpacked = stream.decompress(packed, limit + 1)
    except zlib.error as fault:
        raise BadToken("not a zlib stream") from fault
    if len(unpacked) > limit or not stream.eof or stream.unused_data:
        raise BadToken("not one zlib stream of the size allowed")
    return unpacked


def to_base45(data: bytes) -> str:
    """Base45 as RFC 9285 has it: two bytes are three symbols, an odd last one is two."""
    symbols = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            value, symbol = divmod(value, 45)
            symbols.append(_ALPHABET[symbol])
    return "".join(symbols)


def from_base45(text: str) -> bytes:
    """The bytes of a Base45 text.

    Raises:
        BadToken: a foreign symbol, one left over, or a group worth more than its bytes hold.
    """
    values = [_ALPHABET.find(symbol) for symbol in text]
    if -1 in values or len(values) % 3 == 1:
        raise BadToken("not Base45")
    data = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        value = sum(symbol * 45**place for place, symbol in enumerate(group))
        if value >> 8 * (len(group) - 1):
            raise BadToken("not Base45")
        data += value.to_bytes(len(group) - 1, "big")
    return bytes(data)


def _has_spare_bits(packed: bytes, token: bytes) -> bool:
    """Whether the bits between the end of the packed data and its checksum are set.

    zlib does not look at them, so a text altered there would unpack to the same token. They are the upper
    bits of the byte before the checksum: its highest set bit is one if the same token unpacks without it.
    (What stands there otherwise is the end of a signature, where no bit goes without changing the token.)
    """
    at = len(packed) - _CHECKSUM_BYTES - 1
    last = packed[at]
    cleared = last ^ (1 << last.bit_length() >> 1)
    if cleared == last:
        return False
    try:
        return inflate(packed[:at] + bytes([cleared]) + packed[at + 1 :], MAX_TOKEN_BYTES) == token
    except BadToken:
        return False
