"""The only place that reads a clock. Everything else is handed its instants.

A laptop's clock may be wrong (an empty battery says 1970). `not_before` tells it what certainly has happened
already, `learn` what the hub's clock says. Order is never taken from a clock.
"""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

TOLERATED_SECONDS = 120
APART = timedelta(days=1)
"""No two honest clocks are further apart: one that shows another zone's hour is 14 hours off at most, one that nobody
set for a year some minutes. Papers and promises bear days."""
_LAST = 253_402_300_799 - 86_400


class _Known(NamedTuple):
    seconds: int
    elapsed: float
    is_exact: bool


_lock = threading.Lock()
_known: _Known | None = None


def _system() -> int:
    """What this machine's clock says; demos and tests make it wrong with DORGORA_CLOCK_OFFSET_SECONDS."""
    return int(time.time()) + int(os.environ.get("DORGORA_CLOCK_OFFSET_SECONDS") or 0)


def _elapsed() -> float:
    """Seconds on a clock that never jumps and, where there is one, goes on while the laptop sleeps."""
    awake_or_not = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if awake_or_not is None else time.clock_gettime(awake_or_not)


def now() -> datetime:
    """The present as well as this machine can know it, aware, UTC, to the second."""
    return from_seconds(now_seconds())


def now_seconds() -> int:
    """The same as whole seconds since 1970, as events carry it."""
    system, known = _system(), _known
    if known is None:
        return system
    told = known.seconds + int(_elapsed() - known.elapsed)
    if known.is_exact:
        return told if abs(system - told) > TOLERATED_SECONDS else system
    return max(system, told)


def not_before(seconds: int) -> None:
    """The present is not before this: something with this date is already written."""
    global _known
    with _lock:
        if _known is None or (not _known.is_exact and seconds > _known.seconds):
            _known = _Known(seconds, _elapsed(), False)


def learn(seconds: int) -> None:
    """The hub has just said what time it is; believed for as long as this process lives."""
    global _known
    with _lock:
        _known = _Known(seconds, _elapsed(), True)


def forget() -> None:
    """Back to the machine's own clock."""
    global _known
    _known = None


def is_trusted() -> bool:
    """Whether the hub has told this process the time."""
    return _known is not None and _known.is_exact


def monotonic() -> float:
    """Seconds on a clock that never jumps, for waits and limits."""
    return time.monotonic()


def is_to_come(instant: datetime, at: datetime) -> bool:
    """Whether an instant is later than the present by more than two honest clocks are apart: one of them is wrong."""
    return instant - at > APART


def from_seconds(seconds: int) -> datetime:
    """Seconds since 1970 to an aware instant; what no calendar holds becomes the nearest day but one that it does.

    A day inside the end, as no hour of any place on earth then lies beyond it.
    """
    return datetime.fromtimestamp(min(max(seconds, 0), _LAST), UTC)


def to_seconds(instant: datetime) -> int:
    """An aware instant to seconds since 1970."""
    return int(instant.timestamp())
