"""Small questions that every check of a pack asks: what stands twice, what is no day, what is no pattern."""

import re
from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from dorgora.catalogue.faults import Complaint


def twice(path: str, member: str, ones: Iterable[Hashable]) -> Iterator[Complaint]:
    """Which of these stand more than once, from the second on; member: the part of each that must differ."""
    seen = set()
    for number, one in enumerate(ones):
        if one in seen:
            yield f"{path}[{number}]{member and '.'}{member}", f"{one} stands twice"
        seen.add(one)


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, as 2026-01-31."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_no_pattern(pattern: str) -> bool:
    """Whether this is no regular expression."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return True
    return False
