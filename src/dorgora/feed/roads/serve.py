"""The hub answering one node's exchange: authenticate, unpack within bounds, take, commit, answer."""

import logging

from django.db import OperationalError

from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed import went_back
from dorgora.feed.sync import frames, gate, wire
from dorgora.feed.sync.exchange import HubSide, Standing
from dorgora.feed.writing import BACKGROUND, exchange_lock, writing
from dorgora.kernel import clock
from dorgora.kernel.signing import agree

logger = logging.getLogger("dorgora.serve")
MOST_TRIES = 4
DEADLOCK = "40P01"
"""PostgreSQL's own name for it (appendix A of its manual, error codes)."""


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
    reply = _taken_again(node, node_id, request)
    nodes.woken.set()
    return frames.answer(key, asked, gate.pack(reply))


def _taken_again(node: nodes.Node, node_id: int, request: wire.Request) -> wire.Reply:
    """As `_taken`. Two exchanges that count in one counter can each wait for the other; one is undone and does it over.

    Raises:
        OperationalError: see `_taken`.
    """
    for _ in range(MOST_TRIES - 1):
        try:
            return _taken(node, node_id, request)
        except OperationalError as wrong:
            if getattr(wrong.__cause__, "sqlstate", None) != DEADLOCK:
                raise
    return _taken(node, node_id, request)


def _taken(node: nodes.Node, node_id: int, request: wire.Request) -> wire.Reply:
    """Takes what is new, whole or not at all.

    Raises:
        OperationalError: the database is busy or gone: not the node's doing, it asks again.
        gate.Refused: `broken`: this program could not take it; nothing stays, and a person hears who sent it.
    """
    side = HubSide(
        node.log, node.store, node.signer, (ev.REGISTRY, ev.CATALOGUE), lambda: went_back.fresh(node)
    )
    try:
        with writing(BACKGROUND, _names(node, node_id, request)):
            reply = side.answer(node_id, request, clock.now_seconds())
            node.store.set_note(f"heard:{node_id}", str(clock.now_seconds()))
    except OperationalError:
        raise
    except Exception as wrong:
        logger.error("a batch of node %d could not be taken: %s", node_id, type(wrong).__name__)
        with writing(BACKGROUND):
            node.store.alarm("refused_broken", node_id, 0)
        raise gate.Refused("broken") from wrong
    return reply


def _names(node: nodes.Node, node_id: int, request: wire.Request) -> set[int]:
    """What is locked: the exchange itself, and what those events are about that may be taken, if not made by them.

    A server has room for some thousands of locks, for all it does at a time: one node gets no more than one
    honest exchange takes, and none for what nobody will take from it.
    """
    taken = [run for run in request.runs if _may_be_taken(node.store.standing(run.feed), node_id, run)]
    about = {event.subject for run in taken for event in run.events if event.subject}
    if request.rotation is not None:
        about.add(node_id)
    return about | {exchange_lock(node_id)}


def _may_be_taken(standing: Standing | None, node_id: int, run: wire.Run) -> bool:
    """Whether it is the node's own feed, and open or not yet at its end."""
    if standing is None or standing.node_id != node_id:
        return False
    return standing.is_open or run.after < standing.last
