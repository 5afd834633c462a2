"""What a lying program wrote, as every database can hold it: folds bound texts and numbers before they become rows."""

import re
from datetime import date
from typing import Final

MAX_INT: Final = (1 << 63) - 1
TEXT: Final = 60


def bounded_text(text: str, most: int = TEXT) -> str:
    """The text as every database can hold it: no NUL, at most so many characters. A liar's is cut."""
    return text if len(text) <= most and "\0" not in text else text.replace("\0", "")[:most]


def bounded_int(number: int) -> int:
    """The number, or 0 when no signed 64-bit column holds it or it is negative."""
    return number if 0 <= number <= MAX_INT else 0


def day_of(text: str) -> date | None:
    """The day of the calendar that it names (2026-11-22), between 1960 and 2199; an empty battery says 1970.

    None when it names none: a liar may tell anything.
    """
    if re.fullmatch(r"(19[6-9]|2[01][0-9])[0-9]-[0-9]{2}-[0-9]{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
