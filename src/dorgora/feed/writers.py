"""Who wrote an event: this node or another, and since when that one is known."""

from datetime import datetime

from dorgora.feed import node as nodes
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.ids import feed_of


def is_own(event_id: int) -> bool:
    """Whether this node wrote it."""
    node = nodes.this()
    return node.store.writer_of(feed_of(event_id)) == node.identity.node_id


def enrolled_at(event_id: int) -> datetime | None:
    """When the node that wrote it came to be, by the hub's clock; None of one nobody knows, or this one."""
    if is_own(event_id):
        return None
    store = nodes.this().store
    asked = "SELECT MIN(begins_at) FROM feed_nodekey WHERE node_id = %s"
    ((seconds,),) = store.rows.all(asked, [store.writer_of(feed_of(event_id))])
    return None if seconds is None else from_seconds(seconds)
