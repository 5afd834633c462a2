"""Events that nobody signed for: above the signed head of their feed, and told by no signed mailbox.

Whoever writes an event moves the head in the same transaction, so folding never asks: `dorgora check`, a rebuild and
a start do.
"""

from collections.abc import Iterator

from dorgora.feed.events import REGISTRY
from dorgora.feed.node import Node
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import MAX_FEED, MAX_SEQ, SEQ_BITS, feed_of, make_id, seq_of

FIRST = 1 << SEQ_BITS
"""Below it no event has a number."""
NOT_DELIVERED = " AND NOT EXISTS (SELECT 1 FROM feed_delivery d WHERE d.event_id = e.id)"


def feeds(node: Node) -> Iterator[int]:
    """Every feed with a head or an event, in order, but for numbers that no feed bears."""
    found = {row[0] for row in node.store.rows.all("SELECT feed FROM feed_head") if 1 <= row[0] <= MAX_FEED}
    after = FIRST - 1
    # From one feed to the next along the numbers, past all the events in between.
    while (event_id := _first_event(node, after)) is not None:
        found.add(feed_of(event_id))
        after = make_id(feed_of(event_id), MAX_SEQ)
    yield from sorted(found)


def nowhere(node: Node) -> list[int]:
    """The ids of events that stand in no feed at all, in order."""
    found = node.store.rows.all("SELECT id FROM feed_event WHERE id < %s ORDER BY id", [FIRST])
    return [row[0] for row in found]


def _first_event(node: Node, after: int) -> int | None:
    ((event_id,),) = node.store.rows.all("SELECT MIN(id) FROM feed_event WHERE id > %s", [after])
    return event_id if event_id is None else int(event_id)


def events(node: Node, feed: int) -> list[int]:
    """The ids of a feed's events that nobody signed for, in order.

    A laptop is told single events of any feed by its mailbox; so is a hub that went back, when it takes back what
    it told the nodes. A hub that never went back has heard every feed whole.
    """
    is_heard_whole = node.is_hub and node.store.registry() == REGISTRY
    # In one statement, so in one state of the log: work goes on, and a head moves with its events. Nobody numbers 0.
    return [
        row[0]
        for row in node.store.rows.all(
            "SELECT e.id FROM feed_event e"
            " WHERE (e.id = %s OR"
            " e.id > %s + COALESCE((SELECT h.seq FROM feed_head h WHERE h.feed = %s), 0) AND e.id <= %s)"
            f"{'' if is_heard_whole else NOT_DELIVERED} ORDER BY e.id",
            [feed << SEQ_BITS, feed << SEQ_BITS, feed, feed << SEQ_BITS | MAX_SEQ],
        )
    ]


def refuse(node: Node) -> None:
    """Holds that somebody signed for every event, before all are folded.

    Raises:
        Refused: `unsigned_event` (detail: event, number, feed): the first that nobody signed for.
    """
    for found in (nowhere(node), *(events(node, feed) for feed in feeds(node))):
        for event_id in found[:1]:
            detail = {"event": event_id, "number": seq_of(event_id), "feed": feed_of(event_id)}
            raise Refused("unsigned_event", None, detail)
