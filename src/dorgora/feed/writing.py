"""Every write of a node: one at a time on SQLite, first come first served, the counter before the exchange."""

import heapq
import itertools
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction

COUNTER = 0
BACKGROUND = 1


class Turnstile:
    """A lock that lets waiting threads in by (priority, order of arrival); a thread may enter it again."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int]] = []
        self._numbers = itertools.count()
        self._inside: int | None = None
        self._depth = 0

    @contextmanager
    def turn(self, priority: int) -> Iterator[None]:
        """Holds the turnstile for the length of the block."""
        me = threading.get_ident()
        with self._changed:
            if self._inside != me:
                ticket = (priority, next(self._numbers))
                heapq.heappush(self._waiting, ticket)
                self._changed.wait_for(lambda: self._inside is None and self._waiting[0] == ticket)
                heapq.heappop(self._waiting)
                self._inside = me
            self._depth += 1
        try:
            yield
        finally:
            with self._changed:
                self._depth -= 1
                if not self._depth:
                    self._inside = None
                    self._changed.notify_all()


_turnstiles: dict[str, Turnstile] = {}


@contextmanager
def writing(priority: int = COUNTER, subjects: Iterable[int] = (), using: str = "default") -> Iterator[None]:
    """One durable transaction. On PostgreSQL the subjects are locked first, in order, and nothing else waits."""
    if connections[using].vendor != "postgresql":
        turnstile = _turnstiles.setdefault(using, Turnstile())
        with turnstile.turn(priority), transaction.atomic(using=using):
            yield
        return
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            for subject in sorted(set(subjects)):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [subject])
        yield
