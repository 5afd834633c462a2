"""A centre's thread for the line: the exchange with the hub, then scan pages, then the certificate for phones.

It is alone on its thread, because a line may hang for a minute at a time: what follows a commit on this very laptop,
a certificate or a refund, waits for no line.
"""

import logging
import threading
from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections

from dorgora.applications import carrying, fetching
from dorgora.config import phoning
from dorgora.feed import node as nodes
from dorgora.feed import room
from dorgora.feed.roads import https
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused

logger = logging.getLogger("dorgora.exchanging")
MOST_WAIT = 15 * 60
SOON, SOONEST = 30, 0.05


class Exchanging:
    """Exchanges when it is time or when `asked`; a line that is gone is asked for ever less often."""

    def __init__(self) -> None:
        self.wait = settings.SYNC_SECONDS
        self.due = self.pages_due = clock.monotonic()
        self.asked = threading.Event()

    def run(self) -> None:
        """The thread's whole life."""
        while True:
            self.turn()
            self.asked.wait(max(SOONEST, self.due - clock.monotonic()))

    def turn(self) -> None:
        """Exchanges if it is time; what goes wrong is told in the log and tried again later."""
        room.begin()
        try:
            self._exchange_if_due()
        except Refused:  # not enrolled yet: there is nobody to exchange with
            self.due = clock.monotonic() + SOON
        except Exception as wrong:
            room.is_full(wrong)  # the ballast goes, and the next turn has its room
            logger.error("exchange: %s", type(wrong).__name__, exc_info=settings.DEBUG)
            # What went wrong now will at once go wrong again: not twenty times a second.
            self.due = clock.monotonic() + SOON
        close_old_connections()

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
