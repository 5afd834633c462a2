"""What `dorgora check` can say of mailboxes, receipts and the hub's signatures: what was written and signed at all."""

from collections.abc import Iterator

from dorgora.feed.event import GENESIS, Head
from dorgora.feed.node import Node
from dorgora.feed.sync import wire
from dorgora.kernel.ids import MAX_FEED, SEQ_BITS
from dorgora.kernel.signing import is_signed

STEP = 1000


def faults(node: Node) -> Iterator[str]:
    """Each fault in words: of every mailbox here, and of what the hub is said to hold."""
    boxes = node.store.rows.all("SELECT DISTINCT node_id FROM feed_delivery ORDER BY node_id")
    for (node_id,) in boxes:
        yield from _chain_faults(node, node_id)
    if not node.is_hub:
        yield from _signature_faults(node)
        yield from _kept_faults(node)
    yield from _acknowledgement_faults(node)


def _chain_faults(node: Node, node_id: int) -> Iterator[str]:
    """The first delivery of a mailbox that is missing, or is not the one numbered after those before it."""
    number, digest = 0, GENESIS
    while rows := _deliveries(node, node_id, number):
        for at, event_id, said, held in rows:
            number += 1
            if at != number:
                yield f"mailbox of node {node_id}: delivery {number} is missing"
                return
            if held is None:
                yield f"mailbox of node {node_id}: event {event_id} (delivery {number}) is missing"
                return
            digest = wire.mail_hash(digest, number, held)
            if said != digest:
                yield f"mailbox of node {node_id}: delivery {number} (event {event_id}) is not the one written"
                return


def _deliveries(node: Node, node_id: int, after: int) -> list[tuple[int, int, bytes, bytes | None]]:
    """The next deliveries with the hash of each event, in the log or kept apart."""
    rows = node.store.deliveries(node_id, after, STEP)
    ids = [event_id for _, event_id, _ in rows]
    held = node.store.held(ids)
    for event_id, digest in node.store.rows.among(
        "SELECT event_id, hash FROM feed_quarantined WHERE event_id IN",
        [one for one in ids if one not in held],
    ):
        held.setdefault(event_id, bytes(digest))
    return [(number, event_id, said, held.get(event_id)) for number, event_id, said in rows]


def _signature_faults(node: Node) -> Iterator[str]:
    """Of this node's own mailbox: whether the hub signed for what stands at each number it signed, and at the last."""
    node_id, (last, _) = node.identity.node_id, node.store.inbox()
    signed = 0
    for number, signature, digest in node.store.rows.all(
        "SELECT s.number, s.signature, d.hash FROM feed_signed s"
        " LEFT JOIN feed_delivery d ON d.node_id = %s AND d.number = s.number"
        " WHERE s.stream = %s ORDER BY s.number",
        [node_id, wire.MAILBOX],
    ):
        signed = number
        if digest is None:
            yield f"mailbox of node {node_id}: delivery {number} is missing"
            continue
        message = wire.mail_message(node_id, number, bytes(digest))
        if not is_signed(node.identity.hub_key, message, bytes(signature)):
            yield f"mailbox of node {node_id}: delivery {number} is not signed by the hub"
    if last > signed:
        yield f"mailbox of node {node_id}: nobody signed for the deliveries after {signed}"


def _kept_faults(node: Node) -> Iterator[str]:
    """Of the hub's feeds: what it signed at each number where a run ended, as a hub that went back is shown it.

    Up to its snapshot this node has none. One that is missing between two others is not missed, as the next one says
    the same of all before it; but a run is never longer than MANY, and the last one ended at the head.
    """
    own = set(node.store.own_feeds())
    ends = {
        feed: (first, last)
        for feed, first, last in node.store.rows.all(
            "SELECT h.feed, COALESCE(s.seq, 0), h.seq FROM feed_head h LEFT JOIN feed_start s ON s.feed = h.feed"
            " WHERE h.feed BETWEEN 1 AND %s ORDER BY h.feed",
            [MAX_FEED],
        )
        if feed not in own
    }
    reached = {feed: first for feed, (first, _) in ends.items()}
    for feed, number, signature, digest in node.store.rows.all(
        "SELECT s.stream, s.number, s.signature, e.hash FROM feed_signed s"
        " LEFT JOIN feed_event e ON e.id = s.stream * %s + s.number"
        " WHERE s.stream BETWEEN 1 AND %s ORDER BY s.stream, s.number",
        [1 << SEQ_BITS, MAX_FEED],
    ):
        before = reached.get(feed, 0)
        if number > before + wire.MANY:
            yield f"feed {feed}: of what the hub signed between numbers {before} and {number} something is missing"
        reached[feed] = number
        said = Head(feed, number, bytes(digest or b""))
        if not is_signed(node.identity.hub_key, said.message(), bytes(signature)):
            yield f"feed {feed}: what is kept as the hub's signature at number {number} is not the hub's"
    for feed, (_, last) in ends.items():
        if reached[feed] < last:
            yield f"feed {feed}: the hub's signature at number {last} is missing"


def _acknowledgement_faults(node: Node) -> Iterator[str]:
    """Feeds of which the hub is said to hold more than was written.

    Less than that cannot be proved here: the hub's word is sealed on its way and not signed, so nothing of it is
    kept but the number. The next exchange brings it again and puts a wrong one right.
    """
    for feed, said, written in node.store.rows.all(
        "SELECT a.feed, a.seq, COALESCE(h.seq, 0) FROM feed_acknowledged a LEFT JOIN feed_head h ON h.feed = a.feed"
        " WHERE a.seq > COALESCE(h.seq, 0) ORDER BY a.feed"
    ):
        yield f"feed {feed}: the hub is said to hold number {said}, and only {written} were written"
