"""The only place that reads a clock. Everything else is handed its instants."""

import os
import time
from datetime import UTC, datetime


def _offset_seconds() -> int:
    """A laptop's clock may be wrong; demos and tests make it so with DORGORA_CLOCK_OFFSET_SECONDS."""
    return int(os.environ.get("DORGORA_CLOCK_OFFSET_SECONDS", "0"))


def now() -> datetime:
    """This machine's idea of the present, aware, UTC, to the second."""
    return from_seconds(now_seconds())


def now_seconds() -> int:
    """The same as whole seconds since 1970, as events carry it."""
    return int(time.time()) + _offset_seconds()


def monotonic() -> float:
    """Seconds on a clock that never jumps, for waits and limits."""
    return time.monotonic()


def from_seconds(seconds: int) -> datetime:
    """Seconds since 1970 to an aware instant; a value no calendar holds becomes the nearest one it does."""
    return datetime.fromtimestamp(min(max(seconds, 0), 253402300799), UTC)


def to_seconds(instant: datetime) -> int:
    """An aware instant to seconds since 1970."""
    return int(instant.timestamp())
