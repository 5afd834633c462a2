"""The two codes people see: the short number said aloud at a counter, and the public code for anyone's phone.

Both are unique by construction: a keyed permutation of a counter never meets itself. Neither can be worked
back to an id, nor the next one guessed, without the node's key. Both carry a check for slips of tongue and
finger.

*Short number*: seven digits, unique in its centre: the permuted counter, then Damm's check digit.

*Public code*: fourteen symbols of five bits, seventy bits in all::

    feed number 23 | permuted seq 40 | check 7

The last three bits of the seq stand low in the thirteenth symbol, the check's upper two above them; its
lower five are the fourteenth. The check is a syndrome in GF(128) = GF(2)[x] / (x^7 + x + 1): read as a
polynomial in x^2 over its fourteen symbols, a code is zero. A changed symbol adds d * x^2i, a swap of two
adds d * (x^2i + x^2j); x^2 is of order 127, so neither is ever zero unless d is: every one is found.

Sources: H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004 (the check digit); Crockford's
Base32 (the alphabet); the shape of FF1 in NIST SP 800-38G (an even Feistel network of ten rounds with
addition, at least a million values), with HMAC-SHA256 as its round function.
"""

import hmac
from collections.abc import Iterable
from typing import Final

from dorgora.kernel.ids import MAX_FEED, MAX_SEQ, SEQ_BITS

SHORT_NUMBERS: Final = 1_000_000
"""How many short numbers one centre has: counters run from 0 to one below."""

SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The public code's alphabet: no I, L, O (read as 1, 1, 0) and no U, so no two symbols look alike."""

CODE_LENGTH: Final = 14
MIN_KEY_BYTES: Final = 16

_ROUNDS = 10
_FIELD = 0b1000_0011  # x^7 + x + 1, primitive


def _times_x(value: int) -> int:
    return value << 1 ^ (_FIELD if value & 0x40 else 0)


_SQUARED = tuple(_times_x(_times_x(value)) for value in range(1 << 7))
"""Each element of the field times x squared."""
_READ_AS = str.maketrans("ILO", "110", " -")
_VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)}
_ALPHABET = frozenset(SYMBOLS)
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_DAMM_NEXT = {f"{row}{column}": _DAMM[row][column] for row in range(10) for column in range(10)}
"""The same by what was come to and the next digit, as letters: every file that is told again is checked."""


def short_number(counter: int, key: bytes) -> str:
    """Give the seven digits of file `counter` (0, 1, 2 ...; no centre uses one twice).

    Raises:
        ValueError: the counter is not within 0 .. 999,999, or the key is shorter than 16 bytes.
    """
    if not 0 <= counter < SHORT_NUMBERS:
        raise ValueError("a centre's counter runs from 0 to 999,999")
    digits = f"{_permuted(counter, 1000, key, b'short number'):06}"
    return digits + damm_digit(digits)


def is_short_number(text: str) -> bool:
    """Say whether the text is seven ASCII digits with the right check digit."""
    return len(text) == 7 and text.isascii() and text.isdigit() and damm_digit(text) == "0"


def read_short_number(text: str) -> str | None:
    """Give the short number somebody typed, with its spaces and hyphens taken out, or None if it is none."""
    typed = text.translate(_READ_AS) if len(text) <= 32 and text.isascii() else ""
    return typed if is_short_number(typed) else None


def damm_digit(digits: str) -> str:
    """Give Damm's check digit of ASCII digits; it is "0" for digits that already end in theirs."""
    interim = "0"
    for digit in digits:
        interim = _DAMM_NEXT[interim + digit]
    return interim


def public_code(event_id: int, key: bytes) -> str:
    """Give the fourteen symbols of what this event created: its feed, its seq permuted, the check.

    Raises:
        ValueError: the feed does not fit its 23 bits, or the key is shorter than 16 bytes.
    """
    feed, seq = event_id >> SEQ_BITS, event_id & MAX_SEQ
    if not 0 <= feed <= MAX_FEED:
        raise ValueError("a feed number of a public code has at most 23 bits")
    return keyed_code(feed, _permuted(seq, 1 << 20, key, b"public code" + feed.to_bytes(3, "big")))


def keyed_code(feed: int, keyed: int) -> str:
    """Give the fourteen symbols of a feed and forty bits that only a key gives, the check behind them.

    Raises:
        ValueError: the feed does not fit its 23 bits, or the other its 40.
    """
    if not 0 <= feed <= MAX_FEED or not 0 <= keyed <= MAX_SEQ:
        raise ValueError("a code holds a feed number of 23 bits and 40 keyed bits")
    content = feed << SEQ_BITS | keyed
    symbols = [content >> shift & 31 for shift in range(58, -1, -5)] + [content & 7]
    check = _syndrome([*symbols, 0])
    symbols[-1] |= check >> 5 << 3
    return "".join(SYMBOLS[symbol] for symbol in [*symbols, check & 31])


def is_public_code(text: str) -> bool:
    """Say whether the text is a public code in normal form: fourteen symbols of the alphabet, check right."""
    if len(text) != CODE_LENGTH or not _ALPHABET.issuperset(text):
        return False
    return _syndrome(map(_VALUES.__getitem__, text)) == 0


def read_public_code(text: str) -> str | None:
    """Give the normal form of a code somebody typed, or None if it is none.

    Lower case, spaces and hyphens are taken as meant, I and L as 1, O as 0. Digits of another script are the
    caller's to map first.
    """
    typed = text.upper().translate(_READ_AS) if len(text) <= 64 and text.isascii() else ""
    return typed if is_public_code(typed) else None


def feed_of_public_code(code: str) -> int:
    """Give the feed number a public code names, without any key: where to ask for it.

    Raises:
        ValueError: the text is no public code in its normal form.
    """
    if not is_public_code(code):
        raise ValueError("not a public code")
    content = 0
    for character in code[:5]:
        content = content << 5 | _VALUES[character]
    return content >> 2


def _syndrome(symbols: Iterable[int]) -> int:
    value = 0
    for symbol in symbols:
        value = _SQUARED[value] ^ symbol
    return value


def _permuted(value: int, half: int, key: bytes, purpose: bytes) -> int:
    """Permute 0 .. half * half - 1 by ten Feistel rounds over the two halves.

    Raises:
        ValueError: the key is shorter than 16 bytes.
    """
    if len(key) < MIN_KEY_BYTES:
        raise ValueError("a key for codes has at least 16 bytes")
    left, right = divmod(value, half)
    for step in range(_ROUNDS):
        message = purpose + bytes([step]) + right.to_bytes(4, "big")
        added = int.from_bytes(hmac.digest(key, message, "sha256")[:16], "big")
        left, right = right, (left + added) % half
    return left * half + right
