"""Which families of letters a font file says it is of."""

import struct
from collections.abc import Iterator


def families(font: bytes) -> Iterator[str]:
    """The families a TrueType font says it is of (its table `name`, numbers 1 and 16); none where it is no font."""
    try:
        n_tables = struct.unpack_from(">H", font, 4)[0]
        tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(n_tables))
        start = next(at for tag, _, at, _ in tables if tag == b"name")
        _, n_names, texts = struct.unpack_from(">HHH", font, start)
        for n in range(n_names):
            platform, _, _, kind, length, at = struct.unpack_from(">HHHHHH", font, start + 6 + 12 * n)
            if kind in (1, 16):
                name = font[start + texts + at :][:length]
                yield name.decode("latin-1" if platform == 1 else "utf-16-be", "replace")
    except (struct.error, StopIteration):
        return
