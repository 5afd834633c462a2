"""Whether a zlib stream says its content the one way a packer says it. Source: RFC 1951 (sections as noted).

A copy of what was said before names how far back it stands. Where the same bytes stand in several places, a stream that
names a farther one unpacks to the same: a text altered there would pass for the one that was printed. Packers look
backwards and take the nearest.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

_EXTRA_OF_LENGTH = (0,) * 8 + (1,) * 4 + (2,) * 4 + (3,) * 4 + (4,) * 4 + (5,) * 4
_LENGTHS = (*accumulate((1 << bits for bits in _EXTRA_OF_LENGTH[:-1]), initial=3), 258)
_EXTRA_OF_DISTANCE = (0, 0, *(half // 2 for half in range(28)))
_DISTANCES = tuple(accumulate((1 << bits for bits in _EXTRA_OF_DISTANCE[:-1]), initial=1))
"""3.2.5: what the codes of lengths and distances begin at, and how many bits follow each."""
_FIXED = (8,) * 144 + (9,) * 112 + (7,) * 24 + (8,) * 8
"""3.2.6."""
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
"""3.2.7: in which the lengths of the codes for lengths of codes stand."""
_END = 256
_HEADER_BYTES = 2

Codes = dict[tuple[int, int], int]
"""What is meant by a code, by how many bits it has and what they say."""
Copy = tuple[int, int, int]
"""Where in the content it stands, how many bytes it is, how far back they stand."""


class _Bits:
    def __init__(self, stream: bytes) -> None:
        self._bits = int.from_bytes(stream, "little")
        self._at = 0

    def take(self, n: int) -> int:
        """The next bits as a number, the first one its lowest."""
        taken = self._bits >> self._at & ((1 << n) - 1)
        self._at += n
        return taken

    def symbol(self, codes: Codes) -> int:
        """What the next code means."""
        code = 0
        for n in range(1, 16):
            code = code << 1 | self.take(1)
            if (n, code) in codes:
                return codes[n, code]
        raise ValueError("no such code")

    def skip_stored(self) -> int:
        """Past a block that is not packed (3.2.4); gives how many bytes it holds."""
        self._at = -(-self._at // 8) * 8
        n = self.take(16)
        self._at += 16 + 8 * n
        return n


def is_nearest(packed: bytes, content: bytes) -> bool:
    """Whether every copy in a stream is of the nearest place that has its bytes.

    packed: a sound zlib stream, which unpacks to `content`.
    """
    return all(
        content.rfind(content[at : at + n], at - distance + 1, at + n - 1) == -1
        for at, n, distance in _copies(packed)
    )


def _copies(packed: bytes) -> Iterator[Copy]:
    bits, at, is_last = _Bits(packed[_HEADER_BYTES:]), 0, 0
    while not is_last:
        is_last, kind = bits.take(1), bits.take(2)
        if kind == 0:
            at += bits.skip_stored()
            continue
        letters, distances = _tables(bits) if kind == 2 else (_codes(_FIXED), _codes((5,) * 30))
        while (symbol := bits.symbol(letters)) != _END:
            n = 1
            if symbol > _END:
                place = symbol - _END - 1
                n = _LENGTHS[place] + bits.take((*_EXTRA_OF_LENGTH, 0)[place])
                back = bits.symbol(distances)
                yield at, n, _DISTANCES[back] + bits.take(_EXTRA_OF_DISTANCE[back])
            at += n


def _tables(bits: _Bits) -> tuple[Codes, Codes]:
    """The codes that a block says before it uses them (3.2.7): of letters and lengths, and of distances."""
    n_letters, n_distances, n_lengths = bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4
    of_lengths = [0] * len(_ORDER)
    for place in _ORDER[:n_lengths]:
        of_lengths[place] = bits.take(3)
    codes, lengths = _codes(of_lengths), list[int]()
    while len(lengths) < n_letters + n_distances:
        symbol = bits.symbol(codes)
        if symbol < 16:
            lengths.append(symbol)
        elif symbol == 16:
            lengths += lengths[-1:] * (3 + bits.take(2))
        else:
            lengths += [0] * (3 + bits.take(3) if symbol == 17 else 11 + bits.take(7))
    return _codes(lengths[:n_letters]), _codes(lengths[n_letters:])


def _codes(lengths: Sequence[int]) -> Codes:
    """Codes by the length of each (3.2.2)."""
    codes: Codes = {}
    code = 0
    for n in range(1, 16):
        for symbol, length in enumerate(lengths):
            if length == n:
                codes[n, code] = symbol
                code += 1
        code <<= 1
    return codes
