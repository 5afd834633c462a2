"""After an upgrade: what an earlier program told is told again while work goes on, with the indexes beside it."""

import logging
from collections.abc import Callable, Collection, Mapping

from dorgora.applications import local as applications_local
from dorgora.config import refusals
from dorgora.feed import newcomers, retelling
from dorgora.feed import node as nodes
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import local as people_local

logger = logging.getLogger("dorgora.catching_up")
TURN_SECONDS, SOON, LATER = 1, 30, 15 * 60


def _mail_again() -> None:
    """At the hub all mail goes by once more: what was delivered may need more than an earlier program knew."""
    node = nodes.this()
    if node.is_hub:
        with writing(BACKGROUND):
            newcomers.begin_again(node)


BESIDE: Mapping[str, Callable[[], object]] = {
    "citizens": people_local.reindex,
    "applications": applications_local.index_all_numbers,
    "certificates": _mail_again,
}
"""Projection to what makes anew what stands beside its tables: indexes, and mail."""


def make_anew(names: Collection[str]) -> None:
    """What stands beside the tables of these projections."""
    for name, makes in BESIDE.items():
        if name in names:
            makes()


class CatchingUp:
    """Tells again what is to be told again, a turn at a time; a fault is named in the log and tried again later."""

    def __init__(self) -> None:
        self.due: float | None = clock.monotonic()
        self.is_said = False

    def wait(self) -> float | None:
        """Seconds until the next turn; None when all is told."""
        return None if self.due is None else max(0, self.due - clock.monotonic())

    def go_on(self) -> None:
        """The next turn, if it is time."""
        if self.wait() != 0:
            return
        try:
            self.due = clock.monotonic() if self._take_turn() else None
        except Refused as refused:
            self._put_off(LATER, refusals.told(refused))
        except Exception as wrong:
            self._put_off(SOON, type(wrong).__name__)

    def _take_turn(self) -> bool:
        node = nodes.this()
        under_way = retelling.under_way(node)
        if under_way is None:
            return False
        if not self.is_said:
            self.is_said = True
            logger.warning(
                "an earlier program told %s: told again while work goes on", ", ".join(under_way.names)
            )
        ends = clock.monotonic() + TURN_SECONDS
        while is_more := retelling.go_on(node, make_anew):
            if clock.monotonic() >= ends:
                break
        if not is_more:
            logger.warning("all is told again")
        return is_more

    def _put_off(self, seconds: int, why: str) -> None:
        logger.error("telling again: %s", why)
        self.due = clock.monotonic() + seconds
