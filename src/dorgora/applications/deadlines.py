"""By which day each office of a file is to have done its part, how these days move, and how they stand on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from dorgora.applications.rules import RETURNED, WAITING
from dorgora.catalogue import rules as service_rules
from dorgora.kernel.bounds import bounded_text, day_of
from dorgora.kernel.pack import Pack


def as_promised(facts: Any, n_offices: int) -> tuple[str, ...]:
    """For each office of a file, in order, the day that was promised when it was lodged."""
    days = (*getattr(facts, "due_on", ()), "")
    told = [days[min(n, len(days) - 1)] or facts.promised_on for n in range(n_offices)]
    return tuple(bounded_text(day, 10).replace(",", "") for day in told)


def as_moved(days: Sequence[str], n_passed: int, told: Sequence[str]) -> tuple[str, ...]:
    """The same after a correction that tells new days for the office that has the file and those after it.

    A day that is none, or earlier than the one before, moves nothing: nobody's time is cut by a word of a centre.
    """
    came = dict(enumerate(told, n_passed))
    return tuple(_later(day, came.get(n, "")) for n, day in enumerate(days))


def _later(before: str, told: str) -> str:
    old, new = day_of(before), day_of(told)
    return told if old and new and new > old else before


def after_standing(days: Sequence[str], stopped_on: date, on: date, pack: Pack) -> tuple[str, ...]:
    """The days of a file whose clock stood from one day to another: later by the working days between them."""
    stood = service_rules.working_days_between(stopped_on, on, pack.weekend, pack.holidays)
    return tuple(_moved(day, stood, pack) for day in days)


def _moved(day: str, stood: int, pack: Pack) -> str:
    was = day_of(day)
    return service_rules.deadline(was, stood, pack.weekend, pack.holidays).isoformat() if was else day


@dataclass(frozen=True)
class Clock:
    """How a promise stands on one day, all in working days of its place.

    by: its day as it stands now; days: so many were promised, and how many of them are gone and left; late: how many
    are too many; stopped_on: since when it stands still, as the file waits for its citizen, whom nobody is late for.
    """

    by: date | None
    days: int
    gone: int
    left: int
    late: int
    is_late: bool
    is_today: bool
    stopped_on: date | None


def clock(file: Any, *, by: str, days: int, today: date, pack: Pack) -> Clock:
    """How a promise of this file stands: that of the office that has it (`due_on`), or the whole one (`ends_on`).

    file: a `File` or `QueueRow`. Once it is decided, or taken back, no further day goes.
    """
    ends, stopped_on = day_of(by), localtime(file.stopped_at).date() if file.stopped_at else None
    is_open = file.state in (WAITING, RETURNED)
    on = min(today, stopped_on or today) if is_open else localtime(file.changed_at).date()
    left = _between(on, ends, pack)
    is_late = bool(file.state == WAITING and ends and ends < today)
    return Clock(
        by=ends,
        days=days,
        gone=max(0, days - left) if ends else 0,
        left=left,
        late=_between(ends, today, pack) if is_late else 0,
        is_late=is_late,
        is_today=ends == today,
        stopped_on=stopped_on,
    )


def _between(start: date | None, end: date | None, pack: Pack) -> int:
    return service_rules.working_days_between(start, end, pack.weekend, pack.holidays) if start and end else 0
