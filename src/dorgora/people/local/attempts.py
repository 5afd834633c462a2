"""Wrong tries at one person's secret: five, then a lock of five, ten, fifteen minutes. Others are untouched.

No longer than that: who keeps trying must not be able to shut somebody out of her own work for a day.

A try is counted before the secret is looked at, so that many at once are as many tries, and the slow hashing
happens outside of any transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.feed.writing import writing
from dorgora.kernel.clock import from_seconds, to_seconds
from dorgora.kernel.errors import Refused
from dorgora.people import models

TRIES = 5
LOCK_SECONDS = 5 * 60
LONGEST_LOCK_SECONDS = 15 * 60
_WRONG = {"pin": "pin_wrong", "code": "no_such_code", "recovery": "recovery_wrong"}


@dataclass(frozen=True)
class Try:
    """One try: how many are left should it be wrong, and until when it then is locked (0: it is not)."""

    what: str
    person_id: int
    left: int
    locked_until: int


def begin(what: str, person_id: int, at: datetime) -> Try:
    """Counts a try at a person's `pin`, `code` or `recovery`.

    Raises:
        Refused: `<what>_locked` (detail: until, seconds).
    """
    now = to_seconds(at)
    name = f"{what}:{person_id}"
    # The person's lock makes tries at the same moment stand in line on PostgreSQL too.
    with writing(subjects=[person_id]):
        found = models.Attempt.objects.filter(name=name)
        n_wrong, n_locks, until = found.values_list("n_wrong", "n_locks", "locked_until").first() or (0, 0, 0)
        # A clock that was put back must not lock somebody out for years.
        until = min(until, now + _length(n_locks)) if n_locks else 0
        is_locked = until > now
        if not is_locked:
            n_wrong += 1
            if n_wrong >= TRIES:
                n_wrong, n_locks = 0, n_locks + 1
                until = now + _length(n_locks)
        kept = {"n_wrong": n_wrong, "n_locks": n_locks, "locked_until": until}
        models.Attempt.objects.update_or_create(name=name, defaults=kept)
    if is_locked:
        raise _locked(what, until, now)
    return Try(what, person_id, TRIES - n_wrong if until <= now else 0, until if until > now else 0)


def was_right(one: Try) -> None:
    """Forgets the wrong tries before this right one."""
    with writing():
        models.Attempt.objects.filter(name=f"{one.what}:{one.person_id}").delete()


def was_wrong(one: Try, at: datetime) -> Refused:
    """What to say of a wrong try; the last one before a lock raises an alarm."""
    if not one.locked_until:
        return Refused(_WRONG[one.what], one.what, {"left": one.left})
    node = nodes.this()
    with writing():
        node.store.alarm(f"{one.what}_locked", node.identity.node_id, one.person_id)
    return _locked(one.what, one.locked_until, to_seconds(at))


def _length(n_locks: int) -> int:
    return min(LOCK_SECONDS << min(n_locks - 1, 8), LONGEST_LOCK_SECONDS)


def _locked(what: str, until: int, now: int) -> Refused:
    return Refused(f"{what}_locked", what, {"until": from_seconds(until), "seconds": until - now})
