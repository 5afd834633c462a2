"""The middle of many files from additive counts: how many are in each class of sizes, each a tenth wide (ADR 0038)."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MOST: Final = 10**9
"""The largest measure there is (`rules.MOST`)."""
FEWEST: Final = 5
"""Of fewer files there is no median, as there is no range."""
PERCENT: Final = 5
"""A median is never further from that of the files than this, of its own size."""


def _firsts() -> Iterator[int]:
    """A class ends a tenth above its beginning, at most: the first ten hold one number each."""
    first = 0
    while first <= MOST:
        yield first
        first += first // 10 + 1


FIRSTS: Final = tuple(_firsts())
"""The smallest number of each class. A class never gets another meaning: counters are kept under its number."""


@dataclass(frozen=True)
class Median:
    """The middle of the classes it fell into, and the bounds within which that of the files lies for certain."""

    value: float
    low: float
    high: float


def class_of(value: int) -> int:
    """The class of a measure from 0 to `MOST`."""
    return bisect_right(FIRSTS, value) - 1


def median(n: int, classes: Mapping[int, int]) -> Median | None:
    """The median of n files by how many are in each class; None of too few, or while not all of them are classed."""
    if n < FEWEST or sum(classes.values()) != n:
        return None
    below, above = _at((n - 1) // 2, classes), _at(n // 2, classes)
    low, high = (FIRSTS[below] + FIRSTS[above]) / 2, (_last(below) + _last(above)) / 2
    return Median((low + high) / 2, low, high)


def _at(rank: int, classes: Mapping[int, int]) -> int:
    """The class of the file of this rank, counted from 0."""
    passed = 0
    for one in sorted(classes):
        passed += classes[one]
        if rank < passed:
            break
    return one


def _last(one: int) -> int:
    return FIRSTS[one + 1] - 1 if one + 1 < len(FIRSTS) else MOST
