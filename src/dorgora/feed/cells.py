"""What one subject adds to the counters, in a few bytes: cells of one subject mostly begin alike.

The names of the cells stand apart from the numbers, as the same names come again and again.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import add, itemgetter
from typing import Any

import msgspec

from dorgora.feed import canonical

_packed = msgspec.msgpack.Decoder(tuple[bytes, tuple[int, ...]])
_lines = msgspec.msgpack.Decoder(tuple[tuple[int, str], ...])


def pack(counts: Mapping[str, int]) -> bytes:
    """Cells in their order and what is added to each; zeros are left out."""
    if not counts:
        return NOTHING
    if 0 in counts.values():
        return pack({cell: n for cell, n in counts.items() if n})
    names, numbers = _names(tuple(counts))
    return canonical.encode((names, numbers(counts)))


def unpack(packed: bytes) -> dict[str, int]:
    """The cells and numbers again."""
    names, numbers = _packed.decode(packed)
    return dict(zip(_read(names), numbers, strict=True))


def total(packed: Iterable[bytes]) -> dict[str, int]:
    """The sums over many subjects; those with the same cells are added up before the cells are named.

    A record that cannot be read, as a failing disk leaves it, adds nothing: `dorgora check` names its subject.
    """
    by_names: dict[bytes, list[int]] = {}
    for one in packed:
        try:
            names, numbers = _packed.decode(one)
        except msgspec.DecodeError:
            continue
        sums = by_names.get(names)
        by_names[names] = list(numbers) if sums is None else list(map(add, sums, numbers))
    whole: dict[str, int] = {}
    for names, sums in by_names.items():
        for cell, n in _named(names, sums):
            whole[cell] = whole.get(cell, 0) + n
    return whole


def _named(names: bytes, sums: list[int]) -> list[tuple[str, int]]:
    try:
        return list(zip(_read(names), sums, strict=True))
    except (msgspec.DecodeError, ValueError):
        return []


@lru_cache(maxsize=4096)
def _names(cells: tuple[str, ...]) -> tuple[bytes, Callable[[Mapping[str, int]], Any]]:
    """The cells' names, each without the letters it shares with the one before, and what reads their numbers so."""
    # Those that begin alike are worked out together: most of a subject's cells come again and again, a few are its own.
    alike: dict[str, list[str]] = {}
    for cell in cells:
        alike.setdefault(cell[:1], []).append(cell)
    order: list[str] = []
    lines: list[tuple[int, str]] = []
    for letter in sorted(alike):
        names, their_lines = _shortened(tuple(alike[letter]))
        order += names
        lines += their_lines
    # An itemgetter of one name gives the number bare, not in a tuple.
    return canonical.encode(lines), itemgetter(*order) if len(order) > 1 else _only(order[0])


@lru_cache(maxsize=4096)
def _shortened(cells: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[int, str], ...]]:
    """Cells of one first letter in their order, and how many letters each shares with the one before, then the rest."""
    before, lines, order = "", [], tuple(sorted(cells))
    for cell in order:
        shared = _shared_letters(before, cell)
        lines.append((shared, cell[shared:]))
        before = cell
    return order, tuple(lines)


def _only(cell: str) -> Callable[[Mapping[str, int]], Any]:
    return lambda counts: (counts[cell],)


def _shared_letters(one: str, other: str) -> int:
    shared, most = 0, min(len(one), len(other))
    while shared < most:  # by halves: a name of forty letters is compared six times, not letter by letter
        middle = (shared + most + 1) // 2
        if one[:middle] == other[:middle]:
            shared = middle
        else:
            most = middle - 1
    return shared


@lru_cache(maxsize=4096)
def _read(names: bytes) -> tuple[str, ...]:
    before, cells = "", []
    for shared, rest in _lines.decode(names):
        before = before[:shared] + rest
        cells.append(before)
    return tuple(cells)


NOTHING = canonical.encode((canonical.encode(()), ()))
"""What a subject that adds nothing would have; there is no row of it."""
