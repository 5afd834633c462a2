"""The hub answering one node's exchange: authenticate, unpack within bounds, take, commit, answer."""

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.sync import frames, gate, wire
from dorgora.feed.sync.exchange import HubSide
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.signing import agree


def answer(body: bytes) -> bytes:
    """The reply to a request's bytes; everything it took is durable before this returns.

    Raises:
        gate.Refused: not a node we know, a wrong MAC (nothing has changed), or not within bounds (an alarm).
    """
    node = nodes.this()
    node_id = frames.asker(body)
    found = node.store.rows.all("SELECT exchange_key FROM feed_node WHERE node_id = %s", [node_id])
    if not found or node_id == node.identity.node_id:
        raise gate.Refused("unknown_node")
    key = agree(node.identity.exchange_seed, bytes(found[0][0]))
    payload, asked = frames.opened_ask(body, key)
    try:
        request = gate.unpack(payload, wire.Request)
    except gate.Refused as refused:
        with writing(BACKGROUND):
            node.store.alarm("refused_" + refused.reason, node_id, 0)
        raise
    side = HubSide(node.log, node.store, node.signer, (ev.REGISTRY, ev.CATALOGUE))
    with writing(BACKGROUND):
        reply = side.answer(node_id, request, clock.now_seconds())
        node.store.set_note(f"heard:{node_id}", str(clock.now_seconds()))
    nodes.woken.set()
    return frames.answer(key, asked, gate.pack(reply))
