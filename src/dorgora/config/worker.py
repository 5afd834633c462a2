"""The node's background thread: what follows commits, what is swept, told again and verified. The line has its own."""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections

from dorgora.config import control, doors
from dorgora.config.catching_up import CatchingUp
from dorgora.config.exchanging import SOON, SOONEST, Exchanging
from dorgora.config.sweeping import Sweeping
from dorgora.feed import aftermath, checking, noted, room
from dorgora.feed import node as nodes
from dorgora.feed.nodestore import NodeStore
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import SEQ_BITS, make_id

logger = logging.getLogger("dorgora.worker")
BEFORE_PAGES, BESIDE_PAGES = 5000, 200
"""How many events of its own a node verifies before the first page, and how many at a time while it serves them."""


class Worker:
    """Waits to be woken and does what is to be done on this machine; nothing here waits for the line."""

    def __init__(self, *, is_verifying: bool = False) -> None:
        self.is_verifying = is_verifying
        self.rests_until = clock.monotonic()
        self.sweeping = Sweeping()
        self.catching_up = CatchingUp()

    def run(self) -> None:
        """The thread's whole life."""
        while True:
            room.begin()
            try:
                aftermath.drain()
                self.sweeping.sweep()
                self.catching_up.go_on()
                self.is_verifying = self.is_verifying and _verify(BESIDE_PAGES)
            except Refused:
                pass  # not enrolled yet: there is nothing to do
            except Exception as wrong:
                room.is_full(wrong)  # the ballast goes, and the next turn has its room
                logger.error("worker: %s", type(wrong).__name__, exc_info=settings.DEBUG)
                # What went wrong now will at once go wrong again: not twenty times a second.
                self.rests_until = clock.monotonic() + SOON
            nodes.woken.wait(self._patience())
            nodes.woken.clear()

    def _patience(self) -> float:
        """Seconds to wait unless woken: until something is to be tried again, told again, or swept."""
        least = max(SOONEST, self.rests_until - clock.monotonic())
        if self.is_verifying:
            return least
        waits = [self.sweeping.wait()]
        if (turn := self.catching_up.wait()) is not None:
            waits.append(turn)
        try:
            due = aftermath.due_in()
        except Refused:
            due = None  # not enrolled yet
        except Exception as wrong:
            logger.error("worker: %s", type(wrong).__name__)
            due = SOON
        close_old_connections()
        if due is not None:
            waits.append(max(due, 1))
        return max(least, min(waits))


def start() -> None:
    """Starts what this process does beside serving pages: the worker, the line, the front, the control socket."""
    worker, exchanging = Worker(is_verifying=_begin()), Exchanging()
    threading.Thread(target=worker.run, name="worker", daemon=True).start()
    if settings.ROLE != "hub":
        threading.Thread(target=exchanging.run, name="exchanging", daemon=True).start()
    doors.begin()
    control.listen(exchanging)


def _begin() -> bool:
    """The time, not before what is known to have happened, and the chains; gives whether more is to be verified.

    What an altered row makes of this is said in the log of this process, and the counter is served all the same.
    """
    try:
        clock.not_before(_last_known(nodes.this().store))
        return _verify(BEFORE_PAGES)
    except Refused:
        pass  # not enrolled yet
    except (ValueError, TypeError, OverflowError, MemoryError) as wrong:
        logger.error("start: %s; dorgora check says more", type(wrong).__name__, exc_info=settings.DEBUG)
    return False


def _last_known(store: NodeStore) -> int:
    """The hub's time at the last contact, and the date of what was written since.

    What was written before it says nothing any more: its date may be that of a clock which ran years ahead.
    """
    told = noted.heads(store.note(noted.HEADS))
    written = [
        row[0]
        for feed in store.own_feeds()
        for row in store.rows.all(
            "SELECT at FROM feed_event WHERE id > %s AND id < %s ORDER BY id DESC LIMIT 1",
            [
                make_id(feed, told[feed]) if feed in told else feed << SEQ_BITS,
                (feed + 1) << SEQ_BITS,
            ],
        )
    ]
    return max([*written, noted.number(store.note("contact:last"))])


def _verify(most: int) -> bool:
    """The next part of this node's own chains; gives whether there is more."""
    faults, is_more = checking.verify_since_mark(nodes.this(), most)
    for fault in faults:
        logger.error("%s", fault)
    return is_more
