"""The node's one background thread: what follows commits, and at a centre the exchange with the hub."""

import json
import logging
import threading
from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections

from dorgora.applications import carrying, fetching
from dorgora.config import control, doors, phoning
from dorgora.config.catching_up import CatchingUp
from dorgora.config.sweeping import Sweeping
from dorgora.feed import aftermath, checking
from dorgora.feed import node as nodes
from dorgora.feed.nodestore import NodeStore
from dorgora.feed.roads import https
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import SEQ_BITS, make_id

logger = logging.getLogger("dorgora.worker")
MOST_WAIT = 15 * 60
SOON, SOONEST = 30, 0.05
BEFORE_PAGES, BESIDE_PAGES = 5000, 200
"""How many events of its own a node verifies before the first page, and how many at a time while it serves them."""


class Worker:
    """Waits to be woken, drains, and exchanges when it is time; a line that is gone is asked for ever less often."""

    def __init__(self, *, is_verifying: bool = False) -> None:
        self.is_verifying = is_verifying
        self.wait = settings.SYNC_SECONDS
        self.due = self.pages_due = clock.monotonic()
        self.sweeping = Sweeping()
        self.catching_up = CatchingUp()
        self.asked = threading.Event()

    def run(self) -> None:
        """The thread's whole life."""
        while True:
            try:
                aftermath.drain()
                self.sweeping.sweep()
                if settings.ROLE != "hub":
                    self._exchange_if_due()
                self.catching_up.go_on()
                self.is_verifying = self.is_verifying and _verify(BESIDE_PAGES)
            except Refused:
                pass  # not enrolled yet: there is nothing to do
            except Exception as wrong:
                logger.error("worker: %s", type(wrong).__name__, exc_info=settings.DEBUG)
                # What went wrong now will at once go wrong again: not twenty times a second.
                self.due = max(self.due, clock.monotonic() + SOON)
            nodes.woken.wait(self._patience())
            nodes.woken.clear()

    def _patience(self) -> float:
        """Seconds to wait unless woken: until the next exchange, until something is to be tried again, or swept."""
        if self.is_verifying:
            return SOONEST
        waits = [self.sweeping.wait()]
        if (turn := self.catching_up.wait()) is not None:
            waits.append(turn)
        if settings.ROLE != "hub":
            waits.append(self.due - clock.monotonic())
        try:
            due = aftermath.due_in()
        except Exception as wrong:
            logger.error("worker: %s", type(wrong).__name__)
            due = SOON
        close_old_connections()
        if due is not None:
            waits.append(max(due, 1))
        return max(SOONEST, min(waits))

    def _exchange_if_due(self) -> None:
        if clock.monotonic() < self.due and not self.asked.is_set():
            return
        self.asked.clear()
        store = nodes.this().store
        if store.note("line") == "down":
            self._keep("offline", "", None)
            return
        try:
            outcome = https.exchange()
        except https.NoLine:
            self._keep("offline", "", None)
            return
        self._keep("online", outcome.trouble, settings.SYNC_SECONDS)
        aftermath.drain()
        if not outcome.trouble:
            self._carry()
            self._ask_for_certificate()

    def _carry(self) -> None:
        """Scan pages after all events; what is written meanwhile goes before the rest of them."""
        if clock.monotonic() < self.pages_due:
            return
        try:
            fetching.fetch(most_seconds=settings.SYNC_SECONDS)
            carried = carrying.carry(most_seconds=settings.SYNC_SECONDS)
            if carried.is_more:
                self.asked.set()
                nodes.woken.set()
            if carried.is_busy:
                self.pages_due = clock.monotonic() + MOST_WAIT
        except https.Declined:
            self.pages_due = clock.monotonic() + MOST_WAIT
        except https.NoLine:
            self._keep("offline", "", None)

    def _ask_for_certificate(self) -> None:
        """What phones are served under; a line that went shows at the next exchange."""
        with suppress(https.NoLine):
            phoning.ask_if_due()

    def _keep(self, state: str, trouble: str, wait: int | None) -> None:
        self.wait = wait if wait is not None else min(self.wait * 2, MOST_WAIT)
        self.due = clock.monotonic() + self.wait
        https.note_line(state, trouble)


def start() -> None:
    """Starts what this process does beside serving pages: the worker, the front, the control socket."""
    worker = Worker(is_verifying=_begin())
    threading.Thread(target=worker.run, name="worker", daemon=True).start()
    doors.begin()
    control.listen(worker)


def _begin() -> bool:
    """The time, not before what is known to have happened, and the chains; gives whether more is to be verified."""
    try:
        clock.not_before(_last_known(nodes.this().store))
        return _verify(BEFORE_PAGES)
    except Refused:
        return False


def _last_known(store: NodeStore) -> int:
    """The hub's time at the last contact, and the date of what was written since.

    What was written before it says nothing any more: its date may be that of a clock which ran years ahead.
    """
    told: dict[str, int] = json.loads(store.note("contact:heads") or "{}")
    written = [
        row[0]
        for feed in store.own_feeds()
        for row in store.rows.all(
            "SELECT at FROM feed_event WHERE id > %s AND id < %s ORDER BY id DESC LIMIT 1",
            [
                make_id(feed, told[str(feed)]) if str(feed) in told else feed << SEQ_BITS,
                (feed + 1) << SEQ_BITS,
            ],
        )
    ]
    return max([*written, int(store.note("contact:last") or 0)])


def _verify(most: int) -> bool:
    """The next part of this node's own chains; gives whether there is more."""
    faults, is_more = checking.verify_since_mark(nodes.this(), most)
    for fault in faults:
        logger.error("%s", fault)
    return is_more
