"""A count of a drawer: which notes and coins, and how many of each, `(value in minor units, n)`, the largest first."""

from collections.abc import Sequence
from typing import Final

from dorgora.money.rules import MOST_MINOR

MOST_PIECES: Final = 100_000
"""The most notes or coins of one kind in a drawer."""
MOST_DENOMINATIONS: Final = 20


def are_pieces(counts: Sequence[tuple[int, int]]) -> bool:
    """Whether a drawer can hold these notes and coins: each kind once, the largest first, no more than can be."""
    values = [value for value, _n in counts]
    return (
        len(values) <= MOST_DENOMINATIONS
        and values == sorted(set(values), reverse=True)
        and all(0 < value <= MOST_MINOR and 0 < n <= MOST_PIECES for value, n in counts)
        and sum_of(counts) <= MOST_MINOR
    )


def sum_of(counts: Sequence[tuple[int, int]]) -> int:
    """What notes and coins come to, in minor units."""
    return sum(value * n for value, n in counts)


def pieces_text(counts: Sequence[tuple[int, int]]) -> str:
    """Notes and coins as a column keeps them: `10000x2 500x3`."""
    return " ".join(f"{value}x{n}" for value, n in counts)


def pieces_of(text: str) -> tuple[tuple[int, int], ...]:
    """The same read back."""
    pairs = (one.split("x") for one in text.split())
    return tuple((int(value), int(n)) for value, n in pairs)
