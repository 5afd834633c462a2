"""Text of one script in one byte a letter, so that a certificate's QR code is a fifth smaller.

A subset of SCSU (Unicode Technical Standard #6), which any reader of it understands: the bytes 18 n open a window
of 128 letters at n * 128; from then on bytes from 80 up are letters of the window, the others ASCII. Most
scripts of South Asia fill exactly one such window each. What does not fit goes as UTF-8.
"""

from typing import Final

OPEN_WINDOW: Final = 0x18
_WINDOWS = range(0x01, 0x68)
_PLAIN = frozenset({0x09, 0x0A, 0x0D, *range(0x20, 0x80)})


def packed(text: str) -> bytes | None:
    """The text in one window, or None if it is plain ASCII or has letters of more than one window."""
    numbers = {ord(letter) >> 7 for letter in text if ord(letter) >= 0x80}
    if len(numbers) != 1 or not numbers <= set(_WINDOWS):
        return None
    if not all(ord(letter) in _PLAIN for letter in text if ord(letter) < 0x80):
        return None
    letters = bytes(ord(letter) if ord(letter) < 0x80 else ord(letter) & 0x7F | 0x80 for letter in text)
    return bytes([OPEN_WINDOW, *numbers]) + letters


def unpacked(data: bytes) -> str:
    """The text that `packed` made these bytes of.

    Raises:
        ValueError: they are not such bytes.
    """
    if len(data) < 3 or data[0] != OPEN_WINDOW or data[1] not in _WINDOWS:
        raise ValueError("not text in one window")
    if not all(byte in _PLAIN for byte in data[2:] if byte < 0x80):
        raise ValueError("a control byte in a text")
    return "".join(chr(byte if byte < 0x80 else byte & 0x7F | data[1] << 7) for byte in data[2:])
