"""Every write of a node: one at a time on SQLite, first come first served, the counter before the exchange."""

import heapq
import itertools
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial

from django.db import connections, transaction

from dorgora.feed import durable
from dorgora.kernel.ids import SEQ_BITS

COUNTER = 0
BACKGROUND = 1

MOST_PASSED = 16
"""So many who came later to the counter go before a waiting exchange; then it is its turn, or it would never end."""


class Turnstile:
    """A lock handed on in order of arrival, the counter ahead of the background; a thread may enter it again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: list[tuple[int, int, int, threading.Event, int]] = []
        self._numbers = itertools.count()
        self._inside: int | None = None
        self._depth = 0

    @contextmanager
    def turn(self, priority: int) -> Iterator[None]:
        """Holds the turnstile for the length of the block."""
        self._enter(threading.get_ident(), priority)
        try:
            yield
        finally:
            self._leave()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits to be let in."""
        return bool(self._waiting)

    def _enter(self, me: int, priority: int) -> None:
        with self._guard:
            if self._inside in (None, me):
                self._inside = me
                self._depth += 1
                return
            number = next(self._numbers)
            place = number + (MOST_PASSED if priority == BACKGROUND else 0)
            called = threading.Event()
            heapq.heappush(self._waiting, (place, priority, number, called, me))
        called.wait()

    def _leave(self) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._inside = None
            if self._waiting:
                # Handed to one thread, not thrown among all of them: nobody overtakes, nobody wakes for nothing.
                *_, called, self._inside = heapq.heappop(self._waiting)
                self._depth = 1
                called.set()


@dataclass
class Memory:
    """Keys of persons that a transaction has read; those it holds fast nobody erases before it ends."""

    keys: dict[int, bytes | None] = field(default_factory=dict)
    held: set[int] = field(default_factory=set)

    def clear(self) -> None:
        """Back to knowing nothing."""
        self.keys.clear()
        self.held.clear()


_turnstiles: dict[str, Turnstile] = {}
_memories = threading.local()


@contextmanager
def writing(priority: int = COUNTER, subjects: Iterable[int] = (), using: str = "default") -> Iterator[None]:
    """One durable transaction. On PostgreSQL the subjects are locked first, in order, and nothing else waits.

    Raises:
        NotDurable: it is committed, yet nobody may be told so.
        RuntimeError: it stands inside a transaction of somebody else, who could undo what was promised here.
    """
    if connections[using].vendor != "postgresql":
        turnstile = _turnstiles.setdefault(using, Turnstile())
        with turnstile.turn(priority), _transaction(using), _remembering(using):
            yield
        return
    with _transaction(using), _remembering(using):
        lock(using, subjects)
        yield


def lock(using: str, names: Iterable[int]) -> None:
    """On PostgreSQL holds these subjects (or a `feed_lock`) until the transaction ends; elsewhere one writes at a time.

    Always in the same order; and always subjects first, then one feed, then counters.
    """
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(name) FROM unnest(%s::bigint[]) AS name", [sorted(set(names))]
            )


def feed_lock(feed: int) -> int:
    """The name under which a feed is locked; no subject is below zero."""
    return -feed


def exchange_lock(node_id: int) -> int:
    """The name under which a node's exchanges go one at a time; ids are far above the numbers of feeds."""
    return -node_id


def mail_lock(node_id: int) -> int:
    """The name under which a node's mailbox is numbered: no registry counts as far as half of its numbers."""
    return -(node_id | 1 << (SEQ_BITS - 1))


def _transaction(using: str) -> AbstractContextManager[None]:
    """This thread's outermost one is on the disk at its end; one inside it is a part of that."""
    if remembered(using) is not None:
        return transaction.atomic(using=using)
    return durable.promised(transaction.atomic(using=using, durable=True), partial(flush, using))


def flush(using: str = "default") -> None:
    """Comes back when what was committed is on the disk: a commit here waits for that, if nobody told it not to.

    A PostgreSQL server's own `fsync` is its keeper's to answer for.

    Raises:
        NotDurable: this connection's commits do not wait.
    """
    connection = connections[using]
    # Past Django's cursors: they take several times longer than this, and it is asked at every commit.
    asked, waiting = (
        ("SHOW synchronous_commit", ("on", "remote_write", "remote_apply"))
        if connection.vendor == "postgresql"
        else ("PRAGMA synchronous", (2, 3))
    )
    (level,) = connection.connection.execute(asked).fetchone()
    if level not in waiting:
        raise durable.NotDurable(f"{asked}: {level}")


@contextmanager
def _remembering(using: str) -> Iterator[None]:
    """What this thread's outermost transaction remembers; dropped at its end, or when a part of it is undone."""
    is_outermost = using not in vars(_memories)
    memory = vars(_memories).setdefault(using, Memory())
    try:
        yield
    except BaseException:
        memory.clear()
        raise
    finally:
        if is_outermost:
            del vars(_memories)[using]


def remembered(using: str = "default") -> Memory | None:
    """What the transaction this thread is in has read; None outside of one."""
    found: Memory | None = vars(_memories).get(using)
    return found


def is_wanted(using: str = "default") -> bool:
    """Whether a long piece of work should commit now; on PostgreSQL always, as there nobody sees who waits."""
    if connections[using].vendor == "postgresql":
        return True
    turnstile = _turnstiles.get(using)
    return turnstile is None or turnstile.is_wanted


ROOM_KIB = 32_000
"""Pages kept while much is told at once, eight times what an ordinary connection keeps: a turn's then fit."""


@contextmanager
def with_room(using: str = "default") -> Iterator[None]:
    """On SQLite: what a long turn changes stays in memory, and is sealed once, at its end; else it goes to the disk
    and comes back, several times a turn, whenever the pages between fill the memory.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{ROOM_KIB}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {int(before)}")


@contextmanager
def alone(using: str = "default") -> Iterator[None]:
    """Nobody else of this process writes, and there is no transaction; on PostgreSQL nothing needs to wait."""
    if connections[using].vendor == "postgresql":
        yield
        return
    with _turnstiles.setdefault(using, Turnstile()).turn(BACKGROUND):
        yield
